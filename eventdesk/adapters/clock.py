"""The clocks: the machine's, and one that runs faster for the demonstration."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventdesk.services.ports import Clock


class SystemClock:
    """The time of this machine, aware UTC, in whole milliseconds: what is finer is noise, and goes to every screen."""

    def now(self) -> datetime:
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def elapsed_seconds(self) -> float:
        """Seconds since some instant; goes on while the machine sleeps, and nobody can put it forward or back."""
        return _elapsed_seconds()


def _elapsed_seconds() -> float:
    # What Python calls monotonic stands still on a sleeping Linux or Mac.
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class SpeedClock:
    """Begins at `start` (aware UTC) when it is made and runs `speed` times as fast as `base`."""

    def __init__(self, base: Clock, start: datetime, speed: float) -> None:
        self._base = base
        self._start = start
        self._speed = speed
        self._made_at = base.now()

    def now(self) -> datetime:
        return self._start + (self._base.now() - self._made_at) * self._speed
