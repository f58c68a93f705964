"""What a forecast costs: the rule run forward over a long line, and all that is told after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median

from rich.console import Console
from rich.table import Table

from eventdesk.domain.dispatch import order
from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Event, Gender, Rule
from eventdesk.domain.forecast import Known, run_forward
from eventdesk.domain.learning import FIRST_GUESS
from eventdesk.domain.therapist import Pause, Therapist, TherapistStatus
from eventdesk.domain.visit import Visit, VisitStatus
from eventdesk.services.day import Day, work_out

NOW = datetime(2027, 4, 18, 14, 0, tzinfo=UTC)
EVENT = Event(id=1, slug="cost", name="Cost", date=date(2027, 4, 18), timezone="UTC")
TIMES = 9
LINES = (100, 400, 10_000)
THERAPISTS = 50


def costs(lines: Iterable[int]) -> dict[int, dict[str, float]]:
    """For each length of the line, in milliseconds of one core (median).

    Of the rule run forward, of the windows it gives, and of everything that is told (`day.work_out`):
    to all for the first time, and once more with nothing new.
    """
    return {waiting: _cost(waiting) for waiting in lines}


def show_cost(console: Console, found: dict[int, dict[str, float]]) -> None:
    """Print the table."""
    table = Table(title=f"Cost with {THERAPISTS} therapists (milliseconds of one core)", box=None)
    for heading in ("in line", "rule run forward", "+ all windows", "all told first", "all told again"):
        table.add_column(heading, justify="right")
    for waiting, each in found.items():
        table.add_row(f"{waiting:,}", *(f"{value:.1f}" for value in each.values()))
    console.print(table)


def _cost(waiting: int) -> dict[str, float]:
    chance = Random(1)  # noqa: S311  (a made-up line, not a secret)
    team = [_therapist(chance, number) for number in range(1, THERAPISTS + 1)]
    line = sorted((_visit(chance, number) for number in range(1, waiting + 1)), key=order)
    day = Day(EVENT, FIRST_GUESS)
    for each in (*team, *line):
        day.apply(each)
    floor = day.floor(NOW)
    known = Known(learned=FIRST_GUESS)
    forecasts = [floor.run() for _ in range(TIMES)]
    first = work_out(floor)
    day.keep(first, 1)
    again = day.floor(NOW)
    return {
        "run_ms": _median_ms(lambda: run_forward(EVENT, line, team, {}, NOW, known=known)),
        "windows_ms": _median_ms(lambda: dict(forecasts.pop().windows)),
        "work_out_first_ms": _median_ms(lambda: work_out(floor)),
        "work_out_again_ms": _median_ms(lambda: work_out(again)),
    }


def _median_ms(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.process_time()
        action()
        taken.append(time.process_time() - began)
    return round(median(taken) * 1000, 1)


def _therapist(chance: Random, number: int) -> Therapist:
    lunch = Pause(_at(60 + number), _at(80 + number))
    skills = frozenset({POST_EVENT.code} if number % 4 == 0 else {PRE_EVENT.code, POST_EVENT.code})
    return Therapist(
        id=number,
        name=f"Therapist {number}",
        gender=chance.choice([Gender.WOMAN, Gender.MAN]),
        skills=skills,
        status=TherapistStatus.READY,
        status_since=NOW,
        idle_since=NOW,
        shift_end=_at(60 * 90),
        breaks=(lunch,),
    )


def _visit(chance: Random, number: int) -> Visit:
    """Three in ten come before their start; some wish for somebody, three in ten are to come later."""
    is_before = chance.random() < 0.3
    return Visit(
        id=number,
        ticket=f"A{number}",
        token="",
        treatment=(PRE_EVENT if is_before else POST_EVENT).code,
        rule=Rule.BEFORE_START if is_before else Rule.PROMISE,
        minutes=chance.choice([5, 10, 15] if is_before else [20, 20, 25, 30]),
        status=VisitStatus.WAITING,
        registered_at=NOW - timedelta(minutes=30),
        due_at=_at(chance.uniform(0, 5000)),
        wish_gender=chance.choice([None] * 7 + [Gender.WOMAN, Gender.MAN]),
        wish_therapist_id=chance.choice([None] * 29 + [chance.randint(1, THERAPISTS)]),
        not_before=_at(chance.uniform(0, 300)) if chance.random() < 0.3 else None,
    )


def _at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)
