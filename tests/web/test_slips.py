"""Sign-ups that tablets sealed: opened here alone, taken in once, and counted from when the runner stood there."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from nacl.public import Box, PrivateKey, PublicKey

from tests.web.tent import CONSENT, EVENT, z

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.tent import Caller, Tent

BODY = {"first_name": "Anna", "treatment": "post_event", "consent": CONSENT, "screening": {"blood_thinners": True}}


def sealed(tent: Tent, slip: str = "3-07", body: Any = None, event: str = "spring", key: str = "") -> str:
    """As a tablet seals a sign-up, with a key pair that is thrown away."""
    for_whom = PublicKey(base64.b64decode(key or public_key(tent)))
    own = PrivateKey.generate()
    said = json.dumps({"event": event, "slip": slip, "visit": body or BODY})
    box = Box(own, for_whom).encrypt(said.encode())
    return base64.b64encode(b"\x01" + bytes(own.public_key) + bytes(box)).decode()


def public_key(tent: Tent) -> str:
    """What the kiosk's page is told."""
    page = tent.kiosk.get("/e/spring/kiosk").get_data(as_text=True)
    first = json.loads(page.split('id="first">')[1].split("</script>")[0])
    return str(first["slips"]["key"])


def sent(caller: Caller, text: str, slip: str = "3-07", key: str = "k", **more: Any) -> Any:
    body = {"slip": slip, "sealed": text} | more
    return caller.post("slips", body, headers={"Idempotency-Key": key})


def test_a_sealed_sign_up_gets_a_ticket_and_is_found_by_its_number(tent: Tent) -> None:
    taken = sent(tent.kiosk, sealed(tent), runner_is_here=True)
    assert taken.status_code == 201
    assert (taken.json["slip"], taken.json["visit"]["ticket"], taken.json["reason"]) == ("3-07", "A1", "")
    assert taken.json["visit"]["link"].startswith("/t/")
    found = tent.kiosk.told("GET", "slips/3-07")
    assert (found["visit"]["ticket"], found["reason"]) == ("A1", "")
    assert "Anna" not in json.dumps(found)
    searched = tent.organiser.told("POST", "search", {"q": "3-07"})
    assert [each["first_name"] for each in searched["visits"]] == ["Anna"]


def test_it_counts_from_when_the_runner_stood_there(tent: Tent) -> None:
    text = sealed(tent)
    at = tent.clock.now()
    tent.clock.advance(25)
    first = tent.has_visit("Ben")
    late = sent(tent.kiosk, text, made_seconds_ago=25 * 60).json["visit"]
    assert tent.visit(late["id"]).registered_at == at
    assert late["due_at"] == z(at + timedelta(minutes=30))
    assert late["position"] == 1
    assert first["due_at"] > late["due_at"]


def test_the_same_sealed_text_is_done_once_whoever_brings_it_and_whenever(tent: Tent) -> None:
    text = sealed(tent)
    first = sent(tent.kiosk, text, runner_is_here=True)
    before = tent.seq
    tent.restart()
    tent.clock.advance(10)
    again = sent(tent.organiser, text, made_seconds_ago=600)
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert tent.seq == before


def test_without_a_key_the_sealed_text_itself_is_the_key(tent: Tent) -> None:
    body = {"slip": "3-07", "sealed": sealed(tent)}
    first = tent.kiosk.told("POST", "slips", body, 201)
    assert tent.kiosk.told("POST", "slips", body | {"made_seconds_ago": 5}, 201) == first
    assert tent.seq == 1


def test_another_sign_up_with_the_same_key_is_refused(tent: Tent) -> None:
    sent(tent.kiosk, sealed(tent))
    before = tent.seq
    assert sent(tent.kiosk, sealed(tent, "3-08"), "3-08").json["code"] == "key_reused"
    assert tent.seq == before


def test_a_refusal_is_told_to_a_runner_who_is_there_and_nothing_is_kept(tent: Tent) -> None:
    tent.has_visit(bib="12")
    before = tent.seq
    refused = sent(tent.kiosk, sealed(tent, body=BODY | {"bib": "12"}), runner_is_here=True)
    assert (refused.status_code, refused.json["code"]) == (409, "open_visit_exists")
    assert tent.seq == before
    assert tent.kiosk.told("GET", "slips/3-07", status=404)["code"] == "no_such_slip"


