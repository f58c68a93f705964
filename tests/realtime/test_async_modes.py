"""The desk as it is served, in each async mode: commands over HTTP, news over real sockets."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import requests
import websocket

from tests.realtime.stage import eventually
from tests.realtime.wire import RUBBISH, RUBBISH_BELOW, Wire, hang_up, raw_socket
from tests.startup.running import desk, run

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "spring"
DOORS, RUNNERS_EACH = 4, 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one event."""
    folder = tmp_path_factory.mktemp("desk")
    made = run(
        "event", "new", SLUG, "--name", "Spring", "--date", "2027-04-18", "--timezone", "UTC",
        "--data-dir", str(folder),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def token(folder: Path) -> str:
    """An organiser's token."""
    given = run("token", "--role", "organiser", "--event", SLUG, "--data-dir", str(folder))
    assert given.returncode == 0, given.stderr
    return given.stdout.strip()


def register(base: str, token: str) -> int:
    """One door registers its runners one after the other; the number of them."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        body: dict[str, Any] = {
            "first_name": "Anna",
            "last_name": "Secretname",
            "treatment": "post_event",
            "consent": {"treatment": True, "health_data": True},
        }
        answers = [session.post(f"{base}/visits", json=body, timeout=20) for _ in range(RUNNERS_EACH)]
    assert {each.status_code for each in answers} == {201}, answers[0].text
    return len(answers)


def poll(url: str) -> str:
    """What the board is answered by long polling."""
    with requests.Session() as session:
        where = {"EIO": "4", "transport": "polling"}

        def get() -> str:
            return session.get(f"{url}/socket.io/", params=where, timeout=20).text

        where["sid"] = get().split('"')[3]
        for packet in ("40/live,", f'42/live,1["watch",{{"event":"{SLUG}","room":"board"}}]'):
            session.post(f"{url}/socket.io/", params=where, data=packet, timeout=20)
        said = ""
        while "43/live,1" not in said:
            said = get()
        session.post(f"{url}/socket.io/", params=where, data="1", timeout=20)
    return said


def send_rubbish(url: str) -> None:
    """All of it on one socket, then each of the worse kind on a socket of its own."""
    raw = raw_socket(url)
    for each in RUBBISH:
        raw.send(each)
    raw.send_binary(b"\x00\xff")
    hang_up(raw)
    for each in RUBBISH_BELOW:
        raw = raw_socket(url)
        raw.send(each)
        with suppress(OSError, websocket.WebSocketException):
            raw.settimeout(0.3)
            raw.recv()
        hang_up(raw)


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_news_of_the_served_desk(folder: Path, token: str, mode: str) -> None:
    with desk(folder, "--async-mode", mode) as served:
        base = f"{served.url}/api/v1/events/{SLUG}"
        url = served.url
        board, staff = Wire(url, SLUG), Wire(url, SLUG, "staff", {"token": token})
        stranger = Wire(url, SLUG, "staff")
        for each in (board, staff, stranger):
            each.connect()
        assert stranger.watch()["error"] == "not_signed_in"
        for each in (board, staff):
            assert "snapshot" in each.watch()
        before = board.screen.seq

        with ThreadPoolExecutor(DOORS) as doors:
            done = sum(doors.map(lambda _: register(base, token), range(DOORS)))

        assert done == DOORS * RUNNERS_EACH
        snapshot = requests.get(f"{base}/board", timeout=20).json()
        assert snapshot["seq"] >= before + done
        for each in (board, staff):
            eventually(partial(each.has_heard, snapshot["seq"]))
        board.screen.compare(snapshot)
        assert f'"seq":{snapshot["seq"]}' in poll(url)
        assert "Secretname" in str(staff.screen.visits)
        assert "Secretname" not in str(board.screen.visits)
        eventually(lambda: len(board.forecasts) >= 2)

        send_rubbish(url)
        stranger.room = "board"
        assert "snapshot" in stranger.watch()
        code, said = served.end(signal.SIGTERM)
        assert (code, said) == (0, "")
        for each in (board, staff, stranger):
            each.close()
