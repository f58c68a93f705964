"""Undo: a new journal entry that puts back what a command changed, if nothing later depends on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import NotAllowed, NothingToUndo
from eventdesk.domain.event import Event, Mode, minutes
from eventdesk.domain.therapist import Therapist, TherapistStatus, set_break
from eventdesk.domain.visit import Role, Visit, VisitStatus
from eventdesk.services.actors import DISPATCHER
from eventdesk.services.changes import same, with_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Entry

LOOK_BACK = 50
_CANNOT = frozenset({"register", "add-therapist", "import", "erase", "purge"})
_CHANGES_NOTHING = frozenset(
    {"clock-changed", "call-goes-on", "health-read", "record-read", "record-note", "person-export"}
)


def undo_visit(floor: Floor, visit_id: int) -> list[Entry]:
    """Reverses the latest action on this visit; the entries that were undone."""
    visit = floor.visit(visit_id)
    if floor.actor.role is not Role.ORGANISER and not _is_own(floor, visit):
        msg = "Please ask the desk to undo this."
        raise NotAllowed(msg)
    return _undo(floor, f"visit:{visit.id}")


def undo_therapist(floor: Floor, therapist_id: int) -> list[Entry]:
    """Reverses the latest action on this therapist; the entries that were undone."""
    therapist = floor.therapist(therapist_id)
    if floor.actor.role is not Role.ORGANISER and floor.actor.therapist_id != therapist.id:
        msg = "Please ask the desk to undo this."
        raise NotAllowed(msg)
    # A start or a recall changes only the runner, and is the therapist's latest action all the same.
    runner = [] if therapist.visit_id is None else [f"visit:{therapist.visit_id}"]
    return _undo(floor, f"therapist:{therapist.id}", *runner)


def _is_own(floor: Floor, visit: Visit) -> bool:
    """A therapist's own runner; for a therapist and a line lead also what they did last themselves."""
    mine = floor.actor.therapist_id
    if mine is not None and visit.therapist_id == mine:
        return True
    if mine is None and floor.actor.role is not Role.LEAD:
        return False
    latest = floor.change.journal_of(f"visit:{visit.id}", 1)
    return bool(latest) and latest[0].actor == str(floor.actor)


def _undo(floor: Floor, *subjects: str) -> list[Entry]:
    entries = _latest_command(floor, subjects)
    current = {each.subject: _current(floor, each.subject) for each in entries}
    _check_untouched(entries, current)
    _check_not_erased(floor, current)
    by_dispatcher = all(each.actor == str(DISPATCHER) for each in entries)
    for each in reversed(entries):
        restored = with_fields(current[each.subject], each.before)
        current[each.subject] = restored
    undoes = entries[0].command
    for restored in current.values():
        _save(floor, _made_current(floor, restored, by_dispatcher=by_dispatcher), undoes)
    # What the dispatcher does next is its own command: it has to be possible to undo further back.
    floor.next_command(DISPATCHER)
    return entries


def _latest_command(floor: Floor, subjects: Sequence[str]) -> list[Entry]:
    history = [
        each
        for subject in subjects
        for each in floor.change.journal_of(subject, LOOK_BACK)
        if each.undoes is None and each.action not in _CHANGES_NOTHING
    ]
    history.sort(key=lambda each: each.seq, reverse=True)
    undone = floor.change.undone({each.command for each in history})
    latest = next((each for each in history if each.command not in undone), None)
    if latest is None or latest.action in _CANNOT:
        msg = "There is nothing to undo."
        raise NothingToUndo(msg, state=_state(_current(floor, subjects[0])))
    return floor.change.command(latest.command)


def _check_untouched(entries: list[Entry], current: dict[str, Any]) -> None:
    """Every field that the command set must still be as it left it."""
    left: dict[str, dict[str, Any]] = {}
    for each in entries:
        if each.action in _CANNOT:
            msg = "This can't be undone any more."
            raise NothingToUndo(msg)
        left.setdefault(each.subject, {}).update(each.after)
    for subject, values in left.items():
        if not same(current[subject], values):
            msg = "Something has happened since. Please put it right at the desk."
            raise NothingToUndo(msg, state=_state(current[subject]))


def _check_not_erased(floor: Floor, current: dict[str, Any]) -> None:
    """What is left of somebody who was erased stays as it is, also where a therapist's step would be taken back."""
    for subject, left in current.items():
        is_visit = isinstance(left, Visit)
        if is_visit and any(each.action == "erase" for each in floor.change.journal_of(subject, LOOK_BACK)):
            msg = "This can't be undone any more."
            raise NothingToUndo(msg, state=_state(left))


def _state(subject: Any) -> str:
    return "" if isinstance(subject, Event) else str(subject.status)


def _current(floor: Floor, subject: str) -> Any:
    kind, _, number = subject.partition(":")
    match kind:
        case "visit":
            return floor.visit(int(number))
        case "therapist":
            return floor.therapist(int(number))
        case _:
            return floor.event


def _made_current(floor: Floor, restored: Any, *, by_dispatcher: bool) -> Any:
    """The state before, except where time has gone on."""
    if isinstance(restored, Visit) and restored.status is VisitStatus.CALLED:
        grace = restored.grace_until
        if grace is not None and grace <= floor.now:
            # A call whose grace ran out meanwhile would be missed at once.
            return replace(restored, grace_until=floor.now + minutes(floor.event.grace_minutes))
    if by_dispatcher and isinstance(restored, Therapist) and restored.status is TherapistStatus.READY:
        # Else the dispatcher would make the very same call again.
        return _left_alone(floor, restored)
    return restored


def _left_alone(floor: Floor, therapist: Therapist) -> Therapist:
    if floor.event.mode is Mode.AUTO:
        return set_break(therapist, now=floor.now, until=None)
    return replace(therapist, asked_at=None)


def _save(floor: Floor, restored: Any, undoes: int) -> None:
    if isinstance(restored, Visit):
        floor.save_visit(restored, "undo", undoes=undoes)
    elif isinstance(restored, Therapist):
        floor.save_therapist(restored, "undo", undoes=undoes)
    else:
        floor.save_event(restored, "undo", undoes=undoes)
