"""One task asks all clients whether they are still there; the library has a task, and its stack, wait for each."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from engineio.exceptions import SocketIsClosedError
from engineio.packet import PING, Packet
from engineio.socket import Socket

if TYPE_CHECKING:
    from collections.abc import Callable

AT_ONCE = 100
"""Pings before others are let in: whoever came in the same second is asked in the same second."""


class Pings:
    """In the place of the engine server's `start_background_task`, which is left all but the pings.

    `seconds` is a clock that only goes on.
    """

    def __init__(self, engine: Any, seconds: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._seconds = seconds
        self._begin = engine.start_background_task
        # Each waits equally long, so they are due in the order in which they were put here.
        self._due: deque[tuple[float, Any]] = deque()
        self._is_running = False

    def begin(self, target: Any, *arguments: Any, **more: Any) -> Any:
        """A task of the library's; a ping waits its time without one."""
        if getattr(target, "__func__", None) is not Socket._send_ping:  # noqa: SLF001 - what it is known by
            return self._begin(target, *arguments, **more)
        self._due.append((self._seconds() + self._engine.ping_interval, target.__self__))
        if not self._is_running:
            self._is_running = True
            self._begin(self._run)
        return None

    def _run(self) -> None:
        while self._due:
            self._engine.sleep(max(0.0, self._due[0][0] - self._seconds()))
            self.send_due()
        self._is_running = False

    def send_due(self) -> None:
        """A hundred of those whose time has come."""
        now = self._seconds()
        for _ in range(AT_ONCE):
            if not self._due or self._due[0][0] > now:
                return
            _, socket = self._due.popleft()
            if not socket.closing and not socket.closed:
                socket.last_ping = time.time()  # noqa: TID251 - the library holds its own clock against it
                with contextlib.suppress(SocketIsClosedError):
                    socket.send(Packet(PING))
