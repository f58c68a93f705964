"""The counting desk with screens in front of it, from the side of the test."""

from __future__ import annotations

import contextlib
import http.client
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.aside import Aside
from bench.load import Hearing
from bench.server import SLUG, Client, fill
from eventdesk import runtime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUIET_SECONDS = 0.4
"""Until what was begun is through. What the beat of each second adds is in some runs and not in others."""


class Served:
    """A desk in a process of its own, and what it has counted."""

    def __init__(self, process: Aside, port: int, token: str) -> None:
        self.process = process
        self.port = port
        self.token = token
        self.program = Client(port, token)

    def counts(self) -> dict[str, int]:
        """Since this was last asked."""
        return dict(self.process.ask("counts"))

    def objects(self) -> int:
        """How many Python objects there are in its process."""
        return int(self.process.ask("objects"))


def least(runs: list[dict[str, int]]) -> dict[str, int]:
    """The least of each."""
    names = {name for run in runs for name in run}
    return {name: min(run.get(name, 0) for run in runs) for name in names}


def settled() -> None:
    """Lets the desk finish what it is at."""
    runtime.sleep(QUIET_SECONDS)


@contextmanager
def served(folder: Path, waiting: int) -> Iterator[Served]:
    """A counting desk with so many in line, ended with the block."""
    token = fill(folder, waiting, 3, on_duty=3)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    process = Aside("tests.bench.counting_desk", folder, port)
    try:
        _wait_for(port)
        desk = Served(process, port, token)
        with contextlib.closing(desk.program.connection):
            yield desk
    finally:
        process.close()


@contextmanager
def boards(desk: Served, count: int) -> Iterator[Hearing]:
    """So many screens that watch the board."""
    with Hearing() as screens:
        came = screens.watch(desk.port, count, event=SLUG)
        assert came["ready"] == count, came["why"]
        yield screens


def _wait_for(port: int) -> None:
    for _ in range(200):
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asking):
            asking.request("GET", "/api/v1/health")
            if asking.getresponse().read():
                return
        runtime.sleep(0.05)
    raise AssertionError("the desk did not start")
