"""The hours to come as the organiser sees them, and the list that closes itself."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Gender, ListState
from eventdesk.domain.visit import Action
from eventdesk.services import events, last_call, modes, outlook
from tests.builders import NOW
from tests.services.tent import Tent, as_therapist

Json = dict[str, Any]
HOUR = timedelta(hours=1)


def looked(tent: Tent) -> Json:
    tent.clock.advance(1 / 60)
    found: Json = tent.looker.outlook(tent.slug)
    return found


@pytest.fixture
def tent() -> Tent:
    return Tent(closes_at=NOW + 3 * HOUR)


def test_what_a_walk_up_would_wait_also_under_each_wish(tent: Tent) -> None:
    tent.therapist("Mia Berg", gender=Gender.WOMAN)
    tent.therapist("Tom Lind", gender=Gender.MAN, skills=frozenset({"post_event"}))
    for _ in range(4):
        tent.register(therapist_gender=Gender.WOMAN)
    found = looked(tent)["walk_up"]
    assert found["post_event"]["wait_minutes"] == 0
    assert found["post_event"]["man"]["wait_minutes"] == 0
    assert found["post_event"]["woman"]["wait_minutes"] > 60
    assert found["pre_event"]["man"] is None


def test_nobody_on_duty_nobody_can_tell(tent: Tent) -> None:
    tent.register()
    found = looked(tent)
    assert found["walk_up"] == {"pre_event": None, "post_event": None}
    assert found["next"] == {}
    assert found["closing"] is None
    assert found["error"] is None
    assert found["busy"] == {"offered": False, "wait_minutes": None, "limit_minutes": 30}
    assert not outlook.is_full(tent.looker.forecaster.day(tent.slug), tent.looker.forecast(tent.slug))


def test_each_therapist_sees_who_is_expected_next(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia Berg"), tent.therapist("Tom Lind")
    first, second = tent.register(), tent.register(therapist_id=tom.id)
    found = looked(tent)["next"]
    assert {key: each["visit_id"] for key, each in found.items()} == {str(mia.id): first.id, str(tom.id): second.id}


def test_the_error_of_the_day_so_far_is_told_from_five_starts_on(tent: Tent) -> None:
    mia = tent.therapist()
    visits = [tent.register() for _ in range(6)]
    looked(tent)
    for count, visit in enumerate(visits, start=1):
        tent.next(mia)
        tent.clock.advance(1)
        tent.act(visit, Action.START, as_therapist(mia))
        tent.clock.advance(25)
        tent.act(visit, Action.FINISH, as_therapist(mia))
        tent.tick(3)
        error = looked(tent)["error"]
        assert (error is None) is (count < 5)
    assert error["count"] == 6
    assert error["bias_minutes"] > 0
    assert error["mean_minutes"] >= error["bias_minutes"]
    assert 0 <= error["later_share"] <= 1 - error["inside_share"] <= 1
    learned = looked(tent)["learned"]
    assert learned["seen"] == 6
    assert learned["length_share"] > 1


def test_when_the_list_has_to_close(tent: Tent) -> None:
    tent.therapist()
    for _ in range(3):
        tent.register()
    found = looked(tent)["closing"]
    assert found["closes_at"] == "2026-05-03T11:00:00Z"
    assert found["last_ticket"] == "A3"
    assert found["not_served"] == []
    assert 3 <= found["spare"] <= 5
    assert "09:" in found["last_ends_at"]
    # Three came within the last minute: at that pace the rest of the room is gone long before closing time.
    assert NOW.isoformat() < found["must_close_at"] < "2026-05-03T10:40:00"


def test_without_newcomers_the_last_one_may_come_just_before_the_end(tent: Tent) -> None:
    tent.therapist()
    found = looked(tent)["closing"]
    assert "2026-05-03T10:30" < found["must_close_at"] < "2026-05-03T10:45"
    assert found["last_ticket"] == ""
    assert found["last_ends_at"] is None


def test_those_who_will_not_be_done_before_closing_time_are_named(tent: Tent) -> None:
    tent.therapist()
    for _ in range(12):
        tent.register()
    late = tent.register(treatment="pre_event", start_at=NOW + timedelta(minutes=10))
    found = looked(tent)["closing"]
    assert found["spare"] == 0
    assert found["must_close_at"] < "2026-05-03T08:02"
    assert found["not_served"][-1] == "A12"
    assert late.ticket not in found["not_served"]
    assert f"A{12 - len(found['not_served'])}" == found["last_ticket"]


def test_after_closing_time_or_without_one_there_is_nothing_to_tell(tent: Tent) -> None:
    tent.therapist()
    tent.do(partial(events.change_event, values={"closes_at": None}))
    assert looked(tent)["closing"] is None
    assert not outlook.is_full(tent.looker.forecaster.day(tent.slug), tent.looker.forecast(tent.slug))


def test_a_tent_that_treats_before_the_race_only_tells_nothing_of_the_end(tent: Tent) -> None:
    tent.therapist()
    only_before = [{"code": PRE_EVENT.code}, {"code": POST_EVENT.code, "enabled": False}]
    tent.do(partial(events.change_event, values={"treatments": only_before}))
    found = looked(tent)
    assert found["closing"] is None
    assert set(found["walk_up"]) == {"pre_event"}
    assert found["busy"]["wait_minutes"] is None


def test_busy_mode_is_offered_when_the_wait_passes_the_limit(tent: Tent) -> None:
    tent.therapist()
    tent.register()
    assert not looked(tent)["busy"]["offered"]
    for _ in range(3):
        tent.register()
    found = looked(tent)["busy"]
    assert found["offered"]
    assert found["wait_minutes"] > 30
    effect = tent.looker.busy_effect(tent.slug)
    assert effect["is_on"] is False
    assert effect["treatments"] == [{"code": "post_event", "name": "After the race", "minutes": 20, "busy_minutes": 12}]
    assert effect["busy"]["wait_minutes"] < effect["usual"]["wait_minutes"]
    assert effect["busy"]["last_ends_at"] < effect["usual"]["last_ends_at"]
    tent.do(partial(modes.set_busy, on=True))
    assert not looked(tent)["busy"]["offered"]
    on = tent.looker.busy_effect(tent.slug)
    assert on["is_on"] is True
    assert on["busy"]["wait_minutes"] < on["usual"]["wait_minutes"]


def test_a_day_that_is_fuller_than_full_is_offered_busy_mode_too() -> None:
    """Who comes now can't be told a time any more: the only therapist goes home before that."""
    tent = Tent()
    tent.therapist(shift_end=NOW + HOUR)
    for _ in range(4):
        tent.register()
    found = looked(tent)["busy"]
    assert found["wait_minutes"] is None
    assert found["offered"]


