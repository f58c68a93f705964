"""Messages of any size reach their client whole, and one after the other.

`simple_websocket` calls `send` once for each message and takes it that all of it was taken. A socket takes what its
buffer has room for: the rest of a large answer would be missing, and the client hangs up on what comes next.
"""

from __future__ import annotations

import threading
from typing import Any


class WholeWrites:
    """A socket whose `send` returns when everything is on its way, and lets nobody else in until then."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.writing = 0
        """How many write now or wait until they may."""
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def send(self, data: bytes) -> int:
        """All of it; its length. Raises OSError."""
        self.acquire()
        try:
            self.connection.sendall(data)
        finally:
            self.release()
        return len(data)

    def acquire(self) -> None:
        """Keep others from writing."""
        self.writing += 1
        self._lock.acquire()

    def release(self) -> None:
        """The next one may."""
        self._lock.release()
        self.writing -= 1


def make_writes_whole(websocket: Any) -> None:
    """For WebSockets of `simple_websocket`; leaves all others as they are."""
    patient: Any = getattr(websocket, "ws", None)
    if hasattr(patient, "sock"):
        patient.sock = WholeWrites(patient.sock)
