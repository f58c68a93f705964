"""Devices: paired as what the organiser says, seen, named, sent away; and until when anybody stays signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.web import secret_words
from tests.builders import NOW
from tests.web.tent import EVENT, PASSPHRASE, Caller, z

if TYPE_CHECKING:
    from tests.web.tent import Tent

SIGN_IN = "/api/v1/sign-in"
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML) Version/17.5 Safari/604.1"


@pytest.fixture(autouse=True)
def _quick_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compares words at once: argon2 is slow by design, and is tried elsewhere."""
    monkeypatch.setattr(secret_words, "hashed", lambda _, word: word)
    monkeypatch.setattr(secret_words, "is_right", lambda _, kept, word: kept == word)


def passes(tent: Tent) -> list[Any]:
    found: list[Any] = tent.organiser.told("GET", "passes")["passes"]
    return found


def actions(tent: Tent) -> list[str]:
    entries = tent.organiser.told("GET", "journal?subject=event&limit=200")["entries"]
    return [each["action"] for each in entries]


def paired(tent: Tent, role: str, **more: Any) -> Caller:
    made = tent.organiser.told("POST", "pairings", {"role": role} | more, 201)
    device = tent.browser()
    device.told("POST", "/api/v1/pair", {"code": made["code"]})
    return device


@pytest.mark.parametrize(("role", "start"), [("kiosk", "kiosk"), ("lead", "desk"), ("board", "board")])
def test_a_device_becomes_what_the_organiser_says(tent: Tent, role: str, start: str) -> None:
    made = tent.organiser.told("POST", "pairings", {"role": role, "name": "North door"}, 201)
    device = tent.browser()
    page = device.get(made["path"])
    assert (page.status_code, "North door" in page.text) == (200, True)
    token = made["path"].removeprefix("/pair/")
    assert device.told("POST", "/api/v1/pair", {"token": token}) == {"next": f"/e/spring/{start}"}
    assert device.told("GET", "/api/v1/me")["role"] == role
    assert device.get(f"/e/spring/{start}").status_code == 200
    assert [(each["role"], each["name"]) for each in passes(tent)[:1]] == [(role, "North door")]
    # The digits and the link are one and the same: used is used.
    assert tent.browser().post("/api/v1/pair", {"code": made["code"]}).status_code == 403
    assert tent.browser().post("/api/v1/pair", {"token": token}).status_code == 403
    assert tent.browser().get(made["path"]).status_code == 404
    assert actions(tent)[-2:] == ["pairing-code", "paired"]


def test_whoever_pairs_may_say_what_the_device_is_called(tent: Tent) -> None:
    made = tent.organiser.told("POST", "pairings", {"role": "board", "name": "TV"}, 201)
    tent.browser().told("POST", "/api/v1/pair", {"code": made["code"], "name": "Big TV"})
    board = passes(tent)[0]
    assert board["name"] == "Big TV"
    named = tent.organiser.told("PATCH", f"passes/{board['id']}", {"name": "TV at the gate"})
    assert (named["id"], named["name"]) == (board["id"], "TV at the gate")
    assert passes(tent)[0]["name"] == "TV at the gate"
    assert actions(tent)[-1] == "device-named"
    before = tent.seq
    own = next(each for each in passes(tent) if each["is_yours"])
    assert tent.organiser.call("PATCH", f"passes/{own['id']}", {"name": "Me"}).status_code == 404
    assert tent.organiser.call("PATCH", f"passes/{board['id']}", {"name": " "}).status_code == 422
    assert tent.seq == before


@pytest.mark.parametrize("body", [{}, {"code": "123456", "token": "x" * 20}, {"code": "12"}])
def test_a_pairing_says_the_digits_or_the_link(tent: Tent, body: dict[str, str]) -> None:
    assert tent.browser().post("/api/v1/pair", body).status_code == 422


def test_a_link_is_signed_so_that_none_can_be_made_up(tent: Tent) -> None:
    mia = tent.has_therapist()
    made = tent.organiser.told("POST", f"therapists/{mia['id']}/sign-in-link", {}, 201)
    token = made["path"].removeprefix("/in/")
    code, expires, signature = token.split(".")
    later = f"{int(expires, 16) + 3600:x}"
    for forged in (f"{code}.{later}.{signature}", f"{code}.{expires}", code, token[:-1], "." * 20):
        assert tent.browser().post("/api/v1/sign-in/link", {"token": forged}).status_code == 403
    # A pairing's link signs nobody in, and a sign-in's link pairs nothing.
    pairing = tent.organiser.told("POST", "pairings", {}, 201)["path"].removeprefix("/pair/")
    assert tent.browser().post("/api/v1/sign-in/link", {"token": pairing}).status_code == 403
    assert tent.browser().post("/api/v1/pair", {"token": token}).status_code == 403
    tent.restart()
    tent.browser().told("POST", "/api/v1/sign-in/link", {"token": token})


