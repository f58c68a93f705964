"""Who gets to see what: health data, names and links only where they belong, and a trace of each reading."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.tent import CONSENT

if TYPE_CHECKING:
    from tests.web.tent import Tent

HEALTH: dict[str, Any] = {
    "screening": {"blood_thinners": True},
    "focus": ["left_calf"],
    "avoid": ["right_knee"],
    "note": "Sore since Tuesday.",
    "guardian": "Paula Berg",
}
TOLD = ("Blood thinners", "blood_thinners", "left_calf", "right_knee", "Sore since", "Paula Berg")


def readings(tent: Tent) -> list[tuple[str, str]]:
    entries = tent.organiser.told("GET", "journal?limit=1000")["entries"]
    return [(each["actor"], each["subject"]) for each in entries if each["action"] == "health-read"]


def has_nothing_of_health(text: str) -> bool:
    return not any(each in text for each in (*TOLD, '"health"'))


def test_the_organiser_and_the_assigned_therapist_see_the_health_part(tent: Tent) -> None:
    mia = tent.has_ready("Mia")
    tom = tent.has_therapist("Tom")
    visit = tent.has_visit(**HEALTH)
    path = f"visits/{visit['id']}"
    for caller in (tent.organiser, tent.therapist(mia["id"])):
        health = caller.told("GET", path)["health"]
        assert health["focus"] == ["left_calf"]
        assert health["avoid"] == ["right_knee"]
        assert health["note"] == "Sore since Tuesday."
        assert health["guardian"] == "Paula Berg"
        assert health["cautions"] == ["Blood thinners: light pressure only."]
        assert [each["key"] for each in health["answers"]] == ["blood_thinners"]
    seen = tent.therapist(tom["id"]).get(path)
    assert seen.status_code == 200
    assert has_nothing_of_health(seen.text)


def test_the_therapists_own_taps_bring_the_health_part(tent: Tent) -> None:
    tent.on_request()
    mia = tent.has_ready()
    visit = tent.has_visit(**HEALTH)
    caller = tent.therapist(mia["id"])
    assert "health" in caller.told("POST", f"therapists/{mia['id']}/next", {})["visit"]
    assert "health" in caller.told("GET", f"therapists/{mia['id']}/now")["visit"]
    assert "health" in caller.told("POST", f"visits/{visit['id']}/start", {})
    assert readings(tent) == [(f"therapist:{mia['id']}", "visit:1")]


def test_after_passing_the_runner_on_it_is_the_colleague_who_sees_it(tent: Tent) -> None:
    tent.on_request()
    mia, tom = tent.has_ready("Mia"), tent.has_ready("Tom")
    visit = tent.has_visit(**HEALTH)
    tent.therapist(mia["id"]).told("POST", f"visits/{visit['id']}/call", {})
    passed = tent.therapist(mia["id"]).post(f"visits/{visit['id']}/transfer", {"therapist_id": tom["id"]})
    assert passed.status_code == 200
    assert has_nothing_of_health(passed.text)
    assert "health" in tent.therapist(tom["id"]).told("GET", f"visits/{visit['id']}")
    assert "health" not in tent.therapist(mia["id"]).told("GET", f"visits/{visit['id']}")


def test_a_phone_number_is_for_the_organiser_who_asks_for_one_visit(tent: Tent) -> None:
    tent.on_request()
    mia = tent.has_ready()
    number = "+44 7700 900123"
    visit = tent.has_visit(phone=number)
    own = tent.therapist(mia["id"])
    assert own.told("POST", f"visits/{visit['id']}/call")["status"] == "called"
    assert tent.organiser.told("GET", f"visits/{visit['id']}")["phone"] == number
    for caller in (own, tent.organiser):
        assert number not in caller.get("visits").text
        assert number not in caller.get("therapists").text
    assert number not in own.get(f"visits/{visit['id']}").text
    assert number not in own.get(f"therapists/{mia['id']}/now").text
    assert number not in tent.organiser.post(f"visits/{visit['id']}/start").text
    assert readings(tent) == []


def test_a_reading_is_journaled_once_a_minute_for_each_reader(tent: Tent) -> None:
    mia = tent.has_ready()
    visit = tent.has_visit(**HEALTH)
    organiser = ("organiser", f"visit:{visit['id']}")
    path = f"visits/{visit['id']}"
    assert readings(tent) == []
    for _ in range(3):
        tent.organiser.told("GET", path)
    assert readings(tent) == [organiser]
    tent.therapist(mia["id"]).told("GET", path)
    assert readings(tent) == [organiser, (f"therapist:{mia['id']}", f"visit:{visit['id']}")]
    tent.clock.advance(1)
    tent.organiser.told("GET", path)
    assert readings(tent)[2:] == [organiser]


def test_where_nothing_was_told_there_is_nothing_to_journal(tent: Tent) -> None:
    visit = tent.has_visit()
    tent.organiser.told("GET", f"visits/{visit['id']}")
    assert readings(tent) == []


def test_without_consent_nothing_of_health_is_kept(tent: Tent) -> None:
    visit = tent.has_visit(**HEALTH | {"consent": {"treatment": True, "health_data": False}, "guardian": ""})
    assert visit["status"] == "held"
    seen = tent.organiser.get(f"visits/{visit['id']}").text
    assert not any(each in seen for each in TOLD)


def everything_public(tent: Tent, visit: Any) -> dict[str, str]:
    token = visit["link"].removeprefix("/t/")
    stranger, kiosk = tent.stranger, tent.kiosk
    return {
        "board": stranger.get("board").text,
        "names": stranger.get("sign-in-names").text,
        "ticket": stranger.get(f"/api/v1/tickets/{token}").text,
        "board page": stranger.get("/e/spring/board").text,
        "ticket page": stranger.get(f"/t/{token}").text,
        "home": stranger.get("/").text,
        "kiosk duplicate": kiosk.post(
            "visits", {"bib": "4711", "first_name": "Eve", "treatment": "post_event", "consent": CONSENT}
        ).text,
        "kiosk quote": kiosk.post("quotes", {"bib": "4711", "treatment": "post_event"}).text,
        "kiosk therapists": kiosk.get("therapists").text,
    }


@pytest.mark.parametrize("state", ["waiting", "called", "held"])
def test_nothing_public_carries_health_data_or_a_surname(tent: Tent, state: str) -> None:
    if state == "called":
        tent.has_ready()
    more = {"screening": {"past_clot": True}} if state == "held" else {}
    visit = tent.has_visit("Anna", last_name="Secretname", bib="4711", phone="+43 660 1", **HEALTH | more)
    assert visit["status"] == state
    for place, text in everything_public(tent, visit).items():
        assert has_nothing_of_health(text), place
        for private in ("Secretname", "+43 660 1", "held"):
            assert private not in text, place


def test_the_kiosks_answer_is_for_the_runner_who_stands_there(tent: Tent) -> None:
    body = {"first_name": "Anna", "last_name": "Secretname", "treatment": "post_event", "consent": CONSENT} | HEALTH
    joined = tent.kiosk.post("visits", body)
    assert joined.status_code == 201
    assert has_nothing_of_health(joined.text)
    assert "Secretname" not in joined.text
    assert "Anna" not in joined.text


def test_the_staff_lists_carry_no_health_data(tent: Tent) -> None:
    mia = tent.has_therapist()
    tent.has_visit("Anna", **HEALTH)
    for caller in (tent.organiser, tent.therapist(mia["id"])):
        assert has_nothing_of_health(caller.get("visits").text)
    for path in ("journal", "stats"):
        assert has_nothing_of_health(tent.organiser.get(path).text)
    assert has_nothing_of_health(tent.organiser.post("search", {"q": "Anna"}).text)
    desk = tent.organisers_browser().get("/e/spring/desk")
    assert desk.status_code == 200
    assert has_nothing_of_health(desk.text)


def test_the_journal_carries_no_phone_number_and_no_link(tent: Tent) -> None:
    visit = tent.has_visit("Anna", phone="+43 660 1")
    tent.organiser.told("PATCH", f"visits/{visit['id']}", {"first_name": "Hanna", "phone": "+43 660 2"})
    journal = tent.organiser.get("journal").text
    for private in ("+43", visit["link"].removeprefix("/t/")):
        assert private not in journal


def test_a_whole_day_leaves_no_personal_word_in_the_log(tent: Tent, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        mia = tent.has_ready()
        visit = tent.has_visit("Xanthippe", last_name="Secretname", bib="4711", **HEALTH)
        tent.therapist(mia["id"]).told("POST", f"visits/{visit['id']}/start", {})
        tent.organiser.post("search", {"q": "Xanthippe"})
        tent.organiser.post("visits", {"first_name": "Xanthippe"})
        tent.stranger.get(visit["link"])
    for private in ("Xanthippe", "Secretname", "4711", *TOLD, visit["link"].removeprefix("/t/")):
        assert private not in caplog.text


def test_a_kiosk_finds_names_by_three_letters_and_few_of_them(tent: Tent) -> None:
    lines = "Bib,First name,Last name\n" + "".join(f"{bib},Anna,Berg{bib}\n" for bib in range(1, 21))
    tent.organiser.call("POST", "start-list", data={"file": (BytesIO(lines.encode()), "list.csv")})
    for short in ("", "a", "an", " an "):
        assert tent.kiosk.told("POST", "start-list/search", {"name": short}) == {"entrants": []}
    assert len(tent.kiosk.told("POST", "start-list/search", {"name": "ann"})["entrants"]) == 8
    assert len(tent.organiser.told("POST", "start-list/search", {"name": "a"})["entrants"]) == 8


def test_ticket_links_cannot_be_tried_out(tent: Tent) -> None:
    visit = tent.has_visit()
    token = visit["link"].removeprefix("/t/")
    stranger = tent.stranger
    statuses = [stranger.get(f"/api/v1/tickets/guess-number-{guess}").status_code for guess in range(31)]
    assert statuses == [404] * 30 + [429]
    refused = stranger.get(f"/t/{token}")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    # Somebody else's phone still gets in, as often as it likes.
    for _ in range(40):
        fine = stranger.get(f"/api/v1/tickets/{token}", environ_overrides={"REMOTE_ADDR": "192.168.1.5"})
        assert fine.status_code == 200
