"""The run of the rule is what the dispatcher then does, minute by minute, when everything takes as long as planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain import cycle, dispatch
from eventdesk.domain import therapist as duty
from eventdesk.domain.event import Event, Gender, Rule
from eventdesk.domain.forecast import Forecast, run_forward
from eventdesk.domain.therapist import Grade, Pause, Therapist, TherapistStatus
from eventdesk.domain.visit import Visit, VisitStatus
from tests.builders import NOW, a_therapist, a_visit, an_event

EVENT = an_event(turnover_minutes=3)
BOTH, ONLY_AFTER = frozenset({"pre_event", "post_event"}), frozenset({"post_event"})
LONGEST = 400


def at(minute: float) -> datetime:
    return NOW + timedelta(minutes=minute)


def ready(therapist_id: int = 1, **values: Any) -> Therapist:
    usual = {"id": therapist_id, "status": TherapistStatus.READY, "status_since": at(-60), "idle_since": NOW}
    return a_therapist(**(usual | values))


def before_start(visit_id: int, due: float, **values: Any) -> Visit:
    usual = {"id": visit_id, "treatment": "pre_event", "rule": Rule.BEFORE_START, "minutes": 10, "due_at": at(due)}
    return a_visit(**(usual | {"start_at": at(due + 25)} | values))


def pauses(*spans: tuple[float, float]) -> tuple[Pause, ...]:
    return tuple(Pause(at(begins), at(ends)) for begins, ends in spans)


def calls(line: list[Visit], therapists: list[Therapist], event: Event = EVENT) -> dict[int, tuple[float, int]]:
    """By visit: the minute of the call, and the therapist."""
    return by_visit(run_forward(event, line, therapists, {}, NOW))


def by_visit(forecast: Forecast) -> dict[int, tuple[float, int]]:
    minute = timedelta(minutes=1)
    return {each.visit_id: ((each.starts_at - NOW) / minute, each.therapist.id) for each in forecast.slots}


# What really happens


@dataclass
class Acted:
    """A tent in which each minute is lived through with the dispatcher and the therapists' own rules."""

    event: Event
    left: list[Visit]
    floor: dict[int, Therapist]

    def __post_init__(self) -> None:
        self.ends: dict[int, datetime] = {}
        self.calls: dict[int, tuple[float, int]] = {}

    def live(self) -> dict[int, tuple[float, int]]:
        for minute in range(LONGEST):
            for therapist in list(self.floor.values()):
                self.floor[therapist.id] = self.moved_on(therapist, at(minute))
            self.dispatch(minute)
        return self.calls

    def moved_on(self, therapist: Therapist, now: datetime) -> Therapist:
        match therapist.status:
            case TherapistStatus.ENGAGED if self.ends[therapist.id] <= now:
                until = now + timedelta(minutes=self.event.turnover_minutes)
                freed = duty.clean_up(therapist, now=now, until=until)
                settled = duty.settle(therapist, duty.become(freed, TherapistStatus.READY, now=now), now=now)
                return freed if settled.status is TherapistStatus.READY else settled
            case TherapistStatus.BREAK if therapist.break_until is not None and therapist.break_until <= now:
                is_over = therapist.shift_end is not None and therapist.shift_end <= now
                return (duty.set_off if is_over else duty.set_ready)(therapist, now=now)
            case TherapistStatus.OFF if therapist.shift_start == now:
                return duty.set_ready(therapist, now=now)
        change_at = duty.next_change_at(therapist)
        if change_at is None or change_at > now:
            return therapist
        if therapist.status is TherapistStatus.TURNOVER:
            return duty.settle(therapist, duty.become(therapist, TherapistStatus.READY, now=now), now=now)
        return duty.settle(therapist, therapist, now=now)

    def dispatch(self, minute: int) -> None:
        now = at(minute)
        for each in list(dispatch.assign(self.left, list(self.floor.values()), now, self.event)):
            self.left.remove(each.visit)
            self.calls[each.visit.id] = minute, each.therapist.id
            self.ends[each.therapist.id] = cycle.planned_end(self.event, each.visit, now)
            self.floor[each.therapist.id] = duty.engage(each.therapist, visit_id=each.visit.id, now=now)


