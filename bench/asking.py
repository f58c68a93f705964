"""Many HTTP clients in one light process: each follows a script of its own over one connection that it keeps.

A script is a generator function `script(number, **arguments)` of any module of the bench: it yields what to `Ask`
and is given the `Answer`. `number` tells the clients of one run apart, from 0. Run by `bench.load.Asking`.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import re
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from bench.aside import allow_many_files, obey
from bench.report import Figures, spread

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
HEAD_ENDS = b"\r\n\r\n"


@dataclass(frozen=True)
class Ask:
    """One request; one that does not count only prepares the next. `pause_seconds`: waited before it is sent."""

    path: str
    body: bytes | None = None
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    counts: bool = True
    pause_seconds: float = 0.0

    def encoded(self, host: str) -> bytes:
        """As it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        elif self.method == "POST":
            lines.append("Content-Length: 0")
        return "\r\n".join([*lines, "", ""]).encode() + (self.body or b"")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


Script = Generator[Ask, Answer, None]


class Connection(asyncio.Protocol):
    """One connection that is kept; one request at a time."""

    def __init__(self) -> None:
        self.received = b""
        self.answer: asyncio.Future[Answer] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: Any) -> None:
        """It stands."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """A part of an answer, or all of it."""
        self.received += data
        head, ends, rest = self.received.partition(HEAD_ENDS)
        if not ends:
            return
        body = _body(head, rest)
        if body is not None and self.answer is not None:
            self.received = b""
            self.answer.set_result(Answer(int(head[9:12]), body))

    def connection_lost(self, fault: Exception | None) -> None:
        """The server hung up."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(fault or ConnectionError("hung up on"))

    async def ask(self, request: bytes) -> Answer:
        """The answer to it."""
        assert self.transport is not None
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answer


def _body(head: bytes, rest: bytes) -> bytes | None:
    """The body, or None while it is not all there."""
    if CHUNKED.search(head):
        return rest if rest.endswith(b"0\r\n\r\n") else None
    length = LENGTH.search(head)
    return rest if length is None or len(rest) >= int(length.group(1)) else None


class Run:
    """What the clients of one run took."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.taken: list[tuple[float, float]] = []
        self.statuses: Counter[str] = Counter()
        self.refused = ""

    async def follow(self, script: Script, port: int, address: str) -> None:
        """One client, until its script ends or the time is over."""
        loop = asyncio.get_running_loop()
        transport, connection = await loop.create_connection(Connection, "127.0.0.1", port, local_addr=(address, 0))
        try:
            ask = next(script)
            while time.perf_counter() < self.until:
                if ask.pause_seconds:
                    await asyncio.sleep(ask.pause_seconds)
                began = time.perf_counter()
                answer = await connection.ask(ask.encoded(f"127.0.0.1:{port}"))
                self._count(ask, answer, began)
                ask = script.send(answer)
        except StopIteration:
            pass
        finally:
            transport.close()

    def _count(self, ask: Ask, answer: Answer, began: float) -> None:
        if answer.status >= 400 and not self.refused:
            self.refused = f"{ask.path}: {answer.body[:300].decode(errors='replace')}"
        if ask.counts:
            self.taken.append((began, time.perf_counter()))
            self.statuses[str(answer.status)] += 1

    def figures(self) -> Figures:
        """How many, how fast, and what was answered."""
        if not self.taken:
            return {"count": 0, "per_second": 0.0, "answered": dict(self.statuses), "refused": self.refused}
        lengths = [ended - began for began, ended in self.taken]
        seconds = max(ended for _, ended in self.taken) - min(began for began, _ in self.taken)
        found: Figures = {"count": len(lengths), "per_second": round(len(lengths) / seconds, 1), **spread(lengths)}
        found["slowest_ms"] = round(max(lengths) * 1000, 2)
        found["answered"] = dict(self.statuses)
        return found | ({"refused": self.refused} if self.refused else {})


async def run(  # noqa: PLR0913 - what a run is
    *,
    port: int,
    script: str,
    clients: int,
    seconds: float,
    arguments: dict[str, Any],
    address: str,
    keeps_times: bool,
) -> Figures:
    """All clients at once. `script` is `module:function`; with `keeps_times` also `[sent, answered]` of each."""
    module, _, name = script.partition(":")
    function = getattr(importlib.import_module(module), name)
    going = Run(time.perf_counter() + seconds)
    gc.collect()
    gc.freeze()
    await asyncio.gather(*(going.follow(function(number, **arguments), port, address) for number in range(clients)))
    return going.figures() | ({"times": going.taken} if keeps_times else {})


if __name__ == "__main__":
    allow_many_files()
    asyncio.run(obey({"run": run}, "ready"))
