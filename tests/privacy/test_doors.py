"""Over HTTP: notes, records, packs, one person, the purge, the table; who may, and what stays untouched."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import pyzipper

from eventdesk.adapters.backup import container
from eventdesk.domain.visit import VisitStatus
from tests.storage.test_purge import files_with
from tests.web.tent import CONSENT

if TYPE_CHECKING:
    from tests.web.tent import Tent

HEALTH: dict[str, Any] = {"screening": {"blood_thinners": True}, "note": "Zebrafell", "focus": ["left_calf"]}
NOTE = {"areas": ["left_calf"], "pressure": "light", "reactions": ["none"], "advice": ["drink"], "text": "Zebranote"}
PASSWORD = "long enough to be safe"


def treated(tent: Tent, therapist_id: int, **more: Any) -> int:
    """The id of a visit that is done."""
    number: int = tent.has_visit(**HEALTH | more)["id"]
    tent.organiser.told("POST", f"visits/{number}/call", {"therapist_id": therapist_id})
    tent.organiser.told("POST", f"visits/{number}/start")
    tent.organiser.told("POST", f"visits/{number}/finish")
    return number


def actions(tent: Tent) -> list[str]:
    return [each["action"] for each in tent.organiser.told("GET", "journal?limit=1000")["entries"]]


def records(tent: Tent) -> list[Any]:
    with tent.app.desk.store.read("spring") as reading:
        return reading.records()


@pytest.fixture
def mia(tent: Tent) -> int:
    return int(tent.has_ready("Mia Berg")["id"])


def test_a_note_and_its_reading_are_on_record_without_what_they_say(tent: Tent, mia: int) -> None:
    visit = treated(tent, mia)
    own = tent.therapist(mia)
    listed = own.told("GET", f"therapists/{mia}/records")["records"]
    assert [(each["visit_id"], each["first_name"], each["has_note"]) for each in listed] == [(visit, "Anna", False)]
    assert own.told("POST", f"visits/{visit}/record", NOTE) == {"visit_id": visit, "has_note": True}
    shown = own.told("GET", f"visits/{visit}/record")
    assert (shown["note"], shown["facts"]["said"]) == (NOTE, "Zebrafell")
    assert actions(tent)[-2:] == ["record-note", "record-read"]
    assert tent.organiser.told("GET", f"visits/{visit}/record")["note"] == NOTE
    journal = tent.organiser.get("journal?limit=1000").text
    assert "Zebra" not in journal
    assert files_with(tent.folder, b"Zebra") == {}


def test_a_note_comes_once_with_the_same_key(tent: Tent, mia: int) -> None:
    visit = treated(tent, mia)
    key: dict[str, Any] = {"headers": {"Idempotency-Key": "once"}}
    for _ in range(2):
        tent.therapist(mia).told("POST", f"visits/{visit}/record", NOTE, **key)
    assert len(records(tent)[0].history) == 1


@pytest.mark.parametrize("path", ["visits/1/record", "therapists/1/records"])
def test_a_colleague_reads_nothing(tent: Tent, mia: int, path: str) -> None:
    treated(tent, mia)
    tom = tent.has_therapist("Tom")["id"]
    before = tent.seq
    assert tent.therapist(tom).get(path).status_code == 403
    assert tent.therapist(tom).post("visits/1/record", NOTE).status_code == 403
    assert tent.seq == before


def test_there_is_no_record_of_whom_nobody_treated(tent: Tent, mia: int) -> None:
    assert mia
    visit = tent.has_visit()["id"]
    before = tent.seq
    assert tent.organiser.get(f"visits/{visit}/record").status_code == 409
    assert tent.organiser.post(f"visits/{visit}/record", NOTE).status_code == 409
    assert tent.seq == before


def test_a_pack_is_made_checked_and_only_then_the_records_go(tent: Tent, mia: int) -> None:
    visit = treated(tent, mia)
    own = tent.therapist(mia)
    answer = own.post("records/pack", {"therapist_id": mia, "password": PASSWORD})
    assert answer.mimetype == "application/zip"
    with pyzipper.AESZipFile(io.BytesIO(answer.data)) as pack:
        told = json.loads(pack.read("records.json", pwd=PASSWORD.encode()))
    assert told["records"][0]["facts"]["said"] == "Zebrafell"
    assert tent.organiser.told("GET", f"visits/{visit}")["health"]["note"] == "Zebrafell"

    code = answer.headers["EventDesk-Pack"]
    assert own.post("records/handed-over", {"therapist_id": mia, "pack": "0" * 24}).status_code == 409
    done = own.told("POST", "records/handed-over", {"therapist_id": mia, "pack": code})
    assert done == {"records": 1, "undone": []}
    assert tent.organiser.told("GET", f"visits/{visit}")["health"]["note"] == ""
    assert tent.organiser.told("GET", "privacy")["handed_over"] == 1
    assert own.post("records/pack", {"therapist_id": mia, "password": PASSWORD}).status_code == 409
    assert [each for each in actions(tent) if each in {"record-pack", "hand-over"}] == ["record-pack", "hand-over"]


def test_what_the_therapist_did_can_be_undone_as_before(tent: Tent, mia: int) -> None:
    visit = treated(tent, mia)
    tent.therapist(mia).told("POST", f"visits/{visit}/record", NOTE)
    assert tent.therapist(mia).told("POST", "undo", {"visit_id": visit})["undone"][0] == "finish"


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_poor_password_makes_no_pack(tent: Tent, mia: int, password: str) -> None:
    treated(tent, mia)
    before = tent.seq
    assert tent.organiser.post("records/pack", {"therapist_id": mia, "password": password}).status_code == 422
    assert tent.seq == before


def test_the_organiser_takes_along_of_whom_nobody_treated(tent: Tent) -> None:
    visit = tent.has_visit(**HEALTH)["id"]
    tent.organiser.told("POST", f"visits/{visit}/refer", {"to": "Medical tent"})
    (keeper,) = tent.organiser.told("GET", "privacy")["keepers"]
    assert (keeper["therapist_id"], keeper["records"]) == (None, 1)
    assert tent.organiser.post("records/pack", {"therapist_id": None, "password": PASSWORD}).status_code == 200


def test_the_purge_wants_the_name_of_the_event(tent: Tent, mia: int) -> None:
    treated(tent, mia)
    before = tent.seq
    for body, status in (({"confirm": "spring"}, 409), ({"confirm": "sprung", "early": True}, 422), ({}, 422)):
        assert tent.organiser.post("purge", body).status_code == status
    assert tent.seq == before
    assert tent.organiser.told("GET", "privacy")["holds"] == {"visits": 1, "open_visits": 0, "start_list": 0}


def backups_with(tent: Tent, *words: bytes) -> list[str]:
    """The backups in which, once opened with this desk's key, one of these words is found."""
    key = (tent.folder / "keys" / "backups").read_bytes()
    found = sorted((tent.folder / "backups").glob("*.edbackup"))
    return [each.name for each in found if any(word in container.unpacked(container.read(each), key) for word in words)]


