"""A real desk whose clock runs faster: `fast_server.py DATA_DIR PORT START SPEED [APPOINTMENT]`.

With APPOINTMENT, a file that holds an instant, the clock runs up to that instant, tells so in a file
beside it (`.kept`), and rests there until the file names a later one. So whoever has something to do
at a certain time of the race is never late for it, however slow the machine.
"""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk import runtime

if TYPE_CHECKING:
    from eventdesk.app import EventDeskApp
    from eventdesk.hosting import Routine
    from eventdesk.services.ports import Clock
    from eventdesk.simulation.clock import RaceClock

BEAT_SECONDS = 0.01
"""On a fast clock the timers look more often, too."""


class RestingClock:
    """A fast clock that does not run past its next appointment."""

    def __init__(self, race: RaceClock, speed: float, real: Clock, file: Path) -> None:
        self._race, self._speed, self._real, self._file = race, speed, real, file
        self._until = race.now()

    def now(self) -> datetime:
        return min(self._race.now(), self._until)

    def look(self) -> None:
        """Goes on when there is a later appointment; tells when one is reached."""
        said = self._file.read_text(encoding="ascii") if self._file.exists() else ""
        if said and (until := datetime.fromisoformat(said)) > self._until:
            self._race.set(self.now())
            self._until = until
            self._race.run(self._speed, self._real)
        elif said and self.now() == self._until:
            self._file.with_suffix(".kept").write_text(said, encoding="ascii")


def main() -> None:
    folder, port, start, speed, *appointment = sys.argv[1:]
    runtime.patch("eventlet")
    from eventdesk import hosting, settings
    from eventdesk.adapters.clock import SystemClock
    from eventdesk.services import timers
    from eventdesk.simulation.clock import RaceClock

    race = RaceClock(datetime.fromisoformat(start))
    chosen = settings.load(data_dir=Path(folder), host="127.0.0.1", port=int(port), open_browser=False, announce=False)
    if not appointment:
        race.run(float(speed), SystemClock())
        hosting.host(chosen, race)
        return
    clock = RestingClock(race, float(speed), SystemClock(), Path(appointment[0]))

    def routines(desk: EventDeskApp) -> list[Routine]:
        return [(clock.look, BEAT_SECONDS), (partial(timers.tick, desk.desk), BEAT_SECONDS)]

    hosting.host(chosen, clock, routines)


if __name__ == "__main__":
    main()
