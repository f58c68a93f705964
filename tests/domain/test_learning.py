"""What the day teaches: little from few, nearly all from many, and nothing twice."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.event import Rule
from eventdesk.domain.learning import (
    AS_PLANNED,
    DRAWS,
    FIRST_GUESS,
    LEAST_REMAINING_MINUTES,
    OVERRUN_MINUTES,
    Experience,
    Learned,
    drawn_share,
    luck,
    remaining_minutes,
)
from eventdesk.domain.visit import Visit, VisitStatus
from tests.builders import NOW, a_visit

TURNOVER = 3


def at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)


def done(visit_id: int, took: float, *, begun: float = 0, **values: Any) -> Visit:
    """A twenty-minute treatment that was called at `begun`, began a minute later and took `took`."""
    usual = {
        "id": visit_id,
        "status": VisitStatus.DONE,
        "minutes": 20,
        "therapist_id": 1,
        "calls": 1,
        "registered_at": at(begun - 30),
        "called_at": at(begun),
        "started_at": at(begun + 1),
        "finished_at": at(begun + 1 + took),
    }
    return a_visit(**(usual | values))


def learned(*visits: Visit, guess: Learned = FIRST_GUESS) -> Learned:
    experience = Experience(guess)
    for each in visits:
        experience.see(each)
    return experience.learned(TURNOVER)


# Lengths


def test_before_anything_was_seen_it_is_the_guess() -> None:
    found = learned()
    assert replace(found, turnover_minutes=None) == FIRST_GUESS
    assert found.turnover_minutes == TURNOVER
    assert found.seen == 0


def test_few_observations_move_little_and_many_almost_all_the_way() -> None:
    shares = [learned(*(done(n, 26) for n in range(1, count + 1))).length_share for count in (1, 5, 40, 400)]
    assert 1 < shares[0] < 1.05
    assert shares == sorted(shares)
    assert 1.29 < shares[-1] < 1.3
    assert learned(*(done(n, 26) for n in range(1, 401))).seen == 400


def test_a_slow_therapist_is_known_apart_from_the_others() -> None:
    visits = [done(n, 30, therapist_id=1) for n in range(1, 31)] + [done(n, 20, therapist_id=2) for n in range(31, 61)]
    found = learned(*visits)
    slow, usual, new = (found.length("post_event", 20, each) for each in (1, 2, 3))
    assert slow > new > usual
    assert slow == pytest.approx(28.6, abs=1)
    assert usual == pytest.approx(20.6, abs=1)
    assert found.length("post_event", 20, None) == new


def test_a_treatment_that_takes_longer_than_planned_is_known_apart_from_the_other() -> None:
    before: dict[str, Any] = {"treatment": "pre_event", "rule": Rule.BEFORE_START, "minutes": 10, "therapist_id": 2}
    visits = [done(n, 15, **before) for n in range(1, 41)] + [done(n, 20) for n in range(41, 81)]
    found = learned(*visits)
    assert found.by_treatment["pre_event"] > found.length_share > found.by_treatment["post_event"]
    # Each therapist gave one of them only, and none of the two is slow.
    assert found.length("pre_event", 10, 2) == pytest.approx(15, abs=0.3)
    assert found.length("post_event", 20, 1) == pytest.approx(20, abs=0.6)
    assert found.length("inter_event", 10, None) == pytest.approx(10 * found.length_share)


def test_the_spread_of_lengths_is_learned() -> None:
    chance = Random(3)  # noqa: S311  (made-up lengths, not secrets)
    scattered = learned(*(done(n, 20 * math.exp(chance.gauss(0, 0.3))) for n in range(1, 301)))
    assert scattered.length_spread == pytest.approx(0.3, abs=0.03)
    steady = learned(*(done(n, 20) for n in range(1, 301)))
    assert steady.length_spread < 0.06


def test_what_was_not_timed_but_forgotten_or_tapped_away_teaches_no_length() -> None:
    forgotten, tapped_away = done(1, 100), done(2, 2)
    assert learned(forgotten, tapped_away).seen == 0
    assert learned(forgotten, tapped_away).length_share == 1


@given(st.lists(st.floats(6, 70), min_size=1, max_size=30))
def test_the_share_lies_between_the_guess_and_what_was_seen(minutes: list[float]) -> None:
    share = learned(*(done(n, took) for n, took in enumerate(minutes, 1))).length_share
    seen = fmean(minutes) / 20
    assert min(1, seen) - 1e-9 <= share <= max(1, seen) + 1e-9


def test_a_former_event_is_where_it_begins() -> None:
    former = replace(FIRST_GUESS, length_share=1.2, by_treatment={"post_event": 1.4}, turnover_minutes=5.0)
    found = learned(done(1, 20), guess=former)
    assert found.by_treatment["post_event"] > 1.3
    assert found.turnover_minutes == 5


# The same again, and what was taken back


def test_the_same_visit_again_replaces_what_it_said() -> None:
    experience = Experience()
    for took in (22, 30, 24):
        experience.see(done(1, took))
    assert experience.learned(TURNOVER) == learned(done(1, 24))


def test_a_finish_that_is_undone_takes_its_length_back() -> None:
    on_couch = done(1, 30, status=VisitStatus.TREATING, finished_at=None)
    experience = Experience()
    experience.see(done(1, 30))
    assert experience.learned(TURNOVER).seen == 1
    experience.see(on_couch)
    found = experience.learned(TURNOVER)
    assert found.seen == 0
    for therapist_id in (1, None):
        assert found.length("post_event", 20, therapist_id) == pytest.approx(20)
    assert found.length_spread == pytest.approx(FIRST_GUESS.length_spread)
    # The walk to the couch was one all the same.
    assert found.walk_minutes == learned(on_couch).walk_minutes


def test_a_call_that_is_undone_leaves_nothing() -> None:
    experience = Experience()
    experience.see(a_visit(status=VisitStatus.CALLED, calls=1, called_at=NOW, therapist_id=1))
    experience.see(a_visit())
    assert experience.learned(TURNOVER) == learned()


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(6, 70)), max_size=20))
def test_only_the_last_that_each_visit_says_counts(said: list[tuple[int, float]]) -> None:
    last = dict(said)
    found = learned(*(done(visit_id, took) for visit_id, took in said))
    once = learned(*(done(visit_id, took) for visit_id, took in sorted(last.items())))
    assert found.seen == once.seen == len(last)
    assert found.length_share == pytest.approx(once.length_share)
    assert found.length_spread == pytest.approx(once.length_spread, abs=1e-6)


# Walks and turnovers


def test_the_walk_from_the_call_to_the_couch_is_learned() -> None:
    slow = [done(n, 20, called_at=at(-2)) for n in range(1, 201)]
    assert learned(*slow).walk_minutes == pytest.approx(3, abs=0.15)
    # Called to the couch, and lain down an hour ago by the clock of somebody who forgot to tap.
    assert learned(done(1, 20, called_at=at(-60))).walk_minutes == FIRST_GUESS.walk_minutes


def test_the_turnover_is_what_lies_between_an_end_and_the_next_call_while_somebody_waits() -> None:
    found = learned(*(done(n, 20, begun=26 * n) for n in range(1, 61)))
    # 1 minute of walk and 20 of treatment in every 26: 5 are left.
    assert found.turnover_minutes == pytest.approx(5, abs=0.5)


def test_an_idle_couch_teaches_no_turnover() -> None:
    nobody_there = [done(n, 20, begun=26 * n, registered_at=at(26 * n)) for n in range(1, 61)]
    assert learned(*nobody_there).turnover_minutes == TURNOVER
    too_early = [done(n, 20, begun=26 * n, not_before=at(26 * n)) for n in range(1, 61)]
    assert learned(*too_early).turnover_minutes == TURNOVER


def test_a_break_in_between_or_a_second_call_teaches_no_turnover() -> None:
    after_lunch = [done(n, 20, begun=60 * n) for n in range(1, 61)]
    assert learned(*after_lunch).turnover_minutes == TURNOVER
    called_twice = [done(n, 20, begun=26 * n, calls=2) for n in range(1, 61)]
    assert learned(*called_twice).turnover_minutes == TURNOVER


def test_who_passed_a_runner_on_has_no_end_of_a_treatment() -> None:
    assert learned(done(1, 20, therapist_id=None)).turnover_minutes == TURNOVER


# Missed calls


def test_missed_calls_are_counted_and_whether_they_come_back() -> None:
    away = [a_visit(id=n, status=VisitStatus.AWAY, calls=1, misses=1) for n in range(1, 21)]
    back = [done(n, 20, calls=2, misses=1) for n in range(21, 61)]
    lost = [a_visit(id=n, status=VisitStatus.NO_SHOW, calls=2, misses=2) for n in range(61, 71)]
    found = learned(*away, *back, *lost)
    # 20 + 40 + 20 of 120 calls, and 40 more of the guess.
    assert found.miss_share == pytest.approx((80 + 0.05 * 40) / 160)
    assert found.return_share == pytest.approx((40 + 0.5 * 6) / 56)
    assert found.leave_share < FIRST_GUESS.leave_share


def test_what_a_missed_call_costs_is_learned_but_not_from_one_that_was_forgotten() -> None:
    experience = Experience()
    for _ in range(50):
        experience.see_lost(timedelta(minutes=8))
    assert experience.learned(TURNOVER).miss_minutes == pytest.approx(8, abs=1)
    forgotten = Experience()
    forgotten.see_lost(timedelta(minutes=90))
    assert forgotten.learned(TURNOVER) == learned()


def test_who_leaves_the_line_is_counted_but_not_who_was_too_late_for_the_start() -> None:
    gone = [a_visit(id=n, status=VisitStatus.LEFT) for n in range(1, 41)]
    assert learned(*gone).leave_share > 0.4
    too_late = [replace(each, rule=Rule.BEFORE_START, treatment="pre_event") for each in gone]
    assert learned(*too_late) == learned()
    assert learned(*(a_visit(id=n) for n in range(1, 41))) == learned()


# How much longer


def test_a_treatment_past_its_planned_end_goes_on_for_some_minutes_more() -> None:
    elapsed = (15, 20, 25, 30, 40, 50, 60, 200, 1000)
    left = [remaining_minutes(20, 0.2, each) for each in elapsed]
    assert left[1] > 3
    assert all(each > 2 for each in left[1:])
    # The longer it has overrun, the later it ends; and who is far beyond everything known goes on longest.
    ends = [before + after for before, after in zip(elapsed, left, strict=True)]
    assert ends == sorted(ends)
    assert left[-4:] == sorted(left[-4:])
    assert left[-1] > 5


@given(st.floats(5, 60), st.floats(0.05, 0.5), st.floats(0, 120))
def test_what_is_left_is_the_mean_of_all_lengths_that_are_longer(
    expected: float, spread: float, elapsed: float
) -> None:
    left = remaining_minutes(expected, spread, elapsed)
    assert left >= min(LEAST_REMAINING_MINUTES, expected)
    # Longer than it has taken already, and never less than without knowing that.
    assert elapsed + left >= expected - 1e-6


def test_the_mean_of_the_places_is_the_mean() -> None:
    chances = [(place + 0.5) / 200 for place in range(200)]
    for elapsed in (0.0, 10.0, 22.0):
        drawn = fmean(remaining_minutes(20, 0.25, elapsed, chance) for chance in chances)
        assert drawn == pytest.approx(remaining_minutes(20, 0.25, elapsed), rel=0.03)
    assert fmean(drawn_share(0.25, chance) for chance in chances) == pytest.approx(1, abs=0.005)


def test_without_any_spread_it_ends_when_it_should_or_soon() -> None:
    assert remaining_minutes(20, 0, 5) == 15
    assert remaining_minutes(20, 0, 5, 0.9) == 15
    assert remaining_minutes(20, 0, 20) == OVERRUN_MINUTES
    assert remaining_minutes(20, 0, 31) == OVERRUN_MINUTES
    assert remaining_minutes(20, 0.3, 0) == 20
    assert remaining_minutes(20, 0.3, 0, 0.9) > 25


def test_as_planned_everything_takes_what_it_should() -> None:
    assert AS_PLANNED.length("post_event", 25, 7) == 25
    assert drawn_share(0, 0.9) == 1


# Luck


@pytest.mark.parametrize("visit_id", range(1, 40))
def test_each_visit_has_every_eighth_once(visit_id: int) -> None:
    places = [luck(visit_id, draw) for draw in range(DRAWS)]
    assert all(0 <= place < 1 for place in places)
    assert sorted(int(place * DRAWS) for place in places) == list(range(DRAWS))
    assert places == [luck(visit_id, draw) for draw in range(DRAWS)]


def test_within_one_run_luck_is_spread_evenly_over_the_visits() -> None:
    for draw in range(DRAWS):
        places = [luck(visit_id, draw) for visit_id in range(1, 801)]
        assert fmean(places) == pytest.approx(0.5, abs=0.02)
        for eighth in range(DRAWS):
            share = sum(int(place * DRAWS) == eighth for place in places) / len(places)
            assert share == pytest.approx(1 / DRAWS, abs=0.03), (draw, eighth)
