"""Everything of one event, with the indexes that a database would keep, and a way back."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from eventdesk.adapters.folding import folded_bib
from eventdesk.domain.cycle import wakes_from
from eventdesk.domain.errors import OpenVisitExists
from eventdesk.domain.visit import Visit, VisitStatus

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.domain.event import Event, Rule
    from eventdesk.domain.promises import ToldWindow
    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.domain.slip import Slip
    from eventdesk.domain.therapist import Therapist
    from eventdesk.services.keeping import Figures
    from eventdesk.services.ports import Entrant, Entry, Intake, StoredAnswer

Key = TypeVar("Key")
Value = TypeVar("Value")
Order = Callable[[Visit], tuple[Any, ...]]
"""The sort key of the line; the visit's id comes last, so that no two are the same."""


class Tent:
    """The state of one event. Every change is noted, so that `roll_back` can take it back."""

    def __init__(self, event: Event, order: Order) -> None:
        self.event = event
        self.order = order
        self.wakes_at = wakes_from(event)
        self.visits: dict[int, Visit] = {}
        self.therapists: dict[int, Therapist] = {}
        self.intakes: dict[int, Intake] = {}
        self.entrants: dict[str, Entrant] = {}
        self.numbers: dict[str, int] = {}
        self.answers: dict[str, StoredAnswer] = {}
        self.slips: dict[str, Slip] = {}
        self.told: dict[int, ToldWindow] = {}
        self.over_seq: dict[int, int] = {}
        self.journal: list[Entry] = []
        self.forgotten = 0
        self.records: dict[int, TreatmentRecord] = {}
        self.figures: Figures | None = None
        self.purged_at: datetime | None = None
        # Kept beside, as indexes.
        self.line: list[tuple[Any, ...]] = []
        self.by_status: defaultdict[VisitStatus, dict[int, None]] = defaultdict(dict)
        self.open_bibs: dict[str, int] = {}
        self.done_bibs: defaultdict[tuple[str, Rule], set[int]] = defaultdict(set)
        self.tokens: dict[str, int] = {}
        self.tickets: dict[str, int] = {}
        self.by_subject: defaultdict[str, list[int]] = defaultdict(list)
        self.undone: set[int] = set()
        self._undo: list[Callable[[], object]] = []

    @property
    def seq(self) -> int:
        """The newest journal entry's."""
        return self.forgotten + len(self.journal)

    def keep(self) -> None:
        """What was changed stays."""
        self._undo.clear()

    def roll_back(self) -> None:
        """Everything is as it was at the last `keep`."""
        while self._undo:
            self._undo.pop()()

    def put(self, table: dict[Key, Value], key: Key, value: Value) -> None:
        """Sets a value in one of the plain tables."""
        if key in table:
            old = table[key]
            self._undo.append(lambda: table.__setitem__(key, old))
        else:
            self._undo.append(lambda: table.__delitem__(key))
        table[key] = value

    def drop(self, table: dict[Key, Value], key: Key) -> bool:
        """Takes a value out of one of the plain tables; whether it was there."""
        if key not in table:
            return False
        old = table.pop(key)
        self._undo.append(lambda: table.__setitem__(key, old))
        return True

    def set(self, name: str, value: object) -> None:
        """Replaces one of the attributes."""
        old = getattr(self, name)
        self._undo.append(lambda: setattr(self, name, old))
        setattr(self, name, value)

    def purge(self) -> None:
        """Visits, health answers, start list, journal, answers, numbers and told windows go."""
        for visit in list(self.visits.values()):
            self._take_out(visit)
        for name in ("intakes", "entrants", "numbers", "answers", "told", "slips", "over_seq"):
            self.set(name, {})
        # Ids of visits never come again here, but in a database they may.
        self.set("records", {_apart(each).visit_id: _apart(each) for each in self.records.values()})
        self.set("forgotten", self.seq)
        self.set("journal", [])
        self.set("by_subject", defaultdict(list))
        self.set("undone", set())

    def _take_out(self, visit: Visit) -> None:
        self._forget(visit)
        self._undo.append(lambda: self._index(visit))

    def put_event(self, event: Event) -> None:
        """Replaces the settings."""
        self.set("event", event)
        self.put_wakes_at(wakes_from(event))

    def put_wakes_at(self, at: datetime | None) -> None:
        """When a timer has to look at this event by itself."""
        self.set("wakes_at", at)

    def put_visit(self, visit: Visit) -> None:
        """Adds or replaces a visit. Raises `OpenVisitExists`, `ValueError` for a code given twice."""
        self._check(visit)
        old = self.visits.get(visit.id)
        self._swap(old, visit)
        self._undo.append(lambda: self._swap(visit, old))
        if old is None or old.is_open != visit.is_open:
            self._put_over(visit)

    def _check(self, visit: Visit) -> None:
        bib = folded_bib(visit.bib)
        other = self.open_bibs.get(bib) if bib is not None and visit.is_open else None
        if other is not None and other != visit.id:
            raise OpenVisitExists(self.visits[other])
        for table, code in ((self.tickets, visit.ticket), (self.tokens, visit.token)):
            if table.get(code, visit.id) != visit.id:
                msg = f"{code} was given before"
                raise ValueError(msg)

    def _put_over(self, visit: Visit) -> None:
        if not visit.is_open:
            self.put(self.over_seq, visit.id, self.seq)
        elif visit.id in self.over_seq:
            old = self.over_seq.pop(visit.id)
            self._undo.append(lambda: self.over_seq.__setitem__(visit.id, old))

    def _swap(self, old: Visit | None, new: Visit | None) -> None:
        if old is not None:
            self._forget(old)
        if new is not None:
            self._index(new)

    def _forget(self, visit: Visit) -> None:
        del self.visits[visit.id]
        del self.tokens[visit.token]
        del self.tickets[visit.ticket]
        del self.by_status[visit.status][visit.id]
        bib = folded_bib(visit.bib)
        if bib is not None and visit.is_open:
            del self.open_bibs[bib]
        if bib is not None and visit.status is VisitStatus.DONE:
            self.done_bibs[bib, visit.rule].remove(visit.id)
        if visit.status is VisitStatus.WAITING:
            del self.line[bisect_left(self.line, self.order(visit))]

    def _index(self, visit: Visit) -> None:
        self.visits[visit.id] = visit
        self.tokens[visit.token] = visit.id
        self.tickets[visit.ticket] = visit.id
        self.by_status[visit.status][visit.id] = None
        bib = folded_bib(visit.bib)
        if bib is not None and visit.is_open:
            self.open_bibs[bib] = visit.id
        if bib is not None and visit.status is VisitStatus.DONE:
            self.done_bibs[bib, visit.rule].add(visit.id)
        if visit.status is VisitStatus.WAITING:
            insort(self.line, self.order(visit))

    def append(self, entry: Entry) -> None:
        """Adds to the journal."""
        self.journal.append(entry)
        self._undo.append(self.journal.pop)
        seqs = self.by_subject[entry.subject]
        seqs.append(entry.seq)
        self._undo.append(seqs.pop)
        if entry.undoes is not None and entry.undoes not in self.undone:
            undoes = entry.undoes
            self.undone.add(undoes)
            self._undo.append(lambda: self.undone.discard(undoes))


def _apart(record: TreatmentRecord) -> TreatmentRecord:
    """The record without the tie to its visit."""
    return replace(record, visit_id=-abs(record.id))
