"""A unit of work on one event in memory."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.adapters.folding import folded_bib
from eventdesk.adapters.memory.keeping import MemoryForgetting
from eventdesk.adapters.memory.reading import MemoryReading
from eventdesk.domain.errors import KeyReused, SlugTaken
from eventdesk.services.ports import Intake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from eventdesk.adapters.memory.tent import Tent
    from eventdesk.domain.event import Event
    from eventdesk.domain.slip import Slip
    from eventdesk.domain.therapist import Therapist
    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Entrant, Entry, StoredAnswer

logger = logging.getLogger(__name__)


class MemoryChange(MemoryReading, MemoryForgetting):
    """Implements `services.ports.Change`. `ids` and `slugs` are those of the whole store."""

    def __init__(self, tent: Tent, ids: Iterator[int], slugs: dict[str, Tent]) -> None:
        super().__init__(tent)
        self._ids = ids
        self._slugs = slugs
        self._callbacks: list[Callable[[], None]] = []

    def next_number(self, letter: str) -> int:
        number = self._tent.numbers.get(letter, 0) + 1
        self._tent.put(self._tent.numbers, letter, number)
        return number

    def add_visit(self, visit: Visit, intake: Intake) -> Visit:
        added = replace(visit, id=next(self._ids))
        self._tent.put_visit(added)
        self._tent.put(self._tent.intakes, added.id, intake)
        return added

    def put_visit(self, visit: Visit) -> None:
        self.visit(visit.id)
        self._tent.put_visit(visit)

    def put_intake(self, visit_id: int, intake: Intake) -> None:
        self.visit(visit_id)
        self._tent.put(self._tent.intakes, visit_id, intake)

    def add_therapist(self, therapist: Therapist) -> Therapist:
        added = replace(therapist, id=next(self._ids))
        self._tent.put(self._tent.therapists, added.id, added)
        return added

    def put_therapist(self, therapist: Therapist) -> None:
        self.therapist(therapist.id)
        self._tent.put(self._tent.therapists, therapist.id, therapist)

    def put_event(self, event: Event) -> None:
        if self._slugs.get(event.slug, self._tent) is not self._tent:
            msg = "There is another event with this name in the address."
            raise SlugTaken(msg)
        self._tent.put_event(replace(event, id=self._tent.event.id))

    def wake_at(self, at: datetime | None) -> None:
        self._tent.put_wakes_at(at)

    def put_entrants(self, entrants: Sequence[Entrant]) -> tuple[int, int]:
        wanted = {folded_bib(each.bib) or "": each for each in entrants}
        known = wanted.keys() & self._tent.entrants.keys()
        for bib, each in wanted.items():
            self._tent.put(self._tent.entrants, bib, each)
        return len(wanted) - len(known), len(known)

    def record(self, entries: Iterable[Entry]) -> None:
        for entry in list(entries):
            if entry.seq != self.seq + 1:
                msg = f"the journal goes on with {self.seq + 1}, not {entry.seq}"
                raise ValueError(msg)
            self._tent.append(entry)

    def remember(self, key: str, answer: StoredAnswer) -> None:
        if key in self._tent.answers:
            msg = "This Idempotency-Key was used for another request."
            raise KeyReused(msg)
        self._tent.put(self._tent.answers, key, answer)

    def put_slip(self, slip: Slip) -> None:
        self._tent.put(self._tent.slips, slip.slip, slip)

    def after_commit(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def committed(self) -> None:
        """Tells those who wanted to know; one that fails does not keep the others from hearing."""
        for callback in self._callbacks:
            try:
                callback()
            except Exception:
                logger.exception("A listener failed after a commit.")
