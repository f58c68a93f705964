"""The start list in either store: found by bib and by the beginning of a name, updated by bib."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.errors import NoSuchEntrant
from eventdesk.services.ports import Entrant
from tests.builders import an_event
from tests.storage.adding import add_visit
from tests.storage.conftest import everything

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.services.ports import Store


def entrant(bib: str, first_name: str = "Anna", last_name: str = "Bo", wave_id: int | None = None) -> Entrant:
    return Entrant(bib=bib, first_name=first_name, last_name=last_name, wave_id=wave_id)


def put(store: Store, entrants: Sequence[Entrant]) -> tuple[int, int]:
    with store.change("spring") as change:
        return change.put_entrants(entrants)


ANNA = entrant("A12", "Ánna", "van der Müller", 2)
BOB = entrant("007", "Bob", "Nowak")
MAX = entrant("7", "Max", "Muller")
LIST = [ANNA, BOB, MAX]


def test_counted_by_wave(store: Store) -> None:
    with store.read("spring") as reading:
        assert reading.count_entrants_by_wave() == {}
    put(store, [*LIST, entrant("8", wave_id=2), entrant("9", wave_id=3)])
    with store.read("spring") as reading:
        assert reading.count_entrants_by_wave() == {2: 2, 3: 1, None: 2}


def test_by_bib_capitals_aside_zeros_not(store: Store) -> None:
    assert put(store, LIST) == (3, 0)
    with store.read("spring") as reading:
        assert reading.count_entrants() == 3
        assert reading.entrant(" a12 ") == ANNA
        assert reading.entrant("007") == BOB
        assert reading.entrant("7") == MAX
        for bib in ("0007", "", "12"):
            with pytest.raises(NoSuchEntrant):
                reading.entrant(bib)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anna", [ANNA]),
        ("ÁN", [ANNA]),
        ("mul", [MAX]),
        ("muller max", [MAX]),
        ("max  mül", [MAX]),
        ("van der", [ANNA]),
        ("007", [BOB]),
        ("a12", [ANNA]),
        ("m", [MAX]),
        ("%", []),
        ("_ob", []),
        ("", []),
        ("  ", []),
        ("uller", []),
    ],
)
def test_by_the_beginning_of_a_name(store: Store, text: str, found: list[Entrant]) -> None:
    put(store, LIST)
    with store.read("spring") as reading:
        assert reading.find_entrants(text, 8) == found
        assert reading.find_entrants(text, 0) == []


def test_the_same_in_a_fixed_order_and_not_more_than_asked_for(store: Store) -> None:
    put(store, [entrant(str(bib)) for bib in range(30, 10, -1)])
    with store.read("spring") as reading:
        assert [each.bib for each in reading.find_entrants("anna", 3)] == ["11", "12", "13"]


def test_a_second_list_updates_by_bib_and_touches_no_visit(store: Store) -> None:
    put(store, LIST)
    add_visit(store, bib="A12", first_name="Anna")
    before = everything(store)
    changed = entrant("a12", "Anne", "Meier", 3)
    assert put(store, [changed, BOB, entrant("9"), entrant("9", "Last", "Wins")]) == (1, 2)
    after = everything(store)
    assert after["visits"] == before["visits"]
    with store.read("spring") as reading:
        assert reading.count_entrants() == 4
        assert reading.entrant("A12") == changed
        assert reading.entrant("9").first_name == "Last"
        assert reading.find_entrants("anne", 5) == [changed]
        assert reading.find_entrants("van der", 5) == []


def test_each_column_of_a_line_is_updated_also_to_nothing(store: Store) -> None:
    was = entrant("1", "Anna", "Bo", None)
    put(store, [was])
    for now in (
        entrant("1", "Anna", "Bo", 3),
        entrant("1", "Anna", "Bo", None),
        entrant("1", "Ann", "Bo"),
        entrant("1", "Ann", ""),
        entrant("1 ", "Ann", ""),
    ):
        assert put(store, [now]) == (0, 1)
        with store.read("spring") as reading:
            assert reading.entrant("1") == now
            assert reading.find_entrants(f"{now.last_name} {now.first_name}", 9) == [now]


def test_a_list_that_fails_halfway_leaves_the_one_before(store: Store) -> None:
    put(store, LIST)
    before = everything(store)

    def fall() -> None:
        with store.change("spring") as change:
            change.put_entrants([entrant("7", "Other"), entrant("8")])
            raise LookupError

    with pytest.raises(LookupError):
        fall()
    assert everything(store) == before


def test_an_empty_list_changes_nothing(store: Store) -> None:
    put(store, LIST)
    assert put(store, []) == (0, 0)
    with store.read("spring") as reading:
        assert reading.count_entrants() == 3


def test_events_have_start_lists_of_their_own(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    put(store, LIST)
    with store.read("autumn") as reading:
        assert reading.count_entrants() == 0
        assert reading.find_entrants("anna", 5) == []
        with pytest.raises(NoSuchEntrant):
            reading.entrant("A12")
