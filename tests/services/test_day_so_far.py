"""The day as a process follows it: the floor as in the store, forecasts that come true, and what was told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.forecast import Scenario, live, made_up
from bench.forecast_figures import figures
from eventdesk.adapters.memory import MemoryStore
from eventdesk.domain.arrivals import is_walk_up
from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Gender, Rule
from eventdesk.domain.forecast import Window, run_forward
from eventdesk.domain.learning import AS_PLANNED, FIRST_GUESS
from eventdesk.domain.promises import EARLIER_STARTS, FEWER, LONGER, ToldWindow
from eventdesk.domain.therapist import Pause, Therapist, TherapistStatus
from eventdesk.domain.visit import WITH_THERAPIST, Advice, Visit, VisitStatus
from eventdesk.services.day import GIVEN_UP_AFTER, Day, Floor, work_out
from eventdesk.services.ports import Entry, Reading
from eventdesk.services.registering import Wanted
from eventdesk.simulation.behaviour import Behaviour
from eventdesk.simulation.days import plain_event
from eventdesk.simulation.race_day import Arrival, RaceDay
from eventdesk.simulation.tent import live_through
from eventdesk.simulation.uptake import TELLS_NOTHING
from tests.builders import NOW, a_therapist, a_visit, an_event

READY, ENGAGED = TherapistStatus.READY, TherapistStatus.ENGAGED


def at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)


def a_day(*subjects: object, **values: Any) -> Day:
    day = Day(an_event(**values), FIRST_GUESS)
    for each in subjects:
        day.apply(each)
    return day


def ready(therapist_id: int = 1, **values: Any) -> Therapist:
    return a_therapist(**({"id": therapist_id, "status": READY, "idle_since": NOW} | values))


def line(count: int, first: int = 1, **values: Any) -> list[Visit]:
    """Waiting, in this order."""
    return [a_visit(**({"id": n, "due_at": at(30 + n)} | values)) for n in range(first, first + count)]


def told(day: Day, minute: float) -> dict[int, ToldWindow]:
    """One run at that minute, and what is told after it."""
    day.keep(work_out(day.floor(at(minute))), 1)
    return dict(day.floor(at(minute)).told)


# A whole day


@dataclass
class Follower:
    """Follows a simulated day and compares it with the store after each change."""

    guess: Any = FIRST_GUESS
    day: Day | None = None
    floors: list[Floor] = field(default_factory=list)

    def __call__(self, reading: Reading, entries: Sequence[Entry], now: datetime) -> None:
        self.day = self.day or Day(reading.event, self.guess)
        for kind, _, number in (subject.partition(":") for subject in dict.fromkeys(each.subject for each in entries)):
            if kind == "visit":
                self.day.apply(reading.visit(int(number)))
            else:
                self.day.apply(reading.therapist(int(number)) if kind == "therapist" else reading.event)
        floor = self.day.floor(now)
        assert floor.event == reading.event
        assert list(floor.line) == list(reading.line())
        assert list(floor.therapists) == reading.therapists()
        assert floor.on_couch == {each.id: each for each in reading.visits(WITH_THERAPIST)}
        assert self.day.length == len(floor.line)
        assert self.day.places() == {visit_id: place for place, visit_id in enumerate(reading.waiting_ids(), 1)}
        if any(each.action == "register" for each in entries):
            self.floors.append(floor)


def hired(*therapists: dict[str, Any]) -> tuple[dict[str, object], ...]:
    usual = {"gender": Gender.WOMAN, "skills": frozenset({"pre_event", "post_event"}), "shift_start": at(-30)}
    return tuple({"name": f"Mia {number}"} | usual | each for number, each in enumerate(therapists, 1))


def test_through_a_day_with_everything_the_floor_is_the_one_of_the_store() -> None:
    chance_of_everything = Behaviour(no_shows=0.3, steps_away=0.2, leaves=0.2, referred=0.1, wants_more=0.2)
    arrivals = [Arrival(at(3 * n), Wanted(treatment="post_event", first_name="Bo"), TELLS_NOTHING) for n in range(60)]
    team = hired({"breaks": (Pause(at(60), at(80)),)}, {"shift_end": at(150)}, {})
    race = RaceDay(plain_event(), at(-30), (), team, tuple(arrivals))
    follower = Follower()
    done = live_through(MemoryStore(), race, seed=4, behaviour=chance_of_everything, watch=follower)
    statuses = {each.status for each in done.visits}
    assert {VisitStatus.DONE, VisitStatus.NO_SHOW, VisitStatus.LEFT, VisitStatus.REFERRED} <= statuses
    assert len(follower.floors) == len(arrivals)


@st.composite
def a_small_race(draw: st.DrawFn) -> RaceDay:
    """Up to seven runners within half an hour, one or two therapists; no two things at the very same instant."""
    team = []
    for number in range(draw(st.integers(1, 2))):
        starts = draw(st.integers(-30, 40)) + 0.1 + number * 0.07
        begins = starts + draw(st.integers(5, 90))
        worker = {
            "gender": draw(st.sampled_from([Gender.WOMAN, Gender.MAN])),
            "skills": frozenset(draw(st.sampled_from([("post_event",), ("pre_event", "post_event")]))),
            "shift_start": at(starts),
            "shift_end": draw(st.none() | st.integers(100, 200).map(at)),
            "breaks": (Pause(at(begins), at(begins + draw(st.integers(5, 25)))),) if draw(st.booleans()) else (),
        }
        team.append(worker)
    moments = sorted(draw(st.sets(st.integers(0, 30), min_size=1, max_size=7)))
    arrivals = [Arrival(at(moment + 0.013 * moment), _wanted(draw, moment), TELLS_NOTHING) for moment in moments]
    cycle: dict[str, Any] = draw(st.sampled_from([{}, {"cycle_minutes": 20, "cycle_from": at(10.5)}]))
    return RaceDay(plain_event(**cycle), at(-30), (), hired(*team), tuple(arrivals))


def _wanted(draw: st.DrawFn, moment: int) -> Wanted:
    wish = draw(st.sampled_from([None, None, Gender.WOMAN]))
    if draw(st.booleans()):
        start_at = at(moment + draw(st.integers(20, 90)) + 0.03)
        length = draw(st.sampled_from(PRE_EVENT.minutes))
        return Wanted(treatment="pre_event", first_name="Bo", minutes=length, start_at=start_at, therapist_gender=wish)
    later = draw(st.none() | st.integers(0, 40).map(lambda more: at(moment + more + 0.017)))
    length = draw(st.sampled_from(POST_EVENT.minutes))
    return Wanted(treatment="post_event", first_name="Bo", minutes=length, not_before=later, therapist_gender=wish)


@settings(max_examples=100, deadline=None)
@given(a_small_race())
def test_when_all_goes_as_planned_the_last_forecast_is_what_happens(race: RaceDay) -> None:
    """Through the real desk: its dispatcher, timers, breaks and shift ends, with rounds and without."""
    follower = Follower(AS_PLANNED)
    done = live_through(MemoryStore(), race, seed=1, behaviour=Behaviour.exact(), watch=follower)
    floor = follower.floors[-1]
    forecast = run_forward(floor.event, floor.line, floor.therapists, floor.on_couch, floor.now)
    waited = {each.id for each in floor.line}
    came = {each.id: each.called_at for each in done.visits if each.id in waited and each.called_at is not None}
    told_starts = {key: window.at for key, window in forecast.windows.items()}
    assert told_starts.keys() == came.keys()
    assert all(abs(told_starts[key] - came[key]) < timedelta(milliseconds=1) for key in came)


def test_on_a_race_day_it_is_far_better_than_what_people_go_by() -> None:
    day = live(made_up(), Scenario(share=0.005, therapists=12, sigma=0.2), seed=1)
    found = figures(list(day.cases()), day.untold)
    assert found.count > 100
    assert found.mae < min(found.mae_by_place / 2, found.mae_by_last_wait / 3, found.mae_by_plan)
    assert found.short_wait_mae < 5
    assert 0.7 < found.inside < 0.95
    assert found.later < 0.15


# What is told


def test_everybody_in_line_is_told_a_window_once_and_keeps_it_while_it_holds() -> None:
    day = a_day(ready(), *line(3))
    first = told(day, 0)
    assert set(first) == {1, 2, 3}
    assert told(day, 0.1) == first
    # What is shown is what was told, the same objects again: a screen has nothing to do.
    one, other = (day.keep(work_out(day.floor(at(minute))), 2) for minute in (0.2, 0.3))
    assert all(one.starts[key] is other.starts[key] for key in first)
    assert (one.seq, one.length) == (2, 3)


@pytest.mark.parametrize("reason", [FEWER, EARLIER_STARTS, LONGER])
def test_a_window_moves_later_after_five_minutes_and_says_why(reason: str) -> None:
    tom = ready(2)
    day = a_day(ready(), tom, *line(6))
    before = told(day, 0)[6]
    if reason == FEWER:
        day.apply(a_therapist(id=2, status=TherapistStatus.OFF, status_since=at(1)))
    else:
        before_start = {"rule": Rule.BEFORE_START, "treatment": "pre_event", "start_at": at(120)}
        for each in line(8, 10, due_at=at(20), **(before_start if reason == EARLIER_STARTS else {})):
            day.apply(each)
    assert told(day, 4)[6] == before
    after = told(day, 6)[6]
    assert after.at > before.at
    assert (after.moved_at, after.why) == (at(6), reason)
    assert (after.first_at, after.said_at) == (before.first_at, NOW)
    assert day.keep(work_out(day.floor(at(6))), 1).starts[6].why == reason


def test_a_run_that_comes_too_late_tells_nobody_who_was_called_meanwhile() -> None:
    [visit] = line(1)
    day = a_day(ready(), visit)
    outcome = work_out(day.floor(NOW))
    day.apply(replace(visit, status=VisitStatus.CALLED, calls=1, called_at=NOW, therapist_id=1))
    day.keep(outcome, 1)
    assert day.floor(NOW).told == {}
    assert day.to_save(10) == []
    gone = a_day(ready(), *line(1))
    late = work_out(gone.floor(NOW))
    gone.apply(a_visit(status=VisitStatus.LEFT))
    gone.keep(late, 1)
    assert gone.floor(NOW).told == {}


def test_what_was_answered_before_the_run_is_what_is_told_first() -> None:
    [visit] = line(1)
    day = a_day(ready(), visit)
    window = work_out(day.floor(NOW)).shown[1]
    day.say(visit, window, NOW)
    day.say(visit, replace_at(window, 9), at(1))
    found = told(day, 0)[1]
    assert found.first_at == window.at
    later = told(day, 9)[1]
    assert later.first_at == window.at
    assert later.moved_at == at(9)
    called = replace(visit, id=2, status=VisitStatus.CALLED)
    day.say(called, window, NOW)
    assert set(day.floor(NOW).told) == {1}


def replace_at(window: Window, minute: float) -> Window:
    return Window(at(minute), window.low, at(minute + 9))


def test_what_was_told_is_given_to_be_saved_once_and_a_few_at_a_time() -> None:
    visits = line(5)
    day = a_day(ready(), *visits)
    told(day, 0)
    assert [each.visit_id for each in day.to_save(2)] == [1, 2]
    day.apply(replace(visits[3], status=VisitStatus.LEFT))
    assert [each.visit_id for each in day.to_save(10)] == [3, 5]
    assert day.to_save(10) == []


def test_after_a_restart_what_was_told_before_counts() -> None:
    visit, *others = line(3)
    before = told(a_day(ready(), visit, *others), 0)
    day = a_day(ready(), visit, *others)
    day.was_told(before)
    assert told(day, 0) == before
    day.apply(replace(visit, status=VisitStatus.TREATING, started_at=at(9), ends_at=at(29), therapist_id=1, calls=1))
    assert day.calibration.margins() != a_day().calibration.margins()
    assert set(day.floor(at(9)).told) == {2, 3}
    # A start of somebody nobody was told of teaches nothing.
    margins = day.calibration.margins()
    day.apply(a_visit(id=9, status=VisitStatus.TREATING, started_at=at(9), ends_at=at(29), therapist_id=1, calls=1))
    assert day.calibration.margins() == margins


@pytest.mark.parametrize("status", [VisitStatus.AWAY, VisitStatus.LEFT, VisitStatus.NO_SHOW, VisitStatus.REFERRED])
def test_who_went_away_is_told_anew_on_coming_back(status: VisitStatus) -> None:
    visit, *others = line(4)
    day = a_day(ready(), visit, *others)
    first = told(day, 0)[1]
    day.apply(replace(visit, status=status, not_before=None))
    assert set(day.floor(at(5)).told) == {2, 3, 4}
    day.apply(visit)
    again = told(day, 8)[1]
    assert (first.said_at, again.said_at) == (NOW, at(8))


def test_the_errors_of_the_day_are_collected_from_those_who_were_told() -> None:
    visits = line(6)
    day = a_day(*(ready(n) for n in range(1, 7)), *visits)
    told(day, 0)
    for late, visit in enumerate(visits):
        treating = replace(visit, status=VisitStatus.TREATING, calls=1, called_at=at(late), therapist_id=visit.id)
        day.apply(replace(treating, started_at=at(1 + 3 * late), ends_at=at(30)))
    found = day.accuracy.figures()
    assert found is not None
    assert found.count == 6
    # All six couches are free and a walk takes a minute: they were told of 08:01.
    assert found.bias_minutes == pytest.approx(7.5)
    assert found.later_share > 0.4


# Who is expected


def test_who_is_held_or_has_stepped_away_keeps_a_place_for_a_while() -> None:
    held = a_visit(id=1, status=VisitStatus.HELD, advice=Advice.ASK, not_before=at(4))
    away = a_visit(id=2, status=VisitStatus.AWAY, not_before=at(15))
    day = a_day(held, away)
    back = {each.not_before for each in coming_back(day, 5)}
    assert back == {at(7), at(15)}
    assert all(each.id < 1 for each in coming_back(day, 5))
    assert {each.not_before for each in coming_back(day, 15)} == {at(17)}
    assert coming_back(day, 15 + GIVEN_UP_AFTER.total_seconds() / 60) == []


def coming_back(day: Day, minute: float) -> list[Visit]:
    """Those who are here already; others are expected at the pace of the last ones."""
    return [each for each in day.floor(at(minute)).known.expected if not is_walk_up(each)]


@pytest.mark.parametrize(
    "visit",
    [
        a_visit(status=VisitStatus.HELD, advice=Advice.REFER),
        a_visit(status=VisitStatus.AWAY, misses=1, not_before=NOW),
        a_visit(status=VisitStatus.AWAY),
        a_visit(status=VisitStatus.CALLED),
        a_visit(status=VisitStatus.DONE),
    ],
    ids=["to be referred", "missed the call", "for how long nobody knows", "called", "done"],
)
def test_nobody_counts_on_those_who_will_not_stand_in_line(visit: Visit) -> None:
    assert coming_back(a_day(visit), 1) == []


def test_those_who_are_only_expected_take_their_place_but_are_told_nothing() -> None:
    held = a_visit(id=1, status=VisitStatus.HELD, advice=Advice.ASK, due_at=at(10))
    waits = a_visit(id=2, due_at=at(30), not_before=at(10))
    alone = told(a_day(ready(), waits), 0)[2]
    behind = told(a_day(ready(), held, waits), 0)
    assert set(behind) == {2}
    assert behind[2].at > alone.at


# Therapists and settings


def test_a_therapist_who_is_taken_off_the_list_is_forgotten() -> None:
    day = a_day(ready(2), ready(1))
    assert [each.id for each in day.floor(NOW).therapists] == [1, 2]
    day.apply(ready(1, is_listed=False))
    day.apply(ready(7, is_listed=False))
    assert [each.id for each in day.floor(NOW).therapists] == [2]


def test_what_is_none_of_the_day_changes_nothing() -> None:
    day = a_day(ready(), *line(1))
    before = day.floor(NOW)
    day.apply(None)
    assert day.floor(NOW) == before


def test_what_a_call_costs_that_nobody_answers_is_learned() -> None:
    visit = a_visit(status=VisitStatus.CALLED, calls=1, called_at=NOW, therapist_id=1)
    engaged = ready(status=ENGAGED, visit_id=1, status_since=NOW)
    day = a_day(visit, engaged)
    for number in range(20):
        day.apply(replace(visit, status=VisitStatus.AWAY, misses=number + 1))
        day.apply(ready(status_since=at(12)))
        day.apply(replace(visit, misses=number + 1))
        day.apply(engaged)
    assert day.floor(NOW).known.learned.miss_minutes > 8
    # Passed on to a colleague, or treated to the end: no call was lost.
    other = a_day(visit, engaged)
    other.apply(ready(status_since=at(12)))
    assert other.floor(NOW).known.learned.miss_minutes == FIRST_GUESS.miss_minutes


def test_a_run_under_other_settings_leaves_the_day_as_it_is() -> None:
    day = a_day(ready(), *line(2))
    rounds = an_event(cycle_minutes=20, cycle_from=at(5))
    assert day.floor(NOW, rounds).run().windows[1].at > day.floor(NOW).run().windows[1].at
    assert day.event == an_event()
    day.apply(rounds)
    assert day.floor(NOW).event == rounds
