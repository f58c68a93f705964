"""Made-up race days of a demand: who comes when, and how long each treatment takes. The same seed gives the same day.

A treatment's minutes are drawn as whole minutes around the planned ones (lognormal); due times keep to the plan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from random import Random
from statistics import NormalDist
from typing import TYPE_CHECKING

from eventdesk.domain.dispatch import order
from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Event, Rule, Treatment
from eventdesk.domain.staffing.demand import BEFORE_EARLIEST, BEFORE_LATEST, MEAN_DAWDLE, SHORTEST_WALK
from eventdesk.domain.visit import Visit, VisitStatus, due_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventdesk.domain.staffing.demand import Demand, Field

LENGTH_SPREAD = 0.2
"""Sigma of the logarithm of real lengths over planned ones."""
_PARTS = 8
_FACTORS = tuple(
    math.exp(LENGTH_SPREAD * NormalDist().inv_cdf((part + 0.5) / _PARTS) - LENGTH_SPREAD**2 / 2)
    for part in range(_PARTS)
)
"""Equally likely lengths over planned ones; a run over few different lengths is a faster one."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: the visits in queue order, and the minute of the plan from which each may be called, by id."""

    visits: tuple[Visit, ...]
    ready: dict[int, float]


def treatment_for(event: Event, rule: Rule) -> Treatment:
    """What the event offers under this rule; one of the two standard treatments where it offers nothing."""
    usual = PRE_EVENT if rule is Rule.BEFORE_START else POST_EVENT
    fitting = [each for each in event.treatments if each.rule is rule and each.enabled]
    return fitting[0] if fitting else usual


def days(demand: Demand, seeds: Sequence[int]) -> list[Day]:
    """One day for each seed. More runners or larger shares add visits to the same days."""
    counts = {
        (number, rule): _counts(field.runners, share, len(seeds), f"{seeds[0]}/{number}/{rule}")
        for number, field in enumerate(demand.fields)
        for rule, share in ((Rule.BEFORE_START, demand.before_share), (Rule.PROMISE, demand.after_share))
    }
    return [
        _day(demand, seed, {key: count[place] for key, count in counts.items()}) for place, seed in enumerate(seeds)
    ]


def _counts(runners: int, share: float, how_many: int, seed: str) -> list[int]:
    """How many of the runners come on each of the days, by chance, but right on the whole.

    One of the days for each part of the distribution: a sample of days that happen to be full all of
    them, or quiet, would make a plan that holds for those only.
    """
    parts = [(part + 0.5) / how_many for part in range(how_many)]
    Random(seed).shuffle(parts)  # noqa: S311 - a made-up day
    mean, spread = runners * share, math.sqrt(runners * share * (1 - share))
    return [min(runners, max(0, round(mean + spread * NormalDist().inv_cdf(part)))) for part in parts]


def _day(demand: Demand, seed: int, counts: Mapping[tuple[int, Rule], int]) -> Day:
    codes = {rule: treatment_for(demand.event, rule).code for rule in Rule}
    visits: list[Visit] = []
    ready: dict[int, float] = {}
    for (number, rule), count in counts.items():
        field = demand.fields[number]
        # A stream of its own, so that more runners leave the others as they were.
        chance = Random(f"{seed}/{number}/{rule}")  # noqa: S311 - a made-up day
        for _ in range(count):
            comes = _comes(demand, field, rule, chance)
            visit = Visit(
                id=len(visits) + 1,
                ticket="",
                token="",
                treatment=codes[rule],
                rule=rule,
                minutes=demand.length(rule, comes),
                status=VisitStatus.WAITING,
                registered_at=demand.at(comes),
                due_at=demand.at(comes),
                start_at=field.starts_at,
                not_before=demand.at(comes),
            )
            due_at = due_time(demand.event, visit)
            factor = chance.choice(_FACTORS)
            if demand.lets_in(comes, demand.minute(due_at)):
                visits.append(replace(visit, due_at=due_at, minutes=max(1, round(visit.minutes * factor))))
                ready[visit.id] = comes
    return Day(tuple(sorted(visits, key=order)), ready)


def _comes(demand: Demand, field: Field, rule: Rule, chance: Random) -> float:
    start = demand.minute(field.starts_at)
    if rule is Rule.BEFORE_START:
        return max(start - chance.uniform(BEFORE_LATEST, BEFORE_EARLIEST), demand.opens)
    # `random` may be 0, where the distribution has no value.
    finish = start + field.finish.at(1 - max(chance.random(), _TINY)) + chance.random() * field.crossing_minutes
    return demand.ready_after(finish, SHORTEST_WALK + chance.expovariate(1 / MEAN_DAWDLE))


_TINY = 1e-9
