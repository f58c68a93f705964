"""Coming in and going out, and everybody who should not."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.web import secret_words
from tests.web.tent import CONSENT, EVENT, PASSPHRASE, Caller

if TYPE_CHECKING:
    from tests.web.tent import Tent

SIGN_IN = "/api/v1/sign-in"
FIRST = {"slug": "first", "name": "First", "date": "2026-05-02", "timezone": "Europe/London"}


def cookie(answer: Any) -> str:
    return str(answer.headers.get("Set-Cookie", ""))


def test_the_first_run_sets_the_desk_up_and_signs_in(tent: Tent) -> None:
    link = tent.app.first_run_link()
    browser = tent.browser()
    assert browser.get("/").status_code == 200
    body = {"passphrase": PASSPHRASE, "event": FIRST, "kiosk_pin": "2468"}
    answer = browser.post(f"/api/v1{link}", body)
    assert (answer.status_code, answer.json["next"]) == (201, "/e/first/setup")
    assert browser.told("GET", "/api/v1/me") == {"role": "organiser", "event": None, "therapist_id": None, "name": ""}
    assert browser.told("GET", "/api/v1/events/first/event")["kiosk_pin_set"] is True
    assert tent.app.first_run_link() is None


def test_the_set_up_link_works_once(tent: Tent) -> None:
    link = tent.app.first_run_link()
    body = {"passphrase": PASSPHRASE, "event": FIRST}
    tent.browser().told("POST", f"/api/v1{link}", body, 201)
    again = tent.browser().post(f"/api/v1{link}", body | {"passphrase": "another passphrase"})
    assert (again.status_code, again.json["code"]) == (409, "not_now")
    assert [each.slug for each in tent.app.desk.store.events()] == ["spring", "first"]


def test_a_set_up_that_is_refused_leaves_the_link_good(tent: Tent) -> None:
    link = tent.app.first_run_link()
    browser = tent.browser()
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"passphrase": "short", "event": FIRST}, 422),
        ({"passphrase": PASSPHRASE, "event": FIRST | {"timezone": "Mars/Olympus"}}, 422),
        ({"passphrase": PASSPHRASE, "event": FIRST | {"slug": "spring"}}, 409),
        ({"passphrase": PASSPHRASE, "event": FIRST, "kiosk_pin": "12"}, 422),
    ]
    for body, status in wrong:
        browser.told("POST", f"/api/v1{link}", body, status)
    assert tent.app.access.store.passphrase_hash() is None
    browser.told("POST", f"/api/v1{link}", {"passphrase": PASSPHRASE, "event": FIRST}, 201)


def test_a_newer_set_up_link_replaces_the_older(tent: Tent) -> None:
    older, newer = tent.app.first_run_link(), tent.app.first_run_link()
    body = {"passphrase": PASSPHRASE, "event": FIRST}
    assert tent.browser().post(f"/api/v1{older}", body).status_code == 403
    assert tent.browser().post(f"/api/v1{newer}", body).status_code == 201


def test_the_organiser_signs_in_with_the_passphrase(tent: Tent) -> None:
    tent.set_passphrase()
    browser = tent.browser()
    body = {"event": "spring", "role": "organiser", "passphrase": PASSPHRASE, "name": "Ines"}
    answer = browser.post(SIGN_IN, body)
    assert answer.json == {"role": "organiser", "next": "/e/spring/desk"}
    held = cookie(answer)
    for part in ("eventdesk=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="):
        assert part in held
    assert "Secure" not in held
    # Over TLS the browser must never show it in the clear.
    safe = tent.browser()
    safe.headers["Origin"] = "https://localhost"
    answer = safe.post(SIGN_IN, body, base_url="https://localhost")
    assert "Secure" in cookie(answer)


def test_the_name_given_at_the_sign_in_stands_beside_decisions(tent: Tent) -> None:
    tent.set_passphrase()
    browser = tent.browser()
    body = {"event": "spring", "role": "organiser", "passphrase": PASSPHRASE, "name": "Ines"}
    browser.told("POST", SIGN_IN, body)
    held = tent.has_visit(screening={"past_clot": True})
    cleared = browser.told("POST", f"{EVENT}/visits/{held['id']}/clear", {"reason": "Fine."})
    assert cleared["decided_by"] == "Ines"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"role": "organiser", "passphrase": "wrong"}, 401, ""),
        ({"role": "organiser"}, 422, "passphrase"),
        ({"role": "therapist"}, 422, "pin"),
        ({"role": "therapist", "event": "spring", "therapist_id": 1, "pin": "0000"}, 401, ""),
        ({"role": "therapist", "event": "spring", "therapist_id": 9, "pin": "0000"}, 404, ""),
        ({"role": "kiosk"}, 422, "role"),
        ({"role": "organiser", "event": "nowhere", "passphrase": PASSPHRASE}, 404, ""),
    ],
)
def test_a_sign_in_that_fails_gives_no_cookie(tent: Tent, body: dict[str, Any], status: int, field: str) -> None:
    tent.has_therapist(pin="1234")
    answer = tent.browser().post(SIGN_IN, body)
    assert answer.status_code == status
    assert not cookie(answer)
    if field:
        assert field in answer.json["errors"]
    if status == 401:
        assert answer.json["code"] == "wrong_secret"


def test_a_therapist_signs_in_with_the_pin(tent: Tent) -> None:
    mia = tent.has_therapist("Mia Berg", pin="1234")
    assert mia["pin_set"] is True
    assert tent.stranger.told("GET", "sign-in-names") == {"therapists": [{"id": mia["id"], "first_name": "Mia"}]}
    browser = tent.browser()
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"], "pin": "1234"}
    assert browser.told("POST", SIGN_IN, body) == {"role": "therapist", "next": "/e/spring/therapist"}
    me = browser.told("GET", "/api/v1/me")
    assert me == {"role": "therapist", "event": "spring", "therapist_id": mia["id"], "name": "Mia Berg"}
    assert browser.post(f"{EVENT}/therapists/{mia['id']}/ready").status_code == 200
    assert browser.get(f"{EVENT}/event").status_code == 403


def test_a_therapist_without_a_pin_cannot_use_one(tent: Tent) -> None:
    mia = tent.has_therapist()
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"], "pin": "0000"}
    tent.browser().told("POST", SIGN_IN, body, 401)


def test_a_new_pin_signs_the_lost_phone_out(tent: Tent) -> None:
    mia = tent.has_therapist(pin="1234")
    lost = tent.browser()
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"], "pin": "1234"}
    lost.told("POST", SIGN_IN, body)
    changed = tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"pin": "9876"})
    assert changed["pin_set"] is True
    assert lost.get("/api/v1/me").status_code == 401
    tent.browser().told("POST", SIGN_IN, body, 401)
    assert tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"pin": None})["pin_set"] is False
    tent.browser().told("POST", SIGN_IN, body | {"pin": "9876"}, 401)


def test_who_leaves_the_roster_is_signed_out(tent: Tent) -> None:
    mia = tent.has_therapist(pin="1234")
    browser = tent.browser()
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"], "pin": "1234"}
    browser.told("POST", SIGN_IN, body)
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"is_listed": False})
    assert browser.get("/api/v1/me").status_code == 401
    assert tent.browser().post(SIGN_IN, body).status_code in {401, 404}


def test_guessing_a_pin_is_soon_over(tent: Tent) -> None:
    mia = tent.has_therapist(pin="1234")
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"]}
    browser = tent.browser()
    for guess in range(5):
        browser.told("POST", SIGN_IN, body | {"pin": f"000{guess}"}, 401)
    refused = browser.post(SIGN_IN, body | {"pin": "1234"})
    assert (refused.status_code, refused.json["code"]) == (429, "too_often")
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert not cookie(refused)
    # Another device is not kept out by this one.
    other = tent.browser()
    other.told("POST", SIGN_IN, body | {"pin": "1234"}, environ_overrides={"REMOTE_ADDR": "192.168.1.77"})


@pytest.fixture
def quick_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compares words at once: argon2 is slow by design, and here only the count matters."""
    monkeypatch.setattr(secret_words, "hashed", lambda _, word: word)
    monkeypatch.setattr(secret_words, "is_right", lambda _, kept, word: kept == word)


