"""With sockets that take little at once: everybody gets everything in order, and nobody waits for anybody."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bench.load import Hearing
from eventdesk.realtime.whole_writes import WholeWrites, make_writes_whole
from tests.realtime.test_async_modes import SLUG
from tests.startup.running import ROOT, desk, environment, run

if TYPE_CHECKING:
    from pathlib import Path

MODES = ("eventlet", "gevent", "threading")
LARGE = 1_000_000
PATCHES = 50


@pytest.mark.parametrize("mode", MODES)
def test_fast_late_polling_and_dead_clients_each_get_what_is_theirs(mode: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.realtime.slow_readers", mode, str(PATCHES)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    everything = list(range(1, PATCHES + 1))
    assert found["pings"] == 12, "a client that answers was hung up on"
    assert found["fast"] == everything
    assert found["late"] == [*everything, PATCHES + 1]
    assert found["polling"] == everything
    assert found["has_waited"], "the sockets took it all at once"
    assert found["lines"] == (0 if mode == "threading" else 3), "by the fast way, or all by the library's"


@pytest.mark.parametrize("mode", MODES)
def test_the_end_is_clean_with_many_clients(tmp_path: Path, mode: str) -> None:
    made = run(
        "event", "new", SLUG, "--name", "Spring", "--date", "2027-04-18", "--timezone", "UTC",
        "--data-dir", str(tmp_path),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    with desk(tmp_path, "--async-mode", mode) as served, Hearing() as boards:
        came = boards.watch(int(served.url.rpartition(":")[2]), 150, event=SLUG)
        assert came["ready"] == 150, came
        boards.deafen(10)
        code, said = served.end(signal.SIGINT)
        assert (code, said) == (0, "")


def test_two_large_messages_reach_a_slow_reader_whole_one_after_the_other() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(20)  # with a time limit Python sends what fits at once
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        websocket = SimpleNamespace(ws=SimpleNamespace(sock=ours))
        make_writes_whole(websocket)
        whole = websocket.ws.sock
        assert isinstance(whole, WholeWrites)
        assert whole.fileno() == ours.fileno()
        sending = [threading.Thread(target=whole.send, args=(letter * LARGE,)) for letter in (b"a", b"b")]
        for each in sending:
            each.start()
        came = b""
        while len(came) < 2 * LARGE:
            came += theirs.recv(LARGE)
        for each in sending:
            each.join(20)
        assert came in (b"a" * LARGE + b"b" * LARGE, b"b" * LARGE + b"a" * LARGE)
        assert whole.writing == 0


def test_what_cannot_be_sent_leaves_the_line_free() -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        whole = WholeWrites(ours)
        with pytest.raises(OSError, match="pipe"):
            whole.send(b"x" * LARGE)
        assert whole.writing == 0


def test_other_websockets_are_left_as_they_are() -> None:
    other = SimpleNamespace(socket=1)
    make_writes_whole(other)
    assert vars(other) == {"socket": 1}
