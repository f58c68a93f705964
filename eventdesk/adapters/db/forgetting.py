"""Taking things out of the database for good. SQLite overwrites what is deleted (`secure_delete`)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from eventdesk.adapters.db.access import forget_access
from eventdesk.adapters.db.keeping import SqlRecords
from eventdesk.adapters.db.rows import ENTRY_COLUMNS
from eventdesk.adapters.db.tables import (
    answers,
    entrants,
    events,
    intakes,
    journal,
    numbers,
    slips,
    statistics,
    therapists,
    told_windows,
    treatment_records,
    visits,
)
from eventdesk.adapters.folding import folded_bib
from eventdesk.services.forgotten import FORGOTTEN, tells_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.domain.visit import Visit
    from eventdesk.services.keeping import Figures

_SLUG = select(events.c.slug).where(events.c.id == bindparam("this"))
# Visits after what hangs on them.
_QUEUE = (told_windows, slips, visits, entrants, journal, answers, numbers)


class SqlForgetting(SqlRecords):
    """Implements `services.keeping.Forgetting`."""

    def put_record(self, record: TreatmentRecord) -> None:
        values = self._rows.record_values(record)
        there = (treatment_records.c.event_id == self._event_id, treatment_records.c.visit_id == record.visit_id)
        if not self._connection.execute(update(treatment_records).where(*there).values(values)).rowcount:
            self._connection.execute(insert(treatment_records), values | {"event_id": self._event_id})

    def drop_record(self, visit_id: int) -> None:
        mine = treatment_records.c.event_id == self._event_id
        self._connection.execute(delete(treatment_records).where(mine, treatment_records.c.visit_id == visit_id))

    def put_figures(self, figures: Figures) -> None:
        self._connection.execute(delete(statistics).where(statistics.c.event_id == self._event_id))
        values = {"event_id": self._event_id, "at": figures.at, "document": json.dumps(figures.document)}
        self._connection.execute(insert(statistics), values)

    def drop_entrant(self, bib: str) -> bool:
        line = (entrants.c.event_id == self._event_id, entrants.c.bib_folded == folded_bib(bib))
        return bool(self._connection.execute(delete(entrants).where(*line)).rowcount)

    def forget_in_journal(self, subject: str, names: Collection[str]) -> None:
        mine = (journal.c.event_id == self._event_id, journal.c.subject == subject)
        for row in self._connection.execute(select(*ENTRY_COLUMNS).where(*mine)).all():
            values = self._rows.without(row, names)
            self._connection.execute(update(journal).where(*mine, journal.c.seq == row.seq).values(values))

    def forget_answers(self, visit: Visit) -> None:
        columns = (answers.c.fingerprint, answers.c.status, answers.c.sealed)
        found = select(answers.c.key, *columns).where(answers.c.event_id == self._event_id)
        for key, *row in self._connection.execute(found).all():
            answer = self._rows.answer_of(row)
            if tells_of(answer.body, visit):
                emptied = self._rows.answer_values(key, replace(answer, status=FORGOTTEN.status, body=FORGOTTEN.body))
                this = (answers.c.event_id == self._event_id, answers.c.key == key)
                self._connection.execute(update(answers).where(*this).values(emptied))

    def drop_therapists(self, but: Collection[int]) -> None:
        gone = (therapists.c.event_id == self._event_id, therapists.c.id.not_in(sorted(but)))
        self._connection.execute(delete(therapists).where(*gone))

    def purge(self, at: datetime, *, but_therapists: Collection[int]) -> None:
        mine = select(visits.c.id).where(visits.c.event_id == self._event_id)
        self._connection.execute(delete(intakes).where(intakes.c.visit_id.in_(mine)))
        for table in _QUEUE:
            self._connection.execute(delete(table).where(table.c.event_id == self._event_id))
        self.drop_therapists(but_therapists)
        # Ids of visits may come again.
        apart = (treatment_records.c.event_id == self._event_id, treatment_records.c.visit_id > 0)
        self._connection.execute(update(treatment_records).where(*apart).values(visit_id=-treatment_records.c.id))
        self._connection.execute(update(events).where(events.c.id == self._event_id).values(purged_at=at))
        # With the rest, not after it: a power cut in between would leave the PINs of people who are gone.
        forget_access(self._connection, self._connection.execute(_SLUG, {"this": self._event_id}).scalar_one())
