"""What becomes of instants when the desk was away for a while, or the machine's clock was changed.

Instants of two kinds stand beside each other. Some come from the calendar and stay: starts of waves, opening
hours, shifts, planned breaks, and what follows from them. The others were measured by the machine's clock (when
somebody came, was called, began): if that was put forward or back, they move along with it, so that nobody's wait,
place in the line, or time to come to the couch gets longer or shorter by a correction of the clock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from eventdesk.domain.event import Event, Rule, minutes
from eventdesk.domain.therapist import Therapist, TherapistStatus
from eventdesk.domain.visit import Visit

if TYPE_CHECKING:
    from datetime import datetime, timedelta

Subject = TypeVar("Subject", Visit, Therapist)
_MEASURED = ("registered_at", "not_before", "called_at", "grace_until", "started_at", "ends_at")
_ON_DUTY = ("status_since", "idle_since", "asked_at", "turnover_until")


def visit_moved_along(visit: Visit, by: timedelta) -> Visit:
    """A visit that is not over, after the clock was changed `by` so much."""
    # What is due before a start is due by the calendar.
    names = _MEASURED if visit.rule is Rule.BEFORE_START else (*_MEASURED, "due_at")
    return _moved(visit, names, by)


def therapist_moved_along(therapist: Therapist, by: timedelta) -> Therapist:
    """A therapist's state after the clock was changed `by` so much; shifts and planned breaks stay."""
    planned = {each.ends_at for each in therapist.breaks}
    names = _ON_DUTY if therapist.break_until in planned else (*_ON_DUTY, "break_until")
    return _moved(therapist, names, by)


def event_moved_along(event: Event, by: timedelta) -> Event:
    """The rounds go on in the step they are in."""
    return event if event.cycle_from is None else replace(event, cycle_from=event.cycle_from + by)


def _moved(subject: Subject, names: tuple[str, ...], by: timedelta) -> Subject:
    changes: dict[str, Any] = {name: getattr(subject, name) + by for name in names if getattr(subject, name)}
    return replace(subject, **changes)


def with_time_to_come(visit: Visit, event: Event, now: datetime, away: timedelta | None) -> Visit:
    """A called visit after the desk was away: the time in which nobody could tap Start does not count as missed.

    `away` None: nobody knows for how long (a start after a crash). Then whoever's time has run out meanwhile,
    or would by far not run out, gets it anew.
    """
    grace = visit.grace_until or now
    latest = now + minutes(event.grace_minutes)
    if away is not None:
        return replace(visit, grace_until=min(grace + away, latest))
    return visit if now < grace <= latest else replace(visit, grace_until=latest)


def with_turnover_of_now(therapist: Therapist, event: Event, now: datetime) -> Therapist:
    """A turnover never lasts longer than the event's, whatever the clock was when it began."""
    latest = now + minutes(event.turnover_minutes)
    until = therapist.turnover_until
    if therapist.status is not TherapistStatus.TURNOVER or until is None or until <= latest:
        return therapist
    return replace(therapist, turnover_until=latest)
