"""Who will come to the tent, expected for each half hour: from the waves, their finish times and the share that comes.

Times are minutes from `Demand.origin`, a full or half hour at the place of the race.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event, Rule, minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventdesk.domain.staffing.finish_times import FinishTimes

HALF_HOUR = 30
STEP = 15
BEFORE_EARLIEST, BEFORE_LATEST = 85, 30
"""How long before their start runners come for a massage (minutes)."""
SHORTEST_WALK, MEAN_DAWDLE = 5, 10
"""From the finish to the tent: never less than the first, on average the second more (minutes)."""
OVER_THE_LINE_A_MINUTE = 1000
"""Robin Hood half, about 7,000 runners: three and a half minutes on average until the start was crossed."""
BEFORE_SHARE, AFTER_SHARE = 0.05, 0.07
"""Open fields, where places in the tent are few: 5 to 8 % come. A closed charity group: up to 80 %."""
LATE_SHARE = 0.005
"""Where no closing time is set, the tent closes once all but these have come."""
_POINTS = 240
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Field:
    """Runners who start together. `starts_at` is UTC."""

    name: str
    starts_at: datetime
    runners: int
    finish: FinishTimes

    @property
    def crossing_minutes(self) -> float:
        """Until the last one has crossed the starting line."""
        return self.runners / OVER_THE_LINE_A_MINUTE


@dataclass(frozen=True, slots=True)
class BusyHours:
    """Shorter treatments after the race for those who come between the two times."""

    starts: int
    ends: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Point:
    """So many runners (`weight`) expected at one time: when they can be called, and when they should be."""

    ready: float
    due: float
    weight: float
    rule: Rule


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What the tent has to do. `event` gives the promise, the walks, turnover and opening hours."""

    event: Event
    fields: tuple[Field, ...]
    before_share: float = BEFORE_SHARE
    after_share: float = AFTER_SHARE
    before_minutes: int = 10
    after_minutes: int = 20
    busy: BusyHours | None = None

    @cached_property
    def origin(self) -> datetime:
        """The full or half hour, local time, at which the plan begins (UTC)."""
        first = min(self._first_ready(each) for each in self.fields)
        if self.event.opens_at is not None:
            first = self.event.opens_at
        local = first.astimezone(ZoneInfo(self.event.timezone))
        return first - timedelta(minutes=local.minute % HALF_HOUR, seconds=local.second, microseconds=local.microsecond)

    def _first_ready(self, field: Field) -> datetime:
        if self.before_share > 0:
            return field.starts_at - minutes(BEFORE_EARLIEST)
        return field.starts_at + minutes(field.finish.at(0.5 / _POINTS))

    def at(self, minute: float) -> datetime:
        """A time of the plan as an instant (UTC)."""
        return self.origin + timedelta(minutes=minute)

    def minute(self, at: datetime) -> float:
        """An instant as minutes from the origin."""
        return (at - self.origin).total_seconds() / 60

    @cached_property
    def opens(self) -> int:
        """When the tent opens."""
        return 0 if self.event.opens_at is None else math.floor(self.minute(self.event.opens_at))

    @cached_property
    def closes(self) -> int:
        """When the tent lets nobody in any more."""
        if self.event.closes_at is not None:
            return math.ceil(self.minute(self.event.closes_at))
        points = sorted((each.ready, each.weight) for each in self.all_points)
        left = LATE_SHARE * sum(weight for _, weight in points)
        while points and left >= 0:
            last, weight = points.pop()
            left -= weight
        return HALF_HOUR * math.ceil((last + 1) / HALF_HOUR)

    def lets_in(self, ready: float, due: float) -> bool:
        """Whether somebody who can be called at `ready` comes in time for the tent's hours."""
        return ready < self.closes and ready <= due

    def length(self, rule: Rule, ready: float) -> int:
        """The planned minutes of a treatment."""
        if rule is Rule.BEFORE_START:
            return self.before_minutes
        if self.busy is not None and self.busy.starts <= ready < self.busy.ends:
            return self.busy.minutes
        return self.after_minutes

    @cached_property
    def all_points(self) -> tuple[Point, ...]:
        """Everybody who is expected, whether the tent is open or not."""
        return tuple(point for field in self.fields for point in self._points(field) if point.weight > 0)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Everybody who is expected and let in."""
        return tuple(each for each in self.all_points if self.lets_in(each.ready, each.due))

    @property
    def turned_away(self) -> float:
        """How many come when the tent is closed."""
        return sum(each.weight for each in self.all_points) - sum(each.weight for each in self.points)

    def expected(self, rule: Rule) -> float:
        """How many are let in for one kind of treatment."""
        return sum(each.weight for each in self.points if each.rule is rule)

    def _points(self, field: Field) -> Iterator[Point]:
        start = self.minute(field.starts_at)
        latest = start - self.event.walk_to_start_minutes - self.before_minutes
        before = field.runners * self.before_share / _POINTS
        after = field.runners * self.after_share / _POINTS
        for number in range(_POINTS):
            share = (number + 0.5) / _POINTS
            # Two more spreads, evenly and unlike the first (multiples of the golden ratio).
            other, third = (number * _GOLDEN) % 1, (number * _GOLDEN**2) % 1
            comes = start - BEFORE_EARLIEST + share * (BEFORE_EARLIEST - BEFORE_LATEST)
            yield Point(max(comes, self.opens), latest, before, Rule.BEFORE_START)
            finish = start + field.finish.at(share) + third * field.crossing_minutes
            ready = self.ready_after(finish, SHORTEST_WALK - MEAN_DAWDLE * math.log(1 - other))
            yield Point(ready, ready + self.event.promised_wait_minutes, after, Rule.PROMISE)

    def ready_after(self, finish: float, walk: float) -> float:
        """When somebody can be called who finished at `finish` and then took `walk` minutes to the tent."""
        return max(finish + max(walk, self.event.cool_down_minutes), self.opens)

    def load(self, rule: Rule) -> list[float]:
        """Therapists kept busy in each quarter of an hour, when everybody is called between ready and due."""
        return self._loads[rule]

    @cached_property
    def _loads(self) -> dict[Rule, list[float]]:
        found: dict[Rule, list[float]] = {rule: [] for rule in Rule}
        for point in self.points:
            length = self.length(point.rule, point.ready) + self.event.turnover_minutes
            _spread(found[point.rule], point.weight * length, point.ready, point.due + length)
        return found


def _spread(into: list[float], work: float, starts: float, ends: float) -> None:
    first, last = int(starts // STEP), int(ends // STEP)
    into.extend([0.0] * (last + 1 - len(into)))
    for step in range(first, last + 1):
        inside = min(ends, (step + 1) * STEP) - max(starts, step * STEP)
        into[step] += work * inside / (ends - starts) / STEP
