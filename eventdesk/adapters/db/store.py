"""Events in a database."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import exc, insert

from eventdesk.adapters.db import queries
from eventdesk.adapters.db.change import SqlChange
from eventdesk.adapters.db.engine import transaction
from eventdesk.adapters.db.reading import SqlReading
from eventdesk.adapters.db.rows import PrivateRows, event_document, event_of, new_id
from eventdesk.adapters.db.tables import events, settings
from eventdesk.domain.errors import NoSuchEvent, NoSuchVisit, SlugTaken
from eventdesk.services.ports import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Executable

    from eventdesk.adapters.db.engine import Writer
    from eventdesk.adapters.db.sealing import Sealer
    from eventdesk.domain.event import Event


class SqlStore:
    """Implements `services.ports.Store`."""

    def __init__(self, engine: Engine, writer: Writer, sealer: Sealer) -> None:
        self._engine = engine
        self._writer = writer
        self._rows = PrivateRows(sealer)
        # Settings change seldom and are read by every command: the document tells whether they have.
        self._parsed: dict[int, tuple[str, Event]] = {}

    @contextmanager
    def change(self, slug: str) -> Iterator[SqlChange]:
        with self._writer:
            with transaction(self._engine, writes=True) as connection:
                event, seq = self._event(connection, queries.EVENT_TO_CHANGE, slug)
                change = SqlChange(connection, self._rows, event, seq)
                yield change
            change.committed()

    @contextmanager
    def read(self, slug: str) -> Iterator[SqlReading]:
        with transaction(self._engine) as connection:
            event, seq = self._event(connection, queries.EVENT_OF_SLUG, slug)
            yield SqlReading(connection, self._rows, event, seq)

    def _event(self, connection: Connection, query: Executable, slug: str) -> tuple[Event, int]:
        row = connection.execute(query, {"slug": slug}).first()
        if row is None:
            raise _no_such_event()
        event_id, seq, document = row
        known, event = self._parsed.get(event_id, ("", None))
        if event is None or known != document:
            event = event_of(event_id, document)
            self._parsed[event_id] = (document, event)
        return event, seq

    def add_event(self, event: Event) -> Event:
        values = {"slug": event.slug, "date": event.date, "mode": event.mode, "seq": 0}
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
        with transaction(self._engine) as connection:
            return [event_of(*row) for row in connection.execute(queries.ALL_EVENTS)]

    def stamp(self, slug: str) -> Stamp:
        with transaction(self._engine) as connection:
            row = connection.execute(queries.STAMP, {"slug": slug}).first()
        if row is None:
            raise _no_such_event()
        return Stamp(*row)

    def slug_of_token(self, token: str) -> str:
        with transaction(self._engine) as connection:
            slug = connection.execute(queries.SLUG_OF_TOKEN, {"token": token}).scalar()
        if slug is None:
            msg = "This link is not known here."
            raise NoSuchVisit(msg)
        return str(slug)

    def due_events(self, now: datetime) -> list[str]:
        with transaction(self._engine) as connection:
            return list(connection.execute(queries.DUE_EVENTS, {"now": now}).scalars())


def _no_such_event() -> NoSuchEvent:
    return NoSuchEvent("There is no such event.")
