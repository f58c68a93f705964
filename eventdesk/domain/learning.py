"""What the day has taught: real lengths, walks, missed calls, and how wrong the forecast has been.

Everything starts from a first guess (or a former event) and moves towards what was seen the more
there is of it: a mean of few is shrunk towards what is known of more (event, then treatment or therapist).
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING

from eventdesk.domain.event import Rule
from eventdesk.domain.visit import Visit, VisitStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

MINUTE = 60.0
NORMAL = NormalDist()
LEAST_REMAINING_MINUTES = 0.5
NEARLY_NOBODY = 1e-6
DRAWS = 8
GOLDEN, SILVER = 0.6180339887498949, 0.4142135623730951
OVERRUN_MINUTES = 2.0
"""What is left past the planned end, where nothing is known of how lengths spread."""
SHORTEST_SHARE, LONGEST_SHARE = 0.25, 4.0
"""A treatment outside these shares of its planned length was not timed but forgotten, or tapped away."""
LONGEST_WALK_MINUTES = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """How this day runs, as far as it is known. Shares are of one; `seen`: treatments it rests on.

    `length_share`: real over planned lengths; `by_treatment` in its place where there were enough,
    `by_therapist` on top of it. `length_spread`: standard deviation of the logarithm of that share.
    `turnover_minutes` None: as planned.
    """

    length_share: float = 1.0
    by_treatment: Mapping[str, float] = field(default_factory=dict)
    by_therapist: Mapping[int, float] = field(default_factory=dict)
    length_spread: float = 0.0
    walk_minutes: float = 0.0
    turnover_minutes: float | None = None
    miss_share: float = 0.0
    miss_minutes: float = 0.0
    return_share: float = 0.0
    leave_share: float = 0.0
    seen: int = 0

    def length(self, treatment: str, planned_minutes: float, therapist_id: int | None) -> float:
        """The expected hands-on minutes of a planned length."""
        share = self.by_treatment.get(treatment, self.length_share)
        return planned_minutes * share * self.by_therapist.get(therapist_id or 0, 1.0)


AS_PLANNED = Learned()
"""Nobody walks, nobody misses, everything takes as long as planned."""

FIRST_GUESS = Learned(
    length_spread=0.2, walk_minutes=1.0, miss_share=0.05, miss_minutes=4.0, return_share=0.5, leave_share=0.02
)
"""Before anything was seen: reports tell of 5 to 10 % who are not there when called."""


def luck(visit_id: int, draw: int) -> float:
    """The place of a visit among all lengths there could be (0 to 1) in one of `DRAWS` runs.

    Over the runs each visit has every eighth once, in an order of its own, and in each run some are
    lucky and some are not: few runs do, and a forecast does not flicker from one second to the next
    as it would with dice.
    """
    first, step = int(visit_id * GOLDEN % 1.0 * DRAWS), 2 * (visit_id % 4) + 1
    return ((first + draw * step) % DRAWS + visit_id * SILVER % 1.0) / DRAWS


def drawn_share(spread: float, chance: float) -> float:
    """The length at this place of a lognormal of mean one."""
    return math.exp(spread * NORMAL.inv_cdf(min(max(chance, 0.005), 0.995)) - spread**2 / 2)


def remaining_minutes(expected: float, spread: float, elapsed: float, chance: float | None = None) -> float:
    """How much longer a treatment goes on that is expected to take `expected` and has taken `elapsed` minutes.

    Its length is lognormal and longer than `elapsed`: past its planned end a treatment is not about
    to end just because it should. The mean of what is left, or what is left at the place `chance`.
    """
    left = expected - elapsed
    if spread == 0 or elapsed <= 0:
        if chance is not None and spread > 0:
            return expected * drawn_share(spread, chance)
        return left if left > 0 else OVERRUN_MINUTES
    middle = math.log(expected) - spread**2 / 2
    z = (math.log(elapsed) - middle) / spread
    beyond = NORMAL.cdf(-z)
    if beyond < NEARLY_NOBODY:
        # Far out in the tail the shares vanish; there the rest grows by about this much.
        left = elapsed * spread / max(z, 1.0)
    elif chance is None:
        left = expected * NORMAL.cdf(spread - z) / beyond - elapsed
    else:
        left = math.exp(middle + spread * NORMAL.inv_cdf(1 - beyond * (1 - min(chance, 0.995)))) - elapsed
    return max(left, LEAST_REMAINING_MINUTES)


@dataclass(slots=True)
class Mean:
    """A mean of what was seen, shrunk towards a guess that counts as `weight` sightings."""

    total: float = 0.0
    squares: float = 0.0
    count: int = 0

    def add(self, value: float, sign: int = 1) -> None:
        """One sighting more, or (with `sign` -1) one taken back."""
        self.total += sign * value
        self.squares += sign * value * value
        self.count += sign

    def near(self, guess: float, weight: float) -> float:
        """The shrunk mean."""
        return (self.total + guess * weight) / (self.count + weight)

    def spread_near(self, guess: float, weight: float, middle: float) -> float:
        """The shrunk standard deviation around `middle`."""
        squared = self.squares - 2 * middle * self.total + self.count * middle * middle
        return math.sqrt(max(0.0, squared + weight * guess * guess) / (self.count + weight))


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one visit teaches; a field is None where it teaches nothing."""

    share: float | None = None
    treatment: str = ""
    therapist_id: int | None = None
    walk: float | None = None
    gap: float | None = None
    calls: int = 0
    misses: int = 0
    has_returned: bool = False
    stays_away: bool = False
    leaves: bool = False


