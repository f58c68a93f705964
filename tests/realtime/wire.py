"""The stage behind a real server on this machine, and clients with real sockets."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import socketio
import websocket
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
    with suppress(AttributeError, OSError):  # the server was the first to go
        connection.sock.shutdown(socket.SHUT_RDWR)
    # The reader is through at once; what it may wait half a minute for is the library's idle writer.
    client.eio.read_loop_task.join(timeout=0.5)
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

    def connect(self) -> None:
        self._client.connect(self._url, namespaces=[NAMESPACE], transports=["websocket"], auth=self._auth)

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
        return self.screen.seq >= seq

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


def raw_socket(url: str) -> websocket.WebSocket:
    """A socket in the live namespace that sends what it likes."""
    raw = websocket.create_connection(
        f"{url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket", timeout=10, origin=url
    )
    raw.recv()
    raw.send("40/live,")
    assert str(raw.recv()).startswith("40/live,")
    return raw


def hang_up(raw: Any) -> None:
    """Without a farewell."""
    raw.shutdown()


RUBBISH = [
    "42/live,",
    "42/live,null",
    "42/live,{}",
    "42/live,[]",
    "42/live,[1]",
    '42/live,[{"watch":1}]',
    '42/live,["watch"',
    '42/live,["watch"]',
    '42/live,7["watch",null,null,null]',
    '42/live,["connect"]',
    '42/live,["connect",{"HTTP_COOKIE":"eventdesk=x"},{"token":"x"}]',
    '42/live,["disconnect"]',
    "42/live," + "[" * 4000,
    "42/live," + "1" * 150 + '["watch"]',
    '451-/live,["watch",{"_placeholder":true,"num":0}]',
    '4599999999-/live,["watch",{"_placeholder":true,"num":9}]',
    "44/live,{}",
    "46/live,",
    "47/live,",
    "49",
    "4",
    '43/live,999["x"]',
    '42["watch"]',
    '42/other,["watch"]',
    "40/other,",
    "40/live,",
    '40/live,{"token":7}',
    "40/live,[[]]",
    "2",
    "6",
]

# The layer below: what is no packet at all. It may cost the sender its connection.
RUBBISH_BELOW = ["x", "", "9", "b", "b!!!", "4" * 9000, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]
