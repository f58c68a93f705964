"""The journal and stored answers in either store: no gaps, nothing of a change that was rolled back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.errors import KeyReused
from eventdesk.services.ports import Entrant, Intake, StoredAnswer
from tests.builders import NOW, an_event
from tests.storage.adding import a_new_visit, add_therapist, an_entry
from tests.storage.conftest import everything

if TYPE_CHECKING:
    from eventdesk.services.ports import Entry, Store

ANSWER = StoredAnswer("print", 201, {"id": 1, "first_name": "Zoë", "expected_start": None})


def write(store: Store, *, commands: int = 1, entries: int = 1, **values: object) -> list[Entry]:
    """Some commands of some entries each."""
    written = []
    for _ in range(commands):
        with store.change("spring") as change:
            first = change.seq + 1
            new = [an_entry(change, **{"seq": first + n, "command": first} | values) for n in range(entries)]
            change.record(new)
            written += new
    return written


def test_entries_count_on_from_one_without_gaps(store: Store) -> None:
    assert store.stamp("spring").seq == 0
    written = write(store, commands=3, entries=2)
    assert [each.seq for each in written] == [1, 2, 3, 4, 5, 6]
    with store.read("spring") as reading:
        assert reading.seq == 6
        assert reading.journal(since=0, limit=100) == written
        assert reading.journal(since=2, limit=3) == written[2:5]
        assert reading.journal(since=6, limit=3) == []
        assert reading.journal(since=10**30, limit=3) == []
    assert store.stamp("spring").seq == 6


@pytest.mark.parametrize("seq", [0, 2, 4])
def test_an_entry_out_of_order_is_refused(store: Store, seq: int) -> None:
    write(store, commands=2)
    before = everything(store)
    with pytest.raises(ValueError, match="goes on with 3"):
        write(store, seq=seq)
    assert everything(store) == before


def test_seq_goes_on_within_a_change(store: Store) -> None:
    with store.change("spring") as change:
        change.record([an_entry(change)])
        change.record([])
        change.record([an_entry(change)])
        assert change.seq == 2


def test_events_have_journals_of_their_own(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    write(store, commands=2)
    with store.read("autumn") as reading:
        assert reading.seq == 0
        assert reading.journal(since=0, limit=9) == []
        assert reading.journal_of("visit:1", 9) == []
        assert reading.command(1) == []


def test_entries_of_one_subject_newest_first(store: Store) -> None:
    mine = write(store) + write(store)
    write(store, subject="visit:10")
    mine += write(store)
    with store.read("spring") as reading:
        assert reading.journal_of("visit:1", 9) == mine[::-1]
        assert reading.journal_of("visit:1", 2) == [mine[2], mine[1]]
        assert reading.journal_of("visit:3", 9) == []


def test_the_journal_of_one_subject_is_read_on_like_the_whole(store: Store) -> None:
    mine = write(store) + write(store)
    write(store, subject="visit:10")
    write(store, subject="event")
    mine += write(store)
    with store.read("spring") as reading:
        assert reading.journal(since=0, limit=9, subject="visit:1") == mine
        assert reading.journal(since=0, limit=2, subject="visit:1") == mine[:2]
        assert reading.journal(since=mine[0].seq, limit=9, subject="visit:1") == mine[1:]
        assert [each.subject for each in reading.journal(since=0, limit=9, subject="event")] == ["event"]
        assert reading.journal(since=0, limit=9, subject="visit:3") == []
        assert reading.journal(since=10**30, limit=9, subject="visit:1") == []


def test_entries_of_one_command(store: Store) -> None:
    write(store)
    short = write(store, entries=3)
    long = write(store, entries=30)
    write(store)
    with store.read("spring") as reading:
        assert reading.command(2) == short
        assert reading.command(5) == long
        assert reading.command(3) == []
        assert reading.command(0) == []
        assert reading.command(99) == []


def test_which_commands_were_undone(store: Store) -> None:
    write(store, commands=3)
    write(store, entries=2, undoes=2)
    with store.read("spring") as reading:
        assert reading.undone({1, 2, 3}) == {2}
        assert reading.undone({1, 3}) == set()
        assert reading.undone(set()) == set()


def test_private_fields_come_back_with_the_others(store: Store) -> None:
    after = {"status": "declined", "reason": "Felt faint", "advice": "decline", "couch": "", "note": None}
    written = write(store, before={"reason": "", "status": "held"}, after=after)
    with store.read("spring") as reading:
        assert reading.journal(since=0, limit=9) == written


def test_a_repeated_key_finds_its_answer(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    with store.change("spring") as change:
        assert change.answer_to("key") is None
        change.remember("key", ANSWER)
        assert change.answer_to("key") == ANSWER
    with store.read("spring") as reading:
        assert reading.answer_to("key") == ANSWER
        assert reading.answer_to("KEY") is None
    with store.read("autumn") as reading:
        assert reading.answer_to("key") is None


def test_an_answer_is_not_replaced(store: Store) -> None:
    with store.change("spring") as change:
        change.remember("key", ANSWER)
    before = everything(store)
    with store.change("spring") as change, pytest.raises(KeyReused):
        change.remember("key", StoredAnswer("other", 200, {}))
    assert everything(store) == before


class OddError(Exception):
    """Something that goes wrong in the middle."""


def test_a_change_that_fails_leaves_no_trace(store: Store) -> None:
    therapist = add_therapist(store)
    with store.change("spring") as change:
        visit = change.add_visit(a_new_visit(bib="1"), Intake(note="Cramp"))
        change.put_entrants([Entrant(bib="1", first_name="Anna", last_name="Bo")])
        change.record([an_entry(change)])
        number = change.next_number("A")
    before, heard = everything(store), list[str]()

    def write_a_lot_and_fail() -> None:
        with store.change("spring") as change:
            change.after_commit(lambda: heard.append("news"))
            change.add_visit(a_new_visit(bib="2"), Intake(note="Fever"))
            change.put_visit(replace(visit, first_name="Eve", bib="3"))
            change.put_intake(visit.id, Intake())
            change.add_therapist(therapist)
            change.put_therapist(replace(therapist, name="Eve"))
            change.put_event(an_event(name="Changed"))
            change.put_entrants(
                [Entrant(bib="1", first_name="B", last_name="C"), Entrant(bib="2", first_name="B", last_name="B")]
            )
            assert change.next_number("A") == number + 1
            assert change.next_number("Z") == 1
            change.record([an_entry(change), an_entry(change, seq=change.seq + 2, undoes=1)])
            change.remember("key", ANSWER)
            raise OddError

    with pytest.raises(OddError):
        write_a_lot_and_fail()

    assert everything(store) == before
    assert heard == []
    with store.change("spring") as change:
        assert change.next_number("A") == number + 1
        assert change.next_number("Z") == 1
        assert change.undone({1}) == set()
        assert change.open_visit_of("1") == visit
        assert change.open_visit_of("2") is None


def test_instants_keep_their_microseconds(store: Store) -> None:
    odd = NOW.replace(microsecond=123457)
    write(store, at=odd)
    with store.read("spring") as reading:
        assert reading.journal(since=0, limit=1)[0].at == odd
