"""Forecasts: at most once a second, only what moved, and a sign of life where nothing did."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter

from eventdesk.domain.errors import StoreUnavailable
from eventdesk.domain.event import Gender
from eventdesk.domain.visit import Action
from eventdesk.realtime.contract import ForecastMessage
from tests.builders import an_event

if TYPE_CHECKING:
    from flask_socketio import SocketIOTestClient

    from eventdesk.domain.forecast import Forecast
    from tests.realtime.stage import Json, Stage


@pytest.fixture
def board(stage: Stage) -> SocketIOTestClient:
    """A board that has heard the first forecast, with a therapist on duty and two in line."""
    stage.therapist()
    stage.register()
    stage.register()
    client = stage.client()
    stage.watch(client)
    stage.beat()
    stage.received(client)
    return client


def forecasts(stage: Stage, client: SocketIOTestClient) -> list[Json]:
    found = stage.received(client, "forecast")
    for each in found:
        TypeAdapter(ForecastMessage).validate_python(each)
    return found


def test_the_first_beat_tells_everything(stage: Stage) -> None:
    stage.therapist()
    first, second = stage.register(), stage.register()
    client = stage.client()
    stage.watch(client)

    stage.beat()

    [told] = forecasts(stage, client)
    assert set(told["visits"]) == {str(first.id), str(second.id)}
    assert set(told["visits"][str(first.id)]) == {"at", "low", "high"}
    assert set(told["walk_up"]["post_event"]) == {"at", "low", "high", "wait_minutes"}


def test_very_many_are_told_a_part_at_each_beat(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventdesk.realtime.forecasts.MOST_AT_ONCE", 2)
    stage.therapist()
    visits = [stage.register() for _ in range(5)]
    client = stage.client()
    stage.watch(client)
    told = []
    for _ in range(4):
        stage.beat()
        told += [list(each["visits"]) for each in forecasts(stage, client) if each["visits"]]
    assert [len(each) for each in told] == [2, 2, 1]
    assert [key for each in told for key in each] == [str(visit.id) for visit in visits]


def test_at_most_one_a_second(stage: Stage, board: SocketIOTestClient) -> None:
    stage.register()
    stage.beat(1)
    stage.register()
    stage.beat(0.2)
    stage.beat(0.2)

    assert len(forecasts(stage, board)) == 1


def test_what_did_not_move_is_not_told_again(stage: Stage, board: SocketIOTestClient) -> None:
    third = stage.register()
    stage.beat()

    [told] = forecasts(stage, board)
    assert set(told["visits"]) == {str(third.id)}


def test_a_sign_of_life_at_least_every_three_seconds(stage: Stage, board: SocketIOTestClient) -> None:
    heard_at = [0]
    for second in range(1, 31):
        stage.beat(1)
        told = forecasts(stage, board)
        assert len(told) <= 1
        if told:
            heard_at.append(second)
            assert told[0]["seq"] in (0, stage.seq)

    gaps = [later - earlier for earlier, later in pairwise(heard_at)]
    assert max(gaps) <= 3
    assert min(gaps) >= 1


def test_a_move_of_less_than_a_minute_is_not_told(stage: Stage, board: SocketIOTestClient) -> None:
    for _ in range(5):
        stage.beat(10)

    assert [each["visits"] for each in forecasts(stage, board)] == [{}] * 5


def test_a_window_that_no_longer_holds_moves_later_once_in_five_minutes_and_says_why(
    stage: Stage, board: SocketIOTestClient
) -> None:
    """The therapist idles and nobody is called."""
    moves = []
    for second in range(0, 11 * 60, 10):
        stage.beat(10)
        moves += [(second, each["visits"]) for each in forecasts(stage, board) if each["visits"]]

    times = [second for second, _ in moves]
    assert len(times) == 2
    assert times[0] >= 4 * 60
    assert times[1] - times[0] >= 5 * 60
    assert all(each["why"] for _, visits in moves for each in visits.values())


def test_a_visit_that_has_left_the_line_is_told_once(stage: Stage, board: SocketIOTestClient) -> None:
    first = stage.looker.board(stage.slug)["waiting"][0]["id"]
    stage.act(first, Action.WITHDRAW)
    stage.beat()
    stage.beat()

    told = [each["visits"][str(first)] for each in forecasts(stage, board) if str(first) in each["visits"]]
    assert told == [{"at": None, "low": None, "high": None}]


def reasons(told: list[Json]) -> list[tuple[Json, Json]]:
    assert all(("passed_over" in each) == ("why_idle" in each) for each in told)
    return [(each["passed_over"], each["why_idle"]) for each in told if "passed_over" in each]


def test_staff_hear_why_somebody_is_passed_over_and_why_a_therapist_idles(stage: Stage) -> None:
    tom = stage.therapist("Tom Lind", gender=Gender.MAN)
    waits = stage.register(therapist_gender=Gender.WOMAN)
    client = stage.client(auth={"token": stage.secret()})
    stage.watch(client, "staff")
    stage.beat()
    idle = {str(tom.id): "Those waiting wish for somebody else."}
    assert reasons(forecasts(stage, client)) == [({str(waits.id): "Waits for a woman."}, idle)]

    stage.act(waits, Action.WITHDRAW)
    stage.beat()

    assert reasons(forecasts(stage, client)) == [({}, {})]


def test_reasons_are_told_after_each_change_and_when_time_alone_changes_them(stage: Stage) -> None:
    later = stage.register(not_before=stage.clock.now() + timedelta(minutes=2))
    client = stage.client(auth={"token": stage.secret()})
    stage.watch(client, "staff")
    stage.beat()
    assert reasons(forecasts(stage, client)) == [({str(later.id): "Asked to come later."}, {})]

    stage.beat()
    stage.beat()
    assert reasons(forecasts(stage, client)) == []

    stage.register()
    stage.beat()
    assert reasons(forecasts(stage, client)) == [({str(later.id): "Asked to come later."}, {})]

    stage.beat(130)
    assert reasons(forecasts(stage, client)) == [({}, {})]


def test_staff_who_caught_up_by_patches_hear_the_reasons_too(stage: Stage) -> None:
    later = stage.register(not_before=stage.clock.now() + timedelta(minutes=30))
    others = stage.client(auth={"token": stage.secret()})
    stage.watch(others, "staff")
    stage.beat()
    back_again = stage.client(auth={"token": stage.secret()})
    stage.watch(back_again, "staff", since=stage.seq)
    stage.beat()

    assert reasons(forecasts(stage, back_again)) == [({str(later.id): "Asked to come later."}, {})]


def test_no_reason_is_told_in_a_public_room_nor_looked_for_where_no_staff_listens(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.therapist("Tom Lind", gender=Gender.MAN)
    waits = stage.register(therapist_gender=Gender.WOMAN)
    board, ticket = stage.client(), stage.client()
    stage.watch(board)
    stage.watch(ticket, f"visit:{waits.token}")
    with monkeypatch.context() as watched:
        watched.setattr(stage.looker, "reasons", lambda _: pytest.fail("nobody listens who may know"))
        stage.beat()
        heard = forecasts(stage, board) + forecasts(stage, ticket)
    staff = stage.client(auth={"token": stage.secret()})
    stage.watch(staff, "staff")
    stage.register()
    for _ in range(3):
        stage.beat()
    heard += forecasts(stage, board) + forecasts(stage, ticket)

    assert reasons(forecasts(stage, staff))
    assert len(heard) >= 4
    assert not any("passed_over" in each or "why_idle" in each for each in heard)


def test_whom_nobody_can_serve_has_a_place_and_no_start(stage: Stage) -> None:
    visit = stage.register()
    client = stage.client()
    stage.watch(client, f"visit:{visit.token}")
    stage.beat()

    [told] = forecasts(stage, client)
    assert told["visits"] == {str(visit.id): {"at": None, "low": None, "high": None, "position": 1}}


def test_staff_hear_of_the_hours_to_come_when_they_look_otherwise(stage: Stage) -> None:
    client = stage.client(auth={"token": stage.secret()})
    stage.watch(client, "staff")
    therapist = stage.therapist()
    visit = stage.register()
    stage.beat()
    first = [each["outlook"] for each in forecasts(stage, client) if "outlook" in each][-1]
    assert first["next"][str(therapist.id)]["visit_id"] == visit.id
    assert first["walk_up"]["post_event"]["wait_minutes"] > 0
    for _ in range(4):
        stage.beat()
    assert not any("outlook" in each for each in forecasts(stage, client))
    stage.act(visit.id, Action.WITHDRAW)
    stage.beat()
    [last] = [each["outlook"] for each in forecasts(stage, client) if "outlook" in each]
    assert last["next"] == {}
    assert last["walk_up"]["post_event"]["wait_minutes"] == 0


def test_a_ticket_holder_hears_of_the_own_visit_only(stage: Stage) -> None:
    stage.therapist()
    first, second = stage.register(), stage.register()
    client = stage.client()
    stage.watch(client, f"visit:{second.token}")
    stage.beat()
    [told] = forecasts(stage, client)
    assert set(told["visits"]) == {str(second.id)}
    assert told["visits"][str(second.id)]["position"] == 2
    assert "walk_up" not in told

    stage.act(first, Action.WITHDRAW)
    stage.beat()

    [told] = forecasts(stage, client)
    assert told["visits"][str(second.id)]["position"] == 1


def test_ticket_holders_get_signs_of_life(stage: Stage) -> None:
    mine = stage.register()
    client = stage.client()
    stage.watch(client, f"visit:{mine.token}")
    heard_at = [0]
    for second in range(1, 16):
        stage.beat(1)
        told = forecasts(stage, client)
        assert len(told) <= 1
        heard_at += [second] if told else []

    assert max(later - earlier for earlier, later in pairwise(heard_at)) <= 3


def test_who_caught_up_by_patches_gets_the_whole_forecast(stage: Stage, board: SocketIOTestClient) -> None:
    back_again = stage.client()
    stage.watch(back_again, since=stage.seq)
    stage.beat()

    [told] = forecasts(stage, back_again)
    assert len(told["visits"]) == 2
    assert "walk_up" in told
    assert all(not each["visits"] for each in forecasts(stage, board))


def test_a_forecast_tells_the_last_seq_that_was_sent(stage: Stage, board: SocketIOTestClient) -> None:
    stage.register()
    stage.all_told()
    stage.beat()

    assert forecasts(stage, board)[0]["seq"] == stage.seq


def test_no_sign_of_life_while_the_database_is_away(
    stage: Stage, board: SocketIOTestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_slug: str) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(stage.looker, "forecast", away)
        for _ in range(5):
            stage.beat()
    assert forecasts(stage, board) == []
    assert caplog.records == []

    stage.beat()
    assert len(forecasts(stage, board)) == 1


def test_one_event_in_trouble_does_not_silence_another(
    stage: Stage, board: SocketIOTestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stage.store.add_event(an_event(id=0, slug="elsewhere"))
    other = stage.client()
    stage.watch(other, event="elsewhere")
    stage.beat()
    stage.received(other)
    stage.received(board)
    forecast = stage.looker.forecast

    def fall(slug: str) -> object:
        if slug == stage.slug:
            raise ZeroDivisionError
        return forecast(slug)

    monkeypatch.setattr(stage.looker, "forecast", fall)
    for _ in range(3):
        stage.beat()

    assert forecasts(stage, board) == []
    assert forecasts(stage, other)
    assert "no forecast" in caplog.text


def test_a_process_that_follows_forecasts_now_and_then_and_shows_life_in_between(
    stage: Stage, board: SocketIOTestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = stage.client()
    stage.watch(ticket, f"visit:{stage.register().token}")

    def runs(beats: int, *, leads: bool) -> int:
        before = len(asked)
        for _ in range(beats):
            stage.clock.advance(1 / 60)
            stage.live.heartbeat(lambda _slug: leads)
        return len(asked) - before

    asked: list[str] = []
    forecast = stage.looker.forecast

    def counted(slug: str) -> Forecast:
        asked.append(slug)
        return forecast(slug)

    monkeypatch.setattr(stage.looker, "forecast", counted)
    stage.clock.advance(5 / 60)
    one_run = runs(1, leads=False)
    stage.received(board)
    stage.received(ticket)

    assert one_run > 0
    assert runs(4, leads=False) == 0
    assert [each["visits"] for each in forecasts(stage, board)] == [{}]
    assert [each["visits"] for each in forecasts(stage, ticket)] == [{}]
    assert runs(1, leads=False) == one_run
    back_again = stage.client()
    stage.watch(back_again, since=stage.seq)
    assert runs(1, leads=False) > 0
    assert forecasts(stage, back_again)[0]["visits"]
    assert runs(4, leads=True) == 4 * one_run


def test_what_another_process_committed_is_told_when_it_is_looked_for(stage: Stage, board: SocketIOTestClient) -> None:
    stage.desk.announcer = Unheard()
    stage.register()
    assert [each for each in board.get_received("/live") if each["name"] == "patch"] == []

    stage.live.look(stage.slug)

    assert [each["seq"] for each in stage.received(board, "patch")] == [stage.seq]


class Unheard:
    """What another process says of its commits is not heard here."""

    def announce(self, news: object) -> None:
        """Says nothing."""
