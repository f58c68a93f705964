"""Rows of text files: delimiters, quotes, line numbers, and each reason for skipping one."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from eventdesk.adapters.start_list import read_start_list
from tests.start_list.files import problems, read_text, reasons, runners


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, ends: str) -> None:
    text = ends.join(
        delimiter.join(cells) for cells in (("Bib", "Name", "Wave"), ("7", "Ann Lee", "A"), ("8", "Bo Day", "B"))
    )

    file = read_text(text)

    assert (file.delimiter, file.kind) == (delimiter, "csv")
    assert runners(file) == [("7", "Ann", "Lee", "A", ""), ("8", "Bo", "Day", "B", "")]
    assert file.waves == ("A", "B")
    assert [line.line for line in file.lines] == [2, 3]


def test_the_delimiter_that_excel_writes_in_front() -> None:
    file = read_text('"sep=|"\nBib|Name, Vorname|Wave\n7|Lee, Ann|A\n')

    assert file.delimiter == "|"
    assert runners(file) == [("7", "Ann", "Lee", "A", "")]
    assert file.lines[0].line == 3


def test_commas_inside_cells_do_not_make_them_the_delimiter() -> None:
    file = read_text("Name, Vorname;Startnummer;Straße\nLee, Ann, Dr.;7;Weg 1, 3, 5\nDay, Bo;8;Weg 2, 4, 6\n")

    assert file.delimiter == ";"
    assert [line.bib for line in file.lines] == ["7", "8"]


def test_the_name_of_the_file_settles_a_draw() -> None:
    text = "a|b\tc\nd|e\tf\ng|h\ti\n"

    assert read_start_list(text.encode(), "list.tsv", columns={"bib": 0}).delimiter == "\t"
    assert read_start_list(text.replace("\t", ";").encode(), "list.csv", columns={"bib": 0}).delimiter == ";"


def test_one_column_of_bibs() -> None:
    file = read_text("Bib\n7\n\n8\n")

    assert file.delimiter is None
    assert [(line.line, line.bib) for line in file.lines] == [(2, "7"), (4, "8")]


def test_quoted_cells_with_line_ends_keep_the_numbers_of_the_file() -> None:
    file = read_text('Bib,Name,Address\n7,"Lee, Ann","1 Main St\r\nReno\n\nNV"\n\n8,"Bo ""B"" Day", "x, y"\n')

    assert [(line.line, line.first_name, line.last_name) for line in file.lines] == [
        (2, "Ann", "Lee"),
        (7, "Bo", '"B" Day'),
    ]


def test_a_quote_that_never_ends_costs_one_line_at_most() -> None:
    rows = "".join(f"{at},Ann Lee\n" for at in range(8, 60))

    file = read_text(f'Bib,Name\n7,"Bo Day\n{rows}')

    assert [line.bib for line in file.lines] == [str(at) for at in range(7, 60)]
    assert runners(file)[0] == ("7", "Bo", "Day", "", "")


def test_many_quotes_that_never_end() -> None:
    file = read_text("Bib,Name\n" + "".join(f'{at},"Ann Lee\n' + "x,y\n" * 25 for at in range(1, 80)))

    assert [line.bib for line in file.lines if line.bib != "x"] == [str(at) for at in range(1, 80)]


def test_a_cell_beyond_what_csv_can_hold() -> None:
    long = ("y" * 50_000 + "\n") * 4

    file = read_text(f'Bib,Name\n7,"Ann Lee\n{long}8,"Bo Day"\n')

    assert [(line.line, line.bib) for line in file.lines] == [(2, "7"), (7, "8")]
    assert [line for line, _ in problems(file)] == [3, 4, 5, 6]


def test_every_reason() -> None:
    file = read_text(
        "Bib;First name;Last name;Status\n"
        "12;Ann;Lee;0\n"
        ";Bo;Day;0\n"
        "0;Cy;Fox;0\n"
        "12;Di;Hill;0\n"
        "13;Ed;Low;DNS\n"
        "14;Flo;Moe;4\n"
        "13;Gus;Nye;\n"
        "1234567890123;Hal;Orr;\n"
        "<b>;Ida;Poe;\n"
        "15;Jo;Roe;;wrong place\n"
        "16;;;\n"
        "Total;5\n"
        "a12;Kim;Sun\n"
        "A12;Len;Tao;\n"
    )

    assert [(line.line, line.bib) for line in file.lines] == [(2, "12"), (8, "13"), (14, "a12")]
    assert problems(file) == [
        (3, "no bib number"),
        (4, "no bib number"),
        (5, "bib 12 is already on line 2"),
        (6, "withdrawn (DNS)"),
        (7, "withdrawn (status 4)"),
        (9, "the bib is longer than 12 characters"),
        (10, "the bib has characters other than letters, digits, dot, dash and slash"),
        (11, "more cells than headings, so something may stand in the wrong column"),
        (12, "only one cell is filled, so not a runner"),
        (13, "a total, not a runner"),
        (15, "bib A12 is already on line 14"),
    ]


def test_reasons_never_repeat_what_stands_in_a_shifted_cell() -> None:
    file = read_text("Bib,Name\nasthma and a heart condition,Ann Lee\n7,Bo Day,asthma\n")

    assert len(file.problems) == 2
    assert "asthma" not in repr(file)


def test_a_runner_whose_family_is_called_like_a_total() -> None:
    assert runners(read_text("Last name;First name;Bib\nSum;Wing;7\n")) == [("7", "Wing", "Sum", "", "")]


def test_a_list_without_names_is_a_list() -> None:
    file = read_text("bib,wave\n7,\n8,1\n")

    assert runners(file) == [("7", "", "", "", ""), ("8", "", "", "1", "")]


def test_a_line_that_ends_early_is_a_line() -> None:
    assert runners(read_text("Bib,Name,Wave,Start time\n7,Ann Lee\n")) == [("7", "Ann", "Lee", "", "")]


def test_cells_beyond_the_headings_count_when_most_lines_have_them() -> None:
    file = read_text("Bib,Name\n7,Ann Lee,x\n8,Bo Day,x\n9,Cy Fox\n")

    assert [line.bib for line in file.lines] == ["7", "8", "9"]
    assert len(file.columns) == 3


class TestWaves:
    def test_each_once_in_order_and_whatever_its_case(self) -> None:
        file = read_text("Bib,Wave\n1,Red\n2,blue\n3,RED\n4,Blue\n5,\n")

        assert file.waves == ("Red", "blue")
        assert [line.wave for line in file.lines] == ["Red", "blue", "Red", "blue", ""]

    def test_a_wave_of_skipped_lines_only_is_none(self) -> None:
        assert read_text("Bib,Wave,Status\n1,Red,\n2,Blue,DNS\n").waves == ("Red",)

    def test_the_contest_stands_in_for_a_wave(self) -> None:
        assert read_text("Bib,Distance,Contest\n1,10 km,Fun run\n").waves == ("Fun run",)
        assert read_text("Bib,Distance\n1,10 km\n").waves == ("10 km",)

    def test_the_contest_stands_in_where_the_wave_is_empty(self) -> None:
        file = read_text("Bib,Event,Wave\n1,Marathon,A\n2,Marathon,B\n3,5K,\n")

        assert [line.wave for line in file.lines] == ["A", "B", "5K"]
        assert reasons(file)["Event"] == "used only where “Wave” is empty or not enough"

    def test_the_contest_tells_equal_waves_apart(self) -> None:
        file = read_text("Bib,Event,Wave\n1,Marathon,A\n2,10K,A\n3,10K,B\n4,,B\n")

        assert [line.wave for line in file.lines] == ["Marathon, A", "10K, A", "10K, B", "B"]
        assert reasons(file)["Event"] == "put before “Wave” to tell the waves apart"
        assert [column.meaning for column in file.columns] == ["bib", None, "wave"]

    def test_but_not_into_a_hundred_pieces(self) -> None:
        file = read_text("Bib,Event,Wave\n" + "".join(f"{at},Event {at},A\n" for at in range(1, 100)))

        assert file.waves == ("A",)

    def test_a_column_that_is_hardly_the_wave_is_pointed_out(self) -> None:
        file = read_text("Bib,Wave\n" + "".join(f"{at},{at}\n" for at in range(1, 100)))

        assert reasons(file)["Wave"] == "99 different waves: is this the right column?"


def test_times_that_cannot_be_read_are_pointed_out_and_the_runner_is_kept() -> None:
    file = read_text("Bib,Start time\n1,9:30\n2,\n3,soon\n4,later\n")

    assert [line.start_time for line in file.lines] == ["09:30", "", "", ""]
    assert reasons(file)["Start time"] == "2 without a time of day that can be read, first on line 4"


def test_progress_is_told_every_thousand_rows_and_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    content = io.StringIO()
    csv.writer(content).writerows([("Bib", "Name"), *((at, "Ann Lee") for at in range(1, 2501))])

    read_start_list(content.getvalue().encode(), "list.csv", progress=lambda done, total: told.append((done, total)))

    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_headings_and_no_runner() -> None:
    file = read_text("Bib,Name\n")

    assert (file.lines, file.problems, file.waves) == ((), (), ())


def test_every_reason_is_explained_to_organisers() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "start-list.md").read_text(encoding="utf-8")
    file = read_text(
        "Bib;First name;Status\n;Ann;\n12;Bo;\n12;Cy;\n13;Di;DNS\n1234567890123;Ed;\n<b>;Flo;\n14;Gus;;x\n"
        "x;;\nTotal;2\nBib;First name;Status\n"
    )

    assert len(file.problems) == 9
    for problem in file.problems:
        assert f"| {problem.reason} |" in guide
