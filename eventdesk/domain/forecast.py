"""When each visit will start: the dispatcher's own rule run forward from the present.

Not an average times a place in line: the known lengths, turnover, skills, wishes, breaks and shift
ends of this very floor. Lengths are taken as planned.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.dispatch import order, preference, why_not
from eventdesk.domain.event import Event, Rule, minutes
from eventdesk.domain.therapist import Therapist, TherapistStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventdesk.domain.visit import Visit

WALK_TO_COUCH_MINUTES = 1
OVERRUN_MINUTES = 2
"""A treatment past its planned end is taken to go on for this much longer."""
LOW_SHARE, HIGH_SHARE, HIGH_MINUTES = 0.15, 0.25, 2.0
"""The window: this share of the wait to each side. Waiting longer than told hurts more than
waiting less (Maister, "The Psychology of Waiting Lines"), so the high end is the wider one."""


@dataclass(frozen=True, slots=True)
class Window:
    """An expected instant with a low and a high end (UTC)."""

    at: datetime
    low: datetime
    high: datetime


@dataclass(frozen=True, slots=True)
class Slot:
    """One start in the run: who, when, by which therapist."""

    key: tuple[datetime, datetime, int]
    visit_id: int
    starts_at: datetime
    therapist: Therapist


@dataclass(frozen=True, slots=True)
class Forecast:
    """A run of the rule from `now`. `slots` are in queue order; `length`: how many were in line."""

    now: datetime
    starts: dict[int, Window] = field(default_factory=dict)
    slots: tuple[Slot, ...] = ()
    free: tuple[tuple[datetime, Therapist], ...] = ()
    seq: int = 0
    length: int = 0

    def will_miss_start(self, visit: Visit) -> bool:
        """Whether a waiting visit, in time now, will be too late by the time somebody is free for it."""
        if visit.rule is not Rule.BEFORE_START or visit.is_too_late(self.now):
            return False
        found = self.starts.get(visit.id) or self.for_newcomer(visit)
        return found is None or found.at > visit.due_at

    def for_newcomer(self, visit: Visit) -> Window | None:
        """When `visit`, not yet in line, would start; None when nobody on duty may serve it.

        It takes the slot of the first visit behind it whose therapist may serve it, else the first
        therapist who is free after all.
        """
        earliest = max(self.now, visit.not_before or self.now)
        first = bisect_right(self.slots, order(visit), key=lambda slot: slot.key)
        taken = [
            slot.starts_at
            for slot in self.slots[first:]
            if slot.starts_at >= earliest and why_not(visit, slot.therapist, slot.starts_at) is None
        ]
        idle = [
            at for free_at, therapist in self.free if why_not(visit, therapist, at := max(free_at, earliest)) is None
        ]
        start = min(taken + idle, default=None)
        return None if start is None else window(self.now, start, visit.not_before)


def window(now: datetime, at: datetime, earliest: datetime | None = None) -> Window:
    """`at` with its low and high end; never before `earliest`, when somebody asked to come later."""
    wait = max(at - now, timedelta())
    low = at - wait * LOW_SHARE
    high = at + wait * HIGH_SHARE + minutes(HIGH_MINUTES if wait else 0)
    return Window(at, low if earliest is None else min(max(low, earliest), at), high)


def run_forward(
    event: Event,
    line: Sequence[Visit],
    therapists: Sequence[Therapist],
    on_couch: Mapping[int, Visit],
    now: datetime,
) -> Forecast:
    """Runs the queue rule over `line` (waiting, in queue order).

    `on_couch` maps the id of each called or treating visit to it. Visits that will be too late by
    the time somebody is free, or that nobody on duty may serve, get no expected start.
    """
    run = _Run(event, line, now)
    for therapist in therapists:
        free_at = _free_at(event, therapist, on_couch, now)
        if free_at is not None:
            run.add(free_at, therapist)
    run.to_the_end()
    slots = tuple(sorted(run.slots, key=lambda slot: slot.key))
    asked = {visit.id: visit.not_before for visit in line}
    starts = {slot.visit_id: window(now, slot.starts_at, asked[slot.visit_id]) for slot in slots}
    return Forecast(now, starts, slots, tuple(run.finished), length=len(line))


def _free_at(event: Event, therapist: Therapist, on_couch: Mapping[int, Visit], now: datetime) -> datetime | None:
    match therapist.status:
        case TherapistStatus.READY:
            return now
        case TherapistStatus.TURNOVER:
            return max(now, therapist.turnover_until or now)
        case TherapistStatus.ENGAGED:
            return _end_of(event, on_couch.get(therapist.visit_id or 0), now)
        case TherapistStatus.BREAK:
            return None if therapist.break_until is None else max(now, therapist.break_until)
        case _:
            start = therapist.shift_start
            return start if start is not None and start > now else None


def _end_of(event: Event, visit: Visit | None, now: datetime) -> datetime:
    turnover = minutes(event.turnover_minutes)
    if visit is None:
        return now + turnover
    if visit.ends_at is not None:
        return max(visit.ends_at, now + minutes(OVERRUN_MINUTES) if visit.ends_at <= now else now) + turnover
    return now + minutes(WALK_TO_COUCH_MINUTES + visit.minutes) + turnover


class _Run:
    """The floor moving forward in time; a heap of therapists by when they are free."""

    def __init__(self, event: Event, line: Sequence[Visit], now: datetime) -> None:
        self.event = event
        self.now = now
        self.left = list(line)
        self.slots: list[Slot] = []
        self.finished: list[tuple[datetime, Therapist]] = []
        self._heap: list[tuple[datetime, tuple[int, float, int], Therapist]] = []

    def add(self, free_at: datetime, therapist: Therapist) -> None:
        """Let the therapist take somebody from `free_at`."""
        heapq.heappush(self._heap, (free_at, preference(therapist), therapist))

    def to_the_end(self) -> None:
        """Until everybody has a slot or nobody can take anybody."""
        while self._heap:
            free_at, _, therapist = heapq.heappop(self._heap)
            self._serve(free_at, therapist)

    def _serve(self, at: datetime, therapist: Therapist) -> None:
        found = self._first_for(therapist, at)
        if found is None:
            self._pass_time(at, therapist)
            return
        visit = self.left.pop(found)
        self.slots.append(Slot(order(visit), visit.id, at, therapist))
        end = at + minutes(visit.minutes + self.event.turnover_minutes)
        self.add(end, replace(therapist, idle_since=end))

    def _first_for(self, therapist: Therapist, at: datetime) -> int | None:
        for place, visit in enumerate(self.left):
            if visit.not_before is not None and visit.not_before > at:
                continue
            if not visit.is_too_late(at) and why_not(visit, therapist, at) is None:
                return place
        return None

    def _pass_time(self, at: datetime, therapist: Therapist) -> None:
        """Nobody for this therapist at `at`: try again when somebody may come, or after the break."""
        later = [each.not_before for each in self.left if each.not_before is not None and each.not_before > at]
        later += [pause.ends_at for pause in therapist.breaks if pause.ends_at > at]
        # Also an idle gap before somebody's agreed time: a newcomer could start in it.
        self.finished.append((at, therapist))
        if self.left and later:
            self.add(min(later), therapist)
