"""The search for the fewest therapist-hours that keep the promise, tried on made-up days by the desk's own queue rule.

First what each half hour needs: the load plus a margin that grows with its square root (waits come
from chance, and chance evens out in larger tents). Then whole shifts, then shifts are shortened and
left out as long as the promise is kept. What is shown comes from other days than those searched on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventdesk.domain.event import Rule
from eventdesk.domain.staffing.days import Day, days
from eventdesk.domain.staffing.demand import HALF_HOUR, STEP, Demand
from eventdesk.domain.staffing.need import need
from eventdesk.domain.staffing.outcome import Outcome, evaluate
from eventdesk.domain.staffing.shifts import Shift, ShiftRules, cover, with_breaks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Aim:
    """What counts as kept: at least this share within the promise, at most these shares missed, not served, or lost.

    `lost` is of the worst half hour, so that nobody is given up because it is late and few come.
    """

    within: float = 0.90
    missed: float = 0.01
    unserved: float = 0.01
    lost: float = 0.15

    def is_kept(self, outcome: Outcome) -> bool:
        """Whether these waits will do."""
        return outcome.within >= self.within and not self.is_anybody_lost(outcome)

    def is_anybody_lost(self, outcome: Outcome) -> bool:
        """Whether too many are not called at all."""
        return outcome.missed > self.missed or outcome.unserved > self.unserved or outcome.lost > self.lost


AIM = Aim()
STRICT = Aim(within=0.92, missed=0.008, unserved=0.006, lost=0.08)
"""While searching: what only just holds on the days that it was made for would not hold on others."""
VISITS_AT_ONCE, MOST_DAYS = 3500, 20
VISITS_OF_LARGE, DAYS_OF_LARGE = 9000, 6
"""A plan is tried on as many days as have so many visits. In large tents chance evens out within the day."""
EFFORT, EFFORT_FOR_LARGE = 130_000, 1_500_000
"""How much is run before the search ends, in visits of a tent with few therapists: seconds, and up to twenty."""
THERAPISTS_TOO = 25
"""So many therapists more make running a visit dearer by as much again."""
LARGE = 1000
"""Visits a day from which it may take longer."""
MARGINS = (-1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0, 6.0)
"""How many square roots of the load are added to it."""
USUAL_MARGIN = 4
"""The place in `MARGINS` that the search begins with."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Shifts, and what came of them."""

    shifts: tuple[Shift, ...]
    outcome: Outcome

    @property
    def working_minutes(self) -> int:
        """Of all therapists, without breaks."""
        return sum(each.working_minutes for each in self.shifts)


