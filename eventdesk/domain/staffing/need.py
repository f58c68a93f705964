"""What each half hour needs: the load, and a margin that grows with its square root, within the couches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eventdesk.domain.event import Rule
from eventdesk.domain.staffing.demand import HALF_HOUR, STEP

if TYPE_CHECKING:
    from eventdesk.domain.staffing.demand import Demand

WORK_OFF = 180
"""How long after closing the tent works off its line at most (minutes): nobody waits until the night."""
_LITTLE = 0.05
"""Of a therapist: not worth a half hour."""


def need(demand: Demand, most: int, before_margin: float, after_margin: float) -> list[int]:
    """How many therapists each half hour needs, `most` at most; what they leave is for the next half hour.

    The margins are square roots of the load. At least one while the tent is open.
    """
    loads = [demand.load(Rule.BEFORE_START), demand.load(Rule.PROMISE)]
    end = -(-max(max(map(len, loads)) * STEP, demand.closes) // HALF_HOUR)
    per_half = HALF_HOUR // STEP
    needed: list[int] = []
    left = 0.0
    last = max(end, (demand.closes + WORK_OFF) // HALF_HOUR)
    while len(needed) < end or (left > _LITTLE and len(needed) < last):
        half = len(needed)
        wanted, offered = left, left
        for load, margin in zip(loads, (before_margin, after_margin), strict=True):
            steps = load[half * per_half : (half + 1) * per_half] or [0.0]
            wanted += max(steps) + margin * math.sqrt(max(steps))
            offered += sum(steps) / per_half
        is_open = demand.opens < (half + 1) * HALF_HOUR and half * HALF_HOUR < demand.closes
        needed.append(min(most, max(math.ceil(wanted - _LITTLE), int(is_open))))
        left = max(0.0, offered - needed[-1])
    while needed and needed[-1] == 0:
        needed.pop()
    return needed
