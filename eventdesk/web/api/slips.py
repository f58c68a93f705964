"""Sign-ups of tablets: sealed on the tablet, sent as soon as the desk answers, found by the slip's number."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from eventdesk.domain import views
from eventdesk.domain.errors import Invalid
from eventdesk.domain.slip import staff_view
from eventdesk.services import slips
from eventdesk.services.desk import Once
from eventdesk.web.api import answers, bodies, shown, visits
from eventdesk.web.asking import DESK, KIOSK
from eventdesk.web.doors import Ask, Reply, parsed
from eventdesk.web.problems import Refused
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from eventdesk.domain.slip import Slip
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading
    from eventdesk.services.registering import Told, Wanted
    from eventdesk.services.slips import TakenIn
    from eventdesk.web.parts import Json

routes = Routes("Sign-ups of tablets")
SLIP = EVENT + "/slips/<slip:slip>"
HAS_ENDED = "This ticket has ended. Please ask one of the team."


@routes.add(
    "POST", EVENT + "/slips", who=KIOSK | DESK, body=bodies.NewSlip, answers={201: answers.SlipTaken}, refuses=(409,)
)
def take_slip(ask: Ask, body: bodies.NewSlip) -> Reply:
    """A sign-up that a tablet sealed, as of when the runner stood there; a late refusal is kept for the desk."""
    ask.parts.refresh_forecast(ask.slug)
    sign_up = slips.SignUp(
        slip=body.slip, made_ago=timedelta(seconds=body.made_seconds_ago), is_here=body.runner_is_here
    )
    answer = ask.parts.desk.answer(
        ask.slug,
        ask.actor,
        lambda floor: slips.take_in(floor, sign_up, lambda: _opened(ask, body)),
        lambda floor, taken: (201, _taken(ask, floor, taken)),
        _once(ask, body),
    )
    return Reply(answer.body, answer.status, {"Idempotency-Replayed": "true"} if answer.is_repeat else {})


def _once(ask: Ask, body: bodies.NewSlip) -> Once:
    """The sealed text is what makes a sign-up this one: how long ago it was, or who sends it by now, may differ."""
    said = f"{ask.slug}\n{body.slip}\n{body.sealed}".encode()
    fingerprint = hmac.new(ask.parts.fingerprint_key, said, hashlib.sha256).hexdigest()
    given = ask.once()
    return replace(given, fingerprint=fingerprint) if given else Once(f"slip-{fingerprint}", fingerprint)


def _opened(ask: Ask, body: bodies.NewSlip) -> tuple[Wanted, Told]:
    """What the runner said. Raises `Invalid`, also for what was sealed for another event or another slip."""
    try:
        said = parsed(bodies.SealedSignUp, ask.parts.tablet_box.open(body.sealed))
    except Refused as refusal:
        raise Invalid({"sealed": [str(refusal)]}) from refusal
    if not isinstance(said, bodies.SealedSignUp) or (said.event, said.slip) != (ask.slug, body.slip):
        raise Invalid({"sealed": ["This sign-up was made for another event."]})
    return visits.wanted(said.visit), visits.told(said.visit)


def _taken(ask: Ask, floor: Floor, taken: TakenIn) -> Json:
    visit = None if taken.visit is None else floor.visit(taken.visit.id)
    return {
        "slip": taken.slip.slip,
        "visit": None if visit is None else shown.new_ticket(ask.parts, floor.change, visit),
        "reason": taken.slip.reason,
    }


@routes.add("GET", SLIP, who=KIOSK | DESK, answers={200: answers.SlipShown})
def show_slip(ask: Ask, slip: str) -> Reply:
    """The ticket that a slip's number stands for by now, or why there is none."""
    ask.parts.refresh_forecast(ask.slug)
    with ask.parts.store.read(ask.slug) as reading:
        found = reading.slip(slip)
        signed_up_at = views.instant(found.signed_up_at)
        return Reply({"slip": found.slip, "signed_up_at": signed_up_at} | _what(ask, reading, found))


def _what(ask: Ask, reading: Reading, slip: Slip) -> Json:
    if slip.visit_id is None:
        return {"visit": None, "reason": slip.reason}
    visit = reading.visit(slip.visit_id)
    if not visit.is_open:
        return {"visit": None, "reason": HAS_ENDED}
    return {"visit": shown.open_visit(ask.parts, reading, visit), "reason": ""}


@routes.add("POST", SLIP + "/seen", who=DESK, body=bodies.Nothing, answers={200: answers.RefusedSlip}, refuses=(409,))
def see_slip(ask: Ask, slip: str, body: bodies.Nothing) -> Reply:  # noqa: ARG001
    """Somebody at the desk took note of a sign-up that came to nothing."""
    return ask.command(lambda floor: slips.see(floor, slip), lambda _, seen: staff_view(seen))
