"""How far off an expected start may be: the low and high end of the window, calibrated on the day's own errors.

The error of a start grows with the wait and shrinks with the number of couches that could take the
visit: it is scaled by that, and the quantiles of the scaled errors so far make the window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

QUICK_MINUTES = 1.0
WAIT_VARIANCE = 1.0
WAIT_DRIFT = 0.06


def scale(wait_minutes: float, pool: int) -> float:
    """The usual size of the error (minutes) of a start that is `wait_minutes` away with `pool` couches for it."""
    wait = max(wait_minutes, 0.0)
    return math.sqrt(QUICK_MINUTES**2 + WAIT_VARIANCE * wait / pool + (WAIT_DRIFT * wait) ** 2)


@dataclass(frozen=True, slots=True)
class Margins:
    """Quantiles of the scaled error: 10 %, the middle, 90 %."""

    low: float = -1.3
    middle: float = 0.0
    high: float = 1.5

    def around(self, wait_minutes: float, pool: int) -> tuple[float, float, float]:
        """Minutes from the start as run to the low end, the told start and the high end."""
        unit = scale(wait_minutes, pool)
        return self.low * unit, self.middle * unit, self.high * unit


FIRST_MARGINS = Margins()
"""Before anything was seen."""
