"""Treatment records: read, noted, handed over to their therapists, and how they outlive the queue."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.domain import records as rules
from eventdesk.domain import screening
from eventdesk.domain.errors import Invalid, NoSuchTherapist, NotAllowed, NotNow
from eventdesk.domain.records import Facts, Note, Step, TreatmentRecord
from eventdesk.domain.visit import VisitStatus
from eventdesk.services.changes import plain
from eventdesk.services.health_reading import may_read
from eventdesk.services.ports import Intake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from eventdesk.domain.visit import Visit
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading

NOBODY = 0
"""The keeper of records of whom nobody treated: the organisers."""
READ, NOTED, PACKED, HANDED = "record-read", "record-note", "record-pack", "hand-over"
_OUTCOMES = {VisitStatus.REFERRED: "sent to the medical team", VisitStatus.TREATING: "not finished at the desk"}


def of_visit(reading: Reading, visit: Visit) -> TreatmentRecord | None:
    """The record of a visit as it is now; None when it needs none. Health data."""
    stored = reading.record_of(visit.id)
    if stored is not None and (stored.facts is not None or not stored.is_here):
        return stored
    if not rules.needs_record(visit):
        return None
    intake = reading.intake(visit.id)
    treated_at = visit.started_at or visit.registered_at
    return TreatmentRecord(
        id=stored.id if stored else 0,
        visit_id=visit.id,
        therapist_id=visit.therapist_id or NOBODY,
        treated_at=treated_at,
        keep_until=rules.keep_until(treated_at, reading.event.record_years, _youngest(visit, intake)),
        facts=_facts(reading, visit, intake),
        note=stored.note if stored else None,
        history=stored.history if stored else (),
    )


def _youngest(visit: Visit, intake: Intake) -> int | None:
    ages = [age for key, age in rules.YOUNGEST.items() if intake.answers.get(key) is True]
    if ages:
        return min(ages)
    return min(rules.YOUNGEST.values()) if visit.is_minor else None


def name_of(reading: Reading, therapist_id: int) -> str:
    """The keeper's name; empty where nobody is."""
    try:
        return reading.therapist(therapist_id).name
    except NoSuchTherapist:
        return ""


def _facts(reading: Reading, visit: Visit, intake: Intake) -> Facts:
    event = reading.event
    treatment = event.treatment(visit.treatment)
    asked = screening.questions(event)
    return Facts(
        event=f"{event.name}, {event.date.isoformat()}",
        ticket=visit.ticket,
        first_name=visit.first_name,
        last_name=visit.last_name,
        bib=visit.bib or "",
        treatment=treatment.name if treatment else visit.treatment,
        minutes=visit.minutes,
        therapist=name_of(reading, visit.therapist_id or NOBODY),
        outcome=_OUTCOMES.get(visit.status, "treated"),
        started_at=visit.started_at,
        finished_at=visit.finished_at,
        reason=visit.reason,
        referred_to=visit.referred_to,
        decided_by=visit.decided_by,
        is_minor=visit.is_minor,
        companion=intake.guardian,
        answers=tuple(each.text for each in asked if intake.answers.get(each.key) is True),
        cautions=intake.cautions,
        focus=_areas(intake.focus),
        avoid=_areas(intake.avoid),
        said=intake.note,
        consented_at=visit.consented_at,
        consent_version=visit.consent_version,
    )


