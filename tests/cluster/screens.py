"""Screens on the wall of a tent: they listen, come back when the connection is gone, and ask for what they missed."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any

import engineio
import socketio
from socketio.exceptions import SocketIOError

from eventdesk.realtime.contract import NAMESPACE
from tests.cluster.cluster import PAUSE
from tests.realtime.stage import Screen

if TYPE_CHECKING:
    from tests.realtime.stage import Json


class _Engine(engineio.Client):  # type: ignore[misc]  # the library carries no types
    """Handles a message before it reads the next: the library's own has a thread for each, in any order."""

    def _trigger_event(self, event: str, *arguments: Any, **more: Any) -> Any:
        return super()._trigger_event(event, *arguments, **more | {"run_async": False})


class InOrder(socketio.Client):  # type: ignore[misc]  # as above
    """A client that hears in the order in which it is told."""

    def _engineio_client_class(self) -> type:
        return _Engine


def _hang_up(client: Any) -> None:
    """Also where the other side is dead: the library then leaves its sockets open."""
    connection, session = client.eio.ws, client.eio.http
    with contextlib.suppress(Exception):
        client.disconnect()
    for task in (client.eio.read_loop_task, client.eio.write_loop_task):
        if task is not None:
            task.join(5)
    if connection is not None:
        connection.shutdown()
    if session is not None:
        session.close()


class WallScreen(threading.Thread):
    """One screen. `seqs`: every patch as it came, one list for each connection: to see the order."""

    def __init__(self, url: str, slug: str, room: str, token: str = "", transport: str = "websocket") -> None:
        super().__init__(daemon=True)
        self.url, self.slug, self.room = url, slug, room
        self.screen = Screen()
        self.dismissed: list[Json] = []
        self.seqs: list[list[int]] = []
        self.connections = 0
        self.asked = 0
        self.problem = ""
        self._auth = {"token": token} if token else None
        self._transport = transport
        self._lock = threading.Lock()
        self._early: dict[int, Json] = {}
        self._is_over = False
        self._must_ask = True

    def run(self) -> None:
        while not self._is_over:
            client = InOrder(reconnection=False, request_timeout=10)
            client.on("patch", self._hear, namespace=NAMESPACE)
            client.on("dismissed", self.dismissed.append, namespace=NAMESPACE)
            with contextlib.suppress(SocketIOError, OSError, ValueError):
                client.connect(self.url, namespaces=[NAMESPACE], transports=[self._transport], auth=self._auth)
                self.connections += 1
                self.seqs.append([])
                self._must_ask = True
                self._listen(client)
            _hang_up(client)
            PAUSE.wait(0.2)

    def _listen(self, client: Any) -> None:
        while not self._is_over and client.connected:
            if self._must_ask or self._has_gap():
                self._ask(client)
            PAUSE.wait(0.05)

    def _has_gap(self) -> bool:
        with self._lock:
            return bool(self._early) and self.screen.seq + 1 not in self._early

    def _ask(self, client: Any) -> None:
        self.asked += 1
        since = self.screen.seq if self.screen.seq >= 0 else None
        wanted = {"event": self.slug, "room": self.room, "since": since}
        answer = client.call("watch", wanted, namespace=NAMESPACE, timeout=10)
        if "error" in answer:
            self.problem = str(answer)
            PAUSE.wait(0.5)
            return
        with self._lock:
            self._must_ask = False
            self.screen.take(answer)
            self._catch_up()

    def _hear(self, patch: Json) -> None:
        with self._lock:
            self.seqs[-1].append(patch["seq"])
            self._early[patch["seq"]] = patch
            if self.screen.seq >= 0:
                self._catch_up()

    def _catch_up(self) -> None:
        for seq in [each for each in self._early if each <= self.screen.seq]:
            del self._early[seq]
        while (patch := self._early.pop(self.screen.seq + 1, None)) is not None:
            self.screen.hear(patch)

    def end(self) -> None:
        self._is_over = True
        self.join(15)
