"""How wrong the told times were, and whether that is good enough."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bench.forecast_watch import Case

SHORT_WAIT_MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Over a number of starts. Minutes; shares are of one; `mae`: mean absolute error; `bias` above 0: later than told.

    `short_wait_mae`: of those who were told of less than an hour before their start. `untold`: told that
    nobody can serve them in time, and served after all.
    """

    count: int
    untold: int
    mean_wait: float
    mae: float
    bias: float
    mae_by_place: float
    mae_by_last_wait: float
    mae_by_plan: float
    inside: float
    later: float
    short_wait_mae: float
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be reached."""

    words: str
    is_reached: bool


def figures(cases: Sequence[Case], untold: int) -> Figures:
    """Of these starts; at least one."""
    errors = [_minutes(each.started_at, each.told.window.at) for each in cases]
    return Figures(
        count=len(cases),
        untold=untold,
        mean_wait=fmean(_minutes(each.started_at, each.told.ready_at) for each in cases),
        mae=_size(errors),
        bias=fmean(errors),
        mae_by_place=_size([_minutes(each.started_at, each.told.by_place) for each in cases]),
        mae_by_last_wait=_size([_minutes(each.started_at, each.told.by_last_wait) for each in cases]),
        mae_by_plan=_size([_minutes(each.started_at, at) for each in cases if (at := each.told.by_plan) is not None]),
        inside=fmean(each.told.window.low <= each.started_at <= each.told.window.high for each in cases),
        later=fmean(each.started_at > each.told.window.high for each in cases),
        short_wait_mae=_size(
            [
                error
                for each, error in zip(cases, errors, strict=True)
                if _minutes(each.started_at, each.told.told_at) < SHORT_WAIT_MINUTES
            ]
        ),
        width=fmean(_minutes(each.told.window.high, each.told.window.low) for each in cases),
    )


def marks(found: Figures) -> tuple[Mark, ...]:
    """What the forecast has to reach."""
    return (
        Mark("error at most half of place x length", found.mae <= found.mae_by_place / 2),
        Mark("error at most a third of the last wait's", found.mae <= found.mae_by_last_wait / 3),
        Mark("78 to 90 % inside the window", 0.78 <= found.inside <= 0.90),
        Mark("at most 10 % later than its end", found.later <= 0.10),
        Mark("error under 5 minutes for waits under an hour", found.short_wait_mae < 5),
    )


def _size(errors: list[float]) -> float:
    return fmean(map(abs, errors)) if errors else 0.0


def _minutes(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds() / 60
