"""Hands messages to sockets: the one place that knows how a message reaches many."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from engineio.exceptions import SocketIsClosedError
from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from socketio.packet import EVENT

from eventdesk.realtime.backlog import BACKLOG_AT_MOST, NEWS_AT_MOST, drop_backlog, empty_out, is_too_long
from eventdesk.realtime.contract import FORECAST, NAMESPACE, PATCH
from eventdesk.realtime.frame_once import Burst, takes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from flask_socketio import SocketIO

TURN_SECONDS = 0.008
"""So long a broadcast goes on before it lets others in, and then goes on again."""
LOOKS_EVERY = 32
"""Clients between two looks at the clock; one takes some 10 µs."""
TOGETHER_AT_MOST = NEWS_AT_MOST // 2
"""Messages in one write: half of what may wait for one who does not take it at once."""
MAY_BE_MISSED = frozenset({PATCH, FORECAST})
"""A client sees by the next `seq` that it has missed one, and asks for it."""


class Post:
    """Sends into rooms, to the sockets of this process. A message is encoded once, however many hear it.

    What is sent from here goes through no message queue between processes: each tells its own, from the journal.
    """

    def __init__(self, socketio: SocketIO, seconds: Callable[[], float] = time.perf_counter) -> None:
        self._server = socketio.server
        self._seconds = seconds

    def send(self, message: str, body: Any, to: str | Collection[str], *, skip: Collection[str] = ()) -> None:
        """`to`: a room's name, a socket or several. Does not wait for anybody to read; lets others in now and then."""
        self.send_all(message, [body], to, skip=skip)

    def send_all(
        self, message: str, bodies: Sequence[Any], to: str | Collection[str], *, skip: Collection[str] = ()
    ) -> None:
        """As `send` of each, in their order; who is idle gets them in as few writes as may be."""
        packets = [self._packet(message, each) for each in bodies]
        for start in range(0, len(packets), TOGETHER_AT_MOST):
            self._send(Burst(packets[start : start + TOGETHER_AT_MOST]), to, skip)

    def _send(self, burst: Burst, to: str | Collection[str], skip: Collection[str]) -> None:
        skipped = frozenset(skip)
        room = self._room(to)
        until = self._seconds() + TURN_SECONDS
        for number, (sid, engine_sid) in enumerate(room.items(), start=1):
            if sid not in skipped:
                self._give(engine_sid, burst)
            if number % LOOKS_EVERY == 0 and self._seconds() >= until:
                self.let_others_in()
                # Who has left the room meanwhile, or may not be in it any more, hears nothing more of it.
                skipped |= room.keys() - self._room(to).keys()
                until = self._seconds() + TURN_SECONDS

    def let_others_in(self) -> None:
        """Whoever waits for a turn has one before this goes on."""
        self._server.sleep(0)

    def _packet(self, message: str, body: Any) -> EnginePacket:
        encoded = self._server.packet_class(EVENT, namespace=NAMESPACE, data=[message, body]).encode()
        packet = EnginePacket(MESSAGE, encoded)
        packet.may_be_missed = message in MAY_BE_MISSED
        return packet

    def _room(self, to: str | Collection[str]) -> dict[str, str]:
        """Who is in it: the engine's socket id by the socket id."""
        # A list is one of rooms to the library, and each socket has a room of its own.
        rooms = to if isinstance(to, str) else list(to)
        return dict(self._server.manager.get_participants(NAMESPACE, rooms)) if rooms else {}

    def _give(self, engine_sid: str, burst: Burst) -> None:
        socket = self._server.eio.sockets.get(engine_sid)
        if socket is not None and takes(socket, burst):
            return
        # A socket that closes in this very moment is no fault, and those after it are to get their message.
        with contextlib.suppress(SocketIsClosedError):
            for packet in burst.packets:
                if socket is not None and is_too_long(socket.queue):
                    drop_backlog(socket.queue, self._server.eio.get_queue_empty_exception())
                self._server._send_eio_packet(engine_sid, packet)  # noqa: SLF001 - all that `emit` does with a packet

    def enter(self, sid: str, room: str) -> None:
        """From here on this socket gets what is sent to the room. One that has gone is passed over."""
        with contextlib.suppress(KeyError, ValueError):
            self._server.enter_room(sid, room, namespace=NAMESPACE)

    def leave(self, sid: str, room: str) -> None:
        """From here on it does not."""
        self._server.leave_room(sid, room, namespace=NAMESPACE)

    def cut_the_slow(self) -> None:
        """Closes sockets that ask and do not take in their answers: the browser connects again and catches up."""
        for socket in list(self._server.eio.sockets.values()):
            if socket.queue.qsize() > BACKLOG_AT_MOST:
                empty_out(socket.queue, self._server.eio.get_queue_empty_exception())
                # Not `abort=False`: a farewell would wait behind what the client does not read.
                socket.close(wait=False, abort=True)
