"""The stage behind a real server on this machine, and clients with real sockets."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import socketio
from werkzeug.serving import WSGIRequestHandler, make_server

from eventdesk.realtime.contract import NAMESPACE
from tests.realtime.stage import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.realtime.stage import Json, Stage


class _Silent(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """What this server has to say about a client that vanishes is not what the tests are about."""


@contextmanager
def served(stage: Stage) -> Iterator[str]:
    """The address of the stage while it is served, without a slash at its end."""
    server = make_server("127.0.0.1", 0, stage.app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def cut(client: Any) -> None:
    """Ends the connection as a network does that goes away. The client does not come back by itself."""
    client.reconnection = False
    connection = client.eio.ws
    connection.sock.shutdown(socket.SHUT_RDWR)
    client.eio.read_loop_task.join()
    connection.shutdown()


class Wire:
    """A client as docs/live-protocol.md asks for: it keeps early patches until their turn comes."""

    def __init__(self, url: str, event: str, room: str = "board", auth: Json | None = None) -> None:
        self._url, self._event, self.room, self._auth = url, event, room, auth
        self.screen = Screen()
        self.forecasts: list[Json] = []
        self._early: dict[int, Json] = {}
        self._lock = threading.Lock()
        self._client = self._fresh_client()

    def _fresh_client(self) -> Any:
        client = socketio.Client(reconnection=False)
        client.on("patch", self._hear, namespace=NAMESPACE)
        client.on("forecast", self.forecasts.append, namespace=NAMESPACE)
        return client

    def connect(self, **how: Any) -> None:
        how = {"transports": ["websocket"], "auth": self._auth} | how
        self._client.connect(self._url, namespaces=[NAMESPACE], **how)

    def watch(self) -> Json:
        """Asks for what is missing: everything at first."""
        since = self.screen.seq if self.screen.seq >= 0 else None
        wanted = {"event": self._event, "room": self.room, "since": since}
        answer: Json = self._client.call("watch", wanted, namespace=NAMESPACE, timeout=20)
        if "error" not in answer:
            with self._lock:
                self.screen.take(answer)
                self._catch_up()
        return answer

    def has_heard(self, seq: int) -> bool:
        """Whether everything up to `seq` is on the screen."""
        return self.screen.seq == seq

    def lose_connection(self) -> None:
        """The socket ends without a farewell; the next `connect` is another one."""
        self.close()
        self._client = self._fresh_client()

    def close(self) -> None:
        """Without a farewell, which waits three seconds for an answer that not every server gives."""
        cut(self._client)

    def _hear(self, patch: Json) -> None:
        with self._lock:
            self._early[patch["seq"]] = patch
            if self.screen.seq >= 0:
                self._catch_up()

    def _catch_up(self) -> None:
        for seq in [each for each in self._early if each <= self.screen.seq]:
            del self._early[seq]
        while (patch := self._early.pop(self.screen.seq + 1, None)) is not None:
            self.screen.hear(patch)
