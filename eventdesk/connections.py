"""What a connection may take: how many there are of one address, and how long each step of a request may last.

Whoever opens a connection and says nothing, or one letter at a time, holds a place that somebody else needs. So each
connection has an instant by which its present step has to be done, and one routine hangs up on those that are late.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

GREETING_SECONDS = 10.0
"""To agree on encryption, from the first byte to the last."""
IDLE_SECONDS = 30.0
"""Until the first line of the next request is there."""
HEAD_SECONDS = 10.0
"""For the rest of a request's head."""
BODY_SECONDS = 60.0
SLOWEST_BYTES_PER_SECOND = 25_000
"""A start list of 20 MB may take a quarter of an hour on a bad network; nobody may take longer than that."""
LONGEST_BODY_BYTES = 21 * 1024 * 1024
ANSWER_SECONDS = 60.0
"""To take in an answer."""
STEP_SECONDS = 75.0
"""For any one byte to come or go. A live socket says something every 25 seconds."""

SHARE_OF_ONE = 2
"""One address may have half of all connections: the whole tent may come through one router, or one proxy."""
FEWEST_OF_ONE = 256

TOO_MANY = (
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 10\r\nConnection: close\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 27\r\n\r\nToo many open connections.\n"
)

Seconds = Callable[[], float]


class Crowd:
    """Who has how many connections open. `comes_through_proxies`: all of them come from one address, which is ours."""

    def __init__(self, most: int, *, comes_through_proxies: bool = False) -> None:
        self.most = most
        self.most_of_one = most if comes_through_proxies else max(FEWEST_OF_ONE, most // SHARE_OF_ONE)
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._open.total()

    def enter(self, address: str) -> bool:
        """Whether there is room for one more of this address; counts it."""
        with self._lock:
            has_room = self._open[address] < self.most_of_one and self._open.total() < self.most
            if has_room:
                self._open[address] += 1
            return has_room

    def leave(self, address: str) -> None:
        """One is gone."""
        with self._lock:
            self._open[address] -= 1
            if self._open[address] <= 0:
                del self._open[address]


class Guest:
    """One connection, from its first byte to its end. `seconds` is a clock that only goes on."""

    def __init__(self, door: Door, connection: socket.socket, address: str) -> None:
        self._door = door
        self.connection = connection
        self.address = address
        self.until: float | None = None

    def __enter__(self) -> Guest:
        self._door.guests.add(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None) -> None:
        self._door.guests.discard(self)
        self._door.crowd.leave(self.address)

    def has(self, seconds: float | None) -> None:
        """The next step may last so long; None: as long as it likes (a live socket)."""
        self.until = None if seconds is None else self._door.seconds() + seconds

    def greets(self) -> None:
        """It agrees on encryption."""
        self.has(GREETING_SECONDS)

    def waits(self) -> None:
        """A first or a next request may come."""
        self.has(IDLE_SECONDS)

    def asks(self) -> None:
        """The first line is there, the rest of the head has to come."""
        self.has(HEAD_SECONDS)

    def tells(self, length: int | None) -> None:
        """The head is there; the body (bytes, None: nobody knows) has to come while the desk works on it."""
        if length == 0:
            self.has(None)
        else:
            self.has(BODY_SECONDS + min(length or 0, LONGEST_BODY_BYTES) / SLOWEST_BYTES_PER_SECOND)

    def takes(self) -> None:
        """The answer is on its way."""
        self.has(ANSWER_SECONDS)


class Door:
    """One listener: whom it lets in, how it encrypts (`tls` None: not at all), and when it hangs up."""

    def __init__(self, crowd: Crowd, tls: ssl.SSLContext | None = None, *, seconds: Seconds = time.monotonic) -> None:
        self.crowd = crowd
        self.tls = tls
        self.seconds = seconds
        self.guests: set[Guest] = set()

    def admit(self, connection: socket.socket, address: str) -> Guest | None:
        """Somebody comes; None: there are too many of them, who are told so."""
        if self.crowd.enter(address):
            guest = Guest(self, connection, address)
            guest.greets() if self.tls else guest.waits()
            return guest
        if self.tls is None:
            _say(connection, TOO_MANY)
        return None

    def encrypt(self, guest: Guest) -> socket.socket:
        """The connection, encrypted where this door does so. Raises OSError when that does not come about."""
        guest.connection.settimeout(STEP_SECONDS)
        if self.tls is not None:
            secure = self.tls.wrap_socket(guest.connection, server_side=True, do_handshake_on_connect=False)
            guest.connection = secure
            secure.settimeout(STEP_SECONDS)
            secure.do_handshake()
        guest.waits()
        return guest.connection

    def hang_up(self, end: Callable[[socket.socket], object]) -> int:
        """End the connections that are late, and say how many: `end` makes their reader find no more."""
        now = self.seconds()
        late = [each for each in list(self.guests) if each.until is not None and each.until <= now]
        for guest in late:
            guest.until = None
            end(guest.connection)
        return len(late)


def _say(connection: socket.socket, words: bytes) -> None:
    try:
        connection.settimeout(0)
        connection.send(words)
    except OSError:
        return
