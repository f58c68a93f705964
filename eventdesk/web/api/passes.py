"""What is signed in: browsers, tablets and programs, shown to the organiser, who may end each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.domain import views
from eventdesk.services import entering
from eventdesk.services.access import Kind
from eventdesk.web.api import answers, bodies, settings_bodies
from eventdesk.web.asking import ORGANISER
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.problems import Refused
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from eventdesk.services.access import Pass
    from eventdesk.services.floor import Floor
    from eventdesk.web.parts import Json

routes = Routes("Sign-in")
PAIRED = frozenset({Kind.KIOSK, Kind.DEVICE})


@routes.add("GET", EVENT + "/passes", who=ORGANISER, answers={200: answers.Passes})
def list_passes(ask: Ask) -> Reply:
    """What is signed in to this event, newest first; what opens every event only for whom that opens as well."""
    return Reply({"passes": passes(ask)})


def passes(ask: Ask) -> list[Json]:
    """As `list_passes` answers them."""
    with ask.parts.store.read(ask.slug) as reading:
        names = {each.id: each.name for each in reading.therapists()}
    return [_shown(ask, each, names) for each in _passes(ask)]


def _passes(ask: Ask) -> list[Pass]:
    """Those that who asks may see and end: whoever has one event cannot sign the desk's organisers out."""
    found = ask.parts.access.passes(ask.slug)
    if ask.asker is not None and ask.asker.slug is None:
        found += ask.parts.access.passes(None)
    return sorted(found, key=lambda each: each.id, reverse=True)


def _shown(ask: Ask, given: Pass, names: dict[int, str]) -> Json:
    return {
        "id": given.id,
        "kind": given.kind.value,
        "role": given.role.value,
        "name": names.get(given.therapist_id or 0, given.label),
        "therapist_id": given.therapist_id,
        "device": given.device,
        "is_for_every_event": given.slug is None,
        "is_yours": ask.asker is not None and ask.asker.opened_by.id == given.id,
        "created_at": views.instant(given.created_at),
        "last_seen_at": views.instant(given.last_seen_at),
        "expires_at": views.instant(given.expires_at),
        "clock_ahead_seconds": given.clock_ahead_seconds,
    }


@routes.add(
    "POST",
    EVENT + "/passes/<id:pass_id>/revoke",
    who=ORGANISER,
    body=bodies.Nothing,
    answers={200: answers.Empty},
    refuses=(409,),
)
def revoke_pass(ask: Ask, pass_id: int, body: bodies.Nothing) -> Reply:  # noqa: ARG001 - it says nothing
    """Signs a browser, a tablet or a program out; its live screens go silent at once."""
    given = next((each for each in _passes(ask) if each.id == pass_id), None)

    def note(floor: Floor) -> None:
        # Within the command, so that the same request again is answered as the first time.
        if given is None:
            code = "not_found"
            raise Refused(code, "This is not signed in any more.")
        floor.note("event", entering.SIGN_OUT, entering.facts(given))

    reply = ask.command(note, lambda _floor, _result: {})
    if given is not None:
        ask.parts.access.revoke(given.id)
    return reply


@routes.add(
    "PATCH",
    EVENT + "/passes/<id:pass_id>",
    who=ORGANISER,
    body=settings_bodies.DeviceNamed,
    answers={200: answers.PassShown},
)
def name_device(ask: Ask, pass_id: int, body: settings_bodies.DeviceNamed) -> Reply:
    """Calls a paired device something else."""
    given = next((each for each in _passes(ask) if each.id == pass_id and each.kind in PAIRED), None)
    if given is None:
        code = "not_found"
        raise Refused(code, "No device is paired under this number.")
    ask.parts.access.store.rename(given.id, body.name)
    entering.note(ask.parts.desk, ask.slug, ask.actor, entering.RENAMED, **entering.facts(given))
    return Reply(_shown(ask, replace(given, label=body.name), {}))
