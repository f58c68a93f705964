"""A clock for race days that are not now: stands still until told, then runs at any speed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventdesk.services.ports import Clock


class RaceClock:
    """The time of day at the race."""

    def __init__(self, at: datetime, real: Clock) -> None:
        self._at = at
        self._real = real
        self._since: datetime | None = None
        self._speed = 0.0

    def now(self) -> datetime:
        """Aware UTC."""
        if self._since is None:
            return self._at
        return self._at + (self._real.now() - self._since) * self._speed

    def set(self, at: datetime) -> None:
        """Stands still at `at`."""
        self._at, self._since = at, None

    def run(self, speed: float) -> None:
        """From here on `speed` times real time."""
        self._at = self.now()
        self._since, self._speed = self._real.now(), speed
