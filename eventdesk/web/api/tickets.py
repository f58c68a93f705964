"""The runner's own page: look, come later, come back, not at all. Whoever has the link may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.domain import views
from eventdesk.domain.errors import NoSuchVisit
from eventdesk.domain.visit import Action, Role
from eventdesk.services import visits
from eventdesk.services.actors import Actor
from eventdesk.web.api import answers, bodies
from eventdesk.web.api.fields import Body
from eventdesk.web.asking import ANYONE
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.limits import LINKS, address
from eventdesk.web.routes import TICKET, Routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.domain.visit import Visit
    from eventdesk.services.floor import Floor
    from eventdesk.web.parts import Json

routes = Routes("Tickets")
RUNNER = Actor(Role.RUNNER)


def slug_of(ask: Ask, token: str) -> str:
    """The event of a link. Raises `NoSuchVisit`, and counts who tries links that lead nowhere."""
    try:
        return ask.parts.store.slug_of_token(token)
    except NoSuchVisit:
        ask.limits.tries(LINKS, address()).count()
        raise


@routes.add("GET", TICKET, who=ANYONE, answers={200: answers.Ticket})
def show_ticket(ask: Ask, token: str) -> Reply:
    """The visit as its runner sees it."""
    return Reply(ask.parts.looker.ticket(slug_of(ask, token), token))


def _door(name: str, action: Action, body: type[Body], summary: str) -> None:
    def act(ask: Ask, token: str, body: Body) -> Reply:
        slug = slug_of(ask, token)
        details = visits.Details(**body.model_dump())
        ask.parts.refresh_forecast(slug)

        def use_case(floor: Floor) -> Visit:
            return visits.act(floor, floor.change.visit_by_token(token).id, action, details)

        return ask.command(use_case, _render(ask), slug=slug, actor=RUNNER)

    routes.add(
        "POST",
        f"{TICKET}/{name}",
        who=ANYONE,
        name=f"ticket_{name}",
        summary=summary,
        body=body,
        answers={200: answers.Ticket},
        refuses=(409,),
    )(act)


def _render(ask: Ask) -> Callable[[Floor, Visit], Json]:
    def render(floor: Floor, acted: Visit) -> Json:
        visit = floor.visit(acted.id)
        therapist = None if visit.therapist_id is None else floor.therapist(visit.therapist_id)
        place, window = ask.parts.looker.place_and_start(floor.change, visit)
        return {
            "seq": floor.last_seq,
            "at": views.instant(floor.now),
            "event": views.public_event(floor.event, floor.now),
            "visit": views.placed(views.ticket_visit(visit, floor.event, therapist), place, window),
        }

    return render


_door("later", Action.STEP_AWAY, bodies.Later, "I'll be later: the place is kept.")
_door("cancel", Action.WITHDRAW, bodies.Nothing, "I can't come.")
_door("back", Action.RETURN, bodies.Nothing, "I'm back.")
