"""Every refusal the desk can give; mapped to HTTP once, at the web border.

`code` is stable and documented; the message is a sentence a person can read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventdesk.domain.visit import Visit


class EventDeskError(Exception):
    """Root of every refusal and failure that EventDesk itself raises."""

    code: ClassVar[str] = "error"


class NotFound(EventDeskError):
    """There is no such thing here."""

    code = "not_found"


class NoSuchEvent(NotFound):
    """No event has this slug."""

    code = "no_such_event"


class NoSuchVisit(NotFound):
    """No visit of this event has this id or link."""

    code = "no_such_visit"


class NoSuchTherapist(NotFound):
    """No therapist of this event has this id."""

    code = "no_such_therapist"


class NoSuchEntrant(NotFound):
    """The start list has no such bib."""

    code = "no_such_entrant"


class NoSuchSlip(NotFound):
    """No sign-up with this number has arrived."""

    code = "no_such_slip"


class NotAllowed(EventDeskError):
    """Never for this person, whatever the state."""

    code = "not_allowed"


class NotNow(EventDeskError):
    """Allowed in another state, not in the present one; nothing changed."""

    code = "not_now"

    def __init__(self, message: str, *, state: str = "") -> None:
        super().__init__(message)
        self.state = state


class ActionRefused(NotNow):
    """The table of the lifecycle has no such step from the present state."""

    code = "action_refused"


class OpenVisitExists(NotNow):
    """The bib already has a visit that is not over."""

    code = "open_visit_exists"

    def __init__(self, visit: Visit) -> None:
        super().__init__(f"This runner already has ticket {visit.ticket}.", state=visit.status)
        self.visit = visit


class ListClosed(NotNow):
    """The desk takes no new runners at the moment."""

    code = "list_closed"


class TherapistBusy(NotNow):
    """The therapist has a runner, or is not on duty."""

    code = "therapist_busy"


class NobodyToCall(NotNow):
    """No waiting visit may be given to this therapist."""

    code = "nobody_to_call"


class NoSupervisor(NotNow):
    """A student is given nobody while no supervisor is on shift."""

    code = "no_supervisor"


class NothingToUndo(NotNow):
    """There is no action left to undo, or something later depends on it."""

    code = "nothing_to_undo"


class SlugTaken(NotNow):
    """An event with this slug exists."""

    code = "slug_taken"


class StillInUse(NotNow):
    """A wave, treatment or therapist that open visits need cannot be taken away."""

    code = "still_in_use"


class Invalid(EventDeskError):
    """Well-formed but wrong; `fields` names each field with its sentences."""

    code = "invalid"

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self.fields = {name: list(reasons) for name, reasons in fields.items()}
        super().__init__("; ".join(f"{name}: {' '.join(reasons)}" for name, reasons in self.fields.items()))


class KeyReused(EventDeskError):
    """An idempotency key came again with a different request."""

    code = "key_reused"


class StoreUnavailable(EventDeskError):
    """The disk is full or the database is away; nothing was half-done."""

    code = "store_unavailable"
