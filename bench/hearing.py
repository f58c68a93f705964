"""Many WebSocket clients in one light process, which speak Engine.IO 4 and Socket.IO 5 by hand, or no such thing.

They note when each message came, by what its key is (its `seq`, if nothing else is said). Run by `bench.load.Hearing`.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import re
import secrets
import time
from collections import defaultdict
from typing import Any

from bench.aside import allow_many_files, cpu_seconds, obey
from bench.report import Figures, spread

NAMESPACE = b"/live"
KEY_WITHIN = 200
"""The key of a message is looked for in its first bytes only: 2,000 clients get it at once."""
BUFFER_BYTES = 1 << 18
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
AT_ONCE = 100
"""Handshakes at a time where no time is given to spread them over."""


def framed(payload: bytes, opcode: int = TEXT) -> bytes:
    """A frame of a client. The mask is of zeros: what is sent is public, and no proxy listens."""
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + b"\0\0\0\0" + payload


class Group:
    """What the clients of one process have in common."""

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self.times: dict[str, list[float]] = defaultdict(list)
        self.count = 0
        self.opening: dict[str, Any] = {}
        self.prefix = b""
        self.key = re.compile(rb'"seq":(\d+)')
        self.cut_off = 0


class Client(asyncio.BufferedProtocol):
    """One screen."""

    # One for all: it is read out before the next one is written. A new one each time takes longer than all the rest.
    _buffer = memoryview(bytearray(BUFFER_BYTES))

    def __init__(self, group: Group) -> None:
        self.group = group
        self.left = b""
        self.is_open = False
        self.transport: Any = None
        self.ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        """Ask for the upgrade."""
        self.transport = transport
        opening = self.group.opening
        lines = [f"GET {opening['path']} HTTP/1.1", f"Host: 127.0.0.1:{opening['port']}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13"]
        lines.append(f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}")
        if opening["offers_deflate"]:
            lines.append("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - of the loop's own
        """Where the loop puts what has come."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Frames, as many as there are."""
        at = time.perf_counter()
        data = bytes(self._buffer[:nbytes])
        if self.left:
            data = self.left + data
            self.left = b""
        if not self.is_open:
            data = self._upgraded(data)
        begin, size = 0, len(data)
        while size - begin >= 2:
            head, length = 2, data[begin + 1]
            if length > 125:
                head = 4 if length == 126 else 10
                length = int.from_bytes(data[begin + 2 : begin + head], "big") if size - begin >= head else size
            end = begin + head + length
            if end > size:
                break
            self._frame(data[begin] & 15, data, begin + head, end, at)
            begin = end
        if begin < size:
            self.left = data[begin:]

    def _upgraded(self, data: bytes) -> bytes:
        head, ends, rest = data.partition(b"\r\n\r\n")
        if not ends:
            self.left = data
            return b""
        if b" 101 " not in head.split(b"\r\n", 1)[0] + b" ":
            self._fail(head.split(b"\r\n", 1)[0].decode(errors="replace"))
            return b""
        self.is_open = True
        if self.group.opening["watch"] is None and not self.ready.done():
            self.ready.set_result(0)
        return rest

    def _frame(self, opcode: int, data: bytes, begin: int, end: int, at: float) -> None:
        if opcode == TEXT:
            group = self.group
            if data.startswith(group.prefix, begin):
                found = group.key.search(data, begin, min(end, begin + KEY_WITHIN))
                group.times[found.group(1).decode() if found else "?"].append(at)
                group.count += 1
            elif group.opening["watch"] is not None:
                self._speak(data[begin:end])
        elif opcode == PING:
            self.transport.write(framed(data[begin:end], PONG))
        elif opcode == CLOSE:
            self.transport.close()

    def _speak(self, text: bytes) -> None:
        """The rest of the protocol: open, connect to the namespace, watch, answer pings."""
        opening = self.group.opening
        if text == b"2":
            self.transport.write(framed(b"3"))
        elif text[:1] == b"0":
            token = opening["token"]
            auth = json.dumps({"token": token}).encode() if token else b""
            self.transport.write(framed(b"40" + NAMESPACE + b"," + auth))
        elif text.startswith(b"40"):
            wanted = json.dumps(["watch", opening["watch"]], separators=(",", ":")).encode()
            self.transport.write(framed(b"42" + NAMESPACE + b",0" + wanted))
        elif text.startswith(b"43") and not self.ready.done():
            if b'"error"' in text[:60]:
                self._fail(text[:200].decode(errors="replace"))
            else:
                self.ready.set_result(len(text))

    def _fail(self, why: str) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(why))
        self.transport.close()

    def connection_lost(self, fault: Exception | None) -> None:
        """Hung up on."""
        if not self.ready.done():
            self.ready.set_exception(fault or ConnectionError("hung up on"))
        self.group.cut_off += 1


