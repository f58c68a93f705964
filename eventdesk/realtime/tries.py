"""How often one address has done what costs or reveals something, over all its sockets together."""

from __future__ import annotations

import threading
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventDeskError

if TYPE_CHECKING:
    from datetime import datetime

WITHIN = timedelta(minutes=1)
GUESSES_AT_MOST = 30
"""Ticket links that lead nowhere: a few are a slip of the finger, many are somebody looking for one."""
SNAPSHOTS_AT_MOST = 5000
"""After a restart every screen asks for everything at once: two thousand boards behind one router or proxy, and once
more for those who lose the connection again. An answer is made once and shared, so one more costs little."""
ADDRESSES_AT_MOST = 1000


class TooManyAtOnce(EventDeskError):
    """No more for a minute."""

    code = "too_often"

    def __init__(self) -> None:
        super().__init__("Too many requests. Please wait a minute.")


class Tries:
    """Tries by address, the last minute's. Safe to use from several threads."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._by_address: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def check(self, address: str, now: datetime) -> None:
        """Raises `TooManyAtOnce` for an address that has no try left."""
        with self._lock:
            tries = self._by_address.get(address, deque())
            if len(tries) == self._at_most and abs(now - tries[0]) < WITHIN:
                raise TooManyAtOnce

    def count(self, address: str, now: datetime) -> None:
        """One more."""
        with self._lock:
            if address not in self._by_address and len(self._by_address) >= ADDRESSES_AT_MOST:
                self._by_address.pop(next(iter(self._by_address)))
            self._by_address.setdefault(address, deque(maxlen=self._at_most)).append(now)
