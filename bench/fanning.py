"""A server of the bench that is told to broadcast: the desk itself, or Flask-SocketIO as it comes.

Run by `bench.fanout` in a process of its own, with the folder of a desk, the kind of server and the async mode.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventdesk import runtime

SLUG = "bench"
ROOM = f"{SLUG}/board"
WATCHER_STEP_SECONDS = 0.001

Send = Callable[[dict[str, Any]], None]


def main() -> None:
    """Serve, and do what the parent asks for in lines of JSON."""
    folder, kind, mode = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    runtime.patch(mode)  # type: ignore[arg-type]  # before anything else is imported
    from bench.aside import allow_many_files, cpu_seconds, resident_kib, say  # noqa: PLC0415

    allow_many_files()
    port, send = the_desk(folder) if kind == "desk" else as_it_comes(mode)
    say(port)
    stalls = _Stalls()
    while line := runtime.run_aside(sys.stdin.readline):
        details = json.loads(line)
        if details.pop("action") == "send":
            say(broadcast(send, **details))
        else:
            say({"kib": resident_kib(), "cpu_seconds": cpu_seconds(), "longest_stall_ms": stalls.longest_ms()})
    os._exit(0)


def the_desk(folder: Path) -> tuple[int, Send]:
    """The whole desk on a folder that has the event."""
    from eventdesk import serving, settings  # noqa: PLC0415
    from eventdesk.app import create_app  # noqa: PLC0415

    app = create_app(settings.load(data_dir=folder, async_mode=runtime.mode()))
    listener = serving.listen("127.0.0.1", 0)

    def beat() -> None:
        while True:
            runtime.sleep(1)
            app.beat_once()

    ready: list[int] = []
    runtime.spawn(
        serving.serve, app.flask, app.socketio, listener, on_ready=lambda: ready.append(1), on_stop=lambda: None
    )
    while not ready:
        runtime.sleep(0.01)
    runtime.spawn(beat)
    post = app.live._post  # noqa: SLF001 - the way out is what is measured
    return listener.getsockname()[1], lambda body: post.send("patch", body, ROOM)


def as_it_comes(mode: str) -> tuple[int, Send]:
    """Flask-SocketIO with its defaults and nothing else, but for as many connections."""
    import socket  # noqa: PLC0415

    from flask import Flask  # noqa: PLC0415
    from flask_socketio import SocketIO, join_room  # noqa: PLC0415

    app = Flask("bench")
    socketio = SocketIO(app, async_mode=mode)

    @socketio.on("watch", namespace="/live")  # type: ignore[untyped-decorator]
    def watch(_wanted: object) -> dict[str, int]:
        join_room(ROOM)
        return {"seq": 0}

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    more = {"max_size": 8192} if mode == "eventlet" else {}
    runtime.spawn(socketio.run, app, "127.0.0.1", port, log_output=False, **more)
    runtime.sleep(0.5)
    return port, lambda body: socketio.emit("patch", body, namespace="/live", to=ROOM)


def broadcast(send: Send, number: int, size: int) -> dict[str, float]:
    """A message of so many bytes on the wire to everybody, with this number as its `seq`."""
    body: dict[str, Any] = {"seq": number, "at": "2027-04-18T10:00:00Z", "changes": []}
    around = len('42/live,["patch",]') + len(json.dumps(body, separators=(",", ":"))) + len('""')
    body["changes"] = ["x" * max(0, size - around)]
    sent_at = time.perf_counter()
    send(body)
    return {"sent_at": sent_at, "took_ms": (time.perf_counter() - sent_at) * 1000}


class _Stalls:
    """The longest time in which a task that only wants to sleep a millisecond did not get its turn."""

    def __init__(self) -> None:
        self._longest = 0.0
        runtime.spawn(self._watch)

    def _watch(self) -> None:
        while True:
            before = time.perf_counter()
            runtime.sleep(WATCHER_STEP_SECONDS)
            self._longest = max(self._longest, time.perf_counter() - before - WATCHER_STEP_SECONDS)

    def longest_ms(self) -> float:
        """Since it was last asked for."""
        longest, self._longest = self._longest, 0.0
        return round(longest * 1000, 1)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
