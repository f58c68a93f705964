"""A unit of work on one event: what `SqlReading` reads, and all writing."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exc, insert, update

from eventdesk.adapters.db import prepared, queries
from eventdesk.adapters.db.forgetting import SqlForgetting
from eventdesk.adapters.db.reading import SqlReading
from eventdesk.adapters.db.rows import (
    VISIT_FIELDS,
    entrant_row,
    event_document,
    therapist_values,
)
from eventdesk.adapters.db.tables import (
    answers,
    events,
    intakes,
    journal,
    numbers,
    settings,
    slips,
    therapists,
    visits,
)
from eventdesk.adapters.folding import folded_bib
from eventdesk.domain.cycle import wakes_from
from eventdesk.domain.errors import KeyReused, NoSuchTherapist, OpenVisitExists, SlugTaken
from eventdesk.domain.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Executable

    from eventdesk.adapters.db.rows import PrivateRows
    from eventdesk.domain.event import Event
    from eventdesk.domain.slip import Slip
    from eventdesk.domain.therapist import Therapist
    from eventdesk.services.ports import Entrant, Entry, Intake, StoredAnswer

logger = logging.getLogger(__name__)

_ADD_VISIT = insert(visits).returning(visits.c.id)
_PUT_VISIT = update(visits).where(visits.c.id == bindparam("this"))
_ADD_INTAKE = insert(intakes)
_DROP_INTAKE = delete(intakes).where(intakes.c.visit_id == bindparam("this"))
_ADD_THERAPIST = insert(therapists).returning(therapists.c.id)
_PUT_THERAPIST = update(therapists).where(
    therapists.c.id == bindparam("this"), therapists.c.event_id == bindparam("event")
)
_PUT_EVENT = update(events).where(events.c.id == bindparam("this"))
_PUT_SETTINGS = update(settings).where(settings.c.event_id == bindparam("this"))
_PUT_ENTRANTS = {"qmark": queries.put_entrants("?"), "pyformat": queries.put_entrants("%s")}
_ADD_ENTRY = insert(journal)
_ADD_ANSWER = insert(answers)
_ADD_NUMBER = insert(numbers)
_ADD_SLIP = insert(slips)


class SqlChange(SqlReading, SqlForgetting):
    """Implements `services.ports.Change`."""

    def __init__(self, connection: Connection, rows: PrivateRows, event: Event, seq: int) -> None:
        super().__init__(connection, rows, event, seq)
        self._callbacks: list[Callable[[], None]] = []
        # As stored, as far as this change has read or written them: only what differs is written.
        self._stored: dict[int, Visit] = {}

    def _say(self, statement: Executable, values: dict[str, Any]) -> int:
        """How many rows it changed."""
        return prepared.say(self._connection, statement, values)

    def _add(self, statement: Executable, values: dict[str, Any]) -> int:
        """The id that the database gave to the new row."""
        return int(prepared.ask(self._connection, statement, values)[0][0])

    # visits

    def _visit_of(self, row: tuple[Any, ...]) -> Visit:
        read = super()._visit_of(row)
        self._stored[read.id] = read
        return read

    def visit(self, visit_id: int) -> Visit:
        return self._stored.get(visit_id) or super().visit(visit_id)

    def purge(self, at: datetime, *, but_therapists: Collection[int]) -> None:
        super().purge(at, but_therapists=but_therapists)
        self._stored.clear()

    def next_number(self, letter: str) -> int:
        row = self._first(queries.NEXT_NUMBER, for_letter=letter)
        if row is not None:
            return int(row[0])
        self._say(_ADD_NUMBER, {"event_id": self._event.id, "letter": letter, "last": 1})
        return 1

    def add_visit(self, visit: Visit, intake: Intake) -> Visit:
        values = self._rows.visit_values(visit)
        values["event_id"] = self._event.id
        values["over_seq"] = None if visit.is_open else self._seq
        with self._refused(visit, may_be_second=bool(visit.bib)):
            added = self._add(_ADD_VISIT, values)
        stored = replace(visit, id=added)
        self._stored[stored.id] = stored
        self._add_intake(stored.id, intake)
        return stored

    def put_visit(self, visit: Visit) -> None:
        before = self.visit(visit.id)
        changed = [name for name in VISIT_FIELDS if getattr(before, name) != getattr(visit, name)]
        if not changed:
            return
        values = self._rows.visit_values(visit, changed)
        if visit.is_open != before.is_open:
            values["over_seq"] = None if visit.is_open else self._seq
        with self._refused(visit, may_be_second="bib" in changed or not before.is_open):
            self._say(_PUT_VISIT, {**values, "this": visit.id})
        self._stored[visit.id] = visit

    @contextmanager
    def _refused(self, visit: Visit, *, may_be_second: bool) -> Iterator[None]:
        """Raises `OpenVisitExists` where the bib has another open visit."""
        if may_be_second and self._gives_up:
            # What is found stays true: nobody else writes to this event.
            self._refuse_second(visit)
        try:
            yield
        except exc.IntegrityError:
            if not self._gives_up:
                self._refuse_second(visit)
            raise

    @property
    def _gives_up(self) -> bool:
        """Whether a refusal ends the transaction, as in PostgreSQL; SQLite takes back the statement alone."""
        return self._connection.dialect.name == "postgresql"

    def _attempt(self) -> AbstractContextManager[Any]:
        """For a statement that may be refused, and the transaction has to go on."""
        return self._connection.begin_nested() if self._gives_up else nullcontext()

    def _refuse_second(self, visit: Visit) -> None:
        """Raises `OpenVisitExists` if that is what the database refuses."""
        other = self.open_visit_of(visit.bib) if visit.bib and visit.is_open else None
        if other is not None and other.id != visit.id:
            raise OpenVisitExists(other)

    def put_intake(self, visit_id: int, intake: Intake) -> None:
        self.visit(visit_id)
        self._say(_DROP_INTAKE, {"this": visit_id})
        self._add_intake(visit_id, intake)

    def _add_intake(self, visit_id: int, intake: Intake) -> None:
        sealed = self._rows.seal_intake(intake)
        if sealed is not None:
            self._say(_ADD_INTAKE, {"visit_id": visit_id, "sealed": sealed})

    # therapists, the event, the start list

    def add_therapist(self, therapist: Therapist) -> Therapist:
        values = {**therapist_values(therapist), "event_id": self._event.id}
        return replace(therapist, id=self._add(_ADD_THERAPIST, values))

    def put_therapist(self, therapist: Therapist) -> None:
        values = therapist_values(therapist)
        values |= {"this": therapist.id, "event": self._event.id}
        if not self._say(_PUT_THERAPIST, values):
            msg = "There is no such therapist."
            raise NoSuchTherapist(msg)

    def put_event(self, event: Event) -> None:
        event = replace(event, id=self._event.id)
        values = {"this": event.id, "slug": event.slug, "date": event.date, "mode": event.mode}
        values["wakes_at"] = wakes_from(event)
        try:
            with self._attempt():
                self._say(_PUT_EVENT, values)
        except exc.IntegrityError as problem:
            msg = "There is another event with this name in the address."
            raise SlugTaken(msg) from problem
        self._say(_PUT_SETTINGS, {"this": event.id, "document": event_document(event)})
        self._event = event

    def wake_at(self, at: datetime | None) -> None:
        self._say(_PUT_EVENT, {"this": self._event.id, "wakes_at": at})

    def put_entrants(self, entrants: Sequence[Entrant]) -> tuple[int, int]:
        # The last line of a bib counts.
        by_bib = {folded_bib(each.bib): each for each in entrants}
        if not by_bib:
            return 0, 0
        rows = [entrant_row(self._event.id, bib, each) for bib, each in by_bib.items()]
        before = self.count_entrants()
        self._connection.exec_driver_sql(_PUT_ENTRANTS[self._connection.dialect.paramstyle], rows)
        new = self.count_entrants() - before
        return new, len(rows) - new

    # the journal

    def record(self, entries: Iterable[Entry]) -> None:
        written = list(entries)
        if not written:
            return
        event_id = self._event.id
        for seq, entry in enumerate(written, start=self._seq + 1):
            if entry.seq != seq:
                msg = f"the journal goes on with {seq}, not {entry.seq}"
                raise ValueError(msg)
        for entry in written:
            self._say(_ADD_ENTRY, {**self._rows.entry_values(entry), "event_id": event_id})
        self._seq += len(written)
        self._say(_PUT_EVENT, {"this": event_id, "seq": self._seq})

    def remember(self, key: str, answer: StoredAnswer) -> None:
        values = {**self._rows.answer_values(key, answer), "event_id": self._event.id}
        msg = "This Idempotency-Key was used for another request."
        if self._gives_up and self.answer_to(key) is not None:
            raise KeyReused(msg)
        try:
            self._say(_ADD_ANSWER, values)
        except exc.IntegrityError as problem:
            raise KeyReused(msg) from problem

    def put_slip(self, slip: Slip) -> None:
        self._say(queries.DROP_SLIP, {"event": self._event.id, "slip": slip.slip})
        self._say(_ADD_SLIP, {**asdict(slip), "event_id": self._event.id})

    # after the commit

    def after_commit(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def committed(self) -> None:
        """Tells those who wanted to know; one that fails does not keep the others from hearing."""
        for callback in self._callbacks:
            try:
                callback()
            except Exception:
                # The change is made: whoever asked for it must not be told that it failed.
                logger.exception("A listener failed after a commit.")
