"""A desk whose sockets take little at once, in one async mode, and clients that read fast, late and never.

Run by test_slow_readers.py in a process of its own; prints what the clients have heard.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import tempfile
import traceback
from pathlib import Path

from eventdesk import runtime

runtime.patch(sys.argv[1])  # type: ignore[arg-type]

import requests  # noqa: E402 - after the patching
import websocket  # noqa: E402

from eventdesk import serving  # noqa: E402
from eventdesk.realtime.contract import PATCH  # noqa: E402
from tests.realtime.stage import Stage  # noqa: E402

PATCHES, BYTES = int(sys.argv[2]), 3000
PINGS = 12
ROOM = "spring/board"


def watching(url: str) -> websocket.WebSocket:
    """A board with a small window."""
    raw = websocket.create_connection(
        f"{url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket", origin=url, timeout=20,
        sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),),
    )  # fmt: skip
    raw.recv()
    raw.send("40/live,")
    raw.recv()
    raw.send('42/live,1["watch",{"event":"spring","room":"board"}]')
    assert str(raw.recv()).startswith("43/live,1")
    return raw


def pings_answered(stage: Stage, url: str) -> int:
    """A board that takes everything at once, and answers, for longer than the library waits for a client's queue."""
    engine = stage.socketio.server.eio
    kept = engine.ping_interval, engine.ping_timeout
    engine.ping_interval, engine.ping_timeout = 0.3, 1.2
    raw, number = watching(url), 0
    with contextlib.suppress(websocket.WebSocketException, OSError):
        while number < PINGS and raw.recv() == "2":
            raw.send("3")
            number += 1
    raw.close()
    engine.ping_interval, engine.ping_timeout = kept
    return number


def polling(url: str) -> tuple[requests.Session, dict[str, str]]:
    """A board that came by long polling and stays there."""
    session, where = requests.Session(), {"EIO": "4", "transport": "polling"}
    where["sid"] = session.get(f"{url}/socket.io/", params=where, timeout=20).text.split('"')[3]
    for packet in ("40/live,", '42/live,1["watch",{"event":"spring","room":"board"}]'):
        session.post(f"{url}/socket.io/", params=where, data=packet, timeout=20)
    said = ""
    while "43/live,1" not in said:
        said += session.get(f"{url}/socket.io/", params=where, timeout=20).text
    return session, where


def heard(raw: websocket.WebSocket, kept: list[int], until: int) -> None:
    """Reads patches up to this one; each has to be whole."""
    while not kept or kept[-1] < until:
        kept.append(number_of(str(raw.recv())))


def number_of(text: str) -> int:
    """Of a patch as it was sent."""
    name, body = json.loads(text.removeprefix("42/live,"))
    assert name == PATCH
    assert body["changes"] == ["x" * BYTES]
    return int(body["seq"])


def by_polling(session: requests.Session, url: str, where: dict[str, str]) -> list[int]:
    """All that waits for this client."""
    kept: list[int] = []
    while not kept or kept[-1] < PATCHES:
        text = session.get(f"{url}/socket.io/", params=where, timeout=20).text
        kept += [number_of(each) for each in text.split("\x1e") if each.startswith("42/live,")]
    return kept


def hear(stage: Stage, url: str) -> dict[str, object]:
    """Sends patches to a client of each kind; what each has heard."""
    post = stage.live._post  # noqa: SLF001 - what is tried
    pings = pings_answered(stage, url)
    fast, late, never = (watching(url) for _ in range(3))
    polls = polling(url)
    of_fast: list[int] = []
    of_late: list[int] = []
    for number in range(1, PATCHES + 1):
        post.send(PATCH, {"seq": number, "at": "", "changes": ["x" * BYTES]}, ROOM)
        heard(fast, of_fast, number)  # it has this one before the others have read anything
    sockets = list(stage.socketio.server.eio.sockets.values())
    waits = max(each.queue.qsize() for each in sockets if each.upgraded)
    lines = sum("send" in vars(each) for each in sockets)  # while all are there
    heard(late, of_late, PATCHES)
    late.send("3")  # it is alive, and what it says comes through
    of_polling = by_polling(polls[0], url, polls[1])
    if never.sock:
        never.sock.shutdown(socket.SHUT_RDWR)
    post.send(PATCH, {"seq": PATCHES + 1, "at": "", "changes": ["x" * BYTES]}, ROOM)
    heard(late, of_late, PATCHES + 1)
    return {
        "pings": pings,
        "fast": of_fast,
        "late": of_late,
        "polling": of_polling,
        "lines": lines,
        "has_waited": waits > 0,
    }


def main() -> None:
    """Serves in the main thread, as the desk does; the clients are a task beside."""
    stage = Stage(Path(tempfile.mkdtemp()), async_mode=runtime.mode())
    listener = serving.listen("127.0.0.1", 0)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # as every connection gets it from here
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    def clients() -> None:
        code = 1
        try:
            sys.stdout.write(json.dumps(hear(stage, url)))
            code = 0
        finally:
            if code:
                traceback.print_exc()
            sys.stdout.flush()
            os._exit(code)

    serving.serve(stage.app, stage.socketio, listener, on_ready=lambda: runtime.spawn(clients), on_stop=lambda: None)


if __name__ == "__main__":
    main()
