"""A consistent look at one event, within one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from eventdesk.adapters.db import queries
from eventdesk.adapters.db.keeping import SqlRecords
from eventdesk.adapters.db.rows import entrant_of, therapist_of
from eventdesk.adapters.folding import folded, folded_bib
from eventdesk.domain.errors import NoSuchEntrant, NoSuchSlip, NoSuchTherapist, NoSuchVisit
from eventdesk.domain.promises import ToldWindow
from eventdesk.domain.slip import Slip, count_in
from eventdesk.domain.visit import Visit, VisitStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import Connection, Executable

    from eventdesk.adapters.db.rows import PrivateRows
    from eventdesk.domain.event import Event, Rule
    from eventdesk.domain.therapist import Therapist, TherapistStatus
    from eventdesk.services.ports import Entrant, Entry, Intake, StoredAnswer

_LARGEST = 2**31 - 1
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_LAST_LETTER = "\U0010ffff"
_FIRST_PIECE, _LARGEST_PIECE = 4, 1024


class SqlReading(SqlRecords):
    """Implements `services.ports.Reading`."""

    def __init__(self, connection: Connection, rows: PrivateRows, event: Event, seq: int) -> None:
        super().__init__(connection, rows, event.id)
        self._event = event
        self._seq = seq

    @property
    def event(self) -> Event:
        return self._event

    @property
    def seq(self) -> int:
        return self._seq

    # visits

    def _visit_of(self, row: tuple[Any, ...]) -> Visit:
        return self._rows.visit_of(row)

    def _visits(self, rows: Iterable[tuple[Any, ...]]) -> list[Visit]:
        return [self._visit_of(row) for row in rows]

    def visit(self, visit_id: int) -> Visit:
        row = self._first(queries.VISIT, id=visit_id) if 0 < visit_id <= _LARGEST else None
        if row is None:
            msg = "There is no such visit."
            raise NoSuchVisit(msg)
        return self._visit_of(row)

    def visit_by_token(self, token: str) -> Visit:
        row = self._first(queries.VISIT_BY_TOKEN, token=token)
        if row is None:
            msg = "This link is not known here."
            raise NoSuchVisit(msg)
        return self._visit_of(row)

    def open_visit_of(self, bib: str) -> Visit | None:
        row = self._first(queries.OPEN_VISIT_OF, bib=folded_bib(bib))
        return None if row is None else self._visit_of(row)

    def line(self) -> Iterator[Visit]:
        return self._in_line(queries.LINE)

    def callable_line(self, now: datetime) -> Iterator[Visit]:
        return self._in_line(queries.CALLABLE_LINE, now=now)

    def _in_line(self, query: Executable, **values: Any) -> Iterator[Visit]:
        after = {"due_at": _LONG_AGO, "registered_at": _LONG_AGO, "id": 0}
        limit = _FIRST_PIECE
        while True:
            rows = self._ask(query, **values, **after, limit=limit)
            visit = None
            for row in rows:
                visit = self._visit_of(row)
                yield visit
            if visit is None or len(rows) < limit:
                return
            after = _key(visit)
            limit = min(limit * 4, _LARGEST_PIECE)

    def waiting_ids(self) -> list[int]:
        return [row[0] for row in self._ask(queries.WAITING_IDS)]

    def place(self, visit: Visit) -> int | None:
        if visit.status is not VisitStatus.WAITING:
            return None
        return int(self._ask(queries.BEFORE_IN_LINE, **_key(visit))[0][0]) + 1

    def visits(
        self, statuses: Collection[VisitStatus], *, limit: int | None = None, after: int | None = None
    ) -> list[Visit]:
        values = {"after": min(after or 0, _LARGEST), "limit": _LARGEST if limit is None else limit}
        if len(set(statuses)) == len(VisitStatus):
            return self._visits(self._ask(queries.ALL_VISITS, **values))
        return self._visits(self._ask_among(queries.BY_STATUS, statuses=sorted(statuses), **values))

    def latest_over(self, limit: int) -> list[Visit]:
        return self._visits(self._ask(queries.LATEST_OVER, limit=limit))

    def counts(self) -> dict[VisitStatus, int]:
        counted = {row[0]: int(row[1]) for row in self._ask(queries.COUNTS)}
        return {status: counted.get(status, 0) for status in VisitStatus}

    def count_over_after_call(self) -> int:
        return int(self._ask_among(queries.OVER_AFTER_CALL)[0][0])

    def find_visits(self, text: str, limit: int) -> list[Visit]:
        exact = text.strip()
        if not exact:
            return []
        texts = sorted({exact, exact.upper(), exact.casefold()})
        query = queries.found_visits(texts, folded(exact).split())
        return self._visits(self._ask_among(query, limit=limit))

    def has_had(self, bib: str, rule: Rule) -> bool:
        return bool(self._ask(queries.HAS_HAD, bib=folded_bib(bib), rule=rule))

    def grace_over(self, now: datetime) -> list[Visit]:
        return self._visits(self._ask(queries.GRACE_OVER, now=now))

    def intake(self, visit_id: int) -> Intake:
        row = self._first(queries.INTAKE, id=visit_id) if 0 < visit_id <= _LARGEST else None
        return self._rows.open_intake(None if row is None else row[0])

    def told(self) -> dict[int, ToldWindow]:
        windows = (ToldWindow(**dict(zip(queries.TOLD_FIELDS, row, strict=True))) for row in self._ask(queries.TOLD))
        return {each.visit_id: each for each in windows}

    # therapists

    def therapist(self, therapist_id: int) -> Therapist:
        row = self._first(queries.THERAPIST, id=therapist_id) if 0 < therapist_id <= _LARGEST else None
        if row is None:
            msg = "There is no such therapist."
            raise NoSuchTherapist(msg)
        return therapist_of(row)

    def therapists(self, status: TherapistStatus | None = None) -> list[Therapist]:
        if status is None:
            return [therapist_of(row) for row in self._ask(queries.THERAPISTS)]
        return [therapist_of(row) for row in self._ask(queries.THERAPISTS_IN, status=status)]

    # the start list

    def entrant(self, bib: str) -> Entrant:
        row = self._first(queries.ENTRANT, bib=folded_bib(bib))
        if row is None:
            msg = "This number is not on the start list."
            raise NoSuchEntrant(msg)
        return entrant_of(row)

    def find_entrants(self, name: str, limit: int) -> list[Entrant]:
        beginning = folded(name)
        if not beginning or limit < 1:
            return []
        reach = {"from": beginning, "to": beginning + _LAST_LETTER, "limit": limit}
        rows = [
            *self._ask(queries.ENTRANT, bib=folded_bib(name)),
            *self._ask(queries.BY_LAST_NAME, **reach),
            *self._ask(queries.BY_FIRST_NAME, **reach),
        ]
        found = {each.bib: each for each in map(entrant_of, rows)}
        return list(found.values())[:limit]

    def count_entrants(self) -> int:
        return int(self._ask(queries.COUNT_ENTRANTS)[0][0])

    def count_entrants_by_wave(self) -> dict[int | None, int]:
        return {wave_id: int(count) for wave_id, count in self._ask(queries.COUNT_ENTRANTS_BY_WAVE)}

    # the journal

    def _entries(self, query: Executable, **values: Any) -> list[Entry]:
        return [self._rows.entry_of(row) for row in self._ask(query, **values)]

    def journal(self, *, since: int, limit: int, subject: str | None = None) -> list[Entry]:
        pages = {"since": min(since, _LARGEST), "limit": min(limit, _LARGEST)}
        if subject is None:
            return self._entries(queries.JOURNAL, **pages)
        return self._entries(queries.JOURNAL_ABOUT, subject=subject, **pages)

    def journal_of(self, subject: str, limit: int) -> list[Entry]:
        return self._entries(queries.JOURNAL_OF, subject=subject, limit=limit)

    def command(self, command: int) -> list[Entry]:
        # They stand one after the other, and the first of them has the command's number.
        entries: list[Entry] = []
        limit = _FIRST_PIECE
        while True:
            piece = self.journal(since=command - 1 + len(entries), limit=limit)
            mine = [each for each in piece if each.command == command]
            entries += mine
            if not mine or len(mine) < limit:
                return entries
            limit = min(limit * 4, _LARGEST_PIECE)

    def undone(self, commands: Collection[int]) -> set[int]:
        return {int(row[0]) for row in self._ask_among(queries.UNDONE, commands=sorted(commands))}

    def answer_to(self, key: str) -> StoredAnswer | None:
        row = self._first(queries.ANSWER, key=key)
        return None if row is None else self._rows.answer_of(row)

    # sign-ups of tablets

    def slip(self, slip: str) -> Slip:
        row = self._first(queries.SLIP, slip=slip)
        if row is None:
            msg = "No sign-up with this number has arrived yet."
            raise NoSuchSlip(msg)
        return _slip_of(row)

    def refused_slips(self) -> list[Slip]:
        return [_slip_of(row) for row in self._ask(queries.REFUSED_SLIPS)]

    def last_count_of(self, tablet: int) -> int:
        return max((count_in(row[0]) for row in self._ask(queries.SLIPS_LIKE, beginning=f"{tablet}-%")), default=0)


def _slip_of(row: tuple[Any, ...]) -> Slip:
    return Slip(**dict(zip(queries.SLIP_FIELDS, row, strict=True)))


def _key(visit: Visit) -> dict[str, Any]:
    return {"due_at": visit.due_at, "registered_at": visit.registered_at, "id": visit.id}