def test_a_device_is_seen_with_its_clock_and_what_it_is(tent: Tent) -> None:
    lead = paired(tent, "lead")
    lead.headers["User-Agent"] = IPAD
    ahead = str(int((tent.clock.now() + timedelta(seconds=95)).timestamp() * 1000))
    lead.told("GET", "visits", headers={"EventDesk-Clock": ahead})
    shown = passes(tent)[0]
    assert (shown["last_seen_at"], shown["clock_ahead_seconds"]) == (z(NOW), 95)
    # Not written down anew for each request.
    lead.told("GET", "visits", headers={"EventDesk-Clock": "0"})
    assert passes(tent)[0]["clock_ahead_seconds"] == 95
    tent.clock.advance(1)
    lead.told("GET", "visits", headers={"EventDesk-Clock": str(int(tent.clock.now().timestamp() * 1000) - 500)})
    shown = passes(tent)[0]
    assert (shown["last_seen_at"], shown["clock_ahead_seconds"]) == (z(NOW + timedelta(minutes=1)), 0)
    for nonsense in ("soon", "-5", "9" * 30, "²"):
        assert lead.get("visits", headers={"EventDesk-Clock": nonsense}).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (IPAD, "iPad, Safari"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Windows, Edge"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Android, Chrome"),
        ("curl/8.5", ""),
    ],
)  # fmt: skip
def test_what_kind_of_device_it_is(tent: Tent, agent: str, words: str) -> None:
    mia = tent.has_therapist(pin="1234")
    phone = tent.browser()
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"], "pin": "1234"}
    phone.told("POST", SIGN_IN, body, headers={"User-Agent": agent})
    assert passes(tent)[0]["device"] == words


# Until when


def expiry(tent: Tent, role: str) -> Any:
    return next(each["expires_at"] for each in passes(tent) if each["role"] == role and each["kind"] != "token")


def test_everybody_is_signed_out_when_the_tent_is_packed_up(tent: Tent) -> None:
    closes_at = NOW + timedelta(hours=6)
    tent.organiser.told("PATCH", "event", {"closes_at": z(closes_at)})
    lead = paired(tent, "lead")
    assert expiry(tent, "lead") == z(closes_at + timedelta(hours=3))
    tent.clock.advance(9 * 60)
    assert lead.get("visits").status_code == 401


def test_changed_hours_move_the_end_for_whoever_is_signed_in(tent: Tent) -> None:
    browser = tent.organisers_browser()
    lead, board = paired(tent, "lead"), paired(tent, "board")
    sooner = NOW + timedelta(hours=4)
    tent.organiser.told("PATCH", "event", {"closes_at": z(sooner)})
    assert expiry(tent, "lead") == expiry(tent, "board") == z(sooner + timedelta(hours=3))
    tent.clock.advance(6 * 60)
    tent.organiser.told("PATCH", "event", {"closes_at": z(sooner + timedelta(hours=5))})
    tent.clock.advance(2 * 60)
    assert [each.get("/api/v1/me").status_code for each in (browser, lead, board)] == [200, 200, 200]
    # Not for longer than from the eve on, whatever the hours say.
    tent.organiser.told("PATCH", "event", {"closes_at": z(NOW + timedelta(days=9))})
    tent.clock.advance(2 * 24 * 60)
    assert [each.get("/api/v1/me").status_code for each in (browser, lead, board)] == [200, 200, 200]
    tent.clock.advance(16 * 60)
    assert [each.get("/api/v1/me").status_code for each in (browser, lead, board)] == [401, 401, 401]


def test_the_day_after_one_is_let_in_for_two_hours(tent: Tent) -> None:
    tent.clock.advance(30 * 60)
    browser = tent.organisers_browser()
    tent.clock.advance(119)
    assert browser.get("/api/v1/me").status_code == 200
    tent.clock.advance(1)
    assert browser.get("/api/v1/me").status_code == 401


def test_an_organiser_of_all_events_stays_for_the_next_one(tent: Tent) -> None:
    tent.set_passphrase()
    tent.app.commands.new_event("autumn", "Autumn", NOW.date() + timedelta(days=1), "Europe/London")
    # The first one was yesterday: whoever signs in there is wanted today, at `spring`.
    for named in ({"event": "first"}, {}):
        browser = tent.browser()
        browser.told("POST", SIGN_IN, {"role": "organiser", "passphrase": PASSPHRASE} | named)
        shown = browser.told("GET", f"{EVENT}/passes")["passes"]
        assert next(each["expires_at"] for each in shown if each["is_yours"]) == "2026-05-04T02:00:00Z"


