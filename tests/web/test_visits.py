"""Joining the queue, being called, treated, and whatever else happens to a visit over HTTP."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import NOW
from tests.web.tent import CONSENT, z

if TYPE_CHECKING:
    from tests.web.tent import Tent

WAVES = [{"name": "Wave 1", "starts_at": z(NOW + timedelta(hours=2))}]
PUBLIC = {"id", "ticket", "label", "treatment", "status", "couch", "due_at", "called_at", "ends_at"}


def test_a_visit_from_the_kiosk_to_done(tent: Tent) -> None:
    mia = tent.has_therapist(couch="4")
    joined = tent.kiosk.told(
        "POST", "visits", {"first_name": "Anna", "treatment": "post_event", "consent": CONSENT}, 201
    )
    assert joined["ticket"] == "A1"
    assert joined["status"] == "waiting"
    assert joined["position"] == 1
    assert joined["due_at"] == z(NOW + timedelta(minutes=30))
    assert joined["link"].startswith("/t/")

    tent.therapist(mia["id"]).told("POST", f"therapists/{mia['id']}/ready", {})
    board = tent.stranger.told("GET", "board")
    assert [each["ticket"] for each in board["called"]] == ["A1"]
    assert board["called"][0]["couch"] == "4"

    started = tent.therapist(mia["id"]).told("POST", f"visits/{joined['id']}/start", {})
    assert started["status"] == "treating"
    assert started["ends_at"] == z(NOW + timedelta(minutes=20))
    finished = tent.therapist(mia["id"]).told("POST", f"visits/{joined['id']}/finish", {})
    assert finished["status"] == "done"
    assert tent.stranger.told("GET", "board")["counts"]["done"] == 1


def test_the_name_and_the_wave_come_from_the_start_list(tent: Tent) -> None:
    tent.organiser.told("PATCH", "event", {"waves": WAVES})
    upload = {"file": (b"Bib,First name,Last name,Wave\nA12,Ana,Berg,Wave 1\n", "list.csv")}
    done = tent.organiser.call("POST", "start-list", data=_files(upload))
    assert done.json == {"imported": 1, "updated": 0, "skipped": 0, "problems": []}

    assert tent.kiosk.told("GET", "start-list/A12") == {
        "bib": "A12",
        "first_name": "Ana",
        "last_name": "Berg",
        "wave": "Wave 1",
    }
    body = {"bib": "A12", "treatment": "pre_event", "consent": CONSENT}
    joined = tent.organiser.told("POST", "visits", body, 201)
    assert joined["first_name"] == "Ana"
    assert joined["wave"] == "Wave 1"
    # Two hours, less the walk of 15 minutes and the 10 of the massage.
    assert joined["due_at"] == z(NOW + timedelta(minutes=95))


def _files(upload: dict[str, tuple[bytes, str]]) -> dict[str, Any]:
    return {name: (BytesIO(content), filename) for name, (content, filename) in upload.items()}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"treatment": "reiki"}, "treatment"),
        ({"treatment": 7}, "treatment"),
        ({"first_name": ""}, "first_name"),
        ({"first_name": "x" * 81}, "first_name"),
        ({"minutes": 7}, "minutes"),
        ({"minutes": "20"}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"wave": "Wave 9"}, "wave"),
        ({"wave": []}, "wave"),
        ({"wave": "x" * 81}, "wave"),
        ({"focus": ["x" * 41, "y" * 41]}, "focus.0"),
        ({"start_at": "2026-05-03T10:00:00"}, "start_at"),
        ({"start_at": "tomorrow"}, "start_at"),
        ({"not_before": "0001-01-01T00:00:00+14:00"}, "not_before"),
        ({"screening": {"no_such": True}}, "screening.no_such"),
        ({"screening": {"fever": "yes"}}, "screening.fever"),
        ({"focus": ["nose"]}, "focus"),
        ({"consent": {"treatment": False, "health_data": True}}, "consent.treatment"),
        ({"consent": {"treatment": True}}, "consent.health_data"),
        ({"consent": None}, "consent"),
        ({"therapist_gender": "robot"}, "therapist_gender"),
        ({"therapist_id": 99}, "therapist_id"),
        ({"language": "../en"}, "language"),
        ({"nickname": "Annie"}, "nickname"),
        ({"due_at": z(NOW)}, "due_at"),
    ],
)
def test_a_wrong_field_is_named_and_nobody_joins(tent: Tent, more: dict[str, Any], field: str) -> None:
    before = tent.seq
    body = {"first_name": "Anna", "treatment": "post_event", "consent": CONSENT} | more
    answer = tent.kiosk.post("visits", body)
    assert answer.status_code == 422
    assert field in answer.json["errors"]
    assert "[" not in "".join(answer.json["errors"])
    assert answer.json["code"] == "invalid"
    assert tent.seq == before


def test_before_the_race_needs_the_wave(tent: Tent) -> None:
    body = {"first_name": "Anna", "treatment": "pre_event", "consent": CONSENT}
    assert list(tent.kiosk.told("POST", "visits", body, 422)["errors"]) == ["wave"]
    assert tent.seq == 0


def test_control_characters_do_not_get_in(tent: Tent) -> None:
    joined = tent.has_visit("  An\x00na\u202e\r\nMaria\x07 ")
    assert joined["first_name"] == "Anna Maria"


def test_a_time_with_an_offset_is_the_same_instant(tent: Tent) -> None:
    later = tent.has_visit(not_before="2026-05-03T12:00:00+02:00")
    assert later["not_before"] == "2026-05-03T10:00:00Z"
    assert "not_yet" in later["flags"]


def test_a_bib_has_one_open_visit(tent: Tent) -> None:
    first = tent.has_visit(bib="12")
    before = tent.seq
    body = {"bib": "12", "first_name": "Anna", "treatment": "post_event", "consent": CONSENT}
    refused = tent.organiser.told("POST", "visits", body, 409)
    assert refused["code"] == "open_visit_exists"
    assert refused["state"] == "waiting"
    assert refused["visit"]["id"] == first["id"]
    assert refused["visit"]["link"] == first["link"]
    assert tent.seq == before


def test_the_kiosk_shows_another_ones_visit_without_link_and_name(tent: Tent) -> None:
    tent.has_visit(bib="12", screening={"past_clot": True})
    body = {"bib": "12", "first_name": "Eve", "treatment": "post_event", "consent": CONSENT}
    refused = tent.kiosk.told("POST", "visits", body, 409)
    public = {"id", "ticket", "label", "treatment", "status", "couch", "due_at", "called_at", "ends_at"}
    assert set(refused["visit"]) == public | {"position", "expected_start"}
    assert refused["visit"]["label"] == ""
    # Held, but who types a bib need not be who wears it.
    assert refused["visit"]["status"] == refused["state"] == "waiting"
    assert "held" not in str(refused)


def test_a_yes_that_needs_a_person_holds_the_visit(tent: Tent) -> None:
    held = tent.has_visit(screening={"past_clot": True})
    assert held["status"] == "held"
    assert held["advice"] == "ask"
    assert tent.stranger.told("GET", "board")["waiting"] == []
    cleared = tent.organiser.told("POST", f"visits/{held['id']}/clear", {"reason": "Long ago.", "by": "Dr Ito"})
    assert cleared["status"] == "waiting"
    assert cleared["decided_by"] == "Dr Ito"


def test_the_closed_list_takes_nobody_but_by_the_organisers_own_hand(tent: Tent) -> None:
    tent.organiser.told("POST", "close", {"reason": "Full for today."})
    before = tent.seq
    body = {"first_name": "Anna", "treatment": "post_event", "consent": CONSENT}
    refused = tent.kiosk.told("POST", "visits", body | {"force": True}, 409)
    assert refused["code"] == "list_closed"
    assert refused["detail"] == "Full for today."
    assert tent.organiser.told("POST", "visits", body, 409)["code"] == "list_closed"
    assert tent.seq == before
    assert tent.organiser.told("POST", "visits", body | {"force": True}, 201)["status"] == "waiting"


def test_every_action_of_the_desk(tent: Tent) -> None:
    tent.on_request()
    mia, tom = tent.has_ready("Mia"), tent.has_ready("Tom")
    anna, ben = tent.has_visit("Anna"), tent.has_visit("Ben")

    def act(visit: Any, action: str, body: dict[str, Any] | None = None) -> Any:
        return tent.organiser.told("POST", f"visits/{visit['id']}/{action}", body or {})

    assert act(anna, "call", {"therapist_id": mia["id"]})["therapist_id"] == mia["id"]
    assert act(anna, "recall")["calls"] == 2
    assert act(anna, "transfer", {"therapist_id": tom["id"]})["therapist_id"] == tom["id"]
    assert act(anna, "release")["status"] == "waiting"
    assert act(anna, "call", {"therapist_id": mia["id"]})["status"] == "called"
    assert act(anna, "miss")["status"] == "away"
    assert act(anna, "return")["status"] == "waiting"
    assert act(anna, "call")["status"] == "called"
    assert act(anna, "start")["status"] == "treating"
    assert act(anna, "extend", {"minutes": 10})["ends_at"] == z(NOW + timedelta(minutes=30))
    assert act(anna, "refer", {"to": "Dr Ito", "reason": "Dizzy."})["referred_to"] == "Dr Ito"
    moved = act(ben, "move", {"due_at": z(NOW), "reason": "Has a train."})
    assert (moved["due_at"], moved["reason"]) == (z(NOW), "Has a train.")
    assert act(ben, "step-away", {"minutes": 15})["not_before"] == z(NOW + timedelta(minutes=15))
    assert act(ben, "return")["not_before"] is None
    assert act(ben, "withdraw")["status"] == "left"
    carl = tent.has_visit("Carl")
    assert act(carl, "decline", {"reason": "Fever."})["status"] == "declined"


@pytest.mark.parametrize("action", ["clear", "recall", "start", "extend", "finish", "miss", "return", "release"])
def test_an_action_that_the_state_does_not_allow(tent: Tent, action: str) -> None:
    visit = tent.has_visit()
    before, stored = tent.seq, tent.visit(visit["id"])
    refused = tent.organiser.told("POST", f"visits/{visit['id']}/{action}", {}, 409)
    assert refused["code"] == "action_refused"
    assert refused["state"] == "waiting"
    assert tent.seq == before
    assert tent.visit(visit["id"]) == stored


def test_an_action_that_does_not_exist(tent: Tent) -> None:
    visit = tent.has_visit()
    assert tent.organiser.post(f"visits/{visit['id']}/explode").status_code == 404
    assert tent.organiser.post("visits/77/start").json["code"] == "no_such_visit"
    for nonsense in ("0", "-1", "1.5", "99999999999999999999999", "٣", "abc"):
        assert tent.organiser.get(f"visits/{nonsense}").status_code == 404


def test_move_needs_a_reason_and_a_place(tent: Tent) -> None:
    visit = tent.has_visit()
    before = tent.seq
    path = f"visits/{visit['id']}/move"
    assert "reason" in tent.organiser.told("POST", path, {"due_at": z(NOW)}, 422)["errors"]
    assert "due_at" in tent.organiser.told("POST", path, {"reason": "Because."}, 422)["errors"]
    assert "before" in tent.organiser.told("POST", path, {"reason": "x", "before": 77}, 422)["errors"]
    assert tent.seq == before


def test_correcting_a_visit(tent: Tent) -> None:
    visit = tent.has_visit()
    changed = tent.organiser.told(
        "PATCH", f"visits/{visit['id']}", {"first_name": "Hanna", "minutes": 30, "note": "Left knee."}
    )
    assert (changed["first_name"], changed["minutes"], changed["ticket"]) == ("Hanna", 30, visit["ticket"])
    assert "health" not in changed
    assert tent.organiser.told("GET", f"visits/{visit['id']}")["health"]["note"] == "Left knee."
    before = tent.seq
    assert tent.organiser.patch(f"visits/{visit['id']}", {"minutes": 31}).status_code == 422
    assert tent.organiser.patch(f"visits/{visit['id']}", {"status": "done"}).status_code == 422
    assert tent.seq == before


def test_a_null_takes_back_and_a_key_left_out_stays(tent: Tent) -> None:
    mia = tent.has_therapist()
    wish = {"therapist_gender": "woman", "therapist_id": mia["id"]}
    later = z(NOW + timedelta(minutes=30))
    visit = tent.has_visit(bib="77", phone="+44 7700 900123", not_before=later, **wish)
    path = f"visits/{visit['id']}"
    assert tent.organiser.told("GET", path)["phone"] == "+44 7700 900123"

    changed = tent.organiser.told("PATCH", path, {"not_before": None, "therapist_gender": None, "first_name": None})
    assert (changed["not_before"], changed["wish"]["therapist_gender"]) == (None, None)
    assert (changed["wish"]["therapist_id"], changed["bib"], changed["first_name"]) == (mia["id"], "77", "Anna")
    assert changed["due_at"] == z(NOW + timedelta(minutes=30))

    changed = tent.organiser.told("PATCH", path, {"therapist_id": 0, "bib": None, "phone": None})
    assert (changed["wish"], changed["bib"]) == ({"therapist_gender": None, "therapist_id": None}, None)
    assert tent.organiser.told("GET", path)["phone"] == ""


def test_a_null_start_brings_the_waves_back(tent: Tent) -> None:
    tent.organiser.told("PATCH", "event", {"waves": WAVES})
    start = z(NOW + timedelta(minutes=50))
    visit = tent.has_visit(treatment="pre_event", wave="Wave 1", start_at=start)
    assert visit["start_at"] == start
    changed = tent.organiser.told("PATCH", f"visits/{visit['id']}", {"start_at": None})
    assert changed["start_at"] == WAVES[0]["starts_at"]


def test_pages_of_visits(tent: Tent) -> None:
    made = [tent.has_visit(f"Runner {number}")["id"] for number in range(5)]
    tent.organiser.told("POST", f"visits/{made[1]}/withdraw", {})
    page = tent.organiser.told("GET", "visits?limit=2")
    assert [each["id"] for each in page["visits"]] == made[:2]
    page = tent.organiser.told("GET", f"visits?limit=2&after={page['next']}")
    assert [each["id"] for each in page["visits"]] == made[2:4]
    assert tent.organiser.told("GET", f"visits?after={made[4]}") == {"visits": [], "next": None}
    for query in ("status=left", "status=left,done", "status=left&status=done"):
        assert [each["id"] for each in tent.organiser.told("GET", f"visits?{query}")["visits"]] == [made[1]]
    places = [each["position"] for each in tent.organiser.told("GET", "visits?status=waiting")["visits"]]
    assert places == [1, 2, 3, 4]
    for wrong, field in (
        ("status=asleep", "status.0"),
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("after=-1", "after"),
    ):
        assert field in tent.organiser.told("GET", f"visits?{wrong}", status=422)["errors"]


def test_undo_gives_back_the_state_before(tent: Tent) -> None:
    tent.on_request()
    mia, visit = tent.has_ready(), tent.has_visit()
    caller = tent.therapist(mia["id"])
    caller.told("POST", f"therapists/{mia['id']}/next", {})
    called = tent.visit(visit["id"])
    caller.told("POST", f"visits/{visit['id']}/start", {})
    undone = caller.told("POST", "undo", {"visit_id": visit["id"]})
    assert undone["undone"] == ["start"]
    assert undone["visit"]["status"] == "called"
    assert tent.visit(visit["id"]) == called
    undone = caller.told("POST", "undo", {"therapist_id": mia["id"]})
    assert undone["therapist"]["status"] == "ready"
    assert tent.visit(visit["id"]).status == "waiting"


def test_undo_refuses_when_there_is_nothing(tent: Tent) -> None:
    visit = tent.has_visit()
    before = tent.seq
    assert tent.organiser.told("POST", "undo", {"visit_id": visit["id"]}, 409)["code"] == "nothing_to_undo"
    assert "visit_id" in tent.organiser.told("POST", "undo", {}, 422)["errors"]
    both = {"visit_id": visit["id"], "therapist_id": 1}
    assert "visit_id" in tent.organiser.told("POST", "undo", both, 422)["errors"]
    assert tent.organiser.told("POST", "undo", {"visit_id": 77}, 404)["code"] == "no_such_visit"
    assert tent.seq == before


def test_looking_at_health_data_does_not_stand_in_the_way_of_undo(tent: Tent) -> None:
    visit = tent.has_visit(screening={"blood_thinners": True})
    tent.organiser.told("POST", f"visits/{visit['id']}/withdraw", {})
    tent.clock.advance(5)
    tent.organiser.told("GET", f"visits/{visit['id']}")
    assert tent.organiser.told("POST", "undo", {"visit_id": visit["id"]})["undone"] == ["withdraw"]


def test_double_taps_do_nothing_twice(tent: Tent) -> None:
    tent.on_request()
    mia = tent.has_ready()
    tent.has_visit("Anna"), tent.has_visit("Ben")
    caller = tent.therapist(mia["id"])
    first = caller.told("POST", f"therapists/{mia['id']}/next", {})
    before = tent.seq
    again = caller.told("POST", f"therapists/{mia['id']}/next", {})
    assert again["visit"]["id"] == first["visit"]["id"]
    assert tent.seq == before
    path = f"visits/{first['visit']['id']}/start"
    caller.told("POST", path, {})
    assert caller.told("POST", path, {}, 409)["state"] == "treating"


def test_a_quote_says_what_it_would_be_like(tent: Tent) -> None:
    tent.organiser.told("PATCH", "event", {"waves": WAVES})
    tent.has_ready(gender="woman")
    quoted = tent.kiosk.told("POST", "quotes", {"treatment": "pre_event", "wave": "Wave 1"})
    assert quoted["open"] is True
    assert quoted["too_late"] is False
    assert quoted["wait_minutes"] == 0
    assert quoted["wishes"]["woman"] is not None
    assert quoted["wishes"]["man"] is None
    tent.clock.advance(100)
    late = tent.kiosk.told("POST", "quotes", {"treatment": "pre_event", "wave": "Wave 1"})
    assert late["too_late"] is True
    assert {"pre_event", "post_event"} == {each["treatment"] for each in late["alternatives"]}


def test_a_quote_gives_no_link_to_a_kiosk(tent: Tent) -> None:
    visit = tent.has_visit(bib="12")
    body = {"treatment": "post_event", "bib": "12"}
    assert tent.organiser.told("POST", "quotes", body)["open_visit"]["link"] == visit["link"]
    assert tent.kiosk.told("POST", "quotes", body)["open_visit"] == {"id": visit["id"], "ticket": visit["ticket"]}


def test_search_by_bib_name_and_ticket(tent: Tent) -> None:
    visit = tent.has_visit("Katharina", last_name="Berg", bib="077")
    for text in ("077", "katha", visit["ticket"].lower()):
        assert [each["id"] for each in tent.organiser.told("POST", "search", {"q": text})["visits"]] == [visit["id"]]
    assert tent.organiser.told("POST", "search", {"q": " "}) == {"visits": [], "entrants": [], "slips": []}
    assert tent.organiser.told("POST", "search", {"q": "%"})["visits"] == []


def test_the_board_shows_public_keys_only(tent: Tent) -> None:
    tent.has_visit("Anna", last_name="Secretname", bib="4711", phone="+43 1 234")
    board = tent.stranger.told("GET", "board")
    assert set(board["waiting"][0]) == PUBLIC
    for private in ("Anna", "Secretname", "4711", "+43"):
        assert private not in str(board)
