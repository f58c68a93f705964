"""What is to be simulated, as somebody orders it on the command line, and the race days that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Event, minutes
from eventdesk.simulation.days import START, day_of_arrivals, day_of_field, plain_event, walk_ups
from eventdesk.simulation.field import Field, fitted, last_finish, read_results, together
from eventdesk.simulation.race_day import Arrival, RaceDay
from eventdesk.simulation.roster import Roster, Shift
from eventdesk.simulation.uptake import Uptake

if TYPE_CHECKING:
    from collections.abc import Sequence

Hours = tuple[time, time]
BEFORE_THE_FIRST_START = minutes(90)
AFTER_THE_LAST_FINISH = minutes(60)
USUAL_HOURS: Hours = (time(8), time(16))
"""Of a tent with walk-ups and no race."""
WALK_UP_SLACK = (30, 85)
"""Minutes to their start, for walk-ups that have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Exactly one of `per_hour`, `results` and `races` says who comes. Times are those of the made-up place."""

    per_hour: float | None = None
    results: Path | None = None
    races: tuple[tuple[int, str], ...] = ()
    """Runners and distance of each race."""
    start: time = time(9, 30)
    gap_minutes: float = 45
    """Between the starts of two races."""
    hours: Hours | None = None
    before: float = 0.05
    after: float = 0.07
    """Shares of the field; of walk-ups, `before` is the share that has a start to reach."""
    before_minutes: int = 10
    after_minutes: int = 20
    wish_woman: float = 0.0
    therapists: int = 8
    shifts: tuple[tuple[int, Hours], ...] = ()
    """How many, and when; without any, all `therapists` work until the last one is served."""
    break_every_minutes: int = 0
    break_minutes: int = 20
    turnover_minutes: int = 3
    promised_wait_minutes: int = 30
    cycle_minutes: int = 0


def days_of(plan: Plan, seed: int) -> Callable[[int], RaceDay]:
    """From a seed to its race day; all begin at the same time. Raises `Invalid` for results that can't be read."""
    if plan.per_hour is not None:
        return _days_of_walk_ups(plan, plan.per_hour)
    if plan.results is not None:
        read = read_results(plan.results, _at(plan.start))
        return _days_of_races(plan, lambda _: read, seed)
    return _days_of_races(plan, lambda chosen: _drawn(plan, chosen), seed)


def _drawn(plan: Plan, seed: int) -> Field:
    return together(
        [
            fitted(
                f"{distance} {number}",
                distance,
                runners,
                _at(plan.start) + (number - 1) * minutes(plan.gap_minutes),
                seed=seed,
            )
            for number, (runners, distance) in enumerate(plan.races, 1)
        ]
    )


def _days_of_races(plan: Plan, field_of: Callable[[int], Field], seed: int) -> Callable[[int], RaceDay]:
    first = field_of(seed)
    opens_at = min(each.starts_at for each in first.waves) - (BEFORE_THE_FIRST_START if plan.before else minutes(0))
    event = _event(plan, opens_at, _half_hour_after(last_finish(first) + AFTER_THE_LAST_FINISH))
    uptake = Uptake(
        before=plan.before,
        after=plan.after,
        before_minutes=(plan.before_minutes,),
        after_minutes=(plan.after_minutes,),
        wishes_woman=plan.wish_woman,
    )
    roster = _roster(plan, event)
    return lambda chosen: day_of_field(event, field_of(chosen), uptake, roster, seed=chosen)


def _days_of_walk_ups(plan: Plan, per_hour: float) -> Callable[[int], RaceDay]:
    opens, closes = plan.hours or USUAL_HOURS
    opens_at, closes_at = _at(opens), _at(closes)
    event = _event(plan, opens_at, closes_at)
    roster = _roster(plan, event)

    def day(seed: int) -> RaceDay:
        arrivals = walk_ups(per_hour, opens_at, seed=seed, until=closes_at)
        return day_of_arrivals(event, _some_have_a_start(plan, arrivals, seed), roster)

    return day


def _some_have_a_start(plan: Plan, arrivals: Sequence[Arrival], seed: int) -> list[Arrival]:
    chance = Random(f"{seed}/starts")  # noqa: S311  (a made-up race, not a secret)
    found = []
    for each in arrivals:
        starts_at = each.at + minutes(chance.uniform(*WALK_UP_SLACK))
        has_start = chance.random() < plan.before
        wanted = (
            replace(each.wanted, treatment=PRE_EVENT.code, minutes=plan.before_minutes, start_at=starts_at)
            if has_start
            else replace(each.wanted, minutes=plan.after_minutes)
        )
        found.append(replace(each, wanted=wanted))
    return found


def _event(plan: Plan, opens_at: datetime, closes_at: datetime) -> Event:
    if plan.hours is not None:
        opens_at, closes_at = _at(plan.hours[0]), _at(plan.hours[1])
    before, after = (plan.before_minutes,), (plan.after_minutes,)
    return plain_event(
        opens_at=opens_at,
        closes_at=closes_at,
        turnover_minutes=plan.turnover_minutes,
        promised_wait_minutes=plan.promised_wait_minutes,
        cycle_minutes=plan.cycle_minutes,
        cycle_from=opens_at if plan.cycle_minutes else None,
        treatments=(
            replace(PRE_EVENT, minutes=before, default_minutes=plan.before_minutes),
            replace(POST_EVENT, minutes=after, default_minutes=plan.after_minutes),
        ),
    )


def _roster(plan: Plan, event: Event) -> Roster:
    all_day = Shift(starts_at=event.opens_at or START, count=plan.therapists)
    shifts = tuple(
        Shift(starts_at=_at(begins), ends_at=_at(ends), count=count) for count, (begins, ends) in plan.shifts
    )
    return Roster(
        shifts=shifts or (all_day,),
        break_every_minutes=plan.break_every_minutes,
        break_minutes=plan.break_minutes,
        breaks_until=event.closes_at,
    )


def _at(when: time) -> datetime:
    return datetime.combine(START.date(), when, tzinfo=UTC)


def _half_hour_after(at: datetime) -> datetime:
    over = (at - START) % minutes(30)
    return at + (minutes(30) - over if over else timedelta())
