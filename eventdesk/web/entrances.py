"""The pages by which somebody comes in with a link: a therapist's sign-in, a device that is paired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.domain.visit import Role
from eventdesk.services.access import CodeKind
from eventdesk.web.api.sign_in import DEVICE_NAMES
from eventdesk.web.limits import LINKS, address

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from eventdesk.services.access import Code
    from eventdesk.web.drawing import Drawing

ASK_AGAIN = "Please ask the desk for a new one."
BECOMES = {
    Role.KIOSK: "Runners will sign up on it. Leaving that takes the kiosk's PIN.",
    Role.LEAD: "It will show the line and the therapists, and call runners. It shows no health answers.",
    Role.BOARD: "It will show the board that everybody may see.",
}


def no_link(drawing: Drawing, text: str) -> Response:
    """A link that leads nowhere, in words."""
    return drawing.plain("error.html", 404, title="This link is not valid any more", text=text)


def sign_in_link(drawing: Drawing, token: str) -> Response:
    """A button: a link preview that fetches this page must not use the link up."""
    found = _peek(drawing, token, CodeKind.SIGN_IN)
    if found is None:
        return no_link(drawing, ASK_AGAIN)
    with drawing.ask.parts.store.read(found.slug or "") as reading:
        therapist, event = reading.therapist(found.therapist_id or 0), reading.event
    return drawing.show("in.html", "in", event, token=token, first_name=therapist.first_name)


def pairing_link(drawing: Drawing, token: str) -> Response:
    """What the device becomes, what it is called, and a button."""
    found = _peek(drawing, token, CodeKind.PAIR)
    if found is None:
        return no_link(drawing, ASK_AGAIN)
    role = found.role or Role.KIOSK
    return drawing.show(
        "pair.html",
        "pair",
        drawing.event(found.slug or ""),
        token=token,
        role=DEVICE_NAMES[role],
        words=BECOMES[role],
        device_name=found.label,
    )


def _peek(drawing: Drawing, token: str, kind: CodeKind) -> Code | None:
    """What the link would open; counts who tries links that lead nowhere."""
    tries = drawing.ask.limits.tries(LINKS, address())
    tries.check()
    found = drawing.ask.parts.access.peek_link(token, kind)
    if found is None:
        tries.count()
    return found
