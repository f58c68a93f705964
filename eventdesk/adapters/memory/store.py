"""Events in memory."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from eventdesk.adapters.memory.change import MemoryChange
from eventdesk.adapters.memory.reading import MemoryReading
from eventdesk.adapters.memory.tent import Tent
from eventdesk.domain import dispatch
from eventdesk.domain.errors import NoSuchEvent, NoSuchVisit, SlugTaken
from eventdesk.domain.event import Mode
from eventdesk.domain.therapist import TherapistStatus, next_change_at
from eventdesk.services.ports import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from eventdesk.adapters.memory.tent import Order
    from eventdesk.domain.event import Event
    from eventdesk.domain.promises import ToldWindow


class MemoryStore:
    """Implements `services.ports.Store`. Readers and writers take turns under one lock.

    Unlike a database, a `read` inside one's own `change` sees what is not committed yet.
    Another `order` of the line is for simulations that compare queue rules.
    """

    def __init__(self, order: Order = dispatch.order) -> None:
        self._order = order
        self._tents: dict[str, Tent] = {}
        self._ids = count(1)
        self._event_ids = count(1)
        self._lock = threading.RLock()
        self._is_changing = False

    @contextmanager
    def change(self, slug: str) -> Iterator[MemoryChange]:
        with self._lock:
            if self._is_changing:
                msg = "a change was begun inside another one"
                raise RuntimeError(msg)
            tent = self._tent(slug)
            self._is_changing = True
            try:
                change = MemoryChange(tent, self._ids, self._tents)
                yield change
                tent.keep()
                if tent.event.slug != slug:
                    self._tents[tent.event.slug] = self._tents.pop(slug)
                change.committed()
            finally:
                tent.roll_back()
                self._is_changing = False

    @contextmanager
    def read(self, slug: str) -> Iterator[MemoryReading]:
        with self._lock:
            yield MemoryReading(self._tent(slug))

    def _tent(self, slug: str) -> Tent:
        found = self._tents.get(slug)
        if found is None:
            msg = "There is no such event."
            raise NoSuchEvent(msg)
        return found

    def add_event(self, event: Event) -> Event:
        with self._lock:
            if event.slug in self._tents:
                msg = "There is another event with this name in the address."
                raise SlugTaken(msg)
            added = replace(event, id=next(self._event_ids))
            self._tents[event.slug] = Tent(added, self._order)
            return added

    def events(self) -> list[Event]:
        with self._lock:
            found = [tent.event for tent in self._tents.values()]
        return sorted(found, key=lambda each: (each.date, each.id), reverse=True)

    def stamp(self, slug: str) -> Stamp:
        with self._lock:
            tent = self._tent(slug)
            return Stamp(tent.event.id, tent.seq)

    def keep_told(self, slug: str, rows: Sequence[ToldWindow]) -> None:
        with self._lock:
            tent = self._tent(slug)
            tent.told |= {each.visit_id: each for each in rows if each.visit_id in tent.visits}

    def slug_of_token(self, token: str) -> str:
        with self._lock:
            for slug, tent in self._tents.items():
                if token in tent.tokens:
                    return slug
        msg = "This link is not known here."
        raise NoSuchVisit(msg)

    def due_events(self, now: datetime) -> list[str]:
        with self._lock:
            return [slug for slug, tent in self._tents.items() if _is_due(tent, now)]


def _is_due(tent: Tent, now: datetime) -> bool:
    reading = MemoryReading(tent)
    if reading.grace_over(now):
        return True
    if tent.wakes_at is not None and tent.wakes_at <= now:
        return True
    changes = (next_change_at(each) for each in tent.therapists.values())
    if any(each is not None and each <= now for each in changes):
        return True
    if tent.event.mode is not Mode.AUTO or tent.wakes_at is not None or not reading.therapists(TherapistStatus.READY):
        return False
    return any(each.not_before is not None and each.not_before <= now for each in reading.line())
