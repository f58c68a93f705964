"""The plan as an organiser reads it: shifts and waits, what one more or one less does, whether shorter is worth it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import Rule
from eventdesk.domain.staffing.days import days
from eventdesk.domain.staffing.demand import HALF_HOUR, BusyHours, Demand
from eventdesk.domain.staffing.planning import AIM, Aim, Search, Tried
from eventdesk.domain.staffing.shifts import Shift, ShiftRules, on_duty

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from eventdesk.domain.staffing.outcome import Outcome

MOST_VISITS = 5000
MOST_HOURS = 36
REPAIRS = 6
OTHER_DAYS = 1000
"""Added to the seeds: what is shown is told by days that the search has not seen."""
CHANGES = (-2, -1, 1, 2)
BUSY_AIM = Aim(within=0.91, missed=0.008, unserved=0.01, lost=0.15)
EFFORT_PART = 3
"""How much less effort the second search may take."""
BUSY_FROM = 0.5
"""The busy hours: more than this share of the busiest half hour's runners come."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The plan with `change` therapists more (or fewer) at the peak."""

    change: int
    at_once: int
    tried: Tried


@dataclass(frozen=True, slots=True)
class BusyAdvice:
    """Shorter treatments at the peak: the waits with the same shifts, and what would do then."""

    hours: BusyHours
    same: Tried
    fewer: Tried

    @property
    def saved_therapists(self) -> int:
        """How many people fewer."""
        return len(self.same.shifts) - len(self.fewer.shifts)

    @property
    def saved_minutes(self) -> int:
        """How much less work, all together."""
        return self.same.working_minutes - self.fewer.working_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Shifts with their waits. `therapists`: how many are there in each half hour from the origin on."""

    demand: Demand
    shifts: tuple[Shift, ...]
    outcome: Outcome
    is_kept: bool
    therapists: tuple[int, ...]
    working_minutes: int
    peak: int
    variants: tuple[Variant, ...]
    busy: BusyAdvice | None

    @property
    def at_once(self) -> int:
        """How many are there when most are."""
        return max(self.therapists)


def check(demand: Demand) -> None:
    """Raises `Invalid` for what no plan can be made of, with the field named."""
    if not demand.fields or not any(each.runners for each in demand.fields):
        raise Invalid({"waves": ["Give at least one wave with runners."]})
    instants = [each.starts_at for each in demand.fields]
    instants += [at for at in (demand.event.opens_at, demand.event.closes_at) if at is not None]
    if _hours_between(min(instants), max(instants)) > MOST_HOURS:
        raise Invalid({"waves": [f"Waves and opening hours have to lie within {MOST_HOURS} hours."]})
    expected = sum(each.weight for each in demand.points)
    if expected < 1:
        raise Invalid({"after_share": ["With this nobody would come while the tent is open."]})
    if demand.closes > MOST_HOURS * 60:
        raise Invalid({"waves": [f"The last runners would come after more than {MOST_HOURS} hours."]})
    if expected > MOST_VISITS:
        told = f"{expected:,.0f} runners would come for a massage; a plan can be made for {MOST_VISITS:,}."
        raise Invalid({"after_share": [told]})


def _hours_between(first: datetime, last: datetime) -> float:
    return (last - first).total_seconds() / 3600


def make_plan(
    demand: Demand, rules: ShiftRules | None = None, *, busy_minutes: int | None = None, seed: int = 1
) -> Plan:
    """The plan for this demand. Takes seconds of processor. Raises `Invalid`."""
    check(demand)
    search = Search(demand, rules or ShiftRules(), seed)
    found = search.best()
    search.sample = days(demand, range(seed + OTHER_DAYS, seed + OTHER_DAYS + search.count))
    shown = repaired(search, found.shifts)
    peak = _peak(shown)
    therapists = _there(shown.shifts)
    return Plan(
        demand=demand,
        shifts=shown.shifts,
        outcome=shown.outcome,
        is_kept=AIM.is_kept(shown.outcome),
        therapists=therapists,
        working_minutes=shown.working_minutes,
        peak=peak,
        variants=tuple(_variants(search, shown, peak)),
        busy=_busy_advice(search, shown, busy_minutes),
    )


def repaired(search: Search, shifts: Sequence[Shift]) -> Tried:
    """The shifts on the sampled days; where those ask for a little more, with a shift more where it is missed most."""
    shown = search.tried(shifts)
    if not search.has_kept:
        return shown
    for _ in range(REPAIRS):
        if AIM.is_kept(shown.outcome) or max(_there(shown.shifts)) >= search.rules.most:
            break
        shown = search.tried(_changed(shown.shifts, 1, _weakest(shown), search.rules))
    return shown


def _weakest(tried: Tried) -> int:
    """The half hour where one more is needed most: where runners come in vain, else where they wait longest."""
    halves = tried.outcome.half_hours
    if not AIM.is_anybody_lost(tried.outcome):
        return _peak(tried)
    return max(range(len(halves)), key=lambda half: halves[half].lost)


def _there(shifts: Sequence[Shift]) -> tuple[int, ...]:
    return tuple(on_duty(shifts, max(each.ends for each in shifts) // HALF_HOUR))


def _peak(tried: Tried) -> int:
    """The half hour whose runners wait longest, all together."""
    halves = tried.outcome.half_hours
    waiting = [each.comers * (1 + (each.waits.mean or 0)) for each in halves]
    return max(range(len(halves)), key=lambda half: waiting[half], default=0)


def _changed(shifts: Sequence[Shift], change: int, peak: int, rules: ShiftRules) -> list[Shift]:
    """With so many more short shifts around the peak, or so many fewer of those who are there then."""
    if change > 0:
        starts = max(0, peak + 1 - rules.shortest // HALF_HOUR // 2) * HALF_HOUR
        return [*shifts, *[Shift(starts, starts + rules.shortest)] * change]
    there = sorted((each for each in shifts if each.covers(peak * HALF_HOUR)), key=lambda each: each.minutes)
    left = [*shifts]
    for gone in there[:-change]:
        left.remove(gone)
    return left


def _variants(search: Search, shown: Tried, peak: int) -> list[Variant]:
    found = []
    for change in CHANGES:
        shifts = _changed(shown.shifts, change, peak, search.rules)
        if shifts and len(shifts) == len(shown.shifts) + change:
            found.append(Variant(change, max(_there(shifts)), search.tried(shifts)))
    return found


def _busy_advice(search: Search, shown: Tried, length: int | None) -> BusyAdvice | None:
    demand = search.demand
    if length is None or length >= demand.after_minutes or not demand.expected(Rule.PROMISE):
        return None
    hours = _busy_hours(demand, length)
    shorter = Search(replace(demand, busy=hours), search.rules, search.first_seed + OTHER_DAYS)
    shorter.effort /= EFFORT_PART
    same = shorter.tried(shown.shifts)
    # Shorter treatments are no help to those who come before the race: no better than now will do for them.
    shorter.aim = replace(
        BUSY_AIM, missed=max(BUSY_AIM.missed, same.outcome.missed), lost=max(BUSY_AIM.lost, same.outcome.lost)
    )
    return BusyAdvice(hours, same, shorter.trimmed(same) if AIM.is_kept(same.outcome) else same)


def _busy_hours(demand: Demand, length: int) -> BusyHours:
    """The half hours around the busiest one of those who come after the race."""
    halves = [0.0] * (int(max(each.ready for each in demand.points)) // HALF_HOUR + 1)
    for point in demand.points:
        if point.rule is Rule.PROMISE:
            halves[int(point.ready // HALF_HOUR)] += point.weight
    first = last = max(range(len(halves)), key=halves.__getitem__)
    least = BUSY_FROM * halves[first]
    while first > 0 and halves[first - 1] > least:
        first -= 1
    while last + 1 < len(halves) and halves[last + 1] > least:
        last += 1
    return BusyHours(first * HALF_HOUR, (last + 1) * HALF_HOUR, length)