def acted(line: list[Visit], therapists: list[Therapist], event: Event = EVENT) -> dict[int, tuple[float, int]]:
    return Acted(event, list(line), {each.id: each for each in therapists}).live()


# Any small tent

maybe = st.none() | st.integers(-5, 90)


@st.composite
def a_line(draw: st.DrawFn, most: int = 7) -> list[Visit]:
    visits = [a_draw_of_visit(draw, visit_id) for visit_id in range(1, draw(st.integers(0, most)) + 1)]
    return sorted(visits, key=dispatch.order)


def a_draw_of_visit(draw: st.DrawFn, visit_id: int) -> Visit:
    later = draw(maybe)
    values = {
        "minutes": draw(st.sampled_from([5, 10, 20, 30])),
        "not_before": None if later is None else at(later),
        "wish_gender": draw(st.sampled_from([None, None, Gender.WOMAN, Gender.MAN])),
        "wish_therapist_id": draw(st.sampled_from([None, None, None, 1, 2])),
        "registered_at": at(-draw(st.integers(0, 5))),
    }
    if draw(st.booleans()):
        return before_start(visit_id, draw(st.integers(-5, 90)), **values)
    return a_visit(id=visit_id, due_at=at(draw(st.integers(0, 60))), **values)


@st.composite
def a_team(draw: st.DrawFn, most: int = 3) -> list[Therapist]:
    return [a_draw_of_therapist(draw, number) for number in range(1, draw(st.integers(1, most)) + 1)]


def a_draw_of_therapist(draw: st.DrawFn, number: int) -> Therapist:
    starts = draw(st.none() | st.integers(1, 60))
    ends = draw(st.none() | st.integers((starts or 0) + 1, 150))
    begins = sorted(draw(st.sets(st.integers((starts or 0) + 1, 150), max_size=2)))
    lengths = [draw(st.integers(1, 30)) for _ in begins]
    # There is some work between two breaks.
    follows = [*(begin - 1 for begin in begins[1:]), LONGEST]
    spans = [(begin, min(begin + length, end)) for begin, length, end in zip(begins, lengths, follows, strict=False)]
    spans = [(begin, end) for begin, end in spans if begin < end]
    values: dict[str, Any] = {
        "gender": draw(st.sampled_from([Gender.WOMAN, Gender.MAN])),
        "grade": draw(st.sampled_from([Grade.THERAPIST, Grade.STUDENT, Grade.STUDENT, Grade.SUPERVISOR])),
        "skills": draw(st.sampled_from([BOTH, ONLY_AFTER])),
        "shift_start": None if starts is None else at(starts),
        "shift_end": None if ends is None else at(ends),
        "breaks": pauses(*spans),
    }
    if starts is not None:
        return a_therapist(id=number, status_since=at(-60), **values)
    return ready(number, idle_since=at(-draw(st.integers(0, 9))), **values)


@settings(max_examples=250, deadline=None)
@given(a_line(), a_team())
def test_the_run_is_what_the_dispatcher_then_does(line: list[Visit], team: list[Therapist]) -> None:
    assert calls(line, team) == acted(line, team)


def test_who_goes_home_after_a_treatment_does_not_come_back_after_the_break_of_that_hour() -> None:
    mia = ready(shift_end=at(58), breaks=pauses((58, 59)))
    line = [a_visit(id=n, minutes=length, not_before=at(28)) for n, length in ((1, 30), (2, 5))]
    assert calls(line, [mia]) == acted(line, [mia]) == {1: (28, 1)}


@settings(max_examples=250, deadline=None)
@given(a_line(), a_team(), st.sampled_from([15, 20]), st.integers(-20, 20))
def test_it_is_so_with_rounds_too(line: list[Visit], team: list[Therapist], length: int, first: int) -> None:
    event = an_event(turnover_minutes=3, cycle_minutes=length, cycle_from=at(first))
    assert calls(line, team, event) == acted(line, team, event)


