"""What stores promise about what is kept for years and what is forgotten; `ports` adds the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.domain.visit import Visit

# What puts something personal into an event; only this makes the clock of the purge start anew.
PERSONAL = frozenset({"register", "import", "edit", "correct", "call", "start", "finish", "add-therapist"})


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an event, kept since `at`."""

    at: datetime
    document: dict[str, Any]


class RecordsReading(Protocol):
    """Treatment records and what is left of an event. Records are health data."""

    @property
    def purged_at(self) -> datetime | None:
        """When this event was purged last."""

    def records(self) -> list[TreatmentRecord]:
        """All of this event, oldest treatment first, those handed over as well."""

    def record_of(self, visit_id: int) -> TreatmentRecord | None:
        """The record of a visit, if there is one."""

    def figures(self) -> Figures | None:
        """The figures kept at the purge."""

    def last_used_at(self) -> datetime | None:
        """When the newest journal entry with one of the actions `PERSONAL` was made."""

    def visits_of(self, bib: str) -> list[Visit]:
        """All visits of this bib, over or not, by id."""


class Forgetting(Protocol):
    """What makes things go for good. Nothing of it is written to the journal by itself."""

    def put_record(self, record: TreatmentRecord) -> None:
        """Adds or replaces the record of `record.visit_id`; its own id is given by the store."""

    def drop_record(self, visit_id: int) -> None:
        """Removes a record for good, its row as well."""

    def put_figures(self, figures: Figures) -> None:
        """Adds or replaces."""

    def drop_entrant(self, bib: str) -> bool:
        """Takes a line from the start list; whether there was one."""

    def forget_in_journal(self, subject: str, names: Collection[str]) -> None:
        """Takes these fields out of what the journal wrote down about `subject`."""

    def forget_answers(self, visit: Visit) -> None:
        """Empties stored answers that tell of this visit; their keys stay used."""

    def drop_therapists(self, but: Collection[int]) -> None:
        """Takes therapists from the roster for good, all but these ids."""

    def purge(self, at: datetime, *, but_therapists: Collection[int]) -> None:
        """Removes visits, health answers, start list, journal, answers, numbers, told windows and slips.

        The event with its settings, records, figures and these therapists stay. Records lose the tie
        to their visits. `seq` goes on where it was; older entries can't be read any more.
        """