class Experience:
    """The day so far, fed with visits as they are now; the same visit again replaces what it said before."""

    EVENT_WEIGHT, TREATMENT_WEIGHT, THERAPIST_WEIGHT = 8.0, 12.0, 10.0
    WALK_WEIGHT, GAP_WEIGHT, LOST_WEIGHT, CALLS_WEIGHT, SPREAD_WEIGHT = 10.0, 15.0, 4.0, 40.0, 15.0

    def __init__(self, guess: Learned = FIRST_GUESS) -> None:
        self._guess = guess
        self._sightings: dict[int, Sighting] = {}
        self._ends: defaultdict[int, list[datetime]] = defaultdict(list)
        self._shares = Mean()
        self._logs = Mean()
        self._by_treatment: defaultdict[str, Mean] = defaultdict(Mean)
        self._by_therapist: defaultdict[int, Mean] = defaultdict(Mean)
        self._given: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self._walks, self._gaps, self._lost = Mean(), Mean(), Mean()
        self._calls = self._misses = self._returned = self._away = self._left = self._stayed = 0

    def see(self, visit: Visit) -> None:
        """Learns from the present state of a visit."""
        before = self._sightings.pop(visit.id, None)
        if before is not None:
            self._count(before, -1)
        seen = self._sighting(visit)
        if seen is not None:
            self._sightings[visit.id] = seen
            self._count(seen, 1)

    def see_lost(self, length: timedelta) -> None:
        """A couch was kept for a call that nobody answered, for so long."""
        minutes = _within(length.total_seconds() / MINUTE, 0.0, LONGEST_WALK_MINUTES)
        if minutes is not None:
            self._lost.add(minutes)

    def _sighting(self, visit: Visit) -> Sighting | None:
        if not visit.calls:
            # Who was too late for the start has no place in the run anyway.
            is_off = visit.status in {VisitStatus.LEFT, VisitStatus.AWAY} and visit.rule is Rule.PROMISE
            return Sighting(leaves=True) if is_off else None
        share = walk = gap = None
        if visit.started_at is not None and visit.called_at is not None:
            walk = _within((visit.started_at - visit.called_at).total_seconds() / MINUTE, 0.0, LONGEST_WALK_MINUTES)
            if visit.calls - visit.misses == 1:
                gap = self._gap(visit, visit.called_at)
        if visit.status is VisitStatus.DONE and visit.started_at is not None and visit.finished_at is not None:
            real = (visit.finished_at - visit.started_at).total_seconds() / MINUTE
            share = _within(real / visit.minutes, SHORTEST_SHARE, LONGEST_SHARE)
            if visit.therapist_id is not None and visit.finished_at not in self._ends[visit.therapist_id]:
                insort(self._ends[visit.therapist_id], visit.finished_at)
        return Sighting(
            share=share,
            treatment=visit.treatment,
            therapist_id=visit.therapist_id,
            walk=walk,
            gap=gap,
            calls=visit.calls,
            misses=visit.misses,
            has_returned=visit.misses > 0 and visit.status not in {VisitStatus.AWAY, VisitStatus.NO_SHOW},
            stays_away=visit.misses > 0 and visit.status is VisitStatus.NO_SHOW,
        )

    def _gap(self, visit: Visit, called_at: datetime) -> float | None:
        """From the end of the treatment before to this call, where the runner was waiting for it."""
        ends = self._ends[visit.therapist_id or 0]
        place = bisect_left(ends, called_at) - 1
        ready_at = max(visit.registered_at, visit.not_before or visit.registered_at)
        if place < 0 or ready_at > ends[place]:
            return None
        return _within((called_at - ends[place]).total_seconds() / MINUTE, 0.0, LONGEST_WALK_MINUTES)

    def _count(self, seen: Sighting, sign: int) -> None:
        if seen.share is not None:
            self._shares.add(seen.share, sign)
            self._logs.add(math.log(seen.share), sign)
            self._by_treatment[seen.treatment].add(seen.share, sign)
            self._by_therapist[seen.therapist_id or 0].add(seen.share, sign)
            self._given[seen.therapist_id or 0][seen.treatment] += sign
        if seen.walk is not None:
            self._walks.add(seen.walk, sign)
        if seen.gap is not None:
            self._gaps.add(seen.gap, sign)
        self._calls += sign * seen.calls
        self._misses += sign * seen.misses
        self._returned += sign * seen.has_returned
        self._away += sign * seen.stays_away
        self._left += sign * seen.leaves
        self._stayed += sign * (not seen.leaves)

    def learned(self, turnover_minutes: float) -> Learned:
        """What follows from it. `turnover_minutes`: as the event plans it."""
        guess = self._guess
        share = self._shares.near(guess.length_share, self.EVENT_WEIGHT)
        by_treatment = {
            code: mean.near(guess.by_treatment.get(code, share), self.TREATMENT_WEIGHT)
            for code, mean in self._by_treatment.items()
        }
        guessed_turnover = turnover_minutes if guess.turnover_minutes is None else guess.turnover_minutes
        returns = self._returned + self._away
        calls = self._calls + self.CALLS_WEIGHT
        return Learned(
            length_share=share,
            by_treatment=by_treatment,
            by_therapist=self._by_hand(by_treatment),
            length_spread=self._logs.spread_near(guess.length_spread, self.SPREAD_WEIGHT, math.log(share)),
            walk_minutes=self._walks.near(guess.walk_minutes, self.WALK_WEIGHT),
            turnover_minutes=self._gaps.near(guessed_turnover, self.GAP_WEIGHT),
            miss_share=(self._misses + guess.miss_share * self.CALLS_WEIGHT) / calls,
            miss_minutes=self._lost.near(guess.miss_minutes, self.LOST_WEIGHT),
            return_share=(self._returned + guess.return_share * 6) / (returns + 6),
            leave_share=(self._left + guess.leave_share * self.CALLS_WEIGHT)
            / (self._left + self._stayed + self.CALLS_WEIGHT),
            seen=self._shares.count,
        )

    def _by_hand(self, by_treatment: Mapping[str, float]) -> dict[int, float]:
        """How each therapist compares with what others take for the same: who gives only the slow ones is not slow."""
        found = {}
        for number, mean in self._by_therapist.items():
            if mean.count:
                usual = sum(by_treatment[code] * times for code, times in self._given[number].items()) / mean.count
                found[number] = mean.near(usual, self.THERAPIST_WEIGHT) / usual
        return found


def _within(value: float, least: float, most: float) -> float | None:
    return value if least <= value <= most else None
