"""Connections that keep a place: counted by address, hung up on when late, and nobody else notices."""

from __future__ import annotations

import json
import resource
import signal
import socket
import subprocess
import sys
import urllib.parse
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

import pytest
import requests
import websocket

from bench.attackers import ATTACKS
from eventdesk import connections
from eventdesk.connections import Crowd, Door
from eventdesk.runtime import FILES_FOR_THE_REST, MOST_CONNECTIONS
from tests.startup.running import ROOT, desk, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.startup.running import Desk

MODES = ("eventlet", "gevent", "threading")


class Steps:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_one_address_may_have_a_share_and_no_more() -> None:
    crowd = Crowd(1000)
    assert crowd.most_of_one == 500
    assert [crowd.enter("10.0.0.1") for _ in range(501)] == [True] * 500 + [False]
    assert crowd.enter("10.0.0.2")
    crowd.leave("10.0.0.1")
    assert crowd.enter("10.0.0.1")
    assert not crowd.enter("10.0.0.1")
    assert len(crowd) == 501


def test_there_is_an_end_to_all_of_them() -> None:
    crowd = Crowd(10)
    assert [crowd.enter(f"10.0.0.{each}") for each in range(11)] == [True] * 10 + [False]
    for each in range(10):
        crowd.leave(f"10.0.0.{each}")
    assert len(crowd) == 0


def test_who_is_late_is_hung_up_on_and_who_is_not_is_left_alone() -> None:
    steps = Steps()
    ended: list[socket.socket] = []
    door = Door(Crowd(10), seconds=steps)
    with closing(socket.socket()) as one, closing(socket.socket()) as other:
        slow, live = door.admit(one, "10.0.0.1"), door.admit(other, "10.0.0.2")
        assert slow
        assert live
        with slow, live:
            slow.asks()
            live.tells(0)  # a live socket: it may stay
            steps.seconds += connections.HEAD_SECONDS - 0.1
            assert door.hang_up(ended.append) == 0
            steps.seconds += 0.2
            assert door.hang_up(ended.append) == 1
            assert ended == [one]
            assert door.hang_up(ended.append) == 0, "once is enough"
        assert not door.guests
        assert len(door.crowd) == 0


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        ("waits", connections.IDLE_SECONDS),
        ("asks", connections.HEAD_SECONDS),
        ("greets", connections.GREETING_SECONDS),
        ("takes", connections.ANSWER_SECONDS),
    ],
)
def test_each_step_has_its_time(step: str, seconds: float) -> None:
    steps = Steps()
    door = Door(Crowd(10), seconds=steps)
    with closing(socket.socket()) as one:
        guest = door.admit(one, "10.0.0.1")
        assert guest
        with guest:
            getattr(guest, step)()
            assert guest.until == steps.seconds + seconds