class Search:
    """Looks for shifts; stops when the promise is kept with as few hours as it found, or the effort is spent."""

    def __init__(self, demand: Demand, rules: ShiftRules, seed: int) -> None:
        self.demand = demand
        self.rules = rules
        expected = max(1.0, demand.expected(Rule.BEFORE_START) + demand.expected(Rule.PROMISE))
        fewest = min(DAYS_OF_LARGE, max(2, round(VISITS_OF_LARGE / expected)))
        self.count = min(MOST_DAYS, max(fewest, round(VISITS_AT_ONCE / expected)))
        self.first_seed = seed
        self.sample = days(demand, range(seed, seed + self.count))
        self.load = [sum(pair) for pair in _paired(demand.load(Rule.BEFORE_START), demand.load(Rule.PROMISE))]
        self.aim = STRICT
        self.has_kept = True
        self.effort: float = EFFORT_FOR_LARGE if expected > LARGE else EFFORT

    def tried(self, shifts: Sequence[Shift], sample: Sequence[Day] | None = None) -> Tried:
        """These shifts, with breaks, on the sampled days."""
        chosen = self.sample if sample is None else sample
        whole = with_breaks(shifts, self.load)
        self.effort -= sum(len(day.visits) for day in chosen) * (1 + len(whole) / THERAPISTS_TOO)
        return Tried(tuple(whole), evaluate(whole, self.demand, chosen))

    def with_margins(self, most: int, before: int, after: int) -> Tried:
        """The shifts for what each half hour needs with these margins (places in `MARGINS`)."""
        return self.tried(cover(need(self.demand, most, MARGINS[before], MARGINS[after]), self.rules))

    def best(self) -> Tried:
        """The fewest hours found that keep the promise; where nothing does, the best that can be had."""
        margin, found = self._first_kept()
        if not self.aim.is_kept(found.outcome):
            # As many as there may be, and still not enough: no worse than that with fewer hours.
            got, self.has_kept = found.outcome, False
            self.aim = Aim(got.within - 0.01, got.missed + 0.005, got.unserved + 0.005, got.lost + 0.05)
        most, found = self._fewest(margin, found)
        return self.trimmed(self._lowered(most, margin, found))

    def _first_kept(self) -> tuple[int, Tried]:
        """The first margin that keeps the promise with as many therapists as there may be, or the largest."""
        for margin in range(USUAL_MARGIN, len(MARGINS)):
            found = self.with_margins(self.rules.most, margin, margin)
            if self.aim.is_kept(found.outcome):
                break
        return margin, found

    def _fewest(self, margin: int, found: Tried) -> tuple[int, Tried]:
        """The fewest therapists at a time that keep the promise."""
        low, high = 1, max(need(self.demand, self.rules.most, MARGINS[margin], MARGINS[margin]), default=1)
        while low < high:
            middle = (low + high) // 2
            tried = self.with_margins(middle, margin, margin)
            if self.aim.is_kept(tried.outcome):
                high, found = middle, tried
            else:
                low = middle + 1
        return high, found

    def _lowered(self, most: int, margin: int, found: Tried) -> Tried:
        """Each margin by itself as low as the promise lets it be."""
        places = [margin, margin]
        for which in (1, 0):
            for lower in range(margin - 1, -1, -1):
                wanted = [lower if each == which else place for each, place in enumerate(places)]
                tried = self.with_margins(most, *wanted)
                if not self.aim.is_kept(tried.outcome):
                    break
                places = wanted
                found = min(found, tried, key=lambda each: each.working_minutes)
        return found

    def trimmed(self, found: Tried) -> Tried:
        """Shifts left out, shortened or begun later, as long as the promise is kept."""
        hopeless: set[tuple[Shift, Shift | None]] = set()
        changes = [*_fewer(found.shifts, self.rules, self.load)]
        while changes and self.effort > 0:
            shift, instead = changes.pop(0)
            fewer = [*found.shifts]
            fewer.remove(shift)
            fewer += [instead] if instead else []
            lighter = self.tried(fewer) if self._covers_hours(fewer) else None
            if lighter is not None and self.aim.is_kept(lighter.outcome):
                found = lighter
                # What was too much before is too much with fewer as well.
                changes = [each for each in _fewer(found.shifts, self.rules, self.load) if each not in hopeless]
            else:
                hopeless.add((shift, instead))
        return found

    def _covers_hours(self, shifts: Sequence[Shift]) -> bool:
        halves = range(self.demand.opens, self.demand.closes, HALF_HOUR)
        return all(any(each.covers(minute) for each in shifts) for minute in halves)


def _paired(first: list[float], second: list[float]) -> Iterator[tuple[float, float]]:
    length = max(len(first), len(second))
    padded = ([*each, *[0.0] * (length - len(each))] for each in (first, second))
    return zip(*padded, strict=True)


def _fewer(shifts: Sequence[Shift], rules: ShiftRules, load: Sequence[float]) -> list[tuple[Shift, Shift | None]]:
    """A shift, and what it could be instead (None: left out); those that are hardly missed first."""
    changes: dict[tuple[Shift, Shift | None], float] = {}
    for shift in shifts:
        # Whoever is not needed at all is worth more than half an hour.
        changes[shift, None] = _pressure(shifts, load, shift.starts, shift.ends) - 1
        if shift.minutes - HALF_HOUR >= rules.shortest:
            later = replace(shift, starts=shift.starts + HALF_HOUR)
            sooner = replace(shift, ends=shift.ends - HALF_HOUR)
            changes[shift, later] = _pressure(shifts, load, shift.starts, later.starts)
            changes[shift, sooner] = _pressure(shifts, load, sooner.ends, shift.ends)
    return sorted(changes, key=lambda each: changes[each])


def _pressure(shifts: Sequence[Shift], load: Sequence[float], starts: int, ends: int) -> float:
    """How busy the therapists who are there between two times are (1: all the time)."""
    steps = range(starts // STEP, ends // STEP)
    busy = sum(load[step] for step in steps if step < len(load))
    there = sum(each.covers(step * STEP) for each in shifts for step in steps)
    return busy / max(1, there)
