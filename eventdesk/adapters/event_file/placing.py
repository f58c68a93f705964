"""Puts the rows of a file into this database, within one transaction, and takes an event out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, text

from eventdesk.adapters.db import tables
from eventdesk.adapters.db.rows import event_of
from eventdesk.adapters.event_file import rows
from eventdesk.adapters.event_file.numbering import Numbering
from eventdesk.services.relocating import EventFileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from eventdesk.adapters.db.sealing import Sealer
    from eventdesk.adapters.event_file.older import Opened
    from eventdesk.domain.event import Event

_NUMBERED = tuple(each.name for each in rows.NUMBERED)


class Placing:
    """One event on its way in. `slug`: its name on this desk."""

    def __init__(self, connection: Connection, sealer: Sealer, opened: Opened, slug: str) -> None:
        self._connection = connection
        self._sealer = sealer
        self._opened = opened
        self._slug = slug
        self._event_id = 0

    def everything(self) -> Iterator[int]:
        """Puts all of it in; tells now and then how many rows are done. Raises `EventFileRefused`."""
        self._event_id = self._put_event()
        numbering = self._numbering()
        counts = dict.fromkeys(self._opened.label.rows, 0)
        done = 0
        for name, batch in self._batches():
            if name == "visits":
                self._check_links([each["token"] for each in batch])
            seal = rows.sealing(name, self._sealer)
            placed = [seal(numbering.row(name, each)) for each in batch]
            self._connection.execute(insert(rows.PLAIN[name]), placed)
            counts[name] += len(batch)
            done += len(batch)
            yield done
        if counts != dict(self._opened.label.rows):
            raise EventFileRefused("The file does not hold what it says, so nothing was taken in: export it again.")

    def event(self) -> Event:
        """The event as it is now on this desk."""
        query = rows.of_event("settings", self._event_id, self._slug)
        return event_of(self._event_id, self._connection.execute(query).one().document)

    def _put_event(self) -> int:
        values = rows.typed_event(dict(self._opened.event)) | {"slug": self._slug}
        del values["id"]
        table = rows.PLAIN["events"]
        return int(self._connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())

    def _batches(self) -> Iterator[tuple[str, list[rows.Values]]]:
        """Rows of one table, some hundred at a time."""
        name = ""
        batch: list[rows.Values] = []
        for of, *values in self._opened.lines:
            if of != name or len(batch) >= rows.AT_ONCE:
                if batch:
                    yield name, batch
                name, batch = of, []
            batch.append(self._named(of, values))
        if batch:
            yield name, batch

    def _named(self, table: str, values: list[Any]) -> rows.Values:
        columns = self._opened.columns.get(table)
        if table not in self._opened.label.rows or columns is None or len(columns) != len(values):
            raise EventFileRefused("The file holds something that is not known here, so nothing was taken in.")
        return dict(zip(columns, values, strict=True))

    def _check_links(self, tokens: list[str]) -> None:
        """A ticket's link opens one visit."""
        found = (
            select(tables.events.c.slug)
            .join_from(tables.events, tables.visits)
            .where(tables.visits.c.token.in_(tokens), tables.events.c.id != self._event_id)
            .limit(1)
        )
        other = self._connection.execute(found).scalar()
        if other is not None:
            raise EventFileRefused(f"This event is on this desk already, as {other!r}: its ticket links lead there.")

    # numbers

    def _numbering(self) -> Numbering:
        stays = self._is_free()
        by_table = {
            name: dict(zip(old, old if stays else self._new_numbers(name, len(old)), strict=True))
            for name, old in self._opened.numbers.items()
        }
        if stays:
            self._count_on(by_table)
        return Numbering(self._event_id, self._slug, by_table, stays)

    def _is_free(self) -> bool:
        """Whether no row has a number here yet. PostgreSQL then gives none out until the event is in."""
        if self._is_postgres and self._is_empty():
            self._connection.execute(text(f"LOCK TABLE {', '.join(_NUMBERED)} IN SHARE ROW EXCLUSIVE MODE"))
        return self._is_empty()

    def _is_empty(self) -> bool:
        return not any(self._connection.execute(select(each.c.id).limit(1)).first() for each in rows.NUMBERED)

    def _new_numbers(self, name: str, count: int) -> list[int]:
        """As many numbers as there are rows, ascending, none of which anybody else has or gets."""
        if self._is_postgres:
            drawn = select(func.nextval(_sequence(name))).select_from(func.generate_series(1, count))
            return [int(each) for each in self._connection.execute(drawn).scalars()]
        last = self._connection.execute(select(func.max(rows.PLAIN[name].c.id))).scalar() or 0
        return list(range(last + 1, last + 1 + count))

    def _count_on(self, by_table: Mapping[str, Mapping[int, int]]) -> None:
        """PostgreSQL goes on counting after the numbers that were kept; SQLite does by itself."""
        for name, numbers in by_table.items():
            if self._is_postgres and numbers:
                last = func.greatest(max(numbers), func.nextval(_sequence(name)))
                self._connection.execute(select(func.setval(_sequence(name), last)))

    @property
    def _is_postgres(self) -> bool:
        return self._connection.dialect.name == "postgresql"


def _sequence(name: str) -> Any:
    return func.pg_get_serial_sequence(name, "id")


def remove(connection: Connection, event_id: int, slug: str) -> None:
    """Everything of an event goes, and who was signed in for it."""
    mine = select(tables.visits.c.id).where(tables.visits.c.event_id == event_id)
    connection.execute(delete(tables.intakes).where(tables.intakes.c.visit_id.in_(mine)))
    for table in reversed(rows.TABLES):
        if "event_id" in table.c:
            connection.execute(delete(table).where(table.c.event_id == event_id))
    for table in (tables.pins, tables.passes, tables.codes):
        connection.execute(delete(table).where(table.c.slug == slug))
    connection.execute(delete(tables.events).where(tables.events.c.id == event_id))
