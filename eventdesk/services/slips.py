"""Sign-ups that a tablet kept while the desk was away: taken in as of the moment when the runner stood there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from string import ascii_lowercase
from typing import TYPE_CHECKING

from eventdesk.domain.errors import Invalid, NoSuchSlip, NotNow
from eventdesk.domain.slip import Slip
from eventdesk.services import registering

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from eventdesk.domain.visit import Visit
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading
    from eventdesk.services.registering import Told, Wanted

LATE_AT_MOST = timedelta(hours=6)
"""Nobody is put in line as of longer ago: a tablet's clock may be wrong, and a morning's runner has gone home."""


NOT_UNDERSTOOD = "Not everything in it could be understood. Please sign up again."
_OF_THE_BODY = frozenset({"focus", "avoid"})
"""What is wrong with these would repeat what the runner said about the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """A sign-up as it came from a tablet.

    `made_ago`: how long before it arrived the runner stood there. `is_here`: the runner still does, so that a refusal
    can be told and mended; else it is kept for the desk.
    """

    slip: str
    made_ago: timedelta
    is_here: bool


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of it: a visit, or a reason why there is none."""

    slip: Slip
    visit: Visit | None


def signed_up_at(floor: Floor, made_ago: timedelta) -> datetime:
    """When the runner stood at the tablet: no more than six hours ago, and not before the tent opened."""
    at = floor.now - min(max(made_ago, timedelta()), LATE_AT_MOST)
    opens_at = floor.event.opens_at
    return at if opens_at is None or opens_at > floor.now else max(at, opens_at)


def take_in(floor: Floor, sign_up: SignUp, said: Callable[[], tuple[Wanted, Told]]) -> TakenIn:
    """A visit as of the moment of the sign-up, or the refusal, kept under the slip's number.

    `said` opens what the runner said, and raises `Invalid` for what nobody can take in. Raises what `register`
    raises, with nothing kept, when the runner is still there to be told.
    """
    at = signed_up_at(floor, sign_up.made_ago)
    number = _free(floor.change, sign_up.slip)
    try:
        wanted, told = said()
        visit = registering.register(floor, wanted, told, signed_up_at=at)
    except (Invalid, NotNow) as refusal:
        if sign_up.is_here:
            raise
        refused = Slip(
            slip=number, visit_id=None, reason=_in_words(refusal), signed_up_at=at, arrived_at=floor.now, seen_at=None
        )
        floor.keep_slip(refused, "slip-refused")
        return TakenIn(refused, None)
    slip = Slip(slip=number, visit_id=visit.id, reason="", signed_up_at=at, arrived_at=floor.now)
    # The visit has its own entry in the journal.
    floor.change.put_slip(slip)
    return TakenIn(slip, visit)


def see(floor: Floor, number: str) -> Slip:
    """Somebody at the desk took note of a refusal. Raises `NoSuchSlip`."""
    slip = floor.change.slip(number)
    if not slip.needs_somebody:
        return slip
    seen = replace(slip, seen_at=floor.now)
    floor.keep_slip(seen, "slip-seen")
    return seen


def _free(reading: Reading, slip: str) -> str:
    """The number, with a letter behind it if a tablet that forgot its count gave it twice."""
    return next(each for each in (slip, *(slip + letter for letter in ascii_lowercase[1:])) if _is_free(reading, each))


def _is_free(reading: Reading, slip: str) -> bool:
    try:
        reading.slip(slip)
    except NoSuchSlip:
        return True
    return False


def _in_words(refusal: Invalid | NotNow) -> str:
    """Why, without anything that the runner said."""
    if isinstance(refusal, Invalid):
        told = (reasons for name, reasons in refusal.fields.items() if name not in _OF_THE_BODY)
        return " ".join(reason for reasons in told for reason in reasons) or NOT_UNDERSTOOD
    return str(refusal)
