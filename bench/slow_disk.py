"""`python -m bench.slow_disk MILLISECONDS serve …`: the desk on a disk that takes so long for each durable commit.

The thread that commits is held up, as it is by a real `fsync`; nothing else of the desk is touched.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from eventdesk import runtime


def main(arguments: list[str]) -> int:
    """As `run.py` does it, with the wrapping in between."""
    milliseconds, *command = arguments
    wanted = runtime.mode_for(command, os.environ)
    runtime.patch(wanted)
    slow_down(float(milliseconds) / 1000, _real_sleep())
    from eventdesk import cli  # noqa: PLC0415 - nothing of the desk before the patching

    return cli.main(command)


def slow_down(seconds: float, sleep: Any) -> None:
    """Every commit of something written takes so much longer from here on."""
    from sqlalchemy.engine.default import DefaultDialect  # noqa: PLC0415

    at_once: Any = DefaultDialect.do_commit
    written: dict[int, int] = {}

    def do_commit(self: Any, connection: Any) -> None:
        if connection.total_changes != written.get(id(connection), 0):
            written[id(connection)] = connection.total_changes
            sleep(seconds)
        at_once(self, connection)

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]


def _real_sleep() -> Any:
    """The one that holds the thread up, also where the other one has become cooperative."""
    if runtime.mode() == "eventlet":
        from eventlet import patcher  # noqa: PLC0415

        return patcher.original("time").sleep
    if runtime.mode() == "gevent":
        from gevent import monkey  # noqa: PLC0415

        return monkey.get_original("time", "sleep")
    import time  # noqa: PLC0415

    return time.sleep


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
