"""Imports what a start of the desk imports, and says what came along: run in a process of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from eventdesk import runtime


def main(folder: str) -> None:
    """As `run.py serve` does it, up to the moment it would listen."""
    bare = set(sys.modules)
    runtime.patch("eventlet")
    from eventdesk import cli, hosting, settings, starting  # noqa: PLC0415 - nothing of the desk before the patching
    from eventdesk.app import create_app  # noqa: PLC0415

    assert cli.commands.name
    assert hosting.BEAT_SECONDS
    chosen = settings.load(data_dir=Path(folder))
    chosen.prepare()
    starting.check_database(chosen)
    app = create_app(chosen)
    app.close()
    sys.stdout.write(json.dumps(sorted(set(sys.modules) - bare)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
