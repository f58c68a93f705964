"""Visits: join, look, act, correct, undo, search, ask what it would be like."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import Invalid, NoSuchSlip
from eventdesk.domain.slip import SLIP, staff_view
from eventdesk.domain.visit import TABLE, Action, Role, VisitStatus
from eventdesk.services import editing, registering, undoing, visits
from eventdesk.services.registering import Told, Wanted
from eventdesk.web.api import answers, bodies
from eventdesk.web.api.entrants import entrant_shown
from eventdesk.web.api.fields import Body
from eventdesk.web.api.shown import for_staff, therapist_shown, visit_of, visit_shown, with_trace
from eventdesk.web.asking import DESK, KIOSK, LEAD, ORGANISER, STAFF
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.domain.slip import Slip
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Entry, Reading
    from eventdesk.web.parts import Json

routes = Routes("Visits")
VISIT = EVENT + "/visits/<id:visit_id>"
FOUND_AT_MOST = 50


def wanted(body: bodies.Wish) -> Wanted:
    """What a runner asks for, as the use cases take it."""
    return Wanted(
        treatment=body.treatment,
        bib=body.bib or None,
        first_name=getattr(body, "first_name", None) or "",
        last_name=getattr(body, "last_name", None) or "",
        minutes=body.minutes,
        wave=body.wave or None,
        start_at=body.start_at,
        not_before=body.not_before,
        therapist_gender=body.therapist_gender,
        therapist_id=body.therapist_id,
        phone=getattr(body, "phone", None) or "",
        language=getattr(body, "language", None) or "",
    )


def told(body: bodies.NewVisit) -> Told:
    """What a runner tells and agrees to, as the use cases take it."""
    return Told(
        consents_to_treatment=body.consent.treatment,
        consents_to_health_data=body.consent.health_data,
        consent_version=body.consent.version,
        screening=dict(body.screening or {}),
        focus=tuple(body.focus or ()),
        avoid=tuple(body.avoid or ()),
        note=body.note or "",
        guardian=body.guardian or "",
    )


@routes.add(
    "POST",
    EVENT + "/visits",
    who=KIOSK | DESK,
    body=bodies.NewVisit,
    answers={201: answers.StaffVisit | answers.NewTicket},
    refuses=(409,),
)
def register(ask: Ask, body: bodies.NewVisit) -> Reply:
    """A runner joins the queue: waiting, or held when a person has to decide first."""
    ask.parts.refresh_forecast(ask.slug)
    return with_trace(
        ask,
        ask.command(
            lambda floor: registering.register(floor, wanted(body), told(body), force=body.force),
            lambda floor, visit: visit_of(ask, floor, visit.id),
            status=201,
        ),
    )


@routes.add("GET", EVENT + "/visits", who=STAFF | LEAD, query=bodies.VisitsQuery, answers={200: answers.Visits})
def list_visits(ask: Ask, query: bodies.VisitsQuery) -> Reply:
    """Visits by id, a page at a time; `status` once, several times, or with commas."""
    ask.parts.refresh_forecast(ask.slug)
    with ask.parts.store.read(ask.slug) as reading:
        statuses = set(query.status or VisitStatus)
        found = reading.visits(statuses, limit=query.limit, after=query.after)
        now = ask.parts.clock.now()
        shown = [for_staff(ask, each) for each in ask.parts.looker.staff_views(reading, found, now)]
    return Reply({"visits": shown, "next": found[-1].id if len(found) == query.limit else None})


@routes.add("GET", VISIT, who=STAFF | LEAD, answers={200: answers.StaffVisit})
def show_visit(ask: Ask, visit_id: int) -> Reply:
    """One visit; with its health data for the organiser and the assigned therapist, and that is journaled."""
    ask.parts.refresh_forecast(ask.slug)
    with ask.parts.store.read(ask.slug) as reading:
        reply = Reply(visit_shown(ask, reading, reading.visit(visit_id), ask.parts.clock.now()))
    return with_trace(ask, reply)


@routes.add("PATCH", VISIT, who=ORGANISER, body=bodies.VisitChanges, answers={200: answers.StaffVisit}, refuses=(409,))
def change_visit(ask: Ask, visit_id: int, body: bodies.VisitChanges) -> Reply:
    """Corrects a visit; the due time follows unless somebody moved it by hand. The ticket code stays."""
    given = body.given()
    cleared = {name for name in editing.CLEARABLE & given.keys() if given[name] is None}
    edited = editing.Edited(**given, cleared=frozenset(cleared))
    return with_trace(
        ask,
        ask.command(
            lambda floor: editing.edit(floor, visit_id, edited),
            lambda floor, visit: visit_of(ask, floor, visit.id),
        ),
    )


_BODIES: dict[Action, type[Body]] = {
    Action.CLEAR: bodies.Decided,
    Action.DECLINE: bodies.Decided,
    Action.REFER: bodies.Referred,
    Action.CALL: bodies.Called,
    Action.START: bodies.Started,
    Action.EXTEND: bodies.Extended,
    Action.TRANSFER: bodies.Transferred,
    Action.MOVE: bodies.Moved,
    Action.STEP_AWAY: bodies.SteppedAway,
}
_SUMMARIES = {
    Action.CLEAR: "A named person lets a held visit into the queue.",
    Action.DECLINE: "No massage today; not an emergency.",
    Action.REFER: "To the medical tent.",
    Action.CALL: "Tell the runner to come to the couch now.",
    Action.RECALL: "Call once more; the grace time starts again.",
    Action.START: "The treatment begins.",
    Action.EXTEND: "More minutes.",
    Action.FINISH: "The treatment is over.",
    Action.MISS: "Called and not there: away the first time, a no-show the second.",
    Action.STEP_AWAY: "The runner goes away for a while and keeps the due time.",
    Action.RETURN: "Back in the queue with the old due time.",
    Action.RELEASE: "The call is taken back; the runner waits again, with the old due time.",
    Action.TRANSFER: "The same visit, with a colleague.",
    Action.WITHDRAW: "The runner does not want to wait any longer.",
    Action.MOVE: "Another place in the line, with a reason.",
}


def _act(action: Action) -> Callable[..., Reply]:
    def act(ask: Ask, visit_id: int, body: Body) -> Reply:
        details = visits.Details(**body.model_dump())
        if action is Action.RETURN:
            ask.parts.refresh_forecast(ask.slug)
        return with_trace(
            ask,
            ask.command(
                lambda floor: visits.act(floor, visit_id, action, details),
                lambda floor, visit: visit_of(ask, floor, visit.id),
            ),
        )

    return act


# One route for each row of the lifecycle's table, for those whom the table names.
for _action, _step in TABLE.items():
    routes.add(
        "POST",
        f"{VISIT}/{_action.value}",
        who=frozenset(_step.who & {Role.ORGANISER, Role.LEAD, Role.THERAPIST, Role.KIOSK}),
        name=f"{_action.value.replace('-', '_')}_visit",
        summary=_SUMMARIES[_action],
        body=_BODIES.get(_action, bodies.Nothing),
        answers={200: answers.StaffVisit | answers.NewTicket if Role.KIOSK in _step.who else answers.StaffVisit},
        refuses=(409,),
    )(_act(_action))


@routes.add(
    "POST",
    EVENT + "/undo",
    who=STAFF | LEAD,
    body=bodies.Undone,
    answers={200: answers.Reversed},
    refuses=(404, 409),
)
def undo(ask: Ask, body: bodies.Undone) -> Reply:
    """Reverses the latest action on a visit or a therapist, if nothing later depends on it."""
    if (body.visit_id is None) == (body.therapist_id is None):
        raise Invalid({"visit_id": ["Name a visit or a therapist, one of them."]})
    use_case: Callable[[Floor], list[Entry]] = (
        partial(undoing.undo_therapist, therapist_id=body.therapist_id)
        if body.therapist_id is not None
        else partial(undoing.undo_visit, visit_id=body.visit_id or 0)
    )
    pins = ask.parts.access.store.pins_set(ask.slug)

    def render(floor: Floor, entries: list[Entry]) -> Json:
        visit_id = body.visit_id or _first(entries, "visit")
        therapist_id = body.therapist_id or _first(entries, "therapist")
        return {
            "undone": [each.action for each in entries],
            "visit": None if visit_id is None else visit_of(ask, floor, visit_id),
            "therapist": None if therapist_id is None else therapist_shown(floor.therapist(therapist_id), pins),
        }

    return with_trace(ask, ask.command(use_case, render))


def _first(entries: list[Entry], kind: str) -> int | None:
    numbers = (each.subject.removeprefix(f"{kind}:") for each in entries if each.subject.startswith(f"{kind}:"))
    return next((int(each) for each in numbers), None)


@routes.add("POST", EVENT + "/quotes", who=KIOSK | DESK, body=bodies.Quote, answers={200: answers.Quoted})
def quote(ask: Ask, body: bodies.Quote) -> Reply:
    """What a runner could expect, before joining. Nothing is stored."""
    quoted: dict[str, Any] = ask.parts.looker.quote(ask.slug, wanted(body))
    if ask.role is Role.KIOSK and quoted["open_visit"]:
        # Whoever types a bib need not be the one who wears it.
        quoted["open_visit"].pop("link", None)
    return Reply(quoted)


@routes.add("POST", EVENT + "/search", who=DESK, body=bodies.SearchFor, answers={200: answers.Found})
def search(ask: Ask, body: bodies.SearchFor) -> Reply:
    """Visits and lines of the start list by bib, ticket or part of a name. A POST, so that no name is in a URL."""
    text = body.q.strip()
    with ask.parts.store.read(ask.slug) as reading:
        return Reply(_found(ask, reading, text) if text else {"visits": [], "entrants": [], "slips": []})


def _found(ask: Ask, reading: Reading, text: str) -> Json:
    visits_found = reading.find_visits(text, FOUND_AT_MOST)
    slip = _slip(reading, text)
    if slip and slip.visit_id is not None:
        visits_found = [reading.visit(slip.visit_id), *visits_found]
    found = ask.parts.looker.staff_views(reading, visits_found, ask.parts.clock.now())
    return {
        "visits": [for_staff(ask, each) for each in found],
        "entrants": [entrant_shown(reading, each) for each in reading.find_entrants(text, FOUND_AT_MOST)],
        "slips": [staff_view(slip)] if slip and slip.visit_id is None else [],
    }


def _slip(reading: Reading, text: str) -> Slip | None:
    """The sign-up of a tablet with this number."""
    if not SLIP.fullmatch(text):
        return None
    try:
        return reading.slip(text)
    except NoSuchSlip:
        return None
