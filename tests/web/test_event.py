"""The organiser's settings, the roster, the start list and the records, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import NOW
from tests.web.tent import z

if TYPE_CHECKING:
    from tests.web.tent import Tent

CSV = b"Bib;Vorname;Nachname;Welle;Arzt\n7;Ana;Berg;Elite;x\n;No;Bib;Elite;x\n8;Ben;Costa;Block B;x\n"


def upload(tent: Tent, path: str, content: bytes = CSV, **more: str) -> Any:
    answer = tent.organiser.call("POST", path, data={"file": (BytesIO(content), "list.csv")} | more)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_settings_are_changed_and_what_is_left_out_stays(tent: Tent) -> None:
    before = tent.organiser.told("GET", "event")
    assert (before["mode"], before["promised_wait_minutes"], before["kiosk_pin_set"]) == ("auto", 30, False)
    changed = tent.organiser.told(
        "PATCH",
        "event",
        {
            "mode": "on_request",
            "opens_at": z(NOW + timedelta(hours=1)),
            "board_label": "first_name",
            "waves": [{"name": "Elite", "starts_at": z(NOW + timedelta(hours=2))}],
            "kiosk_pin": "2468",
            "screening": {"fever": {"enabled": False}, "cramp": {"outcome": "ask", "text": "Cramps?"}},
            "consent": {"treatment": "I would like a massage."},
        },
    )
    assert changed["mode"] == "on_request"
    assert changed["is_open"] is False
    assert changed["closed_reason"] == "The tent is not open yet."
    assert changed["promised_wait_minutes"] == 30
    assert changed["kiosk_pin_set"] is True
    questions = {each["key"]: each for each in changed["screening"]}
    assert questions["fever"]["enabled"] is False
    assert (questions["cramp"]["outcome"], questions["cramp"]["text"]) == ("ask", "Cramps?")
    assert changed["consent"]["version"] == 2
    assert tent.organiser.told("GET", "event") == changed
    cleared = tent.organiser.told("PATCH", "event", {"opens_at": None, "kiosk_pin": None})
    assert (cleared["opens_at"], cleared["is_open"], cleared["kiosk_pin_set"]) == (None, True, False)
    assert cleared["waves"] == changed["waves"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"date": "someday"}, "date"),
        ({"mode": "magic"}, "mode"),
        ({"grace_minutes": 0}, "grace_minutes"),
        ({"turnover_minutes": 31}, "turnover_minutes"),
        ({"promised_wait_minutes": 1.5}, "promised_wait_minutes"),
        ({"opens_at": z(NOW), "closes_at": z(NOW - timedelta(hours=1))}, "closes_at"),
        ({"waves": [{"name": "A"}]}, "waves.0.starts_at"),
        ({"waves": [{"name": "A", "starts_at": z(NOW)}, {"name": "a", "starts_at": z(NOW)}]}, "waves"),
        ({"treatments": []}, "treatments"),
        ({"treatments": [{"code": "pre_event", "letter": "ab"}]}, "treatments.0.letter"),
        ({"treatments": [{"code": "new", "minutes": [10]}]}, "treatments"),
        ({"screening": {"no_such": {"enabled": True}}}, "screening.no_such"),
        ({"screening": {"fever": {"outcome": "shrug"}}}, "screening.fever.outcome"),
        ({"kiosk_pin": "abcd"}, "kiosk_pin"),
        ({"slug": "other"}, "slug"),
        ({"seq": 1}, "seq"),
    ],
)
def test_a_wrong_setting_is_named_and_none_is_changed(tent: Tent, body: dict[str, Any], field: str) -> None:
    before = tent.organiser.told("GET", "event")
    refused = tent.organiser.told("PATCH", "event", {"sound": False} | body, 422)
    assert field in refused["errors"]
    assert tent.organiser.told("GET", "event") == before


def test_what_runners_queue_for_is_not_taken_away(tent: Tent) -> None:
    tent.has_visit()
    treatments = tent.organiser.told("GET", "event")["treatments"]
    before = tent.seq
    refused = tent.organiser.told("PATCH", "event", {"treatments": treatments[:1]}, 409)
    assert refused["code"] == "still_in_use"
    assert tent.seq == before


def test_opening_closing_and_announcing(tent: Tent) -> None:
    closed = tent.organiser.told("POST", "close", {"reason": "Full."})
    assert (closed["state"], closed["closed_reason"], closed["is_open"]) == ("closed", "Full.", False)
    assert tent.organiser.told("POST", "open")["is_open"] is True
    assert tent.organiser.told("PATCH", "event", {"state": "closed"})["is_open"] is False
    said = tent.organiser.told("POST", "announcement", {"text": "Water at\n couch 4."})
    assert said["announcement"] == {"text": "Water at  couch 4.", "at": z(NOW)}
    assert tent.stranger.told("GET", "board")["event"]["announcement"]["text"] == "Water at  couch 4."
    assert tent.organiser.told("POST", "announcement", {"text": ""})["announcement"] is None


def test_the_roster(tent: Tent) -> None:
    body = {
        "name": "Mia Berg",
        "gender": "woman",
        "couch": "4",
        "skills": ["pre_event"],
        "shift_start": z(NOW),
        "shift_end": z(NOW + timedelta(hours=4)),
        "breaks": [{"starts_at": z(NOW + timedelta(hours=2)), "ends_at": z(NOW + timedelta(hours=2.5))}],
    }
    mia = tent.organiser.told("POST", "therapists", body, 201)
    assert (mia["first_name"], mia["status"], mia["skills"], mia["pin_set"]) == ("Mia", "off", ["pre_event"], False)
    changed = tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"couch": "5", "shift_end": None})
    assert (changed["couch"], changed["shift_end"], changed["name"]) == ("5", None, "Mia Berg")
    assert changed["breaks"] == mia["breaks"]
    assert [each["id"] for each in tent.organiser.told("GET", "therapists")["therapists"]] == [mia["id"]]
    public = tent.kiosk.told("GET", "therapists")["therapists"]
    assert public == [{"id": mia["id"], "first_name": "Mia", "couch": "5", "status": "off", "visit_id": None}]
    tent.organiser.told("PATCH", f"therapists/{mia['id']}", {"is_listed": False})
    assert tent.organiser.told("GET", "therapists")["therapists"] == []


def test_what_speaks_against_each_therapist_is_told_for_one_visit(tent: Tent) -> None:
    mia = tent.has_therapist(gender="woman")
    tom = tent.has_therapist("Tom Lind", gender="man")
    eve = tent.has_therapist("Eve Dahl", gender="woman", skills=["pre_event"])
    visit = tent.has_visit(therapist_gender="woman")
    before = tent.seq
    told = tent.therapist(mia["id"]).told("GET", f"visits/{visit['id']}/therapists")["therapists"]
    assert {each["therapist_id"]: each["why_not"] for each in told} == {
        mia["id"]: "",
        tom["id"]: "Not whom the runner wished for.",
        eve["id"]: "Does not usually do this treatment.",
    }
    assert tent.seq == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " \x07 "}, "name"),
        ({"name": "Mia", "skills": ["reiki"]}, "skills"),
        ({"name": "Mia", "pin": "12"}, "pin"),
        ({"name": "Mia", "pin": 1234}, "pin"),
        ({"name": "Mia", "gender": "robot"}, "gender"),
        ({"name": "Mia", "shift_start": z(NOW), "shift_end": z(NOW)}, "shift_end"),
        ({"name": "Mia", "status": "ready"}, "status"),
    ],
)
def test_a_wrong_line_of_the_roster(tent: Tent, body: dict[str, Any], field: str) -> None:
    assert field in tent.organiser.told("POST", "therapists", body, 422)["errors"]
    assert tent.seq == 0


def test_a_therapists_day(tent: Tent) -> None:
    mia = tent.has_therapist()
    caller = tent.therapist(mia["id"])
    path = f"therapists/{mia['id']}"
    now = caller.told("GET", f"{path}/now")
    assert (now["visit"], now["next_hint"]) == (None, "Nobody is waiting.")
    visit = tent.has_visit()
    assert caller.told("GET", f"{path}/now")["next_hint"] == "1 waiting."
    ready = caller.told("POST", f"{path}/ready")
    # The dispatcher has called somebody in the same breath, and the answer says so.
    assert (ready["status"], ready["visit_id"]) == ("engaged", visit["id"])
    busy = caller.told("POST", f"{path}/break", {"minutes": 10}, 409)
    assert (busy["code"], busy["state"]) == ("therapist_busy", "engaged")
    caller.told("POST", f"visits/{visit['id']}/start")
    nobody = caller.told("POST", f"{path}/next")
    assert (nobody["visit"], nobody["reason"]) == (None, "Nobody is waiting.")
    assert caller.told("POST", f"{path}/break", {"minutes": 10})["break_until"] == z(NOW + timedelta(minutes=10))
    assert caller.told("POST", f"{path}/off")["status"] == "off"
    assert "minutes" in caller.told("POST", f"{path}/break", {"minutes": 0}, 422)["errors"]


def test_a_preview_shows_what_would_be_taken_in(tent: Tent) -> None:
    tent.organiser.told("PATCH", "event", {"waves": [{"name": "Elite", "starts_at": z(NOW)}]})
    before = tent.seq
    shown = upload(tent, "start-list/preview")
    assert [each["meaning"] for each in shown["columns"]] == ["bib", "first_name", "last_name", "wave", None]
    assert shown["lines"] == 2
    assert [each["bib"] for each in shown["sample"]] == ["7", "8"]
    assert [each["line"] for each in shown["problems"]] == [3]
    assert shown["waves"] == [{"name": "Elite", "known": True}, {"name": "Block B", "known": False}]
    assert tent.seq == before
    assert tent.organiser.get("start-list/7").json["code"] == "no_such_entrant"


def test_a_table_without_a_known_bib_column_is_shown_to_be_asked_about(tent: Tent) -> None:
    content = b"Foo,First name,Last name\nzz,Ana,Berg\nyy,Ben,Costa\n"
    shown = upload(tent, "start-list/preview", content)
    assert shown["lines"] == 0
    assert [each["heading"] for each in shown["columns"]] == ["Foo", "First name", "Last name"]
    done = upload(tent, "start-list", content, columns='{"bib": 0}')
    assert done["imported"] == 2
    assert tent.organiser.told("GET", "start-list/ZZ")["first_name"] == "Ana"


def test_an_import_with_waves_as_the_organiser_says(tent: Tent) -> None:
    start = z(NOW + timedelta(hours=3))
    done = upload(tent, "start-list", waves=f'{{"Elite": "{start}", "Block B": null}}')
    assert (done["imported"], done["updated"], done["skipped"]) == (2, 0, 1)
    assert [each["line"] for each in done["problems"]] == [3]
    assert [each["starts_at"] for each in tent.organiser.told("GET", "event")["waves"]] == [start]
    assert tent.organiser.told("GET", "start-list/7")["wave"] == "Elite"
    assert tent.organiser.told("GET", "start-list/8")["wave"] is None
    assert upload(tent, "start-list")["updated"] == 2


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"columns": "{"}, "columns"),
        ({"columns": "[]"}, "columns.body"),
        ({"columns": '{"bib": "x"}'}, "columns.bib"),
        ({"waves": "nonsense"}, "waves"),
        ({"waves": '{"Elite": "soon"}'}, "waves.Elite"),
    ],
)
def test_a_wrong_wish_beside_the_file(tent: Tent, form: dict[str, str], field: str) -> None:
    answer = tent.organiser.call("POST", "start-list", data={"file": (BytesIO(CSV), "list.csv")} | form)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert tent.seq == 0


def test_the_journal_tells_everything_in_order(tent: Tent) -> None:
    visit = tent.has_visit()
    tent.organiser.told("POST", f"visits/{visit['id']}/withdraw")
    journal = tent.organiser.told("GET", "journal")
    assert [(each["seq"], each["action"]) for each in journal["entries"]] == [(1, "register"), (2, "withdraw")]
    assert journal["seq"] == 2
    last = journal["entries"][1]
    assert (last["actor"], last["subject"], last["at"]) == ("organiser", f"visit:{visit['id']}", z(NOW))
    assert (last["before"]["status"], last["after"]["status"]) == ("waiting", "left")
    assert [each["seq"] for each in tent.organiser.told("GET", "journal?since=1&limit=1")["entries"]] == [2]
    assert "limit" in tent.organiser.told("GET", "journal?limit=1001", status=422)["errors"]


def test_the_journal_of_one_subject(tent: Tent) -> None:
    mia = tent.has_therapist()
    first, second = tent.has_visit(), tent.has_visit()
    tent.organiser.told("POST", f"visits/{first['id']}/withdraw")
    tent.organiser.told("POST", "announcement", {"text": "Ice"})
    read = tent.organiser.told

    def actions(subject: str, more: str = "") -> list[str]:
        found = read("GET", f"journal?subject={subject}{more}")
        assert found["seq"] == tent.seq
        assert {each["subject"] for each in found["entries"]} <= {subject}
        return [each["action"] for each in found["entries"]]

    assert actions(f"visit:{first['id']}") == ["register", "withdraw"]
    assert actions(f"visit:{first['id']}", "&limit=1") == ["register"]
    assert actions(f"visit:{second['id']}") == ["register"]
    assert actions(f"therapist:{mia['id']}") == ["add-therapist"]
    assert actions("event", "&since=1") == ["announce"]
    assert actions("visit:999") == []


@pytest.mark.parametrize("subject", ["", "visit", "visit:", "visit:x", "visit:-1", "runner:1", "event:1", "visit:1 "])
def test_a_subject_that_is_none_is_named(tent: Tent, subject: str) -> None:
    answer = tent.organiser.call("GET", "journal", query_string={"subject": subject})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["subject"]


def test_the_day_in_figures(tent: Tent) -> None:
    mia = tent.has_ready()
    visit = tent.has_visit()
    tent.organiser.told("POST", f"visits/{visit['id']}/start")
    tent.clock.advance(20)
    tent.organiser.told("POST", f"visits/{visit['id']}/finish")
    stats = tent.organiser.told("GET", "stats")
    assert (stats["registered"], stats["treated"]) == (1, 1)
    assert stats["therapists"] == [{"id": mia["id"], "name": "Mia Berg", "treated": 1, "hands_on_minutes": 20}]


def test_the_runners_own_page(tent: Tent) -> None:
    visit = tent.has_visit("Anna", bib="12")
    base = f"/api/v1/tickets/{visit['link'].removeprefix('/t/')}"
    runner = tent.stranger
    seen = runner.told("GET", base)["visit"]
    assert (seen["ticket"], seen["status"], seen["position"], seen["first_name"]) == ("A1", "waiting", 1, "Anna")
    later = runner.told("POST", f"{base}/later", {"minutes": 15})["visit"]
    assert (later["status"], later["not_before"]) == ("away", z(NOW + timedelta(minutes=15)))
    assert runner.told("POST", f"{base}/back")["visit"]["status"] == "waiting"
    gone = runner.told("POST", f"{base}/cancel")
    assert (gone["visit"]["status"], gone["visit"]["can_return"]) == ("over", True)
    before = tent.seq
    refused = runner.told("POST", f"{base}/later", {"minutes": 15}, 409)
    assert refused["code"] == "action_refused"
    assert "minutes" in runner.told("POST", f"{base}/later", {}, 422)["errors"]
    assert tent.seq == before


def test_a_runner_who_has_joined_again_cannot_take_the_old_place_as_well(tent: Tent) -> None:
    visit = tent.has_visit("Anna", bib="12")
    base = f"/api/v1/tickets/{visit['link'].removeprefix('/t/')}"
    tent.stranger.told("POST", f"{base}/cancel")
    tent.has_visit("Anna", bib="12")
    before = tent.seq
    refused = tent.stranger.told("POST", f"{base}/back", {}, 409)
    assert refused["code"] == "open_visit_exists"
    assert refused["visit"]["label"] == ""
    assert not {"link", "first_name", "last_name", "bib"} & set(refused["visit"])
    assert tent.seq == before
