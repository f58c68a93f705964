"""Hands messages to sockets: the one place that knows how a message reaches many."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from engineio.exceptions import SocketIsClosedError

from eventdesk.realtime.contract import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask_socketio import SocketIO

TRIES = 3
BACKLOG_AT_MOST = 500
"""Messages that may wait for one socket. A screen that is that far behind asks again sooner than it reads them."""


class Post:
    """Sends into rooms. A message is encoded once, however many hear it.

    A faster way out (the WebSocket frame built once too) or a message queue between several
    processes belongs behind `send`, and nowhere else.
    """

    def __init__(self, socketio: SocketIO) -> None:
        self._server = socketio.server

    def send(self, message: str, body: Any, to: str, *, skip: Collection[str] = ()) -> None:
        """`to`: a room's name or a socket. Only enqueues; does not wait for anybody to read."""
        for _ in range(TRIES):
            # A socket that closes in this very moment ends the library's loop. Those before it get the
            # message twice then, which a `seq` makes harmless; those after it would not get it at all.
            with contextlib.suppress(SocketIsClosedError):
                self._server.emit(message, body, namespace=NAMESPACE, to=to, skip_sid=list(skip))
                return

    def enter(self, sid: str, room: str) -> None:
        """From here on this socket gets what is sent to the room. One that has gone is passed over."""
        with contextlib.suppress(KeyError, ValueError):
            self._server.enter_room(sid, room, namespace=NAMESPACE)

    def leave(self, sid: str, room: str) -> None:
        """From here on it does not."""
        self._server.leave_room(sid, room, namespace=NAMESPACE)

    def cut_if_slow(self, sid: str) -> None:
        """Closes a socket whose backlog has grown too long: its browser connects again and catches up."""
        socket = self._server.eio.sockets.get(self._server.manager.eio_sid_from_sid(sid, NAMESPACE))
        if socket is None or socket.queue.qsize() <= BACKLOG_AT_MOST:
            return
        with contextlib.suppress(self._server.eio.get_queue_empty_exception()):
            while True:
                socket.queue.get(block=False)
        # Not `abort=False`: a farewell would wait behind what the client does not read.
        socket.close(wait=False, abort=True)
