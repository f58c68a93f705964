"""Coming in and going out: passphrase, PIN, single-use links, paired devices, the first run."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from eventdesk.domain import views
from eventdesk.domain.errors import Invalid, NotAllowed, NotNow
from eventdesk.domain.visit import Role
from eventdesk.services import entering, events, pass_ends
from eventdesk.services.access import PAIRING_LASTS, SIGN_IN_LINK_LASTS, CodeKind, Kind, hash_secret
from eventdesk.services.actors import Actor
from eventdesk.web import addresses, devices, secret_words
from eventdesk.web.api import answers, bodies, settings_bodies
from eventdesk.web.asking import ANYONE, DEVICES, KIOSK, ORGANISER, forget, remember, who_asks
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.limits import (
    PAIRING,
    PAIRING_ALL,
    PIN,
    PIN_ADDRESS,
    PIN_DEVICE,
    PIN_SLOW,
    SIGN_IN,
    SIGN_IN_SLOW,
    Tries,
    address,
)
from eventdesk.web.problems import Refused
from eventdesk.web.routes import BASE, EVENT, Routes

if TYPE_CHECKING:
    from flask import Response

    from eventdesk.domain.event import Event
    from eventdesk.domain.therapist import Therapist
    from eventdesk.services.access import Pass
    from eventdesk.web.parts import Json

routes = Routes("Sign-in")
DEVICE_NAMES = {Role.KIOSK: "Kiosk", Role.LEAD: "Line lead", Role.BOARD: "Board"}
STARTS = {
    Role.ORGANISER: "desk",
    Role.LEAD: "desk",
    Role.THERAPIST: "therapist",
    Role.KIOSK: "kiosk",
    Role.BOARD: "board",
}


def start_of(role: Role, slug: str | None) -> str:
    """Where somebody goes who has signed in."""
    return "/" if slug is None else f"/e/{slug}/{STARTS[role]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who comes in. `slug` None: to every event; `event`: with which it ends; `action`: for the journal."""

    role: Role
    slug: str | None
    event: str | None
    kind: Kind = Kind.SESSION
    therapist_id: int | None = None
    label: str = ""
    action: str = entering.SIGN_IN


def come_in(ask: Ask, who: Newcomer, *, to: str = "", status: int = 200, body: Json | None = None) -> Response:
    """Gives this browser its pass; the one it had before opens nothing any more."""
    access = ask.parts.access
    before = who_asks(access)
    if before is not None and before.by_cookie:
        access.revoke(before.opened_by.id)
    secret, new = access.give(
        who.kind,
        who.role,
        slug=who.slug,
        therapist_id=who.therapist_id,
        label=who.label,
        event=_ends_with(ask, who),
        device=devices.kind(),
    )
    actor = Actor(who.role, who.label, who.therapist_id)
    entering.note(ask.parts.desk, who.event, actor, who.action, **entering.facts(new))
    answer = Reply(body or {"role": who.role.value, "next": to or start_of(who.role, who.slug)}, status).response()
    remember(answer, secret, new)
    devices.remember(answer, access)
    return answer


def _ends_with(ask: Ask, who: Newcomer) -> Event | None:
    """The event with which the sign-in ends. Of organisers, who see them all: the next one, if that named is over."""
    events = {each.slug: each for each in ask.parts.store.events()}
    named = events.get(who.event or "")
    now = ask.parts.clock.now()
    if who.slug is not None or (named is not None and pass_ends.over_at(named) > now):
        return named
    ahead = (each for each in events.values() if pass_ends.over_at(each) > now)
    return min(ahead, key=pass_ends.over_at, default=named)


@routes.add(
    "POST",
    BASE + "/sign-in",
    who=ANYONE,
    body=settings_bodies.SignIn,
    answers={200: answers.SignedIn},
    refuses=(401, 404),
)
def sign_in(ask: Ask, body: settings_bodies.SignIn) -> Response:
    """As organiser with the passphrase, or as a therapist with the PIN; sets the session cookie."""
    if body.event is not None:
        ask.parts.store.stamp(body.event)
    return _organiser(ask, body) if body.role == "organiser" else _therapist(ask, body)


