"""What comes over the wire, made harmless, whatever it is.

The libraries answer what they can't read with a traceback in the log (and, below Socket.IO, with a
task that is never ended), keep binary attachments without any bound, and let a client send the
reserved names `connect` and `disconnect` as if it were the server.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT, Packet

from eventdesk.realtime.contract import LARGEST_MESSAGE_BYTES
from eventdesk.realtime.frame_once import straight
from eventdesk.realtime.snapshots import Written
from eventdesk.realtime.whole_writes import make_writes_whole

if TYPE_CHECKING:
    from collections.abc import Callable

UNREADABLE = "unreadable"
PACKETS_AT_MOST = 60
"""What one socket may send within `PACKETS_WITHIN_SECONDS`; a page of ours sends three, and a sign of life at times."""
PACKETS_WITHIN_SECONDS = 10.0
LOOKS_EVERY_SECONDS = 5.0
_RESERVED = frozenset({"connect", "connect_error", "disconnect", "disconnecting"})


class LivePacket(Packet):  # type: ignore[misc]  # the library carries no types
    """A Socket.IO packet without binary parts. Decoding never fails: it gives a message nobody knows."""

    uses_binary_events = False

    def __init__(self, *arguments: Any, encoded_packet: Any = None, **more: Any) -> None:
        super().__init__(*arguments, encoded_packet=encoded_packet, **more)
        if encoded_packet is not None and not encoded_packet:  # the library does not decode an empty one
            self.data = [UNREADABLE]

    def encode(self) -> Any:
        """As the library does, but for answers that are written already."""
        if self.packet_type == ACK and self.data and isinstance(self.data[0], Written):
            return "".join((f"{ACK}{self.namespace},{self.id}[", *self.data[0].parts(), "]"))
        return super().encode()

    def decode(self, encoded_packet: Any) -> int:
        """Reads what a client sent. No attachments are ever awaited."""
        try:
            super().decode(encoded_packet)
            is_readable = self._is_readable()
        except (ValueError, TypeError, IndexError, RecursionError):
            is_readable = False
        if not is_readable:
            self.packet_type, self.data = EVENT, [UNREADABLE]
        return 0

    def _is_readable(self) -> bool:
        if self.packet_type != EVENT:
            return bool(self.packet_type in (CONNECT, DISCONNECT, ACK))
        data: Any = self.data
        name = data[0] if isinstance(data, list) and data else None
        return isinstance(name, str) and name not in _RESERVED


class CarefulWebSocket:
    """A WebSocket whose client is taken to have hung up as soon as it sends what is no Engine.IO packet, or too much.

    `seconds` is a clock that only goes on.
    """

    def __init__(self, websocket: Any, seconds: Callable[[], float] = time.monotonic) -> None:
        self._websocket = websocket
        self._seconds = seconds
        self._heard_at: deque[float] = deque(maxlen=PACKETS_AT_MOST)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._websocket, name)

    def wait(self) -> str | bytes | None:
        """The next packet; None: no more will come."""
        packet = self._next()
        is_packet = isinstance(packet, bytes) or (packet and _is_packet(packet))
        return packet if is_packet and not self._is_flood() else None

    def _next(self) -> str | bytes | None:
        patient = getattr(self._websocket, "ws", None)
        if patient is None:
            found: str | bytes | None = self._websocket.wait()
            return found
        from simple_websocket import ConnectionClosed  # noqa: PLC0415 - the other modes have libraries of their own

        # This library may be told to wake up a moment before it knows that the client is given up, and then waits on.
        while True:
            try:
                packet: str | bytes | None = patient.receive(timeout=LOOKS_EVERY_SECONDS)
            except ConnectionClosed:
                return None
            if packet is not None:
                return packet

    def _is_flood(self) -> bool:
        now = self._seconds()
        is_flood = len(self._heard_at) == PACKETS_AT_MOST and now - self._heard_at[0] < PACKETS_WITHIN_SECONDS
        self._heard_at.append(now)
        return is_flood


_MESSAGE, _CONTROLS, _LONGEST_CONTROL = "4", "12356", len("2probe")


def _is_packet(text: str) -> bool:
    if text[0] == _MESSAGE:
        # What follows is a Socket.IO packet, which begins with a digit. Anything else the library would try as JSON.
        return text[1:2] in "0123456789"
    return text[0] in _CONTROLS and len(text) <= _LONGEST_CONTROL


def careful(websocket: Callable[..., Any]) -> Callable[..., Any]:
    """The async mode's own WebSocket class, with a handler that gets careful ones, to which news go straight."""

    def make(handler: Callable[[Any], Any], server: Any) -> Any:
        def handle(socket: Any) -> Any:
            make_writes_whole(socket)
            with straight(getattr(handler, "__self__", None), socket):
                return handler(CarefulWebSocket(socket))

        made = websocket(handle, server)
        if hasattr(made, "server_args"):  # two of the three would take in a message of any size before they look at it
            made.server_args["max_message_size"] = LARGEST_MESSAGE_BYTES
        return made

    return make


def engine_logger() -> logging.Logger:
    """The log of the layer below, without tracebacks: all that is left to cause one is what strangers send."""
    logger = logging.getLogger("eventdesk.realtime.engine")
    logger.setLevel(logging.ERROR)
    logger.addFilter(_has_no_traceback)
    return logger


def _has_no_traceback(record: logging.LogRecord) -> bool:
    return record.exc_info is None