@pytest.mark.usefixtures("quick_words")
def test_guessing_a_pin_from_many_devices_is_over_too(tent: Tent) -> None:
    mia = tent.has_therapist(pin="1234")
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"], "pin": "0000"}
    statuses = [
        tent.browser().post(SIGN_IN, body, environ_overrides={"REMOTE_ADDR": f"10.0.0.{device}"}).status_code
        for device in range(31)
    ]
    assert statuses == [401] * 30 + [429]


@pytest.mark.usefixtures("quick_words")
def test_guessing_the_passphrase_is_soon_over(tent: Tent) -> None:
    tent.set_passphrase()
    body = {"role": "organiser", "passphrase": "wrong"}
    statuses = [tent.browser().post(SIGN_IN, body).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]


@pytest.mark.usefixtures("quick_words")
def test_the_right_word_forgives_the_wrong_ones(tent: Tent) -> None:
    tent.set_passphrase()
    for _ in range(2):
        for _ in range(8):
            tent.browser().told("POST", SIGN_IN, {"role": "organiser", "passphrase": "wrong"}, 401)
        tent.browser().told("POST", SIGN_IN, {"role": "organiser", "passphrase": PASSPHRASE})


def test_a_sign_in_link_signs_in_once(tent: Tent) -> None:
    mia = tent.has_therapist("Mia Berg")
    made = tent.organiser.told("POST", f"therapists/{mia['id']}/sign-in-link", {}, 201)
    assert made["url"].endswith(made["path"])
    phone = tent.browser()
    # A link preview looks at it, more than once, and does not use it up.
    for _ in range(3):
        page = phone.get(made["path"])
        assert page.status_code == 200
        assert "Hello Mia" in page.text
        assert not cookie(page)
    token = made["path"].removeprefix("/in/")
    assert phone.told("POST", "/api/v1/sign-in/link", {"token": token})["next"] == "/e/spring/therapist"
    assert phone.told("GET", "/api/v1/me")["therapist_id"] == mia["id"]
    assert tent.browser().post("/api/v1/sign-in/link", {"token": token}).status_code == 403
    assert tent.browser().get(made["path"]).status_code == 404


