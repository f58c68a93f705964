"""A day at the couches: calls, treatments, misses, transfers, breaks, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.domain.errors import ActionRefused, Invalid, NobodyToCall, NotAllowed, StillInUse, TherapistBusy
from eventdesk.domain.event import Gender, Mode
from eventdesk.domain.therapist import Pause, TherapistStatus
from eventdesk.domain.visit import Action, Role, Visit, VisitStatus
from eventdesk.services import duty, editing
from eventdesk.services.actors import Actor
from eventdesk.services.editing import Edited
from tests.builders import NOW
from tests.services.tent import CONSENTS, KIOSK, ORGANISER, RUNNER, Tent, as_therapist

S, T = VisitStatus, TherapistStatus


@pytest.fixture
def tent() -> Tent:
    return Tent()


def test_next_calls_starts_finishes_and_calls_the_one_after(tent: Tent) -> None:
    mia = tent.therapist(couch="3")
    first, second = tent.register(), tent.register()
    called, why = tent.next(mia)
    assert (called, why) == (tent.visit(first), "")
    assert (tent.visit(first).couch, tent.of(mia).status) == ("3", T.ENGAGED)
    tent.act(first, Action.START, as_therapist(mia))
    assert tent.next(mia)[0] == tent.visit(second)
    assert tent.visit(first).status is S.DONE
    assert tent.of(mia).served == 1


def test_a_second_tap_on_next_answers_the_same_runner(tent: Tent) -> None:
    mia = tent.therapist()
    first, second = tent.register(), tent.register()
    assert tent.next(mia)[0] == tent.next(mia)[0] == tent.visit(first)
    assert tent.visit(second).status is S.WAITING


def test_next_with_nobody_to_call_says_why(tent: Tent) -> None:
    mia = tent.therapist("Mia", gender=Gender.WOMAN, ready=False)
    assert tent.next(mia) == (None, "Nobody is waiting.")
    assert tent.of(mia).status is T.READY
    tent.register(therapist_gender=Gender.MAN)
    assert tent.next(mia) == (None, "Those waiting wish for somebody else.")


def test_next_takes_the_most_urgent_that_the_therapist_may_serve(tent: Tent) -> None:
    post_only = tent.therapist(skills=frozenset({"post_event"}))
    tent.register(treatment="pre_event", wave=1)
    after = tent.register()
    assert tent.next(post_only)[0] == tent.visit(after)


def test_on_request_nobody_is_called_until_asked(tent: Tent) -> None:
    tent.therapist()
    visit = tent.register()
    tent.tick(5)
    assert tent.visit(visit).status is S.WAITING


def test_only_the_one_who_has_the_runner_acts_and_the_other_reads_who(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia Berg", couch="3"), tent.therapist("Tom Lind")
    visit = tent.register()
    tent.next(mia)
    before = tent.state()
    with pytest.raises(ActionRefused, match=r"Mia called ticket A1, couch 3\."):
        tent.act(visit, Action.START, as_therapist(tom))
    with pytest.raises(ActionRefused, match="Mia called"):
        tent.act(visit, Action.CALL, as_therapist(tom))
    assert tent.state() == before
    tent.act(visit, Action.START, as_therapist(mia))
    with pytest.raises(ActionRefused, match="Mia is treating"):
        tent.act(visit, Action.CALL, as_therapist(tom))


@pytest.mark.parametrize(
    ("action", "actor"),
    [
        (Action.MOVE, KIOSK),
        (Action.CALL, RUNNER),
        (Action.CLEAR, KIOSK),
        (Action.RETURN, Actor(Role.THERAPIST, "Mia", 1)),
        (Action.WITHDRAW, KIOSK),
    ],
)
def test_who_may_not_changes_nothing(tent: Tent, action: Action, actor: Actor) -> None:
    visit = tent.register()
    before = tent.state()
    with pytest.raises(NotAllowed):
        tent.act(visit, action, actor)
    assert tent.state() == before


def test_a_person_decides_about_the_held_and_it_is_on_record(tent: Tent) -> None:
    red = replace(CONSENTS, screening={"chest_pain": True})
    cleared = tent.act(tent.register(told=red), Action.CLEAR, reason="heartburn, medic agreed", by="Dr Ek")
    assert (cleared.status, cleared.decided_by, cleared.reason) == (
        S.WAITING,
        "Dr Ek",
        "heartburn, medic agreed",
    )
    declined = tent.act(tent.register(told=red), Action.DECLINE, reason="fever")
    assert (declined.status, declined.decided_by) == (S.DECLINED, "Jo")
    referred = tent.act(tent.register(told=red), Action.REFER, to="Ambulance")
    assert (referred.status, referred.referred_to, referred.finished_at) == (S.REFERRED, "Ambulance", NOW)


def test_stop_and_refer_from_the_couch_leaves_the_therapist_with_the_runner(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.START, as_therapist(mia))
    referred = tent.act(visit, Action.REFER, as_therapist(mia))
    assert (referred.status, referred.referred_to, referred.decided_by) == (S.REFERRED, "Medical tent", "Mia")
    tent.register()
    tent.tick(30)
    assert (tent.of(mia).status, tent.of(mia).served) == (T.BREAK, 1)
    tent.ready(mia)
    assert tent.of(mia).status is T.READY


def test_refer_after_the_call_frees_the_therapist_at_once(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.REFER)
    assert tent.of(mia).status is T.READY


def test_not_here_twice_is_a_no_show_and_one_tap_from_being_back(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register(bib="5")
    for expected in (S.AWAY, S.NO_SHOW):
        tent.next(mia)
        assert tent.act(visit, Action.MISS, as_therapist(mia)).status is expected
        assert tent.of(mia).status is T.READY
        back = tent.act(visit, Action.RETURN, KIOSK)
        assert (back.status, back.due_at) == (S.WAITING, visit.due_at)


def test_who_cannot_come_back_because_of_a_newer_visit_changes_nothing(tent: Tent) -> None:
    first = tent.register(bib="5")
    tent.act(first, Action.WITHDRAW)
    tent.register(bib="5")
    before = tent.state()
    with pytest.raises(Exception, match="already has ticket"):
        tent.act(first, Action.RETURN)
    assert tent.state() == before


def test_the_runner_steps_away_and_comes_back_by_the_link(tent: Tent) -> None:
    visit = tent.register()
    away = tent.act(visit, Action.STEP_AWAY, RUNNER, minutes=20)
    assert (away.status, away.not_before) == (S.AWAY, NOW + timedelta(minutes=20))
    assert tent.act(visit, Action.STEP_AWAY.RETURN, RUNNER).due_at == visit.due_at
    assert tent.act(visit, Action.STEP_AWAY, RUNNER).not_before is None


def test_who_leaves_when_called_frees_the_couch(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    gone = tent.act(visit, Action.WITHDRAW, RUNNER)
    assert (gone.status, gone.couch) == (S.LEFT, "")
    assert tent.of(mia).status is T.READY


def test_put_back_keeps_the_place_and_on_request_the_therapist_stays_ready(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    assert tent.act(visit, Action.RELEASE, as_therapist(mia)).due_at == visit.due_at
    assert tent.of(mia).status is T.READY


def test_put_back_in_an_auto_event_does_not_bring_the_same_runner_back() -> None:
    tent = Tent(mode=Mode.AUTO)
    mia = tent.therapist()
    visit = tent.register()
    tent.act(visit, Action.RELEASE, as_therapist(mia))
    tent.tick(1)
    assert tent.visit(visit).status is S.WAITING
    assert tent.of(mia).status is T.BREAK
    tom = tent.therapist("Tom")
    assert tent.visit(visit).therapist_id == tom.id


def test_passing_on_to_a_colleague(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia", couch="1"), tent.therapist("Tom", couch="2")
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.START, as_therapist(mia))
    moved = tent.act(visit, Action.TRANSFER, as_therapist(mia), therapist_id=tom.id)
    assert (moved.therapist_id, moved.couch, moved.status) == (tom.id, "2", S.TREATING)
    assert (tent.of(mia).status, tent.of(tom).visit_id) == (T.READY, visit.id)


def test_passing_on_needs_a_free_colleague(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia"), tent.therapist("Tom")
    visit = tent.register()
    tent.register()
    tent.next(mia)
    tent.next(tom)
    before = tent.state()
    with pytest.raises(TherapistBusy, match="Tom has a runner"):
        tent.act(visit, Action.TRANSFER, therapist_id=tom.id)
    with pytest.raises(TherapistBusy, match="already has this runner"):
        tent.act(visit, Action.TRANSFER, therapist_id=mia.id)
    with pytest.raises(Invalid):
        tent.act(visit, Action.TRANSFER)
    assert tent.state() == before


def test_an_organiser_calls_somebody_out_of_turn(tent: Tent) -> None:
    mia = tent.therapist("Mia")
    other = tent.register()
    chosen = tent.register()
    assert tent.act(chosen, Action.CALL).therapist_id == mia.id
    before = tent.state()
    with pytest.raises(NobodyToCall):
        tent.act(other, Action.CALL)
    assert tent.state() == before


def test_an_organiser_may_give_a_runner_to_a_named_therapist_on_a_break(tent: Tent) -> None:
    mia = tent.therapist("Mia", ready=False)
    visit = tent.register()
    assert tent.act(visit, Action.CALL, therapist_id=mia.id).therapist_id == mia.id


def test_more_minutes_and_a_limit_to_them(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.START, as_therapist(mia))
    assert tent.act(visit, Action.EXTEND, as_therapist(mia)).ends_at == NOW + timedelta(minutes=25)
    before = tent.state()
    with pytest.raises(Invalid):
        tent.act(visit, Action.EXTEND, minutes=61)
    assert tent.state() == before


def test_calling_once_more_starts_the_grace_time_again(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.tick(2)
    again = tent.act(visit, Action.RECALL, as_therapist(mia))
    assert (again.calls, again.grace_until) == (2, NOW + timedelta(minutes=5))


def test_moving_somebody_needs_a_reason_and_a_place(tent: Tent) -> None:
    first, second, third = tent.register(), tent.register(), tent.register()
    moved = tent.act(third, Action.MOVE, before=second.id, reason="elite runner")
    assert moved.is_moved
    with tent.store.read(tent.slug) as reading:
        assert [each.id for each in reading.line()] == [first.id, third.id, second.id]
    assert tent.visit(second).due_at - second.due_at < timedelta(milliseconds=1)
    again = tent.act(second, Action.MOVE, before=first.id, reason="bus leaves")
    with tent.store.read(tent.slug) as reading:
        assert [each.id for each in reading.line()] == [again.id, first.id, third.id]
    tent.act(third, Action.MOVE, due_at=NOW, reason="bus leaves")
    with tent.store.read(tent.slug) as reading:
        assert next(reading.line()).id == third.id
    before = tent.state()
    with pytest.raises(Invalid) as no_reason:
        tent.act(first, Action.MOVE, due_at=NOW, reason="  ")
    with pytest.raises(Invalid) as no_place:
        tent.act(first, Action.MOVE, reason="because")
    with pytest.raises(Invalid):
        tent.act(first, Action.MOVE, before=99, reason="because")
    assert (set(no_reason.value.fields), set(no_place.value.fields)) == ({"reason"}, {"due_at"})
    assert tent.state() == before


def test_editing_keeps_the_ticket_and_the_due_time_follows(tent: Tent) -> None:
    visit = tent.register(treatment="pre_event", wave=1, bib="9")

    def edit(**values: object) -> object:
        return tent.do(lambda floor: editing.edit(floor, visit.id, Edited(**values)))  # type: ignore[arg-type]

    edit(wave=2)
    assert tent.visit(visit).due_at == NOW + timedelta(minutes=120 - 25)
    edit(minutes=20)
    assert tent.visit(visit).due_at == NOW + timedelta(minutes=120 - 35)
    edit(treatment="post_event", therapist_gender=Gender.WOMAN)
    changed = tent.visit(visit)
    assert (changed.ticket, changed.minutes, changed.due_at) == ("B1", 20, NOW + timedelta(minutes=30))
    edit(note="left knee taped", last_name="Lind", bib="10")
    assert tent.visit(visit).has_notes
    assert (tent.visit(visit).last_name, tent.visit(visit).bib) == ("Lind", "10")
    seq = tent.state()[1]
    edit(last_name="Lind")
    assert tent.state()[1] == seq
    edit(note="right knee as well")
    assert tent.state()[1] == seq + 1, "the therapist who has the runner hears that there is something new to read"


def test_what_was_asked_for_can_be_taken_back(tent: Tent) -> None:
    mia = tent.therapist()
    start = NOW + timedelta(minutes=90)
    visit = tent.register(
        treatment="pre_event",
        wave=1,
        start_at=start,
        bib="9",
        phone="+44 7700 900123",
        not_before=NOW + timedelta(minutes=5),
        therapist_gender=Gender.WOMAN,
        therapist_id=mia.id,
    )

    def clear(*names: str) -> Visit:
        return tent.do(lambda floor: editing.edit(floor, visit.id, Edited(cleared=frozenset(names))))

    assert clear("start_at").start_at == NOW + timedelta(minutes=60), "the wave's start counts"
    assert tent.visit(visit).due_at == NOW + timedelta(minutes=60 - 25)
    cleared = clear("not_before", "therapist_gender", "therapist_id", "phone")
    assert (cleared.not_before, cleared.wish_gender, cleared.wish_therapist_id, cleared.phone) == (None, None, None, "")
    assert cleared.bib == "9", "what is not named stays"
    assert clear("bib").bib is None
    seq = tent.state()[1]
    clear(*editing.CLEARABLE - {"start_at"})
    assert tent.state()[1] == seq, "nothing is left to take back"


def test_a_start_that_is_needed_cannot_be_taken_back(tent: Tent) -> None:
    visit = tent.register(treatment="pre_event", start_at=NOW + timedelta(minutes=90))
    before = tent.state()
    with pytest.raises(Invalid) as refused:
        tent.do(lambda floor: editing.edit(floor, visit.id, Edited(cleared=frozenset({"start_at"}))))
    assert set(refused.value.fields) == {"wave"}
    assert tent.state() == before


def test_once_on_the_couch_only_names_can_be_corrected(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.START)
    before = tent.state()
    with pytest.raises(ActionRefused):
        tent.do(lambda floor: editing.edit(floor, visit.id, Edited(minutes=30)))
    with pytest.raises(ActionRefused):
        tent.do(lambda floor: editing.edit(floor, visit.id, Edited(cleared=frozenset({"not_before"}))))
    assert tent.state() == before
    tent.do(lambda floor: editing.edit(floor, visit.id, Edited(cleared=frozenset({"phone", "bib"}))))
    tent.do(lambda floor: editing.edit(floor, visit.id, Edited(last_name="Berg")))
    assert tent.visit(visit).ends_at == NOW + timedelta(minutes=20)


def test_a_call_that_nobody_answers_is_missed_by_the_timer(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.tick(2.9)
    assert tent.visit(visit).status is S.CALLED
    tent.tick(0.2)
    assert (tent.visit(visit).status, tent.of(mia).status) == (S.AWAY, T.READY)
    assert tent.journal()[-1].actor == "timer"


def test_turnover_ends_by_itself_and_the_next_is_called_in_an_auto_event() -> None:
    tent = Tent(mode=Mode.AUTO, turnover_minutes=3)
    mia = tent.therapist()
    first = tent.register()
    tent.act(first, Action.START, as_therapist(mia))
    tent.act(first, Action.FINISH, as_therapist(mia))
    second = tent.register()
    assert tent.of(mia).status is T.TURNOVER
    tent.tick(2.9)
    assert tent.visit(second).status is S.WAITING
    tent.tick(0.2)
    assert tent.visit(second).therapist_id == mia.id


def test_an_agreed_later_time_is_called_when_it_comes() -> None:
    tent = Tent(mode=Mode.AUTO)
    tent.therapist()
    visit = tent.register(not_before=NOW + timedelta(minutes=10))
    tent.tick(9)
    assert tent.visit(visit).status is S.WAITING
    tent.tick(1.1)
    assert tent.visit(visit).status is S.CALLED


def test_breaks_and_the_end_of_the_shift_come_by_themselves() -> None:
    tent = Tent(mode=Mode.AUTO)
    pause = Pause(NOW + timedelta(minutes=15), NOW + timedelta(minutes=30))
    mia = tent.therapist(breaks=(pause,), shift_end=NOW + timedelta(minutes=60))
    visit = tent.register(minutes=20)
    assert tent.visit(visit).status is S.WAITING
    tent.tick(15)
    assert (tent.of(mia).status, tent.of(mia).break_until) == (T.BREAK, pause.ends_at)
    tent.tick(15)
    assert tent.of(mia).status is T.BREAK
    tent.ready(mia)
    assert tent.visit(visit).therapist_id == mia.id
    tent.act(visit, Action.START)
    tent.tick(31)
    tent.act(visit, Action.FINISH)
    assert tent.of(mia).status is T.OFF


def test_a_break_that_passed_while_nobody_looked_is_over(tent: Tent) -> None:
    pause = Pause(NOW + timedelta(minutes=15), NOW + timedelta(minutes=30))
    mia = tent.therapist(breaks=(pause,))
    tent.tick(45)
    assert tent.of(mia).status is T.READY
    assert tent.store.due_events(tent.clock.now()) == []


def test_with_no_turnover_the_break_that_came_meanwhile_begins(tent: Tent) -> None:
    tent = Tent(turnover_minutes=0)
    pause = Pause(NOW + timedelta(minutes=22), NOW + timedelta(minutes=30))
    mia = tent.therapist(breaks=(pause,))
    visit = tent.register()
    tent.next(mia)
    tent.act(visit, Action.START)
    tent.clock.advance(24)
    tent.act(visit, Action.FINISH)
    assert tent.of(mia).status is T.BREAK


def test_a_place_in_front_of_a_gap_takes_nobody_elses_time(tent: Tent) -> None:
    first = tent.register()
    tent.clock.advance(1)
    tied, behind, last = tent.register(), tent.register(), tent.register()
    tent.clock.advance(1)
    after = tent.register()
    tent.act(last, Action.MOVE, before=behind.id, reason="a child waits")
    with tent.store.read(tent.slug) as reading:
        assert [each.id for each in reading.line()] == [first.id, tied.id, last.id, behind.id, after.id]
    assert tent.visit(after) == after


def test_own_duty_only(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia"), tent.therapist("Tom")
    before = tent.state()
    for use_case in (duty.ready, duty.take_break, duty.off, duty.next_client):
        with pytest.raises(NotAllowed):
            tent.do(lambda floor, tap=use_case: tap(floor, mia.id), as_therapist(tom))  # type: ignore[misc]
    assert tent.state() == before


def test_breaks_and_off_by_hand(tent: Tent) -> None:
    mia = tent.therapist()
    paused = tent.do(lambda floor: duty.take_break(floor, mia.id, length_minutes=10), as_therapist(mia))
    assert paused.break_until == NOW + timedelta(minutes=10)
    assert tent.do(lambda floor: duty.off(floor, mia.id)).status is T.OFF
    seq = tent.state()[1]
    tent.do(lambda floor: duty.off(floor, mia.id))
    assert tent.state()[1] == seq


def test_the_roster_can_be_changed_during_the_day(tent: Tent) -> None:
    mia = tent.therapist(couch="1")
    visit = tent.register()
    tent.next(mia)
    tent.do(lambda floor: duty.change_therapist(floor, mia.id, {"couch": "9", "name": " Mia B "}))
    assert (tent.visit(visit).couch, tent.of(mia).name) == ("9", "Mia B")
    with pytest.raises(StillInUse):
        tent.do(lambda floor: duty.change_therapist(floor, mia.id, {"is_listed": False}))
    tent.act(visit, Action.RELEASE)
    gone = tent.do(lambda floor: duty.change_therapist(floor, mia.id, {"is_listed": False}))
    assert gone.status is T.OFF
    with tent.store.read(tent.slug) as reading:
        assert reading.therapists() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"skills": frozenset({"yoga"})}, "skills"),
        ({"shift_start": NOW, "shift_end": NOW}, "shift_end"),
        ({"breaks": (Pause(NOW, NOW),)}, "breaks"),
    ],
)
def test_a_wrong_line_of_the_roster_is_named(tent: Tent, values: dict[str, object], field: str) -> None:
    before = tent.state()
    with pytest.raises(Invalid) as refusal:
        tent.therapist(**({"name": "Mia"} | values), ready=False)  # type: ignore[arg-type]
    assert set(refusal.value.fields) == {field}
    assert tent.state() == before


def test_every_change_is_announced_once_in_order(tent: Tent) -> None:
    mia = tent.therapist()
    tent.register()
    tent.next(mia)
    announced = [entry for news in tent.heard.news for entry in news.entries]
    assert announced == tent.journal()
    assert [each.seq for each in announced] == list(range(1, len(announced) + 1))


def test_a_refusal_is_not_announced(tent: Tent) -> None:
    visit = tent.register()
    heard = len(tent.heard.news)
    with pytest.raises(ActionRefused):
        tent.act(visit, Action.START, ORGANISER)
    assert len(tent.heard.news) == heard
