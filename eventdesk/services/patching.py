"""What a patch holds: one journal entry, as one audience may notice it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from eventdesk.domain import lead, views
from eventdesk.domain.event import Event
from eventdesk.domain.slip import Slip, staff_view
from eventdesk.domain.visit import Visit
from eventdesk.services.noticing import noticed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventdesk.domain.forecast import Forecast
    from eventdesk.services.ports import Entry, Reading

Json = dict[str, Any]
BOARD, STAFF, LEAD, TICKET = "board", "staff", "lead", "visit"


@dataclass(frozen=True, slots=True)
class Room:
    """Who is told, and what is known when they are."""

    audience: str
    event: Event
    now: datetime
    forecast: Forecast | None = None


def for_room(room: Room, entries: Sequence[Entry], subjects: Mapping[str, Any]) -> list[Json]:
    """One patch for each entry, for everybody in the `board`, `staff` or `lead` room."""
    return [_patch(entry, _change(room, subject)) for entry, subject in _told(room.audience, entries, subjects)]


def for_ticket(room: Room, entries: Sequence[Entry], own: Mapping[str, Json]) -> list[Json]:
    """One patch for each entry, for the holder of one visit's link: the event, and `own`, the view by its subject."""
    told = {subject: {"visit": view} for subject, view in own.items()}
    told["event"] = {"event": views.public_event(room.event, room.now)}
    return [_patch(each, told.get(each.subject)) for each in entries]


def subjects_of(reading: Reading, entries: Sequence[Entry]) -> dict[str, Any]:
    """What the entries are about, as it is now."""
    return {each.subject: _subject(reading, each.subject) for each in entries}


def _patch(entry: Entry, change: Json | None) -> Json:
    return {"seq": entry.seq, "at": views.instant(entry.at), "changes": [] if change is None else [change]}


def _subject(reading: Reading, subject: str) -> Any:
    kind, _, number = subject.partition(":")
    match kind:
        case "visit":
            return reading.visit(int(number))
        case "therapist":
            return reading.therapist(int(number))
        case "slip":
            return reading.slip(number)
        case _:
            return reading.event


def _told(audience: str, entries: Sequence[Entry], subjects: Mapping[str, Any]) -> Iterator[tuple[Entry, Any]]:
    """Each entry with its subject; None where this audience must not notice it."""
    seen = noticed(entries, subjects) if audience == BOARD else set()
    for entry in entries:
        subject = subjects.get(entry.subject)
        is_hidden = audience == BOARD and isinstance(subject, Visit) and entry.seq not in seen
        yield entry, None if is_hidden else subject


def _change(room: Room, subject: Any) -> Json | None:
    is_staff = room.audience in {STAFF, LEAD}
    match subject:
        case None:
            return None
        case Visit() if is_staff:
            view = views.staff_visit(subject, room.event, room.now, room.forecast)
            return {"visit": lead.visit(view) if room.audience == LEAD else view}
        case Visit():
            # Held again (a clearing was undone): for the public it just goes.
            return {"visit": views.public_visit(subject, room.event) or views.gone(subject)}
        case Slip():
            return {"slip": staff_view(subject)} if is_staff else None
        case Event():
            return {"event": views.public_event(subject, room.now)}
        case _:
            return {"therapist": (views.staff_therapist if is_staff else views.public_therapist)(subject)}
