"""How the tent meets a surge: shorter treatments, rounds, and a list that closes itself in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain import busy, cycle
from eventdesk.domain.errors import Invalid, NotAllowed
from eventdesk.domain.event import Event, ListState
from eventdesk.domain.visit import Role, VisitStatus

if TYPE_CHECKING:
    from eventdesk.services.floor import Floor

QUEUED = (VisitStatus.HELD, VisitStatus.WAITING, VisitStatus.AWAY)
SHORTEST_CYCLE, LONGEST_CYCLE = 10, 60
LEAST_HANDS_ON_MINUTES = 5
FIRST_ROUND_ON = timedelta(minutes=5)
"""The first round begins at a time that can be said aloud: 14:05, not 14:03."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def set_busy(floor: Floor, *, on: bool) -> Event:
    """Busy mode on: newcomers and those queued get the busy length; off: those queued get theirs back.

    Called and treating runners keep what they were told. Each visit is a command of its own: an undo
    gives that one its full length. Raises `NotAllowed`, `Invalid`.
    """
    _check_organiser(floor)
    if floor.event.is_busy == on:
        return floor.event
    if on and not busy.can_be_busy(floor.event):
        raise Invalid({"on": ["No treatment has a busy length yet: give it one in the settings."]})
    event = floor.save_event(replace(floor.event, is_busy=on), "busy-mode")
    for visit in floor.change.visits(QUEUED):
        changed = busy.shortened(event, visit) if on else busy.in_full(visit)
        if changed != visit:
            floor.next_command(floor.actor)
            floor.save_visit(changed, "busy-mode")
    return event


def set_cycle(floor: Floor, minutes: int) -> Event:
    """All couches in rounds of so many minutes, turnover included; 0: each on its own again.

    The first round begins at the next full five minutes, another length with the next round.
    Treatments that run keep their end. Raises `NotAllowed`, `Invalid`.
    """
    _check_organiser(floor)
    if minutes == floor.event.cycle_minutes:
        return floor.event
    if minutes == 0:
        return floor.save_event(replace(floor.event, cycle_minutes=0, cycle_from=None), "cycle-mode")
    wrong = wrong_cycle(floor.event, minutes)
    if wrong:
        raise Invalid({"minutes": [wrong]})
    first = cycle.next_cycle_at(floor.event, floor.now) or _full_five_minutes(floor.now)
    return floor.save_event(replace(floor.event, cycle_minutes=minutes, cycle_from=first), "cycle-mode")


def wrong_cycle(event: Event, minutes: int) -> str:
    """What is wrong with rounds of so many minutes; empty where nothing is."""
    shortest = max(SHORTEST_CYCLE, LEAST_HANDS_ON_MINUTES + event.turnover_minutes)
    return "" if shortest <= minutes <= LONGEST_CYCLE else f"Between {shortest} and {LONGEST_CYCLE} minutes."


def _full_five_minutes(now: datetime) -> datetime:
    return _EPOCH - (_EPOCH - now) // FIRST_ROUND_ON * FIRST_ROUND_ON


def close_by_capacity(floor: Floor, last_ticket: str) -> Event:
    """Closes the list because nobody more could be done in time; a list that is closed stays as it is.

    `last_ticket`: the last one who will be served, "" where nobody waits. Opened again by hand, the
    list does not close itself a second time.
    """
    if floor.event.state is ListState.CLOSED:
        return floor.event
    reason = "The list is full for today."
    if last_ticket:
        reason += f" The last one who will be served is {last_ticket}."
    closed = replace(floor.event, state=ListState.CLOSED, closed_reason=reason, last_ticket=last_ticket)
    return floor.save_event(closed, "last-call")


def _check_organiser(floor: Floor) -> None:
    if floor.actor.role is not Role.ORGANISER:
        msg = "This is for the organiser to do."
        raise NotAllowed(msg)
