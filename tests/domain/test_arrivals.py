"""Who is still to come: before a start by when the others came, after a finish at the pace of the last ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.arrivals import ALL_HAVE_COME, FIRST_LEADS, LOOKED_BACK_MINUTES, Leads, WalkUps, is_walk_up
from eventdesk.domain.event import Gender, Rule, Wave
from eventdesk.domain.forecast import Known, run_forward
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import Visit, VisitStatus, due_time
from tests.builders import NOW, a_therapist, a_visit, an_event

STARTS = (120, 180, 240)
WAVES = (Wave(id=minute, name=f"At {minute}", starts_at=NOW + timedelta(minutes=minute)) for minute in STARTS)
EVENT = an_event(waves=tuple(WAVES))


def at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)


def came(visit_id: int, minute: float, start: float = 120, **values: Any) -> Visit:
    """Somebody who came at this minute for a massage before the start at that one."""
    usual: dict[str, Any] = {
        "id": visit_id,
        "treatment": "pre_event",
        "rule": Rule.BEFORE_START,
        "minutes": 10,
        "registered_at": at(minute),
        "start_at": at(start),
        "due_at": at(start - 25),
    }
    return a_visit(**(usual | values))


def leads_of(*visits: Visit) -> Leads:
    leads = Leads()
    for each in visits:
        leads.see(each)
    return leads


def a_wave(count: int, start: float = 120, first_id: int = 1) -> list[Visit]:
    """So many who came between 80 and 30 minutes before their start, evenly."""
    return [came(first_id + n, start - 80 + 50 * n / max(count - 1, 1), start) for n in range(count)]


def by_start(visits: tuple[Visit, ...]) -> dict[int, int]:
    """How many are expected for each start, by its minute."""
    minutes = [round((each.start_at - NOW) / timedelta(minutes=1)) for each in visits if each.start_at]
    return {start: minutes.count(start) for start in STARTS}


# Before a start


def test_before_anybody_has_come_nobody_is_expected() -> None:
    assert Leads().still_to_come(EVENT, NOW) == ()
    after_the_race = a_visit(registered_at=NOW)
    without_a_start = came(2, 40, start_at=None)
    after_the_start = came(3, 121)
    assert leads_of(after_the_race, without_a_start, after_the_start).still_to_come(EVENT, at(45)) == ()


def test_the_first_few_are_followed_by_more_but_are_not_taken_for_a_flood() -> None:
    # Five within the first minutes of the usual time to come: most are still to come.
    found = leads_of(*(came(n, 40 + n) for n in range(1, 6))).still_to_come(EVENT, at(46))
    assert 5 < by_start(found)[120] <= 40


def test_those_who_come_are_no_longer_expected() -> None:
    wave, left = a_wave(20), []
    for now in map(at, (50, 60, 70, 80, 88)):
        leads = leads_of(*(each for each in wave if each.registered_at <= now))
        left.append(by_start(leads.still_to_come(EVENT, now))[120])
    assert left == sorted(left, reverse=True)
    assert left[0] > 5
    assert left[-1] <= 2


def test_shortly_before_the_start_nobody_comes_any_more() -> None:
    leads = leads_of(*a_wave(20))
    assert by_start(leads.still_to_come(EVENT, at(120 - ALL_HAVE_COME)))[120] == 0
    assert by_start(leads.still_to_come(EVENT, at(150)))[120] == 0


def test_a_wave_of_which_nobody_has_come_is_as_large_as_those_before() -> None:
    leads = leads_of(*a_wave(30))
    # A hundred minutes before its start: nobody has come, and all are to come.
    found = by_start(leads.still_to_come(EVENT, at(100)))
    assert found[180] == pytest.approx(30, abs=12)
    # And long before: the same.
    assert found[240] == pytest.approx(30, abs=1)


def test_what_was_seen_of_a_wave_weighs_more_than_the_waves_before() -> None:
    small = leads_of(*a_wave(30), *(came(100 + n, 125 + n, 180) for n in range(2)))
    large = leads_of(*a_wave(30), *(came(100 + n, 125 + n / 10, 180) for n in range(25)))
    at_half_time = at(180 - 55)
    assert (
        by_start(small.still_to_come(EVENT, at_half_time))[180]
        < by_start(large.still_to_come(EVENT, at_half_time))[180]
    )


def test_expected_ones_come_in_time_callable_from_then_and_in_their_place() -> None:
    found = leads_of(*a_wave(20)).still_to_come(EVENT, at(100))
    assert found
    assert [each.id for each in found] == [-1 - number for number in range(len(found))]
    for each in found:
        assert each.start_at is not None
        assert each.status is VisitStatus.WAITING
        assert each.not_before == each.registered_at >= at(100)
        assert each.start_at - timedelta(minutes=81) <= each.registered_at <= each.start_at - timedelta(minutes=25)
        assert each.due_at == due_time(EVENT, each)


def test_they_ask_for_what_was_asked_for_but_wish_for_nobody() -> None:
    wishes: dict[str, Any] = {"wish_gender": Gender.WOMAN, "wish_therapist_id": 3}
    leads = leads_of(*(came(n, 40 + n, minutes=5 if n % 2 else 15, **wishes) for n in range(1, 12)))
    found = leads.still_to_come(EVENT, at(55))
    assert {each.minutes for each in found} == {5, 15}
    assert {(each.wish_gender, each.wish_therapist_id) for each in found} == {(None, None)}


def test_the_same_visit_again_says_the_same() -> None:
    once, often = Leads(), Leads()
    for visit in a_wave(10):
        once.see(visit)
        often.see(visit)
        often.see(visit)
    assert once.still_to_come(EVENT, at(70)) == often.still_to_come(EVENT, at(70))


@given(st.integers(0, 60), st.integers(0, 200))
def test_however_many_have_come_the_expected_are_never_of_the_past(count: int, minute: int) -> None:
    seen = [each for each in a_wave(count) if each.registered_at <= at(minute)]
    for each in leads_of(*seen).still_to_come(EVENT, at(minute)):
        assert each.id < 1
        assert each.registered_at >= at(minute)


def test_the_pattern_before_the_first_wave_is_half_an_hour_to_an_hour_and_a_half() -> None:
    assert list(FIRST_LEADS) == sorted(FIRST_LEADS)
    assert min(FIRST_LEADS) > ALL_HAVE_COME


def test_who_is_still_to_come_makes_those_wait_who_are_due_later() -> None:
    """Who came early for a later start is told of the runners of the earlier one who will go first."""
    seen = [came(n, 40 + n) for n in range(1, 9)]
    waits_for_wave_2 = came(20, 50, 180)
    mia = a_therapist(status=TherapistStatus.READY, idle_since=NOW)
    expected = leads_of(*seen, waits_for_wave_2).still_to_come(EVENT, at(55))
    line = [*seen[6:], waits_for_wave_2]
    alone = run_forward(EVENT, line, [mia], {}, at(55)).starts[20]
    told = run_forward(EVENT, line, [mia], {}, at(55), known=Known(expected=expected))
    assert told.starts[20].at > alone.at
    assert set(told.starts) <= {each.id for each in line}


# At any time


def walked_up(visit_id: int, minute: float, **values: Any) -> Visit:
    return a_visit(**({"id": visit_id, "registered_at": at(minute), "due_at": at(minute + 30)} | values))


def walk_ups_of(*visits: Visit) -> WalkUps:
    walk_ups = WalkUps()
    for each in visits:
        walk_ups.see(each)
    return walk_ups


def test_those_of_the_last_minutes_come_once_more() -> None:
    walk_ups = walk_ups_of(walked_up(1, 0), walked_up(2, 30), walked_up(3, 38))
    assert walk_ups.per_minute(at(40)) == 2 / LOOKED_BACK_MINUTES
    found = walk_ups.still_to_come(EVENT, at(40))
    assert [each.registered_at for each in found] == [at(50), at(58)]
    assert all(each.id < 1 for each in found)
    assert len({each.id for each in found}) == len(found)
    assert [each.not_before for each in found] == [at(50), at(58)]
    assert [each.due_at for each in found] == [due_time(EVENT, each) for each in found]


def test_who_has_to_cool_down_first_does_so_the_next_time_too() -> None:
    [found] = walk_ups_of(walked_up(1, 30, not_before=at(36))).still_to_come(EVENT, at(40))
    assert (found.registered_at, found.not_before) == (at(50), at(56))
    assert found.due_at == at(86)
    [at_once] = walk_ups_of(walked_up(1, 30, not_before=at(20))).still_to_come(EVENT, at(40))
    assert at_once.not_before == at(50)


def test_whatever_became_of_them_they_are_expected_to_wait_in_line() -> None:
    [found] = walk_ups_of(walked_up(1, 30, status=VisitStatus.HELD)).still_to_come(EVENT, at(40))
    assert found.status is VisitStatus.WAITING


def test_a_visit_counts_when_it_is_seen_first_and_those_before_a_start_do_not() -> None:
    walk_ups = walk_ups_of(walked_up(1, 30), walked_up(2, 31), came(3, 32))
    walk_ups.see(walked_up(1, 30, status=VisitStatus.DONE))
    walk_ups.see(walked_up(2, 31, status=VisitStatus.CALLED))
    assert len(walk_ups.still_to_come(EVENT, at(40))) == 2
    assert WalkUps().per_minute(NOW) == 0
    assert WalkUps().still_to_come(EVENT, NOW) == ()


def test_they_can_be_told_from_others_who_are_expected_and_from_those_who_are_here() -> None:
    walked = [walked_up(n, 30) for n in range(1, 401)]
    assert all(map(is_walk_up, walk_ups_of(*walked).still_to_come(EVENT, at(40))))
    assert not any(map(is_walk_up, [*walked, *leads_of(*a_wave(20)).still_to_come(EVENT, at(100))]))
