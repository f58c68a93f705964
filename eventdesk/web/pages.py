"""The pages: a shell for each, with its first data as JSON so that the first paint needs no second request."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import redirect, request
from werkzeug.wrappers import Response

from eventdesk.domain import screening, views
from eventdesk.domain.errors import Invalid
from eventdesk.domain.visit import Role
from eventdesk.services.access import CodeKind, hash_secret
from eventdesk.web import addresses, devices, entrances
from eventdesk.web.api import description, passes, purge, sign_in, staffing, therapists, tickets
from eventdesk.web.api import event as event_api
from eventdesk.web.asking import ANYONE, DESK, KIOSK, ORGANISER, STAFF, Who, who_asks
from eventdesk.web.compression import compressed
from eventdesk.web.doors import Ask
from eventdesk.web.drawing import Drawing, local_path
from eventdesk.web.limits import LINKS, Limits, address
from eventdesk.web.problems import CODES, Refused

if TYPE_CHECKING:
    from eventdesk.web.parts import Parts
    from eventdesk.web.static_files import StaticFiles

PAGE = "/e/<slug:slug>/"
OWN_PATHS = ("/t/", "/in/", "/pair/", "/e/", "/trust")
QR_SCALE = 8

_TABLE: list[tuple[str, Who, Callable[..., Response]]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as Flask calls it."""

    path: str
    who: Who
    draw: Callable[..., Response]
    parts: Parts
    limits: Limits
    statics: StaticFiles

    @property
    def name(self) -> str:
        """Its name among Flask's endpoints."""
        return f"page_{self.draw.__name__}"

    def __call__(self, **path: Any) -> Response:
        """The page, or the way to the sign-in and back."""
        asker = who_asks(self.parts.access)
        slug = path.pop("slug", "")
        if slug:
            self.parts.store.stamp(slug)
        if asker is None and self.who != ANYONE:
            return _to_sign_in(slug)
        if asker is not None and not asker.may(self.who, slug or None):
            return _to_sign_in(slug)
        ask = Ask(parts=self.parts, limits=self.limits, asker=asker, slug=slug)
        return self.draw(Drawing(ask, self.statics), **path)


def pages(parts: Parts, limits: Limits, statics: StaticFiles) -> list[Page]:
    """All of them."""
    return [
        Page(path=path, who=who, draw=draw, parts=parts, limits=limits, statics=statics) for path, who, draw in _TABLE
    ]


def page(path: str, *, who: Who) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Puts the decorated function into the table."""

    def keep(draw: Callable[..., Response]) -> Callable[..., Response]:
        _TABLE.append((path, who, draw))
        return draw

    return keep


def _to_sign_in(slug: str) -> Response:
    back = quote(request.full_path.rstrip("?"), safe="/")
    event = f"event={slug}&" if slug else ""
    return redirect(f"/sign-in?{event}next={back}", code=303)


@page("/", who=ANYONE)
def home(drawing: Drawing) -> Response:
    """The events of this desk, or how to set it up."""
    now = drawing.ask.parts.clock.now()
    events = [views.public_event(each, now) for each in drawing.ask.parts.store.events()]
    is_set_up = drawing.ask.parts.access.store.passphrase_hash() is not None
    return drawing.plain("home.html", events=events, is_set_up=is_set_up)


@page("/first-run/<token:token>", who=ANYONE)
def first_run(drawing: Drawing, token: str) -> Response:
    """Passphrase and first event, for the holder of the one-time link."""
    access, now = drawing.ask.parts.access, drawing.ask.parts.clock.now()
    tries = drawing.ask.limits.tries(LINKS, address())
    tries.check()
    if access.store.peek_code(hash_secret(token), CodeKind.FIRST_RUN, now) is None:
        tries.count()
        if access.store.passphrase_hash() is not None:
            return redirect("/", code=303)
        return entrances.no_link(drawing, "Only the newest one is: look where EventDesk says it, or start it again.")
    return drawing.show("first_run.html", "first-run", None, token=token)


@page("/sign-in", who=ANYONE)
def sign_in_page(drawing: Drawing) -> Response:
    """Organiser, therapist or kiosk."""
    slug = request.args.get("event", "")
    events = drawing.ask.parts.store.events()
    event = next((each for each in events if each.slug == slug), events[0] if len(events) == 1 else None)
    answer = drawing.show(
        "sign_in.html",
        "sign-in",
        event,
        events=[{"slug": each.slug, "name": each.name, "date": each.date.isoformat()} for each in events],
        therapists=sign_in.names(drawing.ask, event.slug) if event else [],
        next=local_path(request.args.get("next", "")),
    )
    devices.remember(answer, drawing.ask.parts.access)
    return answer


page("/in/<token:token>", who=ANYONE)(entrances.sign_in_link)
page("/pair/<token:token>", who=ANYONE)(entrances.pairing_link)


@page(PAGE + "board", who=ANYONE)
def board(drawing: Drawing) -> Response:
    """The live board."""
    snapshot = drawing.ask.parts.looker.board(drawing.ask.slug)
    return compressed(drawing.show("board.html", "board", drawing.event(), snapshot=snapshot))


@page(PAGE + "kiosk", who=KIOSK | ORGANISER)
def kiosk(drawing: Drawing) -> Response:
    """Where runners join."""
    event = drawing.event()
    public = [views.public_therapist(each) | {"gender": each.gender.value} for each in drawing.roster()]
    questions = [views.kiosk_question(each) for each in screening.questions(event) if each.enabled]
    return drawing.show(
        "kiosk.html",
        "kiosk",
        event,
        screening=questions,
        consent=screening.consent_texts(event),
        areas=screening.AREAS,
        slips=_slips(drawing),
        therapists=public,
    )


def _slips(drawing: Drawing) -> dict[str, Any]:
    """What the tablet seals with, its number, and how many sign-ups of it have arrived."""
    ask = drawing.ask
    tablet = ask.asker.opened_by.id if ask.asker else 0
    with ask.parts.store.read(ask.slug) as reading:
        return {"key": ask.parts.tablet_box.public_key, "tablet": tablet, "count": reading.last_count_of(tablet)}


@page(PAGE + "therapist", who=STAFF)
def therapist(drawing: Drawing) -> Response:
    """A therapist's own page; an organiser looks over the shoulder with `?id=`."""
    ask = drawing.ask
    own = ask.actor.therapist_id
    if ask.role is not Role.THERAPIST:
        said = request.args.get("id", "")
        own = int(said) if said.isascii() and said.isdigit() and len(said) <= 15 else None  # noqa: PLR2004
    if own is None:
        return redirect(f"/e/{ask.slug}/desk", code=303)
    with ask.parts.store.read(ask.slug) as reading:
        reading.therapist(own)
    snapshot = ask.parts.looker.staff(ask.slug)
    return drawing.show("therapist.html", "therapist", drawing.event(), therapist_id=own, snapshot=snapshot)


