"""Why somebody waits although a therapist is ready, and why a ready therapist has nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain import reasons
from eventdesk.domain.event import Gender, Mode, Rule
from eventdesk.domain.reasons import Reasons, why_idle, why_not_this_one
from eventdesk.domain.therapist import Grade, Pause, Therapist, TherapistStatus
from tests.builders import NOW, a_therapist, a_visit, an_event

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit

WOMAN_WISHED = a_visit(id=5, wish_gender=Gender.WOMAN)


def a_man(**values: object) -> Therapist:
    return a_therapist(**{"id": 1, "status": TherapistStatus.READY, "gender": Gender.MAN, "idle_since": NOW} | values)


def soon(minutes: int) -> tuple[Pause, ...]:
    return (Pause(NOW + timedelta(minutes=minutes), NOW + timedelta(minutes=minutes + 15)),)


def test_who_is_passed_over_is_told_why_and_the_others_are_left_out() -> None:
    found = reasons.found(an_event(mode=Mode.AUTO), [WOMAN_WISHED, a_visit(id=6)], [a_man()], NOW)
    assert found == Reasons({"5": "Waits for a woman."}, {})


@pytest.mark.parametrize(
    ("waiting", "therapist", "words"),
    [
        (a_visit(not_before=NOW + timedelta(minutes=1)), a_man(), "Those waiting asked to come later."),
        (
            a_visit(rule=Rule.BEFORE_START, start_at=NOW, due_at=NOW - timedelta(minutes=25)),
            a_man(),
            "Those waiting are too late for their start.",
        ),
        (a_visit(), a_man(skills=frozenset({"pre_event"})), "Those waiting came for another treatment."),
        (WOMAN_WISHED, a_man(), "Those waiting wish for somebody else."),
        (a_visit(wish_therapist_id=9), a_man(), "Those waiting wish for somebody else."),
        (a_visit(), a_man(breaks=soon(10)), "Nobody fits before the break or the end of the shift."),
    ],
)
def test_a_ready_therapist_whom_nobody_fits_is_told_why(waiting: Visit, therapist: Therapist, words: str) -> None:
    assert why_idle(therapist, [waiting], NOW) == words
    assert reasons.found(an_event(), [waiting], [therapist], NOW).why_idle == {"1": words}


def test_nobody_idles_with_a_reason_who_is_busy_or_about_to_get_somebody() -> None:
    auto = an_event(mode=Mode.AUTO)
    assert reasons.found(auto, [a_visit()], [a_man()], NOW).why_idle == {}
    assert reasons.found(auto, [], [a_man()], NOW).why_idle == {}
    pausing = a_man(status=TherapistStatus.BREAK)
    assert reasons.found(auto, [WOMAN_WISHED], [pausing], NOW).why_idle == {}


def test_where_therapists_ask_for_the_next_runner_not_having_asked_is_a_reason() -> None:
    asked = an_event(mode=Mode.ON_REQUEST)
    assert reasons.found(asked, [a_visit()], [a_man()], NOW).why_idle == {"1": "Has not asked for the next runner."}
    assert reasons.found(asked, [], [a_man()], NOW).why_idle == {}
    assert reasons.found(asked, [a_visit()], [a_man(status=TherapistStatus.TURNOVER)], NOW).why_idle == {}


def test_a_long_line_is_looked_at_as_far_as_anybody_reads() -> None:
    line = [a_visit(id=number, wish_gender=Gender.WOMAN) for number in range(1, reasons.LOOKED_AT_AT_MOST + 50)]
    found = reasons.found(an_event(), iter(line), [a_man()], NOW)
    assert len(found.passed_over) == reasons.LOOKED_AT_AT_MOST


@pytest.mark.parametrize(
    ("visit", "therapist", "words"),
    [
        (a_visit(), a_man(), ""),
        (a_visit(), a_man(status=TherapistStatus.OFF), ""),
        (a_visit(), a_man(skills=frozenset()), "Does not usually do this treatment."),
        (WOMAN_WISHED, a_man(), "Not whom the runner wished for."),
        (a_visit(wish_therapist_id=9), a_man(), "Not whom the runner wished for."),
        (a_visit(), a_man(breaks=soon(10)), "The break or the end of the shift comes too soon."),
    ],
)
def test_what_speaks_against_giving_a_runner_to_this_therapist(visit: Visit, therapist: Therapist, words: str) -> None:
    assert why_not_this_one(visit, therapist, NOW) == words


def test_of_a_student_it_is_told_that_no_supervisor_is_there() -> None:
    student = a_man(grade=Grade.STUDENT)
    waiting = a_visit()
    words = "No supervisor is on shift, so students get no new runner."
    assert why_idle(student, [waiting, WOMAN_WISHED], NOW, supervised=False) == words
    against = why_not_this_one(waiting, student, NOW, supervised=False)
    assert against == "A student, and no supervisor is on shift."
    assert reasons.found(an_event(mode=Mode.AUTO), [waiting], [student], NOW).why_idle == {"1": words}
    boss = a_man(id=2, grade=Grade.SUPERVISOR, status=TherapistStatus.BREAK)
    assert reasons.found(an_event(mode=Mode.AUTO), [waiting], [student, boss], NOW).why_idle == {}
