"""The tables of one event as rows of JSON values, the same whichever database they lie in; what is sealed is opened.

The file is encrypted as a whole, and each desk seals with a key of its own.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import JSON, BigInteger, Boolean, Date, Integer, LargeBinary, String, Text, column, select
from sqlalchemy import table as lightweight

from eventdesk.adapters.db import tables
from eventdesk.adapters.db.columns import Instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Select, TableClause
    from sqlalchemy.types import TypeEngine

    from eventdesk.adapters.db.sealing import Sealer

    class Opener(Protocol):
        """What opens a sealed text."""

        def open_text(self, sealed: bytes, /) -> str: ...


Values = dict[str, Any]

# Visits before what hangs on them. Passes, codes and leases belong to a desk and stay there.
TABLES = (
    tables.settings, tables.numbers, tables.therapists, tables.visits, tables.intakes, tables.told_windows,
    tables.entrants, tables.journal, tables.answers, tables.pins, tables.slips, tables.treatment_records,
    tables.statistics,
)  # fmt: skip
NUMBERED = (tables.therapists, tables.visits, tables.treatment_records)
"""Their rows have numbers of their own, which another desk may have given to others."""
AT_ONCE = 500


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """What the database keeps, without the conversions of this desk: a word that only a newer one knows stays it."""
    if isinstance(kind, Instant):
        return BigInteger()
    for like in (JSON, LargeBinary, Boolean, Date, Integer, Text):
        if isinstance(kind, like):
            return like()
    return String()


PLAIN = {
    each.name: lightweight(each.name, *[column(one.name, _plain(one.type)) for one in each.columns])
    for each in (tables.events, *TABLES)
}
SEALED = {
    each.name: [one.name for one in each.columns if isinstance(one.type, LargeBinary)]
    for each in (tables.events, *TABLES)
}
COLUMNS = {each.name: [one.name for one in each.columns] for each in (tables.events, *TABLES)}


def of_event(name: str, event_id: int, slug: str) -> Select[Any]:
    """The rows of this table that belong to the event, in the order of their key."""
    plain = PLAIN[name]
    wanted = select(plain)
    if name == "intakes":
        mine = select(PLAIN["visits"].c.id).where(PLAIN["visits"].c.event_id == event_id)
        wanted = wanted.where(plain.c.visit_id.in_(mine))
    elif name == "pins":
        wanted = wanted.where(plain.c.slug == slug)
    else:
        wanted = wanted.where(plain.c.event_id == event_id)
    return wanted.order_by(*[plain.c[one.name] for one in tables.metadata.tables[name].primary_key])


def read(connection: Connection, name: str, event_id: int, slug: str, opener: Opener) -> Iterator[list[Any]]:
    """Each row in the order of `COLUMNS`, as JSON values."""
    convert = opening(name, opener)
    for row in connection.execute(of_event(name, event_id, slug), execution_options={"yield_per": AT_ONCE}):
        yield convert(row)


def opening(name: str, opener: Opener) -> Callable[[Any], list[Any]]:
    """Makes a row of the database one of the file."""
    sealed = [COLUMNS[name].index(each) for each in SEALED[name]]

    def convert(row: Any) -> list[Any]:
        values = list(row)
        for place in sealed:
            # An empty one is kept apart from none at all: a treatment record that was handed over.
            values[place] = opener.open_text(values[place]) if values[place] else _empty(values[place])
        return values

    return convert


def _empty(value: bytes | None) -> str | None:
    return None if value is None else ""


def sealing(name: str, sealer: Sealer) -> Callable[[Values], Values]:
    """The other way round, on a row with names."""
    sealed = SEALED[name]

    def convert(values: Values) -> Values:
        for each in sealed:
            text = values[each]
            values[each] = sealer.seal_text(text) if text else (None if text is None else b"")
        return values

    return convert


def plain_event(connection: Connection, slug: str) -> Values | None:
    """The row of `events`, its day as text; None: there is none."""
    plain: TableClause = PLAIN["events"]
    row = connection.execute(select(plain).where(plain.c.slug == slug)).first()
    if row is None:
        return None
    values = dict(zip(COLUMNS["events"], row, strict=True))
    return values | {"date": values["date"].isoformat()}


def typed_event(values: Values) -> Values:
    """What `plain_event` made, as the database wants it."""
    return values | {"date": date.fromisoformat(values["date"])}
