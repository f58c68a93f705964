"""The clocks: the machine's, and one that runs faster for the demonstration."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventdesk.services.ports import Clock


class SystemClock:
    """The time of this machine, aware UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SpeedClock:
    """Begins at `start` (aware UTC) when it is made and runs `speed` times as fast as `base`."""

    def __init__(self, base: Clock, start: datetime, speed: float) -> None:
        self._base = base
        self._start = start
        self._speed = speed
        self._made_at = base.now()

    def now(self) -> datetime:
        return self._start + (self._base.now() - self._made_at) * self._speed
