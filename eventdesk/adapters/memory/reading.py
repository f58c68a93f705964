"""A look at one event in memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from eventdesk.adapters.folding import folded, folded_bib
from eventdesk.adapters.memory.keeping import MemoryRecords
from eventdesk.domain.dispatch import why_not_now
from eventdesk.domain.errors import NoSuchEntrant, NoSuchSlip, NoSuchTherapist, NoSuchVisit
from eventdesk.domain.slip import count_in
from eventdesk.domain.visit import OVER, Visit, VisitStatus
from eventdesk.services.ports import Intake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from eventdesk.domain.event import Event, Rule
    from eventdesk.domain.promises import ToldWindow
    from eventdesk.domain.slip import Slip
    from eventdesk.domain.therapist import Therapist, TherapistStatus
    from eventdesk.services.ports import Entrant, Entry, StoredAnswer


class MemoryReading(MemoryRecords):
    """Implements `services.ports.Reading`."""

    @property
    def event(self) -> Event:
        return self._tent.event

    @property
    def seq(self) -> int:
        return self._tent.seq

    # visits

    def visit(self, visit_id: int) -> Visit:
        found = self._tent.visits.get(visit_id)
        if found is None:
            msg = "There is no such visit."
            raise NoSuchVisit(msg)
        return found

    def visit_by_token(self, token: str) -> Visit:
        visit_id = self._tent.tokens.get(token)
        if visit_id is None:
            msg = "This link is not known here."
            raise NoSuchVisit(msg)
        return self._tent.visits[visit_id]

    def open_visit_of(self, bib: str) -> Visit | None:
        visit_id = self._tent.open_bibs.get(folded_bib(bib) or "")
        return None if visit_id is None else self._tent.visits[visit_id]

    def line(self) -> Iterator[Visit]:
        # One by one by its key: what was read may leave the line meanwhile.
        line, place = self._tent.line, 0
        while place < len(line):
            key = line[place]
            yield self._tent.visits[key[-1]]
            place = bisect_right(line, key)

    def callable_line(self, now: datetime) -> Iterator[Visit]:
        return (visit for visit in self.line() if why_not_now(visit, now) is None)

    def waiting_ids(self) -> list[int]:
        return [key[-1] for key in self._tent.line]

    def place(self, visit: Visit) -> int | None:
        if visit.status is not VisitStatus.WAITING:
            return None
        return bisect_left(self._tent.line, self._tent.order(visit)) + 1

    def visits(
        self, statuses: Collection[VisitStatus], *, limit: int | None = None, after: int | None = None
    ) -> list[Visit]:
        ids = sorted(each for status in statuses for each in self._tent.by_status[status])
        start = 0 if after is None else bisect_right(ids, after)
        return [self._tent.visits[each] for each in ids[start:][:limit]]

    def latest_over(self, limit: int) -> list[Visit]:
        newest = sorted(((seq, each) for each, seq in self._tent.over_seq.items()), reverse=True)
        return [self._tent.visits[each] for _, each in newest[:limit]]

    def counts(self) -> dict[VisitStatus, int]:
        return {status: len(self._tent.by_status[status]) for status in VisitStatus}

    def count_over_after_call(self) -> int:
        return sum(each.status in OVER and each.calls > 0 for each in self._tent.visits.values())

    def find_visits(self, text: str, limit: int) -> list[Visit]:
        exact, words = text.strip().casefold(), folded(text).split()
        if not exact:
            return []

        def matches(visit: Visit) -> bool:
            if exact in {visit.ticket.casefold(), folded_bib(visit.bib)}:
                return True
            name = folded(f"{visit.first_name} {visit.last_name}")
            return bool(words) and all(word in name for word in words)

        newest_first = (self._tent.visits[each] for each in sorted(self._tent.visits, reverse=True))
        return list(islice(filter(matches, newest_first), limit))

    def has_had(self, bib: str, rule: Rule) -> bool:
        return bool(self._tent.done_bibs.get((folded_bib(bib) or "", rule)))

    def grace_over(self, now: datetime) -> list[Visit]:
        called = (self._tent.visits[each] for each in self._tent.by_status[VisitStatus.CALLED])
        over = [
            (each.grace_until, each.id) for each in called if each.grace_until is not None and each.grace_until <= now
        ]
        return [self._tent.visits[each] for _, each in sorted(over)]

    def intake(self, visit_id: int) -> Intake:
        return self._tent.intakes.get(visit_id, Intake())

    def told(self) -> dict[int, ToldWindow]:
        return dict(self._tent.told)

    # therapists

    def therapist(self, therapist_id: int) -> Therapist:
        found = self._tent.therapists.get(therapist_id)
        if found is None:
            msg = "There is no such therapist."
            raise NoSuchTherapist(msg)
        return found

    def therapists(self, status: TherapistStatus | None = None) -> list[Therapist]:
        # Ids are given in ascending order.
        listed = (each for each in self._tent.therapists.values() if each.is_listed)
        return [each for each in listed if status is None or each.status is status]

    # the start list

    def entrant(self, bib: str) -> Entrant:
        found = self._tent.entrants.get(folded_bib(bib) or "")
        if found is None:
            msg = "This number is not on the start list."
            raise NoSuchEntrant(msg)
        return found

    def find_entrants(self, name: str, limit: int) -> list[Entrant]:
        beginning = folded(name)
        if not beginning or limit < 1:
            return []
        exact = self._tent.entrants.get(folded_bib(name) or "")
        by_last, by_first = [], []
        for each in self._tent.entrants.values():
            first, last = each.first_name, each.last_name
            by_last.append((folded(f"{last} {first}"), each))
            by_first.append((folded(f"{first} {last}"), each))
        found = [] if exact is None else [exact]
        for named in (by_last, by_first):
            hits = [pair for pair in named if pair[0].startswith(beginning)]
            found += [each for _, each in sorted(hits, key=lambda pair: (pair[0], folded_bib(pair[1].bib)))]
        return list({each.bib: each for each in found}.values())[:limit]

    def count_entrants(self) -> int:
        return len(self._tent.entrants)

    def count_entrants_by_wave(self) -> dict[int | None, int]:
        return dict(Counter(each.wave_id for each in self._tent.entrants.values()))

    # the journal

    def journal(self, *, since: int, limit: int, subject: str | None = None) -> list[Entry]:
        if subject is None:
            return self._tent.journal[max(since - self._tent.forgotten, 0) :][:limit]
        seqs = self._tent.by_subject.get(subject, [])
        return [self._entry(seq) for seq in seqs[bisect_right(seqs, since) :][:limit]]

    def _entry(self, seq: int) -> Entry:
        return self._tent.journal[seq - 1 - self._tent.forgotten]

    def journal_of(self, subject: str, limit: int) -> list[Entry]:
        seqs: Iterable[int] = reversed(self._tent.by_subject.get(subject, []))
        return [self._entry(seq) for seq in islice(seqs, limit)]

    def command(self, command: int) -> list[Entry]:
        entries = self._tent.journal[command - 1 - self._tent.forgotten :] if command > self._tent.forgotten else []
        return list(takewhile(lambda each: each.command == command, entries))

    def undone(self, commands: Collection[int]) -> set[int]:
        return self._tent.undone & set(commands)

    def answer_to(self, key: str) -> StoredAnswer | None:
        return self._tent.answers.get(key)

    # sign-ups of tablets

    def slip(self, slip: str) -> Slip:
        found = self._tent.slips.get(slip)
        if found is None:
            msg = "No sign-up with this number has arrived yet."
            raise NoSuchSlip(msg)
        return found

    def refused_slips(self) -> list[Slip]:
        found = (each for each in self._tent.slips.values() if each.needs_somebody)
        return sorted(found, key=lambda each: (each.arrived_at, each.slip))

    def last_count_of(self, tablet: int) -> int:
        own = (each for each in self._tent.slips if each.startswith(f"{tablet}-"))
        return max((count_in(each) for each in own), default=0)
