"""The ways out to a WebSocket client that are known: how to write to it without waiting, and when one may.

This is about the insides of libraries. Each way is taken only where all that it relies on is found as it was when
this was written; anything else has no way out, and the library sends.
"""

from __future__ import annotations

import contextlib
import socket as sockets
from typing import TYPE_CHECKING, Any, Protocol

from eventdesk.realtime.whole_writes import WholeWrites

if TYPE_CHECKING:
    from collections.abc import Callable

    Rest = memoryview


class WayOut(Protocol):
    """To one client."""

    def is_free(self) -> bool:
        """Whether nobody writes, or waits to."""

    def write(self, frame: bytes) -> int:
        """Write what the system takes now; how much it was. Raises `BlockingIOError` for nothing, else `OSError`."""

    def hold(self) -> Callable[[Rest], None]:
        """Keep all others from writing, now, until what is returned has written the rest of a frame."""


class EventletWay:
    """Through `eventlet.websocket`, which has a lock for those who write."""

    def __init__(self, websocket: Any) -> None:
        self._websocket = websocket
        self._lock = websocket._sendlock  # noqa: SLF001 - what this module is about
        self.write = websocket.socket.fd.send

    def is_free(self) -> bool:
        """Nobody holds the lock, or waits for it; no farewell was sent."""
        return self._lock.balance > 0 and not self._websocket.websocket_closed

    def hold(self) -> Callable[[Rest], None]:
        """Takes the lock, which is free."""
        self._lock.acquire()
        return self._finish

    def _finish(self, rest: Rest) -> None:
        try:
            self._websocket.socket.sendall(rest)
        except OSError:
            cut(self._websocket.socket)
        finally:
            self._lock.release()


class GeventWay:
    """Through `simple_websocket`, which has none: `WholeWrites` is put in between."""

    def __init__(self, websocket: Any) -> None:
        self._websocket = websocket
        self._writes: WholeWrites = websocket.sock
        self.write = self._writes._sock.send  # noqa: SLF001 - gevent's socket, and the system's below it

    def is_free(self) -> bool:
        """Nobody writes, or waits to; the client has not said goodbye."""
        return self._writes.writing == 0 and bool(self._websocket.connected)

    def hold(self) -> Callable[[Rest], None]:
        """Takes the lock, which is free."""
        self._writes.acquire()
        return self._finish

    def _finish(self, rest: Rest) -> None:
        try:
            self._writes.sendall(rest)
        except OSError:
            cut(self._writes)
        finally:
            self._writes.release()


def way_out(websocket: Any) -> WayOut | None:
    """The way to this client, as engineio's handler gets its WebSocket; None: the library is to send."""
    with contextlib.suppress(AttributeError):
        if _name(websocket) == "eventlet.websocket.RFC6455WebSocket" and _is_plain_eventlet(websocket):
            return EventletWay(websocket)
        if _name(websocket) == "engineio.async_drivers.gevent.WebSocketWSGI" and _is_plain_gevent(websocket.ws):
            return GeventWay(websocket.ws)
    return None


def cut(connection: Any) -> None:
    """A frame that is not whole can't be followed by another one: whoever reads from this client finds its end."""
    with contextlib.suppress(OSError):
        connection.shutdown(sockets.SHUT_RDWR)


def _is_plain_eventlet(websocket: Any) -> bool:
    connection = websocket.socket
    return (
        _name(connection) == "eventlet.greenio.base.GreenSocket"
        and connection.fd.gettimeout() == 0
        and not websocket.extensions
        and not websocket.client
        and hasattr(websocket._sendlock, "balance")  # noqa: SLF001
    )


def _is_plain_gevent(websocket: Any) -> bool:
    extensions = websocket.ws.connection._proto.extensions  # noqa: SLF001
    return (
        isinstance(websocket.sock, WholeWrites)
        and _name(websocket.sock.connection) == "gevent._socket3.socket"
        and not any(each.enabled() for each in extensions)
    )


def _name(thing: Any) -> str:
    return f"{type(thing).__module__}.{type(thing).__qualname__}"
