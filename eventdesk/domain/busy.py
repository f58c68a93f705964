"""Busy mode: shorter treatments for all who still wait, so that more of them get one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.domain.event import Event, Rule, Treatment

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit

LEAST_MINUTES = 5


def can_be_busy(event: Event) -> bool:
    """Whether any treatment on offer has a shorter length for busy hours."""
    return any(each.enabled and each.busy_minutes is not None for each in event.treatments)


def lengths(treatment: Treatment) -> tuple[int, ...]:
    """Lengths that may be asked for. The busy one always: a runner may like it short."""
    own = set(treatment.minutes)
    return tuple(sorted(own if treatment.busy_minutes is None else own | {treatment.busy_minutes}))


def usual_minutes(event: Event, treatment: Treatment) -> int:
    """The length of somebody who comes now and wishes for nothing else."""
    if not event.is_busy or treatment.rule is not Rule.PROMISE or treatment.busy_minutes is None:
        return treatment.default_minutes
    return min(treatment.default_minutes, treatment.busy_minutes)


def shortened(event: Event, visit: Visit) -> Visit:
    """The visit with the busy length while busy mode is on, and the full one remembered.

    What is shorter already, has a start to catch, or has no busy length stays as it is.
    """
    treatment = event.treatment(visit.treatment)
    if not event.is_busy or visit.rule is not Rule.PROMISE or treatment is None or treatment.busy_minutes is None:
        return visit
    if visit.minutes <= treatment.busy_minutes:
        return visit
    return replace(visit, minutes=treatment.busy_minutes, full_minutes=visit.full_minutes or visit.minutes)


def back_in_line(event: Event, visit: Visit) -> Visit:
    """Somebody who was not in line when busy mode ended has the full length back in it; nobody is shortened."""
    return visit if event.is_busy else in_full(visit)


def in_full(visit: Visit) -> Visit:
    """The visit with the length that was wished for."""
    return visit if visit.full_minutes is None else replace(visit, minutes=visit.full_minutes, full_minutes=None)
