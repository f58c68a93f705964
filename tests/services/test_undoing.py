"""Undo: the state before, unless something later depends on it."""

from __future__ import annotations

from functools import partial

import pytest

from eventdesk.domain.errors import NotAllowed, NothingToUndo
from eventdesk.domain.event import Mode
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import Action, VisitStatus
from eventdesk.services import duty, visits
from eventdesk.services.floor import Floor
from tests.services.tent import KIOSK, RUNNER, Tent, as_therapist

S, T = VisitStatus, TherapistStatus


@pytest.fixture
def tent() -> Tent:
    return Tent()


def test_one_undo_takes_back_finish_and_the_call_that_came_with_it(tent: Tent) -> None:
    mia = tent.therapist()
    first, second = tent.register(), tent.register()
    tent.next(mia)
    tent.act(first, Action.START, as_therapist(mia))
    before = (tent.visit(first), tent.visit(second), tent.of(mia))
    tent.next(mia)
    tent.undo(mia, as_therapist(mia))
    assert (tent.visit(first), tent.visit(second), tent.of(mia)) == before


def test_undoing_again_goes_one_step_further_back(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.START, as_therapist(mia))
    tent.undo(visit)
    assert tent.visit(visit).status is S.CALLED
    tent.undo(visit)
    assert tent.visit(visit).status is S.WAITING
    assert tent.of(mia).status is T.READY
    with pytest.raises(NothingToUndo):
        tent.undo(visit)


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.DECLINE, Action.REFER, Action.STEP_AWAY])
def test_each_end_can_be_taken_back(tent: Tent, action: Action) -> None:
    visit = tent.register()
    tent.act(visit, action)
    tent.undo(visit)
    assert tent.visit(visit) == visit


def test_what_something_later_depends_on_stays(tent: Tent) -> None:
    mia = tent.therapist()
    first = tent.register()
    tent.register()
    tent.next(mia)
    tent.act(first, Action.START, as_therapist(mia))
    tent.act(first, Action.FINISH, as_therapist(mia))
    tent.next(mia)
    before = tent.state()
    with pytest.raises(NothingToUndo, match="since"):
        tent.undo(first)
    assert tent.state() == before


def test_a_new_registration_is_not_undone_but_withdrawn(tent: Tent) -> None:
    visit = tent.register()
    before = tent.state()
    with pytest.raises(NothingToUndo):
        tent.undo(visit)
    assert tent.state() == before


def test_a_therapist_undoes_own_taps_only(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia"), tent.therapist("Tom")
    visit = tent.register()
    tent.next(mia)
    before = tent.state()
    with pytest.raises(NotAllowed):
        tent.undo(visit, as_therapist(tom))
    with pytest.raises(NotAllowed):
        tent.undo(mia, as_therapist(tom))
    assert tent.state() == before
    tent.undo(visit, as_therapist(mia))
    assert tent.visit(visit).status is S.WAITING


@pytest.mark.parametrize("action", [Action.START, Action.EXTEND, Action.RECALL])
def test_a_tap_that_changes_only_the_runner_is_a_therapists_last_tap_as_well(tent: Tent, action: Action) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    if action is Action.EXTEND:
        tent.act(visit, Action.START, as_therapist(mia))
    before = tent.visit(visit)
    tent.act(visit, action, as_therapist(mia), minutes=5)
    undone = tent.undo(mia, as_therapist(mia))
    assert [each.action for each in undone] == [action]
    assert tent.visit(visit) == before


def test_nothing_to_undo_tells_the_present_state(tent: Tent) -> None:
    visit = tent.register()
    with pytest.raises(NothingToUndo) as refusal:
        tent.undo(visit)
    assert refusal.value.state == S.WAITING


def test_a_therapist_can_take_back_sending_somebody_away(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.MISS, as_therapist(mia))
    tent.undo(visit, as_therapist(mia))
    assert tent.visit(visit).status is S.CALLED


def test_a_call_taken_up_again_has_its_grace_time(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.START, as_therapist(mia))
    tent.clock.advance(10)
    tent.undo(visit)
    tent.tick()
    assert tent.visit(visit).status is S.CALLED


def test_in_an_auto_event_a_call_of_the_dispatcher_taken_back_is_not_made_again() -> None:
    tent = Tent(mode=Mode.AUTO)
    mia = tent.therapist()
    visit = tent.register()
    assert tent.visit(visit).status is S.CALLED
    tent.undo(visit)
    tent.tick(1)
    assert tent.visit(visit).status is S.WAITING
    assert tent.of(mia).status is T.BREAK


def test_the_call_that_a_tap_brought_goes_with_the_tap() -> None:
    tent = Tent(mode=Mode.AUTO)
    visit = tent.register()
    mia = tent.therapist(ready=False)
    tent.ready(mia)
    assert tent.visit(visit).status is S.CALLED
    tent.undo(mia, as_therapist(mia))
    assert tent.of(mia).status is T.OFF
    assert tent.visit(visit) == visit


def test_what_was_added_with_a_tap_is_not_undone_with_it(tent: Tent) -> None:
    visit = tent.register()
    tent.act(visit, Action.WITHDRAW)

    def both(floor: Floor) -> None:
        visits.act(floor, visit.id, Action.RETURN, visits.Details())
        duty.add_therapist(floor, {"name": "Tom"})

    tent.do(both)
    before = tent.state()
    with pytest.raises(NothingToUndo):
        tent.undo(visit)
    assert tent.state() == before


def test_undo_leaves_its_own_mark_in_the_journal(tent: Tent) -> None:
    visit = tent.register()
    tent.act(visit, Action.WITHDRAW)
    undone = tent.undo(visit)
    last = tent.journal()[-1]
    assert (last.action, last.undoes) == ("undo", undone[0].command)
    assert last.after["status"] == "waiting"


def test_a_change_of_the_roster_can_be_undone(tent: Tent) -> None:
    mia = tent.therapist(couch="1")
    tent.do(partial(duty.change_therapist, therapist_id=mia.id, values={"couch": "2"}))
    tent.undo(mia)
    assert tent.of(mia).couch == "1"


def test_neither_kiosk_nor_runner_undoes(tent: Tent) -> None:
    visit = tent.register()
    tent.act(visit, Action.STEP_AWAY)
    for actor in (KIOSK, RUNNER):
        with pytest.raises(NotAllowed):
            tent.undo(visit, actor)
