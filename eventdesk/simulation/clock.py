"""A clock for race days that are not now: stands still until told, then runs at any speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.services.ports import Clock


class RaceClock:
    """The time of day at the race."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._real: Clock | None = None
        self._since = at
        self._speed = 0.0

    def now(self) -> datetime:
        """Aware UTC."""
        if self._real is None:
            return self._at
        return self._at + (self._real.now() - self._since) * self._speed

    def set(self, at: datetime) -> None:
        """Stands still at `at`."""
        self._at, self._real = at, None

    def run(self, speed: float, real: Clock) -> None:
        """From here on `speed` times as fast as `real`."""
        self._at = self.now()
        self._real, self._since, self._speed = real, real.now(), speed
