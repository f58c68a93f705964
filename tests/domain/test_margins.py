"""The window around an expected start: as wide as the day's own errors ask for."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.margins import (
    FIRST_MARGINS,
    QUICK_MINUTES,
    REMEMBERED,
    Calibration,
    Margins,
    scale,
)

WAITS = st.floats(0, 300)
COUCHES = st.integers(1, 50)


def of_a_day(errors: list[float], wait_minutes: float = 30, pool: int = 8) -> Margins:
    """The margins after errors that were so many times the usual size."""
    calibration = Calibration()
    for each in errors:
        calibration.see(each * scale(wait_minutes, pool), wait_minutes, pool)
    return calibration.margins()


def scattered(count: int, *, mean: float = 0, sigma: float = 1, seed: int = 1) -> list[float]:
    chance = Random(seed)  # noqa: S311  (made-up errors, not secrets)
    return [chance.gauss(mean, sigma) for _ in range(count)]


def test_before_anything_was_seen_it_is_the_first_guess() -> None:
    found = of_a_day([])
    assert found.low == pytest.approx(FIRST_MARGINS.low, abs=0.1)
    assert found.high == pytest.approx(FIRST_MARGINS.high, abs=0.1)


@pytest.mark.parametrize(("mean", "sigma"), [(0.0, 0.4), (0.0, 1.0), (0.0, 2.5), (1.5, 1.0), (-1.0, 0.6)])
def test_it_covers_the_share_that_it_is_to_cover(mean: float, sigma: float) -> None:
    to_come = scattered(4000, mean=mean, sigma=sigma, seed=99)
    days = [of_a_day(scattered(400, mean=mean, sigma=sigma, seed=seed)) for seed in range(12)]
    inside = fmean(found.low <= each <= found.high for found in days for each in to_come)
    later = fmean(each > found.high for found in days for each in to_come)
    # A little wide where the first guess was wider than the day turned out.
    assert 0.8 < inside < 0.9
    assert 0.03 < later < 0.1


def test_few_errors_move_it_little_and_many_nearly_all_the_way() -> None:
    highs = [of_a_day([4.0] * count).high for count in (0, 1, 10, 100, 400)]
    assert highs == sorted(highs)
    assert highs[1] - highs[0] < 0.3
    assert highs[-1] == pytest.approx(4, abs=0.1)


def test_a_morning_long_ago_is_forgotten() -> None:
    afternoon = scattered(REMEMBERED, sigma=0.5)
    assert of_a_day([*scattered(200, sigma=5), *afternoon]) == of_a_day(afternoon)


@given(st.lists(st.floats(-20, 20), max_size=60))
def test_the_low_end_is_never_behind_the_high_end(errors: list[float]) -> None:
    found = of_a_day(errors)
    assert found.low <= found.high


@given(WAITS, COUCHES)
def test_the_usual_error_grows_with_the_wait_and_shrinks_with_the_couches(wait: float, pool: int) -> None:
    assert scale(wait, pool) >= QUICK_MINUTES
    assert scale(wait + 5, pool) > scale(wait, pool) >= scale(wait, pool + 1)


def test_a_start_that_is_overdue_is_as_sure_as_one_that_is_due_now() -> None:
    assert scale(-10, 4) == scale(0, 4) == QUICK_MINUTES


@given(WAITS, COUCHES)
def test_the_ends_lie_on_both_sides_in_proportion_to_the_usual_error(wait: float, pool: int) -> None:
    low, high = FIRST_MARGINS.around(wait, pool)
    assert low < 0 < high
    assert high / -low == pytest.approx(1.4 / 1.3)


def test_an_error_counts_by_its_size_against_the_usual_one() -> None:
    long_wait, short_wait = Calibration(), Calibration()
    for _ in range(50):
        long_wait.see(12, 120, 2)
        short_wait.see(12, 3, 20)
    assert long_wait.margins().high < 2 < short_wait.margins().high
