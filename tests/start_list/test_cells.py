"""Single cells: bibs, names, times of day."""

from __future__ import annotations

import pytest

from eventdesk.adapters.start_list.cells import bib_of, clean, fault_of_bib, is_not_running, is_total, names_of, time_of


@pytest.mark.parametrize(
    ("cell", "bib"),
    [
        ("12", "12"), (" 12 ", "12"), ("A 123", "A123"), ("007", "007"), ("123.0", "123"), ("12.5", "12.5"),
        ("#12", "12"),
        ("# 12", "12"), ("\uff11\uff12", "12"), ("\u202e12\x00", "12"), ("1\u00a0234", "1234"), ("12/3", "12/3"),
        ("100", "100"),
        ("", ""), ("0", ""), ("000", ""), ("0.0", ""), ("-", ""), ("—", "—"), ("n/a", ""), ("TBA", ""), ("?", ""),
        ("ohne", ""),
    ],
)  # fmt: skip
def test_bib(cell: str, bib: str) -> None:
    assert bib_of(cell) == bib


@pytest.mark.parametrize(
    ("bib", "fault"),
    [
        ("A123", None),
        ("123456789012", None),
        ("Ä-7_b.2/1", None),
        ("", "no bib number"),
        ("1234567890123", "the bib is longer than 12 characters"),
        ("<b>", "the bib has characters other than letters, digits, dot, dash and slash"),
        ("—", "the bib has characters other than letters, digits, dot, dash and slash"),
    ],
)
def test_faults_of_bibs(bib: str, fault: str | None) -> None:
    assert fault_of_bib(bib) == fault


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("9:30", "09:30"), ("09.30", "09:30"), ("9h30", "09:30"), ("9 h 30", "09:30"), ("9h", "09:00"),
        ("9h30m15s", "09:30:15"),
        ("9:30 AM", "09:30"), ("9:30 p.m.", "21:30"), ("9 pm", "21:00"), ("12:05 am", "00:05"), ("12:00 PM", "12:00"),
        ("9:30:15", "09:30:15"), ("09:30:00", "09:30"), ("09:30:00.000", "09:30"), ("9.30 Uhr", "09:30"),
        ("9 Uhr", "09:00"),
        ("9 Uhr 30", "09:30"), ("14:00 hrs", "14:00"), ("2025-05-01 09:30:00", "09:30"),
        ("2025-05-01T09:30", "09:30"),
        ("01.05.2025 9:30", "09:30"), ("5/1/2025 9:30 AM", "09:30"), ("01.05.2025, 9.30 Uhr", "09:30"),
        ("0:00", "00:00"),
        ("0.395833333", "09:30"), ("0.5", "12:00"), (".75", "18:00"), ("45778.395833", "09:30"),
        ("0.9999999", "00:00"),
        ("", ""), ("9", ""), ("930", ""), ("9.3", ""), ("25:00", ""), ("9:61", ""), ("9:30:75", ""),
        ("13:00 PM", ""), ("0 am", ""),
        ("9:30Z", ""), ("9:30+02:00", ""), ("soon", ""), ("A", ""), ("-1:30", ""), ("2025-05-01", ""),
        ("1:2:3:4", ""),
    ],
)  # fmt: skip
def test_time_of_day(cell: str, time: str) -> None:
    assert time_of(cell) == time


@pytest.mark.parametrize(
    ("full", "names"),
    [
        ("Ann Lee", ("Ann", "Lee")),
        ("Ann", ("Ann", "")),
        ("", ("", "")),
        ("Lee, Ann", ("Ann", "Lee")),
        ("Lee,", ("", "Lee")),
        ("van der Berg, Ann Mary", ("Ann Mary", "van der Berg")),
        ("John Smith, Jr.", ("John", "Smith Jr.")),
        ("Juan García López", ("Juan", "García López")),
        ("LEE Ann", ("Ann", "LEE")),
        ("DE LA CRUZ María José", ("María José", "DE LA CRUZ")),
        ("Ann Mary LEE", ("Ann Mary", "LEE")),
        ("Mary J LEE", ("Mary J", "LEE")),
        ("ANN LEE", ("ANN", "LEE")),
        ("Ann LEE Mary", ("Ann", "LEE Mary")),
    ],
)
def test_whole_names(full: str, names: tuple[str, str]) -> None:
    assert names_of(full, family_first=False) == names


@pytest.mark.parametrize(
    ("full", "names"),
    [
        ("Lee Ann", ("Ann", "Lee")),
        ("Lee", ("", "Lee")),
        ("Lee, Ann", ("Ann", "Lee")),
        ("LEE Ann Mary", ("Ann Mary", "LEE")),
    ],
)
def test_whole_names_with_the_family_first(full: str, names: tuple[str, str]) -> None:
    assert names_of(full, family_first=True) == names


def test_text_is_visible_short_and_on_one_line() -> None:
    assert clean("  Ann\t\n Lee\x00\x1b ") == "Ann Lee"
    assert clean("\u202eeeL\ufeff") == "eeL"
    assert clean("x" * 200) == "x" * 80
    assert clean("é" * 200) == "é" * 80
    assert clean("x" * 79 + " y") == "x" * 79


@pytest.mark.parametrize(
    "status", ["DNS", "dns", "4", "5", "No-Show", "Withdrawn", "Nicht gestartet", "Forfait", "Ritirata"]
)
def test_those_who_will_not_run(status: str) -> None:
    assert is_not_running(status)


@pytest.mark.parametrize("status", ["", "0", "1", "DNF", "DSQ", "OK", "Active", "Confirmed", "Paid", "Angemeldet", "3"])
def test_those_who_run_or_ran(status: str) -> None:
    assert not is_not_running(status)


@pytest.mark.parametrize(
    ("cell", "total"), [("Total", True), ("Gesamt: 12", True), ("12 Totale", True), ("Totah", False), ("", False)]
)
def test_totals(cell: str, total: bool) -> None:  # noqa: FBT001  a row of the table
    assert is_total(cell) is total
