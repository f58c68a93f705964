"""With real sockets: nothing is lost, whoever comes, goes, crowds or sends rubbish."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
import requests
import websocket
from engineio.packet import MESSAGE, Packet

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.visit import Action
from eventdesk.realtime.backlog import BACKLOG_AT_MOST, NEWS_AT_MOST
from eventdesk.realtime.contract import LARGEST_MESSAGE_BYTES
from eventdesk.services import events
from tests.realtime.stage import eventually
from tests.realtime.wire import RUBBISH, Wire, hang_up, raw_socket, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.realtime.stage import Stage

RUNNERS_EACH = 12
ANSWER = "3/live,999[]"
"""To a question that nobody asked."""


@pytest.fixture
def url(stage: Stage) -> Iterator[str]:
    """Where the stage is served."""
    with served(stage) as url:
        yield url


def work(stage: Stage) -> None:
    """One door of the tent: registers runners, and has one therapist treat whoever is next."""
    therapist = stage.therapist()
    for number in range(RUNNERS_EACH):
        visit = stage.register(first_name=f"Runner {number}")
        with suppress(EventDeskError):
            stage.act(visit, Action.STEP_AWAY)
        with suppress(EventDeskError):
            stage.act(visit, Action.RETURN)
        called, _ = stage.next(therapist)
        if called is not None:
            stage.act(called, Action.START)
        stage.clock.advance(1)


def logged_by_the_desk(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Not what a client of this test says: that its own queue is empty on closing is an error to the library."""
    return [each.getMessage() for each in caplog.records if each.name != "engineio.client"]


def test_four_doors_at_once_and_every_screen_shows_the_present(stage: Stage, url: str) -> None:
    auth = {"token": stage.secret()}
    early = [Wire(url, stage.slug), Wire(url, stage.slug, "staff", auth)]
    late = [Wire(url, stage.slug), Wire(url, stage.slug, "staff", auth)]
    flapping = Wire(url, stage.slug)
    for each in (*early, flapping):
        each.connect()
        each.watch()
    doors = [threading.Thread(target=partial(work, stage)) for _ in range(4)]
    for door in doors:
        door.start()
    for each in late:
        each.connect()
        each.watch()
    answers = []
    while any(door.is_alive() for door in doors):
        flapping.lose_connection()
        flapping.connect()
        answers.append(flapping.watch())
    for door in doors:
        door.join()

    assert stage.seq > 4 * RUNNERS_EACH * 4
    assert any(each.get("patches") for each in answers), "it came back to nothing new every time"
    for each in (*early, *late, flapping):
        eventually(partial(each.has_heard, stage.seq))
        each.screen.compare(stage.looker.staff(stage.slug) if each.room == "staff" else stage.looker.board(stage.slug))
        each.close()


def test_what_was_missed_while_away_is_caught_up(stage: Stage, url: str) -> None:
    wire = Wire(url, stage.slug)
    wire.connect()
    wire.watch()
    stage.register()
    eventually(lambda: wire.screen.seq == 1)

    wire.lose_connection()
    visit = stage.register()
    stage.act(visit, Action.STEP_AWAY)
    wire.connect()
    answer = wire.watch()

    assert [each["seq"] for each in answer["patches"]] == [2, 3]
    stage.register()
    eventually(lambda: wire.screen.seq == 4)
    wire.screen.compare(stage.looker.board(stage.slug))
    wire.close()


def test_forecasts_come_over_the_wire(stage: Stage, url: str) -> None:
    stage.therapist()
    visit = stage.register()
    wire = Wire(url, stage.slug)
    wire.connect()
    wire.watch()

    stage.beat()

    eventually(lambda: wire.forecasts)
    assert set(wire.forecasts[0]["visits"]) == {str(visit.id)}
    wire.close()


def test_a_page_of_another_site_may_not_connect(url: str, caplog: pytest.LogCaptureFixture) -> None:
    where = f"{url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(where, origin="http://elsewhere.example", timeout=10)
    polled = requests.get(
        f"{url}/socket.io/", params={"EIO": "4", "transport": "polling"}, headers={"Origin": "null"}, timeout=10
    )
    assert polled.status_code == 400

    ours = websocket.create_connection(where, origin=url, timeout=10)
    assert str(ours.recv()).startswith("0{")
    hang_up(ours)
    assert "not an accepted origin" in caplog.text


def test_rubbish_does_no_harm_and_fills_no_log(stage: Stage, url: str, caplog: pytest.LogCaptureFixture) -> None:
    raw = raw_socket(url)
    for each in RUBBISH:
        raw.send(each)
    raw.send_binary(b"\x00\xff\x00")
    raw.send_binary(b"")
    raw.send('42/live,99["watch",' + json.dumps({"event": stage.slug, "room": "board"}) + "]")

    said = ""
    while not said.startswith("43/live,99"):
        said = str(raw.recv())
    assert '"snapshot"' in said
    hang_up(raw)
    assert logged_by_the_desk(caplog) == []


