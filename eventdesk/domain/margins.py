"""How far off an expected start may be: the low and high end of the window, calibrated on the day's own errors.

The error of a start grows with the wait and shrinks with the number of couches that could take the
visit: each error is scaled by that, and the quantiles of the scaled errors so far make the window.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import NormalDist

QUICK_MINUTES, WAIT_VARIANCE, WAIT_DRIFT = 1.2, 6.0, 0.03
"""Of the usual error: what is left of it for a start that is due now (minutes); its variance for each
minute of wait and couch (minutes); its share of the wait that more couches do not take away."""
LOW_SHARE, HIGH_SHARE = 0.08, 0.92
"""The window of 80 %, a little wide: a day's errors hang together, so its quantiles are less sure than they look."""
GUESSES = 30
"""How many errors the first guess counts as."""
REMEMBERED = 400
NORMAL_WIDTH = NormalDist().inv_cdf(HIGH_SHARE) - NormalDist().inv_cdf(LOW_SHARE)


def scale(wait_minutes: float, pool: int) -> float:
    """The usual size of the error (minutes) of a start that is `wait_minutes` away with `pool` couches for it."""
    wait = max(wait_minutes, 0.0)
    return math.sqrt(QUICK_MINUTES**2 + WAIT_VARIANCE * wait / pool + (WAIT_DRIFT * wait) ** 2)


@dataclass(frozen=True, slots=True)
class Margins:
    """Quantiles of the scaled error: the low end and the high end."""

    low: float = -1.3
    high: float = 1.4

    def around(self, wait_minutes: float, pool: int) -> tuple[float, float]:
        """Minutes from the expected start to the low and the high end."""
        unit = scale(wait_minutes, pool)
        return self.low * unit, self.high * unit


FIRST_MARGINS = Margins()
"""Before anything was seen."""


class Calibration:
    """The scaled errors of the day so far, the latest ones."""

    def __init__(self) -> None:
        self._errors: deque[float] = deque(maxlen=REMEMBERED)

    def see(self, error_minutes: float, wait_minutes: float, pool: int) -> None:
        """One start: how much later than run it came, with the wait and couches that were told of."""
        self._errors.append(error_minutes / scale(wait_minutes, pool))

    def margins(self) -> Margins:
        """What follows from them."""
        middle, width = (FIRST_MARGINS.low + FIRST_MARGINS.high) / 2, FIRST_MARGINS.high - FIRST_MARGINS.low
        normal = NormalDist(middle, width / NORMAL_WIDTH)
        guesses = [normal.inv_cdf((place + 0.5) / GUESSES) for place in range(GUESSES)]
        errors = sorted([*guesses, *self._errors])
        return Margins(_quantile(errors, LOW_SHARE), _quantile(errors, HIGH_SHARE))


def _quantile(ordered: list[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