@pytest.mark.parametrize("change", [{"pin": "9876"}, {"is_listed": False}])
def test_a_link_from_before_the_pin_changed_or_the_therapist_left_opens_nothing(tent: Tent, change: Any) -> None:
    mia, ben = tent.has_therapist("Mia Berg"), tent.has_therapist("Ben Day")
    links = [tent.organiser.told("POST", f"therapists/{each['id']}/sign-in-link", {}, 201) for each in (mia, ben)]
    token, other = (each["path"].removeprefix("/in/") for each in links)
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", change)
    before = tent.seq
    assert tent.browser().post("/api/v1/sign-in/link", {"token": token}).status_code == 403
    assert tent.browser().get(f"/in/{token}").status_code == 404
    assert tent.seq == before
    assert tent.browser().post("/api/v1/sign-in/link", {"token": other}).status_code == 200


def test_who_left_the_roster_gets_in_with_no_token_either(tent: Tent) -> None:
    mia, ben = tent.has_therapist("Mia Berg"), tent.has_therapist("Ben Day")
    hers, his = (tent.with_token("therapist", each["id"]) for each in (mia, ben))
    assert hers.get("therapists").status_code == 200
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"pin": "9876"})
    assert hers.get("therapists").status_code == 200, "another PIN is no farewell"
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"is_listed": False})
    assert hers.get("therapists").status_code == 401
    assert his.get("therapists").status_code == 200