def test_a_message_that_is_too_large_ends_that_socket_only(
    stage: Stage, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    other = Wire(url, stage.slug)
    other.connect()
    other.watch()
    raw = raw_socket(url)
    raw.send('42/live,1["watch","' + "x" * LARGEST_MESSAGE_BYTES + '"]')

    with suppress(websocket.WebSocketConnectionClosedException):
        assert raw.recv() == "", "it was answered"
    eventually(lambda: [each.closed for each in stage.socketio.server.eio.sockets.values()].count(False) == 1)
    hang_up(raw)
    stage.register()
    eventually(lambda: other.screen.seq == 1)
    other.close()
    assert logged_by_the_desk(caplog) == []


class Stuck:
    """A client whose writer gets no further, until it `goes_on`."""

    def __init__(self, stage: Stage, url: str) -> None:
        self.wire = Wire(url, stage.slug)
        self.wire.connect()
        self.wire.watch()
        [self.socket] = stage.socketio.server.eio.sockets.values()
        self._is_stuck, self.goes_on = threading.Event(), threading.Event()
        self._poll, self.socket.poll = self.socket.poll, self._waits
        stage.register()
        assert self._is_stuck.wait(20)

    def _waits(self) -> object:
        self._is_stuck.set()
        self.goes_on.wait(20)
        return self._poll()


def announce(stage: Stage, times: int) -> None:
    """So many patches for everybody."""
    for number in range(times):
        stage.do(partial(events.announce, text=f"Number {number}"))
    stage.all_told()


def test_who_falls_behind_loses_the_backlog_sees_it_and_asks(stage: Stage, url: str) -> None:
    """What waits for it has a bound; it asks for what is missing and stays connected."""
    slow = Stuck(stage, url)
    announce(stage, NEWS_AT_MOST)
    assert slow.socket.queue.qsize() == NEWS_AT_MOST
    slow.socket.send(Packet(MESSAGE, ANSWER))
    for _ in range(2):
        announce(stage, NEWS_AT_MOST)
        assert slow.socket.queue.qsize() <= NEWS_AT_MOST + 1
        stage.beat()
    assert ANSWER in [each.data for each in slow.socket.queue.queue], "what was asked for is not thrown away"

    slow.socket.poll = slow._poll  # noqa: SLF001
    slow.goes_on.set()
    stage.beat(3)
    eventually(lambda: slow.wire.forecasts and slow.wire.forecasts[-1]["seq"] == stage.seq)
    assert not slow.wire.has_heard(stage.seq), "nothing was missed"
    answer = slow.wire.watch()
    assert len(answer.get("patches", ())) > NEWS_AT_MOST
    slow.wire.screen.compare(stage.looker.board(stage.slug))
    announce(stage, 1)
    eventually(partial(slow.wire.has_heard, stage.seq))
    assert not slow.socket.closed
    slow.wire.close()


def test_who_asks_and_does_not_take_the_answers_is_cut_off(stage: Stage, url: str) -> None:
    slow = Stuck(stage, url)
    for _ in range(BACKLOG_AT_MOST):
        slow.socket.send(Packet(MESSAGE, ANSWER))
    assert slow.socket.queue.qsize() == BACKLOG_AT_MOST
    stage.beat()
    assert not slow.socket.closed

    slow.socket.send(Packet(MESSAGE, ANSWER))
    stage.beat()
    assert slow.socket.closed
    assert slow.socket.queue.qsize() <= 1
    slow.goes_on.set()
    slow.wire.lose_connection()
    slow.wire.connect()
    slow.wire.watch()
    slow.wire.screen.compare(stage.looker.board(stage.slug))
    slow.wire.close()


def test_rubbish_by_long_polling_fills_no_log(stage: Stage, url: str, caplog: pytest.LogCaptureFixture) -> None:
    where = {"EIO": "4", "transport": "polling"}
    opened = requests.get(f"{url}/socket.io/", params=where, timeout=10)
    session = where | {"sid": opened.text.split('"')[3]}
    for body in (b"x", b"", b"\xff\xfe", b"4[[", b"4" + b"[" * 4000, b"b!!!", b"40/live,\x1e42/live,", b"d=4"):
        requests.post(f"{url}/socket.io/", params=session, data=body, timeout=10)

    assert "snapshot" in stage.watch(stage.client())
    assert logged_by_the_desk(caplog) == []