def test_the_effect_of_rounds_is_shown_before(tent: Tent) -> None:
    for name in ("Mia Berg", "Tom Lind"):
        tent.therapist(name)
    for _ in range(6):
        tent.register()
    effect = tent.looker.cycle_effect(tent.slug, 30)
    assert effect["cycle_minutes"] == 30
    assert effect["cycle"]["mean_wait_minutes"] > effect["usual"]["mean_wait_minutes"]
    assert effect["cycle"]["last_ends_at"] > effect["usual"]["last_ends_at"]
    empty = Tent()
    assert empty.looker.cycle_effect(empty.slug, 20)["usual"] == {
        "mean_wait_minutes": None,
        "longest_wait_minutes": None,
        "last_ends_at": None,
    }
    assert empty.looker.busy_effect(empty.slug)["usual"] == {"wait_minutes": None, "last_ends_at": None}


def test_the_list_closes_itself_when_nobody_more_could_be_done(tent: Tent) -> None:
    tent.do(partial(events.change_event, values={"last_call": True}))
    tent.therapist()
    forecaster = tent.looker.forecaster
    last_call.beat(tent.desk, forecaster)
    count = 0
    while tent.event.state is ListState.OPEN:
        count += 1
        tent.register()
        tent.clock.advance(1 / 60)
        forecaster.forecast(tent.slug)
        last_call.beat(tent.desk, forecaster)
    assert count == 7  # three hours, 20 minutes and the turnover each
    assert tent.event.last_ticket == "A7"
    assert tent.event.last_ticket in tent.event.closed_reason
    seq = tent.store.stamp(tent.slug).seq
    tent.clock.advance(1 / 60)
    last_call.beat(tent.desk, forecaster)
    assert tent.store.stamp(tent.slug).seq == seq


def test_who_joined_since_the_last_run_is_known_before_the_list_closes(tent: Tent) -> None:
    tent.do(partial(events.change_event, values={"last_call": True, "closes_at": NOW + timedelta(minutes=57)}))
    mia = tent.therapist()
    tent.register()
    tent.next(mia)
    forecaster = tent.looker.forecaster
    forecaster.forecast(tent.slug)
    late = tent.register()
    assert forecaster.expected(tent.slug, late) is not None
    last_call.beat(tent.desk, forecaster)
    assert tent.event.state is ListState.OPEN
    tent.clock.advance(1 / 60)
    last_call.beat(tent.desk, forecaster)
    assert tent.event.why_closed(NOW)
    assert tent.event.last_ticket == late.ticket


def test_a_list_that_is_to_stay_open_stays_open(tent: Tent) -> None:
    tent.therapist()
    for _ in range(12):
        tent.register()
    tent.looker.forecaster.forecast(tent.slug)
    last_call.beat(tent.desk, tent.looker.forecaster)
    assert tent.event.state is ListState.OPEN
