"""A real desk whose clock runs faster: `fast_server.py DATA_DIR PORT START SPEED`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from eventdesk import runtime


def main() -> None:
    folder, port, start, speed = sys.argv[1:]
    runtime.patch("eventlet")
    from eventdesk import hosting, settings
    from eventdesk.adapters.clock import SystemClock
    from eventdesk.simulation.clock import RaceClock

    clock = RaceClock(datetime.fromisoformat(start))
    clock.run(float(speed), SystemClock())
    chosen = settings.load(data_dir=Path(folder), host="127.0.0.1", port=int(port), open_browser=False, announce=False)
    hosting.host(chosen, clock)


if __name__ == "__main__":
    main()
