"""Cycle mode on the floor: one call for all couches, one end, and what people tap in between."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from eventdesk.domain.errors import Invalid, NotAllowed
from eventdesk.domain.event import Gender, Mode
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import Action, Visit, VisitStatus
from eventdesk.services import duty, events, modes
from tests.builders import NOW
from tests.services.tent import KIOSK, Tent, as_therapist

S, T = VisitStatus, TherapistStatus


def minute(count: float) -> timedelta:
    return timedelta(minutes=count)


def in_rounds(tent: Tent, minutes: int = 15) -> None:
    tent.do(partial(modes.set_cycle, minutes=minutes))


@pytest.fixture
def tent() -> Tent:
    """Calls by itself, in rounds of 15 minutes from 08:00 on."""
    made = Tent(mode=Mode.AUTO)
    in_rounds(made)
    return made


@pytest.fixture
def asking() -> Tent:
    """The same where a therapist asks for the next runner."""
    made = Tent()
    in_rounds(made)
    return made


def test_the_first_round_begins_at_the_next_full_five_minutes() -> None:
    tent = Tent()
    tent.clock.advance(1.5)
    in_rounds(tent)
    assert (tent.event.cycle_minutes, tent.event.cycle_from) == (15, NOW + minute(5))
    assert [each.action for each in tent.journal()] == ["cycle-mode"]


def test_the_same_rounds_again_change_nothing_and_another_length_comes_with_the_next_round(tent: Tent) -> None:
    tent.clock.advance(7)
    before = tent.state()
    in_rounds(tent)
    assert tent.state() == before
    in_rounds(tent, 20)
    assert (tent.event.cycle_minutes, tent.event.cycle_from) == (20, NOW + minute(15))


@pytest.mark.parametrize("minutes", [-15, 1, 9, 61])
def test_a_round_is_neither_short_nor_long(tent: Tent, minutes: int) -> None:
    before = tent.state()
    with pytest.raises(Invalid, match="Between 10 and 60") as refusal:
        in_rounds(tent, minutes)
    assert set(refusal.value.fields) == {"minutes"}
    assert tent.state() == before


def test_a_round_leaves_time_for_a_treatment(tent: Tent) -> None:
    change = partial(events.change_event, values={"turnover_minutes": 11})
    before = tent.state()
    with pytest.raises(Invalid) as refusal:
        tent.do(change)
    assert set(refusal.value.fields) == {"turnover_minutes"}
    assert tent.state() == before
    in_rounds(tent, 0)
    tent.do(change)
    with pytest.raises(Invalid, match="Between 16 and 60"):
        in_rounds(tent)
    in_rounds(tent, 16)


def test_rounds_are_for_the_organiser_to_set(tent: Tent) -> None:
    mia = tent.therapist(ready=False)
    before = tent.state()
    for actor in (KIOSK, as_therapist(mia)):
        with pytest.raises(NotAllowed):
            tent.do(partial(modes.set_cycle, minutes=0), actor)
    assert tent.state() == before


def test_all_are_called_together_when_the_round_begins(tent: Tent) -> None:
    tent.clock.advance(5)
    couches = [tent.therapist(name) for name in ("Mia", "Tom", "Ann")]
    visits = [tent.register() for _ in range(4)]
    assert [tent.visit(each).status for each in visits] == [S.WAITING] * 4
    tent.tick(9.9)
    assert [tent.visit(each).status for each in visits] == [S.WAITING] * 4
    tent.tick(0.1)
    assert [tent.visit(each).status for each in visits] == [S.CALLED] * 3 + [S.WAITING]
    assert [tent.of(each).status for each in couches] == [T.ENGAGED] * 3


def test_all_screens_count_down_to_the_same_end(tent: Tent) -> None:
    tent.therapist("Mia")
    tent.therapist("Tom")
    visits = [tent.register(minutes=length) for length in (20, 30)]
    for visit in visits:
        tent.clock.advance(1)
        tent.act(visit, Action.START)
    assert {tent.visit(each).ends_at for each in visits} == {NOW + minute(12)}


def test_who_is_ready_or_comes_a_little_late_still_joins(tent: Tent) -> None:
    visit = tent.register()
    tent.clock.advance(2)
    tent.therapist()
    assert tent.visit(visit).status is S.CALLED


def test_who_cleans_up_a_little_longer_still_joins(tent: Tent) -> None:
    mia = tent.therapist()
    first, second = tent.register(), tent.register()
    tent.act(first, Action.START)
    tent.clock.advance(13)
    tent.act(first, Action.FINISH)
    tent.tick(2)
    assert (tent.of(mia).status, tent.visit(second).status) == (T.TURNOVER, S.WAITING)
    tent.tick(1)
    assert tent.visit(second).status is S.CALLED


def test_whose_agreed_time_comes_while_a_round_is_called_still_joins(tent: Tent) -> None:
    tent.therapist()
    tent.clock.advance(5)
    joins = tent.register(not_before=NOW + minute(16.5))
    waits = tent.register(not_before=NOW + minute(18))
    tent.tick(10)
    assert [tent.visit(each).status for each in (joins, waits)] == [S.WAITING, S.WAITING]
    tent.tick(1.5)
    assert [tent.visit(each).status for each in (joins, waits)] == [S.CALLED, S.WAITING]


def test_time_wakes_the_event_once_for_each_round(tent: Tent) -> None:
    tent.therapist("Mia", gender=Gender.WOMAN)
    tent.register(therapist_gender=Gender.MAN, not_before=NOW + minute(3))
    woken = []
    for second in range(0, 31 * 60, 10):
        if tent.store.due_events(tent.clock.now()):
            woken.append(second)
        tent.tick()
        tent.clock.advance(10 / 60)
    assert woken == [0, 15 * 60, 30 * 60]


def test_without_rounds_time_wakes_it_no_more(tent: Tent) -> None:
    in_rounds(tent, 0)
    tent.tick(15)
    assert tent.store.due_events(tent.clock.now()) == []
    visit = tent.register()
    tent.therapist()
    assert tent.visit(visit).status is S.CALLED


def test_what_runs_when_rounds_begin_goes_on_as_it_was_told() -> None:
    tent = Tent(mode=Mode.AUTO)
    mia = tent.therapist("Mia")
    treated, waiting = tent.register(minutes=30), tent.register()
    tent.act(treated, Action.START)
    in_rounds(tent)
    assert tent.visit(treated).ends_at == NOW + minute(30)
    tent.tick(30)
    tent.act(treated, Action.FINISH)
    tent.tick(3)
    assert (tent.of(mia).status, tent.visit(waiting).status) == (T.READY, S.WAITING)
    tent.tick(12)
    assert tent.visit(waiting).status is S.CALLED
    in_rounds(tent, 0)
    begun = tent.act(waiting, Action.START)
    assert begun.ends_at == NOW + minute(65)


def test_next_between_two_rounds_finishes_and_is_answered_when_the_next_one_begins(tent: Tent) -> None:
    mia = tent.therapist()
    first, second = tent.register(), tent.register()
    tent.act(first, Action.START)
    tent.clock.advance(10)
    assert tent.next(mia) == (None, "The next round has not begun yet.")
    assert (tent.visit(first).status, tent.of(mia).status) == (S.DONE, T.READY)
    tent.tick(5)
    assert tent.visit(second).status is S.CALLED
    assert tent.next(mia) == (tent.visit(second), "")


def test_next_between_two_rounds_says_when_nobody_waits(tent: Tent) -> None:
    tent.clock.advance(5)
    mia = tent.therapist()
    assert tent.next(mia) == (None, "Nobody is waiting.")


def test_who_asked_between_two_rounds_is_given_somebody_when_the_next_one_begins(asking: Tent) -> None:
    mia, tom = asking.therapist("Mia"), asking.therapist("Tom")
    visits = [asking.register() for _ in range(3)]
    asking.tick(5)
    assert asking.next(mia) == (None, "The next round has not begun yet.")
    asked_at = asking.of(mia).asked_at
    asking.tick(1)
    assert asking.next(mia)[0] is None
    assert asking.of(mia).asked_at == asked_at == NOW + minute(5)
    asking.tick(9)
    assert asking.visit(visits[0]).therapist_id == mia.id
    assert (asking.of(mia).status, asking.of(mia).asked_at) == (T.ENGAGED, None)
    assert asking.of(tom).status is T.READY
    assert asking.next(tom)[0] == asking.visit(visits[1])


def test_while_a_round_is_called_asking_is_answered_at_once(asking: Tent) -> None:
    mia = asking.therapist(gender=Gender.WOMAN)
    asking.register(therapist_gender=Gender.MAN)
    assert asking.next(mia) == (None, "Those waiting wish for somebody else.")
    assert asking.of(mia).asked_at is None
    visit = asking.register()
    assert asking.visit(visit).status is S.WAITING
    assert asking.next(mia)[0] == asking.visit(visit)


def test_without_rounds_who_had_asked_asks_again(asking: Tent) -> None:
    mia = asking.therapist()
    visit = asking.register()
    asking.tick(5)
    asking.next(mia)
    in_rounds(asking, 0)
    asking.tick(10)
    assert asking.visit(visit).status is S.WAITING


def test_a_call_to_who_had_asked_can_be_taken_back_and_is_not_made_again(asking: Tent) -> None:
    mia = asking.therapist()
    visit = asking.register()
    asking.tick(5)
    asking.next(mia)
    asking.tick(10)
    assert asking.visit(visit).status is S.CALLED
    asking.undo(mia)
    asking.tick(1)
    assert (asking.visit(visit).status, asking.of(mia).status) == (S.WAITING, T.READY)
    assert asking.next(mia)[0] == asking.visit(visit)


def test_somebody_is_called_by_hand_at_any_time(tent: Tent) -> None:
    tent.clock.advance(5)
    mia = tent.therapist()
    visit = tent.register()
    tent.act(visit, Action.CALL)
    assert tent.of(mia).visit_id == visit.id
    assert tent.act(visit, Action.START).ends_at == NOW + minute(12)


def test_a_break_with_a_length_ends_where_a_round_begins(tent: Tent) -> None:
    mia = tent.therapist()
    tent.clock.advance(3)
    tent.do(partial(duty.take_break, therapist_id=mia.id, length_minutes=20))
    assert tent.of(mia).break_until == NOW + minute(30)
    tent.do(partial(duty.take_break, therapist_id=mia.id))
    assert tent.of(mia).break_until is None


def calls(tent: Tent, waiting: list[Visit]) -> list[timedelta]:
    """When the forecast expects them to be called, from the first round on."""
    ids = {each.id for each in waiting}
    return [slot.starts_at - NOW for slot in tent.looker.forecast(tent.slug).slots if slot.visit_id in ids]


def test_who_waits_is_told_the_beginning_of_a_round_while_one_is_called_and_treated(tent: Tent) -> None:
    couches = [tent.therapist(name) for name in ("Mia", "Tom", "Ann")]
    called = [tent.register() for _ in couches]
    waiting = [tent.register() for _ in range(6)]
    expected = [minute(15)] * 3 + [minute(30)] * 3
    assert calls(tent, waiting) == expected
    tent.clock.advance(1.5)
    for visit in called:
        tent.act(visit, Action.START)
    assert calls(tent, waiting) == expected
    tent.clock.advance(10)
    assert calls(tent, waiting) == expected


def test_who_has_more_time_than_the_round_is_not_expected_to_end_with_it(tent: Tent) -> None:
    tent.therapist()
    longer, waiting = tent.register(), tent.register()
    tent.act(longer, Action.START)
    tent.act(longer, Action.EXTEND, minutes=10)
    assert calls(tent, [waiting]) == [minute(30)]


def test_who_should_have_ended_with_the_round_is_not_about_to_end_because_of_that(tent: Tent) -> None:
    tent.therapist()
    overdue, waiting = tent.register(), tent.register()
    tent.act(overdue, Action.START)
    tent.clock.advance(14.5)
    assert calls(tent, [waiting]) == [minute(30)]
