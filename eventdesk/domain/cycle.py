"""Cycle mode: all couches start together and end together, in rounds.

The trade's advice for a tent that is overrun: "run in cycles that begin and end together", and a
break is a whole cycle (MASSAGE Magazine 98, 2002, "8 pointers" for sports events). One call for all
couches, one clock for everybody, and nobody is asked to hurry up alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.event import Event, Rule, minutes

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit

CALL_WINDOW = minutes(2)
"""Calls are made from the beginning of a round for this long: who is a little late still joins."""
LEAST_MINUTES = 5
"""Nobody lies down for less than this."""


def is_on(event: Event) -> bool:
    """Whether the event works in rounds."""
    return event.cycle_minutes > 0 and event.cycle_from is not None


def wakes_from(event: Event) -> datetime | None:
    """The first beginning of all, when a timer has to look at the event; None without rounds."""
    return event.cycle_from if is_on(event) else None


def _began_at(event: Event, at: datetime) -> datetime:
    """The beginning of the round that `at` lies in; the first one for an instant before it."""
    first, length = event.cycle_from or at, minutes(event.cycle_minutes)
    return first + max((at - first) // length, 0) * length


def calls_from(event: Event, at: datetime) -> datetime:
    """The first instant from `at` on at which the dispatcher may call; `at` itself without rounds."""
    if not is_on(event):
        return at
    began_at = _began_at(event, at)
    if at < began_at:
        return began_at
    return at if at <= began_at + CALL_WINDOW else began_at + minutes(event.cycle_minutes)


def may_call(event: Event, now: datetime) -> bool:
    """Whether the dispatcher may call at `now`."""
    return calls_from(event, now) == now


def next_cycle_at(event: Event, now: datetime) -> datetime | None:
    """The next beginning of a round after `now`; None without rounds."""
    if not is_on(event):
        return None
    began_at = _began_at(event, now)
    return began_at if now < began_at else began_at + minutes(event.cycle_minutes)


def hands_on_minutes(event: Event) -> int:
    """How long a treatment of a round is; 0 without rounds."""
    return event.cycle_minutes - event.turnover_minutes if is_on(event) else 0


def ends_at(event: Event, started_at: datetime, length_minutes: int) -> datetime:
    """When a treatment that begins at `started_at` is planned to end.

    Without rounds after `length_minutes`. With rounds all end together, the turnover before the next
    beginning, whatever the length. Who starts late has `LEAST_MINUTES` at least; where that leaves no
    way to join the next round, it ends together with that one.
    """
    if not is_on(event):
        return started_at + minutes(length_minutes)
    round_length = minutes(event.cycle_minutes)
    turnover = minutes(event.turnover_minutes)
    next_at = _began_at(event, started_at) + round_length
    end = max(next_at - turnover, started_at + minutes(LEAST_MINUTES))
    return end if end + turnover <= next_at + CALL_WINDOW else next_at - turnover + round_length


def planned_end(event: Event, visit: Visit, started_at: datetime) -> datetime:
    """When this visit, begun at `started_at`, is planned to end.

    As `ends_at`, but nobody with a start to catch is kept longer than the minutes that fit before it.
    """
    end = ends_at(event, started_at, visit.minutes)
    return min(end, started_at + minutes(visit.minutes)) if visit.rule is Rule.BEFORE_START else end


def break_ends_at(event: Event, now: datetime, length: timedelta) -> datetime:
    """When a break of `length` that begins at `now` is over: with rounds, at the beginning of one.

    It is never shorter than asked for by more than the time in which one can still join a round.
    """
    end = now + length
    # A break that ends while a round is being called has ended at its beginning.
    return next_cycle_at(event, max(now, end - CALL_WINDOW - timedelta(microseconds=1))) or end
