"""How the line and the waits went over the day, in steps of ten minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest
from statistics import fmean
from typing import TYPE_CHECKING

from eventdesk.simulation.recording import area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventdesk.simulation.recording import Record
    from eventdesk.simulation.tent import Day

STEP_MINUTES = 10
Values = tuple[float | None, ...]
"""One for each step since the beginning of the day; None: nobody came."""


@dataclass(frozen=True, slots=True)
class Curves:
    """`line`: how many waited, on average of the step. `waits`: minutes, of those who came in it, by treatment."""

    begins_at: datetime
    line: Values
    waits: dict[str, Values]


def curves_of(day: Day, record: Record) -> Curves:
    """The curves of one day."""
    begins_at = day.race.opens_at
    count = _step(day.ended_at, begins_at) + 1
    edges = [begins_at + number * timedelta(minutes=STEP_MINUTES) for number in range(count + 1)]
    waited = [area(_up_to(record.line, each), each) for each in edges]
    line = tuple((after - before) / STEP_MINUTES for before, after in pairwise(waited))
    by_step: dict[str, dict[int, list[float]]] = {}
    for turn in record.turns.values():
        if turn.wait_minutes is not None:
            steps = by_step.setdefault(turn.treatment, {})
            steps.setdefault(_step(turn.ready_at, begins_at), []).append(turn.wait_minutes)
    waits = {
        treatment: tuple(fmean(steps[number]) if number in steps else None for number in range(count))
        for treatment, steps in sorted(by_step.items())
    }
    return Curves(begins_at, line, waits)


def _step(at: datetime, begins_at: datetime) -> int:
    return (at - begins_at) // timedelta(minutes=STEP_MINUTES)


def _up_to(steps: Sequence[tuple[datetime, int]], until: datetime) -> list[tuple[datetime, int]]:
    return [each for each in steps if each[0] < until]


def mean_curves(curves: Sequence[Curves]) -> Curves:
    """The mean over days that begin at the same instant."""
    treatments = sorted({treatment for each in curves for treatment in each.waits})
    return Curves(
        curves[0].begins_at,
        _mean((each.line for each in curves), missing=0.0),
        {treatment: _mean(each.waits.get(treatment, ()) for each in curves) for treatment in treatments},
    )


def _mean(rows: Iterable[Values], missing: float | None = None) -> Values:
    """`missing` stands for a day that has ended earlier."""
    columns = zip_longest(*rows, fillvalue=missing)
    known = ([each for each in column if each is not None] for column in columns)
    return tuple(fmean(each) if each else None for each in known)
