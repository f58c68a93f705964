"""How good the told starts have been: the figures that the organiser sees."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from eventdesk.domain.accuracy import FEWEST, Accuracy, Figures
from eventdesk.domain.forecast import Window
from eventdesk.domain.promises import ToldWindow, told
from tests.builders import NOW


def at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)


def was_told(visit_id: int, minute: float = 20) -> ToldWindow:
    """About this minute, five before to ten after."""
    return told(None, visit_id, Window(at(minute), at(minute - 5), at(minute + 10)), NOW, "")


def after(*started: float) -> Figures | None:
    accuracy = Accuracy()
    for visit_id, minute in enumerate(started, 1):
        accuracy.see(was_told(visit_id), at(minute))
    return accuracy.figures()


def test_a_few_starts_say_nothing() -> None:
    assert after() is None
    assert after(*[20] * (FEWEST - 1)) is None
    assert after(*[20] * FEWEST) == Figures(FEWEST, 0, 0, 1, 0)


def test_mean_error_bias_and_how_many_were_inside_and_later() -> None:
    found = after(14, 15, 20, 30, 31)
    assert found is not None
    assert found.count == 5
    assert found.mean_minutes == pytest.approx(6.4)
    assert found.bias_minutes == pytest.approx(2.0)
    # Both ends belong to the window; one came sooner and one later.
    assert found.inside_share == pytest.approx(0.6)
    assert found.later_share == pytest.approx(0.2)


def test_it_is_the_first_word_that_counts() -> None:
    accuracy = Accuracy()
    for visit_id in range(1, FEWEST + 1):
        moved = told(was_told(visit_id), visit_id, Window(at(40), at(35), at(50)), at(6), "Later.")
        assert moved.at == at(40)
        accuracy.see(moved, at(40))
    found = accuracy.figures()
    assert found is not None
    assert (found.bias_minutes, found.inside_share, found.later_share) == (20, 0, 1)


def test_the_same_visit_again_replaces_what_it_said() -> None:
    accuracy = Accuracy()
    for visit_id in range(1, FEWEST + 1):
        accuracy.see(was_told(visit_id), at(60))
        accuracy.see(was_told(visit_id), at(21))
    assert accuracy.figures() == Figures(FEWEST, 1, 1, 1, 0)
