"""Rounds: when they begin, when calls are made, and when all treatments of one end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain import cycle, dispatch, reasons
from eventdesk.domain import visit as lifecycle
from eventdesk.domain.dispatch import PassedOver
from eventdesk.domain.event import Event, Gender, Mode, Rule
from eventdesk.domain.therapist import Pause, Therapist, TherapistStatus
from eventdesk.domain.visit import VisitStatus
from tests.builders import NOW, a_therapist, a_visit, an_event

OFF = an_event()


def in_rounds(minutes: int = 15, **values: Any) -> Event:
    return an_event(**({"cycle_minutes": minutes, "cycle_from": NOW} | values))


def at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)


def ready(therapist_id: int = 1, **values: Any) -> Therapist:
    return a_therapist(**({"id": therapist_id, "status": TherapistStatus.READY, "idle_since": NOW} | values))


def test_without_rounds_calls_are_made_at_any_time_and_treatments_have_their_own_length() -> None:
    assert cycle.calls_from(OFF, at(7)) == at(7)
    assert cycle.may_call(OFF, at(7))
    assert cycle.next_cycle_at(OFF, at(7)) is None
    assert cycle.ends_at(OFF, at(7), 20) == at(27)
    assert (cycle.hands_on_minutes(OFF), cycle.hands_on_minutes(in_rounds())) == (0, 12)
    assert cycle.break_ends_at(OFF, at(7), timedelta(minutes=20)) == at(27)
    assert not cycle.is_on(an_event(cycle_minutes=15))


@pytest.mark.parametrize(
    ("asked", "called"),
    [(-20, 0), (-1, 0), (0, 0), (1.5, 1.5), (2, 2), (2.01, 15), (14.9, 15), (15, 15), (17, 17), (17.1, 30)],
)
def test_calls_are_made_at_the_beginning_of_a_round_and_a_little_after(asked: float, called: float) -> None:
    assert cycle.calls_from(in_rounds(), at(asked)) == at(called)
    assert cycle.may_call(in_rounds(), at(asked)) == (asked == called)


@pytest.mark.parametrize(("now", "following"), [(-8, 0), (0, 15), (2, 15), (14.9, 15), (15, 30), (31, 45)])
def test_the_next_round(now: float, following: float) -> None:
    assert cycle.next_cycle_at(in_rounds(), at(now)) == at(following)


@pytest.mark.parametrize(
    ("started", "ended"),
    [
        (0, 12),
        (3, 12),
        (7, 12),
        # Five minutes for who starts late, as long as the therapist can still join the next round.
        (8, 13),
        (9, 14),
        # And together with the next round where not.
        (9.1, 27),
        (14, 27),
        (15, 27),
        # Before the first round: to the end of it.
        (-2, 12),
    ],
)
@pytest.mark.parametrize("length", [10, 30])
def test_all_end_together_the_turnover_before_the_next_round(started: float, ended: float, length: int) -> None:
    assert cycle.ends_at(in_rounds(), at(started), length) == at(ended)
    visit = a_visit(status=VisitStatus.CALLED, minutes=length)
    begun = lifecycle.start(visit, event=in_rounds(), now=at(started))
    assert (begun.started_at, begun.ends_at) == (at(started), at(ended))


@pytest.mark.parametrize(("length", "ended"), [(5, 6), (10, 11), (20, 12)])
def test_nobody_with_a_start_to_catch_is_kept_longer_than_planned(length: int, ended: int) -> None:
    before = a_visit(rule=Rule.BEFORE_START, start_at=at(60), minutes=length)
    assert cycle.planned_end(in_rounds(), before, at(1)) == at(ended)


@given(
    length=st.integers(10, 60),
    turnover=st.integers(0, 30),
    started=st.integers(0, 60 * 60 * 5),
)
def test_every_treatment_has_five_minutes_and_leaves_its_therapist_in_time_for_a_round(
    length: int, turnover: int, started: int
) -> None:
    turnover = min(turnover, length - 5)
    event = in_rounds(length, turnover_minutes=turnover)
    begun_at = NOW + timedelta(seconds=started)
    end = cycle.ends_at(event, begun_at, 20)
    assert timedelta(minutes=5) <= end - begun_at <= timedelta(minutes=2 * length)
    assert cycle.may_call(event, end + timedelta(minutes=turnover))


@pytest.mark.parametrize(
    ("now", "length", "ended"),
    [(0, 15, 15), (1, 15, 15), (2, 15, 15), (3, 15, 30), (14, 15, 30), (7, 30, 45), (0, 1, 15), (14.5, 1, 15)],
)
def test_a_break_ends_where_a_round_begins(now: float, length: int, ended: float) -> None:
    assert cycle.break_ends_at(in_rounds(), at(now), timedelta(minutes=length)) == at(ended)


def test_between_two_rounds_nobody_is_given_anybody() -> None:
    line, therapists = [a_visit(id=1), a_visit(id=2, wish_gender=Gender.MAN)], [ready(1), ready(2)]
    assert list(dispatch.assign(line, therapists, at(5), in_rounds())) == []
    assert [each.visit.id for each in dispatch.assign(line, therapists, at(1), in_rounds())] == [1]
    assert [each.visit.id for each in dispatch.assign(line, therapists, at(5), OFF)] == [1]


def test_it_is_the_round_that_has_to_fit_before_a_break() -> None:
    lunch = ready(breaks=(Pause(at(12), at(30)),))
    visit = a_visit(minutes=20)
    assert dispatch.why_not(visit, lunch, NOW) is PassedOver.BREAK_TOO_SOON
    assert dispatch.why_not(visit, lunch, NOW, in_rounds()) is None
    assert dispatch.why_not(visit, lunch, NOW, in_rounds(20)) is PassedOver.BREAK_TOO_SOON
    assert dispatch.why_not(a_visit(minutes=10), lunch, NOW, in_rounds(20)) is PassedOver.BREAK_TOO_SOON


def test_who_waits_for_the_round_can_read_it() -> None:
    visit, wishes = a_visit(id=1), a_visit(id=2, wish_gender=Gender.MAN)
    found = reasons.found(in_rounds(mode=Mode.AUTO), [wishes, visit], [ready()], at(5))
    assert found.passed_over == {"1": "Will be called when the next round begins.", "2": "Waits for a man."}
    assert found.why_idle == {"1": "The next round has not begun yet."}
    called = reasons.found(in_rounds(mode=Mode.AUTO), [wishes, visit], [ready()], at(15))
    assert (called.passed_over, called.why_idle) == ({"2": "Waits for a man."}, {})


def test_where_one_has_to_ask_only_who_has_asked_waits_for_the_round() -> None:
    event, line = in_rounds(mode=Mode.ON_REQUEST), [a_visit()]
    asked = ready(2, asked_at=at(4))
    assert reasons.found(event, line, [ready(1), asked], at(5)).why_idle == {
        "1": "Has not asked for the next runner.",
        "2": "The next round has not begun yet.",
    }
    assert reasons.found(event, line, [asked], at(15)).why_idle == {}


def test_a_break_that_comes_before_the_round_is_the_reason() -> None:
    visit, soon_off = a_visit(), ready(shift_end=at(20))
    assert dispatch.why_waiting(visit, [soon_off], at(5), in_rounds()) is PassedOver.BREAK_TOO_SOON
    assert dispatch.why_waiting(visit, [], at(5), in_rounds()) is None
