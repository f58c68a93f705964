"""What a runner was told may get better at any time, and worse only now and then, with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.forecast import Window
from eventdesk.domain.promises import (
    EARLIER_STARTS,
    FEWER,
    LATER_AT_MOST_EVERY,
    LONGER,
    WORTH_SAYING,
    Situation,
    ToldWindow,
    holds,
    told,
    why_later,
)
from tests.builders import NOW

WHY = "Treatments are taking a little longer."


def at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)


def window(minute: float, low: float | None = None, high: float | None = None) -> Window:
    """Five minutes before to ten after, where nothing else is said."""
    return Window(at(minute), at(minute - 5 if low is None else low), at(minute + 10 if high is None else high))


def first(minute: float = 30, said: float = 0) -> ToldWindow:
    return told(None, 7, window(minute), at(said), "")


def spoken(found: ToldWindow) -> tuple[float, float, float]:
    """What is shown, in minutes."""
    minute = timedelta(minutes=1)
    return (found.at - NOW) / minute, (found.low - NOW) / minute, (found.high - NOW) / minute


def test_what_is_told_first_is_what_was_found() -> None:
    found = first()
    assert spoken(found) == (30, 25, 40)
    assert (found.first_at, found.first_low, found.first_high) == (found.at, found.low, found.high)
    assert (found.visit_id, found.said_at, found.moved_at, found.why) == (7, NOW, None, "")


def test_small_changes_are_not_worth_a_second_look() -> None:
    before = first()
    for found in (window(30.9), window(29.1), window(30.9, 25.9, 40.9), window(29.1, 20, 39.1)):
        assert told(before, 7, found, at(20), WHY) is before
        assert holds(before, found)


def test_it_moves_earlier_at_any_time_and_says_nothing() -> None:
    before = first()
    sooner = told(before, 7, window(27), at(0.1), WHY)
    assert spoken(sooner) == (27, 22, 37)
    assert (sooner.moved_at, sooner.why) == (None, "")
    assert not holds(before, window(27))


def test_it_gets_narrower_at_any_time() -> None:
    narrower = told(first(), 7, window(30, 28, 33), at(0.1), WHY)
    assert spoken(narrower) == (30, 28, 33)
    # Expected a little later, but surer: the expected time stays, and lies inside.
    assert spoken(told(first(), 7, window(31, 30, 33), at(0.1), WHY)) == (30, 30, 33)
    assert spoken(told(first(), 7, window(28, 26, 29), at(0.1), WHY)) == (28, 26, 29)


def test_earlier_but_less_sure_does_not_make_the_end_later() -> None:
    assert spoken(told(first(), 7, window(25, 15, 50), at(0.1), WHY)) == (25, 15, 40)


def test_it_moves_later_when_the_old_window_does_not_hold_and_says_why() -> None:
    later = told(first(), 7, window(45), at(6), WHY)
    assert spoken(later) == (45, 40, 55)
    assert (later.moved_at, later.why) == (at(6), WHY)
    assert (later.first_at, later.first_high) == (at(30), at(40))


def test_what_is_expected_after_the_high_end_is_later_however_sure_it_is() -> None:
    later = told(first(), 7, window(40.5, 40, 40.9), at(6), WHY)
    assert later.at == at(40.5)
    assert later.why == WHY


def test_a_longer_end_alone_is_not_later() -> None:
    before = first()
    assert told(before, 7, window(30, 25, 60), at(6), WHY) is before


def test_it_moves_later_once_in_five_minutes_at_most() -> None:
    before = first()
    assert told(before, 7, window(50), at(4.9), WHY) is before
    later = told(before, 7, window(50), at(5), WHY)
    assert later.at == at(50)
    assert told(later, 7, window(70), at(9.9), WHY) is later
    assert told(later, 7, window(70), at(10), WHY).at == at(70)


def test_a_clock_that_was_set_back_does_not_make_it_hold_for_longer() -> None:
    before = first(30, said=60)
    later = told(before, 7, window(50), at(0), WHY)
    assert (later.at, later.moved_at) == (at(50), at(0))
    assert told(later, 7, window(70), at(4.9), WHY) is later
    assert told(later, 7, window(70), at(5), WHY).at == at(70)


def test_after_good_news_the_five_minutes_go_on_from_the_bad() -> None:
    later = told(first(), 7, window(50), at(5), WHY)
    sooner = told(later, 7, window(40), at(6), WHY)
    assert (sooner.at, sooner.moved_at) == (at(40), at(5))
    assert told(sooner, 7, window(60), at(9.9), "Other.") is sooner
    assert told(sooner, 7, window(60), at(10), "Other.").why == "Other."


found_windows = st.tuples(st.floats(0, 120), st.floats(0, 30), st.floats(0, 30))
steps = st.lists(st.tuples(st.floats(0.05, 4), found_windows), min_size=1, max_size=40)


@given(found_windows, steps)
def test_whatever_comes_it_never_gets_later_twice_within_five_minutes(
    start: tuple[float, float, float], following: list[tuple[float, tuple[float, float, float]]]
) -> None:
    def of(found: tuple[float, float, float]) -> Window:
        minute, below, above = found
        return window(minute, minute - below, minute + above)

    now, last_bad = NOW, NOW
    shown = told(None, 7, of(start), now, "")
    for passed, found in following:
        now += timedelta(minutes=passed)
        before, shown = shown, told(shown, 7, of(found), now, WHY)
        assert shown.low <= shown.at <= shown.high
        assert holds(before, of(found)) <= (shown is before)
        if shown.at > before.at or shown.high > before.high:
            assert now - last_bad >= LATER_AT_MOST_EVERY
            assert (shown.moved_at, shown.why) == (now, WHY)
            last_bad = now
        elif shown is before and now - last_bad >= LATER_AT_MOST_EVERY:
            # Nothing worth saying was kept back.
            assert of(found).at - shown.at < max(WORTH_SAYING, shown.high - shown.at + timedelta(seconds=1))
            assert shown.at - of(found).at < WORTH_SAYING


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (Situation(couches=3, starting_soon=9), FEWER),
        (Situation(couches=4, starting_soon=6), EARLIER_STARTS),
        (Situation(couches=4, starting_soon=5), LONGER),
        (Situation(couches=5, starting_soon=4), LONGER),
    ],
)
def test_the_reason(now: Situation, why: str) -> None:
    assert why_later(Situation(couches=4, starting_soon=5), now) == why
