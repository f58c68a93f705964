"""Clients are asked whether they are there, all of them by one task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from engineio.exceptions import SocketIsClosedError
from engineio.packet import PING
from engineio.socket import Socket
from flask import Flask
from flask_socketio import SocketIO

from eventdesk.realtime import SOCKET_OPTIONS
from eventdesk.realtime.pings import AT_ONCE, Pings
from tests.realtime.stage import eventually
from tests.realtime.wire import hang_up, raw_socket, served

if TYPE_CHECKING:
    from tests.realtime.stage import Stage


class Engine:
    """The library's server, on whose clock time goes on while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.eio: Any = SocketIO(Flask("pings"), async_mode="threading", **SOCKET_OPTIONS).server.eio
        self.now = 1000.0
        self.tasks: list[Any] = []
        monkeypatch.setattr(self.eio, "sleep", self._sleep)
        monkeypatch.setattr(self.eio, "start_background_task", lambda target, *_: self.tasks.append(target))
        self.eio.start_background_task = Pings(self.eio, lambda: self.now).begin

    def _sleep(self, seconds: float) -> None:
        self.now += seconds


def waiting(socket: Socket) -> list[int]:
    return [each.packet_type for each in socket.queue.queue]


def test_one_task_pings_all_whose_time_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(monkeypatch)
    sockets = [Socket(engine.eio, str(number)) for number in range(2 * AT_ONCE + 3)]
    for each in sockets:
        each.schedule_ping()
    sockets[1].closed = True

    def closes(_packet: object) -> None:
        raise SocketIsClosedError

    sockets[2].send = closes
    assert len(engine.tasks) == 1
    engine.tasks.pop()()

    assert engine.now == 1000 + engine.eio.ping_interval
    assert [waiting(each) for each in sockets[:4]] == [[PING], [], [], [PING]]
    assert all(waiting(each) == [PING] for each in sockets[3:])
    assert engine.tasks == []

    sockets[0].schedule_ping()
    assert len(engine.tasks) == 1, "the next one begins again"


def test_one_that_cannot_be_asked_keeps_nobody_from_being_asked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine = Engine(monkeypatch)
    sockets = [Socket(engine.eio, str(number)) for number in range(3)]
    for each in sockets:
        each.schedule_ping()

    def fails(_packet: object) -> None:
        raise RuntimeError

    sockets[0].send = fails
    engine.tasks.pop()()
    assert [waiting(each) for each in sockets] == [[], [PING], [PING]]
    assert "could not be asked" in caplog.text


def test_other_tasks_are_the_librarys(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(monkeypatch)
    engine.eio.start_background_task(waiting, 1)
    assert engine.tasks == [waiting]


def test_a_client_that_answers_is_asked_again_and_one_that_does_not_is_let_go(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = stage.socketio.server.eio
    monkeypatch.setattr(engine, "ping_interval", 0.05)
    monkeypatch.setattr(engine, "ping_timeout", 0.2)
    with served(stage) as url:
        raw = raw_socket(url)
        for _ in range(3):
            assert raw.recv() == "2"
            raw.send("3")
        [socket] = engine.sockets.values()
        assert not socket.closed
        assert raw.recv() == "2"
        eventually(lambda: socket.closed or not socket.check_ping_timeout())
        assert socket.closed
        hang_up(raw)
