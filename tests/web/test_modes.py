"""Busy mode, rounds and last call, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.services import modes
from eventdesk.services.actors import TIMER
from tests.builders import NOW
from tests.web.tent import CONSENT, z

if TYPE_CHECKING:
    from tests.web.tent import Tent

WISH = {"treatment": "post_event"}


def test_busy_mode_is_switched_on_and_off_and_shown_everywhere(tent: Tent) -> None:
    waiting = tent.has_visit(minutes=25)
    assert (waiting["minutes"], waiting["full_minutes"]) == (25, None)
    event = tent.organiser.told("POST", "busy", {"on": True})
    assert event["is_busy"] is True
    assert [each["busy_minutes"] for each in event["treatments"]] == [None, 12]
    assert event == tent.organiser.told("GET", "event")
    shown = tent.organiser.told("GET", f"visits/{waiting['id']}")
    assert (shown["minutes"], shown["full_minutes"]) == (12, 25)
    public = tent.stranger.told("GET", "board")["event"]
    assert (public["is_busy"], public["treatments"][1]["busy_minutes"]) == (True, 12)
    assert tent.kiosk.told("POST", "quotes", WISH)["minutes"] == 12
    joined = tent.kiosk.told("POST", "visits", WISH | {"first_name": "Bea", "minutes": 20, "consent": CONSENT}, 201)
    assert joined["minutes"] == 12
    assert tent.organiser.told("POST", "busy", {"on": False})["is_busy"] is False
    assert tent.visit(waiting["id"]).minutes == 25
    assert tent.visit(joined["id"]).minutes == 20


def test_rounds_are_set_and_shown_everywhere(tent: Tent) -> None:
    tent.clock.advance(1)
    event = tent.organiser.told("POST", "cycle", {"minutes": 15})
    assert (event["cycle_minutes"], event["cycle_hands_on_minutes"]) == (15, 12)
    assert event["next_cycle_at"] == z(NOW + timedelta(minutes=5))
    tent.clock.advance(8)
    public = tent.stranger.told("GET", "board")["event"]
    assert (public["cycle_minutes"], public["next_cycle_at"]) == (15, z(NOW + timedelta(minutes=20)))
    mia = tent.has_ready()
    tent.has_visit()
    asked = tent.therapist(mia["id"]).told("POST", f"therapists/{mia['id']}/next", {})
    assert asked == {"visit": None, "reason": "The next round has not begun yet."}
    now = tent.therapist(mia["id"]).told("GET", f"therapists/{mia['id']}/now")
    assert now["next_hint"] == now["therapist"]["why_idle"] == "The next round has not begun yet."
    ended = tent.organiser.told("POST", "cycle", {"minutes": 0})
    assert (ended["cycle_minutes"], ended["next_cycle_at"]) == (0, None)
    assert tent.visit(1).status == "called"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("busy", {}, "on"),
        ("busy", {"on": "yes"}, "on"),
        ("busy", {"on": None}, "on"),
        ("busy", {"on": True, "minutes": 12}, "minutes"),
        ("cycle", {}, "minutes"),
        ("cycle", {"minutes": 9}, "minutes"),
        ("cycle", {"minutes": 61}, "minutes"),
        ("cycle", {"minutes": 12.5}, "minutes"),
        ("cycle", {"minutes": -15}, "minutes"),
    ],
)
def test_a_wrong_wish_is_named_and_nothing_changes(tent: Tent, path: str, body: dict[str, Any], field: str) -> None:
    tent.has_visit()
    before = tent.seq, tent.organiser.told("GET", "event")
    assert field in tent.organiser.told("POST", path, body, 422)["errors"]
    assert (tent.seq, tent.organiser.told("GET", "event")) == before


def test_busy_mode_needs_a_busy_length(tent: Tent) -> None:
    treatments = [{"code": "pre_event"}, {"code": "post_event", "busy_minutes": None}]
    changed = tent.organiser.told("PATCH", "event", {"treatments": treatments})
    assert changed["treatments"][1]["busy_minutes"] is None
    before = tent.seq
    assert "on" in tent.organiser.told("POST", "busy", {"on": True}, 422)["errors"]
    assert tent.seq == before


@pytest.mark.parametrize(("path", "body"), [("busy", {"on": True}), ("cycle", {"minutes": 20})])
def test_the_same_key_does_it_once_and_the_same_wish_changes_nothing_more(
    tent: Tent, path: str, body: dict[str, Any]
) -> None:
    tent.has_visit()
    first = tent.organiser.post(path, body, headers={"Idempotency-Key": "k-1"})
    before = tent.seq
    again = tent.organiser.post(path, body, headers={"Idempotency-Key": "k-1"})
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    other = {"on": False} if path == "busy" else {"minutes": 15}
    refused = tent.organiser.post(path, other, headers={"Idempotency-Key": "k-1"})
    assert (refused.status_code, refused.json["code"]) == (422, "key_reused")
    assert tent.organiser.told("POST", path, body) == first.json
    assert tent.seq == before


def test_a_list_that_closed_itself_says_who_is_the_last_and_is_opened_by_hand(tent: Tent) -> None:
    settings = {"last_call": True, "closes_at": z(NOW + timedelta(hours=3)), "busy_limit_minutes": 20}
    changed = tent.organiser.told("PATCH", "event", settings)
    assert (changed["last_call"], changed["busy_limit_minutes"], changed["last_ticket"]) == (True, 20, "")
    tent.app.desk.perform("spring", TIMER, lambda floor: modes.close_by_capacity(floor, "A38"))
    public = tent.stranger.told("GET", "board")["event"]
    assert (public["is_open"], public["last_ticket"]) == (False, "A38")
    assert public["closed_reason"] == "The list is full for today. The last one who will be served is A38."
    body = WISH | {"first_name": "Bea", "consent": CONSENT}
    before = tent.seq
    refused = tent.kiosk.told("POST", "visits", body, 409)
    assert (refused["code"], refused["detail"]) == ("list_closed", public["closed_reason"])
    assert tent.seq == before
    opened = tent.organiser.told("POST", "open")
    assert (opened["is_open"], opened["last_ticket"], opened["last_call"]) == (True, "", False)
    tent.kiosk.told("POST", "visits", body, 201)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"busy_limit_minutes": 4}, "busy_limit_minutes"),
        ({"last_call": "yes"}, "last_call"),
        ({"is_busy": True}, "is_busy"),
        ({"cycle_minutes": 15}, "cycle_minutes"),
        ({"last_ticket": "A1"}, "last_ticket"),
        ({"treatments": [{"code": "pre_event"}, {"code": "post_event", "busy_minutes": 21}]}, "treatments"),
        ({"treatments": [{"code": "pre_event"}, {"code": "post_event", "busy_minutes": 4}]}, "treatments"),
    ],
)
def test_settings_that_make_no_sense_are_named(tent: Tent, body: dict[str, Any], field: str) -> None:
    before = tent.organiser.told("GET", "event")
    assert field in tent.organiser.told("PATCH", "event", body, 422)["errors"]
    assert tent.organiser.told("GET", "event") == before


def line_of(tent: Tent, count: int) -> None:
    tent.has_ready()
    for _ in range(count):
        tent.has_visit()
    # The forecast follows what happens, at most once a second.
    tent.clock.advance(1)


def test_what_busy_mode_would_do_can_be_seen_before(tent: Tent) -> None:
    line_of(tent, 5)
    before = tent.seq
    seen = tent.organiser.told("GET", "busy")
    assert seen["is_on"] is False
    assert seen["treatments"] == [
        {"code": "post_event", "name": "After the race", "minutes": 20, "busy_minutes": 12},
    ]
    assert seen["busy"]["wait_minutes"] < seen["usual"]["wait_minutes"]
    assert seen["busy"]["last_ends_at"] < seen["usual"]["last_ends_at"]
    assert tent.seq == before
    tent.organiser.told("POST", "busy", {"on": True})
    tent.clock.advance(1)
    assert tent.organiser.told("GET", "busy")["is_on"] is True


def test_what_rounds_would_do_can_be_seen_before(tent: Tent) -> None:
    line_of(tent, 5)
    before = tent.seq
    seen = tent.organiser.told("GET", "cycle?minutes=15")
    assert seen["cycle_minutes"] == 15
    for outcome in (seen["usual"], seen["cycle"]):
        assert 0 < outcome["mean_wait_minutes"] <= outcome["longest_wait_minutes"]
        assert outcome["last_ends_at"] > z(NOW)
    for wrong in ("cycle", "cycle?minutes=0", "cycle?minutes=9", "cycle?minutes=61", "cycle?minutes=soon"):
        assert "minutes" in tent.organiser.told("GET", wrong, status=422)["errors"]
    assert tent.seq == before


def test_with_nobody_there_nobody_can_tell(tent: Tent) -> None:
    nothing = {"wait_minutes": None, "last_ends_at": None}
    seen = tent.organiser.told("GET", "busy")
    assert (seen["usual"], seen["busy"]) == (nothing, nothing)
    nothing = {"mean_wait_minutes": None, "longest_wait_minutes": None, "last_ends_at": None}
    seen = tent.organiser.told("GET", "cycle?minutes=15")
    assert (seen["usual"], seen["cycle"]) == (nothing, nothing)
