"""Therapists: the roster, duty, and who comes next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from eventdesk.domain import reasons, views
from eventdesk.domain.supervision import is_supervised
from eventdesk.domain.therapist import Pause, Therapist
from eventdesk.domain.visit import Role
from eventdesk.services import duty, entering
from eventdesk.services.access import Kind
from eventdesk.web import secret_words
from eventdesk.web.api import answers, bodies
from eventdesk.web.api.fields import Body
from eventdesk.web.api.shown import therapist_shown, visit_of, visit_shown, with_trace
from eventdesk.web.api.visits import VISIT
from eventdesk.web.asking import LEAD, ORGANISER, STAFF, TENT
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.problems import Refused
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.domain.visit import Visit
    from eventdesk.services.floor import Floor
    from eventdesk.web.parts import Json

routes = Routes("Therapists")
THERAPIST = EVENT + "/therapists/<id:therapist_id>"


@routes.add("GET", EVENT + "/therapists", who=TENT, answers={200: answers.Therapists})
def list_therapists(ask: Ask) -> Reply:
    """The roster; a kiosk sees the public part."""
    return Reply({"therapists": roster(ask)})


def roster(ask: Ask) -> list[Json]:
    """All therapists, as who asks may see them."""
    if ask.role is Role.KIOSK:
        with ask.parts.store.read(ask.slug) as reading:
            return [views.public_therapist(each) for each in reading.therapists()]
    pins = ask.parts.access.store.pins_set(ask.slug)
    why_idle = ask.parts.looker.reasons(ask.slug).why_idle
    with ask.parts.store.read(ask.slug) as reading:
        return [therapist_shown(each, pins, why_idle.get(str(each.id), "")) for each in reading.therapists()]


@routes.add(
    "POST",
    EVENT + "/therapists",
    who=ORGANISER,
    body=bodies.NewTherapist,
    answers={201: answers.StaffTherapist},
    refuses=(409,),
)
def add_therapist(ask: Ask, body: bodies.NewTherapist) -> Reply:
    """A new line of the roster; off duty until somebody says otherwise."""
    values = {name: getattr(body, name) for name in body.model_fields_set if getattr(body, name) is not None}
    return _keep(ask, lambda floor: duty.add_therapist(floor, _typed(values)), values, status=201)


@routes.add(
    "PATCH",
    THERAPIST,
    who=ORGANISER,
    body=bodies.TherapistChanges,
    answers={200: answers.StaffTherapist},
    refuses=(409,),
)
def change_therapist(ask: Ask, therapist_id: int, body: bodies.TherapistChanges) -> Reply:
    """Corrects a line of the roster at any time of the day. A new PIN signs the therapist out everywhere."""
    values = body.given()
    return _keep(ask, lambda floor: duty.change_therapist(floor, therapist_id, _typed(values)), values)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """As the domain has them, without the PIN."""
    typed = {name: value for name, value in values.items() if name != "pin"}
    if "skills" in typed:
        typed["skills"] = frozenset(typed["skills"])
    if "breaks" in typed:
        typed["breaks"] = tuple(Pause(each.starts_at, each.ends_at) for each in typed["breaks"])
    return typed


def _keep(ask: Ask, use_case: Callable[[Floor], Therapist], values: dict[str, Any], *, status: int = 200) -> Reply:
    """Stores a line of the roster, then its PIN (kept apart from the queue's data)."""
    access = ask.parts.access
    pin = values.get("pin")
    hashed = secret_words.hashed(ask.parts.run_aside, pin) if pin else None
    pins = access.store.pins_set(ask.slug)

    def render(_floor: Floor, therapist: Therapist) -> Json:
        has_pin = bool(pin) if "pin" in values else therapist.id in pins
        return therapist_shown(therapist, set()) | {"pin_set": has_pin}

    def keep(floor: Floor) -> Therapist:
        therapist = use_case(floor)
        if "pin" in values:
            action = entering.PIN_SET if pin else entering.PIN_REMOVED
            entering.note_apart(floor, action, therapist_id=therapist.id)
        return therapist

    reply = ask.command(keep, render, status=status)
    therapist_id = reply.body["id"] if isinstance(reply.body, dict) else 0
    # A late repeat must not bring an old PIN back; but it does what a crash may have cut off.
    if "pin" in values and not (reply.is_repeat and therapist_id in pins):
        access.store.set_pin_hash(ask.slug, therapist_id, hashed)
    if status == 200 and not reply.is_repeat and ("pin" in values or values.get("is_listed") is False):  # noqa: PLR2004
        _sign_out(ask, therapist_id, for_good=values.get("is_listed") is False)
    return reply


def _sign_out(ask: Ask, therapist_id: int, *, for_good: bool) -> None:
    """Ends this therapist's sessions, and the links to new ones: a phone was lost, or somebody works here no more.

    `for_good`: programs with the therapist's token get in no more either.
    """
    access = ask.parts.access
    access.store.drop_links(ask.slug, therapist_id)
    given = access.store.passes(ask.slug)
    own = (each for each in given if each.therapist_id == therapist_id)
    access.revoke(*(each.id for each in own if for_good or each.kind is Kind.SESSION))


def _duty(name: str, use_case: Callable[..., Therapist], summary: str, body: type[Body]) -> None:
    def change_duty(ask: Ask, therapist_id: int, body: Body) -> Reply:
        more = {"length_minutes": body.minutes} if isinstance(body, bodies.BreakTaken) else {}
        pins = ask.parts.access.store.pins_set(ask.slug)
        return ask.command(
            lambda floor: use_case(floor, therapist_id, **more),
            # After the dispatcher, who may have called somebody to this very couch.
            lambda floor, _: therapist_shown(floor.therapist(therapist_id), pins),
        )

    routes.add(
        "POST",
        f"{THERAPIST}/{name}",
        who=STAFF,
        name=f"therapist_{name}",
        summary=summary,
        body=body,
        answers={200: answers.StaffTherapist},
        refuses=(409,),
    )(change_duty)


_duty("ready", duty.ready, "On duty and free; in an `auto` event the next runner is called at once.", bodies.Nothing)
_duty("break", duty.take_break, "Pausing.", bodies.BreakTaken)
_duty("off", duty.off, "End of the shift.", bodies.Nothing)


@routes.add(
    "POST",
    THERAPIST + "/next",
    who=STAFF,
    body=bodies.Nothing,
    answers={200: answers.NextClient},
    refuses=(409,),
)
def next_client(ask: Ask, therapist_id: int, body: bodies.Nothing) -> Reply:  # noqa: ARG001 - it says nothing
    """Finishes what is treating, then calls the next; a called runner is answered again."""

    def render(floor: Floor, found: tuple[Visit | None, str]) -> Json:
        visit, reason = found
        return {"visit": None if visit is None else visit_of(ask, floor, visit.id), "reason": reason}

    return with_trace(ask, ask.command(partial(duty.next_client, therapist_id=therapist_id), render))


@routes.add("GET", VISIT + "/therapists", who=STAFF | LEAD, answers={200: answers.Fits})
def show_fits(ask: Ask, visit_id: int) -> Reply:
    """Who may serve a visit by the queue rule now, and what speaks against the others."""
    with ask.parts.store.read(ask.slug) as reading:
        visit, now, team = reading.visit(visit_id), ask.parts.clock.now(), reading.therapists()
        supervised = is_supervised(team)
        against = {
            each.id: reasons.why_not_this_one(visit, each, now, reading.event, supervised=supervised) for each in team
        }
        fits = [{"therapist_id": therapist_id, "why_not": why} for therapist_id, why in against.items()]
    return Reply({"therapists": fits})


@routes.add("GET", THERAPIST + "/now", who=STAFF, answers={200: answers.Now})
def show_now(ask: Ask, therapist_id: int) -> Reply:
    """The therapist, the runner called or treating with the health data, and what comes next."""
    if ask.role is Role.THERAPIST and ask.actor.therapist_id != therapist_id:
        code = "not_allowed"
        raise Refused(code, "Please use your own page.")
    pins = ask.parts.access.store.pins_set(ask.slug)
    with ask.parts.store.read(ask.slug) as reading:
        now = ask.parts.clock.now()
        therapist = reading.therapist(therapist_id)
        line = list(reading.callable_line(now))
        visit = None if therapist.visit_id is None else reading.visit(therapist.visit_id)
        supervised = is_supervised(reading.therapists())
        why = reasons.why_idle(therapist, line, now, reading.event, supervised=supervised)
        body = {
            "therapist": therapist_shown(therapist, pins, why),
            "visit": None if visit is None else visit_shown(ask, reading, visit, now),
            "next_hint": why or _waiting(len(line)),
        }
    return with_trace(ask, Reply(body))


def _waiting(count: int) -> str:
    return "Nobody is waiting." if count == 0 else f"{count} waiting."
