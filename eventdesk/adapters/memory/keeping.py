"""What is kept of an event, and forgotten, in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.adapters.folding import folded_bib
from eventdesk.services.forgotten import FORGOTTEN, tells_of
from eventdesk.services.keeping import PERSONAL, Figures

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from eventdesk.adapters.memory.tent import Tent
    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.domain.visit import Visit


class MemoryRecords:
    """Implements `services.keeping.RecordsReading`."""

    def __init__(self, tent: Tent) -> None:
        self._tent = tent

    @property
    def purged_at(self) -> datetime | None:
        return self._tent.purged_at

    def records(self) -> list[TreatmentRecord]:
        return sorted(self._tent.records.values(), key=lambda each: (each.treated_at, each.id))

    def record_of(self, visit_id: int) -> TreatmentRecord | None:
        return self._tent.records.get(visit_id)

    def figures(self) -> Figures | None:
        return self._tent.figures

    def last_used_at(self) -> datetime | None:
        return max((each.at for each in self._tent.journal if each.action in PERSONAL), default=None)

    def visits_of(self, bib: str) -> list[Visit]:
        wanted = folded_bib(bib)
        found = [each for each in self._tent.visits.values() if wanted and folded_bib(each.bib) == wanted]
        return sorted(found, key=lambda each: each.id)


class MemoryForgetting(MemoryRecords):
    """Implements `services.keeping.Forgetting`."""

    def put_record(self, record: TreatmentRecord) -> None:
        known = self._tent.records.get(record.visit_id)
        number = known.id if known else 1 + max((each.id for each in self._tent.records.values()), default=0)
        self._tent.put(self._tent.records, record.visit_id, replace(record, id=number))

    def drop_record(self, visit_id: int) -> None:
        self._tent.drop(self._tent.records, visit_id)

    def put_figures(self, figures: Figures) -> None:
        self._tent.set("figures", figures)

    def drop_entrant(self, bib: str) -> bool:
        return self._tent.drop(self._tent.entrants, folded_bib(bib) or "")

    def forget_in_journal(self, subject: str, names: Collection[str]) -> None:
        forgotten = [
            replace(
                each,
                before={key: value for key, value in each.before.items() if key not in names},
                after={key: value for key, value in each.after.items() if key not in names},
            )
            if each.subject == subject
            else each
            for each in self._tent.journal
        ]
        self._tent.set("journal", forgotten)

    def forget_answers(self, visit: Visit) -> None:
        for key, answer in list(self._tent.answers.items()):
            if tells_of(answer.body, visit):
                emptied = replace(answer, status=FORGOTTEN.status, body=FORGOTTEN.body)
                self._tent.put(self._tent.answers, key, emptied)

    def drop_therapists(self, but: Collection[int]) -> None:
        for each in self._tent.therapists.keys() - set(but):
            self._tent.drop(self._tent.therapists, each)

    def purge(self, at: datetime, *, but_therapists: Collection[int]) -> None:
        self._tent.purge()
        self.drop_therapists(but_therapists)
        self._tent.set("purged_at", at)