def test_after_the_purge_files_and_backups_name_nobody(tent: Tent, mia: int) -> None:
    words = (b"Grimhilde", b"WX77", b"Xaverius", b"Quastenflosser", b"Ottokar", b"Mia Berg", b"grimhilde")
    treated(tent, mia, first_name="Grimhilde", bib="WX77")
    tent.has_visit("Xaverius", last_name="Quastenflosser")
    tent.app.backups.make()
    tent.clock.advance(1)
    tent.has_visit("Ottokar")
    tent.app.backups.make()
    organiser, kiosk = tent.organisers_browser(), tent.kiosk
    assert kiosk.get("therapists").status_code == 200
    assert len(backups_with(tent, *words)) == 2
    answer = organiser.post("records/pack", {"therapist_id": mia, "password": PASSWORD})
    organiser.told("POST", "records/handed-over", {"therapist_id": mia, "pack": answer.headers["EventDesk-Pack"]})
    done = organiser.told("POST", "purge", {"confirm": "spring", "early": True})
    assert done == {"visits": 3, "start_list": 0, "records_here": 0, "undone": []}
    assert files_with(tent.folder, *words) == {}
    assert backups_with(tent, *words) == []
    assert len(list((tent.folder / "backups").glob("*.edbackup"))) == 1
    # The same desk goes on: its organiser is still signed in, tablets and tokens of the event are not.
    assert organiser.told("GET", "privacy")["due_at"] is None
    assert kiosk.get("therapists").status_code == 401
    assert organiser.told("GET", "journal")["entries"][0]["action"] == "purge"
    assert organiser.told("GET", "board")["event"]["is_open"] is False


def test_screens_that_were_away_during_the_purge_start_afresh(tent: Tent, mia: int) -> None:
    treated(tent, mia)
    tent.app.privacy.purger.purge("spring", tent_actor(), early=True)
    for since in range(tent.seq):
        assert tent.app.looker.patches("spring", "staff", since) is None or since == tent.seq - 1


def tent_actor() -> Any:
    from eventdesk.commands import COMMAND_LINE  # noqa: PLC0415

    return COMMAND_LINE


