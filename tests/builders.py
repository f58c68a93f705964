"""Small builders of what the domain knows, and a clock that a test moves by hand.

Each gives something plain and valid; name only what the test is about: `a_visit(bib="A1", minutes=25)`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from eventdesk.domain.event import Event, Rule
from eventdesk.domain.therapist import Therapist
from eventdesk.domain.visit import Visit, VisitStatus

NOW = datetime(2026, 5, 3, 8, 0, tzinfo=UTC)
"""The morning of the race."""


class FakeClock:
    """Stands still until it is told to go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, minutes: float = 0) -> None:
        self._now += timedelta(minutes=minutes)


def an_event(**values: Any) -> Event:
    """A race in spring, on the day of `NOW`, with the two usual treatments and no waves."""
    usual: dict[str, Any] = {
        "id": 1,
        "slug": "spring",
        "name": "Spring",
        "date": date(2026, 5, 3),
        "timezone": "Europe/London",
    }
    return Event(**(usual | values))


def a_visit(**values: Any) -> Visit:
    """Anna, waiting since `NOW` for twenty minutes after the race, due in half an hour."""
    usual: dict[str, Any] = {
        "id": 1,
        "ticket": "A1",
        "token": "tok",
        "treatment": "post_event",
        "rule": Rule.PROMISE,
        "minutes": 20,
        "status": VisitStatus.WAITING,
        "registered_at": NOW,
        "due_at": NOW + timedelta(minutes=30),
        "first_name": "Anna",
    }
    return Visit(**(usual | values))


def a_therapist(**values: Any) -> Therapist:
    """Mia Berg, who does everything and is off since `NOW`."""
    usual: dict[str, Any] = {
        "id": 1,
        "name": "Mia Berg",
        "skills": frozenset({"pre_event", "post_event"}),
        "status_since": NOW,
    }
    return Therapist(**(usual | values))
