"""How visits and therapists are answered to whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.domain import lead, views
from eventdesk.domain.visit import Role, Visit, VisitStatus
from eventdesk.services import health_reading

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.domain.event import Event
    from eventdesk.domain.therapist import Therapist
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading
    from eventdesk.web.doors import Ask, Reply
    from eventdesk.web.parts import Json, Parts


_PUBLIC = ("id", "ticket", "treatment", "couch", "due_at", "called_at", "ends_at")


def visit_of(ask: Ask, floor: Floor, visit_id: int) -> Json:
    """The visit as this command leaves it, for who gave the command.

    With health data for the therapist who has the runner; the organiser, who acts on many, asks for it by itself.
    """
    visit = floor.visit(visit_id)
    if ask.role in {Role.ORGANISER, Role.LEAD}:
        return for_staff(ask, staff_visit(ask.parts, floor.change, visit, floor.now))
    if ask.role is Role.KIOSK and visit.registered_at != floor.now:
        # Somebody acts on a visit that was there before: whose it is nobody at the tablet knows.
        return new_ticket(ask.parts, floor.change, visit) | {"link": ""}
    return visit_shown(ask, floor.change, visit, floor.now)


def visit_shown(ask: Ask, reading: Reading, visit: Visit, now: datetime) -> Json:
    """A visit for who asks; with health data where they may read it."""
    if ask.role is Role.KIOSK:
        return new_ticket(ask.parts, reading, visit)
    view = for_staff(ask, staff_visit(ask.parts, reading, visit, now))
    if health_reading.may_read(ask.actor, visit):
        view["health"] = ask.parts.looker.with_health(reading, visit)
    if ask.role is Role.ORGANISER:
        view["phone"] = visit.phone
    return view


def staff_visit(parts: Parts, reading: Reading, visit: Visit, now: datetime) -> Json:
    """For staff, without health data."""
    return parts.looker.staff_view(reading, visit, now)


def for_staff(ask: Ask, view: Json) -> Json:
    """A staff view of a visit as who asks may see it: a line lead sees nothing of anybody's health."""
    return lead.visit(view) if ask.role is Role.LEAD else view


def new_ticket(parts: Parts, reading: Reading, visit: Visit) -> Json:
    """For the runner who stands at the kiosk; names stay out, the tablet is passed on."""
    place, window = parts.looker.place_and_start(reading, visit)
    shown = views.ticket_visit(visit, reading.event, None)
    view = {name: shown[name] for name in (*_PUBLIC, "label", "minutes", "not_before")}
    # The advice tells the runner where to wait, and nothing that the runner does not know.
    view |= {"status": visit.status.value, "advice": visit.advice, "link": views.link(visit)}
    return views.placed(view, place, window)


def open_visit(parts: Parts, reading: Reading, visit: Visit) -> Json:
    """For somebody at the kiosk who typed a bib: whose bib it is nobody knows, so neither link nor name."""
    place, window = parts.looker.place_and_start(reading, visit)
    shown = views.ticket_visit(visit, reading.event, None)
    view = {name: shown[name] for name in _PUBLIC} | {"label": "", "status": public_state(visit.status)}
    return views.placed(view, place, window)


def public_state(status: VisitStatus) -> str:
    """A status without telling that somebody was held."""
    return VisitStatus.WAITING.value if status is VisitStatus.HELD else status.value


def with_trace(ask: Ask, reply: Reply) -> Reply:
    """The reply; where it holds health data of a visit, that it was read is journaled first."""
    body = reply.body
    visit = body.get("visit", body) if isinstance(body, dict) else None
    if isinstance(visit, dict) and any(visit.get("health", {}).values()):
        health_reading.note(ask.parts.desk, ask.slug, ask.actor, visit["id"])
    return reply


def therapist_shown(therapist: Therapist, pins: set[int | None], why_idle: str = "") -> Json:
    """A therapist for staff."""
    return views.staff_therapist(therapist) | {"why_idle": why_idle, "pin_set": therapist.id in pins}


def event_shown(ask: Ask, event: Event, seq: int) -> Json:
    """Every setting."""
    pins = ask.parts.access.store.pins_set(event.slug)
    return views.full_event(event, ask.parts.clock.now()) | {"kiosk_pin_set": None in pins, "seq": seq}
