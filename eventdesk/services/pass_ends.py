"""Until when somebody stays signed in: the event's end, since nobody is wanted on these screens after it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from eventdesk.domain.event import Event

LAST_COUCHES = timedelta(hours=3)
"""Whoever is in line when the list closes is still treated, and then the tent is packed up."""
AT_LEAST = timedelta(hours=2)
"""A day that is over can be looked at once more."""


def over_at(event: Event) -> datetime:
    """When the last of the event's people have gone (UTC): some hours after the list closes, or the day ends there."""
    closes_at = event.closes_at
    if closes_at is None:
        midnight = datetime.combine(event.date + timedelta(days=1), time(), ZoneInfo(event.timezone))
        closes_at = midnight.astimezone(UTC)
    return closes_at + LAST_COUCHES


def ends_at(event: Event, since: datetime, longest: timedelta) -> datetime:
    """The end of what began at `since`: with the event, after `longest` at the latest, never within two hours."""
    return min(since + longest, max(over_at(event), since + AT_LEAST))
