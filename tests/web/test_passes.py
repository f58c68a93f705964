"""What is signed in, and ending it: the organiser sees who, since when and until when, and never a secret."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.services.access import LIFETIMES, Kind
from tests.builders import NOW
from tests.web.tent import PASSPHRASE, z

if TYPE_CHECKING:
    from tests.web.tent import Caller, Tent


def signed_in(caller: Caller) -> list[Any]:
    found: list[Any] = caller.told("GET", "passes")["passes"]
    return found


def pair(tent: Tent) -> Caller:
    tablet = tent.browser()
    code = tent.organiser.told("POST", "pairings", status=201)["code"]
    tablet.told("POST", "/api/v1/pair", {"code": code})
    return tablet


def phone_of(tent: Tent, therapist: Any) -> Caller:
    phone = tent.browser()
    link = tent.organiser.told("POST", f"therapists/{therapist['id']}/sign-in-link", status=201)
    phone.told("POST", "/api/v1/sign-in/link", {"token": link["path"].removeprefix("/in/")})
    return phone


def test_everything_signed_in_is_shown_newest_first_without_a_secret(tent: Tent) -> None:
    mia = tent.has_therapist()
    tent.clock.advance(1)
    phone_of(tent, mia)
    tablet = pair(tent)
    kiosk, phone, organiser = signed_in(tent.organiser)
    assert kiosk == {
        "id": kiosk["id"],
        "kind": "kiosk",
        "role": "kiosk",
        "name": "Kiosk",
        "therapist_id": None,
        "device": "",
        "is_for_every_event": False,
        "is_yours": False,
        "created_at": z(NOW + timedelta(minutes=1)),
        "last_seen_at": None,
        # Three hours after the end of the day in London.
        "expires_at": "2026-05-04T02:00:00Z",
        "clock_ahead_seconds": None,
    }
    assert (phone["kind"], phone["role"], phone["name"]) == ("session", "therapist", "Mia Berg")
    assert (organiser["kind"], organiser["is_yours"]) == ("token", True)
    shown = tent.organiser.get("passes").text
    cookie = tablet.http.get_cookie("eventdesk")
    assert cookie is not None
    assert cookie.value not in shown
    assert tent.tokens["organiser@spring", None] not in shown


def test_signing_a_phone_out_ends_it_at_once_and_is_journaled(tent: Tent) -> None:
    mia = tent.has_therapist()
    phone, tablet = phone_of(tent, mia), pair(tent)
    path = f"passes/{next(each['id'] for each in signed_in(tent.organiser) if each['name'] == 'Mia Berg')}/revoke"
    assert phone.get("visits").status_code == 200
    key = {"Idempotency-Key": "once"}
    assert tent.organiser.told("POST", path, headers=key) == {}
    assert phone.get("visits").status_code == 401
    assert tablet.get("therapists").status_code == 200
    assert "Mia Berg" not in [each["name"] for each in signed_in(tent.organiser)]
    last = tent.organiser.told("GET", "journal?subject=event")["entries"][-1]
    assert (last["actor"], last["action"], last["after"]["role"]) == ("organiser", "sign-out", "therapist")

    before = tent.seq
    assert tent.organiser.told("POST", path, headers=key) == {}
    assert tent.organiser.told("POST", path, status=404)["code"] == "not_found"
    assert tent.seq == before


def test_what_has_expired_is_not_shown(tent: Tent) -> None:
    pair(tent)
    tent.clock.advance(LIFETIMES[Kind.KIOSK].total_seconds() / 60)
    assert [each["kind"] for each in signed_in(tent.organiser)] == ["token"]


def test_whoever_has_one_event_neither_sees_nor_ends_what_opens_every_event(tent: Tent) -> None:
    desk, other = tent.organisers_browser(), tent.browser()
    other.told(
        "POST", "/api/v1/sign-in", {"event": "spring", "role": "organiser", "passphrase": PASSPHRASE, "name": "Eve"}
    )
    tablet = pair(tent)
    everywhere = [each for each in signed_in(desk) if each["is_for_every_event"]]
    assert [each["is_yours"] for each in everywhere].count(True) == 1
    assert not any(each["is_for_every_event"] for each in signed_in(tent.organiser))

    eve = next(each["id"] for each in everywhere if each["name"] == "Eve")
    before = tent.seq
    assert tent.organiser.post(f"passes/{eve}/revoke").status_code == 404
    assert (tent.seq, other.get("event").status_code) == (before, 200)

    desk.told("POST", f"passes/{eve}/revoke")
    assert other.get("event").status_code == 401
    assert tablet.get("therapists").status_code == 200


def test_another_events_sign_ins_are_not_this_ones(tent: Tent) -> None:
    tent.app.commands.new_event("autumn", "Autumn Run", tent.clock.now().date(), "Europe/London")
    other = tent.with_token("organiser", event="autumn")
    theirs = other.told("GET", "/api/v1/events/autumn/passes")["passes"]
    assert [each["id"] for each in theirs] != [each["id"] for each in signed_in(tent.organiser)]
    assert tent.organiser.post(f"passes/{theirs[0]['id']}/revoke").status_code == 404
    assert other.get("/api/v1/events/autumn/event").status_code == 200
