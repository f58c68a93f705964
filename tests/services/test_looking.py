"""Looking: snapshots, forecasts, and the patches a screen catches up with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from eventdesk.domain.errors import NoSuchVisit
from eventdesk.domain.event import Gender, Mode
from eventdesk.domain.reasons import Reasons
from eventdesk.domain.visit import Action
from eventdesk.services import events, forecasting, stats
from eventdesk.services.looking import BOARD, CATCH_UP_AT_MOST, STAFF
from tests.builders import NOW
from tests.services.tent import CONSENTS, Tent, as_therapist

Json = dict[str, Any]


@pytest.fixture
def tent() -> Tent:
    return Tent()


def test_the_board_shows_everybody_where_they_are(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia Berg", couch="1"), tent.therapist("Tom Lind", couch="2")
    on_couch, called, waiting, away = (tent.register() for _ in range(4))
    tent.next(mia)
    tent.act(on_couch, Action.START, as_therapist(mia))
    tent.next(tom)
    tent.act(away, Action.STEP_AWAY)
    tent.register(told=replace(CONSENTS, screening={"fever": True}))
    board = tent.looker.board(tent.slug)
    for name, visit in (("treating", on_couch), ("called", called), ("waiting", waiting), ("away", away)):
        assert [each["id"] for each in board[name]] == [visit.id], name
    assert board["counts"] == {"waiting": 1, "called": 1, "treating": 1, "away": 1, "done": 0}
    assert [each["visit_id"] for each in board["therapists"]] == [on_couch.id, called.id]
    assert board["seq"] == len(tent.journal())
    assert set(board["forecast"]["visits"]) == {str(waiting.id)}
    assert board["forecast"]["walk_up"]["post_event"]["wait_minutes"] > 0


def test_in_public_the_number_done_does_not_tell_who_was_sent_elsewhere(tent: Tent) -> None:
    for action in (Action.REFER, Action.DECLINE, Action.WITHDRAW):
        tent.act(tent.register(), action)
    held = tent.register(told=replace(CONSENTS, screening={"fever": True}))
    tent.act(held, Action.DECLINE)
    assert tent.looker.board(tent.slug)["counts"]["done"] == 0
    mia = tent.therapist()
    tent.register()
    called, _ = tent.next(mia)
    assert called is not None
    tent.act(called, Action.REFER)
    assert tent.looker.board(tent.slug)["counts"]["done"] == 1


def test_staff_see_who_needs_a_decision_and_why_somebody_is_passed_over(tent: Tent) -> None:
    tent.therapist("Tom Lind", gender=Gender.MAN)
    held = tent.register(told=replace(CONSENTS, screening={"fever": True}))
    waits = tent.register(therapist_gender=Gender.WOMAN)
    gone = tent.act(tent.register(), Action.WITHDRAW)
    staff = tent.looker.staff(tent.slug)
    assert [each["id"] for each in staff["held"]] == [held.id]
    assert staff["held"][0]["advice"] == "decline"
    assert staff["passed_over"] == {str(waits.id): "Waits for a woman."}
    assert staff["therapists"][0]["why_idle"] == "Those waiting wish for somebody else."
    assert [each["id"] for each in staff["ended"]] == [gone.id]
    assert staff["waiting"][0]["position"] == 1
    assert staff["counts"]["left"] == 1


def test_a_snapshot_is_made_once_until_something_changes(tent: Tent) -> None:
    first = tent.looker.snapshot_json(tent.slug, BOARD)
    assert tent.looker.snapshot_json(tent.slug, BOARD) is first
    tent.register()
    changed = tent.looker.snapshot_json(tent.slug, BOARD)
    assert changed is not first
    tent.clock.advance(1)
    assert tent.looker.snapshot_json(tent.slug, BOARD) != changed


def test_a_forecast_is_run_again_when_something_changes_or_after_a_while(tent: Tent) -> None:
    first = tent.looker.forecast(tent.slug)
    assert tent.looker.forecast(tent.slug) is first
    tent.clock.advance(1)
    assert tent.looker.forecast(tent.slug) is not first
    assert tent.looker.walk_up(tent.slug) == {"pre_event": None, "post_event": None}


def test_the_reasons_are_as_fresh_as_the_forecast_and_found_once(tent: Tent) -> None:
    tom = tent.therapist("Tom Lind", gender=Gender.MAN)
    waits = tent.register(therapist_gender=Gender.WOMAN)
    first = tent.looker.reasons(tent.slug)
    assert first.passed_over == {str(waits.id): "Waits for a woman."}
    assert first.why_idle == {str(tom.id): "Those waiting wish for somebody else."}
    assert tent.looker.reasons(tent.slug) is first
    tent.act(waits, Action.WITHDRAW)
    tent.clock.advance(minutes=1 / 60)
    assert tent.looker.reasons(tent.slug) == Reasons()
    later = tent.register(not_before=NOW + timedelta(minutes=30))
    tent.clock.advance(minutes=1 / 60)
    assert tent.looker.reasons(tent.slug).passed_over == {str(later.id): "Asked to come later."}
    tent.clock.advance(31)
    assert tent.looker.reasons(tent.slug).passed_over == {}


def test_who_will_miss_the_start_is_flagged_before_it_is_too_late(tent: Tent) -> None:
    mia = tent.therapist()
    first = tent.register(minutes=30)
    tent.next(mia)
    tent.act(first, Action.START)
    soon = tent.register(treatment="pre_event", start_at=NOW + timedelta(minutes=45))
    assert "will_miss_start" in tent.looker.staff(tent.slug)["waiting"][0]["flags"]
    assert "will_miss_start" in tent.looker.visit(tent.slug, soon.id)["flags"]


def test_who_came_after_the_last_run_is_given_a_place_in_it_one_after_the_other(
    tent: Tent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers to commands never run the forecast: they are rendered inside the transaction."""
    tent.therapist()
    tent.register()
    first = tent.looker.forecast(tent.slug)
    walk = timedelta(minutes=first.known.learned.walk_minutes)
    monkeypatch.setattr(forecasting, "work_out", lambda *_: pytest.fail("no run for an answer"))
    newcomers = [tent.register(), tent.register()]
    found = []
    for visit in newcomers:
        with tent.store.read(tent.slug) as reading:
            found.append(tent.looker.place_and_start(reading, visit))
    assert [place for place, _ in found] == [2, 3]
    waits = [(window.at - NOW - walk).total_seconds() / 60 for _, window in found if window]
    assert 20 < waits[0] < 26
    assert 20 < waits[1] - waits[0] < 28
    with tent.store.read(tent.slug) as reading:
        assert tent.looker.place_and_start(reading, newcomers[1]) == found[1]
    tent.act(newcomers[1], Action.WITHDRAW)
    with tent.store.read(tent.slug) as reading:
        assert tent.looker.place_and_start(reading, tent.visit(newcomers[1])) == (None, None)


