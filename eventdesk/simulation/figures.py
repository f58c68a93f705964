"""What a simulated day comes to, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import fmean, median
from typing import TYPE_CHECKING

from eventdesk.domain.event import Rule, minutes
from eventdesk.domain.visit import Visit, VisitStatus
from eventdesk.simulation.recording import area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.domain.event import Event
    from eventdesk.simulation.recording import Record
    from eventdesk.simulation.tent import Day

LAW_TOLERANCE = 1e-6


class LawBroken(Exception):
    """Little's law does not hold for a day: the simulation has lost or invented time."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes from when runners could have been called to their first call."""

    count: int
    mean: float
    median: float
    p90: float
    longest: float


@dataclass(frozen=True, slots=True)
class LittlesLaw:
    """Little's law: the mean number in the tent, against arrivals per minute times the mean stay."""

    mean_in_tent: float
    arrivals_per_minute: float
    mean_stay_minutes: float

    @property
    def gap(self) -> float:
        """By which share the two sides differ."""
        right = self.arrivals_per_minute * self.mean_stay_minutes
        return abs(self.mean_in_tent - right) / max(self.mean_in_tent, right, 1e-12)


@dataclass(frozen=True, slots=True)
class Figures:
    """One day. Counts are of visits."""

    visits: int
    turned_away: int
    done: int
    no_shows: int
    left: int
    declined: int
    referred: int
    never_called: int
    waits: dict[str, Waits]
    """By treatment; only of those who were called."""
    before_start: int
    starts_missed: int
    """Wanted to be done before a start, and were not done in time for the walk to it."""
    longest_line: int
    utilisation: dict[str, float]
    """By therapist: the share of the time on duty with a runner or cleaning up after one."""
    overtime_minutes: float
    law: LittlesLaw


def figures_of(day: Day, record: Record) -> Figures:
    """Raises `LawBroken` when the books of the day do not balance."""
    law = _littles_law(day, record)
    if law.gap > LAW_TOLERANCE:
        raise LawBroken(f"On average {law.mean_in_tent} were in the tent, but arrivals and stays give another number.")
    for therapist in day.therapists:
        record.note_therapist(therapist, day.ended_at)
    ends = Counter(_end(each) for each in day.visits)
    before = [each for each in day.visits if each.rule is Rule.BEFORE_START]
    return Figures(
        visits=len(day.visits),
        turned_away=len(day.turned_away),
        done=ends["done"],
        no_shows=ends["no_show"],
        left=ends["left"],
        declined=ends["declined"],
        referred=ends["referred"],
        never_called=ends["never_called"],
        waits=_waits(record),
        before_start=len(before),
        starts_missed=sum(_is_missed(each, day.race.event) for each in before),
        longest_line=max((count for _, count in record.line), default=0),
        utilisation={each.name: _utilisation(record, each.id) for each in day.therapists},
        overtime_minutes=_overtime(day),
        law=law,
    )


def _end(visit: Visit) -> str:
    """How a visit ended; who is away at the end of the day has not come back any more."""
    match visit.status:
        case VisitStatus.AWAY:
            return "no_show" if visit.misses else "left"
        case VisitStatus.WAITING | VisitStatus.HELD:
            return "never_called"
        case status:
            return status.value


def _is_missed(visit: Visit, event: Event) -> bool:
    if visit.status is VisitStatus.DONE and visit.finished_at is not None and visit.start_at is not None:
        return visit.finished_at > visit.start_at - minutes(event.walk_to_start_minutes)
    if visit.status is VisitStatus.LEFT:
        # Who left earlier than that did not want to wait at all.
        return visit.finished_at is not None and visit.finished_at > visit.due_at
    return visit.status in {VisitStatus.WAITING, VisitStatus.HELD}


def _waits(record: Record) -> dict[str, Waits]:
    found: dict[str, list[float]] = {}
    for turn in record.turns.values():
        if turn.wait_minutes is not None:
            found.setdefault(turn.treatment, []).append(turn.wait_minutes)
    return {treatment: _summary(sorted(each)) for treatment, each in sorted(found.items())}


def _summary(waits: Sequence[float]) -> Waits:
    nine_tenths = waits[ceil(0.9 * len(waits)) - 1]
    return Waits(len(waits), fmean(waits), median(waits), nine_tenths, waits[-1])


def _utilisation(record: Record, therapist_id: int) -> float:
    hours = record.hours[therapist_id]
    return hours.at_work / hours.on_duty if hours.on_duty else 0.0


def _overtime(day: Day) -> float:
    """Minutes between the closing (or the end of the last shift) and the end of the last treatment."""
    shifts = [each.shift_end for each in day.therapists if each.shift_end is not None]
    closes_at = day.race.event.closes_at or max(shifts, default=None)
    last = max((each.finished_at for each in day.visits if each.started_at and each.finished_at), default=None)
    if closes_at is None or last is None:
        return 0.0
    return max(0.0, (last - closes_at) / timedelta(minutes=1))


def _littles_law(day: Day, record: Record) -> LittlesLaw:
    """From books of two kinds: what was counted in the tent, and what each visit says of itself."""
    length = (day.ended_at - day.race.opens_at) / timedelta(minutes=1)
    if not day.visits or not length:
        return LittlesLaw(0.0, 0.0, 0.0)
    stays = [_stay(each, day, record) / timedelta(minutes=1) for each in day.visits]
    return LittlesLaw(area(record.in_tent, day.ended_at) / length, len(stays) / length, fmean(stays))


def _stay(visit: Visit, day: Day, record: Record) -> timedelta:
    """How long this runner was there; who is away is not."""
    turn = record.turns[visit.id]
    # A no-show has no instant of its own in the visit: it was over when it was missed.
    left_at = visit.finished_at or turn.over_at or turn.away_since or day.ended_at
    return left_at - visit.registered_at - turn.was_away