def test_one_person_is_shown_copied_corrected_and_erased(tent: Tent, mia: int) -> None:
    file = {"file": (io.BytesIO(b"Bib,First name,Last name\n12,Anna,Lind\n"), "list.csv")}
    tent.organiser.call("POST", "start-list", data=file)
    visit = treated(tent, mia, bib="12", last_name="Lind", phone="0664123")
    who = {"bib": "12"}
    held = tent.organiser.told("POST", "person", {"visit_id": visit})
    assert (held["on_start_list"], held["visits"][0]["has_health_answers"]) == (True, True)
    copy = json.loads(tent.organiser.post("person/export", who).data)
    assert copy["visits"][0]["health"]["note"] == "Zebrafell"
    pdf = tent.organiser.post("person/export", who | {"format": "pdf"})
    assert (pdf.mimetype, pdf.data[:4]) == ("application/pdf", b"%PDF")
    tent.organiser.told("POST", "person/correct", who | {"last_name": "Linde"})
    assert tent.visit(visit).last_name == "Linde"
    done = tent.organiser.told("POST", "person/erase", who)
    assert (done["visits"], done["off_start_list"], done["records_locked"], done["undone"]) == (1, True, 1, [])
    assert files_with(tent.folder, b"Linde", b"Anna", b"0664123") == {}
    assert tent.organiser.told("GET", f"therapists/{mia}/records")["records"] == []
    assert tent.organiser.told("GET", "privacy")["keepers"][0]["locked"] == 1
    assert tent.organiser.post("person", who).status_code == 404


def test_a_desk_that_died_while_somebody_was_erased_makes_its_backups_anew(tent: Tent, mia: int) -> None:
    treated(tent, mia, first_name="Grimhilde")
    tent.app.backups.make()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tent.app.privacy.purger.erasing, "_clean", _dies)
        with pytest.raises(SystemExit):
            tent.organiser.post("person/erase", {"visit_id": 1})
    tent.clock.advance(1)
    tent.app.backups.make()
    assert len(backups_with(tent, b"Grimhilde")) == 1

    tent.app.beat_once()

    assert backups_with(tent, b"Grimhilde") == []
    assert len(list((tent.folder / "backups").glob("*.edbackup"))) == 1
    assert list(tent.app.backups.intended()) == []


def _dies(*_: object) -> None:
    raise SystemExit


def test_what_a_restore_moved_aside_is_told_before_it_goes(tent: Tent, mia: int) -> None:
    visit = treated(tent, mia, bib="12")
    aside = tent.folder / "before-restore-1"
    aside.mkdir()
    told = [str(aside)]
    assert tent.organiser.told("GET", "privacy")["set_aside"] == told
    assert tent.organiser.told("POST", "person", {"visit_id": visit})["set_aside"] == told
    assert tent.organiser.told("POST", "person/correct", {"bib": "12", "first_name": "Bea"})["set_aside"] == told
    assert aside.exists()
    assert tent.organiser.told("POST", "person/erase", {"bib": "12"})["undone"] == []
    assert not aside.exists()
    assert tent.organiser.told("GET", "privacy")["set_aside"] == []


@pytest.mark.parametrize("path", ["person", "person/export", "person/erase", "person/correct"])
@pytest.mark.parametrize("body", [{}, {"visit_id": 1, "bib": "12"}, {"bib": ""}])
def test_a_person_has_to_be_named_in_one_way(tent: Tent, path: str, body: dict[str, Any]) -> None:
    visit = tent.has_visit(bib="12")["id"]
    before = tent.seq
    more = {"first_name": "Bea"} if path.endswith("correct") else {}
    assert tent.organiser.post(path, body | more).status_code == 422
    assert (tent.seq, tent.visit(visit).first_name) == (before, "Anna")


def test_a_correction_has_to_say_something(tent: Tent) -> None:
    tent.has_visit(bib="12")
    assert tent.organiser.post("person/correct", {"bib": "12"}).status_code == 422


def test_whoever_is_on_the_couch_is_not_erased(tent: Tent, mia: int) -> None:
    visit = tent.has_visit(bib="12")["id"]
    tent.organiser.told("POST", f"visits/{visit}/call", {"therapist_id": mia})
    tent.organiser.told("POST", f"visits/{visit}/start")
    before = tent.seq
    assert tent.organiser.post("person/erase", {"visit_id": visit}).status_code == 409
    assert (tent.seq, tent.visit(visit).status) == (before, VisitStatus.TREATING)


def test_the_table_comes_in_three_formats(tent: Tent) -> None:
    tent.has_visit('=HYPERLINK("http://evil")', last_name="+44", consent=CONSENT)
    text = tent.organiser.get("export").data.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "'+44" in text
    book = openpyxl.load_workbook(io.BytesIO(tent.organiser.get("export?format=xlsx").data))
    sheet: Any = book.active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    rows = json.loads(tent.organiser.get("export?format=json").data)
    assert rows[0]["last_name"] == "+44"
    assert "HYPERLINK" not in tent.organiser.get("export?names=false").text
    assert tent.organiser.get("export?format=exe").status_code == 422


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("purge_after_days", 14, 200), ("purge_after_days", 0, 422), ("purge_after_days", 61, 422),
        ("record_years", 10, 200), ("record_years", 4, 422), ("record_years", 11, 422),
        ("records", "keep", 200), ("records", "burn", 422),
    ],
)  # fmt: skip
def test_how_long_what_is_kept(tent: Tent, name: str, value: object, status: int) -> None:
    before = tent.organiser.told("GET", "event")[name]
    assert tent.organiser.patch("event", {name: value}).status_code == status
    assert tent.organiser.told("GET", "event")[name] == (value if status == 200 else before)
