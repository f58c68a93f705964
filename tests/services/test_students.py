"""Students are given runners only while a supervisor is on shift, by the dispatcher and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.errors import NobodyToCall, NoSupervisor
from eventdesk.domain.event import Mode
from eventdesk.domain.therapist import Grade, Therapist, TherapistStatus
from eventdesk.domain.visit import Action, Role, VisitStatus
from eventdesk.services import duty
from eventdesk.services.actors import Actor
from eventdesk.services.looking import Looker
from tests.services.tent import ORGANISER, Tent, as_therapist

if TYPE_CHECKING:
    from collections.abc import Callable

LEAD = Actor(Role.LEAD)
ALONE = "No supervisor is on shift, so students get no new runner."


@pytest.fixture
def tent() -> Tent:
    return Tent(mode=Mode.AUTO)


def goes(tent: Tent, therapist: Therapist, how: Callable[..., Therapist] = duty.off) -> Therapist:
    return tent.do(lambda floor: how(floor, therapist.id), as_therapist(therapist))


def test_a_supervisor_who_comes_sets_the_students_to_work(tent: Tent) -> None:
    stu = tent.therapist("Stu", grade=Grade.STUDENT)
    visit = tent.register()
    assert tent.visit(visit).status is VisitStatus.WAITING
    sue = tent.therapist("Sue", grade=Grade.SUPERVISOR, skills=frozenset(), ready=False)
    assert tent.visit(visit).status is VisitStatus.WAITING
    tent.ready(sue)
    assert tent.visit(visit).therapist_id == stu.id


def test_a_treatment_goes_on_when_the_last_supervisor_goes_and_nobody_new_comes(tent: Tent) -> None:
    sue = tent.therapist("Sue", grade=Grade.SUPERVISOR, skills=frozenset())
    stu = tent.therapist("Stu", grade=Grade.STUDENT)
    first, second = tent.register(), tent.register(first_name="Ben")
    goes(tent, sue)
    # The one who was called may begin, and go on.
    assert tent.act(first, Action.START, as_therapist(stu)).status is VisitStatus.TREATING
    found, reason = tent.next(stu)
    assert (found, reason) == (None, ALONE)
    assert tent.visit(first).status is VisitStatus.DONE
    tent.tick(10)
    assert tent.visit(second).status is VisitStatus.WAITING
    looker = Looker(tent.store, tent.clock)
    snapshot = looker.staff(tent.slug)
    assert snapshot["passed_over"] == {str(second.id): "Only a student is free, and no supervisor is on shift."}
    assert {each["id"]: each["why_idle"] for each in snapshot["therapists"]} == {sue.id: "", stu.id: ALONE}


def test_a_supervisor_on_a_break_is_on_shift(tent: Tent) -> None:
    sue = tent.therapist("Sue", grade=Grade.SUPERVISOR)
    stu = tent.therapist("Stu", grade=Grade.STUDENT)
    goes(tent, sue, duty.take_break)
    assert tent.visit(tent.register()).therapist_id == stu.id


def test_by_hand_the_rule_is_the_same_and_a_refusal_changes_nothing() -> None:
    tent = Tent()
    stu, tom = tent.therapist("Stu", grade=Grade.STUDENT), tent.therapist("Tom")
    visit, other = tent.register(), tent.register(first_name="Ben")
    tent.act(other, Action.CALL, therapist_id=tom.id)
    before = tent.state()
    tries = [(visit, Action.CALL, ORGANISER), (visit, Action.CALL, as_therapist(stu)), (other, Action.TRANSFER, LEAD)]
    for runner, action, actor in tries:
        with pytest.raises(NoSupervisor, match="Stu is a student, and no supervisor is on shift"):
            tent.act(runner, action, actor, therapist_id=stu.id)
    with pytest.raises(NobodyToCall):
        tent.act(visit, Action.CALL)
    assert tent.state() == before
    assert tent.next(stu) == (None, ALONE)

    tent.therapist("Sue", grade=Grade.SUPERVISOR, skills=frozenset())
    assert tent.act(other, Action.TRANSFER, therapist_id=stu.id).therapist_id == stu.id


def test_the_forecast_waits_for_the_supervisor_too() -> None:
    tent = Tent()
    tent.therapist("Stu", grade=Grade.STUDENT)
    visit = tent.register()
    looker = Looker(tent.store, tent.clock)
    assert visit.id not in looker.forecast(tent.slug).starts
    sue = tent.therapist("Sue", grade=Grade.SUPERVISOR, ready=False, skills=frozenset())
    tent.ready(sue)
    tent.clock.advance(0.1)
    assert visit.id in looker.forecast(tent.slug).starts


def test_a_grade_can_be_set_at_any_time_of_the_day(tent: Tent) -> None:
    mia = tent.therapist(grade=Grade.STUDENT)
    visit = tent.register()
    assert tent.of(mia).status is TherapistStatus.READY
    tent.do(lambda floor: duty.change_therapist(floor, mia.id, {"grade": Grade.THERAPIST}))
    assert tent.visit(visit).therapist_id == mia.id
