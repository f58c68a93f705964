"""What somebody in the tent's Wi-Fi with a laptop and bad manners may try; each bounded in number and time.

Run as `python -m bench.attackers NAME PORT SECONDS FROM`: a process of its own, which prints what it was answered.
All of it stays on this machine: `FROM` is a loopback address, so that the desk sees another device than the therapist.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import struct
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from bench.server import SLUG

HOST = "127.0.0.1"
SLOWLORIS, SILENT, SLOW_BODIES, SOCKETS = 2000, 4000, 300, 300
TEN_MEGABYTES = 10 * 1024 * 1024
AT_ONCE = 16

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Attack:
    """One attack on one port, from one address, for so long."""

    def __init__(self, port: int, seconds: float, source: str) -> None:
        self.port = port
        self.source = source
        self.until = time.monotonic() + seconds
        self.answered: Counter[str] = Counter()
        self.sent = 0

    @property
    def goes_on(self) -> bool:
        """Whether it has not had its time."""
        return time.monotonic() < self.until

    async def connect(self) -> Streams:
        """A new connection."""
        return await asyncio.open_connection(HOST, self.port, local_addr=(self.source, 0))

    async def keep(self, number: int, each: Callable[[Streams], Awaitable[None]]) -> None:
        """So many connections at the same time, each doing this until it is over or the desk hangs up."""
        gate = asyncio.Semaphore(200)  # to open at once

        async def one() -> None:
            try:
                async with gate:
                    streams = await self.connect()
            except OSError:
                self.answered["not let in"] += 1
                return
            self.answered["connected"] += 1
            try:
                await each(streams)
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                self.answered["hung up on"] += 1
            finally:
                streams[1].close()

        await asyncio.gather(*(one() for _ in range(number)))

    async def hammer(self, request: bytes, *, workers: int = AT_ONCE) -> None:
        """The same request again and again on a few connections, as fast as it is answered."""

        async def one(_: int) -> None:
            while self.goes_on:
                try:
                    reader, writer = await self.connect()
                except OSError:
                    self.answered["not let in"] += 1
                    continue
                try:
                    await self._ask_on(reader, writer, request)
                except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError):
                    self.answered["hung up on"] += 1
                finally:
                    writer.close()

        await asyncio.gather(*(one(number) for number in range(workers)))

    async def _ask_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
        while self.goes_on:
            writer.write(request)
            self.sent += 1
            await writer.drain()
            self.answered[await status(reader)] += 1


async def status(reader: asyncio.StreamReader) -> str:
    """The status of the next answer, which is read to its end."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    await reader.readexactly(length)
    return head.split(b" ", 2)[1].decode()


def get(path: str, **headers: str) -> bytes:
    """A request without a body."""
    more = "".join(
        f"{name.replace('_', '-')}: {value}\r\n" for name, value in ({"Host": "localhost"} | headers).items()
    )
    return f"GET {path} HTTP/1.1\r\n{more}\r\n".encode()


def post(path: str, body: bytes, kind: str = "application/json") -> bytes:
    """A request with a body."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def slowloris(attack: Attack) -> None:
    """Thousands of requests whose head comes one letter a second."""

    async def drip(streams: Streams) -> None:
        streams[1].write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        while attack.goes_on:
            streams[1].write(b"a")
            await streams[1].drain()
            await asyncio.sleep(1)

    await attack.keep(SLOWLORIS, drip)


async def silence(attack: Attack) -> None:
    """Thousands of connections that say nothing at all."""

    async def wait(streams: Streams) -> None:
        with contextlib.suppress(TimeoutError):
            said = await asyncio.wait_for(streams[0].read(100), max(0.1, attack.until - time.monotonic()))
            attack.answered[said.split(b" ", 2)[1].decode() if said.count(b" ") > 1 else "hung up on"] += 1

    await attack.keep(SILENT, wait)


async def slow_bodies(attack: Attack) -> None:
    """Requests whose body comes one letter a second."""

    async def drip(streams: Streams) -> None:
        streams[1].write(post("/api/v1/sign-in", b"x" * 1000)[:-1000])
        while attack.goes_on:
            streams[1].write(b"x")
            await streams[1].drain()
            await asyncio.sleep(1)

    await attack.keep(SLOW_BODIES, drip)


async def board_flood(attack: Attack) -> None:
    """The public board, as fast as it comes."""
    await attack.hammer(get(f"/api/v1/events/{SLUG}/board"))


async def page_flood(attack: Attack) -> None:
    """The board's page, as fast as it comes."""
    await attack.hammer(get(f"/e/{SLUG}/board"))


async def static_flood(attack: Attack) -> None:
    """A file, as fast as it comes: files are not counted."""
    await attack.hammer(get("/static/css/base.css"))


