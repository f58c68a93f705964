"""Many days of one kind: the mean of each figure, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.simulation.figures import Figures

COUNTS = ("visits", "turned_away", "done", "no_shows", "left", "declined", "referred", "never_called")
T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
"""Student's t for a two-sided 95 % interval, for 1 to 30 degrees of freedom; above, the normal's 1.96 is near."""
NORMAL_975 = 1.96


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over days, and half of its 95 % interval (None with a single day)."""

    mean: float
    margin: float | None = None


def numbers(day: Figures) -> dict[str, float]:
    """All figures of one day by a name of their own; minutes, counts and shares."""
    found: dict[str, float] = {name: getattr(day, name) for name in COUNTS}
    for treatment, waits in day.waits.items():
        found |= {f"wait.{treatment}.{name}": getattr(waits, name) for name in ("mean", "median", "p90", "longest")}
    found["starts_missed"] = day.starts_missed
    found["starts_missed_share"] = day.starts_missed / day.before_start if day.before_start else 0.0
    found["longest_line"] = day.longest_line
    found |= {f"utilisation.{name}": share for name, share in day.utilisation.items()}
    found["overtime_minutes"] = day.overtime_minutes
    found["mean_in_tent"] = day.law.mean_in_tent
    found["arrivals_per_hour"] = 60 * day.law.arrivals_per_minute
    found["mean_stay_minutes"] = day.law.mean_stay_minutes
    found["littles_law_gap"] = day.law.gap
    return found


def summed_up(days: Sequence[Figures]) -> dict[str, Estimate]:
    """Each figure over all `days`; one that some days do not have is of the others."""
    found: dict[str, list[float]] = {}
    for day in days:
        for name, value in numbers(day).items():
            found.setdefault(name, []).append(value)
    return {name: estimate(values) for name, values in found.items()}


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of independent `values`, with the interval in which the true one lies 95 times of 100."""
    if len(values) == 1:
        return Estimate(values[0])
    freedom = len(values) - 1
    t = T_975[freedom - 1] if freedom <= len(T_975) else NORMAL_975
    return Estimate(fmean(values), t * stdev(values) / sqrt(len(values)))
