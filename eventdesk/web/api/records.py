"""Treatment records: the therapist's note, reading one, packs to take along, handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from eventdesk.domain.errors import NotAllowed, NotNow
from eventdesk.domain.records import Note
from eventdesk.domain.visit import Role
from eventdesk.services import health_reading, records
from eventdesk.services.changes import plain
from eventdesk.web.api import privacy_answers as answers
from eventdesk.web.api import privacy_bodies as bodies
from eventdesk.web.asking import STAFF
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.domain.visit import Visit
    from eventdesk.services.floor import Floor
    from eventdesk.web.parts import Json

routes = Routes("Records")
ZIP = "application/zip"
PACK_HEADER = "EventDesk-Pack"


@routes.add("GET", EVENT + "/therapists/<id:therapist_id>/records", who=STAFF, answers={200: answers.OwnRecords})
def list_records(ask: Ask, therapist_id: int) -> Reply:
    """The treatments of a therapist that a note can be written on, newest first; nothing of health."""
    if ask.role is Role.THERAPIST and ask.actor.therapist_id != therapist_id:
        msg = "Please use your own page."
        raise NotAllowed(msg)
    with ask.parts.store.read(ask.slug) as reading:
        reading.therapist(therapist_id)
        event = reading.event
        shown = [_own(event, *each) for each in reversed(records.to_note(reading, therapist_id))]
    return Reply({"records": shown})


def _own(event: Event, visit: Visit, has_note: bool) -> Json:  # noqa: FBT001 - a pair taken apart
    treatment = event.treatment(visit.treatment)
    return {
        "visit_id": visit.id,
        "ticket": visit.ticket,
        "first_name": visit.first_name,
        "treatment": treatment.name if treatment else visit.treatment,
        "treated_at": plain(visit.started_at or visit.registered_at),
        "has_note": has_note,
    }


RECORD = EVENT + "/visits/<id:visit_id>/record"


@routes.add("GET", RECORD, who=STAFF, answers={200: answers.RecordShown}, refuses=(409,))
def show_record(ask: Ask, visit_id: int) -> Reply:
    """The record of a treatment, for its therapist and the organiser; each reading is journaled."""

    def read(floor: Floor) -> TreatmentRecord:
        visit = floor.visit(visit_id)
        record = _readable(ask, floor, visit)
        floor.note(f"visit:{visit.id}", records.READ, {})
        return record

    return Reply(_shown(ask.parts.desk.perform(ask.slug, ask.actor, read)))


def _readable(ask: Ask, floor: Floor, visit: Visit) -> TreatmentRecord:
    if not health_reading.may_read(ask.actor, visit):
        msg = "Only the therapist of this runner and the organiser read the record."
        raise NotAllowed(msg)
    record = records.of_visit(floor.change, visit)
    if record is None or not record.is_here:
        msg = "There is no record of this visit here."
        raise NotNow(msg, state=visit.status)
    return record


def _shown(record: TreatmentRecord) -> Json:
    told: Json = plain(record)
    return {
        "visit_id": record.visit_id,
        "locked_at": told["restricted_at"],
        **{name: told[name] for name in ("treated_at", "keep_until", "facts", "note", "history")},
    }


@routes.add("POST", RECORD, who=STAFF, body=bodies.RecordNote, answers={200: answers.Noted}, refuses=(409,))
def write_note(ask: Ask, visit_id: int, body: bodies.RecordNote) -> Reply:
    """The therapist's note for the record; a second one takes the place of the first."""
    note = Note(
        areas=tuple(body.areas),
        pressure=body.pressure,
        reactions=tuple(body.reactions),
        advice=tuple(body.advice),
        text=body.text,
    )
    return ask.command(
        lambda floor: records.add_note(floor, visit_id, note),
        lambda _floor, _record: {"visit_id": visit_id, "has_note": True},
    )


@routes.add(
    "POST",
    EVENT + "/records/pack",
    who=STAFF,
    body=bodies.PackWanted,
    answers={200: bytes},
    refuses=(404, 409),
    media_type=ZIP,
    keeps_key=False,
)
def make_pack(ask: Ask, body: bodies.PackWanted) -> Response:
    """A therapist's records as an encrypted ZIP with PDF and JSON; the header EventDesk-Pack holds its code.

    Nothing is removed: confirm with that code once the file was opened and is in a safe place.
    """
    keeper = body.therapist_id or records.NOBODY

    def take(floor: Floor) -> tuple[list[TreatmentRecord], str]:
        records.check_keeper(floor, keeper)
        found = records.of_keeper(floor.change, keeper)
        if not found:
            msg = "There are no records to take along."
            raise NotNow(msg, state="none")
        floor.note("event", records.PACKED, {"therapist_id": keeper, "records": len(found)})
        return found, records.name_of(floor.change, keeper) or "the organiser"

    found, name = ask.parts.desk.perform(ask.slug, ask.actor, take)
    with ask.parts.store.read(ask.slug) as reading:
        event = reading.event
    title = f"{event.name}, {event.date.isoformat()}"
    content = ask.parts.privacy.pack(name, title, event.timezone, found, body.password)
    answer = Response(content, content_type=ZIP)
    answer.headers["Content-Disposition"] = f'attachment; filename="records-{ask.slug}-{keeper}.zip"'
    answer.headers[PACK_HEADER] = records.mark(found)
    return answer


@routes.add(
    "POST",
    EVENT + "/records/handed-over",
    who=STAFF,
    body=bodies.HandedOver,
    answers={200: answers.HandedOver},
    refuses=(404, 409),
)
def confirm_handed_over(ask: Ask, body: bodies.HandedOver) -> Reply:
    """The therapist has the pack: its records are removed from this desk, and from its backups."""
    keeper = body.therapist_id or records.NOBODY
    reply, undone = ask.parts.privacy.purger.erasing.erase(
        ask.slug,
        lambda floor: records.hand_over(floor, keeper, body.pack),
        lambda use_case: ask.command(use_case, lambda _floor, count: {"records": count, "undone": []}),
    )
    return reply.saying(undone=undone)
