"""Looking at what is kept of an event: treatment records, figures, when something personal came last."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from eventdesk.adapters.db import prepared
from eventdesk.adapters.db.rows import RECORD_FIELDS, VISIT_COLUMNS
from eventdesk.adapters.db.tables import events, journal, statistics, treatment_records, visits
from eventdesk.adapters.folding import folded_bib
from eventdesk.services.keeping import PERSONAL, Figures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Executable
    from sqlalchemy.sql.elements import BindParameter

    from eventdesk.adapters.db.rows import PrivateRows
    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.domain.visit import Visit

_EVENT: BindParameter[int] = bindparam("event")
_RECORDS = select(*(treatment_records.c[name] for name in RECORD_FIELDS), treatment_records.c.sealed).where(
    treatment_records.c.event_id == _EVENT
)
_ALL_RECORDS = _RECORDS.order_by(treatment_records.c.treated_at, treatment_records.c.id)
_RECORD_OF = _RECORDS.where(treatment_records.c.visit_id == bindparam("visit"))
_FIGURES = select(statistics.c.at, statistics.c.document).where(statistics.c.event_id == _EVENT)
_PURGED_AT = select(events.c.purged_at).where(events.c.id == _EVENT)
_LAST_USED_AT = select(func.max(journal.c.at, type_=journal.c.at.type)).where(
    journal.c.event_id == _EVENT, journal.c.action.in_(sorted(PERSONAL))
)
_VISITS_OF = (
    select(*VISIT_COLUMNS)
    .where(visits.c.event_id == _EVENT, visits.c.bib_folded == bindparam("bib"))
    .order_by(visits.c.id)
)


class SqlRecords:
    """Implements `services.keeping.RecordsReading`, and asks about one event."""

    def __init__(self, connection: Connection, rows: PrivateRows, event_id: int) -> None:
        self._connection = connection
        self._rows = rows
        self._event_id = event_id

    def _ask(self, query: Executable, **values: Any) -> Sequence[tuple[Any, ...]]:
        """`query`: one of those that are written once and asked often."""
        values["event"] = self._event_id
        return prepared.ask(self._connection, query, values)

    def _ask_among(self, query: Executable, **values: Any) -> Sequence[tuple[Any, ...]]:
        """As `_ask`, for a query with a list in it, whose words depend on how long that is."""
        values["event"] = self._event_id
        return self._connection.execute(query, values).all()

    def _first(self, query: Executable, **values: Any) -> tuple[Any, ...] | None:
        found = self._ask(query, **values)
        return found[0] if found else None

    @property
    def purged_at(self) -> datetime | None:
        found: datetime | None = self._ask(_PURGED_AT)[0][0]
        return found

    def records(self) -> list[TreatmentRecord]:
        return [self._rows.record_of(row) for row in self._ask(_ALL_RECORDS)]

    def record_of(self, visit_id: int) -> TreatmentRecord | None:
        row = self._first(_RECORD_OF, visit=visit_id)
        return None if row is None else self._rows.record_of(row)

    def figures(self) -> Figures | None:
        row = self._first(_FIGURES)
        return None if row is None else Figures(row[0], json.loads(row[1]))

    def last_used_at(self) -> datetime | None:
        found: datetime | None = self._ask_among(_LAST_USED_AT)[0][0]
        return found

    def visits_of(self, bib: str) -> list[Visit]:
        return [self._rows.visit_of(row) for row in self._ask(_VISITS_OF, bib=folded_bib(bib))]
