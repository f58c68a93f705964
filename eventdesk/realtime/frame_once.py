"""Frame once: what goes to many WebSocket clients is framed once, and written straight to those who are idle.

python-engineio encodes a broadcast once, but then, for each client, puts it into a queue, wakes a task, builds the
same frame and takes a lock before it comes to the one thing that has to be done for each: hand the bytes to its
socket. `straight` puts a `Line` in the place of an engine socket's `send`:

- a client for whom nothing waits gets the frame at once, if its socket takes it without waiting;
- several packets that go out together (a `Burst`) are one write for each client;
- if the socket takes a part, a task writes the rest while the line is held;
- a client for whom something waits (queued packets, a part of a frame, somebody else who writes) gets it through its
  queue, as before. So whatever is sent to one client arrives in the order in which it was sent, and nobody waits for
  anybody else;
- a ping goes through the queue as well: the library's task that writes from there takes a client to be gone, and hangs
  up, once nothing came through it for as long as a ping and its answer may take.

What this does not know (see `ways_out`) is left to the library: other async modes, long polling, connections in the
middle of an upgrade, encryption, compression, a version of a library that is built otherwise.

It relies on green threads: nothing else runs between the look whether a client is idle and the write.
"""

from __future__ import annotations

import contextlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engineio.packet import PING

from eventdesk.realtime.ways_out import way_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eventdesk.realtime.ways_out import WayOut

TEXT, BINARY = 0x81, 0x82
"""First byte of a frame: the last one of its message, without any extension."""
LENGTH_IN_TWO_BYTES, LENGTH_IN_EIGHT_BYTES = 126, 127


def framed(packet: Any) -> bytes:
    """The WebSocket frame of an Engine.IO packet. It is kept with the packet, as the library keeps its encoding."""
    found: bytes | None = packet.__dict__.get("frame")
    if found is None:
        encoded = packet.encode()
        opcode, payload = (TEXT, encoded.encode()) if isinstance(encoded, str) else (BINARY, encoded)
        found = packet.frame = _head(opcode, len(payload)) + payload
    return found


def _head(opcode: int, length: int) -> bytes:
    """RFC 6455, 5.2; what a server sends has no mask."""
    if length < LENGTH_IN_TWO_BYTES:
        return bytes((opcode, length))
    if length < 1 << 16:
        return bytes((opcode, LENGTH_IN_TWO_BYTES)) + length.to_bytes(2, "big")
    return bytes((opcode, LENGTH_IN_EIGHT_BYTES)) + length.to_bytes(8, "big")


class Burst:
    """Packets that go to many clients one after the other, in one write to each who is idle."""

    def __init__(self, packets: Sequence[Any]) -> None:
        self.packets = packets

    @cached_property
    def frames(self) -> bytes:
        """Of all of them."""
        return b"".join(map(framed, self.packets))


class Line:
    """What is sent to one client. `enqueue`: the library's own way of sending; `spawn` runs a task beside."""

    def __init__(self, engine_socket: Any, way: WayOut, spawn: Callable[..., object]) -> None:
        self._socket = engine_socket
        self._queue = engine_socket.queue
        self._enqueue = engine_socket.send
        self._way = way
        self._spawn = spawn

    def send(self, packet: Any) -> None:
        """In the place of the engine socket's `send`. Does not wait. Raises what that raises: `SocketIsClosedError`."""
        if packet.packet_type == PING or not self._is_idle() or not self._write(framed(packet)):
            self._enqueue(packet)

    def takes(self, burst: Burst) -> bool:
        """Whether it has gone out, or there is nobody left; else it is to go packet by packet."""
        return self._is_idle() and self._write(burst.frames)

    def _write(self, frames: bytes) -> bool:
        try:
            written = self._way.write(frames)
        except BlockingIOError:
            return False
        except OSError:
            return True  # gone; whoever reads from it finds out
        if written < len(frames):
            self._spawn(self._way.hold(), memoryview(frames)[written:])
        return True

    def _is_idle(self) -> bool:
        socket = self._socket
        return socket.upgraded and not socket.closed and not self._queue.qsize() and self._way.is_free()


def takes(engine_socket: Any, burst: Burst) -> bool:
    """Whether this client took all of it at once; False: it waits for something, or has no way of its own."""
    line: Line | None = vars(engine_socket).get("line")
    return line is not None and line.takes(burst)


@contextlib.contextmanager
def straight(engine_socket: Any, websocket: Any) -> Iterator[bool]:
    """While this lasts, packets for the engine socket go straight to its WebSocket. False: the library sends them."""
    way = None if engine_socket is None else way_out(websocket)
    if way is None:
        yield False
        return
    engine_socket.line = Line(engine_socket, way, engine_socket.server.start_background_task)
    engine_socket.send = engine_socket.line.send
    try:
        yield True
    finally:
        # And with it the circle of references, which only the collector would find.
        del engine_socket.send, engine_socket.line