def _organiser(ask: Ask, body: settings_bodies.SignIn) -> Response:
    if body.passphrase is None:
        raise Invalid({"passphrase": ["Please give the passphrase."]})
    tries = [ask.limits.tries(rule, address()) for rule in (SIGN_IN, SIGN_IN_SLOW)]
    _check_word(ask, ask.parts.access.store.passphrase_hash(), body.passphrase, tries, "This is not the passphrase.")
    _protect(ask, body.passphrase)
    to = start_of(Role.ORGANISER, body.event)
    # The passphrase is the desk's: it opens every event.
    return come_in(ask, Newcomer(role=Role.ORGANISER, slug=None, event=body.event, label=body.name), to=to)


def _therapist(ask: Ask, body: settings_bodies.SignIn) -> Response:
    wrong = {name: ["Please fill this in."] for name in ("event", "therapist_id", "pin") if getattr(body, name) is None}
    if wrong:
        raise Invalid(wrong)
    slug, therapist_id = body.event or "", body.therapist_id or 0
    with ask.parts.store.read(slug) as reading:
        therapist = reading.therapist(therapist_id)
    kept = ask.parts.access.store.pin_hash(slug, therapist_id) if therapist.is_listed else None
    _check_word(ask, kept, body.pin or "", _pin_tries(ask, slug, therapist_id), "This is not the PIN.")
    return come_in(ask, _a_therapist(slug, therapist))


def _a_therapist(slug: str, therapist: Therapist) -> Newcomer:
    return Newcomer(role=Role.THERAPIST, slug=slug, event=slug, therapist_id=therapist.id, label=therapist.name)


def _pin_tries(ask: Ask, slug: str, whose: object) -> list[Tries]:
    """A device may try so often, whosever PIN it is; a PIN may be tried so often, from wherever."""
    device = devices.whose_tries(ask.parts.access)
    ask.limits.tries(PIN_ADDRESS, address()).count()
    return [
        ask.limits.tries(PIN, device),
        ask.limits.tries(PIN_DEVICE, device),
        ask.limits.tries(PIN_SLOW, slug, whose),
    ]


def _protect(ask: Ask, passphrase: str) -> None:
    """Has backups carry the desk's keys, sealed for this passphrase, so that another laptop can take over."""
    kept = ask.parts.access.store.passphrase_hash()
    # Nice to have, not worth refusing anybody when the disk is full; the next sign-in does it.
    with contextlib.suppress(OSError):
        ask.parts.run_aside(ask.parts.backups.protect, passphrase, kept or "")


def _check_word(ask: Ask, kept: str | None, word: str, tries: list[Tries], words: str) -> None:
    """Counts the try before it looks, so that a hundred at once are a hundred tries."""
    for each in tries:
        each.count()
    if kept is None or not secret_words.is_right(ask.parts.run_aside, kept, word):
        code = "wrong_secret"
        raise Refused(code, words)
    for each in tries:
        each.forgive()


@routes.add(
    "POST",
    BASE + "/sign-in/link",
    who=ANYONE,
    body=settings_bodies.LinkUsed,
    answers={200: answers.SignedIn},
)
def sign_in_by_link(ask: Ask, body: settings_bodies.LinkUsed) -> Response:
    """With a therapist's single-use link."""
    tries = ask.limits.tries(SIGN_IN, address())
    tries.count()
    code = ask.parts.access.redeem_link(body.token, CodeKind.SIGN_IN)
    tries.forgive()
    with ask.parts.store.read(code.slug or "") as reading:
        therapist = reading.therapist(code.therapist_id or 0)
    _check_listed(therapist)
    return come_in(ask, _a_therapist(code.slug or "", therapist))


def _check_listed(therapist: Therapist) -> None:
    if not therapist.is_listed:
        msg = "This therapist is not on the roster any more."
        raise NotAllowed(msg)


@routes.add("POST", BASE + "/sign-out", who=DEVICES, body=bodies.Nothing, answers={200: answers.Empty})
def sign_out(ask: Ask, body: bodies.Nothing) -> Response:  # noqa: ARG001 - it says nothing
    """Ends this sign-in. A kiosk leaves with its PIN instead."""
    if ask.role is Role.KIOSK:
        code = "not_allowed"
        raise Refused(code, "The kiosk leaves with its PIN.")
    return _leave(ask, Reply({}).response())


