"""The queue rule's reasons in words: why somebody waits, why a ready therapist has nobody, what is against a pair."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from eventdesk.domain.dispatch import PassedOver, in_words, why_not, why_waiting
from eventdesk.domain.event import Event, Mode
from eventdesk.domain.supervision import is_supervised
from eventdesk.domain.therapist import Therapist, TherapistStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from eventdesk.domain.visit import Visit

LOOKED_AT_AT_MOST = 400
"""How many in line are asked why they are passed over: nobody reads further."""

NOT_ASKED = "Has not asked for the next runner."
NEXT_ROUND = "The next round has not begun yet."
_IDLE = {
    # Read at the desk, and by the student as the answer to Next.
    PassedOver.NO_SUPERVISOR: "No supervisor is on shift, so students get no new runner.",
    PassedOver.NEXT_ROUND: NEXT_ROUND,
    PassedOver.NOT_YET: "Those waiting asked to come later.",
    PassedOver.TOO_LATE: "Those waiting are too late for their start.",
    PassedOver.SKILL: "Those waiting came for another treatment.",
    PassedOver.WISH_GENDER: "Those waiting wish for somebody else.",
    PassedOver.WISH_THERAPIST: "Those waiting wish for somebody else.",
    PassedOver.BREAK_TOO_SOON: "Nobody fits before the break or the end of the shift.",
}
_NOT_THIS_ONE = {
    PassedOver.NO_SUPERVISOR: "A student, and no supervisor is on shift.",
    PassedOver.SKILL: "Does not usually do this treatment.",
    PassedOver.WISH_GENDER: "Not whom the runner wished for.",
    PassedOver.WISH_THERAPIST: "Not whom the runner wished for.",
    PassedOver.BREAK_TOO_SOON: "The break or the end of the shift comes too soon.",
}


@dataclass(frozen=True, slots=True)
class Reasons:
    """What staff can read at one instant: `passed_over` by the id of a visit, `why_idle` by that of a therapist."""

    passed_over: dict[str, str] = field(default_factory=dict)
    why_idle: dict[str, str] = field(default_factory=dict)


def found(event: Event, line: Iterable[Visit], therapists: Sequence[Therapist], now: datetime) -> Reasons:
    """All reasons there are. `line`: those waiting, in queue order; `therapists`: the whole team."""
    supervised = is_supervised(therapists)
    looked_at = list(islice(line, LOOKED_AT_AT_MOST))
    passed_over = {
        str(visit.id): in_words(reason, visit, therapists)
        for visit in looked_at
        if (reason := why_waiting(visit, therapists, now, event, supervised=supervised)) is not None
    }
    idle = {str(each.id): _idle_words(event, each, looked_at, now, supervised=supervised) for each in therapists}
    return Reasons(passed_over, {key: words for key, words in idle.items() if words})


def _idle_words(event: Event, therapist: Therapist, line: Sequence[Visit], now: datetime, *, supervised: bool) -> str:
    if therapist.status is not TherapistStatus.READY or not line:
        return ""
    words = why_idle(therapist, line, now, event, supervised=supervised)
    has_to_ask = event.mode is Mode.ON_REQUEST and therapist.asked_at is None
    return NOT_ASKED if has_to_ask and words in {"", NEXT_ROUND} else words


def why_idle(
    therapist: Therapist,
    line: Sequence[Visit],
    now: datetime,
    event: Event | None = None,
    *,
    supervised: bool = True,
) -> str:
    """Why nobody in line may be given to this ready therapist; empty where somebody may, or nobody waits."""
    if therapist.status is not TherapistStatus.READY or not line:
        return ""
    against: set[PassedOver] = set()
    for visit in line:
        reason = why_waiting(visit, [therapist], now, event, supervised=supervised)
        if reason is None:
            return ""
        against.add(reason)
    return _IDLE[next(each for each in PassedOver if each in against)]


def why_not_this_one(
    visit: Visit, therapist: Therapist, now: datetime, event: Event | None = None, *, supervised: bool = True
) -> str:
    """What speaks against giving this runner to this therapist now; empty where nothing does."""
    reason = why_not(visit, therapist, now, event, supervised=supervised)
    return "" if reason is None else _NOT_THIS_ONE[reason]
