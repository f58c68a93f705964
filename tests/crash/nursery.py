"""Forks a desk as often as it is told to: `nursery.py MODE`, orders as JSON lines on standard input.

Everything is imported once, so a start takes a tenth of a second and a hundred of them fit into a test. What is
forked is the desk as it is served: the same port, file, lock and signals. For each order it prints the process
id of the desk, and when that has ended, how.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
from datetime import timedelta
from io import FileIO
from os import fork, waitpid  # the system's own, before they are patched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk import runtime

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.adapters.clock import SystemClock

CLOCK = struct.Struct("<dd")


class BentClock:
    """The machine's clock, wrong by as many seconds as somebody writes into a file of two numbers.

    The first: by how much the clock shows too much. The second: how long the machine has slept.
    """

    def __init__(self, real: SystemClock, file: Path) -> None:
        self._real = real
        with file.open("rb") as opened:
            self._bent = mmap.mmap(opened.fileno(), CLOCK.size, access=mmap.ACCESS_READ)

    def now(self) -> datetime:
        return self._real.now() + timedelta(seconds=sum(CLOCK.unpack(self._bent[:])))

    def elapsed_seconds(self) -> float:
        slept: float = CLOCK.unpack(self._bent[:])[1]
        return self._real.elapsed_seconds() + slept


def main() -> None:
    runtime.patch(sys.argv[1])  # type: ignore[arg-type]  # one of the three, as the tests say
    from eventdesk import app, hosting  # noqa: F401 - what a start would import
    from eventdesk.adapters.db import migrating  # noqa: F401

    _say(os.getpid())  # ready
    orders = FileIO(0)  # read without eventlet, whose loop the desks would share
    while order := orders.readline():
        child = fork()
        if not child:
            _serve(json.loads(order))
        _say(child)
        _say(waitpid(child, 0)[1])


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _serve(order: dict[str, Any]) -> None:
    from eventdesk import hosting, settings
    from eventdesk.adapters.clock import SystemClock

    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    if order["largest_file"]:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest_file"],) * 2)
    code = 1
    try:
        clock = BentClock(SystemClock(), Path(order["clock"])) if order["clock"] else None
        folder = Path(order["folder"])
        chosen = settings.load(
            data_dir=folder, host="127.0.0.1", port=order["port"], open_browser=False, announce=False
        )
        hosting.host(chosen, clock)
        code = 0
    except Exception as problem:  # noqa: BLE001 - told, and the fork must not go on as its parent
        sys.stderr.write(f"{type(problem).__name__}: {problem}\n")
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
