"""Bringing runners and therapists together: the dispatcher, "next", calls, and what ends them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.domain import busy, cycle
from eventdesk.domain import dispatch as rule
from eventdesk.domain import therapist as duty
from eventdesk.domain import visit as lifecycle
from eventdesk.domain.errors import NobodyToCall, NoSupervisor, TherapistBusy
from eventdesk.domain.event import Mode, minutes
from eventdesk.domain.reasons import why_idle
from eventdesk.domain.supervision import is_supervised, is_withheld
from eventdesk.domain.therapist import Grade, Therapist, TherapistStatus
from eventdesk.domain.visit import Visit, VisitStatus
from eventdesk.services.actors import DISPATCHER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eventdesk.services.floor import Floor


def dispatch(floor: Floor) -> None:
    """The automatic calls, as a command of their own for each call.

    A call that follows a therapist's own tap belongs to that tap, so that one undo takes back both.
    """
    ready = _to_be_given_somebody(floor)
    if not ready:
        return
    line = floor.change.callable_line(floor.now)
    tapped = floor.actor.therapist_id
    supervised = _is_supervised(floor, ready)
    for each in list(rule.assign(line, ready, floor.now, floor.event, supervised=supervised)):
        if tapped is None or each.therapist.id != tapped:
            floor.next_command(DISPATCHER)
        call(floor, each.visit, each.therapist)


def _is_supervised(floor: Floor, therapists: Iterable[Therapist]) -> bool:
    """Whether a supervisor is on shift; asked only where one of these is a student."""
    if all(each.grade is not Grade.STUDENT for each in therapists):
        return True
    return is_supervised(floor.change.therapists())


def _check_supervised(floor: Floor, therapist: Therapist) -> None:
    """Raises `NoSupervisor` for a student whom nobody would look after: by hand the rule is the same."""
    if is_withheld(therapist, floor.change.therapists()):
        msg = f"{therapist.first_name} is a student, and no supervisor is on shift."
        raise NoSupervisor(msg, state=therapist.status)


def _to_be_given_somebody(floor: Floor) -> list[Therapist]:
    """In an `auto` event all who are ready; else those who asked before the round that is called now."""
    if not cycle.may_call(floor.event, floor.now):
        return []
    if floor.event.mode is Mode.AUTO:
        return floor.ready_therapists()
    return [each for each in floor.ready_therapists() if each.asked_at] if cycle.is_on(floor.event) else []


def call(floor: Floor, visit: Visit, therapist: Therapist) -> Visit:
    """Call the runner to the therapist's couch, now."""
    called = lifecycle.call(visit, therapist_id=therapist.id, couch=therapist.couch, event=floor.event, now=floor.now)
    busy = duty.engage(therapist, visit_id=visit.id, now=floor.now)
    floor.save_visit(called, "call")
    floor.save_therapist(busy, "call")
    return called


def next_for(floor: Floor, therapist_id: int) -> tuple[Visit | None, str]:
    """The next client: (visit, "") or (None, why not).

    Finishes what is treating first; a therapist who already has a called visit is answered that one.
    Between two rounds the asking is remembered for the next one.
    """
    therapist = floor.therapist(therapist_id)
    current = current_visit(floor, therapist)
    if current is not None and current.status is VisitStatus.CALLED:
        return current, ""
    if current is not None:
        finish(floor, current)
    therapist = duty.set_ready(floor.therapist(therapist_id), now=floor.now)
    may_call = cycle.may_call(floor.event, floor.now)
    if not may_call:
        therapist = replace(therapist, asked_at=therapist.asked_at or floor.now)
    floor.save_therapist(therapist, "ready")
    found = _first_for(floor, therapist) if may_call else None
    if found is None:
        return None, _why_nobody(floor, therapist)
    return call(floor, found, therapist), ""


def _first_for(floor: Floor, therapist: Therapist) -> Visit | None:
    line, now, event = floor.change.callable_line(floor.now), floor.now, floor.event
    if not _is_supervised(floor, [therapist]):
        return None
    return next((each for each in line if rule.why_not(each, therapist, now, event) is None), None)


def _why_nobody(floor: Floor, therapist: Therapist) -> str:
    line = list(floor.change.line())
    supervised = _is_supervised(floor, [therapist])
    return why_idle(therapist, line, floor.now, floor.event, supervised=supervised) or "Nobody is waiting."


