"""The simulator against queueing theory.

A mean wait within 3 % takes hundreds of thousands of visits, so each comparison has two steps. The
simulated day has to be the textbook's queue, runner by runner: the same arrivals and lengths give the
same waits without any desk, from a few lines with a heap. And these lines, which are fast, have to
come to the formula within 3 % over a stream that is long enough.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from random import Random
from statistics import fmean
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.event import PRE_EVENT
from eventdesk.simulation.behaviour import Behaviour, Habits, Lengths
from eventdesk.simulation.days import START, day_of_arrivals, walk_ups
from tests.simulation import theory
from tests.simulation.living import Lived, all_day, event_with, lived

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventdesk.simulation.race_day import Arrival

VISITS = 3000
LONG, WARM_UP = 1_000_000, 20_000
VERY_LONG = 3_000_000
"""Those who are overtaken wait for long, and very differently from hour to hour."""
AS_PLANNED = Behaviour.exact()
RANDOM_LENGTHS = replace(AS_PLANNED, lengths=Lengths.EXPONENTIAL)
CASES = [(2, 0.8), (6, 0.8), (8, 0.9)]
HIGH_SHARE = 0.3


def per_hour(servers: int, use: float, slot: float) -> float:
    return 60 * use * servers / slot


def slots(planned: float, seed: int) -> list[float]:
    """How long each runner of the day lies on the couch."""
    habits = Habits(RANDOM_LENGTHS, seed)
    return [planned * habits.person(number).length_share for number in range(VISITS)]


def times(arrivals: list[Arrival]) -> list[float]:
    return [(each.at - START) / timedelta(minutes=1) for each in arrivals]


def simulated(day: Lived) -> list[float]:
    """The waits in the order in which the runners came."""
    found = [turn.wait_minutes for _, turn in sorted(day.record.turns.items())]
    assert None not in found
    return [each for each in found if each is not None]


def stream(
    per_minute: float, slot: float | None, mean: float, seed: int, count: int = LONG
) -> Iterator[tuple[float, float]]:
    """A Poisson stream; `slot` None: exponential lengths with this mean."""
    chance, now = Random(seed), 0.0
    for _ in range(count):
        now += chance.expovariate(per_minute)
        yield now, chance.expovariate(1 / mean) if slot is None else slot


@pytest.mark.parametrize(("servers", "use"), CASES)
def test_random_lengths_wait_as_erlang_says(servers: int, use: float) -> None:
    slot, seed = 28, 100 + servers
    rate = per_hour(servers, use, slot)
    arrivals = walk_ups(rate, START, seed=seed, count=VISITS, minutes=slot)
    race = day_of_arrivals(event_with(slot, turnover_minutes=0), arrivals, all_day(servers))
    day = lived(race, seed=seed, behaviour=RANDOM_LENGTHS)

    expected = list(theory.waits(servers, zip(times(arrivals), slots(slot, seed), strict=True)))
    assert simulated(day) == pytest.approx(expected, abs=0.001)

    longer = theory.waits(servers, stream(rate / 60, None, slot, seed))
    assert fmean(islice(longer, WARM_UP, None)) == pytest.approx(theory.mean_wait(servers, slot, rate / 60), rel=0.03)


@pytest.mark.parametrize(("servers", "use"), CASES[1:])
def test_fixed_lengths_wait_as_cosmetatos_says(servers: int, use: float) -> None:
    slot, seed = 28, 200 + servers
    rate = per_hour(servers, use, slot)
    arrivals = walk_ups(rate, START, seed=seed, count=VISITS, minutes=25)
    # 25 minutes of treatment and three of turnover.
    day = lived(day_of_arrivals(event_with(25, turnover_minutes=3), arrivals, all_day(servers)), behaviour=AS_PLANNED)

    expected = list(theory.waits(servers, ((at, float(slot)) for at in times(arrivals))))
    assert simulated(day) == pytest.approx(expected, abs=0.001)

    longer = fmean(islice(theory.waits(servers, stream(rate / 60, slot, slot, seed)), WARM_UP, None))
    assert longer == pytest.approx(theory.mean_wait_fixed(servers, slot, rate / 60), rel=0.03)


def test_those_who_go_first_wait_as_the_formula_for_two_classes_says() -> None:
    servers, slot, use, seed = 6, 20, 0.9, 7
    rate = per_hour(servers, use, slot)
    chance = Random(seed)
    arrivals = [
        # All have the same time left to their start, far enough to make nobody too late.
        replace(each, wanted=replace(each.wanted, treatment=PRE_EVENT.code, start_at=each.at + timedelta(days=30)))
        if chance.random() < HIGH_SHARE
        else each
        for each in walk_ups(rate, START, seed=seed, count=VISITS, minutes=slot)
    ]
    race = day_of_arrivals(event_with(slot, turnover_minutes=0), arrivals, all_day(servers))
    day = lived(race, seed=seed, behaviour=RANDOM_LENGTHS, policy="pre-first")

    goes_first = [each.wanted.treatment == PRE_EVENT.code for each in arrivals]
    visitors = zip(times(arrivals), slots(slot, seed), goes_first, strict=True)
    expected = list(theory.waits_two_classes(servers, visitors))
    for first in (True, False):
        waited = [wait for wait, goes in zip(simulated(day), goes_first, strict=True) if goes is first]
        assert waited == pytest.approx([wait for goes, wait in expected if goes is first], abs=0.001)

    longer = (
        (at, length, chance.random() < HIGH_SHARE) for at, length in stream(rate / 60, None, slot, seed, VERY_LONG)
    )
    by_class: dict[bool, list[float]] = {True: [], False: []}
    for goes, wait in islice(theory.waits_two_classes(servers, longer), WARM_UP, None):
        by_class[goes].append(wait)
    ahead, behind = theory.mean_waits_two_classes(servers, slot, rate / 60, HIGH_SHARE)
    assert fmean(by_class[True]) == pytest.approx(ahead, rel=0.03)
    assert fmean(by_class[False]) == pytest.approx(behind, rel=0.03)


def test_the_formulas_are_the_published_ones() -> None:
    # The share who wait and the mean waits of the table that the field's handbooks print for a slot of 28 minutes.
    assert theory.erlang_c(3, 2) == pytest.approx(4 / 9)
    for servers, use, share, random, fixed in (
        (2, 0.8, 0.711, 49.8, 25.2),
        (4, 0.9, 0.788, 55.1, 28.0),
        (10, 0.9, 0.669, 18.7, 9.7),
        (20, 0.95, 0.755, 21.2, 10.9),
    ):
        rate = per_hour(servers, use, 28) / 60
        assert theory.erlang_c(servers, use * servers) == pytest.approx(share, abs=0.0005)
        assert theory.mean_wait(servers, 28, rate) == pytest.approx(random, abs=0.05)
        assert theory.mean_wait_fixed(servers, 28, rate) == pytest.approx(fixed, abs=0.06)
    assert theory.mean_waits_two_classes(6, 20, 0.27, 0.3) == pytest.approx((3.38, 33.80), abs=0.005)
