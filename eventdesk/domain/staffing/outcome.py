"""What a set of shifts leads to: made-up days by the desk's own queue rule, and the waits that come of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from eventdesk.domain.event import Rule
from eventdesk.domain.forecast import run_forward
from eventdesk.domain.staffing.days import treatment_for
from eventdesk.domain.staffing.demand import HALF_HOUR
from eventdesk.domain.therapist import Pause, Therapist

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventdesk.domain.staffing.days import Day
    from eventdesk.domain.staffing.demand import Demand
    from eventdesk.domain.staffing.shifts import Shift


A_FEW = 1.0
"""A half hour counts by itself when at least so many come in it on an average day."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes from when runners could be called to the call. None: nobody was called."""

    mean: float | None
    most: float | None
    """Nine in ten wait no longer than this; None also where more than one in ten were not called at all."""


@dataclass(frozen=True, slots=True)
class HalfHour:
    """Those who come within one half hour, on an average day: how many, how many of them in vain, and their waits."""

    before: float
    after: float
    lost: float
    waits: Waits

    @property
    def comers(self) -> float:
        """Both together."""
        return self.before + self.after


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares are between 0 and 1.

    `within`: after the race, called within the promise. `missed`: before the race, not called in time.
    `unserved`: after the race, not called at all. `busy`: of the working time, spent with runners.
    `lost`: of those who come in the worst half hour, not called at all.
    """

    within: float
    missed: float
    unserved: float
    lost: float
    busy: float
    waits: Waits
    half_hours: tuple[HalfHour, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """One visit of one day: when it could be called, and how long it waited (None: not called)."""

    ready: float
    rule: Rule
    wait: float | None


def evaluate(shifts: Sequence[Shift], demand: Demand, sampled: Sequence[Day]) -> Outcome:
    """The sampled days with these shifts."""
    therapists = [_therapist(number, shift, demand) for number, shift in enumerate(shifts, 1)]
    told: list[_Told] = []
    work = 0.0
    for day in sampled:
        waits = _run(day, demand, therapists)
        turnover = demand.event.turnover_minutes
        work += sum(each.minutes + turnover for each in day.visits if each.id in waits)
        told += [_Told(day.ready[each.id], each.rule, waits.get(each.id)) for each in day.visits]
    there = sum(each.working_minutes for each in shifts) * len(sampled)
    before = [each for each in told if each.rule is Rule.BEFORE_START]
    after = [each for each in told if each.rule is Rule.PROMISE]
    promise = demand.event.promised_wait_minutes
    halves = _by_half_hour(told, len(sampled))
    return Outcome(
        within=1 - _share(after, lambda each: each.wait is None or each.wait > promise),
        missed=_share(before, lambda each: each.wait is None),
        unserved=_share(after, lambda each: each.wait is None),
        lost=max((each.lost / each.comers for each in halves if each.comers >= A_FEW), default=0.0),
        busy=min(1.0, work / there) if there else 0.0,
        waits=_waits(told),
        half_hours=halves,
    )


def _therapist(number: int, shift: Shift, demand: Demand) -> Therapist:
    pauses = () if shift.pause is None else (Pause(demand.at(shift.pause[0]), demand.at(shift.pause[1])),)
    return Therapist(
        id=number,
        name="",
        skills=frozenset(treatment_for(demand.event, rule).code for rule in Rule),
        shift_start=demand.at(shift.starts),
        shift_end=demand.at(shift.ends),
        breaks=pauses,
    )


def _run(day: Day, demand: Demand, therapists: Sequence[Therapist]) -> dict[int, float]:
    """How long each visit that was called had waited, by id."""
    night_before = demand.origin - timedelta(minutes=1)
    forecast = run_forward(demand.event, day.visits, therapists, {}, night_before)
    return {
        slot.visit_id: max(0.0, demand.minute(slot.starts_at) - day.ready[slot.visit_id]) for slot in forecast.slots
    }


def _share(of: Sequence[_Told], is_so: Callable[[_Told], bool]) -> float:
    return sum(map(is_so, of)) / len(of) if of else 0.0


def _waits(told: Sequence[_Told]) -> Waits:
    called = sorted(each.wait for each in told if each.wait is not None)
    if not called:
        return Waits(None, None)
    place = -(-len(told) * 9 // 10) - 1
    return Waits(fmean(called), called[place] if place < len(called) else None)


def _by_half_hour(told: Sequence[_Told], count: int) -> tuple[HalfHour, ...]:
    groups: defaultdict[int, list[_Told]] = defaultdict(list)
    for each in told:
        groups[int(each.ready // HALF_HOUR)].append(each)
    return tuple(
        HalfHour(
            sum(each.rule is Rule.BEFORE_START for each in groups[half]) / count,
            sum(each.rule is Rule.PROMISE for each in groups[half]) / count,
            sum(each.wait is None for each in groups[half]) / count,
            _waits(groups[half]),
        )
        for half in range(max(groups, default=-1) + 1)
    )