def call_by_hand(floor: Floor, visit: Visit, therapist_id: int | None) -> Visit:
    """Somebody calls this very visit. Raises `NobodyToCall` when no one ready may serve it, `NoSupervisor`."""
    lifecycle.check(visit, lifecycle.Action.CALL)
    if therapist_id is None:
        ready = sorted(floor.ready_therapists(), key=rule.preference)
        supervised = _is_supervised(floor, ready)
        fitting = (
            each for each in ready if rule.why_not(visit, each, floor.now, floor.event, supervised=supervised) is None
        )
        therapist = next(fitting, None)
        if therapist is None:
            msg = "Nobody who is ready may take this runner. Choose a therapist."
            raise NobodyToCall(msg, state=visit.status)
        return call(floor, visit, therapist)
    chosen = floor.therapist(therapist_id)
    _check_supervised(floor, chosen)
    return call(floor, visit, chosen)


def current_visit(floor: Floor, therapist: Therapist) -> Visit | None:
    """The called or treating visit of this therapist."""
    return None if therapist.visit_id is None else floor.visit(therapist.visit_id)


def finish(floor: Floor, visit: Visit) -> Visit:
    """The treatment is over; turnover begins."""
    done = floor.save_visit(lifecycle.finish(visit, now=floor.now), "finish")
    free_after_treatment(floor, visit, "finish")
    return done


def _therapist_of(floor: Floor, visit: Visit) -> Therapist:
    """Who has a called or treating visit: such a visit always has somebody."""
    return floor.therapist(visit.therapist_id or 0)


def free_after_treatment(floor: Floor, visit: Visit, action: str) -> None:
    """The therapist of `visit` cleans up, then is ready (or on the break that has begun)."""
    therapist = _therapist_of(floor, visit)
    until = floor.now + minutes(floor.event.turnover_minutes)
    freed = duty.clean_up(therapist, now=floor.now, until=until)
    # A break or the end of the shift that came during the treatment begins now, not after turnover.
    ready = duty.become(freed, TherapistStatus.READY, now=floor.now)
    settled = duty.settle(therapist, ready, now=floor.now)
    floor.save_therapist(freed if settled.status is TherapistStatus.READY else settled, action)


def stay_with(floor: Floor, visit: Visit, action: str) -> None:
    """The therapist of `visit` looks after the runner until somebody takes over: no next one before a tap on Ready."""
    served = duty.clean_up(_therapist_of(floor, visit), now=floor.now, until=floor.now)
    floor.save_therapist(duty.set_break(served, now=floor.now, until=None), action)


def free_at_once(floor: Floor, visit: Visit, action: str) -> None:
    """The therapist of `visit` has nobody any more, without a treatment having ended."""
    therapist = _therapist_of(floor, visit)
    freed = duty.settle(therapist, duty.disengage(therapist, now=floor.now), now=floor.now)
    floor.save_therapist(freed, action)


def release(floor: Floor, visit: Visit) -> Visit:
    """Puts a called runner back in line, with the old due time.

    In an `auto` event the therapist then pauses: otherwise the dispatcher would bring the same
    runner straight back to the same couch.
    """
    released = floor.save_visit(busy.back_in_line(floor.event, lifecycle.release(visit)), "release")
    if floor.event.mode is Mode.AUTO:
        therapist = duty.disengage(_therapist_of(floor, visit), now=floor.now)
        floor.save_therapist(duty.set_break(therapist, now=floor.now, until=None), "release")
    else:
        free_at_once(floor, visit, "release")
    return released


def transfer(floor: Floor, visit: Visit, therapist_id: int) -> Visit:
    """Passes a called or treating runner to a colleague who has nobody. Raises `NoSupervisor`."""
    lifecycle.check(visit, lifecycle.Action.TRANSFER)
    colleague = floor.therapist(therapist_id)
    if colleague.id == visit.therapist_id:
        msg = f"{colleague.first_name} already has this runner."
        raise TherapistBusy(msg, state=colleague.status)
    _check_supervised(floor, colleague)
    busy = duty.engage(colleague, visit_id=visit.id, now=floor.now)
    moved = floor.save_visit(lifecycle.transfer(visit, therapist_id=colleague.id, couch=colleague.couch), "transfer")
    floor.save_therapist(busy, "transfer")
    free_at_once(floor, visit, "transfer")
    return moved
