"""The organiser says which column is what."""

from __future__ import annotations

import pytest

from eventdesk.adapters.start_list import StartListUnreadable, read_start_list
from tests.start_list.files import meanings, read_text, reasons, runners

TEXT = "Place;Bib;Name;Team colour;Event;Wave;Age\n1;7;Ann Lee;red;10K;A;30\n2;8;Bo Day;blue;10K;B;31\n"


def test_another_column_for_the_wave() -> None:
    file = read_text(TEXT, wave=3)

    assert file.waves == ("red", "blue")
    assert reasons(file)["Event"] == reasons(file)["Wave"] == "not needed: not taken in"


def test_a_column_of_the_organisers_own() -> None:
    assert read_text(TEXT, wave=4).waves == ("10K",)
    assert [line.bib for line in read_text(TEXT, bib=0).lines] == ["1", "2"]


def test_what_was_understood_anyway_changes_nothing() -> None:
    file = read_text(TEXT.replace("8;Bo Day;blue;10K;B", "8;Bo Day;blue;5K;A"))

    understood = {column.meaning: column.index for column in file.columns if column.meaning}
    again = read_start_list(TEXT.replace("8;Bo Day;blue;10K;B", "8;Bo Day;blue;5K;A").encode(), "", columns=understood)

    assert file.waves == ("10K, A", "5K, A")
    assert again == file


def test_none_at_all() -> None:
    file = read_text(TEXT, wave=-1, full_name=-1)

    assert meanings(file) == {"bib": "Bib"}
    assert runners(file)[0] == ("7", "", "", "", "")


def test_halves_of_the_name_in_the_place_of_the_whole_and_back() -> None:
    assert meanings(read_text(TEXT, last_name=2)).keys() == {"bib", "last_name", "wave"}
    file = read_text("Bib;First name;Last name;Nom Prénom\n7;A;L;Lee Ann\n", full_name=3)
    assert runners(file)[0][1:3] == ("Ann", "Lee")
    assert meanings(file).keys() == {"bib", "full_name"}


def test_a_column_taken_for_something_else_is_gone_from_where_it_was() -> None:
    assert meanings(read_text(TEXT, last_name=5)) == {"bib": "Bib", "last_name": "Wave"}


def test_the_contest_column_taken_for_something_else() -> None:
    file = read_text(TEXT, status=4)

    assert meanings(file)["status"] == "Event"
    assert file.waves == ("A", "B")


@pytest.mark.parametrize("above", ["", "City Run 2025;\n\n"])
def test_headings_in_a_language_we_do_not_know(above: str) -> None:
    file = read_text(f"{above}Rinta;Nimi\n7;Ann Lee\n8;Bo Day\n", bib=0, full_name=1)

    assert meanings(file) == {"bib": "Rinta", "full_name": "Nimi"}
    assert [line.bib for line in file.lines] == ["7", "8"]


def test_no_headings_and_too_little_to_be_sure() -> None:
    file = read_text("7;Ann Lee\n8;Bo Day\n", bib=0, full_name=1)

    assert [line.line for line in file.lines] == [1, 2]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"shoe": 1}, "No column can be taken for “shoe”"),
        ({"wave": 7}, "no column 8"),
        ({"wave": 6}, "“Age” looks private"),
        ({"wave": 3, "status": 3}, "two things"),
        ({"bib": -1}, "clearly the bib number"),
    ],
)
def test_wishes_that_cannot_be_met(columns: dict[str, int], said: str) -> None:
    with pytest.raises(StartListUnreadable, match=said) as refusal:
        read_start_list(TEXT.encode(), "list.csv", columns=columns)

    assert len(refusal.value.columns) == 7