# What is in the journal


def test_each_change_of_who_may_come_in_is_in_the_journal_without_names_or_secrets(tent: Tent) -> None:
    mia = tent.has_therapist("Mia Berg", pin="1234")
    tent.set_passphrase()
    browser = tent.browser()
    browser.told("POST", SIGN_IN, {"event": "spring", "role": "organiser", "passphrase": PASSPHRASE, "name": "Ines"})
    phone = tent.browser()
    phone.told("POST", SIGN_IN, {"event": "spring", "role": "therapist", "therapist_id": mia["id"], "pin": "1234"})
    phone.told("POST", "/api/v1/sign-out", {})
    made = tent.organiser.told("POST", f"therapists/{mia['id']}/sign-in-link", {}, 201)
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"pin": None})
    tent.organiser.told("PATCH", "event", {"kiosk_pin": "2468"})
    browser.told("POST", "/api/v1/passphrase", {"passphrase": PASSPHRASE, "new_passphrase": "another one of them"})
    secret = tent.app.commands.issue_token("lead", "spring", None)
    said = tent.organiser.told("GET", "journal?subject=event&limit=200")["entries"]
    assert [(each["actor"], each["action"]) for each in said] == [
        ("organiser", "pin-set"),
        ("organiser", "sign-in"),
        (f"therapist:{mia['id']}", "sign-in"),
        (f"therapist:{mia['id']}", "sign-out"),
        ("organiser", "sign-in-link"),
        ("organiser", "pin-removed"),
        ("organiser", "pin-set"),
        ("organiser", "passphrase-changed"),
        ("organiser", "token"),
    ]
    text = str(said)
    for hidden in ("Mia", "Ines", "1234", "2468", PASSPHRASE, "another one", made["path"][4:30], secret):
        assert hidden not in text


def test_a_new_pin_beside_other_changes_can_be_undone_without_the_pin(tent: Tent) -> None:
    mia = tent.has_therapist("Mia Berg")
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"pin": "1234", "couch": "7"})
    assert tent.organiser.told("POST", "undo", {"therapist_id": mia["id"]})["therapist"]["couch"] == ""
    roster = tent.organiser.told("GET", "therapists")["therapists"]
    assert roster[0]["pin_set"] is True


# How often somebody may try


def test_a_device_may_try_so_often_whosever_pin_it_is(tent: Tent) -> None:
    people = [tent.has_therapist(name, pin="1234") for name in ("Mia", "Tom", "Ann")]
    body = {"event": "spring", "role": "therapist", "pin": "0000"}
    thief, honest = tent.browser(), tent.browser()
    for device in (thief, honest):
        assert device.get("/sign-in?event=spring").status_code == 200
    statuses = [thief.post(SIGN_IN, body | {"therapist_id": people[n % 3]["id"]}).status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]
    # Behind the same router, and known by its own number.
    right = body | {"therapist_id": people[0]["id"], "pin": "1234"}
    assert honest.post(SIGN_IN, right).status_code == 200
    assert thief.post(SIGN_IN, right).status_code == 429


def test_a_new_number_for_each_try_does_not_help(tent: Tent) -> None:
    people = [tent.has_therapist(f"Person {n}", pin="1234") for n in range(5)]
    statuses = []
    for n in range(121):
        fresh = tent.browser()
        fresh.http.get("/sign-in?event=spring")
        body = {"event": "spring", "role": "therapist", "therapist_id": people[n % 5]["id"], "pin": "0000"}
        statuses.append(fresh.post(SIGN_IN, body).status_code)
    assert statuses == [401] * 120 + [429]
    made_up = tent.browser()
    made_up.http.set_cookie("eventdesk_device", "i-am-new.abc")
    body = {"event": "spring", "role": "therapist", "therapist_id": people[0]["id"], "pin": "1234"}
    assert made_up.post(SIGN_IN, body).status_code == 429


# The page


def test_the_page_is_the_organisers_alone(tent: Tent) -> None:
    paired(tent, "board", name="TV at the gate")
    page = tent.organiser.get("/e/spring/devices")
    assert (page.status_code, "TV at the gate" in page.text) == (200, True)
    for role in ("lead", "kiosk", "board"):
        assert tent.with_token(role).get("/e/spring/devices").status_code == 303
    assert tent.browser().get(f"{EVENT}/passes").status_code == 401
