"""One task asks all clients whether they are still there; the library has a task, and its stack, wait for each."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from engineio.exceptions import SocketIsClosedError
from engineio.packet import PING, Packet
from engineio.socket import Socket

from eventdesk.realtime.faults import what_and_where

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

AT_ONCE = 32
"""Pings before others are let in. Their answers come all at once too."""


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
        self._lock = threading.Lock()

    def begin(self, target: Any, *arguments: Any, **more: Any) -> Any:
        """A task of the library's; a ping waits its time without one."""
        if getattr(target, "__func__", None) is not Socket._send_ping:  # noqa: SLF001 - what it is known by
            return self._begin(target, *arguments, **more)
        with self._lock:
            self._due.append((self._seconds() + self._engine.ping_interval, target.__self__))
            begins, self._is_running = not self._is_running, True
        if begins:
            self._begin(self._run)
        return None

    def _run(self) -> None:
        while self._goes_on():
            self._engine.sleep(max(0.0, self._due[0][0] - self._seconds()))
            self.send_due()

    def _goes_on(self) -> bool:
        # Under the lock: whoever is put here meanwhile would find a task that is about to end.
        with self._lock:
            self._is_running = bool(self._due)
            return self._is_running

    def send_due(self) -> None:
        """Some of those whose time has come."""
        now = self._seconds()
        for _ in range(AT_ONCE):
            if not self._due or self._due[0][0] > now:
                return
            _, socket = self._due.popleft()
            if not socket.closing and not socket.closed:
                socket.last_ping = time.time()  # noqa: TID251 - the library holds its own clock against it
                self._ask(socket)

    def _ask(self, socket: Any) -> None:
        try:
            socket.send(Packet(PING))
        except SocketIsClosedError:
            pass
        except Exception as fault:  # noqa: BLE001 - all others wait for the same task
            log.error("a client could not be asked whether it is there: %s", what_and_where(fault))  # noqa: TRY400
