"""Who has tried ticket links that lead nowhere: a few are a slip of the finger, many are somebody looking for one."""

from __future__ import annotations

import threading
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventDeskError

if TYPE_CHECKING:
    from datetime import datetime

GUESSES_AT_MOST = 30
GUESSES_WITHIN = timedelta(minutes=1)
ADDRESSES_AT_MOST = 1000


class TooManyGuesses(EventDeskError):
    """No more links for a minute."""

    code = "too_often"

    def __init__(self) -> None:
        super().__init__("Too many requests. Please wait a minute.")


class Guesses:
    """Wrong links by address, over all its sockets. Safe to use from several threads."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def check(self, address: str, now: datetime) -> None:
        """Raises `TooManyGuesses` for an address that has no try left."""
        with self._lock:
            tries = self._wrong.get(address, deque())
            if len(tries) == GUESSES_AT_MOST and abs(now - tries[0]) < GUESSES_WITHIN:
                raise TooManyGuesses

    def count(self, address: str, now: datetime) -> None:
        """One that led nowhere."""
        with self._lock:
            if len(self._wrong) >= ADDRESSES_AT_MOST:
                self._wrong.pop(next(iter(self._wrong)))
            self._wrong.setdefault(address, deque(maxlen=GUESSES_AT_MOST)).append(now)
