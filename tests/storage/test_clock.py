"""The clocks."""

from __future__ import annotations

from datetime import UTC, timedelta

from eventdesk.adapters.clock import SpeedClock, SystemClock
from tests.builders import NOW, FakeClock


def test_the_machine_tells_aware_utc_and_goes_on() -> None:
    clock = SystemClock()
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_a_fast_clock_begins_where_it_is_told_and_runs_faster() -> None:
    base, start = FakeClock(), NOW - timedelta(days=3)
    fast = SpeedClock(base, start, 60)
    assert fast.now() == start
    base.advance(minutes=2)
    assert fast.now() == start + timedelta(hours=2)
