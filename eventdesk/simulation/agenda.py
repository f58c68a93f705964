"""What people are going to do, in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

Deed = Callable[[], object]


class Agenda:
    """Deeds by the instant at which they are due; equal instants in the order they were planned.

    A deed that belongs to a sight (how a visit or therapist looked when it was planned) lapses as
    soon as the subject looks different: somebody who was called does not get impatient in line.
    """

    def __init__(self) -> None:
        self._deeds: list[tuple[datetime, int, str, object, Deed]] = []
        self._numbers = count()
        self._sights: dict[str, object] = {}

    def plan(self, at: datetime, deed: Deed, subject: str = "") -> None:
        """`deed` at `at`, unless `subject` looks different by then."""
        heapq.heappush(self._deeds, (at, next(self._numbers), subject, self._sights.get(subject), deed))

    def is_new(self, subject: str, sight: object) -> bool:
        """Takes in how `subject` looks now; whether that is different from before."""
        if self._sights.get(subject) == sight:
            return False
        self._sights[subject] = sight
        return True

    def forget(self, subject: str) -> None:
        """Nothing planned for `subject` is to be done."""
        self._sights.pop(subject, None)

    def next_at(self) -> datetime | None:
        """When the next deed is due; None when nothing is planned."""
        while self._deeds and self._has_lapsed():
            heapq.heappop(self._deeds)
        return self._deeds[0][0] if self._deeds else None

    def take(self, now: datetime) -> Deed | None:
        """The next deed if it is due."""
        at = self.next_at()
        if at is None or at > now:
            return None
        return heapq.heappop(self._deeds)[4]

    def _has_lapsed(self) -> bool:
        _, _, subject, sight, _ = self._deeds[0]
        return bool(subject) and self._sights.get(subject) != sight
