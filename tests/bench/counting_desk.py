"""A desk served by eventlet in a process of its own, which counts what its libraries do: run by `Served`.

Counted from outside, by wrapping; the desk knows nothing of it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk import runtime

if TYPE_CHECKING:
    from collections.abc import Callable

counts: Counter[str] = Counter()
TURNS = frozenset({"BEGIN", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA"})


def main(folder: str, port: str) -> int:
    """Patch, wrap, serve; answers on the first standard output, the desk's own words go nowhere."""
    runtime.patch("eventlet")
    answers, sys.stdout = sys.stdout, Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    _count()
    runtime.spawn(_listen, answers)
    from eventdesk import cli  # noqa: PLC0415 - nothing of the desk before the patching

    return cli.main(["serve", "--host", "127.0.0.1", "--port", port, "--no-browser", "--data-dir", folder])


def _listen(answers: Any) -> None:
    """`counts`: all since it was last asked. `objects`: how many Python objects there are."""
    print(json.dumps({"answer": "ready"}), file=answers, flush=True)
    while select.select([sys.stdin], [], []):  # green, as the patched one is
        line = sys.stdin.readline()
        if not line:
            os._exit(0)
        found = _objects() if json.loads(line)["action"] == "objects" else dict(counts)
        counts.clear()
        print(json.dumps({"answer": found}), file=answers, flush=True)


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects()) + gc.get_freeze_count()


def _count() -> None:
    """Put the counting around what a broadcast, a snapshot and a forecast are made of."""
    import sqlite3  # noqa: PLC0415

    import engineio.socket  # noqa: PLC0415 - after the patching
    import eventlet.greenio.base  # noqa: PLC0415
    import eventlet.hubs  # noqa: PLC0415
    import eventlet.websocket  # noqa: PLC0415
    import socketio.packet  # noqa: PLC0415

    from eventdesk.realtime import frame_once  # noqa: PLC0415

    connect = sqlite3.connect

    def listened_to(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(_ran)
        return connection

    sqlite3.connect = sqlite3.dbapi2.connect = listened_to  # type: ignore[assignment]
    _wrap(json.JSONEncoder, "encode", "json", size=len)
    _wrap(socketio.packet.Packet, "encode", "packets", size=len)
    _wrap(engineio.socket.Socket, "send", "queued")
    _wrap(eventlet.websocket.RFC6455WebSocket, "send", "framed_by_library")
    _wrap(frame_once, "_head", "frames")
    _wrap(type(eventlet.hubs.get_hub()), "add_timer", "timers")
    _wrap(eventlet.greenio.base._original_socket, "send", "writes")  # noqa: SLF001 - what all its sockets write through


def _ran(statement: str) -> None:
    first = statement.split(None, 1)[0]
    if statement.startswith("BEGIN IMMEDIATE"):
        counts["flushes"] += 1
    counts["commits" if first.startswith("COMMIT") else "turns" if first in TURNS else "statements"] += 1


def _wrap(owner: Any, name: str, counted_as: str, size: Callable[[Any], int] | None = None) -> None:
    plain = getattr(owner, name)

    def counted(*arguments: Any, **options: Any) -> Any:
        found = plain(*arguments, **options)
        counts[counted_as] += 1
        if size is not None:
            counts[f"{counted_as}_characters"] += size(found)
        return found

    setattr(owner, name, counted)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
