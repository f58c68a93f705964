"""The queue rule: order, who may serve whom, and why somebody waits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain import dispatch
from eventdesk.domain.dispatch import PassedOver, assign, why_not, why_waiting
from eventdesk.domain.event import Gender, Rule
from eventdesk.domain.supervision import is_supervised
from eventdesk.domain.therapist import Grade, Pause, Therapist, TherapistStatus
from tests.builders import NOW, a_therapist, a_visit, an_event

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit

READY = TherapistStatus.READY


def ready(therapist_id: int = 1, **values: object) -> Therapist:
    return a_therapist(**{"id": therapist_id, "status": READY, "idle_since": NOW} | values)


def minute(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_due_time_orders_the_line_and_registration_breaks_ties() -> None:
    late = a_visit(id=1, due_at=NOW + minute(9), registered_at=NOW)
    second = a_visit(id=2, due_at=NOW, registered_at=NOW + minute(1))
    first = a_visit(id=3, due_at=NOW, registered_at=NOW)
    assert sorted([late, second, first], key=dispatch.order) == [first, second, late]


def test_the_therapist_with_the_fewest_skills_then_longest_idle_is_chosen() -> None:
    broad = ready(1, skills=frozenset({"pre_event", "post_event"}), idle_since=NOW - minute(60))
    narrow = ready(2, skills=frozenset({"post_event"}), idle_since=NOW - minute(1))
    idle_longer = ready(3, skills=frozenset({"post_event"}), idle_since=NOW - minute(5))
    chosen = list(assign([a_visit()], [broad, narrow, idle_longer], NOW))
    assert [each.therapist.id for each in chosen] == [3]


def test_only_ready_therapists_are_given_somebody() -> None:
    others = [a_therapist(id=n, status=each) for n, each in enumerate(TherapistStatus) if each is not READY]
    assert list(assign([a_visit()], others, NOW)) == []


def test_each_visit_in_order_goes_to_somebody_until_nobody_is_ready() -> None:
    line = [a_visit(id=n, due_at=NOW + minute(n)) for n in range(1, 5)]
    chosen = list(assign(line, [ready(1), ready(2)], NOW))
    assert [each.visit.id for each in chosen] == [1, 2]
    assert len({each.therapist.id for each in chosen}) == 2


@pytest.mark.parametrize(
    ("visit", "therapist", "reason"),
    [
        (a_visit(treatment="pre_event"), ready(skills=frozenset({"post_event"})), PassedOver.SKILL),
        (a_visit(wish_gender=Gender.WOMAN), ready(gender=Gender.MAN), PassedOver.WISH_GENDER),
        (a_visit(wish_gender=Gender.MAN), ready(gender=Gender.UNSAID), PassedOver.WISH_GENDER),
        (a_visit(wish_therapist_id=9), ready(1), PassedOver.WISH_THERAPIST),
        (
            a_visit(minutes=20),
            ready(breaks=(Pause(NOW + minute(19), NOW + minute(30)),)),
            PassedOver.BREAK_TOO_SOON,
        ),
        (a_visit(minutes=20), ready(shift_end=NOW + minute(19)), PassedOver.BREAK_TOO_SOON),
        (a_visit(minutes=20), ready(shift_end=NOW + minute(20)), None),
        (a_visit(wish_gender=Gender.WOMAN), ready(gender=Gender.WOMAN), None),
        (a_visit(wish_therapist_id=1), ready(1), None),
    ],
)
def test_who_may_serve_whom(visit: Visit, therapist: Therapist, reason: PassedOver | None) -> None:
    assert why_not(visit, therapist, NOW) is reason


def test_who_works_on_after_the_shift_has_no_limit() -> None:
    assert why_not(a_visit(), ready(shift_end=NOW - minute(1)), NOW) is None


def test_not_yet_and_too_late_are_not_called_by_themselves() -> None:
    later = a_visit(id=1, not_before=NOW + minute(1))
    missed = a_visit(id=2, rule=Rule.BEFORE_START, start_at=NOW + minute(20), due_at=NOW - minute(1))
    next_one = a_visit(id=3)
    chosen = list(assign([later, missed, next_one], [ready()], NOW))
    assert [each.visit.id for each in chosen] == [3]
    assert why_waiting(later, [ready()], NOW) is PassedOver.NOT_YET
    assert why_waiting(missed, [], NOW) is PassedOver.TOO_LATE


def test_the_reason_for_passing_somebody_over_can_be_read() -> None:
    visit = a_visit(wish_gender=Gender.WOMAN)
    men = [ready(1, gender=Gender.MAN), ready(2, gender=Gender.MAN, skills=frozenset())]
    assert why_waiting(visit, men, NOW) is PassedOver.WISH_GENDER
    assert dispatch.in_words(PassedOver.WISH_GENDER, visit, men) == "Waits for a woman."
    named = a_visit(wish_therapist_id=2)
    assert dispatch.in_words(PassedOver.WISH_THERAPIST, named, [ready(2, name="Mia Berg")]) == "Waits for Mia."
    assert dispatch.in_words(PassedOver.WISH_THERAPIST, named, []) == "Waits for a therapist."


def test_there_is_no_reason_when_simply_nobody_is_ready_or_the_turn_will_come() -> None:
    assert why_waiting(a_visit(), [], NOW) is None
    assert why_waiting(a_visit(), [ready()], NOW) is None


def student(therapist_id: int = 1, **values: object) -> Therapist:
    return ready(therapist_id, grade=Grade.STUDENT, **values)


@pytest.mark.parametrize("status", list(TherapistStatus))
def test_a_student_is_given_somebody_only_while_a_supervisor_is_on_shift(status: TherapistStatus) -> None:
    # Without the skill the supervisor serves nobody: being there is what counts.
    team = [student(), a_therapist(id=2, grade=Grade.SUPERVISOR, status=status, skills=frozenset())]
    chosen = [each.therapist.id for each in assign([a_visit()], team, NOW)]
    assert chosen == ([] if status is TherapistStatus.OFF else [1])


def test_a_student_without_a_supervisor_stands_in_nobodys_way() -> None:
    team = [student(1, skills=frozenset({"post_event"})), ready(2)]
    assert [each.therapist.id for each in assign([a_visit()], team, NOW)] == [2]
    # Some of the team only: who asks says whether somebody supervises.
    assert [each.therapist.id for each in assign([a_visit()], [student()], NOW, supervised=True)] == [1]
    assert list(assign([a_visit()], [ready(grade=Grade.SUPERVISOR), student(2)], NOW, supervised=False)) != []


def test_why_a_student_is_given_nobody_can_be_read() -> None:
    visit = a_visit(wish_gender=Gender.WOMAN)
    assert why_waiting(visit, [student(gender=Gender.WOMAN)], NOW) is PassedOver.NO_SUPERVISOR
    assert why_waiting(visit, [student(gender=Gender.MAN)], NOW) is PassedOver.WISH_GENDER
    assert why_waiting(visit, [student(gender=Gender.WOMAN)], NOW, supervised=True) is None
    both = [student(gender=Gender.WOMAN), ready(2, gender=Gender.MAN)]
    assert why_waiting(visit, both, NOW) is PassedOver.NO_SUPERVISOR
    words = dispatch.in_words(PassedOver.NO_SUPERVISOR, visit, both)
    assert words == "Only a student is free, and no supervisor is on shift."
    assert why_not(visit, student(gender=Gender.WOMAN), NOW) is None
    assert why_not(visit, student(gender=Gender.WOMAN), NOW, supervised=False) is PassedOver.NO_SUPERVISOR


def test_shorter_lengths_that_still_end_before_the_start() -> None:
    event = an_event(walk_to_start_minutes=15)
    visit = a_visit(treatment="pre_event", rule=Rule.BEFORE_START, minutes=20, start_at=NOW + minute(27))
    assert dispatch.shorter_lengths(event, visit, NOW) == (5, 10)
    assert dispatch.shorter_lengths(event, a_visit(start_at=None), NOW) == ()
    assert dispatch.shorter_lengths(event, a_visit(treatment="gone", start_at=NOW), NOW) == ()


genders = st.sampled_from(list(Gender))
skills = st.frozensets(st.sampled_from(["pre_event", "post_event"]))


@given(
    wishes=st.lists(st.tuples(st.sampled_from(["pre_event", "post_event"]), genders, st.integers(0, 9)), max_size=12),
    staff=st.lists(st.tuples(genders, skills, st.integers(0, 9), st.sampled_from(Grade)), max_size=6),
)
def test_nobody_is_passed_over_but_for_a_stated_reason(
    wishes: list[tuple[str, Gender, int]], staff: list[tuple[Gender, frozenset[str], int, Grade]]
) -> None:
    line = sorted(
        (
            a_visit(id=n, treatment=treatment, wish_gender=gender, due_at=NOW + minute(due))
            for n, (treatment, gender, due) in enumerate(wishes, start=1)
        ),
        key=dispatch.order,
    )
    therapists = [
        ready(n, gender=gender, skills=can, idle_since=NOW - minute(idle), grade=grade)
        for n, (gender, can, idle, grade) in enumerate(staff, start=1)
    ]
    supervised = is_supervised(therapists)
    chosen = {each.visit.id: each.therapist for each in assign(line, therapists, NOW)}
    assert len({each.id for each in chosen.values()}) == len(chosen)
    free = list(therapists)
    for visit in line:
        fitting = (each for each in free if why_not(visit, each, NOW, supervised=supervised) is None)
        able = sorted(fitting, key=dispatch.preference)
        assert chosen.get(visit.id) is (able[0] if able else None)
        if able:
            free.remove(able[0])