class Hearing:
    """What the process can be told."""

    def __init__(self) -> None:
        self.group = Group()

    async def connect(self, **opening: Any) -> Figures:
        """So many clients come within so many seconds; when each was ready, counted from when it came."""
        group = self.group
        group.opening = opening
        group.prefix = opening["prefix"].encode()
        group.key = re.compile(opening["key"].encode())
        gate = asyncio.Semaphore(AT_ONCE if not opening["within_seconds"] else opening["clients"])
        began = time.perf_counter()
        found = await asyncio.gather(*(self._one(number, began, gate) for number in range(opening["clients"])))
        gc.collect()
        gc.freeze()
        ready = [each for each in found if not isinstance(each, str)]
        failed = [each for each in found if isinstance(each, str)]
        figures: Figures = {"ready": len(ready), "failed": len(failed), "why": failed[0] if failed else ""}
        if ready:
            figures |= {f"ready_{name}": value for name, value in spread([took for took, _, _ in ready]).items()}
            figures["all_ready_ms"] = round((max(at for _, at, _ in ready) - began) * 1000, 1)
            figures["answer_bytes"] = max(size for _, _, size in ready)
        return figures

    async def _one(self, number: int, began: float, gate: asyncio.Semaphore) -> tuple[float, float, int] | str:
        opening = self.group.opening
        comes_at = began + opening["within_seconds"] * number / opening["clients"]
        await asyncio.sleep(max(0.0, comes_at - time.perf_counter()))
        comes_at = time.perf_counter()
        fault = "no time left"
        async with gate:
            patient_until = time.perf_counter() + opening["patience_seconds"]
            while time.perf_counter() < patient_until:
                try:
                    size = await self._try()
                except (OSError, TimeoutError) as refused:
                    fault = str(refused) or type(refused).__name__
                    await asyncio.sleep(0.1)
                else:
                    now = time.perf_counter()
                    return now - comes_at, now, size
        return fault

    async def _try(self) -> int:
        opening, loop = self.group.opening, asyncio.get_running_loop()
        client = Client(self.group)
        await loop.create_connection(lambda: client, "127.0.0.1", opening["port"], local_addr=(opening["address"], 0))
        size = await asyncio.wait_for(client.ready, opening["patience_seconds"])
        self.group.clients.append(client)
        return size

    async def heard(self, count: int, seconds: float) -> Figures:
        """Wait until so many messages have come, or so long; then all of them by key, and begin anew."""
        until = time.perf_counter() + seconds
        while self.group.count < count and time.perf_counter() < until:
            await asyncio.sleep(0.005)
        times, self.group.times = self.group.times, defaultdict(list)
        counted, self.group.count = self.group.count, 0
        return {"count": counted, "cut_off": self.group.cut_off, "cpu_seconds": cpu_seconds(), "times": dict(times)}

    async def deafen(self, clients: int) -> int:
        """So many of them read no more; how many are left that do."""
        for client in self.group.clients[:clients]:
            client.transport.pause_reading()
        return len(self.group.clients) - clients

    async def leave(self, clients: int) -> int:
        """So many of them go without a word; how many are left."""
        for client in self.group.clients[:clients]:
            client.transport.abort()
        del self.group.clients[:clients]
        self.group.cut_off = 0
        return len(self.group.clients)


async def main() -> None:
    """Do what the parent asks for."""
    allow_many_files()
    hearing = Hearing()
    able = hearing.connect, hearing.heard, hearing.deafen, hearing.leave
    await obey({each.__name__: each for each in able}, "ready")


if __name__ == "__main__":
    asyncio.run(main())
