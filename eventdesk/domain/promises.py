"""What a runner was told of the start, and when that may change.

A window once shown moves later at most once in five minutes, and says why. It moves earlier or gets
narrower at any time. Small changes are not worth a second look at the phone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventdesk.domain.forecast import Window

FEWER, EARLIER_STARTS, LONGER = (
    "Fewer therapists are working just now.",
    "Runners who start soon go first.",
    "Treatments are taking a little longer.",
)
WORTH_SAYING = timedelta(minutes=1)
LATER_AT_MOST_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldWindow:
    """What was told of one visit's start: first at `said_at`; `at`, `low` and `high` as it is shown now.

    `moved_at`: when it was last moved later; `why`: the sentence for that.
    """

    visit_id: int
    said_at: datetime
    first_at: datetime
    first_low: datetime
    first_high: datetime
    at: datetime
    low: datetime
    high: datetime
    moved_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a window rests on: couches that could take the visit, and visits before a start that go ahead of it."""

    couches: int
    starting_soon: int


def why_later(then: Situation, now: Situation) -> str:
    """The sentence for a window that moved later."""
    if now.couches < then.couches:
        return FEWER
    return EARLIER_STARTS if now.starting_soon > then.starting_soon else LONGER


def holds(before: ToldWindow, found: Window) -> bool:
    """Whether what is shown may stay as it is: neither later than told nor worth telling as earlier."""
    return not _is_later(before, found) and not _is_earlier(before, found)


def told(before: ToldWindow | None, visit_id: int, found: Window, now: datetime, why: str) -> ToldWindow:
    """What is shown now. `found`: what the forecast says now; `why`: the reason if it is later than before."""
    if before is None:
        return _first(visit_id, found, now)
    if _is_later(before, found):
        # The clock may have been set back meanwhile: then nobody holds on to what was told for an hour.
        if abs(now - (before.moved_at or before.said_at)) < LATER_AT_MOST_EVERY:
            return before
        return replace(before, at=found.at, low=found.low, high=found.high, moved_at=now, why=why)
    return _earlier(before, found) if _is_earlier(before, found) else before


def _first(visit_id: int, found: Window, now: datetime) -> ToldWindow:
    return ToldWindow(
        visit_id=visit_id,
        said_at=now,
        first_at=found.at,
        first_low=found.low,
        first_high=found.high,
        at=found.at,
        low=found.low,
        high=found.high,
    )


def _is_later(before: ToldWindow, found: Window) -> bool:
    """Whether the old window does not hold any more: what is expected now lies behind it, or nearly."""
    return found.at > before.high or (found.at > before.at and found.high - before.high >= WORTH_SAYING)


def _is_earlier(before: ToldWindow, found: Window) -> bool:
    return before.at - found.at >= WORTH_SAYING or before.high - found.high >= WORTH_SAYING


def _earlier(before: ToldWindow, found: Window) -> ToldWindow:
    at, high = min(before.at, found.at), min(before.high, found.high)
    return replace(before, at=at, low=min(found.low, at), high=max(high, at))
