"""Packs and exports as files: opened with other programs' eyes, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import pyzipper

from eventdesk.adapters import exports, packs
from eventdesk.adapters.packs import person
from eventdesk.domain.records import Facts, Note, Pressure, Step, TreatmentRecord
from tests.builders import NOW

FONTS = Path(__file__).resolve().parent.parent.parent / "static" / "vendor"
PASSWORD = "päss-wörd-långt"
NAME = "Žofie Łucja Müller-Öztürk Σωκράτης"
FORMULAS = ("=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1")  # noqa: RUF001


def a_record(**more: Any) -> TreatmentRecord:
    facts = Facts(
        event="Spring, 2026-05-03",
        ticket="A1",
        first_name=NAME,
        last_name="Lind",
        bib="12",
        treatment="After the race",
        minutes=20,
        therapist="Mia Berg",
        outcome="treated",
        started_at=NOW,
        finished_at=NOW + timedelta(minutes=20),
        answers=("Taking blood thinners?",),
        cautions=("Blood thinners: light pressure only.",),
        focus=("Left calf",),
        said="Sore. " * 60,
        consented_at=NOW,
        consent_version=1,
    )
    usual: dict[str, Any] = {
        "id": 1,
        "visit_id": 1,
        "therapist_id": 1,
        "treated_at": NOW,
        "keep_until": NOW.replace(year=2033),
        "facts": facts,
        "note": Note(areas=("left_calf",), pressure=Pressure.LIGHT, reactions=("none",), advice=("drink",), text="Ok."),
        "history": (Step(NOW, "Mia Berg", "note written"),),
    }
    return TreatmentRecord(**(usual | more))


def a_pack(*records: TreatmentRecord) -> bytes:
    pack = packs.Pack(
        keeper="Mia Berg", event="Spring, 2026-05-03", timezone="Europe/London", made_at=NOW, records=records
    )
    return packs.make_pack(pack, PASSWORD, FONTS)


def test_without_the_password_a_pack_tells_nothing() -> None:
    content = a_pack(a_record())
    for word in (NAME.encode(), b"Lind", b"Blood", b"Mia", b"%PDF"):
        assert word not in content
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["READ-ME.txt", "records.pdf", "records.json"]
        assert {each.wz_aes_strength for each in archive.infolist()} == {3}  # AES-256
        with pytest.raises(RuntimeError):
            archive.read("records.json", pwd=b"wrong")


def test_other_programs_open_a_pack(tmp_path: Path) -> None:
    """7-Zip or bsdtar where there is one; else the library that other programs use."""
    file = tmp_path / "records.zip"
    file.write_bytes(a_pack(a_record(), a_record(visit_id=2, restricted_at=NOW)))
    out = tmp_path / "out"
    out.mkdir()
    if shutil.which("7z"):
        subprocess.run(["7z", "x", f"-p{PASSWORD}", f"-o{out}", str(file)], check=True, capture_output=True)
    elif shutil.which("bsdtar"):
        subprocess.run(["bsdtar", "--passphrase", PASSWORD, "-xf", str(file), "-C", str(out)], check=True)
    else:
        with pyzipper.AESZipFile(file) as archive:
            archive.extractall(out, pwd=PASSWORD.encode())
    told = json.loads((out / "records.json").read_text(encoding="utf-8"))
    assert told["keeper"] == "Mia Berg"
    first, second = told["records"]
    assert first["facts"]["first_name"] == NAME
    assert first["note"]["text"] == "Ok."
    assert (first["restricted_at"], second["restricted_at"]) == (None, "2026-05-03T08:00:00Z")
    assert "therapist_id" not in first
    assert (out / "records.pdf").read_bytes().startswith(b"%PDF-1.")
    assert "Mia Berg" in (out / "READ-ME.txt").read_text(encoding="utf-8")


def test_the_pdf_goes_on_over_many_pages_and_leaves_out_what_is_empty() -> None:
    bare = Facts(
        event="E", ticket="B2", first_name="", last_name="", bib="", treatment="T", minutes=5, therapist="", outcome="o"
    )
    many = [a_record(visit_id=n, facts=bare if n % 3 else a_record().facts, note=None) for n in range(40)]
    content = packs_pdf(many)
    assert content.count(b"/Type /Page\n") >= 8
    assert packs_pdf([a_record(facts=None)]).count(b"/Type /Page\n") == 1


def packs_pdf(records: list[TreatmentRecord]) -> bytes:
    with pyzipper.AESZipFile(io.BytesIO(a_pack(*records))) as archive:
        return bytes(archive.read("records.pdf", pwd=PASSWORD.encode()))


def test_letters_that_the_font_lacks_are_no_fault_and_go_to_no_log(caplog: pytest.LogCaptureFixture) -> None:
    facts = a_record().facts
    assert facts is not None
    odd = Facts(**{**{name: getattr(facts, name) for name in facts.__slots__}, "first_name": "李小龙 🏃"})
    assert packs_pdf([a_record(facts=odd)]).startswith(b"%PDF")
    assert "李" not in caplog.text


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    rows: list[dict[str, Any]] = [{"name": text, "minutes": -3}]
    ((_, (name, minutes)),) = list(enumerate(list(csv.reader(io.StringIO(_csv(rows), newline="")))[1:]))
    assert name == f"'{text}"
    assert minutes == "-3"
    sheet = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx(["name", "minutes"], rows))).active
    assert sheet is not None
    cell = sheet["A2"]
    assert (cell.data_type, str(cell.value).startswith("'")) == ("s", True)
    assert sheet["B2"].value == -3


def _csv(rows: list[dict[str, Any]]) -> str:
    return exports.as_csv(["name", "minutes"], rows).decode("utf-8-sig")


def test_ordinary_words_and_empty_cells_stay_as_they_are() -> None:
    rows: list[dict[str, Any]] = [{"name": "Anna-Lena", "minutes": None}, {"name": "a\x07b", "minutes": 2.5}]
    assert _csv(rows).splitlines()[1] == "Anna-Lena,"
    sheet = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx(["name", "minutes"], rows))).active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == ["name", "Anna-Lena", "ab"]
    assert json.loads(exports.table("json", ["name"], rows)) == rows
    assert exports.table("csv", ["name", "minutes"], rows).startswith(b"\xef\xbb\xbf")
    assert exports.table("xlsx", ["name", "minutes"], rows).startswith(b"PK")


def test_a_persons_data_is_told_in_words() -> None:
    assert person.words("2026-05-03T08:00:00Z") == "2026-05-03 08:00"
    assert person.words(["left_calf", "drink"]) == "Left calf, Drink to thirst, eat something"
    assert person.words({"Pregnant?": True, "Other": False}) == "Pregnant? yes; Other "
    assert [person.words(each) for each in (None, False, 3, "Anna")] == ["", "", "3", "Anna"]
