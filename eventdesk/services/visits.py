"""What is done to a visit after it was made: one use case, one row of the lifecycle's table each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain import busy
from eventdesk.domain import visit as lifecycle
from eventdesk.domain.errors import ActionRefused, Invalid, NotAllowed
from eventdesk.domain.event import minutes
from eventdesk.domain.visit import TABLE, WITH_THERAPIST, Action, Role, Visit, VisitStatus
from eventdesk.services import calling, moving

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.services.floor import Floor

MORE_MINUTES = 5
MOST_MORE_MINUTES = 60
LATE_AT_MOST = minutes(60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What an action may need beside the visit; each action says what it takes."""

    reason: str = ""
    by: str = ""
    to: str = ""
    minutes: int | None = None
    therapist_id: int | None = None
    due_at: datetime | None = None
    before: int | None = None
    tapped_at: datetime | None = None


def act(floor: Floor, visit_id: int, action: Action, details: Details) -> Visit:
    """Does `action` to the visit.

    Raises `NotAllowed` when the role may not, `ActionRefused` when the state does not allow it
    (it names who has the runner), `Invalid` when a detail is missing.
    """
    visit = floor.visit(visit_id)
    _check_role(floor, visit, action)
    if visit.status not in TABLE[action].origins:
        raise refusal(floor, visit)
    return _ACTS[action](floor, visit, details)


def _check_role(floor: Floor, visit: Visit, action: Action) -> None:
    actor = floor.actor
    if actor.role not in TABLE[action].who:
        msg = "This is for somebody else to do."
        raise NotAllowed(msg)
    if (
        actor.role is Role.THERAPIST
        and visit.status in WITH_THERAPIST
        and visit.therapist_id is not None
        and visit.therapist_id != actor.therapist_id
    ):
        raise refusal(floor, visit)


def refusal(floor: Floor, visit: Visit) -> ActionRefused:
    """Why nothing can be done to this visit now: it names who has the runner."""
    if visit.status in WITH_THERAPIST and visit.therapist_id is not None:
        holder = floor.therapist(visit.therapist_id)
        where = f", couch {holder.couch}" if holder.couch else ""
        verb = "called" if visit.status is VisitStatus.CALLED else "is treating"
        return ActionRefused(f"{holder.first_name} {verb} ticket {visit.ticket}{where}.", state=visit.status)
    return ActionRefused(f"Ticket {visit.ticket} is {lifecycle.WORDS[visit.status]} now.", state=visit.status)


def _by(floor: Floor, details: Details) -> str:
    return details.by or floor.actor.shown_name


def _clear(floor: Floor, visit: Visit, details: Details) -> Visit:
    cleared = lifecycle.clear(visit, by=_by(floor, details), reason=details.reason)
    return floor.save_visit(cleared, "clear")


def _decline(floor: Floor, visit: Visit, details: Details) -> Visit:
    declined = lifecycle.decline(visit, by=_by(floor, details), reason=details.reason)
    return floor.save_visit(replace(declined, finished_at=floor.now), "decline")


def _refer(floor: Floor, visit: Visit, details: Details) -> Visit:
    referred = floor.save_visit(
        lifecycle.refer(
            visit,
            by=_by(floor, details),
            to=details.to or "Medical tent",
            reason=details.reason,
            now=floor.now,
        ),
        "refer",
    )
    if visit.status is VisitStatus.TREATING:
        calling.stay_with(floor, visit, "refer")
    elif visit.status is VisitStatus.CALLED:
        calling.free_at_once(floor, visit, "refer")
    return referred


def _call(floor: Floor, visit: Visit, details: Details) -> Visit:
    chosen = floor.actor.therapist_id if floor.actor.role is Role.THERAPIST else details.therapist_id
    return calling.call_by_hand(floor, visit, chosen)


def _recall(floor: Floor, visit: Visit, _details: Details) -> Visit:
    return floor.save_visit(lifecycle.recall(visit, event=floor.event, now=floor.now), "recall")


def _start(floor: Floor, visit: Visit, details: Details) -> Visit:
    at = _tapped_at(floor, visit, details.tapped_at)
    return floor.save_visit(lifecycle.start(visit, event=floor.event, now=at), "start")


def _tapped_at(floor: Floor, visit: Visit, said: datetime | None) -> datetime:
    """When the treatment began, for a phone that had no network then: not before the call, and not for ever ago."""
    if said is None:
        return floor.now
    earliest = max(visit.called_at or floor.now, floor.now - LATE_AT_MOST)
    return min(max(said, earliest), floor.now)


def _extend(floor: Floor, visit: Visit, details: Details) -> Visit:
    more = MORE_MINUTES if details.minutes is None else details.minutes
    if not 1 <= more <= MOST_MORE_MINUTES:
        raise Invalid({"minutes": [f"Between 1 and {MOST_MORE_MINUTES} minutes more."]})
    return floor.save_visit(lifecycle.extend(visit, by_minutes=more, now=floor.now), "extend")


def _finish(floor: Floor, visit: Visit, _details: Details) -> Visit:
    return calling.finish(floor, visit)


def miss(floor: Floor, visit: Visit) -> Visit:
    """Called and not there; the therapist is free again."""
    missed = floor.save_visit(busy.back_in_line(floor.event, lifecycle.miss(visit)), "miss")
    calling.free_at_once(floor, visit, "miss")
    return missed


def _miss(floor: Floor, visit: Visit, _details: Details) -> Visit:
    return miss(floor, visit)


def _step_away(floor: Floor, visit: Visit, details: Details) -> Visit:
    until = None if details.minutes is None else floor.now + minutes(details.minutes)
    return floor.save_visit(lifecycle.step_away(visit, until=until), "step-away")


def _return(floor: Floor, visit: Visit, _details: Details) -> Visit:
    return floor.save_visit(busy.back_in_line(floor.event, lifecycle.come_back(visit)), "return")


def _release(floor: Floor, visit: Visit, _details: Details) -> Visit:
    return calling.release(floor, visit)


def _transfer(floor: Floor, visit: Visit, details: Details) -> Visit:
    if details.therapist_id is None:
        raise Invalid({"therapist_id": ["Choose a colleague."]})
    return calling.transfer(floor, visit, details.therapist_id)


def _withdraw(floor: Floor, visit: Visit, _details: Details) -> Visit:
    gone = floor.save_visit(lifecycle.withdraw(visit, now=floor.now), "withdraw")
    if visit.status is VisitStatus.CALLED:
        calling.free_at_once(floor, visit, "withdraw")
    return gone


def _move(floor: Floor, visit: Visit, details: Details) -> Visit:
    if not details.reason.strip():
        raise Invalid({"reason": ["Please say why: others will ask."]})
    due_at = details.due_at
    if details.before is not None:
        due_at = moving.room_before(floor, visit, details.before)
    if due_at is None:
        raise Invalid({"due_at": ["Say where in the line."]})
    return floor.save_visit(lifecycle.move(visit, due_at=due_at, reason=details.reason.strip()), "move")


_ACTS: dict[Action, Callable[[Floor, Visit, Details], Visit]] = {
    Action.CLEAR: _clear,
    Action.DECLINE: _decline,
    Action.REFER: _refer,
    Action.CALL: _call,
    Action.RECALL: _recall,
    Action.START: _start,
    Action.EXTEND: _extend,
    Action.FINISH: _finish,
    Action.MISS: _miss,
    Action.STEP_AWAY: _step_away,
    Action.RETURN: _return,
    Action.RELEASE: _release,
    Action.TRANSFER: _transfer,
    Action.WITHDRAW: _withdraw,
    Action.MOVE: _move,
}
