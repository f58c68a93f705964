"""The same key again answers the first answer and does nothing twice, also after a restart."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.tent import CONSENT, ROUTES

if TYPE_CHECKING:
    from tests.web.tent import Caller, Tent

BODY = {"first_name": "Anna", "treatment": "post_event", "consent": CONSENT, "screening": {"blood_thinners": True}}


def keyed(caller: Caller, path: str, body: Any, key: str = "k-1") -> Any:
    return caller.post(path, body, headers={"Idempotency-Key": key})


def test_a_repeated_registration_is_answered_again_and_joins_once(tent: Tent) -> None:
    first = keyed(tent.kiosk, "visits", BODY)
    before = tent.seq
    again = keyed(tent.kiosk, "visits", BODY)
    assert (again.status_code, again.json) == (201, first.json)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert tent.seq == before


def test_also_after_a_restart(tent: Tent) -> None:
    first = keyed(tent.kiosk, "visits", BODY)
    before = tent.seq
    tent.restart()
    again = keyed(tent.kiosk, "visits", BODY)
    assert (again.status_code, again.json) == (201, first.json)
    assert tent.seq == before


def test_the_answer_is_the_first_one_even_when_things_went_on(tent: Tent) -> None:
    tent.on_request()
    mia = tent.has_ready()
    caller = tent.therapist(mia["id"])
    visit = tent.has_visit()
    first = keyed(caller, f"therapists/{mia['id']}/next", {})
    caller.told("POST", f"visits/{visit['id']}/start", {})
    before = tent.seq
    again = keyed(caller, f"therapists/{mia['id']}/next", {})
    assert again.json == first.json
    assert again.json["visit"]["status"] == "called"
    assert tent.seq == before
    assert tent.visit(visit["id"]).status == "treating"


def test_another_key_is_another_command(tent: Tent) -> None:
    keyed(tent.kiosk, "visits", BODY, "k-1")
    assert keyed(tent.kiosk, "visits", BODY, "k-2").json["ticket"] == "A2"


@pytest.mark.parametrize("change", ["body", "path", "actor"])
def test_a_key_for_another_request_is_refused(tent: Tent, change: str) -> None:
    visit = tent.has_visit("Ben")
    keyed(tent.organiser, f"visits/{visit['id']}/step-away", {"minutes": 10})
    before = tent.seq
    body = {"minutes": 20} if change == "body" else {"minutes": 10}
    path = f"visits/{visit['id']}/" + ("withdraw" if change == "path" else "step-away")
    caller = tent.organiser
    if change == "path":
        body = {}
    if change == "actor":
        caller, path, body = tent.kiosk, f"visits/{visit['id']}/return", {}
    refused = keyed(caller, path, body)
    assert (refused.status_code, refused.json["code"]) == (422, "key_reused")
    assert refused.json["errors"] == {"Idempotency-Key": [refused.json["detail"]]}
    assert tent.seq == before


def test_the_same_key_in_other_words_is_the_same_request(tent: Tent) -> None:
    first = keyed(tent.kiosk, "visits", BODY)
    again = tent.kiosk.call(
        "POST",
        "visits",
        data='{"consent": {"health_data": true, "treatment": true},  "treatment":"post_event", '
        '"screening":{"blood_thinners":true},"first_name":"Anna"}',
        content_type="application/json",
        headers={"Idempotency-Key": "k-1"},
    )
    assert again.json == first.json


def test_a_refusal_is_not_kept(tent: Tent) -> None:
    tent.organiser.told("POST", "close", {})
    assert keyed(tent.kiosk, "visits", BODY).status_code == 409
    tent.organiser.told("POST", "open", {})
    assert keyed(tent.kiosk, "visits", BODY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\there", "two words", "\u00e9"])
def test_a_key_that_is_none(tent: Tent, key: str) -> None:
    refused = keyed(tent.kiosk, "visits", BODY, key)
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["Idempotency-Key"]
    assert tent.seq == 0


def test_an_import_is_the_same_by_its_content_not_by_its_boundary(tent: Tent) -> None:
    def upload(content: bytes) -> Any:
        data = {"file": (BytesIO(content), "list.csv")}
        return tent.organiser.call("POST", "start-list", data=data, headers={"Idempotency-Key": "import"})

    first = upload(b"Bib,Name\n1,Ana Berg\n")
    before = tent.seq
    again = upload(b"Bib,Name\n1,Ana Berg\n")
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert tent.seq == before
    assert upload(b"Bib,Name\n2,Ben Costa\n").json["code"] == "key_reused"


def test_a_ticket_link_takes_keys_as_well(tent: Tent) -> None:
    visit = tent.has_visit()
    path = f"/api/v1/tickets/{visit['link'].removeprefix('/t/')}/later"
    first = keyed(tent.stranger, path, {"minutes": 10})
    before = tent.seq
    again = keyed(tent.stranger, path, {"minutes": 10})
    assert (again.status_code, again.json) == (200, first.json)
    assert tent.seq == before


def test_every_command_below_an_event_takes_a_key() -> None:
    silent = {
        "quote",
        "search",
        "search_entrants",
        "preview_start_list",
        "pair_start",
        "make_sign_in_link",
        "make_plan",
        "make_backup",
        "use_folder",
        "leave_folder",
        "show_person",
        "export_person",
        "make_pack",
        # It takes the kept answers away as well.
        "purge",
    }
    posts = {name for name, each in ROUTES.items() if each.method == "POST" and each.is_below_event}
    assert {name for name in posts if not ROUTES[name].takes_key} == silent


def test_a_late_repeat_does_not_bring_an_old_pin_back(tent: Tent) -> None:
    mia = keyed(tent.organiser, "therapists", {"name": "Mia Berg", "pin": "1234"}).json
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"pin": "9876"})
    assert keyed(tent.organiser, "therapists", {"name": "Mia Berg", "pin": "1234"}).json == mia
    body = {"event": "spring", "role": "therapist", "therapist_id": mia["id"]}
    tent.browser().told("POST", "/api/v1/sign-in", body | {"pin": "1234"}, 401)
    tent.browser().told("POST", "/api/v1/sign-in", body | {"pin": "9876"})


def test_a_late_repeat_does_not_bring_an_old_kiosk_pin_back(tent: Tent) -> None:
    key = {"Idempotency-Key": "k-1"}
    first = tent.organiser.patch("event", {"kiosk_pin": "1234"}, headers=key)
    kept = tent.app.access.store.pin_hash("spring", None)
    tent.organiser.told("PATCH", "event", {"kiosk_pin": None})
    assert tent.organiser.patch("event", {"kiosk_pin": "1234"}, headers=key).json == first.json
    assert kept
    assert tent.app.access.store.pin_hash("spring", None) is None


def test_what_is_kept_of_a_request_cannot_be_guessed_from_the_database(tent: Tent) -> None:
    body = {"name": "Mia Berg", "pin": "1234"}
    keyed(tent.organiser, "therapists", body)
    again = keyed(tent.organiser, "therapists", body)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert keyed(tent.organiser, "therapists", body | {"pin": "4321"}).json["code"] == "key_reused"
    assert len(tent.organiser.told("GET", "therapists")["therapists"]) == 1
