"""The staffing plan: finish times, expected arrivals, shifts and breaks, the search, and what it tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Rule, Treatment
from eventdesk.domain.staffing.days import days, treatment_for
from eventdesk.domain.staffing.demand import BusyHours, Demand, Field
from eventdesk.domain.staffing.finish_times import DISTANCES, FinishTimes, distance_in
from eventdesk.domain.staffing.need import need
from eventdesk.domain.staffing.outcome import evaluate
from eventdesk.domain.staffing.plan import Plan, make_plan, repaired
from eventdesk.domain.staffing.planning import AIM, MARGINS, Aim, Search
from eventdesk.domain.staffing.shifts import Shift, ShiftRules, break_minutes, cover, on_duty, with_breaks
from tests.builders import NOW, an_event

START = NOW + timedelta(minutes=90)
SMALL = ShiftRules(shortest=120)


def a_field(runners: int = 500, distance: str = "half", starts_at: datetime = START) -> Field:
    return Field(distance, starts_at, runners, DISTANCES[distance])


def a_demand(*fields: Field, **values: Any) -> Demand:
    usual: dict[str, Any] = {"event": an_event(), "fields": fields or (a_field(),)}
    return Demand(**(usual | values))


THREE_STARTS = a_demand(
    a_field(300, "5k"),
    a_field(400, "10k", START + timedelta(minutes=45)),
    a_field(600, "half", START + timedelta(minutes=90)),
)


class TestFinishTimes:
    def test_like_a_measured_field(self) -> None:
        # La Crosse half marathon 2012, 5/25/50/75/95 %.
        field = FinishTimes(124.47, 23.43)
        for share, measured in ((0.05, 90.8), (0.25, 108.5), (0.5, 122.1), (0.75, 136.7), (0.95, 168.2)):
            assert field.at(share) == pytest.approx(measured, rel=0.02)

    def test_keeps_its_mean_and_spread(self) -> None:
        for field in DISTANCES.values():
            times = [field.at((n + 0.5) / 4000) for n in range(4000)]
            mean = sum(times) / len(times)
            spread = (sum((each - mean) ** 2 for each in times) / len(times)) ** 0.5
            assert mean == pytest.approx(field.mean_minutes, rel=0.005)
            assert spread == pytest.approx(field.sd_minutes, rel=0.02)

    @pytest.mark.parametrize(
        ("name", "distance"),
        [
            ("Half marathon, pen 2", "half"),
            ("21.1 km", "half"),
            ("Halbmarathon", "half"),
            ("Marathon", "marathon"),
            ("42,2k", "marathon"),
            ("10K", "10k"),
            ("10 km wave B", "10k"),
            ("5k fun run", "5k"),
            ("15 km", None),
            ("Wave 5", None),
            ("Relay", None),
        ],
    )
    def test_a_distance_in_a_name(self, name: str, distance: str | None) -> None:
        assert distance_in(name) == distance


class TestDemand:
    def test_as_many_as_the_shares_say(self) -> None:
        demand = a_demand(a_field(1000), before_share=0.05, after_share=0.08)
        assert demand.expected(Rule.BEFORE_START) == pytest.approx(50)
        assert demand.expected(Rule.PROMISE) + demand.turned_away == pytest.approx(80)
        assert demand.turned_away < 1

    def test_begins_on_a_half_hour_at_the_place_of_the_race(self) -> None:
        # Kathmandu is five hours and three quarters ahead of UTC.
        demand = a_demand(event=an_event(timezone="Asia/Kathmandu"))
        assert (demand.origin.hour * 60 + demand.origin.minute + 345) % 30 == 0
        assert demand.origin <= START - timedelta(minutes=85) < demand.origin + timedelta(minutes=30)
        assert demand.at(demand.minute(START)) == START

    def test_before_the_race_they_are_due_when_they_can_still_be_done(self) -> None:
        demand = a_demand(after_share=0.0)
        start = demand.minute(START)
        assert {point.due for point in demand.points} == {start - 15 - 10}
        assert min(point.ready for point in demand.points) >= start - 85
        assert max(point.ready for point in demand.points) <= start - 30

    def test_after_the_race_they_cool_down_first(self) -> None:
        demand = a_demand(before_share=0.0)
        earliest = demand.minute(START) + DISTANCES["half"].at(0.5 / 240) + 10
        assert min(point.ready for point in demand.points) >= earliest
        assert all(point.due == point.ready + 30 for point in demand.points)
        assert demand.opens == 0

    def test_the_load_is_all_the_work_there_is(self) -> None:
        demand = a_demand()
        for rule, minutes in ((Rule.BEFORE_START, 10), (Rule.PROMISE, 20)):
            assert sum(demand.load(rule)) * 15 == pytest.approx(demand.expected(rule) * (minutes + 3))

    def test_opening_hours(self) -> None:
        event = an_event(opens_at=START - timedelta(minutes=45), closes_at=START + timedelta(minutes=140))
        demand = a_demand(event=event)
        assert (demand.opens, demand.closes) == (15, 200)
        assert all(demand.opens <= point.ready < demand.closes for point in demand.points)
        assert demand.turned_away > 10
        assert min(demand.all_points, key=lambda point: point.ready).ready == demand.opens

    def test_busy_hours_shorten_what_comes_after_the_race_in_them(self) -> None:
        demand = a_demand(busy=BusyHours(200, 230, 12))
        assert demand.length(Rule.PROMISE, 200) == 12
        assert demand.length(Rule.PROMISE, 199.9) == demand.length(Rule.PROMISE, 230) == 20
        assert demand.length(Rule.BEFORE_START, 210) == 10


class TestDays:
    def test_the_same_seed_gives_the_same_day(self) -> None:
        assert days(THREE_STARTS, [3, 4]) == days(THREE_STARTS, [3, 4])
        assert days(THREE_STARTS, [3, 4]) != days(THREE_STARTS, [5, 6])

    def test_as_many_as_expected_on_the_whole(self) -> None:
        made = days(THREE_STARTS, range(10))
        visits = sum(len(day.visits) for day in made) / 10
        assert visits == pytest.approx(1300 * 0.12, rel=0.01)
        assert len({len(day.visits) for day in made}) > 3

    def test_visits_are_what_the_desk_would_make_of_them(self) -> None:
        demand = THREE_STARTS
        day = days(demand, [1])[0]
        assert [each.due_at for each in day.visits] == sorted(each.due_at for each in day.visits)
        for visit in day.visits:
            assert visit.not_before == demand.at(day.ready[visit.id])
            if visit.rule is Rule.PROMISE:
                assert visit.due_at == visit.not_before + timedelta(minutes=30)
                assert visit.treatment == "post_event"
            else:
                assert visit.start_at is not None
                # By the planned length, whatever it will be.
                assert visit.due_at == visit.start_at - timedelta(minutes=25)

    def test_real_lengths_spread_around_the_planned_ones(self) -> None:
        visits = [each for day in days(a_demand(a_field(5000)), range(4)) for each in day.visits]
        lengths = [each.minutes for each in visits if each.rule is Rule.PROMISE]
        assert sum(lengths) / len(lengths) == pytest.approx(20, rel=0.02)
        low, *_, high = quantiles(lengths, n=20)
        # Nine in ten lie within 1.64 sigma of 0.2.
        assert low == pytest.approx(14, abs=1)
        assert high == pytest.approx(27.2, abs=1)

    def test_a_larger_share_adds_to_the_same_day(self) -> None:
        few, many = (days(a_demand(before_share=0.0, after_share=share), [7])[0] for share in (0.05, 0.1))
        assert {each.not_before for each in few.visits} < {each.not_before for each in many.visits}

    def test_arrivals_are_spread_as_expected(self) -> None:
        demand = a_demand(a_field(8000), before_share=0.0)
        came = sorted(at for day in days(demand, range(3)) for at in day.ready.values())
        expected = sorted(point.ready for point in demand.points)
        for share in (0.1, 0.5, 0.9):
            assert came[int(share * len(came))] == pytest.approx(expected[int(share * len(expected))], abs=3)

    def test_nobody_comes_when_nobody_wants_to(self) -> None:
        assert days(a_demand(before_share=0.0, after_share=0.0), [1])[0].visits == ()

    def test_the_treatments_that_the_event_offers(self) -> None:
        mine = Treatment(code="legs", name="Legs", rule=Rule.PROMISE, minutes=(15,), default_minutes=15, letter="L")
        event = an_event(treatments=(replace(POST_EVENT, enabled=False), mine))
        assert treatment_for(event, Rule.PROMISE) == mine
        assert treatment_for(event, Rule.BEFORE_START) == PRE_EVENT


needs = st.lists(st.integers(0, 12), min_size=1, max_size=30)
rules = st.builds(
    lambda shortest, more: ShiftRules(shortest=30 * shortest, longest=min(480, 30 * (shortest + more))),
    st.integers(2, 8),
    st.integers(0, 14),
)


class TestShifts:
    @pytest.mark.parametrize(
        ("length", "pause"), [(60, 0), (150, 0), (180, 15), (240, 15), (270, 30), (330, 30), (360, 60), (480, 60)]
    )
    def test_the_break_rule(self, length: int, pause: int) -> None:
        assert break_minutes(length) == pause
        shift = with_breaks([Shift(0, length)], [])[0]
        assert (0 if shift.pause is None else shift.pause[1] - shift.pause[0]) == pause
        assert shift.working_minutes == length - pause

    @given(needs, rules)
    def test_shifts_cover_what_is_needed_and_keep_the_rules(self, wanted: list[int], rules: ShiftRules) -> None:
        shifts = cover(wanted, rules)
        there = on_duty(shifts, len(wanted))
        assert all(have >= need for have, need in zip(there, wanted, strict=True))
        assert all(rules.shortest <= each.minutes <= rules.longest for each in shifts)
        assert all(each.starts >= 0 for each in shifts)

    @given(needs, rules, st.integers(1, 6))
    def test_never_more_at_once_than_there_are_couches(self, wanted: list[int], rules: ShiftRules, most: int) -> None:
        shifts = cover(wanted, replace(rules, most=most))
        assert max(on_duty(shifts, 100)) <= most

    @given(needs, rules)
    def test_breaks_are_inside_and_not_all_at_once(self, wanted: list[int], rules: ShiftRules) -> None:
        shifts = with_breaks(cover(wanted, rules), [float(each) for each in wanted for _ in range(2)])
        for each in shifts:
            assert break_minutes(each.minutes) == (each.pause[1] - each.pause[0] if each.pause else 0)
            if each.pause:
                assert each.starts + 45 <= each.pause[0] < each.pause[1] <= each.ends - 45

    def test_breaks_take_turns_in_the_quiet(self) -> None:
        # Busy but for one hour in the middle, for four who need a quarter of an hour each.
        load = [4.0] * 6 + [1.0] * 4 + [4.0] * 6
        pauses = [each.pause or () for each in with_breaks([Shift(0, 240)] * 4, load)]
        assert sorted(pauses) == [(90, 105), (105, 120), (120, 135), (135, 150)]

    def test_somebody_stays_while_the_other_pauses(self) -> None:
        first, second = (each.pause for each in with_breaks([Shift(0, 480)] * 2, [0.5] * 32))
        assert first is not None
        assert second is not None
        assert first[1] <= second[0]

    def test_a_short_lull_is_worked_through(self) -> None:
        assert cover([3, 3, 3, 3, 3, 1, 1, 3, 3, 3], ShiftRules(shortest=120)) == [Shift(0, 300)] * 3

    def test_nobody_for_nothing(self) -> None:
        assert cover([0, 0], ShiftRules()) == []
        assert with_breaks([], []) == []


class TestNeed:
    def test_somebody_is_there_while_the_tent_is_open(self) -> None:
        event = an_event(opens_at=START - timedelta(hours=3), closes_at=START + timedelta(hours=6))
        found = need(a_demand(a_field(20), event=event), 100, 0.0, 0.0)
        assert len(found) >= 18
        assert min(found) == 1

    def test_what_the_couches_leave_is_for_later(self) -> None:
        free, tight = need(a_demand(), 100, 0.0, 0.0), need(a_demand(), 4, 0.0, 0.0)
        assert max(tight) == 4 < max(free)
        assert len(tight) > len(free)

    @given(st.integers(20, 3000), st.integers(1, 2000), st.sampled_from(MARGINS))
    @settings(max_examples=40, deadline=None)
    def test_more_runners_never_need_fewer(self, runners: int, more: int, margin: float) -> None:
        few, many = (need(a_demand(a_field(n)), 10**6, margin, margin) for n in (runners, runners + more))
        if margin >= 0:
            assert all(a <= b for a, b in zip(few, many, strict=False))


class TestOutcome:
    def test_nobody_works_nobody_is_called(self) -> None:
        demand = a_demand()
        found = evaluate([], demand, days(demand, [1]))
        assert (found.within, found.missed, found.unserved, found.busy) == (0.0, 1.0, 1.0, 0.0)
        assert found.waits.mean is None
        assert {each.waits.most for each in found.half_hours} == {None}

    def test_with_one_for_each_nobody_waits(self) -> None:
        demand = a_demand(a_field(100))
        made = days(demand, [1, 2])
        found = evaluate([Shift(0, 480)] * 40, demand, made)
        assert (found.within, found.missed, found.unserved) == (1.0, 0.0, 0.0)
        assert found.waits.mean == pytest.approx(0, abs=0.01)
        assert sum(each.before + each.after for each in found.half_hours) * 2 == sum(len(day.visits) for day in made)
        assert sum(each.lost for each in found.half_hours) == 0

    def test_a_break_and_an_end_of_a_shift_count(self) -> None:
        demand = a_demand(a_field(300))
        made = days(demand, [1])
        whole = evaluate([Shift(0, 480)] * 6, demand, made)
        paused = evaluate([Shift(0, 480, (200, 260))] * 6, demand, made)
        gone = evaluate([Shift(0, 210)] * 6, demand, made)
        assert (whole.waits.mean or 0) < (paused.waits.mean or 0)
        assert whole.unserved < gone.unserved

    def test_one_alone_keeps_everybody_waiting(self) -> None:
        demand = a_demand()
        found = evaluate([Shift(0, 480)], demand, days(demand, [1]))
        assert found.missed > 0.5
        assert found.within < 0.3
        assert found.waits.most is None
        assert found.busy > 0.7


def checked(plan: Plan, rules: ShiftRules = SMALL) -> Plan:
    """What holds for every plan."""
    assert all(rules.shortest <= each.minutes <= rules.longest for each in plan.shifts)
    for each in plan.shifts:
        assert break_minutes(each.minutes) == (each.pause[1] - each.pause[0] if each.pause else 0)
    for minute in range(plan.demand.opens, plan.demand.closes, 30):
        assert any(each.covers(minute) for each in plan.shifts), minute
    assert plan.working_minutes == sum(each.working_minutes for each in plan.shifts)
    return plan


@pytest.fixture(scope="module")
def three_starts() -> Plan:
    return make_plan(THREE_STARTS, busy_minutes=12)


class TestPlan:
    def test_three_starts_as_in_the_table(self, three_starts: Plan) -> None:
        # Three starts, 5K 300, 10K 400, half 600; 5 % before and 7 % after; 10 and 20 minutes: with 12 therapists all
        # day a simulation by others had 0.4 % missed starts, a mean wait of 7.4 and nine in ten under 22 minutes.
        plan = checked(three_starts, ShiftRules())
        assert plan.is_kept
        assert 10 <= plan.at_once <= 15
        assert plan.outcome.waits.mean == pytest.approx(7.4, abs=3)
        assert plan.outcome.waits.most == pytest.approx(22, abs=6)

    def test_it_holds_on_days_that_nobody_has_seen(self, three_starts: Plan) -> None:
        found = evaluate(three_starts.shifts, THREE_STARTS, days(THREE_STARTS, range(5000, 5040)))
        assert Aim(within=0.88, missed=0.02, unserved=0.02, lost=0.3).is_kept(found)

    def test_one_more_and_one_less(self, three_starts: Plan) -> None:
        waits = {each.change: each.tried.outcome for each in three_starts.variants}
        waits[0] = three_starts.outcome
        assert sorted(waits) == [-2, -1, 0, 1, 2]
        means = [waits[change].waits.mean or 0 for change in (-2, -1, 0, 1, 2)]
        assert means == sorted(means, reverse=True)
        assert {each.change: len(each.tried.shifts) - len(three_starts.shifts) for each in three_starts.variants} == {
            change: change for change in (-2, -1, 1, 2)
        }

    def test_shorter_at_the_peak_saves_therapists(self, three_starts: Plan) -> None:
        advice = three_starts.busy
        assert advice is not None
        assert advice.same.shifts == three_starts.shifts
        assert (advice.same.outcome.waits.mean or 0) < (three_starts.outcome.waits.mean or 0)
        assert AIM.is_kept(advice.fewer.outcome)
        assert advice.saved_minutes > 0
        assert advice.saved_therapists >= 1
        assert 0 < advice.hours.ends - advice.hours.starts <= 150
        assert advice.hours.starts <= three_starts.demand.minute(START) + 240 <= advice.hours.ends + 60

    def test_the_same_again(self) -> None:
        first, second = (make_plan(a_demand(a_field(120)), SMALL, busy_minutes=12) for _ in range(2))
        assert first == second

    @pytest.mark.parametrize("length", [None, 20, 25])
    def test_no_advice_where_nothing_is_shorter(self, length: int | None) -> None:
        assert make_plan(a_demand(a_field(100)), SMALL, busy_minutes=length).busy is None

    def test_only_before_or_only_after(self) -> None:
        before = checked(make_plan(a_demand(after_share=0.0), SMALL, busy_minutes=12))
        assert before.is_kept
        assert before.busy is None
        after = checked(make_plan(a_demand(a_field(300, "marathon"), before_share=0.0), SMALL, busy_minutes=12))
        assert after.is_kept
        assert after.outcome.missed == 0
        assert after.busy is not None
        # A marathon's finishers come for hours, around the time when most of them come.
        assert after.busy.hours.starts < after.demand.minute(START) + 274 < after.busy.hours.ends
        assert after.busy.hours.ends - after.busy.hours.starts >= 90

    @given(st.integers(40, 150), st.sampled_from(sorted(DISTANCES)), st.sampled_from((10, 20, 30)))
    @settings(max_examples=3, deadline=None, derandomize=True)
    def test_any_small_field(self, runners: int, distance: str, promise: int) -> None:
        demand = a_demand(a_field(runners, distance), event=an_event(promised_wait_minutes=promise))
        plan = checked(make_plan(demand, SMALL))
        assert plan.is_kept
        double = checked(make_plan(replace(demand, fields=(a_field(runners * 2, distance),)), SMALL))
        assert double.working_minutes >= plan.working_minutes
        assert double.at_once >= plan.at_once

    def test_few_couches_keep_no_promise_and_say_so(self) -> None:
        plan = checked(make_plan(a_demand(a_field(600)), ShiftRules(most=3), busy_minutes=12), ShiftRules())
        assert not plan.is_kept
        assert plan.at_once == 3
        assert plan.busy is not None
        assert plan.busy.saved_minutes == 0

    def test_nobody_less_than_nobody(self) -> None:
        plan = make_plan(a_demand(a_field(20, "5k"), before_share=0.0), ShiftRules(most=1))
        assert len(plan.shifts) == 1
        assert [each.change for each in plan.variants] == [1, 2]

    def test_the_tent_of_the_nike_marathon(self) -> None:
        # San Francisco 2011: 80 tables from 9:00 to 14:15, more than 1,700 massages of a quarter of an hour with
        # the turnover, a mean wait of 15 minutes: as many came as the tables could bear, all day long.
        steady = FinishTimes(12, 4)
        groups = tuple(Field("", START + timedelta(minutes=15 * n), 1100, steady) for n in range(20))
        demand = a_demand(
            *groups, before_share=0.0, after_share=1700 / 22000, after_minutes=14, event=an_event(turnover_minutes=1)
        )
        opens = int(demand.minute(START)) // 30 * 30
        found = evaluate([Shift(opens, opens + 345)] * 80, demand, days(demand, [1, 2]))
        assert found.busy > 0.88
        assert found.unserved < 0.05
        assert 3 < (found.waits.mean or 0) < 25


class TestSearch:
    def test_one_more_where_runners_come_in_vain(self) -> None:
        search = Search(a_demand(a_field(60), after_share=0.0), SMALL, 1)
        late = Shift(60, 180)
        found = repaired(search, [late])
        assert AIM.is_kept(found.outcome)
        assert any(each.covers(0) for each in found.shifts)

    def test_one_more_where_they_wait_longest(self) -> None:
        search = Search(a_demand(a_field(300), before_share=0.0), SMALL, 1)
        few = [Shift(0, 480)] * 4
        before = search.tried(few)
        assert before.outcome.unserved == 0
        assert before.outcome.within < 0.9
        found = repaired(search, few)
        assert AIM.is_kept(found.outcome)
        assert found.shifts[:4] != tuple(few)
        assert 5 <= len(found.shifts) <= 10

    def test_what_is_far_too_little_stays_too_little(self) -> None:
        search = Search(a_demand(), SMALL, 1)
        found = repaired(search, [Shift(0, 120)])
        assert not AIM.is_kept(found.outcome)
        assert len(found.shifts) == 7

    def test_no_more_than_there_are_couches(self) -> None:
        search = Search(a_demand(), replace(SMALL, most=2), 1)
        assert len(repaired(search, [Shift(0, 480)] * 2).shifts) == 2

    def test_large_tents_may_take_longer(self) -> None:
        assert Search(a_demand(a_field(9000)), SMALL, 1).effort > Search(a_demand(), SMALL, 1).effort


class TestRefusals:
    @pytest.mark.parametrize(
        ("demand", "field"),
        [
            (Demand(event=an_event(), fields=()), "waves"),
            (a_demand(a_field(0)), "waves"),
            (a_demand(a_field(), a_field(starts_at=START + timedelta(days=2))), "waves"),
            (a_demand(before_share=0.0, after_share=0.0), "after_share"),
            (a_demand(a_field(5)), "after_share"),
            (a_demand(event=an_event(closes_at=START - timedelta(hours=2))), "after_share"),
            (a_demand(Field("", START, 500, FinishTimes(1440, 480))), "waves"),
            (a_demand(a_field(90_000), after_share=0.5), "after_share"),
        ],
    )
    def test_no_plan_can_be_made(self, demand: Demand, field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            make_plan(demand)
        assert list(refusal.value.fields) == [field]
