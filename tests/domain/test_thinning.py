"""Which backups stay: all of an hour, then one in ten minutes, after a day one a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.thinning import superseded

NOW = datetime(2027, 5, 2, 15, 0, tzinfo=UTC)


def kept(ages: list[timedelta]) -> list[timedelta]:
    """The ages that stay; the oldest was made first."""
    made = list(enumerate((NOW - age for age in sorted(ages, reverse=True)), start=1))
    going = superseded(made, NOW)
    return [NOW - made_at for number, made_at in made if number not in going]


def test_none_of_the_last_hour_goes() -> None:
    ages = [timedelta(seconds=45 * step) for step in range(80)]
    assert len(kept(ages)) == 80


def test_of_ten_minutes_the_newest_stays() -> None:
    ages = [timedelta(hours=2, minutes=step) for step in range(60)]
    stay = kept(ages)
    assert len(stay) == 7  # 13:00 itself begins a slot
    assert min(stay) == timedelta(hours=2)


def test_of_a_day_the_newest_stays_and_after_a_month_none() -> None:
    ages = [timedelta(days=1, hours=3 * step) for step in range(1, 8 * 60)]
    stay = kept(ages)
    assert len(stay) == 31
    assert max(stay) <= timedelta(days=31)


def test_the_newest_stays_however_old_it_is() -> None:
    assert kept([timedelta(days=100), timedelta(days=90)]) == [timedelta(days=90)]


def test_what_a_wrong_clock_dated_into_the_future_stays() -> None:
    assert kept([timedelta(hours=-1), timedelta(hours=-1, minutes=1)]) == [timedelta(minutes=-59), timedelta(hours=-1)]


def test_the_newest_is_told_by_its_number_when_the_clock_was_set_back() -> None:
    made = [(7, NOW - timedelta(days=40)), (6, NOW - timedelta(days=1, hours=2))]
    assert superseded(made, NOW) == set()
    assert superseded([*made, (5, NOW - timedelta(days=41))], NOW) == {5}


@given(st.lists(st.integers(-10_000, 10_000_000), max_size=60))
def test_the_newest_always_stays_and_thinning_again_changes_nothing(seconds: list[int]) -> None:
    made = [(number, NOW - timedelta(seconds=age)) for number, age in enumerate(seconds)]
    going = superseded(made, NOW)
    assert len(going) < len(made) or not made
    assert made == [] or made[-1][0] not in going
    assert superseded([each for each in made if each[0] not in going], NOW) == set()