def test_a_late_refusal_is_kept_for_the_desk_until_somebody_has_seen_it(tent: Tent) -> None:
    tent.has_visit("Wilhelmina", last_name="Quenneville", bib="12")
    text = sealed(tent, body=BODY | {"bib": "12"})
    taken = sent(tent.kiosk, text, made_seconds_ago=60)
    assert taken.json == {"slip": "3-07", "visit": None, "reason": "This runner already has ticket A1."}
    assert sent(tent.kiosk, text, made_seconds_ago=90).json == taken.json
    assert tent.kiosk.told("GET", "slips/3-07")["reason"] == taken.json["reason"]
    [shown] = tent.app.looker.staff("spring")["slips"]
    assert (shown["slip"], shown["visit_id"], shown["reason"]) == ("3-07", None, taken.json["reason"])
    assert tent.organiser.told("POST", "search", {"q": "3-07"})["slips"] == [shown]
    seen = tent.organiser.told("POST", "slips/3-07/seen", {})
    assert seen["seen_at"] == z(tent.clock.now())
    assert tent.app.looker.staff("spring")["slips"] == []
    kept = tent.organiser.told("GET", "journal?subject=slip:3-07")["entries"]
    assert [each["action"] for each in kept] == ["slip-refused", "slip-seen"]
    assert "Wilhelmina" not in json.dumps(kept)


def test_only_once_is_it_seen(tent: Tent) -> None:
    sent(tent.kiosk, sealed(tent, body=BODY | {"minutes": 7}))
    tent.organiser.told("POST", "slips/3-07/seen", {})
    before = tent.seq
    tent.organiser.told("POST", "slips/3-07/seen", {})
    assert tent.seq == before


def test_the_board_is_not_told_of_a_refusal(tent: Tent) -> None:
    sent(tent.kiosk, sealed(tent, body=BODY | {"minutes": 7}))
    [patch] = tent.app.looker.patches("spring", "board", 0) or []
    assert patch["changes"] == []
    [patch] = tent.app.looker.patches("spring", "staff", 0) or []
    assert patch["changes"][0]["slip"]["slip"] == "3-07"


def with_box(tent: Tent, said: bytes) -> str:
    """Anything at all, sealed for this desk."""
    own = PrivateKey.generate()
    box = Box(own, PublicKey(base64.b64decode(public_key(tent)))).encrypt(said)
    return base64.b64encode(b"\x01" + bytes(own.public_key) + bytes(box)).decode()


def altered(text: str) -> str:
    raw = bytearray(base64.b64decode(text))
    raw[-1] ^= 1
    return base64.b64encode(raw).decode()


def of_bytes(count: int) -> str:
    return base64.b64encode(b"\x01" + bytes(count)).decode()


NOT_OURS: dict[str, Callable[[Tent], str]] = {
    "altered": lambda tent: altered(sealed(tent)),
    "other key": lambda tent: sealed(tent, key=base64.b64encode(bytes(PrivateKey.generate().public_key)).decode()),
    "other event": lambda tent: sealed(tent, event="autumn"),
    "other slip": lambda tent: sealed(tent, "3-08"),
    "no base64": lambda _: "*" * 100,
    "no ASCII": lambda _: "\u00f6" * 100,
    "short": lambda _: of_bytes(20),
    "weak key": lambda _: of_bytes(100),
    "no JSON": lambda tent: with_box(tent, b"{"),
    "no sign-up": lambda tent: with_box(tent, b"{}"),
}


@pytest.mark.parametrize("how", NOT_OURS)
def test_what_is_not_for_this_desk_is_not_opened(tent: Tent, how: str) -> None:
    refused = sent(tent.kiosk, NOT_OURS[how](tent), runner_is_here=True)
    assert (refused.status_code, refused.json["code"]) == (422, "invalid")
    assert tent.seq == 0


def test_a_ticket_that_has_ended_is_not_told_of_any_further(tent: Tent) -> None:
    visit = sent(tent.kiosk, sealed(tent)).json["visit"]
    tent.organiser.told("POST", f"visits/{visit['id']}/refer", {"reason": "faint", "to": "medical tent"})
    found = tent.kiosk.told("GET", "slips/3-07")
    assert found["visit"] is None
    assert found["reason"] == "This ticket has ended. Please ask one of the team."


def test_a_held_runner_is_in_line_for_whoever_looks(tent: Tent) -> None:
    sent(tent.kiosk, sealed(tent, body=BODY | {"screening": {"chest_pain": True}}))
    assert tent.kiosk.told("GET", "slips/3-07")["visit"]["status"] == "waiting"


def test_the_page_tells_how_far_a_tablet_has_counted(tent: Tent) -> None:
    browser = tent.organisers_browser()
    page = browser.get("/e/spring/kiosk").get_data(as_text=True)
    first = json.loads(page.split('id="first">')[1].split("</script>")[0])["slips"]
    assert first["count"] == 0
    number = f"{first['tablet']}-12"
    sent(browser, sealed(tent, number), number)
    page = browser.get("/e/spring/kiosk").get_data(as_text=True)
    assert json.loads(page.split('id="first">')[1].split("</script>")[0])["slips"]["count"] == 12


def test_what_a_number_is_made_of(tent: Tent) -> None:
    for wrong in ("307", "3-7", "a-07", "0-07", "3-07-1", ""):
        assert sent(tent.kiosk, "x", wrong).status_code == 422
    assert tent.kiosk.get(f"{EVENT}/slips/nonsense").status_code == 404
    assert tent.seq == 0
