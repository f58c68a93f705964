"""What runners were told of their turn, in either store: kept beside the journal, not in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.errors import NoSuchEvent
from eventdesk.domain.promises import ToldWindow
from tests.builders import NOW, an_event
from tests.storage.adding import add_visit
from tests.storage.conftest import everything

if TYPE_CHECKING:
    from eventdesk.services.ports import Store


def minute(count: float) -> timedelta:
    return timedelta(minutes=count)


def a_window(visit_id: int) -> ToldWindow:
    first = NOW + minute(20)
    return ToldWindow(
        visit_id=visit_id,
        said_at=NOW,
        first_at=first,
        first_low=first - minute(5),
        first_high=first + timedelta(minutes=8, microseconds=1),
        at=first + minute(1),
        low=first - minute(4),
        high=first + minute(9),
    )


def told(store: Store, slug: str = "spring") -> dict[int, ToldWindow]:
    with store.read(slug) as reading:
        return reading.told()


def test_a_window_comes_back_as_it_was_told(store: Store) -> None:
    windows = [a_window(add_visit(store).id) for _ in range(2)]
    moved = replace(windows[1], moved_at=NOW + minute(3), why="Two treatments took longer than planned.")
    assert told(store) == {}
    store.keep_told("spring", [windows[0], moved])
    assert told(store) == {windows[0].visit_id: windows[0], moved.visit_id: moved}


def test_the_last_word_about_a_visit_counts(store: Store) -> None:
    first = a_window(add_visit(store).id)
    other = a_window(add_visit(store).id)
    store.keep_told("spring", [first, other])
    later = replace(first, at=first.at + minute(10), moved_at=NOW + minute(5), why="A therapist went home.")
    store.keep_told("spring", [replace(first, why="said in between"), later])
    assert told(store) == {first.visit_id: later, other.visit_id: other}


def test_nothing_else_changes_and_nobody_hears_of_it(store: Store) -> None:
    window = a_window(add_visit(store).id)
    before = everything(store), store.stamp("spring")
    store.keep_told("spring", [window])
    store.keep_told("spring", [])
    assert (everything(store), store.stamp("spring")) == before


def test_a_visit_that_is_gone_or_of_another_event_is_left_out(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    here, elsewhere = add_visit(store), add_visit(store, slug="autumn")
    store.keep_told("spring", [a_window(elsewhere.id), a_window(10**9), a_window(here.id)])
    store.keep_told("spring", [a_window(10**9)])
    assert set(told(store)) == {here.id}
    assert told(store, "autumn") == {}


def test_a_whole_long_line_at_once(store: Store) -> None:
    windows = [a_window(add_visit(store).id) for _ in range(1100)]
    store.keep_told("spring", windows)
    assert told(store) == {each.visit_id: each for each in windows}


def test_there_is_nothing_to_keep_for_an_event_that_does_not_exist(store: Store) -> None:
    with pytest.raises(NoSuchEvent):
        store.keep_told("winter", [a_window(1)])