def test_who_is_off_the_roster_gets_no_link(tent: Tent) -> None:
    mia = tent.has_therapist("Mia Berg")
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"is_listed": False})
    before = tent.seq
    assert tent.organiser.post(f"therapists/{mia['id']}/sign-in-link").status_code == 403
    assert tent.seq == before


def test_a_sign_in_link_grows_old(tent: Tent) -> None:
    mia = tent.has_therapist()
    made = tent.organiser.told("POST", f"therapists/{mia['id']}/sign-in-link", {}, 201)
    tent.clock.advance(31)
    token = made["path"].removeprefix("/in/")
    assert tent.browser().post("/api/v1/sign-in/link", {"token": token}).status_code == 403
    assert tent.organiser.post("therapists/77/sign-in-link").status_code == 404


def paired(tent: Tent) -> Caller:
    code = tent.organiser.told("POST", "pairings", {}, 201)["code"]
    assert len(code) == 6
    tablet = tent.browser()
    assert tablet.told("POST", "/api/v1/pair", {"code": code}) == {"next": "/e/spring/kiosk"}
    return tablet


def test_a_tablet_becomes_a_kiosk(tent: Tent) -> None:
    tablet = paired(tent)
    assert tablet.told("GET", "/api/v1/me")["role"] == "kiosk"
    body = {"first_name": "Anna", "treatment": "post_event", "consent": CONSENT}
    assert tablet.post(f"{EVENT}/visits", body).status_code == 201
    assert tablet.get(f"{EVENT}/visits").status_code == 403
    # It stays one until the tent is packed up, also when the desk starts again.
    tent.restart()
    tent.clock.advance(60 * 17)
    again = tent.browser()
    again.http.set_cookie("eventdesk", tablet.http.get_cookie("eventdesk").value)  # type: ignore[union-attr]
    assert again.told("GET", "/api/v1/me")["role"] == "kiosk"
    tent.clock.advance(60 * 2)
    assert again.get("/api/v1/me").status_code == 401


def test_a_pairing_code_works_once_and_not_for_long(tent: Tent) -> None:
    code = tent.organiser.told("POST", "pairings", {}, 201)["code"]
    tent.browser().told("POST", "/api/v1/pair", {"code": code})
    assert tent.browser().post("/api/v1/pair", {"code": code}).status_code == 403
    late = tent.organiser.told("POST", "pairings", {}, 201)["code"]
    tent.clock.advance(11)
    assert tent.browser().post("/api/v1/pair", {"code": late}).status_code == 403


def test_guessing_pairing_codes_is_soon_over(tent: Tent) -> None:
    statuses = [tent.browser().post("/api/v1/pair", {"code": f"{guess:06}"}).status_code for guess in range(11)]
    assert statuses == [403] * 10 + [429]


def test_leaving_the_kiosk_needs_the_pin(tent: Tent) -> None:
    tent.organiser.told("PATCH", "event", {"kiosk_pin": "2468"})
    tablet = paired(tent)
    assert tablet.post("/api/v1/sign-out").status_code == 403
    tablet.told("POST", "/api/v1/kiosk/leave", {"pin": "0000"}, 401)
    assert tablet.told("GET", "/api/v1/me")["role"] == "kiosk"
    assert tablet.told("POST", "/api/v1/kiosk/leave", {"pin": "2468"}) == {"next": "/sign-in?event=spring"}
    assert tablet.get("/api/v1/me").status_code == 401


def test_leaving_a_kiosk_without_a_pin_needs_the_passphrase(tent: Tent) -> None:
    tent.set_passphrase()
    tablet = paired(tent)
    tablet.told("POST", "/api/v1/kiosk/leave", {"pin": "0000"}, 401)
    tablet.told("POST", "/api/v1/kiosk/leave", {"pin": PASSPHRASE})


