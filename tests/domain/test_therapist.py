"""A therapist's states over a working day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain import therapist as duty
from eventdesk.domain.errors import TherapistBusy
from eventdesk.domain.therapist import Pause, Therapist, TherapistStatus
from tests.builders import NOW, a_therapist

if TYPE_CHECKING:
    from collections.abc import Callable

S = TherapistStatus
LATER = NOW + timedelta(minutes=10)


def test_ready_counts_idle_time_from_now_and_a_second_tap_changes_nothing() -> None:
    ready = duty.set_ready(a_therapist(status=S.OFF), now=NOW)
    assert (ready.status, ready.idle_since, ready.status_since) == (S.READY, NOW, NOW)
    assert duty.set_ready(ready, now=LATER) is ready


def test_off_twice_changes_nothing() -> None:
    off = duty.set_off(a_therapist(status=S.READY), now=NOW)
    assert off.status is S.OFF
    assert duty.set_off(off, now=LATER) is off


def test_a_break_may_have_an_end() -> None:
    paused = duty.set_break(a_therapist(status=S.READY), now=NOW, until=LATER)
    assert (paused.status, paused.break_until) == (S.BREAK, LATER)
    assert duty.set_ready(paused, now=NOW).break_until is None


@pytest.mark.parametrize(
    "tap",
    [
        lambda busy: duty.set_ready(busy, now=NOW),
        lambda busy: duty.set_break(busy, now=NOW, until=None),
        lambda busy: duty.set_off(busy, now=NOW),
        lambda busy: duty.engage(busy, visit_id=2, now=NOW),
    ],
)
def test_with_a_runner_everything_else_is_refused(tap: Callable[[Therapist], Therapist]) -> None:
    busy = a_therapist(name="Mia Berg", status=S.ENGAGED, visit_id=1)
    with pytest.raises(TherapistBusy, match="Mia has a runner") as refusal:
        tap(busy)
    assert refusal.value.state == "engaged"


def test_after_a_treatment_comes_turnover_or_none() -> None:
    busy = a_therapist(status=S.ENGAGED, visit_id=1, served=4)
    cleaning = duty.clean_up(busy, now=NOW, until=LATER)
    assert (cleaning.status, cleaning.turnover_until, cleaning.served) == (S.TURNOVER, LATER, 5)
    assert cleaning.visit_id is None
    assert duty.clean_up(busy, now=NOW, until=NOW).status is S.READY


def test_whoever_becomes_ready_by_itself_goes_to_the_break_or_off_that_came_meanwhile() -> None:
    busy_since = NOW - timedelta(minutes=20)
    pause = Pause(NOW - timedelta(minutes=5), LATER)
    busy = a_therapist(status=S.ENGAGED, status_since=busy_since, breaks=(pause,))
    freed = duty.settle(busy, duty.disengage(busy, now=NOW), now=NOW)
    assert (freed.status, freed.break_until) == (S.BREAK, LATER)
    ended = a_therapist(status=S.ENGAGED, status_since=busy_since, shift_end=NOW - timedelta(minutes=1))
    assert duty.settle(ended, duty.disengage(ended, now=NOW), now=NOW).status is S.OFF


def test_whoever_chose_to_go_on_goes_on() -> None:
    since = NOW - timedelta(minutes=1)
    pause = Pause(NOW - timedelta(minutes=5), LATER)
    busy = a_therapist(status=S.ENGAGED, status_since=since, breaks=(pause,), shift_end=NOW - timedelta(minutes=2))
    assert duty.settle(busy, duty.disengage(busy, now=NOW), now=NOW).status is S.READY


def test_free_until_is_the_next_break_or_the_end_of_the_shift() -> None:
    pause = Pause(LATER, LATER + timedelta(minutes=15))
    assert a_therapist(breaks=(pause,), shift_end=NOW + timedelta(hours=1)).free_until(NOW) == LATER
    assert a_therapist(shift_end=LATER).free_until(NOW) == LATER
    assert a_therapist(shift_end=NOW).free_until(NOW) is None
    assert a_therapist().free_until(NOW) is None

    assert a_therapist(breaks=(pause,)).pause_at(LATER) is pause
    assert a_therapist(breaks=(pause,)).pause_at(NOW) is None


def test_a_break_that_has_just_come_is_a_limit_before_the_timer_has_looked() -> None:
    """Else a runner called in that second would take the break away."""
    pause = Pause(NOW, LATER)
    earlier = NOW - timedelta(minutes=30)
    assert a_therapist(status=S.READY, status_since=earlier, breaks=(pause,)).free_until(NOW) == NOW
    assert a_therapist(status=S.READY, status_since=earlier, shift_end=NOW).free_until(NOW) == NOW
    assert a_therapist(status=S.READY, status_since=earlier, breaks=(pause,)).free_until(LATER) is None
    went_on = a_therapist(status=S.READY, status_since=NOW + timedelta(minutes=1), breaks=(pause,))
    assert went_on.free_until(NOW + timedelta(minutes=2)) is None


def test_when_a_timer_has_to_look() -> None:
    assert duty.next_change_at(a_therapist(status=S.TURNOVER, turnover_until=LATER)) == LATER
    pause = Pause(LATER, LATER + timedelta(minutes=15))
    ready = a_therapist(status=S.READY, status_since=NOW, breaks=(pause,), shift_end=LATER + timedelta(hours=1))
    assert duty.next_change_at(ready) == LATER
    assert duty.next_change_at(a_therapist(status=S.READY, status_since=NOW)) is None
    assert duty.next_change_at(a_therapist(status=S.OFF, shift_end=LATER)) is None


def test_the_board_shows_the_first_name() -> None:
    assert a_therapist(name="Mia van der Berg").first_name == "Mia"
    assert a_therapist(name=" ").first_name == ""
