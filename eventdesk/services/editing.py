"""Correcting what a runner asked for or how the name is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain import busy
from eventdesk.domain.event import Gender
from eventdesk.domain.visit import Visit, VisitStatus
from eventdesk.services.ports import Intake
from eventdesk.services.registering import Wanted, draft_visit
from eventdesk.services.visits import refusal

if TYPE_CHECKING:
    from eventdesk.services.floor import Floor


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What an organiser corrects. None: stays as it is, unless `cleared` names it; "" clears as well.

    `cleared`: fields of `CLEARABLE` that hold nothing any more; without a `start_at` the wave's start counts.
    """

    bib: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    treatment: str | None = None
    minutes: int | None = None
    wave: str | int | None = None
    start_at: datetime | None = None
    not_before: datetime | None = None
    therapist_gender: Gender | None = None
    therapist_id: int | None = None
    phone: str | None = None
    note: str | None = None
    cleared: frozenset[str] = frozenset()


CLEARABLE = frozenset({"bib", "phone", "start_at", "not_before", "therapist_gender", "therapist_id"})
_BEFORE_THE_COUCH = frozenset({VisitStatus.HELD, VisitStatus.WAITING, VisitStatus.AWAY, VisitStatus.CALLED})


def edit(floor: Floor, visit_id: int, edited: Edited) -> Visit:
    """Corrects a visit; the due time follows unless somebody moved it by hand. The ticket code stays.

    Raises `Invalid`; `ActionRefused` when what is to be changed has already begun.
    """
    visit = floor.visit(visit_id)
    if visit.status not in _BEFORE_THE_COUCH and not _only_names(edited):
        raise refusal(floor, visit)
    wanted = _wanted(visit, edited)
    draft = draft_visit(floor.change, wanted, visit.registered_at)
    changed = replace(
        draft,
        **{name: getattr(visit, name) for name in _KEPT},
        due_at=visit.due_at if visit.is_moved else draft.due_at,
    )
    changed = replace(changed, ends_at=visit.ends_at, has_notes=_note(floor, visit, edited))
    if edited.minutes is not None and edited.minutes != visit.minutes:
        # Who gives a length by hand means it, in busy hours as well.
        changed = busy.in_full(changed)
    elif changed.treatment == visit.treatment:
        changed = replace(changed, minutes=visit.minutes, full_minutes=visit.full_minutes)
    if changed == visit and edited.note is None:
        return visit
    # A note is no field of the visit, but the therapist's screen has to hear of it, and an undo must not
    # take back the step before it instead.
    return floor.save_visit(changed, "edit")


_KEPT = (
    "id", "ticket", "token", "status", "registered_at", "therapist_id", "couch", "calls", "misses",
    "called_at", "grace_until", "started_at", "finished_at", "is_moved", "is_repeat", "is_minor", "advice",
    "decided_by", "reason", "referred_to", "consented_at", "consent_version",
)  # fmt: skip


def _only_names(edited: Edited) -> bool:
    queue_fields = (
        "treatment",
        "minutes",
        "wave",
        "start_at",
        "not_before",
        "therapist_gender",
        "therapist_id",
    )
    return edited.cleared.isdisjoint(queue_fields) and all(getattr(edited, name) is None for name in queue_fields)


def _wanted(visit: Visit, edited: Edited) -> Wanted:
    def pick(name: str, present: object) -> object:
        if name in edited.cleared:
            return None
        new = getattr(edited, name)
        return present if new is None else new

    starts_anew = edited.wave is not None and edited.start_at is None
    switches = edited.treatment is not None and edited.treatment != visit.treatment
    return Wanted(
        treatment=edited.treatment or visit.treatment,
        bib=pick("bib", visit.bib) or None,  # type: ignore[arg-type]
        first_name=pick("first_name", visit.first_name),  # type: ignore[arg-type]
        last_name=pick("last_name", visit.last_name),  # type: ignore[arg-type]
        # Another treatment has its own lengths: the default one unless a length is named.
        minutes=edited.minutes or (None if switches else visit.minutes),
        wave=pick("wave", visit.wave_id),  # type: ignore[arg-type]
        start_at=None if starts_anew else pick("start_at", visit.start_at),  # type: ignore[arg-type]
        not_before=pick("not_before", visit.not_before),  # type: ignore[arg-type]
        therapist_gender=pick("therapist_gender", visit.wish_gender),  # type: ignore[arg-type]
        # 0 takes the wish for a named therapist away.
        therapist_id=pick("therapist_id", visit.wish_therapist_id) or None,  # type: ignore[arg-type]
        phone=pick("phone", visit.phone) or "",  # type: ignore[arg-type]
        language=visit.language,
    )


def _note(floor: Floor, visit: Visit, edited: Edited) -> bool:
    if edited.note is None:
        return visit.has_notes
    intake = replace(floor.change.intake(visit.id), note=edited.note)
    floor.change.put_intake(visit.id, intake)
    return _has_notes(intake)


def _has_notes(intake: Intake) -> bool:
    return bool(intake.cautions or intake.focus or intake.avoid or intake.note)
