"""What is in the database, held against what people were told."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventdesk.adapters.db import Database, open_database
from eventdesk.domain.event import Event
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import WITH_THERAPIST, VisitStatus
from eventdesk.services.changes import difference
from tests.crash.desks import SLUG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from eventdesk.domain.therapist import Therapist
    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Entry, Reading, StoredAnswer
    from tests.crash.crowd import Said

EVERYTHING = 10**6
COUNTED = ("start", "finish", "extend", "miss", "release", "step-away", "return", "withdraw", "move", "next")
"""Actions of people that are in the path of their request."""


@dataclass(frozen=True)
class Truth:
    """An event as the file has it, read in one transaction."""

    seq: int
    event: Event
    visits: dict[int, Visit]
    therapists: dict[int, Therapist]
    entries: list[Entry]
    answers: dict[str, StoredAnswer]
    last_numbers: dict[str, int]


def read(path: Path, key: bytes) -> Truth:
    """Reads it; the file has to be whole."""
    check_file(path)
    database = open_database(path, key=key)
    try:
        with closing(sqlite3.connect(path)) as plain:
            keys = [row[0] for row in plain.execute("SELECT key FROM answers")]
            numbers = dict(plain.execute("SELECT letter, last FROM numbers").fetchall())
        with database.store.read(SLUG) as reading:
            return _truth(reading, keys, numbers)
    finally:
        database.close()


def read_open(database: Database) -> Truth:
    """Reads an event of a database that is open, of whatever kind."""
    with database.engine.connect() as plain:
        keys = list(plain.exec_driver_sql("SELECT key FROM answers").scalars())
        numbers = {row[0]: row[1] for row in plain.exec_driver_sql("SELECT letter, last FROM numbers")}
    with database.store.read(SLUG) as reading:
        return _truth(reading, keys, numbers)


def check_file(path: Path) -> None:
    """SQLite finds nothing wrong with the file."""
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []


def _truth(reading: Reading, keys: Iterable[str], numbers: Mapping[str, int]) -> Truth:
    answers = {key: reading.answer_to(key) for key in keys}
    return Truth(
        reading.seq,
        reading.event,
        {each.id: each for each in reading.visits(set(VisitStatus))},
        {each.id: each for each in reading.therapists()},
        reading.journal(since=0, limit=EVERYTHING),
        {key: answer for key, answer in answers.items() if answer},
        dict(numbers),
    )


def check_sound(truth: Truth) -> None:
    """Whatever anybody did: the journal has no gap, tells exactly what the tables hold, and nobody is in two places."""
    assert [each.seq for each in truth.entries] == list(range(1, truth.seq + 1))
    _check_journal_tells_the_tables(truth)
    served = {each.id: each.therapist_id for each in truth.visits.values() if each.status in WITH_THERAPIST}
    serving = {each.visit_id: each.id for each in truth.therapists.values() if each.visit_id is not None}
    assert served == serving
    engaged = {each.id for each in truth.therapists.values() if each.status is TherapistStatus.ENGAGED}
    assert engaged == set(serving.values())
    open_bibs = [each.bib for each in truth.visits.values() if each.is_open]
    assert len(set(open_bibs)) == len(open_bibs)
    assert len({each.ticket for each in truth.visits.values()}) == len(truth.visits)
    for letter, last in truth.last_numbers.items():
        given = [int(each.ticket[1:]) for each in truth.visits.values() if each.ticket[0] == letter]
        assert sorted(given) == list(range(1, last + 1)), "a ticket number was left out or given twice"


def _check_journal_tells_the_tables(truth: Truth) -> None:
    told: dict[str, dict[str, Any]] = {}
    for entry in truth.entries:
        now = told.setdefault(entry.subject, {})
        before = {name: value for name, value in entry.before.items() if name in now}
        assert {name: now[name] for name in before} == before, entry
        now.update(entry.after)
    for subject, values in told.items():
        kind, _, number = subject.partition(":")
        _, is_now = difference(None, _row(truth, kind, int(number or 0)))
        assert {name: is_now[name] for name in values if name in is_now} == {
            name: value for name, value in values.items() if name in is_now
        }, subject
    assert set(truth.visits) == {int(each.partition(":")[2]) for each in told if each.startswith("visit:")}


def _row(truth: Truth, kind: str, number: int) -> Any:
    if kind == "event":
        return truth.event
    return truth.visits[number] if kind == "visit" else truth.therapists[number]


def check_told(truth: Truth, said: Mapping[str, Said]) -> Counter[str]:
    """What was acknowledged is there, once, as it was told; what was refused is not. How many of which kind."""
    done = {key for key, each in said.items() if each.is_done}
    refused = {key for key, each in said.items() if each.is_refused}
    there = set(truth.answers)
    assert not done - there, f"acknowledged and lost: {sorted(done - there)}"
    assert not there & refused, f"refused and done all the same: {sorted(there & refused)}"
    assert there <= set(said)
    for key in done:
        assert (truth.answers[key].status, truth.answers[key].body) == (said[key].status, said[key].answer), key
    found = [said[key] for key in there]
    check_once(truth, found)
    return Counter(
        acknowledged=len(done), found=len(there), unanswered_and_done=len(there - done), refused=len(refused)
    )


def check_once(truth: Truth, found: list[Said]) -> None:
    """Each command that has an answer left its mark in the journal once, and no mark is without its command."""
    registered = Counter(each.bib for each in found if each.bib)
    assert registered == Counter(each.after["bib"] for each in truth.entries if each.action == "register")
    assert set(registered.values()) <= {1}
    wanted = Counter(mark for each in found if (mark := _mark(each)) is not None)
    by_people = [each for each in truth.entries if each.actor not in ("dispatcher", "timer")]
    marks = Counter((each.subject, each.action) for each in by_people if (each.subject, each.action) in wanted)
    for mark, count in wanted.items():
        # A tap on Next finishes what is treating, too.
        assert marks[mark] == count or (mark[1] == "finish" and marks[mark] > count), (mark, count, marks[mark])
    names = [each.after["name"] for each in truth.entries if each.subject == "event" and "name" in each.after]
    assert sorted(names) == sorted(each.body["name"] for each in found if each.method == "PATCH")
    assert not names or truth.event.name == names[-1]
    _check_extended(truth)


def _mark(said: Said) -> tuple[str, str] | None:
    """What the journal says of it: whom and what."""
    parts = said.path.split("/")
    if parts[-1] not in COUNTED or "therapists" in parts:
        return None
    return f"visit:{parts[-2]}", parts[-1]


def _check_extended(truth: Truth) -> None:
    """Each minute more was added once."""
    more = Counter(each.subject for each in truth.entries if each.action == "extend")
    for visit in truth.visits.values():
        if visit.started_at and visit.ends_at and visit.status in (VisitStatus.TREATING, VisitStatus.DONE):
            minutes = round((visit.ends_at - visit.started_at).total_seconds() / 60)
            assert minutes == visit.minutes + more[f"visit:{visit.id}"], visit
