"""How long records are kept, when an event is purged, and which figures may stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.domain.records import (
    ADVICE,
    REACTIONS,
    ends_at,
    keep_until,
    needs_record,
    purge_due_at,
    purges_itself_at,
)
from eventdesk.domain.suppressing import FEW, NOT_TOLD, at_least, cells
from eventdesk.domain.visit import VisitStatus
from tests.builders import NOW, a_visit, an_event


@pytest.mark.parametrize(
    ("years", "youngest", "year"),
    [(7, None, 2033), (5, None, 2031), (10, None, 2036), (7, 16, 2035), (10, 16, 2036), (7, 6, 2045)],
)
def test_a_minors_record_is_kept_to_the_25th_birthday(years: int, youngest: int | None, year: int) -> None:
    assert keep_until(NOW, years, youngest) == NOW.replace(year=year)


def test_a_leap_day_becomes_the_first_of_march() -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert keep_until(leap, 7, None) == datetime(2035, 3, 1, 12, tzinfo=UTC)


def test_an_event_ends_at_midnight_of_its_place_or_when_the_tent_closes_later() -> None:
    midnight = datetime(2026, 5, 3, 23, tzinfo=UTC)
    assert ends_at(an_event()) == midnight
    assert ends_at(an_event(closes_at=midnight - timedelta(hours=4))) == midnight
    assert ends_at(an_event(closes_at=midnight + timedelta(hours=4))) == midnight + timedelta(hours=4)


def test_the_clock_of_the_desk_counts_from_the_last_use_where_that_is_later() -> None:
    event = an_event(purge_after_days=3)
    due = purge_due_at(event)
    assert due == datetime(2026, 5, 6, 23, tzinfo=UTC)
    assert purges_itself_at(event, None) is None
    assert purges_itself_at(event, NOW) == due
    later = NOW + timedelta(days=40)
    assert purges_itself_at(event, later) == later + timedelta(days=3)


@pytest.mark.parametrize(
    ("status", "has_started", "expected"),
    [
        (VisitStatus.DONE, True, True),
        (VisitStatus.DONE, False, False),
        (VisitStatus.TREATING, True, True),
        (VisitStatus.REFERRED, False, True),
        (VisitStatus.DECLINED, False, False),
        (VisitStatus.LEFT, False, False),
    ],
)
def test_whom_a_record_is_kept_of(status: VisitStatus, has_started: bool, expected: bool) -> None:  # noqa: FBT001
    assert needs_record(a_visit(status=status, started_at=NOW if has_started else None)) is expected


def test_what_a_therapist_taps_has_words() -> None:
    assert all(each.strip() for each in (*REACTIONS.values(), *ADVICE.values()))


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, FEW), (4, FEW), (5, 5), (120, 120)])
def test_small_counts_are_not_told(count: int, told: int | str) -> None:
    assert at_least(count) == told


def test_a_single_small_count_cannot_be_worked_out_from_the_sum() -> None:
    assert cells({"done": 40, "left": 9, "referred": 1}) == {"done": 40, "left": NOT_TOLD, "referred": FEW}
    assert cells({"done": 40, "declined": 2, "referred": 1}) == {"done": 40, "declined": FEW, "referred": FEW}
    assert cells({"done": 0, "referred": 3}) == {"done": 0, "referred": FEW}
    assert cells({"done": 8}) == {"done": 8}