async def passphrases(attack: Attack) -> None:
    """Guessing the passphrase."""
    body = json.dumps({"role": "organiser", "passphrase": "guess and guess"}).encode()
    await attack.hammer(post("/api/v1/sign-in", body))


async def ticket_links(attack: Attack) -> None:
    """Guessing ticket links."""
    await attack.hammer(get("/api/v1/tickets/" + base64.urlsafe_b64encode(os.urandom(18)).decode()))


async def forged_hosts(attack: Attack) -> None:
    """Requests for a name that is not the desk's."""
    await attack.hammer(get("/", Host="evil.example"))


async def large_bodies(attack: Attack) -> None:
    """Ten megabytes where a name is expected."""
    await attack.hammer(post(f"/api/v1/events/{SLUG}/visits", b"x" * TEN_MEGABYTES), workers=4)


async def wrong_requests(attack: Attack) -> None:
    """What is no HTTP at all."""
    await attack.hammer(b"\x16\x03\x01\x02\x00" + os.urandom(200) + b"\r\n\r\n")


UPGRADE = get(
    "/socket.io/?EIO=4&transport=websocket",
    Upgrade="websocket", Connection="Upgrade", Sec_WebSocket_Version="13", Sec_WebSocket_Key="x3JJHMbDL1EzLkh9GBhXDw==",
)  # fmt: skip


def frame(text: bytes) -> bytes:
    """A WebSocket message from a client (whose mask may be zero)."""
    if len(text) < 126:
        head = struct.pack("!BB", 0x81, 0x80 | len(text))
    elif len(text) < 65536:
        head = struct.pack("!BBH", 0x81, 0x80 | 126, len(text))
    else:
        head = struct.pack("!BBQ", 0x81, 0x80 | 127, len(text))
    return head + bytes(4) + text


async def open_live(attack: Attack, streams: Streams) -> None:
    """A live socket in the namespace of the desk."""
    streams[1].write(UPGRADE)
    attack.answered[await status(streams[0])] += 1
    streams[1].write(frame(b"40/live,"))
    await streams[1].drain()
    await streams[0].read(1000)


async def live_flood(attack: Attack) -> None:
    """Live sockets that ask for the board again and again."""
    watch = frame(b'42/live,1["watch",{"event":"' + SLUG.encode() + b'","room":"board"}]')

    async def one(streams: Streams) -> None:
        await open_live(attack, streams)
        while attack.goes_on:
            streams[1].write(watch)
            attack.sent += 1
            await streams[1].drain()
            if not await streams[0].read(65536):
                raise ConnectionResetError

    while attack.goes_on:
        await attack.keep(AT_ONCE, one)


async def live_rubbish(attack: Attack) -> None:
    """Live sockets that send what is nothing, and ten megabytes of it."""
    rubbish = [frame(each) for each in (b"42/live,[", b"451-/live,[{}]", b"x", b'42/live,["connect"]', b"4" * 9000)]

    async def one(streams: Streams) -> None:
        await open_live(attack, streams)
        for each in [*rubbish, frame(b"4" * TEN_MEGABYTES)]:
            streams[1].write(each)
            attack.sent += 1
            await streams[1].drain()
        while await streams[0].read(65536):
            pass
        raise ConnectionResetError

    while attack.goes_on:
        await attack.keep(8, one)


async def live_crowd(attack: Attack) -> None:
    """Hundreds of live sockets that watch the board and read nothing of it."""

    async def one(streams: Streams) -> None:
        await open_live(attack, streams)
        streams[1].write(frame(b'42/live,1["watch",{"event":"' + SLUG.encode() + b'","room":"board"}]'))
        await asyncio.sleep(max(0.1, attack.until - time.monotonic()))

    await attack.keep(SOCKETS, one)


async def sessions(attack: Attack) -> None:
    """New sessions by long polling, one after the other, each left alone at once."""
    await attack.hammer(get("/socket.io/?EIO=4&transport=polling"))


ATTACKS = {
    each.__name__: each
    for each in (
        slowloris, silence, slow_bodies, board_flood, page_flood, static_flood, passphrases, ticket_links,
        forged_hosts, large_bodies, wrong_requests, live_flood, live_rubbish, live_crowd, sessions,
    )
}  # fmt: skip


def main(name: str, port: int, seconds: float, source: str) -> None:
    """Do it, and print what came of it as JSON."""
    attack = Attack(port, seconds, source)

    async def bounded() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ATTACKS[name](attack), seconds + 5)

    print("begun", flush=True)
    asyncio.run(bounded())
    print(json.dumps({"sent": attack.sent, "answered": attack.answered.most_common()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4])