def _leave(ask: Ask, answer: Response) -> Response:
    if ask.asker is not None:
        given = ask.asker.opened_by
        ask.parts.access.revoke(given.id)
        event = given.slug or given.ends_with
        entering.note(ask.parts.desk, event, ask.actor, entering.SIGN_OUT, **entering.facts(given))
    forget(answer)
    return answer


@routes.add("GET", BASE + "/me", who=DEVICES, answers={200: answers.Me})
def show_me(ask: Ask) -> Reply:
    """Who is signed in."""
    opened_by: Pass | None = None if ask.asker is None else ask.asker.opened_by
    return Reply(
        {
            "role": ask.role.value,
            "event": opened_by.slug if opened_by else None,
            "therapist_id": ask.actor.therapist_id,
            "name": ask.actor.name,
        }
    )


@routes.add("GET", EVENT + "/sign-in-names", who=ANYONE, answers={200: answers.Names})
def list_names(ask: Ask) -> Reply:
    """The therapists to choose from at the sign-in."""
    return Reply({"therapists": names(ask, ask.slug)})


def names(ask: Ask, slug: str) -> list[dict[str, object]]:
    """First names only."""
    with ask.parts.store.read(slug) as reading:
        return [{"id": each.id, "first_name": each.first_name} for each in reading.therapists()]


@routes.add(
    "POST",
    EVENT + "/pairings",
    who=ORGANISER,
    body=settings_bodies.NewPairing,
    answers={201: answers.Pairing},
)
def pair_start(ask: Ask, body: settings_bodies.NewPairing) -> Reply:
    """Six digits to type on a device, and a link for its camera: it becomes what is said here, within ten minutes."""
    access, role = ask.parts.access, Role(body.role)
    ask.parts.store.stamp(ask.slug)
    text, code = access.code(
        CodeKind.PAIR, slug=ask.slug, therapist_id=None, lasts=PAIRING_LASTS, digits=6, role=role, label=body.name
    )
    entering.note(ask.parts.desk, ask.slug, ask.actor, entering.CODE_MADE, role=role.value)
    path = f"/pair/{access.links.made(text, code.expires_at)}"
    shown = {"code": text, "role": role.value, "name": body.name, "expires_at": views.instant(code.expires_at)}
    return Reply(shown | {"path": path, "url": addresses.to_page(request, ask.parts, path)}, 201)


@routes.add("POST", BASE + "/pair", who=ANYONE, body=settings_bodies.Paired, answers={200: answers.Next})
def pair(ask: Ask, body: settings_bodies.Paired) -> Response:
    """Makes this browser a kiosk, a board or the line lead's, with the digits or the link of the organiser's screen."""
    if (body.code is None) == (body.token is None):
        raise Invalid({"code": ["Give the six digits, or the link."]})
    access = ask.parts.access
    mine = ask.limits.tries(PAIRING, address())
    mine.count()
    ask.limits.tries(PAIRING_ALL).count()
    code = access.redeem(body.code, CodeKind.PAIR) if body.code else access.redeem_link(body.token or "", CodeKind.PAIR)
    mine.forgive()
    role = code.role or Role.KIOSK
    paired = Newcomer(
        role=role,
        slug=code.slug,
        event=code.slug,
        kind=Kind.KIOSK if role is Role.KIOSK else Kind.DEVICE,
        label=body.name or code.label or DEVICE_NAMES[role],
        action=entering.PAIRED,
    )
    return come_in(ask, paired, body={"next": start_of(role, code.slug)})


@routes.add(
    "POST",
    BASE + "/kiosk/leave",
    who=KIOSK,
    body=settings_bodies.KioskLeft,
    answers={200: answers.Next},
)
def leave_kiosk(ask: Ask, body: settings_bodies.KioskLeft) -> Response:
    """Signs the tablet out, with the kiosk's PIN; where none is set, with the organiser's passphrase."""
    slug = (ask.asker.slug if ask.asker else None) or ""
    store = ask.parts.access.store
    kept = store.pin_hash(slug, None) or store.passphrase_hash()
    _check_word(ask, kept, body.pin, _pin_tries(ask, slug, "kiosk"), "This is not the PIN.")
    return _leave(ask, Reply({"next": f"/sign-in?event={slug}"}).response())


