"""Reading health data leaves a trace: who looked at whose, at most once a minute for each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.visit import Role, Visit
from eventdesk.services.ports import Intake

if TYPE_CHECKING:
    from eventdesk.services.actors import Actor
    from eventdesk.services.desk import Desk
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading

ACTION = "health-read"
ONCE_PER = timedelta(minutes=1)
LOOK_BACK = 20


def may_read(actor: Actor, visit: Visit) -> bool:
    """Health data is for the organiser and the therapist who has the runner."""
    if actor.role is Role.ORGANISER:
        return True
    return actor.role is Role.THERAPIST and actor.therapist_id is not None and visit.therapist_id == actor.therapist_id


def is_to_note(reading: Reading, actor: Actor, visit: Visit, now: datetime) -> bool:
    """Whether there is something to read, and this reader has not just been noted."""
    if reading.intake(visit.id) == Intake():
        return False
    latest = reading.journal_of(f"visit:{visit.id}", LOOK_BACK)
    return not any(each.action == ACTION and each.actor == str(actor) and now - each.at < ONCE_PER for each in latest)


def note(desk: Desk, slug: str, actor: Actor, visit_id: int) -> None:
    """Journals that `actor` reads the health data of a visit, unless that was noted a moment ago."""
    with desk.store.read(slug) as reading:
        if not is_to_note(reading, actor, reading.visit(visit_id), desk.clock.now()):
            return
    desk.perform(slug, actor, lambda floor: _note(floor, visit_id))


def _note(floor: Floor, visit_id: int) -> None:
    floor.note(f"visit:{visit_id}", ACTION, {})
