"""What time does by itself: calls that nobody answered, turnovers that end, breaks and shift ends, rounds.

All of it is read from stored instants, so a restart in the middle continues where it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.domain import cycle
from eventdesk.domain import therapist as duty
from eventdesk.domain.therapist import Therapist, TherapistStatus
from eventdesk.services import visits
from eventdesk.services.actors import TIMER

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from eventdesk.services.desk import Desk
    from eventdesk.services.floor import Floor


def every(_slug: str) -> bool:
    """Of a process that is alone: it looks after every event."""
    return True


def tick(desk: Desk, leads: Callable[[str], bool] = every) -> list[str]:
    """Looks after every event where something is due and that this process leads; the slugs of those.

    One that cannot be looked after keeps no other from being so; what kept it is raised in the end.
    """
    due = [slug for slug in desk.store.due_events(desk.clock.now()) if leads(slug)]
    faults: list[Exception] = []
    for slug in due:
        try:
            desk.perform(slug, TIMER, look_after)
        except Exception as fault:  # noqa: BLE001 - see above
            faults.append(fault)
    if faults:
        raise faults[0]
    return due


def look_after(floor: Floor) -> None:
    """Everything that is due at this instant; the dispatcher's calls follow."""
    for visit in floor.change.grace_over(floor.now):
        floor.next_command(TIMER)
        visits.miss(floor, visit)
    for therapist in floor.change.therapists():
        moved = _moved_on(therapist, floor.now)
        if moved is not None:
            floor.next_command(TIMER)
            floor.save_therapist(moved, moved.status.value)
    if cycle.is_on(floor.event):
        floor.change.wake_at(_next_call_at(floor))


def _next_call_at(floor: Floor) -> datetime | None:
    """The next round, or somebody's agreed time that comes while this one is still called."""
    event, now = floor.event, floor.now
    agreed = [each.not_before for each in floor.change.line() if each.not_before is not None and each.not_before > now]
    following = cycle.next_cycle_at(event, now)
    return min((at for at in [*agreed, following] if at is not None and cycle.may_call(event, at)), default=None)


def _moved_on(therapist: Therapist, now: datetime) -> Therapist | None:
    change_at = duty.next_change_at(therapist)
    if change_at is None or change_at > now:
        return None
    if therapist.status is TherapistStatus.TURNOVER:
        return duty.settle(therapist, duty.become(therapist, TherapistStatus.READY, now=now), now=now)
    settled = duty.settle(therapist, therapist, now=now)
    # A break that passed while nobody looked (the laptop slept): from here on it is over.
    return replace(therapist, status_since=now) if settled == therapist else settled
