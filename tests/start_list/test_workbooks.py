"""Excel workbooks, as openpyxl and as Excel write them, and those made to do harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from python_calamine import PasswordError

from eventdesk.adapters.start_list import StartListUnreadable, package, read_start_list
from eventdesk.adapters.start_list import workbook as workbook_module
from tests.start_list.files import excel_parts, problems, runners, saved, workbook, zipped


def refused(content: bytes) -> str:
    with pytest.raises(StartListUnreadable) as refusal:
        read_start_list(content, "list.xlsx")
    return str(refusal.value)


def test_cells_of_every_type() -> None:
    file = read_start_list(
        workbook(
            [
                ("Bib", "First name", "Last name", "Wave", "Start time"),
                (123.0, "Ann", "Lee", 1, time(9, 30)),
                ("007", "Zoë", "Weiß", 1.0, datetime(2025, 5, 1, 9, 30, 15)),  # noqa: DTZ001  a cell has no timezone
                (8, "Bo", True, "1", 0.395833333),
                (9, "Cy", date(2025, 5, 1), 2.5, timedelta(hours=9, minutes=30)),
                (10.5, "Di", "Fox", "A", "9h30"),
            ]
        ),
        "list.xlsx",
    )

    assert (file.kind, file.delimiter, file.encoding) == ("xlsx", None, "utf-8")
    assert runners(file) == [
        ("123", "Ann", "Lee", "1", "09:30"),
        ("007", "Zoë", "Weiß", "1", "09:30:15"),
        ("8", "Bo", "True", "1", "09:30"),
        ("9", "Cy", "2025-05-01", "2.5", "09:30"),
        ("10.5", "Di", "Fox", "A", "09:30"),
    ]


def test_line_numbers_are_the_row_numbers_of_excel() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    places = {"C3": "City Run", "C5": "Bib", "D5": "Name", "C6": "7", "D6": "Ann Lee", "D9": "Bo Day", "C12": "Total"}
    for place, value in places.items():
        sheet[place].value = value

    file = read_start_list(saved(book), "list.xlsx")

    assert [(line.line, line.bib) for line in file.lines] == [(6, "7")]
    assert problems(file) == [(9, "only one cell is filled, so not a runner"), (12, "a total, not a runner")]
    assert [column.heading for column in file.columns] == ["", "", "Bib", "Name"]


def test_the_first_visible_sheet_with_a_bib_column() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook([("Notes", "for the office")], [("Bib",), (1,)], [("Bib", "Name"), (7, "Ann Lee")], []))
    )
    book.worksheets[1].sheet_state = "hidden"

    assert runners(read_start_list(saved(book), "list.xlsx")) == [("7", "Ann", "Lee", "", "")]


def test_texts_kept_in_a_table_as_excel_does() -> None:
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>7</v></c><c r="B2" t="s"><v>2</v></c></row>'
    )

    parts = excel_parts(cells, ["Bib", "Name", "Ann Weiß"]) | {"xl/media/logo.png": "no part of the list"}
    file = read_start_list(zipped(parts), "list.xlsx")

    assert runners(file) == [("7", "Ann", "Weiß", "", "")]


def test_a_workbook_with_nothing_in_it() -> None:
    assert refused(workbook([])) == "The file is empty."


def test_a_workbook_without_bibs_shows_its_columns() -> None:
    with pytest.raises(StartListUnreadable, match="clearly the bib number") as refusal:
        read_start_list(workbook([("Rinta", "Nimi"), (7, "Ann")]), "list.xlsx")

    assert [column.heading for column in refusal.value.columns] == ["Rinta", "Nimi"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mimetype", "OpenDocument"),
        ("xl/workbook.bin", "binary Excel workbook"),
        ("word/document.xml", "Word document"),
        ("Index/Document.iwa", "Numbers document"),
        ("list.csv", "a zip file, not a table"),
    ],
)
def test_other_things_in_a_zip(name: str, said: str) -> None:
    assert said in refused(zipped({name: "Bib,Name"}))


@pytest.mark.parametrize("keep", [4, 40, 400, -30])
def test_a_damaged_workbook(keep: int) -> None:
    assert "damaged" in refused(workbook([("Bib", "Name"), (7, "Ann Lee")])[:keep])


def test_damage_inside_a_part() -> None:
    content = bytearray(workbook([("Bib", "Name"), (7, "Ann Lee")]))
    content[60:70] = b"0123456789"

    assert "damaged" in refused(bytes(content))


def test_sheets_that_are_no_xml() -> None:
    assert "damaged" in refused(zipped({**excel_parts(""), "xl/workbook.xml": "<workbook"}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name() -> None:
    content = io.BytesIO(zipped(excel_parts("")))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/workbook.xml", "another")

    assert "damaged" in refused(content.getvalue())


def test_a_zip_with_a_password() -> None:
    content = bytearray(zipped(excel_parts("")))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert "password" in refused(bytes(content))


def test_a_workbook_with_a_password_that_the_reader_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_content: bytes) -> None:
        raise PasswordError("locked")

    monkeypatch.setattr(workbook_module, "_tables", locked)

    assert "password" in refused(workbook([("Bib",), (7,)]))


def test_a_fault_in_the_reading_library_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = type("PanicException", (BaseException,), {})

    def failing(_content: bytes) -> None:
        raise fault("index out of bounds")

    monkeypatch.setattr(workbook_module, "_tables", failing)

    assert "damaged" in refused(workbook([("Bib",), (7,)]))


def test_an_interruption_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_content: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workbook_module, "_tables", interrupted)

    with pytest.raises(KeyboardInterrupt):
        read_start_list(workbook([("Bib",), (7,)]), "list.xlsx")


class TestMadeToDoHarm:
    def test_a_part_that_says_it_is_large(self) -> None:
        parts = excel_parts("")
        parts["xl/worksheets/sheet1.xml"] += " " * 20_000_000

        content = zipped(parts)

        assert len(content) < 50_000
        assert "too large when unpacked" in refused(content)

    def test_a_part_that_does_not_say_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(package, "_check_directory", lambda *_: None)
        monkeypatch.setattr(package, "LARGEST_UNPACKED", 10_000)
        parts = excel_parts("")
        parts["xl/worksheets/sheet1.xml"] += " " * 20_000

        assert "too large when unpacked" in refused(zipped(parts))

    def test_a_part_that_lies_about_its_size(self) -> None:
        parts = excel_parts("")
        parts["xl/worksheets/sheet1.xml"] += " " * 20_000_000
        content = zipped(parts)
        size = len(parts["xl/worksheets/sheet1.xml"]).to_bytes(4, "little")

        assert content.count(size) == 2
        assert "damaged" in refused(content.replace(size, (500).to_bytes(4, "little")))

    @pytest.mark.parametrize(
        "cells",
        [
            '<row r="1"><c r="XFD1048576"><v>1</v></c></row>',
            '<row r="1048576">' + "<c><v>1</v></c>" * 30 + "</row>",
            "<row r = '1'><c\nr\n= 'xfd999999'><v>1</v></c></row>",
            '<x:row><x:c t="n"r="AAA9999"><x:v>1</x:v></x:c></x:row>',
            "<row>" + "<c><v>1</v></c>" * 2000 + "</row>" + "<row/>" * 2000,
        ],
    )
    def test_cells_in_the_farthest_corner(self, cells: str) -> None:
        assert "very far down or to the right" in refused(zipped(excel_parts(cells)))

    def test_a_place_cut_in_two_by_the_way_it_is_looked_for(self) -> None:
        cells = '<row r="1">' + "<c><v>1</v></c>" * 5 + "</row>"
        for shift in range(0, 60, 7):
            padding = "<!--" + "x" * ((1 << 20) - 140 - shift) + "-->"

            assert "very far" in refused(zipped(excel_parts(padding + cells + '<row><c r="XFD1048576"/></row>')))

    def test_a_long_text_in_very_many_cells(self) -> None:
        cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 20_000))

        assert "too large when unpacked" in refused(zipped(excel_parts(cells, ["x" * 30_000])))

    def test_a_long_text_in_one_cell_of_many_is_no_harm(self) -> None:
        rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(2, 12_000))
        cells = f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>{rows}'

        file = read_start_list(zipped(excel_parts(cells, ["Bib", "x" * 30_000])), "list.xlsx")

        assert len(file.lines) == 11_998


def test_texts_that_look_like_cells_do_not_count_as_cells() -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(2, 2000))
    cells = (
        f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>{":c" * 2000}</t></is></c></row>{rows}'
    )

    assert len(read_start_list(zipped(excel_parts(cells, ["Bib"])), "list.xlsx").lines) == 1998
