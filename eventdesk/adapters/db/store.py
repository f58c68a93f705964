"""Events in a database."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc, insert

from eventdesk.adapters.db import prepared, queries
from eventdesk.adapters.db.change import SqlChange
from eventdesk.adapters.db.engine import one_question, transaction
from eventdesk.adapters.db.reading import SqlReading
from eventdesk.adapters.db.rows import PrivateRows, event_document, event_of, new_id
from eventdesk.adapters.db.tables import events, settings, told_windows
from eventdesk.adapters.db.together import Together
from eventdesk.adapters.db.turns import Writer, writer_of
from eventdesk.domain.cycle import wakes_from
from eventdesk.domain.errors import NoSuchEvent, NoSuchVisit, SlugTaken
from eventdesk.domain.promises import ToldWindow
from eventdesk.services.ports import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Executable

    from eventdesk.adapters.db.sealing import Sealer
    from eventdesk.domain.event import Event


class SqlStore:
    """Implements `services.ports.Store`."""

    def __init__(self, engine: Engine, writer: Writer, sealer: Sealer) -> None:
        self._engine = engine
        self._writer = writer
        self._is_file = engine.dialect.name == "sqlite"
        self._rows = PrivateRows(sealer)
        # Settings change seldom and are read by every command: the document tells whether they have.
        self._parsed: dict[int, tuple[str, Event]] = {}

    @contextmanager
    def change(self, slug: str) -> Iterator[SqlChange]:
        with Together(self._engine, self._writer_for(slug)).change() as part:
            event, seq = self._event(part.connection, queries.EVENT_TO_CHANGE, slug)
            change = SqlChange(part.connection, self._rows, event, seq)
            part.when_durable = change.committed
            yield change

    def _writer_for(self, slug: str) -> Writer:
        # PostgreSQL's own locks are those of an event: while one waits for another process, the others go on.
        return self._writer if self._is_file else writer_of(self._engine.url, slug)

    @contextmanager
    def read(self, slug: str) -> Iterator[SqlReading]:
        with transaction(self._engine) as connection:
            event, seq = self._event(connection, queries.EVENT_OF_SLUG, slug)
            yield SqlReading(connection, self._rows, event, seq)

    def _event(self, connection: Connection, query: Executable, slug: str) -> tuple[Event, int]:
        found = prepared.ask(connection, query, {"slug": slug})
        if not found:
            raise _no_such_event()
        event_id, seq, document = found[0]
        known, event = self._parsed.get(event_id, ("", None))
        if event is None or known != document:
            event = event_of(event_id, document)
            self._parsed[event_id] = (document, event)
        return event, seq

    def add_event(self, event: Event) -> Event:
        values = {"slug": event.slug, "date": event.date, "mode": event.mode, "seq": 0}
        values["wakes_at"] = wakes_from(event)
        with self._writer, transaction(self._engine, writes=True) as connection:
            try:
                event_id = new_id(connection.execute(insert(events), values))
            except exc.IntegrityError as problem:
                msg = "There is another event with this name in the address."
                raise SlugTaken(msg) from problem
            document = {"event_id": event_id, "document": event_document(event)}
            connection.execute(insert(settings), document)
        return replace(event, id=event_id)

    def events(self) -> list[Event]:
        with one_question(self._engine) as connection:
            return [event_of(*row) for row in connection.execute(queries.ALL_EVENTS)]

    def stamp(self, slug: str) -> Stamp:
        with one_question(self._engine) as connection:
            found = prepared.ask(connection, queries.STAMP, {"slug": slug})
        if not found:
            raise _no_such_event()
        return Stamp(*found[0])

    def keep_told(self, slug: str, rows: Sequence[ToldWindow]) -> None:
        with self._writer_for(slug), transaction(self._engine, writes=True) as connection:
            event, _ = self._event(connection, queries.EVENT_TO_CHANGE, slug)
            for first in range(0, len(rows), _AT_ONCE):
                _keep_told(connection, event.id, rows[first : first + _AT_ONCE])

    def slug_of_token(self, token: str) -> str:
        with one_question(self._engine) as connection:
            slug = connection.execute(queries.SLUG_OF_TOKEN, {"token": token}).scalar()
        if slug is None:
            msg = "This link is not known here."
            raise NoSuchVisit(msg)
        return str(slug)

    def due_events(self, now: datetime) -> list[str]:
        with one_question(self._engine) as connection:
            return list(connection.execute(queries.DUE_EVENTS, {"now": now}).scalars())


_AT_ONCE = 500
"""Rows of one statement: databases take a limited number of values."""


def _keep_told(connection: Connection, event_id: int, rows: Sequence[ToldWindow]) -> None:
    by_visit = {each.visit_id: each for each in rows}
    there = connection.execute(queries.VISIT_IDS, {"event": event_id, "ids": list(by_visit)}).scalars().all()
    if not there:
        return
    connection.execute(queries.DROP_TOLD, {"event": event_id, "ids": there})
    connection.execute(insert(told_windows), [_told_row(event_id, by_visit[each]) for each in there])


def _told_row(event_id: int, window: ToldWindow) -> dict[str, Any]:
    # Not `asdict`, which copies every instant: a hundred rows at a beat took ten times as long as saving them.
    return {"event_id": event_id} | {name: getattr(window, name) for name in _TOLD_FIELDS}


_TOLD_FIELDS = [each.name for each in fields(ToldWindow)]


def _no_such_event() -> NoSuchEvent:
    return NoSuchEvent("There is no such event.")
