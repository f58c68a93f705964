"""The lifecycle: every step of the table, and every step that is not in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain import visit as lifecycle
from eventdesk.domain.errors import ActionRefused
from eventdesk.domain.event import POST_EVENT, PRE_EVENT, ListState, Rule, Wave
from eventdesk.domain.visit import OPEN, OVER, TABLE, Action, Visit, VisitStatus
from tests.builders import NOW, a_visit, an_event

if TYPE_CHECKING:
    from collections.abc import Callable

EVENT = an_event(grace_minutes=3)
S = VisitStatus

DO: dict[Action, Callable[[Visit], Visit]] = {
    Action.CLEAR: lambda visit: lifecycle.clear(visit, by="Jo", reason="spoke to her"),
    Action.DECLINE: lambda visit: lifecycle.decline(visit, by="Jo", reason="fever"),
    Action.REFER: lambda visit: lifecycle.refer(visit, by="Jo", to="Medical tent", reason="faint", now=NOW),
    Action.CALL: lambda visit: lifecycle.call(visit, therapist_id=7, couch="3", event=EVENT, now=NOW),
    Action.RECALL: lambda visit: lifecycle.recall(visit, event=EVENT, now=NOW),
    Action.START: lambda visit: lifecycle.start(visit, event=an_event(), now=NOW),
    Action.EXTEND: lambda visit: lifecycle.extend(visit, by_minutes=5, now=NOW),
    Action.FINISH: lambda visit: lifecycle.finish(visit, now=NOW),
    Action.MISS: lifecycle.miss,
    Action.STEP_AWAY: lambda visit: lifecycle.step_away(visit, until=None),
    Action.RETURN: lifecycle.come_back,
    Action.RELEASE: lifecycle.release,
    Action.TRANSFER: lambda visit: lifecycle.transfer(visit, therapist_id=8, couch="4"),
    Action.WITHDRAW: lambda visit: lifecycle.withdraw(visit, now=NOW),
    Action.MOVE: lambda visit: lifecycle.move(visit, due_at=NOW, reason="elite"),
}

# Written out a second time on purpose: the lifecycle as the organisers were told it.
ALLOWED: dict[Action, tuple[set[VisitStatus], VisitStatus | None]] = {
    Action.CLEAR: ({S.HELD}, S.WAITING),
    Action.DECLINE: ({S.HELD, S.WAITING}, S.DECLINED),
    Action.REFER: ({S.HELD, S.WAITING, S.AWAY, S.CALLED, S.TREATING}, S.REFERRED),
    Action.CALL: ({S.WAITING}, S.CALLED),
    Action.RECALL: ({S.CALLED}, None),
    Action.START: ({S.CALLED}, S.TREATING),
    Action.EXTEND: ({S.TREATING}, None),
    Action.FINISH: ({S.TREATING}, S.DONE),
    Action.MISS: ({S.CALLED}, S.AWAY),
    Action.STEP_AWAY: ({S.WAITING}, S.AWAY),
    Action.RETURN: ({S.AWAY, S.NO_SHOW, S.LEFT}, S.WAITING),
    Action.RELEASE: ({S.CALLED}, S.WAITING),
    Action.TRANSFER: ({S.CALLED, S.TREATING}, None),
    Action.WITHDRAW: ({S.HELD, S.WAITING, S.AWAY, S.CALLED}, S.LEFT),
    Action.MOVE: ({S.WAITING}, None),
}


def test_every_action_but_register_has_a_row_and_a_deed() -> None:
    assert set(TABLE) == set(DO) == set(ALLOWED) == set(Action) - {Action.REGISTER}


@pytest.mark.parametrize("status", list(VisitStatus))
@pytest.mark.parametrize("action", list(ALLOWED))
def test_each_step_from_each_state(action: Action, status: VisitStatus) -> None:
    visit = a_visit(status=status)
    origins, to = ALLOWED[action]
    if status in origins:
        assert DO[action](visit).status is (to or status)
    else:
        with pytest.raises(ActionRefused) as refusal:
            DO[action](visit)
        assert refusal.value.state == status
        assert visit.ticket in str(refusal.value)


def test_every_state_is_open_or_over() -> None:
    assert set(VisitStatus) == OPEN | OVER
    assert not OPEN & OVER
    assert a_visit(status=S.AWAY).is_open
    assert not a_visit(status=S.NO_SHOW).is_open


def test_a_call_names_the_couch_and_starts_the_grace_time() -> None:
    called = lifecycle.call(a_visit(), therapist_id=7, couch="3", event=EVENT, now=NOW)
    assert (called.therapist_id, called.couch, called.calls, called.called_at) == (7, "3", 1, NOW)
    assert called.grace_until == NOW + timedelta(minutes=3)


def test_a_recall_starts_the_grace_time_again() -> None:
    called = lifecycle.call(a_visit(), therapist_id=7, couch="3", event=EVENT, now=NOW)
    later = NOW + timedelta(minutes=2)
    again = lifecycle.recall(called, event=EVENT, now=later)
    assert again.calls == 2
    assert again.grace_until == later + timedelta(minutes=3)


def test_the_second_miss_is_a_no_show_and_frees_the_couch() -> None:
    visit = a_visit(status=S.CALLED, therapist_id=7, couch="3", calls=1, called_at=NOW)
    once = lifecycle.miss(visit)
    assert (once.status, once.therapist_id, once.couch, once.called_at) == (S.AWAY, None, "", None)
    back = lifecycle.come_back(once)
    twice = lifecycle.miss(lifecycle.call(back, therapist_id=7, couch="3", event=EVENT, now=NOW))
    assert (twice.status, twice.misses) == (S.NO_SHOW, 2)


def test_who_comes_back_from_a_no_show_has_one_more_call_before_the_next() -> None:
    back = lifecycle.come_back(a_visit(status=S.NO_SHOW, misses=2))
    assert (back.status, back.misses) == (S.WAITING, 1)


def test_coming_back_keeps_the_due_time() -> None:
    visit = a_visit(status=S.AWAY, due_at=NOW - timedelta(minutes=9), not_before=NOW + timedelta(hours=1))
    back = lifecycle.come_back(visit)
    assert back.due_at == visit.due_at
    assert back.not_before is None


def test_release_takes_the_call_back_and_keeps_the_due_time() -> None:
    visit = a_visit()
    called = lifecycle.call(visit, therapist_id=7, couch="3", event=EVENT, now=NOW)
    released = lifecycle.release(called)
    assert released.due_at == visit.due_at
    assert (released.therapist_id, released.couch, released.called_at, released.grace_until) == (
        None,
        "",
        None,
        None,
    )


def test_minutes_on_top_count_from_the_planned_end_or_from_now() -> None:
    visit = a_visit(status=S.TREATING, ends_at=NOW + timedelta(minutes=2))
    assert lifecycle.extend(visit, by_minutes=5, now=NOW).ends_at == NOW + timedelta(minutes=7)
    overdue = a_visit(status=S.TREATING, ends_at=NOW - timedelta(minutes=4))
    assert lifecycle.extend(overdue, by_minutes=5, now=NOW).ends_at == NOW + timedelta(minutes=5)


def test_a_treatment_ends_its_minutes_after_its_start() -> None:
    started = lifecycle.start(a_visit(status=S.CALLED, minutes=25), event=an_event(), now=NOW)
    assert (started.started_at, started.ends_at) == (NOW, NOW + timedelta(minutes=25))


def test_before_the_race_due_is_start_less_walk_less_minutes() -> None:
    visit = a_visit(treatment="pre_event", rule=Rule.BEFORE_START, minutes=10, start_at=NOW + timedelta(minutes=60))
    due = lifecycle.due_time(an_event(walk_to_start_minutes=15), visit)
    assert due == NOW + timedelta(minutes=60 - 15 - 10)


def test_before_the_race_needs_a_start() -> None:
    with pytest.raises(ValueError, match="start"):
        lifecycle.due_time(EVENT, a_visit(rule=Rule.BEFORE_START, start_at=None))


def test_after_the_race_due_is_the_promise_after_registration_or_the_agreed_time() -> None:
    event = an_event(promised_wait_minutes=30)
    visit = a_visit(rule=Rule.PROMISE, registered_at=NOW, not_before=None)
    assert lifecycle.due_time(event, visit) == NOW + timedelta(minutes=30)
    later = a_visit(rule=Rule.PROMISE, registered_at=NOW, not_before=NOW + timedelta(minutes=20))
    assert lifecycle.due_time(event, later) == NOW + timedelta(minutes=50)
    sooner = a_visit(rule=Rule.PROMISE, registered_at=NOW, not_before=NOW - timedelta(minutes=20))
    assert lifecycle.due_time(event, sooner) == NOW + timedelta(minutes=30)


def test_a_second_massage_goes_behind_the_others_where_the_event_says_so() -> None:
    visit = a_visit(rule=Rule.PROMISE, registered_at=NOW, not_before=None, is_repeat=True)
    assert lifecycle.due_time(an_event(repeat_goes_last=False), visit) == NOW + timedelta(minutes=30)
    assert lifecycle.due_time(an_event(repeat_goes_last=True), visit) > NOW + timedelta(hours=11)


def test_too_late_is_past_the_due_time_of_a_start_only() -> None:
    before = a_visit(rule=Rule.BEFORE_START, start_at=NOW + timedelta(hours=1), due_at=NOW)
    assert not before.is_too_late(NOW)
    assert before.is_too_late(NOW + timedelta(seconds=1))
    assert not a_visit(rule=Rule.PROMISE, due_at=NOW).is_too_late(NOW + timedelta(hours=2))


def test_the_event_finds_its_parts() -> None:
    wave = Wave(id=3, name="Wave 1 ", starts_at=NOW)
    event = an_event(waves=(wave,))
    assert event.wave(3) is wave
    assert event.wave(4) is None
    assert event.wave_named("  wave 1") is wave
    assert event.wave_named("elite") is None
    assert event.treatment("pre_event") == PRE_EVENT
    assert event.treatment("post_event") == POST_EVENT
    assert event.treatment("yoga") is None


def test_the_list_is_closed_by_hand_or_by_the_clock_and_says_why() -> None:
    hours = an_event(opens_at=NOW, closes_at=NOW + timedelta(hours=8))
    assert hours.is_open(NOW)
    assert hours.why_closed(NOW - timedelta(seconds=1)) == "The tent is not open yet."
    assert hours.why_closed(NOW + timedelta(hours=8)) == "The tent has closed for today."
    by_hand = an_event(state=ListState.CLOSED, closed_reason="Full until 15:00.")
    assert by_hand.why_closed(NOW) == "Full until 15:00."
    assert an_event(state=ListState.CLOSED).why_closed(NOW) == "The list is closed."