def _areas(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(screening.AREAS.get(each, each) for each in keys)


def here(reading: Reading, keeper: int | None = None) -> list[TreatmentRecord]:
    """Every record (of one keeper) that nobody has taken along yet, oldest first. Health data."""
    visits = reading.visits(set(VisitStatus))
    if keeper is not None:
        visits = [each for each in visits if (each.therapist_id or NOBODY) == keeper]
    live = [of_visit(reading, each) for each in visits]
    ids = {each.visit_id for each in live if each is not None}
    kept = [each for each in reading.records() if each.visit_id not in ids and each.facts is not None]
    found = [each for each in (*live, *kept) if each is not None and each.is_here]
    return sorted(found, key=lambda each: (each.treated_at, each.visit_id))


def of_keeper(reading: Reading, therapist_id: int) -> list[TreatmentRecord]:
    """As `here`, of one therapist (or `NOBODY`)."""
    return [each for each in here(reading, therapist_id) if each.therapist_id == therapist_id]


def to_note(reading: Reading, therapist_id: int) -> list[tuple[Visit, bool]]:
    """The treatments that this therapist can write a note on, by id, and whether there is one. Nothing of health."""
    found = []
    for visit in reading.visits({VisitStatus.TREATING, VisitStatus.DONE, VisitStatus.REFERRED}):
        if visit.therapist_id == therapist_id and rules.needs_record(visit):
            stored = reading.record_of(visit.id)
            if stored is None or (stored.is_here and stored.restricted_at is None):
                found.append((visit, stored is not None))
    return found


def mark(found: Sequence[TreatmentRecord]) -> str:
    """What a pack of these records is known by: another one as soon as anything in them changes."""
    told = [[each.visit_id, plain(each.facts), plain(each.note)] for each in found]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


def add_note(floor: Floor, visit_id: int, note: Note) -> TreatmentRecord:
    """The therapist's note on a treatment that has begun or is over; a second one takes the place of the first.

    Raises `NotAllowed` for somebody else's runner, `NotNow` where there is no treatment or the record
    is gone, `Invalid`.
    """
    visit = floor.visit(visit_id)
    if not may_read(floor.actor, visit):
        msg = "Only the therapist of this runner and the desk write into the record."
        raise NotAllowed(msg)
    _check(note)
    record = of_visit(floor.change, visit)
    if record is None:
        msg = "There is no treatment to write about."
        raise NotNow(msg, state=visit.status)
    if not record.is_here or record.restricted_at is not None:
        msg = "This record was handed over or locked; it can't be changed here any more."
        raise NotNow(msg, state=visit.status)
    what = "note written" if record.note is None else "note changed"
    step = Step(floor.now, floor.actor.shown_name, what)
    # Without the facts: they stay those of the visit until the visit goes.
    noted = replace(record, note=note, facts=None, history=(*record.history, step))
    floor.change.put_record(noted)
    floor.note(f"visit:{visit.id}", NOTED, {})
    return noted


def _check(note: Note) -> None:
    wrong: dict[str, list[str]] = {}
    for name, known in (("areas", screening.AREAS), ("reactions", rules.REACTIONS), ("advice", rules.ADVICE)):
        unknown = [each for each in getattr(note, name) if each not in known]
        if unknown:
            wrong[name] = ["There is no such answer: " + ", ".join(unknown)[:80] + "."]
    if wrong:
        raise Invalid(wrong)


def hand_over(floor: Floor, therapist_id: int, pack: str) -> int:
    """The therapist has the pack with this `mark`: its records are removed; how many.

    Raises `NotAllowed`, and `NotNow` when there is nothing or something came or changed since the pack was made.
    """
    check_keeper(floor, therapist_id)
    found = of_keeper(floor.change, therapist_id)
    if not found or mark(found) != pack:
        msg = "The records have changed since this pack was made. Please make it again."
        raise NotNow(msg, state="changed" if found else "none")
    for each in found:
        _let_go(floor, each)
    floor.note("event", HANDED, {"therapist_id": therapist_id, "records": len(found)})
    clear_roster(floor)
    return len(found)


def check_keeper(floor: Floor, therapist_id: int) -> None:
    """A therapist takes the own records along, the organiser anybody's. Raises `NotAllowed`, `NoSuchTherapist`."""
    own = floor.actor.therapist_id
    if own is not None and own != therapist_id:
        msg = "Please use your own page."
        raise NotAllowed(msg)
    if therapist_id != NOBODY:
        floor.therapist(therapist_id)


def _let_go(floor: Floor, record: TreatmentRecord) -> None:
    if record.visit_id < 0:
        floor.change.drop_record(record.visit_id)
        return
    # That it was handed over is kept as long as the visit, so that it is not made anew.
    gone = replace(record, facts=None, note=None, history=(), handed_at=floor.now)
    floor.change.put_record(gone)
    floor.change.put_intake(record.visit_id, Intake())


def freeze(floor: Floor, visit: Visit, *, restricted: bool = False) -> TreatmentRecord | None:
    """Writes the record down before its visit goes; None: nothing has to be kept, and nothing is."""
    record = of_visit(floor.change, visit)
    if record is None:
        floor.change.drop_record(visit.id)
        return None
    if not record.is_here:
        return record
    frozen = replace(record, restricted_at=record.restricted_at or (floor.now if restricted else None))
    floor.change.put_record(frozen)
    return frozen


def drop_expired(floor: Floor) -> int:
    """Removes the records whose time has come; how many."""
    expired = [each for each in floor.change.records() if each.keep_until <= floor.now]
    for each in expired:
        floor.change.drop_record(each.visit_id)
    if expired:
        floor.note("event", "record-expired", {"records": len(expired)})
        clear_roster(floor)
    return len(expired)


def has_expired(reading: Reading, now: datetime) -> bool:
    """Whether `drop_expired` has something to do."""
    return any(each.keep_until <= now for each in reading.records())


def clear_roster(floor: Floor) -> None:
    """After the purge only those stay on the roster of whom a record is still here."""
    if floor.change.purged_at is not None and not any(floor.change.counts().values()):
        floor.change.drop_therapists({each.therapist_id for each in floor.change.records()})