def test_with_nobody_on_duty_there_is_no_start_and_the_first_who_comes_changes_that_at_once(tent: Tent) -> None:
    nobody = tent.register()
    with tent.store.read(tent.slug) as reading:
        assert tent.looker.place_and_start(reading, nobody) == (1, None)
    assert tent.looker.forecast(tent.slug).starts == {}
    tent.therapist()
    assert set(tent.looker.forecast(tent.slug).starts) == {nobody.id}


def test_a_page_of_visits_finds_its_places_in_one_walk_of_the_line(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> None:
    tent.therapist()
    gone = tent.act(tent.register(), Action.WITHDRAW)
    line = [tent.register() for _ in range(5)]
    tent.looker.forecast(tent.slug)
    page = [line[4], gone, line[0]]
    with tent.store.read(tent.slug) as reading:
        one_by_one = [tent.looker.staff_view(reading, each, NOW) for each in page]
        monkeypatch.setattr(type(reading), "place", lambda *_: pytest.fail("one walk is enough"))
        assert tent.looker.staff_views(reading, page, NOW) == one_by_one
        assert [each["position"] for each in one_by_one] == [5, None, 1]
        monkeypatch.setattr(type(reading), "waiting_ids", lambda *_: pytest.fail("nobody on this page waits"))
        assert [each["position"] for each in tent.looker.staff_views(reading, [gone], NOW)] == [None]


def test_places_are_by_id(tent: Tent) -> None:
    first, second = tent.register(), tent.register()
    assert tent.looker.places(tent.slug) == {first.id: 1, second.id: 2}


def test_the_ticket_page_has_the_runners_own_view(tent: Tent) -> None:
    tent.therapist()
    visit = tent.register(first_name="Anna")
    page = tent.looker.ticket(tent.slug, visit.token)
    assert page["visit"]["first_name"] == "Anna"
    assert page["visit"]["position"] == 1
    assert page["visit"]["expected_start"] is not None
    with pytest.raises(NoSuchVisit):
        tent.looker.ticket(tent.slug, "no-such-link")


def replay(board: Json, patches: list[Json]) -> dict[int, str]:
    """What a board shows after applying patches to a snapshot."""
    shown = {each["id"]: each["status"] for name in ("called", "treating", "waiting", "away") for each in board[name]}
    seq = board["seq"]
    for patch in patches:
        assert patch["seq"] == seq + 1
        seq = patch["seq"]
        for change in patch["changes"]:
            if "visit" in change:
                shown[change["visit"]["id"]] = change["visit"]["status"]
    return {visit_id: status for visit_id, status in shown.items() if status != "done"}


@pytest.mark.parametrize("audience", [BOARD, STAFF])
def test_patches_bring_an_old_snapshot_up_to_date(tent: Tent, audience: str) -> None:
    snapshot = {BOARD: tent.looker.board, STAFF: tent.looker.staff}[audience]
    mia = tent.therapist()
    tent.register()
    before = snapshot(tent.slug)
    second = tent.register()
    tent.next(mia)
    tent.act(second, Action.STEP_AWAY)
    tent.do(partial(events.announce, text="Ice"))
    caught_up = tent.looker.patches(tent.slug, audience, before["seq"])
    assert caught_up is not None
    live = [patch for news in tent.heard.news for patch in tent.looker.changes(audience, news)]
    tent.clock.advance(1)
    for patches in (caught_up, live[before["seq"] :]):
        assert replay(before, patches) == replay(snapshot(tent.slug), [])
    assert caught_up[-1]["changes"][0]["event"]["announcement"]["text"] == "Ice"


def test_a_patch_that_is_not_for_a_room_is_empty_not_left_out(tent: Tent) -> None:
    held = tent.register(told=replace(CONSENTS, screening={"fever": True}))
    other = tent.register()
    assert [each["changes"] for each in tent.looker.changes(BOARD, tent.heard.news[0])] == [[]]
    news = tent.heard.news[1]
    assert tent.looker.ticket_changes(held.id, news)[0]["changes"] == []
    assert tent.looker.ticket_changes(other.id, news)[0]["changes"][0]["visit"]["ticket"] == other.ticket
    caught_up = tent.looker.patches(tent.slug, "visit", 0, visit_id=other.id)
    assert caught_up is not None
    assert [len(each["changes"]) for each in caught_up] == [0, 1]


def test_a_ticket_hears_what_is_announced(tent: Tent) -> None:
    mine = tent.register()
    tent.do(partial(events.announce, text="Ice"))
    caught_up = tent.looker.patches(tent.slug, "visit", 0, visit_id=mine.id)
    assert caught_up is not None
    for patch in (caught_up[-1], *tent.looker.ticket_changes(mine.id, tent.heard.news[-1])):
        assert [each["event"]["announcement"]["text"] for each in patch["changes"]] == ["Ice"]


def test_a_large_gap_or_a_wrong_one_is_answered_with_a_snapshot(tent: Tent) -> None:
    tent.register()
    assert tent.looker.patches(tent.slug, BOARD, 99) is None
    assert tent.looker.patches(tent.slug, BOARD, -1) is None
    visit = tent.register()
    for _ in range(CATCH_UP_AT_MOST // 2 + 1):
        tent.act(visit, Action.STEP_AWAY)
        tent.act(visit, Action.RETURN)
    assert tent.looker.patches(tent.slug, BOARD, 0) is None
    assert tent.looker.patches(tent.slug, BOARD, tent.state()[1]) == []


def test_an_entry_without_a_subject_to_show_is_an_empty_patch(tent: Tent) -> None:
    visit = tent.register()
    tent.do(lambda floor: floor.note(f"visit:{visit.id}", "health-read", {}))
    assert tent.looker.changes(BOARD, tent.heard.news[-1])[0]["changes"] == []


def test_health_is_read_with_its_words(tent: Tent) -> None:
    visit = tent.register(told=replace(CONSENTS, screening={"painkillers": True}, avoid=("left_knee",)))
    with tent.store.read(tent.slug) as reading:
        health = tent.looker.with_health(reading, visit)
    assert health["avoid"] == ["left_knee"]
    assert health["answers"][0]["outcome"] == "note"


def test_the_day_in_figures() -> None:
    tent = Tent(mode=Mode.AUTO, turnover_minutes=0)
    mia = tent.therapist("Mia Berg")
    runners = [tent.register(), tent.register(), tent.register(treatment="pre_event", wave=1)]
    for _ in range(3):
        therapist = tent.of(mia)
        assert therapist.visit_id is not None
        tent.clock.advance(1)
        tent.act(therapist.visit_id, Action.START)
        tent.clock.advance(10)
        tent.act(therapist.visit_id, Action.FINISH)
    tent.act(tent.act(tent.register(), Action.MISS), Action.WITHDRAW)
    tent.act(tent.register(), Action.REFER)
    with tent.store.read(tent.slug) as reading:
        figures = stats.day(reading)
    assert figures["treated"] == 3
    assert figures["registered"] == len(runners) + 2
    assert figures["referred"] == "fewer than 5"
    assert figures["declined"] == 0
    assert figures["no_shows"] == 1
    assert figures["wait_minutes"] == {"count": 3, "mean": 12.0, "median": 12.0, "p95": 23.0, "longest": 23.0}
    assert figures["wait_minutes_by_treatment"]["pre_event"]["count"] == 1
    assert figures["before_start"] == {"treated": 1, "in_time": 1}
    assert figures["therapists"] == [{"id": mia.id, "name": "Mia Berg", "treated": 3, "hands_on_minutes": 30}]
    assert sum(figures["by_hour"].values()) == 3


def test_the_figures_of_an_empty_day(tent: Tent) -> None:
    with tent.store.read(tent.slug) as reading:
        figures = stats.day(reading)
    assert figures["wait_minutes"]["mean"] is None
    assert figures["treated"] == 0


def test_the_staff_view_within_a_look(tent: Tent) -> None:
    tent.therapist()
    visit = tent.register()
    tent.looker.forecast(tent.slug)
    with tent.store.read(tent.slug) as reading:
        inside = tent.looker.staff_view(reading, visit, NOW)
    assert inside == tent.looker.visit(tent.slug, visit.id)
