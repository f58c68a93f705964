"""The clients of the bench, each sort in a process of its own: `Asking` over HTTP, `Hearing` over WebSockets."""

from __future__ import annotations

from typing import Any, Self

from bench.aside import Aside
from bench.report import Figures

LIVE_PATH = "/socket.io/?EIO=4&transport=websocket"
PATCHES = '42/live,["patch",'
SEQ = r'"seq":(\d+)'
LONGEST_SECONDS = 60.0
SECONDS_TO_SUM_UP = 60.0


class _Clients:
    """A process that is ended with the block."""

    module = ""

    def __init__(self) -> None:
        self.aside = Aside(self.module)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.aside.close()


class Asking(_Clients):
    """HTTP clients that follow a script (see bench/asking.py)."""

    module = "bench.asking"
    seconds = LONGEST_SECONDS

    def run(self, port: int, script: str, clients: int, **options: Any) -> Figures:
        """Count, `per_second`, `p50_ms`, `p99_ms`, `slowest_ms`, `answered` (by status) of what counts.

        `script` is `module:function`. `arguments`: what it gets beside its number; `seconds`: no longer than this;
        `address`: where the clients come from (127.0.0.x); `keeps_times`: `times`, too, `[sent, answered]` of each
        in seconds of `time.perf_counter`, which all processes of a machine share.
        """
        self.begin(port, script, clients, **options)
        return self.end()

    def begin(  # noqa: PLR0913 - what a run is
        self,
        port: int,
        script: str,
        clients: int,
        *,
        arguments: dict[str, Any] | None = None,
        seconds: float = LONGEST_SECONDS,
        address: str = "127.0.0.1",
        keeps_times: bool = False,
    ) -> None:
        """The same beside something else; `end` fetches the figures."""
        self.seconds = seconds
        self.aside.tell(
            "run", port=port, script=script, clients=clients, seconds=seconds, arguments=arguments or {},
            address=address, keeps_times=keeps_times,
        )  # fmt: skip

    def end(self) -> Figures:
        """The figures of what was begun, once it is over."""
        return dict(self.aside.answer(self.seconds + SECONDS_TO_SUM_UP))


class Hearing(_Clients):
    """WebSocket clients that note when each message came (see bench/hearing.py)."""

    module = "bench.hearing"

    def watch(  # noqa: PLR0913 - what a screen says
        self,
        port: int,
        clients: int,
        *,
        event: str,
        room: str = "board",
        since: int | None = None,
        token: str | None = None,
        prefix: str = PATCHES,
        key: str = SEQ,
        **how: Any,
    ) -> Figures:
        """Screens of a desk that watch a room: when they were ready, how large the answer was.

        Counted are messages that begin with `prefix`, by what the group of the pattern `key` finds in their first 200
        bytes. `how`: `within_seconds` (they come spread over that), `address`, `offers_deflate`, `patience_seconds`.
        """
        asked = {"event": event, "room": room, "since": since}
        return self._connect(port, clients, LIVE_PATH, watch=asked, token=token, prefix=prefix, key=key, **how)

    def listen(self, port: int, clients: int, path: str = "/", **how: Any) -> Figures:
        """Clients of a bare WebSocket server: every text that comes counts."""
        return self._connect(port, clients, path, watch=None, token=None, prefix="", key=SEQ, **how)

    def _connect(  # noqa: PLR0913 - what a connection is
        self,
        port: int,
        clients: int,
        path: str,
        *,
        within_seconds: float = 0.0,
        address: str = "127.0.0.1",
        offers_deflate: bool = False,
        patience_seconds: float = 20.0,
        **what: Any,
    ) -> Figures:
        found = self.aside.ask(
            "connect", port=port, clients=clients, path=path, within_seconds=within_seconds, address=address,
            offers_deflate=offers_deflate, patience_seconds=patience_seconds, **what,
        )  # fmt: skip
        return dict(found)

    def heard(self, count: int, seconds: float = 10.0) -> dict[str, Any]:
        """Waits for so many messages or so long: `count`, `times` (when each came, by key), `cut_off`; begins anew."""
        return dict(self.aside.ask("heard", count=count, seconds=seconds))

    def deafen(self, clients: int) -> int:
        """So many read no more from now on; how many are left that do."""
        return int(self.aside.ask("deafen", clients=clients))

    def leave(self, clients: int) -> int:
        """So many hang up without a word; how many are left."""
        return int(self.aside.ask("leave", clients=clients))