@pytest.mark.parametrize(
    ("length", "seconds"),
    [
        (1000, connections.BODY_SECONDS + 0.04),
        (2_500_000, connections.BODY_SECONDS + 100),
        (None, connections.BODY_SECONDS),
    ],
)
def test_a_large_body_has_more_time(length: int | None, seconds: float) -> None:
    door = Door(Crowd(10), seconds=Steps())
    with closing(socket.socket()) as one:
        guest = door.admit(one, "10.0.0.1")
        assert guest
        with guest:
            guest.tells(length)
            assert guest.until == pytest.approx(100 + seconds)
            guest.tells(10**15)
            assert (guest.until or 0) < 100 + 1000, "whatever it says that it will send"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the event that the attackers know."""
    folder = tmp_path_factory.mktemp("desk")
    made = run(
        "event", "new", "bench", "--name", "Bench", "--date", "2027-04-18", "--timezone", "UTC",
        "--data-dir", str(folder),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder


def port_of(running: Desk) -> int:
    return urllib.parse.urlsplit(running.url).port or 0


@pytest.mark.parametrize("mode", MODES)
def test_beyond_its_share_an_address_is_answered_429_and_another_one_is_served(folder: Path, mode: str) -> None:
    port = 0
    with ExitStack() as open_ones, desk(folder, "--async-mode", mode) as running:
        port = port_of(running)

        def connect(source: str) -> socket.socket:
            made = socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(source, 0))
            return open_ones.enter_context(closing(made))

        for _ in range(share(mode)):
            connect("127.0.0.9")
        refused = connect("127.0.0.9")
        said = refused.recv(1000)
        assert said.startswith(b"HTTP/1.1 429 ")
        assert b"Retry-After" in said
        other = connect("127.0.0.10")
        other.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert other.recv(100).startswith(b"HTTP/1.")
        assert running.end(signal.SIGTERM) == (0, "")


def share(mode: str) -> int:
    """How many connections of one address a desk on this machine takes; this process gets as many files."""
    wanted = MOST_CONNECTIONS[mode] + FILES_FOR_THE_REST  # type: ignore[index]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(files, resource.getrlimit(resource.RLIMIT_NOFILE)[0]), hard))
    return Crowd(files - FILES_FOR_THE_REST).most_of_one


@pytest.mark.parametrize("mode", MODES)
def test_live_sockets_that_flood_or_send_too_much_are_hung_up_on(folder: Path, mode: str) -> None:
    with desk(folder, "--async-mode", mode) as running:
        with live(running) as calm:
            with live(running) as flooding:
                for number in range(80):
                    try:
                        flooding.send(f'42/live,{number}["watch",{{"event":"bench","room":"board"}}]')
                    except OSError:
                        break
                assert is_hung_up_on(flooding)
            for size in (9_000, 100_000, 10 * 1024 * 1024):
                with live(running) as large:
                    try:
                        large.send("42/live," + "x" * size)
                    except OSError:
                        continue
                    assert is_hung_up_on(large)
            calm.send('42/live,1["watch",{"event":"bench","room":"board"}]')
            assert "43/live,1" in heard_until(calm, "43/live,1")
        assert requests.get(f"{running.url}/api/v1/health", timeout=20).status_code == 200
        assert running.end(signal.SIGTERM) == (0, "")


@contextmanager
def live(running: Desk) -> Iterator[websocket.WebSocket]:
    address = running.url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"
    client = websocket.create_connection(address, timeout=20, origin=running.url)
    below = client.sock
    assert below
    try:
        client.send("40/live,")
        heard_until(client, "40/live,")
        yield client
    finally:
        below.close()  # the library lets go of a connection that was ended by the other side


def heard_until(client: websocket.WebSocket, mark: str) -> str:
    for _ in range(50):
        said = str(client.recv())
        if mark in said:
            return said
    raise AssertionError(mark)


def is_hung_up_on(client: websocket.WebSocket) -> bool:
    for _ in range(200):
        try:
            if client.recv() == "":
                return True
        except (OSError, websocket.WebSocketException):
            return True
    return False


def test_the_desk_goes_on_under_each_attack(folder: Path) -> None:
    """Nobody is timed here (that is `bench.attack`): who works is answered, and the desk is whole afterwards."""
    given = run("token", "--role", "organiser", "--event", "bench", "--data-dir", str(folder))
    with desk(folder) as running, requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {given.stdout.strip()}"
        for number, name in enumerate(ATTACKS):
            attack_and_work(running, session, name, f"127.0.0.{20 + number}")
        assert running.end(signal.SIGTERM) == (0, "")


def attack_and_work(running: Desk, session: requests.Session, name: str, source: str) -> None:
    """Somebody attacks while the organiser goes on: what the one wants is not done, what the other says is."""
    base = f"{running.url}/api/v1/events/bench"
    before = session.get(f"{base}/journal", timeout=30).json()["seq"]
    with subprocess.Popen(
        [sys.executable, "-m", "bench.attackers", name, str(port_of(running)), "1.5", source],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as attacker:  # fmt: skip
        assert attacker.stdout
        attacker.stdout.readline()
        for number in range(10):
            told = session.post(f"{base}/announcement", json={"text": f"{name} {number}"}, timeout=30)
            assert told.status_code == 200, f"{name}: {told.text}"
        said, _ = attacker.communicate(timeout=60)
    assert session.get(f"{base}/journal", timeout=30).json()["seq"] == before + 10, name
    assert json.loads(said.splitlines()[-1])["answered"], f"{name} reached nobody"
