"""One person's data: what is held, a copy of it, corrected, erased."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from eventdesk.domain import screening
from eventdesk.domain.errors import ActionRefused, Invalid, NoSuchEntrant
from eventdesk.domain.records import Step, needs_record
from eventdesk.domain.visit import TABLE, Action, Visit, VisitStatus
from eventdesk.services import editing, records, visits
from eventdesk.services.changes import plain
from eventdesk.services.ports import Entrant, Intake

if TYPE_CHECKING:
    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading

Json = dict[str, Any]
ERASED, EXPORTED, CORRECTED = "erase", "person-export", "correct"
MOST_ENTRIES = 1000
NAMES = frozenset(
    {
        "first_name", "last_name", "bib", "phone", "language", "reason", "referred_to", "decided_by", "note",
        "guardian", "cautions", "advice", "is_minor", "has_notes", "wish_gender", "wish_therapist_id",
        "consented_at", "consent_version",
    }
)  # fmt: skip
"""What is taken out of the journal about an erased visit; what happened when stays."""
WHY_KEPT = (
    "The treatment record has to be kept until then: the insurers of therapists ask for it, and claims can be made "
    "as long. It is locked: nobody works with it any more."
)


COMES_BACK = "Take the line out of the start list's file as well: another import of it would bring the name back."


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data: every visit of a bib, and the line of the start list; without a bib the one visit."""

    bib: str
    visits: tuple[Visit, ...]
    entrant: Entrant | None


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, and what the person is to be told."""

    visits: int
    is_off_start_list: bool
    records_locked: int
    told: tuple[str, ...]


def find(reading: Reading, *, visit_id: int | None = None, bib: str = "") -> Person:
    """By a visit or by a bib. Raises `NoSuchVisit`, and `NoSuchEntrant` for a bib that is nowhere."""
    visit = None if visit_id is None else reading.visit(visit_id)
    wanted = (visit.bib or "") if visit is not None else bib.strip()
    entrant = _entrant(reading, wanted)
    if visit is not None:
        found = reading.visits_of(wanted) if wanted else [visit]
        return Person(wanted, tuple(found), entrant)
    found = reading.visits_of(wanted)
    if not found and entrant is None:
        msg = "Nothing is held about this number."
        raise NoSuchEntrant(msg)
    return Person(wanted, tuple(found), entrant)


def _entrant(reading: Reading, bib: str) -> Entrant | None:
    try:
        return reading.entrant(bib) if bib else None
    except NoSuchEntrant:
        return None


def held(reading: Reading, person: Person) -> Json:
    """What there is, without telling any of it: enough to decide. No health data."""
    return {
        "bib": person.bib,
        "on_start_list": person.entrant is not None,
        "visits": [_held(reading, each) for each in person.visits],
    }


def _held(reading: Reading, visit: Visit) -> Json:
    stored = reading.record_of(visit.id)
    kept = records.of_visit(reading, visit) if needs_record(visit) or stored else None
    return {
        "id": visit.id,
        "ticket": visit.ticket,
        "status": visit.status.value,
        "registered_at": plain(visit.registered_at),
        "has_health_answers": reading.intake(visit.id) != Intake(),
        "keep_until": None if kept is None or not kept.is_here else plain(kept.keep_until),
        "locked_at": None if kept is None else plain(kept.restricted_at),
        "handed_at": None if kept is None else plain(kept.handed_at),
    }


def export(floor: Floor, person: Person) -> Json:
    """Everything that is held, for the person. Health data; that it was given out is journaled."""
    reading = floor.change
    for each in person.visits:
        floor.note(f"visit:{each.id}", EXPORTED, {})
    return {
        "made_at": plain(floor.now),
        "event": {"name": floor.event.name, "date": plain(floor.event.date)},
        "start_list": None if person.entrant is None else plain(person.entrant),
        "agreements": screening.consent_texts(floor.event),
        "visits": [_exported(reading, each) for each in person.visits],
    }


def _exported(reading: Reading, visit: Visit) -> Json:
    record = records.of_visit(reading, visit)
    intake = reading.intake(visit.id)
    texts = {each.key: each.text for each in screening.questions(reading.event)}
    entries = reading.journal_of(f"visit:{visit.id}", MOST_ENTRIES)
    return {
        "visit": {name: value for name, value in plain(visit).items() if name != "token"},
        "health": plain(intake) | {"answers": {texts.get(key, key): each for key, each in intake.answers.items()}},
        "treatment_record": None if record is None else plain(record),
        "history": [{"at": plain(each.at), "by": each.actor, "what": each.action} for each in reversed(entries)],
    }


def correct(floor: Floor, person: Person, names: dict[str, Any]) -> Person:
    """Name (`first_name`, `last_name`) or `bib` as they should be: in visits, start list and locked-in records.

    Raises `OpenVisitExists` when the new bib has another visit that is not over, `Invalid`.
    """
    _check_no_other(floor.change, person, names.get("bib", ""))
    for visit in person.visits:
        editing.edit(floor, visit.id, editing.Edited(**names))
        _correct_record(floor, visit, names)
    if person.entrant is not None:
        floor.change.drop_entrant(person.entrant.bib)
        floor.change.put_entrants([replace(person.entrant, **names)])
        floor.note("event", CORRECTED, {})
    bib = names.get("bib", person.bib)
    return find(floor.change, bib=bib) if bib else replace(person, visits=_now(floor, person))


def _check_no_other(reading: Reading, person: Person, bib: str) -> None:
    """The start list keeps one line for a bib: this one's must not take the place of somebody else's."""
    other = _entrant(reading, bib)
    if other is not None and person.entrant is not None and other.bib != person.entrant.bib:
        raise Invalid({"new_bib": ["The start list has somebody else with this number."]})


def _now(floor: Floor, person: Person) -> tuple[Visit, ...]:
    return tuple(floor.visit(each.id) for each in person.visits)


def _correct_record(floor: Floor, visit: Visit, names: dict[str, Any]) -> None:
    stored = floor.change.record_of(visit.id)
    if stored is None or stored.facts is None:
        return
    step = Step(floor.now, floor.actor.shown_name, "name or number corrected")
    facts = replace(stored.facts, **names)
    floor.change.put_record(replace(stored, facts=facts, history=(*stored.history, step)))


def erase(floor: Floor, person: Person) -> Erased:
    """Everything goes at once; a treatment record that has to be kept is locked instead, and the person told so.

    Raises `ActionRefused` while somebody is on the couch.
    """
    for each in person.visits:
        if each.status is VisitStatus.TREATING:
            raise ActionRefused("Please finish the treatment first.", state=each.status)
    told: list[str] = []
    locked = sum(_erase(floor, each, told) for each in person.visits)
    is_off = person.entrant is not None and floor.change.drop_entrant(person.bib)
    if is_off:
        floor.note("event", ERASED, {"start_list": 1})
    told.insert(0, "Name, number and phone are erased; so are the health answers at the desk.")
    if is_off:
        told.append(COMES_BACK)
    return Erased(len(person.visits), is_off, locked, tuple(told))


def _erase(floor: Floor, visit: Visit, told: list[str]) -> int:
    """Whether a record stays, as 0 or 1."""
    if visit.status in TABLE[Action.WITHDRAW].origins:
        visit = visits.act(floor, visit.id, Action.WITHDRAW, visits.Details())
    record = records.freeze(floor, visit, restricted=True)
    if record is not None:
        told.append(_about(floor, record))
    subject = f"visit:{visit.id}"
    floor.change.put_intake(visit.id, Intake())
    floor.put_visit_untold(_blank(visit), ERASED)
    floor.change.forget_in_journal(subject, NAMES)
    floor.change.forget_answers(visit)
    return int(record is not None and record.is_here)


def _about(floor: Floor, record: TreatmentRecord) -> str:
    if record.handed_at is not None:
        keeper = records.name_of(floor.change, record.therapist_id) or "the organiser"
        return f"The record of the treatment was handed to {keeper} and is no longer at the desk: ask there as well."
    return f"One record stays until {record.keep_until:%d %B %Y}. {WHY_KEPT}"


def _blank(visit: Visit) -> Visit:
    """What stays: a ticket, what it was for, and when what happened."""
    return replace(
        visit,
        token=secrets.token_urlsafe(16),
        bib=None,
        first_name="",
        last_name="",
        phone="",
        language="",
        wish_gender=None,
        wish_therapist_id=None,
        is_minor=False,
        has_notes=False,
        advice=None,
        decided_by="",
        reason="",
        referred_to="",
        consented_at=None,
        consent_version=0,
    )