@routes.add(
    "POST",
    EVENT + "/therapists/<id:therapist_id>/sign-in-link",
    who=ORGANISER,
    body=bodies.Nothing,
    answers={201: answers.SignInLink},
)
def make_sign_in_link(ask: Ask, therapist_id: int, body: bodies.Nothing) -> Reply:  # noqa: ARG001
    """A link (also as a QR code) that signs a therapist in, once, within half an hour."""
    with ask.parts.store.read(ask.slug) as reading:
        _check_listed(reading.therapist(therapist_id))
    text, code = ask.parts.access.code(
        CodeKind.SIGN_IN, slug=ask.slug, therapist_id=therapist_id, lasts=SIGN_IN_LINK_LASTS
    )
    path = f"/in/{ask.parts.access.links.made(text, code.expires_at)}"
    entering.note(ask.parts.desk, ask.slug, ask.actor, entering.LINK_MADE, therapist_id=therapist_id)
    return Reply(
        {
            "url": addresses.to_page(request, ask.parts, path),
            "path": path,
            "expires_at": views.instant(code.expires_at),
        },
        201,
    )


@routes.add(
    "POST",
    BASE + "/first-run/<token:token>",
    who=ANYONE,
    body=settings_bodies.FirstRun,
    answers={201: answers.Made},
    refuses=(409,),
)
def first_run(ask: Ask, token: str, body: settings_bodies.FirstRun) -> Response:
    """The organiser's passphrase and the first event; signs in as organiser."""
    access, run_aside = ask.parts.access, ask.parts.run_aside
    if access.store.peek_code(hash_secret(token), CodeKind.FIRST_RUN, ask.parts.clock.now()) is None:
        _refuse_first_run(ask)
    passphrase = secret_words.hashed(run_aside, body.passphrase)
    pin = secret_words.hashed(run_aside, body.kiosk_pin) if body.kiosk_pin else None
    said = body.event
    # The event first: when it can't be made, the link stays good for another try.
    event = events.new_event(ask.parts.store, slug=said.slug, name=said.name, day=said.date, timezone=said.timezone)
    access.redeem(token, CodeKind.FIRST_RUN)
    access.store.set_passphrase_hash(passphrase)
    access.store.set_pin_hash(event.slug, None, pin)
    _protect(ask, body.passphrase)
    shown = {
        "event": views.public_event(event, ask.parts.clock.now()),
        "next": f"/e/{event.slug}/setup",
    }
    return come_in(ask, Newcomer(role=Role.ORGANISER, slug=None, event=event.slug), status=201, body=shown)


def _refuse_first_run(ask: Ask) -> None:
    ask.limits.tries(SIGN_IN, address()).count()
    if ask.parts.access.store.passphrase_hash() is not None:
        msg = "This desk is set up already."
        raise NotNow(msg, state="set_up")
    msg = "This link is not valid any more. Only the newest one is: look where EventDesk says it, or start it again."
    raise NotAllowed(msg)


@routes.add(
    "POST",
    BASE + "/passphrase",
    who=ORGANISER,
    body=settings_bodies.PassphraseChanged,
    answers={200: answers.Empty},
)
def change_passphrase(ask: Ask, body: settings_bodies.PassphraseChanged) -> Reply:
    """Another passphrase for the organisers. Those who are signed in stay so."""
    store = ask.parts.access.store
    tries = [ask.limits.tries(SIGN_IN, address())]
    _check_word(ask, store.passphrase_hash(), body.passphrase, tries, "This is not the passphrase.")
    store.set_passphrase_hash(secret_words.hashed(ask.parts.run_aside, body.new_passphrase))
    _protect(ask, body.new_passphrase)
    entering.note(ask.parts.desk, None, ask.actor, entering.PASSPHRASE_CHANGED)
    return Reply({})
