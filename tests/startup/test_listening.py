"""What every connection of the desk gets from the socket it came in by."""

from __future__ import annotations

import socket

from eventdesk import serving


def test_small_messages_are_sent_at_once() -> None:
    with serving.listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
