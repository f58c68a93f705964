"""Which old backups may go: all of the last hour stay, then one in ten minutes, after a day one a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

EACH_FOR = timedelta(hours=1)
TEN_MINUTES_FOR = timedelta(days=1)
DAYS_FOR = timedelta(days=31)
TEN_MINUTES = 600
DAY = 86_400


def superseded(made: Iterable[tuple[int, datetime]], now: datetime) -> set[int]:
    """The numbers of those that may go; `made` holds the number and the instant of each.

    Numbers grow with each backup and instants may jump with the clock, so the newest is the one with the
    highest number, and it always stays. Of a slot the newest stays. What seems to come from the future stays.
    """
    newest_first = sorted(made, reverse=True)
    kept_slots: set[tuple[int, int]] = set()
    going: set[int] = set()
    for place, (number, made_at) in enumerate(newest_first):
        slot = _slot(made_at, now)
        if place == 0 or slot is None or (slot[0] > 0 and slot not in kept_slots):
            kept_slots.add(slot or (0, 0))
        else:
            going.add(number)
    return going


def _slot(made_at: datetime, now: datetime) -> tuple[int, int] | None:
    """What it shares with others of which one stays; None: it stays anyway. The width 0: too old for any."""
    age = now - made_at
    if age <= EACH_FOR:
        return None
    width = TEN_MINUTES if age <= TEN_MINUTES_FOR else DAY if age <= DAYS_FOR else 0
    return (width, int(made_at.timestamp()) // width) if width else (0, 0)
