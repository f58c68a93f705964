"""The forecast: the dispatcher's rule run forward, so it must agree with what the dispatcher does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain import dispatch
from eventdesk.domain.event import Event, Gender, Rule
from eventdesk.domain.forecast import Known, run_forward
from eventdesk.domain.learning import Learned
from eventdesk.domain.therapist import Pause, Therapist, TherapistStatus
from eventdesk.domain.visit import Visit, VisitStatus
from tests.builders import NOW, a_therapist, a_visit, an_event

EVENT = an_event(turnover_minutes=3)
READY = TherapistStatus.READY


def ready(therapist_id: int = 1, **values: object) -> Therapist:
    return a_therapist(**{"id": therapist_id, "status": READY, "idle_since": NOW} | values)


def minute(count: float) -> timedelta:
    return timedelta(minutes=count)


def starts(line: list[Visit], therapists: list[Therapist], **on_couch: Visit) -> dict[int, float]:
    couches = {visit.id: visit for visit in on_couch.values()}
    forecast = run_forward(EVENT, line, therapists, couches, NOW)
    return {visit_id: (found.at - NOW) / minute(1) for visit_id, found in forecast.starts.items()}


def test_one_therapist_serves_one_after_the_other_with_turnover() -> None:
    line = [a_visit(id=n, due_at=NOW + minute(n), minutes=20) for n in (1, 2, 3)]
    assert starts(line, [ready()]) == {1: 0, 2: 23, 3: 46}


def test_the_running_treatment_and_turnover_count() -> None:
    on_couch = a_visit(id=9, status=VisitStatus.TREATING, ends_at=NOW + minute(7))
    busy = a_therapist(id=1, status=TherapistStatus.ENGAGED, visit_id=9)
    assert starts([a_visit(id=1)], [busy], nine=on_couch) == {1: 10}
    cleaning = a_therapist(id=1, status=TherapistStatus.TURNOVER, turnover_until=NOW + minute(2))
    assert starts([a_visit(id=1)], [cleaning]) == {1: 2}


def test_a_treatment_past_its_planned_end_is_not_about_to_end_this_second() -> None:
    on_couch = a_visit(id=9, status=VisitStatus.TREATING, ends_at=NOW - minute(4))
    busy = a_therapist(id=1, status=TherapistStatus.ENGAGED, visit_id=9)
    assert starts([a_visit(id=1)], [busy], nine=on_couch) == {1: 5}


def test_somebody_called_still_has_to_walk_and_to_be_treated() -> None:
    called = a_visit(id=9, status=VisitStatus.CALLED, minutes=20)
    busy = a_therapist(id=1, status=TherapistStatus.ENGAGED, visit_id=9)
    assert starts([a_visit(id=1)], [busy], nine=called) == {1: 23}
    walks = run_forward(EVENT, [a_visit(id=1)], [busy], {9: called}, NOW, known=Known(learned=Learned(walk_minutes=2)))
    assert walks.starts[1].at == NOW + minute(2 + 20 + 3 + 2)
    unknown = a_therapist(id=1, status=TherapistStatus.ENGAGED, visit_id=8)
    assert starts([a_visit(id=1)], [unknown]) == {1: 3}


def test_breaks_shifts_and_people_off_duty() -> None:
    paused = a_therapist(id=1, status=TherapistStatus.BREAK, break_until=NOW + minute(6))
    assert starts([a_visit(id=1)], [paused]) == {1: 6}
    assert starts([a_visit(id=1)], [a_therapist(id=1, status=TherapistStatus.BREAK)]) == {}
    late = a_therapist(id=1, status=TherapistStatus.BREAK, break_until=NOW - minute(9))
    assert starts([a_visit(id=1)], [late]) == {1: 0}
    forgot = a_therapist(id=1, status=TherapistStatus.BREAK, break_until=NOW - minute(10))
    assert starts([a_visit(id=1)], [forgot]) == {}
    assert starts([a_visit(id=1)], [a_therapist(id=1, status=TherapistStatus.OFF)]) == {}
    coming = a_therapist(id=1, status=TherapistStatus.OFF, shift_start=NOW + minute(30))
    assert starts([a_visit(id=1)], [coming]) == {1: 30}


def test_what_does_not_fit_before_the_break_starts_after_it() -> None:
    pause = Pause(NOW + minute(10), NOW + minute(25))
    assert starts([a_visit(id=1, minutes=20)], [ready(breaks=(pause,))]) == {1: 25}


def test_an_agreed_later_time_is_kept_and_the_gap_is_free_for_a_newcomer() -> None:
    line = [a_visit(id=1, not_before=NOW + minute(15), due_at=NOW + minute(45))]
    forecast = run_forward(EVENT, line, [ready()], {}, NOW)
    assert forecast.starts[1].at == NOW + minute(15)
    assert forecast.starts[1].low == NOW + minute(15)  # not told to be back sooner than agreed
    newcomer = a_visit(id=2, due_at=NOW + minute(60))
    found = forecast.for_newcomer(newcomer)
    assert found is not None
    assert found.at == NOW


def test_too_late_by_then_gets_no_expected_start() -> None:
    first = a_visit(id=1, minutes=20, due_at=NOW)
    before_race = a_visit(id=2, rule=Rule.BEFORE_START, start_at=NOW + minute(30), due_at=NOW + minute(5), minutes=10)
    assert starts([first, before_race], [ready()]) == {1: 0}


def test_wishes_are_kept_in_the_run() -> None:
    line = [a_visit(id=1, wish_gender=Gender.WOMAN, due_at=NOW), a_visit(id=2, due_at=NOW + minute(1))]
    busy = a_visit(id=9, status=VisitStatus.TREATING, ends_at=NOW + minute(17))
    woman = a_therapist(id=1, status=TherapistStatus.ENGAGED, visit_id=9, gender=Gender.WOMAN)
    assert starts(line, [woman, ready(2, gender=Gender.MAN)], nine=busy) == {1: 20, 2: 0}


def test_a_newcomer_takes_the_slot_of_the_first_behind_it() -> None:
    line = [a_visit(id=n, due_at=NOW + minute(10 * n), minutes=20) for n in (1, 2, 3)]
    forecast = run_forward(EVENT, line, [ready()], {}, NOW)
    between = forecast.for_newcomer(a_visit(id=4, due_at=NOW + minute(15)))
    last = forecast.for_newcomer(a_visit(id=4, due_at=NOW + minute(90)))
    nobody = forecast.for_newcomer(a_visit(id=4, wish_gender=Gender.WOMAN))
    assert between is not None
    assert last is not None
    assert between.at == NOW + minute(23)
    assert last.at == NOW + minute(69)
    assert nobody is None


def test_the_window_is_wider_for_a_longer_wait_and_for_fewer_couches() -> None:
    line = [a_visit(id=n, due_at=NOW + minute(n)) for n in range(1, 9)]
    one = run_forward(EVENT, line[:5], [ready()], {}, NOW).starts
    four = run_forward(EVENT, line, [ready(n) for n in range(1, 5)], {}, NOW).starts
    assert one[1].low == one[1].at == NOW
    assert one[2].low < one[2].at < one[2].high
    assert one[5].high - one[5].low > one[2].high - one[2].low > four[5].high - four[5].low


def _dispatched(event: Event, line: list[Visit], therapists: list[Therapist]) -> dict[int, datetime]:
    """What the dispatcher does, minute by minute, when every length is as planned."""
    left, floor, at = list(line), {each.id: each for each in therapists}, NOW
    busy: dict[int, datetime] = {}
    found: dict[int, datetime] = {}
    for _ in range(400):
        for therapist_id, until in list(busy.items()):
            if until <= at:
                del busy[therapist_id]
                floor[therapist_id] = replace(floor[therapist_id], status=READY, idle_since=at)
        for each in list(dispatch.assign(left, list(floor.values()), at)):
            left.remove(each.visit)
            found[each.visit.id] = at
            busy[each.therapist.id] = at + minute(each.visit.minutes + event.turnover_minutes)
            floor[each.therapist.id] = replace(each.therapist, status=TherapistStatus.ENGAGED)
        at += minute(1)
    return found


visits_in_line = st.lists(
    st.tuples(
        st.sampled_from([5, 10, 20, 30]),
        st.integers(0, 60),
        st.sampled_from([None, 5, 12]),
        st.sampled_from([None, Gender.WOMAN]),
    ),
    max_size=7,
)


@settings(max_examples=200)
@given(visits_in_line, st.lists(st.sampled_from([Gender.WOMAN, Gender.MAN]), min_size=1, max_size=2))
def test_the_forecast_is_what_the_dispatcher_then_does(
    wanted: list[tuple[int, int, int | None, Gender | None]], genders: list[Gender]
) -> None:
    line = sorted(
        (
            a_visit(
                id=n,
                minutes=length,
                due_at=NOW + minute(due),
                not_before=None if later is None else NOW + minute(later),
                wish_gender=wish,
            )
            for n, (length, due, later, wish) in enumerate(wanted, start=1)
        ),
        key=dispatch.order,
    )
    therapists = [ready(n, gender=gender) for n, gender in enumerate(genders, start=1)]
    forecast = run_forward(EVENT, line, therapists, {}, NOW)
    assert {visit_id: found.at for visit_id, found in forecast.starts.items()} == _dispatched(EVENT, line, therapists)
