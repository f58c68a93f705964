"""What comes over the wire, made harmless: a packet that can't be read becomes a message nobody knows.

The library answers such packets with an exception in the log, keeps binary attachments without any
bound, and lets a client send the reserved names `connect` and `disconnect` as if it were the server.
"""

from __future__ import annotations

from typing import Any

from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT, Packet

UNREADABLE = "unreadable"
_RESERVED = frozenset({"connect", "connect_error", "disconnect", "disconnecting"})


class LivePacket(Packet):  # type: ignore[misc]  # the library carries no types
    """A packet without binary parts; decoding never fails."""

    uses_binary_events = False

    def __init__(self, *arguments: Any, encoded_packet: Any = None, **more: Any) -> None:
        super().__init__(*arguments, encoded_packet=encoded_packet, **more)
        if encoded_packet is not None and not encoded_packet:  # the library does not decode an empty one
            self.data = [UNREADABLE]

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
