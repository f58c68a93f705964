"""How good the told starts have been so far today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.domain.promises import ToldWindow

FEWEST = 5
"""With fewer starts than this the figures would say nothing."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Errors of the first told starts, in minutes (bias above 0: later than told); shares of one."""

    count: int
    mean_minutes: float
    bias_minutes: float
    inside_share: float
    later_share: float


class Accuracy:
    """Collects, for each visit that has started, what it was told first and when it started."""

    def __init__(self) -> None:
        self._errors: dict[int, tuple[float, bool, bool]] = {}

    def see(self, told: ToldWindow, started_at: datetime) -> None:
        """One start; the same visit again replaces it."""
        error = (started_at - told.first_at).total_seconds() / 60
        inside = told.first_low <= started_at <= told.first_high
        self._errors[told.visit_id] = error, inside, started_at > told.first_high

    def figures(self) -> Figures | None:
        """None before there are enough."""
        count = len(self._errors)
        if count < FEWEST:
            return None
        errors = self._errors.values()
        return Figures(
            count,
            sum(abs(error) for error, _, _ in errors) / count,
            sum(error for error, _, _ in errors) / count,
            sum(inside for _, inside, _ in errors) / count,
            sum(later for _, _, later in errors) / count,
        )
