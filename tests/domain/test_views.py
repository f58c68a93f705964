"""What each audience sees, and above all what the public does not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.domain import screening, views
from eventdesk.domain.event import BoardLabel, Gender, Rule
from eventdesk.domain.forecast import Forecast, run_forward
from eventdesk.domain.therapist import Pause, TherapistStatus
from eventdesk.domain.visit import OVER, Advice, VisitStatus
from eventdesk.services.ports import Intake
from tests.builders import NOW, a_therapist, a_visit, an_event

S = VisitStatus
SECRETS = {"last_name": "Sekretsson", "phone": "+44 7700 900123", "reason": "SECRETREASON", "referred_to": "SECRETTO"}


@pytest.mark.parametrize("status", list(VisitStatus))
@pytest.mark.parametrize("label", list(BoardLabel))
def test_nothing_secret_is_public_in_any_state(status: VisitStatus, label: BoardLabel) -> None:
    visit = a_visit(status=status, first_name="Anna", bib="123", advice=Advice.REFER, **SECRETS)
    shown = json.dumps(views.public_visit(visit, an_event(board_label=label)))
    for secret in (*SECRETS.values(), "held", "declined", "referred", "left", "no_show"):
        assert secret not in shown


def test_the_public_keys_are_the_promised_ones() -> None:
    view = views.public_visit(a_visit(), an_event())
    assert view is not None
    assert set(view) == {
        "id", "ticket", "label", "treatment", "status", "couch", "due_at", "called_at", "ends_at",
    }  # fmt: skip


def test_a_held_visit_is_not_there_and_every_end_looks_the_same() -> None:
    event = an_event()
    assert views.public_visit(a_visit(status=S.HELD), event) is None
    ends = [views.public_visit(a_visit(status=each, couch="3", therapist_id=1), event) for each in OVER]
    assert all(each == ends[0] for each in ends)
    assert ends[0] is not None
    assert ends[0]["status"] == "done"


def test_the_label_is_as_the_event_sets_it() -> None:
    visit = a_visit(first_name="Anna", bib="A123")
    labels = {each: views.label(visit, an_event(board_label=each)) for each in BoardLabel}
    assert labels == {BoardLabel.NONE: "", BoardLabel.FIRST_NAME: "Anna", BoardLabel.BIB: "A123"}
    assert views.label(a_visit(bib=None), an_event(board_label=BoardLabel.BIB)) == ""


def test_flags_point_at_what_needs_a_second_look() -> None:
    minute = timedelta(minutes=1)
    before = {"rule": Rule.BEFORE_START, "start_at": NOW + 30 * minute}
    late = a_visit(**before, due_at=NOW - minute)
    assert "too_late" in views.flags(late, NOW)
    soon = a_visit(**before, due_at=NOW + minute)
    idle = run_forward(an_event(), [soon], [a_therapist(status=TherapistStatus.READY)], {}, NOW)
    assert "will_miss_start" not in views.flags(soon, NOW, idle)
    nobody = run_forward(an_event(), [soon], [], {}, NOW)
    assert "will_miss_start" in views.flags(soon, NOW, nobody)
    on_couch = a_visit(id=9, status=S.TREATING, ends_at=NOW + 20 * minute)
    busy = a_therapist(id=1, status=TherapistStatus.ENGAGED, visit_id=9)
    assert "will_miss_start" in views.flags(soon, NOW, run_forward(an_event(), [soon], [busy], {9: on_couch}, NOW))
    assert not nobody.will_miss_start(late)
    assert not nobody.will_miss_start(a_visit(id=77))
    assert views.flags(a_visit(due_at=NOW - minute), NOW) == ["overdue"]
    assert views.flags(a_visit(status=S.TREATING, ends_at=NOW - minute), NOW) == ["overtime"]
    others = a_visit(not_before=NOW + minute, is_moved=True, is_repeat=True, is_minor=True)
    assert views.flags(others, NOW) == ["not_yet", "moved", "repeat", "minor"]


def test_staff_see_who_it_is_and_where_in_line_but_no_health() -> None:
    visit = a_visit(first_name="Anna", last_name="Berg", has_notes=True, wish_gender=Gender.WOMAN)
    view = views.placed(views.staff_visit(visit, an_event(), NOW), 4, None)
    assert (view["last_name"], view["position"]) == ("Berg", 4)
    assert view["expected_start"] == {"at": None, "low": None, "high": None}
    assert view["wish"] == {"therapist_gender": "woman", "therapist_id": None}
    assert view["has_notes"]
    assert not {"cautions", "focus", "avoid", "note", "health"} & set(view)


def test_the_ticket_page_says_when_a_person_is_needed_and_no_more() -> None:
    event = an_event()
    mia = a_therapist(name="Mia Berg")
    assert views.ticket_visit(a_visit(status=S.CALLED), event, mia)["therapist_first_name"] == "Mia"
    seen = {each: views.ticket_status(a_visit(status=each)) for each in VisitStatus}
    assert seen[S.HELD] == "ask"
    assert seen[S.REFERRED] == seen[S.DECLINED] == seen[S.LEFT] == seen[S.NO_SHOW] == "over"
    assert seen[S.DONE] == "done"
    returns = {each for each in VisitStatus if views.ticket_visit(a_visit(status=each), event, None)["can_return"]}
    assert returns == {S.AWAY, S.NO_SHOW, S.LEFT}


def test_therapists_in_public_have_a_first_name_and_a_couch_only() -> None:
    pause = Pause(NOW, NOW + timedelta(minutes=15))
    mia = a_therapist(id=3, name="Mia Berg", couch="5", gender=Gender.WOMAN, breaks=(pause,))
    assert set(views.public_therapist(mia)) == {"id", "first_name", "couch", "status", "visit_id"}
    staff = views.staff_therapist(mia)
    assert staff["name"] == "Mia Berg"
    assert (
        staff["breaks"] == [{"starts_at": "2026-05-03T08:00:00Z", "ends_at": "2026-05-03T08:15:00Z"}]
        or len(staff["breaks"]) == 1
    )


def test_walk_up_waits_are_rounded_up_and_none_where_nobody_serves() -> None:
    event = an_event()
    post = a_visit(treatment="post_event", due_at=NOW + timedelta(minutes=30))
    forecast = run_forward(event, [], [], {}, NOW)
    assert views.walk_up(event, forecast, {"post_event": post}) == {"pre_event": None, "post_event": None}
    assert views.whole_minutes(timedelta(seconds=61)) == 2
    assert views.whole_minutes(timedelta(seconds=-5)) == 0
    couch = a_visit(id=9, status=S.TREATING, ends_at=NOW + timedelta(minutes=4, seconds=1))
    busy = a_therapist(status=TherapistStatus.ENGAGED, visit_id=9)
    shown = views.walk_up(event, run_forward(event, [], [busy], {9: couch}, NOW), {"post_event": post})
    assert shown["post_event"]["wait_minutes"] == 4 + event.turnover_minutes + 1


def test_a_switched_off_treatment_is_not_quoted() -> None:
    event = an_event()
    off = replace(event, treatments=tuple(replace(each, enabled=False) for each in event.treatments))
    assert views.walk_up(off, Forecast(NOW), {}) == {}


def test_the_event_for_all_and_for_the_organiser() -> None:
    event = an_event(announcement="Ice at tent 4", announced_at=NOW)
    public, full = views.public_event(event, NOW), views.full_event(event, NOW)
    assert public["announcement"]["text"] == "Ice at tent 4"
    assert views.public_event(an_event(), NOW)["announcement"] is None
    assert public.items() <= full.items()
    assert {each["key"] for each in full["screening"]} == {each.key for each in screening.QUESTIONS}
    assert {"promised_wait_minutes", "grace_minutes", "consent"} <= set(full)


def test_health_is_shown_with_the_questions_words() -> None:
    intake = Intake(
        answers={"fever": True, "old_key": True},
        outcomes={"fever": "decline"},
        cautions=("Light.",),
        focus=("neck",),
        avoid=("left_knee",),
        note="shy",
        guardian="Eva",
    )
    health = views.health(screening.QUESTIONS, intake)
    assert health["answers"][0]["question"].startswith("A fever")
    assert health["answers"][1]["question"] == "old_key"
    assert (health["focus"], health["avoid"], health["note"]) == (["neck"], ["left_knee"], "shy")
    assert set(views.question_view(screening.QUESTIONS[0])) > set(views.kiosk_question(screening.QUESTIONS[0]))


@pytest.mark.parametrize(
    ("microsecond", "told"), [(0, "08:00:00Z"), (120_000, "08:00:00.120Z"), (120_001, "08:00:00.120001Z")]
)
def test_an_instant_is_exact_and_no_longer_than_that_takes(microsecond: int, told: str) -> None:
    assert views.instant(NOW.replace(microsecond=microsecond)) == f"2026-05-03T{told}"


def test_a_board_tells_two_calls_in_a_second_apart_and_everything_later_to_the_second() -> None:
    first, second, end = (NOW.replace(microsecond=each * 1000) for each in (1, 2, 999))
    calls = [a_visit(status=VisitStatus.CALLED, called_at=each, due_at=end) for each in (first, second)]
    shown = [views.public_visit(each, an_event()) or {} for each in calls]
    assert shown[0]["called_at"] != shown[1]["called_at"]
    treated = views.public_visit(
        a_visit(status=VisitStatus.TREATING, called_at=first, ends_at=end, due_at=end), an_event()
    )
    assert treated
    assert (treated["called_at"], treated["ends_at"]) == (views.instant(NOW), views.instant(NOW))
    assert treated["due_at"] == views.instant(end)
