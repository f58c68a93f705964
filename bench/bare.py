"""Servers with nothing in them, to hold ours against: `broadcast` and `wsgi`. Started by bench/raw.py."""

from __future__ import annotations

import asyncio
import gc
import select
import socket
import sys
import time
from typing import TYPE_CHECKING, Any

from bench.aside import allow_many_files, cpu_seconds, obey, resident_kib, say
from eventdesk import runtime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ANSWER = b'{"answer": "as short as the answer to a command may be, and nothing is looked up for it"}'


def padded(number: int, size: int) -> str:
    """A message of so many bytes with its `seq` at the beginning."""
    head = f'{{"seq":{number},"pad":"'
    return head + "x" * (size - len(head) - 2) + '"}'


async def broadcast() -> None:
    """What `websockets` comes to: one process, clients in another, no compression."""
    from websockets.asyncio.server import ServerConnection, serve  # noqa: PLC0415 - not there for the other server
    from websockets.asyncio.server import broadcast as to_all  # noqa: PLC0415

    clients: set[ServerConnection] = set()

    async def client(connection: ServerConnection) -> None:
        clients.add(connection)
        await connection.wait_closed()
        clients.discard(connection)

    async def send(number: int, size: int) -> Any:
        message = padded(number, size)
        before, began = cpu_seconds(), time.perf_counter()
        to_all(clients, message)
        await asyncio.sleep(0)
        return {"sent_at": began, "cpu_seconds": cpu_seconds() - before}

    async def settle() -> float:
        gc.collect()
        gc.freeze()
        return resident_kib()

    server = await serve(client, "127.0.0.1", 0, compression=None, ping_interval=None, backlog=4096)
    port = next(iter(server.sockets)).getsockname()[1]
    await obey({"send": send, "settle": settle}, port)


def wsgi() -> None:
    """What eventlet's server comes to when the answer is a constant."""
    from eventlet import wsgi as eventlet_wsgi  # noqa: PLC0415 - after the patching

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(ANSWER)))])
        runtime.sleep(0)  # as ours does: without it a connection that always has a next request starves the others
        return [ANSWER]

    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    runtime.spawn(eventlet_wsgi.server, listener, application, log_output=False, max_size=8192)
    say(listener.getsockname()[1])
    gc.freeze()
    select.select([sys.stdin], [], [])  # to read would hold up the loop


if __name__ == "__main__":
    allow_many_files()
    if sys.argv[1:] == ["broadcast"]:
        asyncio.run(broadcast())
    else:
        runtime.patch("eventlet")
        wsgi()
