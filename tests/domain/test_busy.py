"""Busy mode: who is shortened, and who gets the full length back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from eventdesk.domain import busy
from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Event, Rule
from eventdesk.domain.visit import Visit
from tests.builders import NOW, a_visit, an_event

BUSY = an_event(is_busy=True)


def test_a_length_is_shortened_and_remembered() -> None:
    visit = a_visit(minutes=25)
    short = busy.shortened(BUSY, visit)
    assert (short.minutes, short.full_minutes) == (12, 25)
    assert busy.in_full(short) == visit


def test_shortened_once_more_the_first_wish_is_remembered() -> None:
    short = busy.shortened(BUSY, a_visit(minutes=25))
    shorter = replace(POST_EVENT, busy_minutes=8)
    again = busy.shortened(replace(BUSY, treatments=(PRE_EVENT, shorter)), short)
    assert (again.minutes, again.full_minutes) == (8, 25)


@pytest.mark.parametrize(
    ("event", "values"),
    [
        (an_event(), {}),
        (BUSY, {"minutes": 12}),
        (BUSY, {"minutes": 10}),
        (BUSY, {"rule": Rule.BEFORE_START, "start_at": NOW}),
        (BUSY, {"treatment": "pre_event"}),
        (BUSY, {"treatment": "gone"}),
    ],
)
def test_who_stays_as_it_is(event: Event, values: dict[str, Any]) -> None:
    visit = a_visit(**values)
    assert busy.shortened(event, visit) is visit
    assert busy.in_full(visit) is visit


def test_back_in_line_after_busy_hours_the_length_is_the_full_one() -> None:
    short: Visit = a_visit(minutes=12, full_minutes=20)
    assert busy.back_in_line(an_event(), short) == a_visit(minutes=20)
    assert busy.back_in_line(BUSY, short) == short


def test_the_busy_length_may_always_be_wished_for() -> None:
    assert busy.lengths(POST_EVENT) == (12, 20, 25, 30)
    assert busy.lengths(PRE_EVENT) == (5, 10, 15, 20)


def test_the_usual_length_of_busy_hours() -> None:
    assert busy.usual_minutes(an_event(), POST_EVENT) == 20
    assert busy.usual_minutes(BUSY, POST_EVENT) == 12
    assert busy.usual_minutes(BUSY, PRE_EVENT) == 10
    assert busy.usual_minutes(BUSY, replace(POST_EVENT, busy_minutes=None)) == 20


def test_an_event_can_be_busy_when_something_on_offer_has_a_busy_length() -> None:
    assert busy.can_be_busy(an_event())
    assert not busy.can_be_busy(an_event(treatments=(PRE_EVENT, replace(POST_EVENT, enabled=False))))
