"""`python -m bench.watched_desk FILE SECONDS demo …`: the desk, which notes into a file how much of everything it has.

Every so many seconds a line of JSON: what tells a day with a leak from a day without.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bench.aside import resident_kib
from eventdesk import runtime

GREEN = "greenlet"


def main(arguments: list[str]) -> int:
    """As `run.py` does it, with somebody who looks on."""
    file, seconds, *command = arguments
    runtime.patch(runtime.mode_for(command, os.environ))
    runtime.spawn(_look_on, Path(file), float(seconds))
    from eventdesk import cli  # noqa: PLC0415 - nothing of the desk before the patching

    return cli.main(command)


def _look_on(file: Path, seconds: float) -> None:
    began = time.monotonic()
    with file.open("a", encoding="utf-8") as notes:
        while True:
            runtime.sleep(seconds)
            notes.write(json.dumps({"at_seconds": round(time.monotonic() - began, 1)} | there_is()) + "\n")
            notes.flush()


def there_is() -> dict[str, Any]:
    """How much of everything this process has. `blocks`: pieces of memory that Python has given out."""
    gc.collect()
    living = gc.get_objects()
    return {
        "rss_kib": resident_kib(),
        "blocks": sys.getallocatedblocks(),
        "objects": len(living) + gc.get_freeze_count(),
        "greenlets": sum(type(each).__name__ == GREEN or _is_green(type(each)) for each in living),
        "threads": _entries(Path("/proc/self/task")),
        "files": _entries(Path("/proc/self/fd")),
    }


def _entries(folder: Path) -> int:
    return len(list(folder.iterdir())) if folder.exists() else 0


def _is_green(kind: type) -> bool:
    return any(each.__name__ == GREEN for each in kind.__mro__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
