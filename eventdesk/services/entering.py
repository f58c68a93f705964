"""What is done to who may come in leaves a trace: in the journal of the event, with no secret and no name in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventdesk.services.access import Pass
    from eventdesk.services.actors import Actor
    from eventdesk.services.desk import Desk
    from eventdesk.services.floor import Floor

SIGN_IN, SIGN_OUT, PAIRED = "sign-in", "sign-out", "paired"
CODE_MADE, LINK_MADE, TOKEN_MADE = "pairing-code", "sign-in-link", "token"
PIN_SET, PIN_REMOVED, PASSPHRASE_CHANGED, RENAMED = "pin-set", "pin-removed", "passphrase-changed", "device-named"


def note(desk: Desk, slug: str | None, actor: Actor, action: str, **details: Any) -> None:
    """Journals `action` in this event; None: it concerns every event of the desk."""
    slugs = [each.slug for each in desk.store.events()] if slug is None else [slug]
    for each in slugs:
        desk.perform(each, actor, lambda floor: floor.note("event", action, details))


def note_apart(floor: Floor, action: str, **details: Any) -> None:
    """Journals `action` within a command that does something else as well: undoing that leaves this as it is."""
    floor.next_command(floor.actor)
    floor.note("event", action, details)


def facts(given: Pass) -> dict[str, Any]:
    """A pass as the journal tells it."""
    return {
        "pass": given.id,
        "kind": given.kind.value,
        "role": given.role.value,
        "therapist_id": given.therapist_id,
    }