@settings(max_examples=300, deadline=None)
@given(a_line(most=6), a_team(most=2), st.data())
def test_a_newcomer_is_told_what_the_run_says_once_in_line(
    line: list[Visit], team: list[Therapist], data: st.DataObject
) -> None:
    newcomer = data.draw(st.composite(a_draw_of_visit)(99), label="newcomer")
    event = data.draw(st.sampled_from([EVENT, an_event(turnover_minutes=3, cycle_minutes=15, cycle_from=NOW)]))
    told = run_forward(event, line, team, {}, NOW).for_newcomer(newcomer)
    found = calls(sorted([*line, newcomer], key=dispatch.order), team, event).get(99)
    if newcomer.rule is Rule.BEFORE_START and (told is None or told.at > newcomer.due_at):
        assert found is None
    else:
        assert (None if told is None else told.at) == (None if found is None else at(found[0]))


ONLY_BEFORE = frozenset({"pre_event"})


def student_beside(supervisor: Therapist, *wanted: float) -> list[float | None]:
    """When a student is given each of those who come at these minutes; None: never."""
    found: list[float | None] = []
    for minute in wanted:
        line = [a_visit(id=1, minutes=5, not_before=at(minute))]
        team = [ready(1, grade=Grade.STUDENT), supervisor]
        found.append(calls(line, team).get(1, (None, 0))[0])
        assert calls(line, team) == acted(line, team)
    return found


def test_an_idle_supervisor_is_there_until_the_shift_ends_or_the_break_over_it() -> None:
    values: dict[str, Any] = {"grade": Grade.SUPERVISOR, "skills": ONLY_BEFORE}
    until_the_end = ready(2, shift_end=at(40), breaks=pauses((-9, -1), (10, 20)), **values)
    after_the_break = ready(2, shift_end=at(40), breaks=pauses((10, 20), (35, 50)), **values)
    before_the_break = ready(2, shift_end=at(40), breaks=pauses((50, 60)), **values)
    assert student_beside(until_the_end, 5, 15, 39, 40) == [5, 15, 39, None]
    assert student_beside(after_the_break, 39, 49, 50) == [39, 49, None]
    assert student_beside(before_the_break, 39, 41) == [39, None]


def test_a_supervisor_whose_break_goes_on_over_the_end_of_the_shift_is_there_when_a_round_begins() -> None:
    supervisor = ready(1, grade=Grade.SUPERVISOR, shift_end=at(25), breaks=pauses((7, 23), (24, 47)))
    team = [supervisor, a_therapist(id=2, grade=Grade.STUDENT, shift_start=at(9), status_since=at(-60))]
    event = an_event(turnover_minutes=3, cycle_minutes=20, cycle_from=at(20))
    line = [a_visit(id=number, minutes=5) for number in (1, 2, 3)]
    assert calls(line, team, event) == acted(line, team, event) == {1: (20, 2), 2: (40, 2)}


def test_a_supervisor_on_a_break_without_an_end_is_there_all_the_same() -> None:
    supervisor = a_therapist(id=2, grade=Grade.SUPERVISOR, status=TherapistStatus.BREAK, break_until=None)
    assert student_beside(supervisor, 0, 45) == [0, 45]


def test_a_supervisor_whose_treatment_outlasts_the_shift_goes_when_it_is_over() -> None:
    on_couch = a_visit(id=9, status=VisitStatus.TREATING, ends_at=at(25))
    supervisor = a_therapist(
        id=2, grade=Grade.SUPERVISOR, status=TherapistStatus.ENGAGED, visit_id=9, shift_end=at(20), status_since=at(-5)
    )
    for wanted, called in ((24, {1: (24, 1)}), (30, {})):
        line = [a_visit(id=1, minutes=5, not_before=at(wanted))]
        team = [ready(1, grade=Grade.STUDENT), supervisor]
        assert by_visit(run_forward(EVENT, line, team, {9: on_couch}, NOW)) == called
