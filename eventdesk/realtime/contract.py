"""Every message of the live namespace, typed. What has no type here is not sent and not understood."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, with_config
from typing_extensions import TypedDict

NAMESPACE = "/live"
WATCH, PATCH, FORECAST, DISMISSED = "watch", "patch", "forecast", "dismissed"
LARGEST_MESSAGE_BYTES = 8192
"""What a client may send at once. A `watch` has 300; a handshake carries a token of 43."""

Json = dict[str, Any]
_exact = with_config(ConfigDict(extra="forbid"))


class Watch(BaseModel):
    """Client to server: what to hear, and the `seq` of the last patch that the client has."""

    model_config = ConfigDict(strict=True, frozen=True)

    event: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    room: Annotated[str, StringConstraints(pattern=r"^(board|staff|visit:[A-Za-z0-9_-]{1,64})$")]
    since: Annotated[int, Field(ge=0)] | None = None


@_exact
class SnapshotAnswer(TypedDict):
    """The answer to a `watch` without `since`, or after a large gap."""

    seq: int
    at: str
    snapshot: Json


@_exact
class Patch(TypedDict):
    """Server to client: what one entry of the event's journal changed for this room, often nothing.

    A change is `{"visit": …}`, `{"therapist": …}`, `{"event": …}` or, for staff, `{"slip": …}` with the whole object.
    """

    seq: int
    at: str
    changes: list[Json]


@_exact
class PatchesAnswer(TypedDict):
    """The answer to a `watch` with `since`, when the gap is small."""

    seq: int
    at: str
    patches: list[Patch]


@_exact
class Refusal(TypedDict):
    """The answer to a `watch` that is refused, and the body of `dismissed`."""

    error: str
    detail: str


Answer = SnapshotAnswer | PatchesAnswer | Refusal


REFUSALS = {
    "malformed": "The message is not `watch`, or one of its fields is wrong or missing; `detail` names it.",
    "too_often": "More than 20 watches of a socket in ten seconds; 30 wrong links or 5,000 snapshots of an address.",
    "not_signed_in": "The staff room needs somebody who is signed in, or a token that is valid.",
    "not_allowed": "Signed in, but not as staff of this event.",
    "no_such_event": "No event has this short name.",
    "no_such_visit": "No visit of this event has this link.",
    "store_unavailable": "The database is away; try again in a moment.",
    "not_connected": "The socket was closing; connect again.",
    "internal": "A fault of EventDesk; try again.",
}
"""Every code of a refusal, and what it means."""


@_exact
class Expected(TypedDict):
    """When a visit will start; the three are null while nobody can tell. `position`: to the holder of the ticket only.

    `why`: only where the window has moved later.
    """

    at: str | None
    low: str | None
    high: str | None
    why: NotRequired[str]
    position: NotRequired[int | None]


@_exact
class ForecastMessage(TypedDict):
    """Server to client: what moved by a minute or more, by visit id. Empty ones are signs of life.

    `seq` is that of the last patch sent: a client that has a smaller one has missed something.
    `passed_over` (by visit), `why_idle` (by therapist) and `outlook` are for the staff room only, and
    whole: they take the place of those told before.
    """

    at: str
    seq: int
    visits: dict[str, Expected]
    walk_up: NotRequired[Json]
    passed_over: NotRequired[dict[str, str]]
    why_idle: NotRequired[dict[str, str]]
    outlook: NotRequired[Json]


@_exact
class PublicVisit(TypedDict):
    """All that a public room tells of a visit."""

    id: int
    ticket: str
    label: str
    treatment: str
    status: str
    couch: str
    due_at: str
    called_at: str | None
    ends_at: str | None


def refusal(code: str, detail: str) -> Refusal:
    """A refusal by its stable code, with a sentence a person can read."""
    return {"error": code, "detail": detail}