@page(PAGE + "desk", who=DESK)
def desk(drawing: Drawing) -> Response:
    """Everything at once; for a line lead without what concerns anybody's health."""
    ask, event = drawing.ask, drawing.event()
    if ask.role is not Role.LEAD:
        return drawing.show("desk.html", "desk", event, snapshot=ask.parts.looker.staff(ask.slug))
    questions = [views.kiosk_question(each) for each in screening.questions(event) if each.enabled]
    return drawing.show("desk.html", "desk", event, snapshot=ask.parts.looker.lead(ask.slug), screening=questions)


@page(PAGE + "setup", who=ORGANISER)
def setup(drawing: Drawing) -> Response:
    """Settings, roster, start list."""
    return drawing.show(
        "setup.html",
        "setup",
        drawing.event(),
        event_full=event_api.full_event(drawing.ask),
        therapists=therapists.roster(drawing.ask),
    )


@page(PAGE + "devices", who=ORGANISER)
def devices_page(drawing: Drawing) -> Response:
    """Who is signed in where, and pairing."""
    return drawing.show(
        "devices.html",
        "devices",
        drawing.event(),
        passes=passes.passes(drawing.ask),
        therapists=therapists.roster(drawing.ask),
        pins=sorted(each or 0 for each in drawing.ask.parts.access.store.pins_set(drawing.ask.slug)),
    )


@page(PAGE + "staffing", who=ORGANISER)
def staffing_plan(drawing: Drawing) -> Response:
    """How many therapists are needed when."""
    return drawing.show(
        "staffing.html",
        "staffing",
        drawing.event(),
        known=staffing.known(drawing.ask),
        therapists=[{"name": each.name} for each in drawing.roster()],
    )


@page(PAGE + "privacy", who=ORGANISER)
def privacy(drawing: Drawing) -> Response:
    """What is held of people, and what goes when."""
    return drawing.show("privacy.html", "privacy", drawing.event(), privacy=purge.privacy_now(drawing.ask))


@page("/t/<token:token>", who=ANYONE)
def ticket(drawing: Drawing, token: str) -> Response:
    """The runner's own page."""
    drawing.ask.limits.tries(LINKS, address()).check()
    slug = tickets.slug_of(drawing.ask, token)
    snapshot = drawing.ask.parts.looker.ticket(slug, token)
    return drawing.show("ticket.html", "ticket", drawing.event(slug), ticket=snapshot, token=token)


@page("/api/docs", who=ANYONE)
def api_docs(drawing: Drawing) -> Response:
    """The API for people."""
    from eventdesk.web.api import readable  # noqa: PLC0415 - few ask for it

    document = description.document(drawing.ask.parts.version)
    return drawing.plain(
        "api.html",
        paragraphs=readable.paragraphs(document["info"]["description"]),
        tags=readable.by_tag(document),
        objects=readable.objects(document),
        codes=CODES,
    )


@page("/qr.svg", who=ANYONE)
def qr_code(drawing: Drawing) -> Response:
    """The QR code of one of this desk's own addresses."""
    path = request.args.get("p", "") or request.args.get("path", "")
    if not path.startswith(OWN_PATHS) or len(path) > 200 or not path.isascii() or not path.isprintable():  # noqa: PLR2004
        raise Invalid({"p": ["One of this desk's own addresses."]})
    import segno  # noqa: PLC0415 - few pages show one

    drawn = io.BytesIO()
    url = addresses.to_page(request, drawing.ask.parts, path)
    segno.make_qr(url, error="m").save(drawn, kind="svg", scale=QR_SCALE, border=2, light="#fff", xmldecl=False)
    answer = Response(drawn.getvalue(), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


@page("/trust", who=ANYONE)
def trust(drawing: Drawing) -> Response:
    """How a device of the team comes to trust this desk's encryption."""
    ask = drawing.ask
    shown = ask.parts.trust
    where = addresses.to_page(request, ask.parts, "/trust")
    start = addresses.to_page(request, ask.parts, "/sign-in")
    return drawing.plain("trust.html", trust=shown, where=where, start=start)


@page("/trust/<name>", who=ANYONE)
def trust_file(drawing: Drawing, name: str) -> Response:
    """The certificate of this desk's authority, as devices take it."""
    kept = drawing.ask.parts.trust
    found = kept.file(name) if kept else None
    if found is None:
        code = "not_found"
        raise Refused(code)
    answer = Response(found[1], content_type=found[0])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
