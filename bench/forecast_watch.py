"""Follows a simulated day as the running desk would, and keeps what each runner was told with what came.

Who comes is told a time at once, by the forecast with what the day has taught until then. Beside it stand
three simpler ways to tell one: place times mean length over therapists, the last starter's wait, and the
rule run forward from the plan alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.event import minutes
from eventdesk.domain.forecast import Window, run_forward
from eventdesk.domain.learning import FIRST_GUESS
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import Visit, VisitStatus
from eventdesk.services.day import Day, Floor, work_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventdesk.services.ports import Entry, Reading

IN_LINE_FROM = {"register", "clear"}
AT_WORK = {TherapistStatus.READY, TherapistStatus.ENGAGED, TherapistStatus.TURNOVER}


@dataclass(frozen=True, slots=True)
class Told:
    """What one runner was told at `told_at`, and what the simpler ways would have said; None: no time.

    `ready_at`: from when they could be called at all.
    """

    told_at: datetime
    ready_at: datetime
    window: Window
    by_place: datetime
    by_last_wait: datetime
    by_plan: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """One runner who was told a time, stayed for it, and started."""

    told: Told
    started_at: datetime


class Follower:
    """Hears of every change of one simulated day (`watch` of the simulation)."""

    def __init__(self) -> None:
        self._day: Day | None = None
        self._told: dict[int, Told] = {}
        self._without: set[int] = set()
        self._started: dict[int, datetime] = {}
        self._stepped_away: set[int] = set()
        self._last_wait_minutes = 0.0

    def __call__(self, reading: Reading, entries: Sequence[Entry], now: datetime) -> None:
        """One change, or several at one instant."""
        self._day = self._day or Day(reading.event, FIRST_GUESS)
        for kind, _, number in (subject.partition(":") for subject in dict.fromkeys(each.subject for each in entries)):
            if kind == "visit":
                self._visit(reading.visit(int(number)))
            else:
                self._day.apply(reading.therapist(int(number)) if kind == "therapist" else reading.event)
        new = {int(each.subject.partition(":")[2]) for each in entries if each.action in IN_LINE_FROM}
        if new:
            self._tell(self._day, new, now)

    def _visit(self, visit: Visit) -> None:
        assert self._day is not None
        self._day.apply(visit)
        if visit.status is VisitStatus.AWAY:
            self._stepped_away.add(visit.id)
        if visit.started_at is not None and visit.id not in self._started:
            self._started[visit.id] = visit.started_at
            self._last_wait_minutes = (visit.started_at - _ready_at(visit)).total_seconds() / 60

    def _tell(self, day: Day, new: set[int], now: datetime) -> None:
        floor = day.floor(now)
        outcome = work_out(floor)
        day.keep(outcome, 0)
        plain = run_forward(floor.event, floor.line, floor.therapists, floor.on_couch, now)
        for place, visit in enumerate(floor.line):
            if visit.id not in new:
                continue
            window = outcome.forecast.windows.get(visit.id)
            if window is None:
                self._without.add(visit.id)
                continue
            by_plan = plain.starts.get(visit.id)
            ready_at = max(now, visit.not_before or now)
            self._told[visit.id] = Told(
                told_at=now,
                ready_at=ready_at,
                window=window,
                by_place=max(now + minutes(_by_place(floor, place)), ready_at),
                by_last_wait=ready_at + minutes(self._last_wait_minutes),
                by_plan=None if by_plan is None else by_plan.at,
            )

    def cases(self) -> Iterator[Case]:
        """Everybody who was told a time and started without having missed a call or stepped away.

        When those start depends on themselves, and no forecast can know it.
        """
        for visit_id, told in self._told.items():
            if visit_id in self._started and visit_id not in self._stepped_away:
                yield Case(told, self._started[visit_id])

    @property
    def untold(self) -> int:
        """How many were in line, were told that nobody can serve them in time, and started after all."""
        return len(self._without & self._started.keys() - self._stepped_away)


def _ready_at(visit: Visit) -> datetime:
    return max(visit.registered_at, visit.not_before or visit.registered_at)


def _by_place(floor: Floor, place: int) -> float:
    at_work = sum(each.status in AT_WORK for each in floor.therapists) or 1
    mean = sum(each.minutes for each in floor.line) / len(floor.line)
    return place * mean / at_work
