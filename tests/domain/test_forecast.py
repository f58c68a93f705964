"""The forecast: when each will start by the dispatcher's rule run forward, and what a newcomer is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from eventdesk.domain.event import Gender, Rule
from eventdesk.domain.forecast import LONG_LINE, Known, draws, run_forward
from eventdesk.domain.learning import DRAWS, Learned
from eventdesk.domain.therapist import Grade, Pause, Therapist, TherapistStatus
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


def test_wherever_in_a_long_line_a_newcomer_comes_the_next_one_finds_the_place_taken() -> None:
    line = [a_visit(id=n, due_at=NOW + minute(10 * n), minutes=20) for n in range(1, 201)]
    for place in (1, 50, 150, 199):
        forecast = run_forward(EVENT, line, [ready()], {}, NOW)
        for later in (0, 1):
            newcomer = a_visit(id=1000 + later, due_at=NOW + minute(10 * place + 5 + later))
            taken = forecast.seat(newcomer)
            assert taken is not None
            assert taken.at == NOW + minute(23 * (place + later))


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


# Several runs with drawn lengths


def known(**learned: float) -> Known:
    return Known(learned=Learned(**learned))  # type: ignore[arg-type]


def a_busy_tent() -> tuple[list[Visit], list[Therapist]]:
    line = [a_visit(id=n, due_at=NOW + minute(n), minutes=20) for n in range(1, 13)]
    return line, [ready(n) for n in (1, 2, 3)]


def test_drawn_lengths_that_hardly_scatter_give_the_planned_result() -> None:
    line, therapists = a_busy_tent()
    planned = run_forward(EVENT, line, therapists, {}, NOW)
    drawn = run_forward(EVENT, line, therapists, {}, NOW, known=known(length_spread=1e-6))
    assert (len(planned.runs), len(drawn.runs)) == (1, DRAWS)
    assert planned.starts.keys() == drawn.starts.keys()
    assert all(abs(drawn.starts[key].at - planned.starts[key].at) < minute(0.01) for key in planned.starts)


def test_the_first_couch_to_be_free_is_free_sooner_than_each_is_on_average() -> None:
    line, therapists = a_busy_tent()
    planned = run_forward(EVENT, line, therapists, {}, NOW)
    drawn = run_forward(EVENT, line, therapists, {}, NOW, known=known(length_spread=0.3))
    assert NOW + minute(15) < drawn.starts[4].at < planned.starts[4].at - minute(1)
    assert drawn.starts[6].at > planned.starts[6].at


def test_a_very_long_line_is_run_once_with_mean_lengths() -> None:
    learned = Learned(length_spread=0.2)
    assert list(draws(LONG_LINE, learned)) == list(range(DRAWS))
    assert list(draws(LONG_LINE + 1, learned)) == [None]
    assert list(draws(1, Learned())) == [None]


def test_whom_only_a_lucky_few_runs_serve_in_time_is_told_no_time() -> None:
    before_start = {"rule": Rule.BEFORE_START, "treatment": "pre_event", "start_at": NOW + minute(60), "minutes": 10}
    first = a_visit(id=1, minutes=20, due_at=NOW)
    for due, is_told in ((21, False), (35, True)):
        line = [first, a_visit(id=2, due_at=NOW + minute(due), **before_start)]
        forecast = run_forward(EVENT, line, [ready()], {}, NOW, known=known(length_spread=0.3))
        assert (2 in forecast.starts) is is_told
        assert forecast.will_miss_start(line[1]) is not is_told


# Newcomers


def test_two_newcomers_before_the_next_run_are_not_told_the_same_couch() -> None:
    forecast = run_forward(EVENT, [], [ready()], {}, NOW)
    told = [forecast.seat(a_visit(id=n, due_at=NOW + minute(30 + n), minutes=20)) for n in (1, 2, 3)]
    assert [found.at for found in told if found] == [NOW, NOW + minute(23), NOW + minute(46)]


def test_a_newcomer_who_goes_first_takes_the_place_of_who_is_behind() -> None:
    line = [a_visit(id=n, due_at=NOW + minute(40 + n), minutes=20) for n in (1, 2)]
    forecast = run_forward(EVENT, line, [ready()], {}, NOW)
    told = [forecast.seat(a_visit(id=n, due_at=NOW + minute(30), minutes=20)) for n in (3, 4)]
    assert [found.at for found in told if found] == [NOW, NOW + minute(23)]
    assert forecast.seat(a_visit(id=5, wish_gender=Gender.MAN)) is None


def test_where_only_some_runs_have_a_place_the_others_are_left_as_they_are() -> None:
    # Half of the runs are through with the first one before the end of the shift is too near.
    mia = ready(shift_end=NOW + minute(43.5))
    forecast = run_forward(EVENT, [a_visit(id=1, minutes=20)], [mia], {}, NOW, known=known(length_spread=0.3))
    newcomer = a_visit(id=2, due_at=NOW + minute(90), minutes=20)
    first, second = forecast.seat(newcomer), forecast.seat(newcomer)
    assert first is not None
    assert NOW + minute(12) < first.at < NOW + minute(23.5)
    assert second is None


def test_a_couch_that_somebody_unknown_was_called_to_is_taken_until_the_next_run() -> None:
    forecast = run_forward(EVENT, [], [ready()], {}, NOW)
    forecast.occupy(a_visit(id=8, status=VisitStatus.CALLED, therapist_id=9, minutes=20))
    newcomer = a_visit(id=9, minutes=20)
    free = forecast.for_newcomer(newcomer)
    forecast.occupy(a_visit(id=7, status=VisitStatus.CALLED, therapist_id=1, minutes=20))
    taken = forecast.for_newcomer(newcomer)
    assert free is not None
    assert taken is not None
    assert (free.at, taken.at) == (NOW, NOW + minute(23))


def test_somebody_who_comes_later_is_not_told_a_couch_that_is_taken_by_then() -> None:
    line = [a_visit(id=1, minutes=20, not_before=NOW + minute(10))]
    forecast = run_forward(EVENT, line, [ready()], {}, NOW)
    later = forecast.for_newcomer(a_visit(id=2, minutes=20, due_at=NOW + minute(60), not_before=NOW + minute(15)))
    assert later is not None
    assert later.at == NOW + minute(33)


def test_windows_are_there_for_those_who_wait_and_none_for_those_who_are_only_expected() -> None:
    expected = a_visit(id=-1, due_at=NOW, minutes=20)
    line = [a_visit(id=1, due_at=NOW + minute(5))]
    forecast = run_forward(EVENT, line, [ready()], {}, NOW, known=Known(expected=(expected,)))
    assert (list(forecast.windows), len(forecast.windows), forecast.length) == ([1], 1, 1)
    assert forecast.starts[1].at == NOW + minute(23)


# What the organiser and the therapists see


def test_each_therapist_sees_the_first_real_visit_to_come() -> None:
    expected = a_visit(id=-1, due_at=NOW, minutes=20)
    line = [a_visit(id=n, due_at=NOW + minute(n), minutes=20) for n in (1, 2, 3)]
    forecast = run_forward(EVENT, line, [ready(1), ready(2)], {}, NOW, known=Known(expected=(expected,)))
    assert forecast.next_for == {1: (2, NOW + minute(23)), 2: (1, NOW)}
    assert [visit.id for visit, _ in forecast.calls_in_time()] == [-1, 1, 2, 3]
    assert forecast.knows(3)
    assert not forecast.knows(4)
    assert run_forward(EVENT, [], [], {}, NOW).next_for == {}


def test_the_end_is_a_walk_and_a_treatment_after_the_call() -> None:
    forecast = run_forward(
        EVENT, [a_visit(minutes=20)], [ready()], {}, NOW, known=known(walk_minutes=2, length_share=1.5)
    )
    assert forecast.ends_at(1) == NOW + minute(32)
    assert forecast.wait(forecast.starts[1]) == minute(0)
    assert forecast.turnover_minutes == 3


def test_from_when_each_therapist_has_nobody_left_and_until_when() -> None:
    forecast = run_forward(EVENT, [a_visit(minutes=20)], [ready(1), ready(2, shift_end=NOW + minute(90))], {}, NOW)
    assert sorted(forecast.last_gaps(NOW + minute(120))) == [
        (NOW, NOW + minute(90)),
        (NOW + minute(23), NOW + minute(120)),
    ]
    assert forecast.has_couches
    assert not run_forward(EVENT, [], [], {}, NOW).has_couches


def test_who_comes_near_the_end_of_a_long_line_takes_the_place_of_the_next_one_behind() -> None:
    line = [a_visit(id=number, minutes=20, due_at=NOW + minute(number)) for number in range(1, 10)]
    forecast = run_forward(EVENT, line, [ready(1, gender=Gender.MAN)], {}, NOW)
    between, last = (a_visit(id=20, due_at=NOW + minute(due)) for due in (7.5, 99))
    found = forecast.for_newcomer(between)
    assert found is not None
    assert found.at == forecast.starts[8].at
    assert forecast.for_newcomer(replace(between, wish_gender=Gender.WOMAN)) is None
    behind_all = forecast.for_newcomer(last)
    assert behind_all is not None
    assert behind_all.at > forecast.starts[9].at


def test_a_newcomer_is_promised_a_student_only_while_a_supervisor_is_there() -> None:
    student = ready(1, grade=Grade.STUDENT)
    only_before = frozenset({"pre_event"})
    shift = {"shift_start": NOW + minute(30), "shift_end": NOW + minute(60)}
    supervisor = a_therapist(id=2, grade=Grade.SUPERVISOR, skills=only_before, **shift)
    forecast = run_forward(EVENT, [], [student, supervisor], {}, NOW)
    promised = [
        forecast.for_newcomer(a_visit(id=1, minutes=20, not_before=NOW + minute(wanted))) for wanted in (15, 40, 70)
    ]
    assert [found and found.at for found in promised] == [NOW + minute(30), NOW + minute(40), None]
