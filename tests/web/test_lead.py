"""A line lead runs the line, and is told nothing of anybody's health."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.tent import CONSENT

if TYPE_CHECKING:
    from tests.web.tent import Caller, Tent


@pytest.fixture
def lead(tent: Tent) -> Caller:
    tent.on_request()
    return tent.with_token("lead")


def held(tent: Tent) -> Any:
    asked = [each for each in tent.organiser.told("GET", "event")["screening"] if each["outcome"] == "refer"]
    return tent.has_visit("Sara", screening={asked[0]["key"]: True}, note="SECRETNOTE")


def test_a_lead_runs_the_line(tent: Tent, lead: Caller) -> None:
    mia, tom = tent.has_ready(), tent.has_ready("Tom")
    body = {"first_name": "Anna", "treatment": "post_event", "consent": CONSENT}
    anna = lead.told("POST", "visits", body, 201)
    ben = lead.told("POST", "visits", body | {"first_name": "Ben"}, 201)
    assert anna["link"].startswith("/t/")
    moved = lead.told("POST", f"visits/{ben['id']}/move", {"before": anna["id"], "reason": "Guide runner"})
    assert (moved["position"], moved["reason"]) == (1, "Guide runner")
    assert lead.told("POST", f"visits/{ben['id']}/call", {"therapist_id": mia["id"]})["status"] == "called"
    assert lead.told("POST", f"visits/{ben['id']}/recall")["calls"] == 2
    assert lead.told("POST", f"visits/{ben['id']}/transfer", {"therapist_id": tom["id"]})["therapist_id"] == tom["id"]
    assert lead.told("POST", f"visits/{ben['id']}/release")["status"] == "waiting"
    assert lead.told("POST", f"visits/{anna['id']}/step-away", {"minutes": 10})["status"] == "away"
    assert lead.told("POST", f"visits/{anna['id']}/return")["status"] == "waiting"
    assert lead.told("POST", f"visits/{anna['id']}/withdraw")["status"] == "left"
    assert lead.told("POST", "undo", {"visit_id": anna["id"]})["visit"]["status"] == "waiting"
    assert lead.told("POST", "search", {"q": "Anna"})["visits"][0]["id"] == anna["id"]
    actors = {each["actor"] for each in tent.organiser.told("GET", "journal?limit=200")["entries"]}
    assert "lead" in actors


def test_a_lead_sends_somebody_to_medical_with_a_name_on_it(tent: Tent, lead: Caller) -> None:
    visit = held(tent)
    told = lead.told("POST", f"visits/{visit['id']}/refer", {"reason": "SECRETWHY", "by": "Kim"})
    assert (told["status"], told["decided_by"], told["reason"], told["referred_to"]) == ("referred", "Kim", "", "")
    assert tent.visit(visit["id"]).reason == "SECRETWHY"


@pytest.mark.parametrize("action", ["clear", "decline", "start", "finish", "extend", "miss"])
def test_what_is_not_for_a_lead_to_do_changes_nothing(tent: Tent, lead: Caller, action: str) -> None:
    visit = held(tent)
    before = tent.seq
    assert lead.post(f"visits/{visit['id']}/{action}").status_code == 403
    assert tent.seq == before


def test_a_lead_takes_back_only_what_a_lead_did(tent: Tent, lead: Caller) -> None:
    visit = tent.has_visit()
    tent.organiser.told("POST", f"visits/{visit['id']}/withdraw", {})
    before = tent.seq
    assert lead.post("undo", {"visit_id": visit["id"]}).status_code == 403
    assert tent.seq == before


def test_nothing_that_a_lead_is_answered_tells_of_health(tent: Tent, lead: Caller) -> None:
    visit = held(tent)
    tent.has_visit("Bea", bib="77", note="SECRETNOTE")
    tent.organiser.told("POST", f"visits/{visit['id']}/refer", {"reason": "SECRETWHY", "to": "SECRETPLACE"})
    twice = {"bib": "77", "first_name": "Bea", "treatment": "post_event", "consent": CONSENT}
    answers = [
        lead.told("GET", "visits"),
        lead.told("GET", f"visits/{visit['id']}"),
        lead.told("POST", "search", {"q": "Sara"}),
        lead.told("POST", "visits", twice, 409),
        lead.get("/e/spring/desk").get_data(as_text=True),
    ]
    for answer in answers:
        text = json.dumps(answer)
        assert "SECRET" not in text
        assert '"has_notes": true' not in text.replace('\\"', '"').replace(":true", ": true")
    assert not [each for each in tent.organiser.told("GET", "journal")["entries"] if each["action"] == "health-read"]


@pytest.mark.parametrize("page", ["setup", "staffing", "kiosk", "therapist?id=1"])
def test_the_other_pages_are_closed_to_a_lead(lead: Caller, page: str) -> None:
    answer = lead.get(f"/e/spring/{page}")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")
