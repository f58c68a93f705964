"""Start lists that are traps: small files that unpack to gigabytes, names that lead elsewhere, cells that calculate."""

from __future__ import annotations

import csv
import io
import resource
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.start_list.files import excel_parts, zipped
from tests.web.tent import EVENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.tent import Tent

# A large upload lies in a temporary file of Werkzeug's, which goes with the request and not before.
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file", "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
)

MEGABYTE = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"


def packed(name: str, megabytes: int, filler: bytes) -> bytes:
    """A workbook one part of which unpacks to this size."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in excel_parts("").items():
            if part != name:
                archive.writestr(part, content)
        with archive.open(name, "w", force_zip64=True) as part_file:
            for _ in range(megabytes):
                part_file.write(filler * (MEGABYTE // len(filler)))
    return made.getvalue()


def with_text(prolog: str, text: str) -> bytes:
    """A workbook whose only cell holds this, after this prolog."""
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'
    sheet = f'<?xml version="1.0"?>{prolog}<worksheet><sheetData>{cell}</sheetData></worksheet>'
    return zipped({**excel_parts(""), SHEET: sheet})


def billion_laughs() -> bytes:
    """Ten entities of ten each, nine levels deep."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_text(f'<!DOCTYPE x [<!ENTITY l0 "ha">{levels}]>', "&l9;")


def outside_entity() -> bytes:
    """An entity that would read a file of the laptop."""
    return with_text('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "&f;")


def far_away_cell() -> bytes:
    """One cell a million rows down and sixteen thousand columns to the right."""
    sheet = '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    return zipped({**excel_parts(""), SHEET: sheet})


TRAPS: dict[str, Callable[[], bytes]] = {
    "400 MB of zeros in a sheet": lambda: packed(SHEET, 400, b"\0"),
    "400 MB of cells": lambda: packed(SHEET, 400, b'<row r="1"><c><v>1</v></c></row>'),
    "400 MB of strings": lambda: packed("xl/sharedStrings.xml", 400, b"<si><t>a</t></si>"),
    "400 MB in a part nobody reads": lambda: packed("xl/media/image1.png", 400, b"\0"),
    "a zip in a zip": lambda: zipped(
        {"a.zip": zipped({"b.zip": zipped({"c": "0" * MEGABYTE}).decode("latin-1")}).decode("latin-1")}
    ),
    "ten thousand parts": lambda: zipped({**excel_parts(""), **{f"x/{n}": "" for n in range(10_000)}}),
    "entities of entities": billion_laughs,
    "an entity from outside": outside_entity,
    "a cell far away": far_away_cell,
}


def upload(tent: Tent, content: bytes, filename: str = "list.xlsx", path: str = "start-list") -> Any:
    answer = tent.organiser.http.post(
        f"{EVENT}/{path}",
        data={"file": (io.BytesIO(content), filename)},
        content_type="multipart/form-data",
        headers=tent.organiser.headers,
        buffered=True,
    )
    # The client puts a large body into a file of its own, and leaves it open.
    answer.request.environ["wsgi.input"].close()
    return answer


@pytest.mark.parametrize("path", ["start-list", "start-list/preview"])
@pytest.mark.parametrize("trap", TRAPS)
def test_a_file_that_is_a_trap_is_refused_and_takes_no_room(tent: Tent, trap: str, path: str) -> None:
    content = TRAPS[trap]()
    assert len(content) < 20 * MEGABYTE, "it has to get in"
    before, most = tent.seq, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = upload(tent, content, path=path)
    assert answer.status_code in (200, 422), answer.get_data(as_text=True)
    assert "root:" not in answer.get_data(as_text=True)
    if answer.status_code == 200:
        assert answer.json["imported"] == 0
    assert tent.seq == before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most < 400 * 1024, "kilobytes more"


def test_a_file_that_is_too_large_is_not_even_read(tent: Tent) -> None:
    before = tent.seq
    assert upload(tent, b"x" * (21 * MEGABYTE), "list.csv").status_code == 413
    assert tent.seq == before


@pytest.mark.parametrize(
    "name", ["../../../tmp/x.csv", "/etc/passwd", "..\\..\\x.csv", "x\0.csv", "con.csv", "a" * 5000 + ".csv", ""]
)
def test_the_name_of_a_file_leads_nowhere(tent: Tent, name: str) -> None:
    before = {path for path in tent.folder.rglob("*") if path.is_file()}
    answer = upload(tent, b"Bib,Name\n1,Anna", name)
    assert answer.status_code in (200, 400, 422)
    after = {path for path in tent.folder.rglob("*") if path.is_file()}
    assert {path for path in after - before if path.suffix == ".csv"} == set()


CELLS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "\t=1+1",
    "\r=1+1",
]


def test_a_cell_that_calculates_goes_out_as_text(tent: Tent) -> None:
    for number, cell in enumerate(CELLS):
        tent.has_visit(cell, last_name=cell, phone=cell, bib=str(number + 1))
    for kind in ("csv", "xlsx"):
        answer = tent.organiser.http.get(f"{EVENT}/export?format={kind}&names=true", headers=tent.organiser.headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
        cells = as_csv(answer.get_data()) if kind == "csv" else as_workbook(answer.get_data())
        assert any("HYPERLINK" in each for each in cells), "the names are not there at all"
        assert not [each for each in cells if each[:1] in tuple("=+-@\t\r")], kind


def as_csv(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]


def as_workbook(content: bytes) -> list[str]:
    sheets = openpyxl.load_workbook(io.BytesIO(content))
    found = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in found if cell.data_type == "f"]
    return [str(cell.value) for cell in found if cell.data_type == "s"]