def test_signing_out_ends_it_for_good(tent: Tent) -> None:
    browser = tent.organisers_browser()
    secret = browser.http.get_cookie("eventdesk").value  # type: ignore[union-attr]
    browser.told("POST", "/api/v1/sign-out", {})
    assert browser.http.get_cookie("eventdesk") is None
    thief = tent.browser()
    thief.http.set_cookie("eventdesk", secret)
    assert thief.get("/api/v1/me").status_code == 401


def test_signing_in_as_somebody_else_ends_the_one_before(tent: Tent) -> None:
    browser = tent.organisers_browser()
    secret = browser.http.get_cookie("eventdesk").value  # type: ignore[union-attr]
    mia = tent.has_therapist(pin="1234")
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"], "pin": "1234"}
    browser.told("POST", SIGN_IN, body)
    thief = tent.browser()
    thief.http.set_cookie("eventdesk", secret)
    assert thief.get("/api/v1/me").status_code == 401


def test_a_session_ends_by_itself(tent: Tent) -> None:
    browser = tent.organisers_browser()
    secret = browser.http.get_cookie("eventdesk").value  # type: ignore[union-attr]
    tent.clock.advance(60 * 18)
    late = tent.browser()
    late.http.set_cookie("eventdesk", secret)
    assert late.get("/api/v1/me").status_code == 401


def test_another_passphrase(tent: Tent) -> None:
    browser = tent.organisers_browser()
    body = {"passphrase": "wrong", "new_passphrase": "a quite new one"}
    browser.told("POST", "/api/v1/passphrase", body, 401)
    browser.told("POST", "/api/v1/passphrase", body | {"passphrase": PASSPHRASE})
    tent.browser().told("POST", SIGN_IN, {"role": "organiser", "passphrase": PASSPHRASE}, 401)
    tent.browser().told("POST", SIGN_IN, {"role": "organiser", "passphrase": "a quite new one"})


# Requests that another web site makes a browser send


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://[broken"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_another_web_site_cannot_use_the_cookie(tent: Tent, headers: dict[str, str]) -> None:
    browser = tent.organisers_browser()
    browser.headers = headers
    before = tent.seq
    for method, path in (("POST", "announcement"), ("PATCH", "event")):
        answer = browser.call(method, path, {"text": "Free beer"})
        assert (answer.status_code, answer.json["code"]) == (403, "wrong_origin")
    assert tent.seq == before
    # Looking changes nothing, so it needs no origin; another site can't read the answer.
    assert browser.get("event").status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_our_own_pages_can(tent: Tent, headers: dict[str, str]) -> None:
    browser = tent.organisers_browser()
    browser.headers = headers
    browser.told("POST", "announcement", {"text": "Water at couch 4."})


def test_a_token_needs_no_origin(tent: Tent) -> None:
    tent.organiser.told("POST", "announcement", {"text": "Hi"}, headers={"Origin": "http://evil.example"})


def test_another_web_site_cannot_sign_a_browser_in(tent: Tent) -> None:
    tent.set_passphrase()
    browser = tent.browser()
    browser.headers = {"Origin": "http://evil.example"}
    answer = browser.post(SIGN_IN, {"role": "organiser", "passphrase": PASSPHRASE})
    assert answer.json["code"] == "wrong_origin"
    assert not cookie(answer)


def test_secrets_are_kept_as_hashes_and_files_for_the_owner_only(tent: Tent) -> None:
    tent.set_passphrase()
    tent.has_therapist(pin="1234")
    token = tent.app.commands.issue_token("organiser", "spring", None)
    tent.app.close()
    everything = b"".join(each.read_bytes() for each in tent.folder.glob("eventdesk.sqlite3*"))
    assert PASSPHRASE.encode() not in everything
    assert token.encode() not in everything
    for each in (tent.folder / "keys").iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
