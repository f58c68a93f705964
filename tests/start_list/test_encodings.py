"""Letters come out right in whatever encoding a program saved them, or the file is refused."""

from __future__ import annotations

import codecs

import pytest

from eventdesk.adapters.start_list import StartListUnreadable, read_start_list
from tests.start_list.files import read_text, runners

NAMES = ("René", "Weiß", "Nuñez", "Müller", "O\u2019Brien", "“Ace”", "Zoë €", "Dvořák")


def listing(names: tuple[str, ...]) -> str:
    return "Bib;First name;Last name\r\n" + "".join(f"{at};{name};Ångström\r\n" for at, name in enumerate(names, 1))


@pytest.mark.parametrize(
    ("mark", "encoding", "said"),
    [
        (b"", "utf-8", "utf-8"),
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    ],
)
def test_unicode_of_every_kind(mark: bytes, encoding: str, said: str) -> None:
    file = read_start_list(mark + listing(NAMES).encode(encoding), "list.txt")

    assert file.encoding == said
    assert file.columns[0].heading == "Bib"
    assert [line.first_name for line in file.lines] == list(NAMES)
    assert {line.last_name for line in file.lines} == {"Ångström"}


def test_windows_1252_with_its_own_quotes_and_the_euro() -> None:
    file = read_text(listing(NAMES[:-1]), "cp1252")

    assert file.encoding == "windows-1252"
    assert [line.first_name for line in file.lines] == list(NAMES[:-1])


@pytest.mark.parametrize("name", ["Weiß\u2019", "É\u2019a", "Jos\xe9", "Ÿves", "TOMÁŠ", "Col·lell", "Mª José", "N°1"])
def test_windows_1252_is_not_taken_for_something_else(name: str) -> None:
    assert read_text(f"Bib,First name\n1,{name}\n2,Zoë\n", "cp1252").lines[0].first_name == name


def test_utf16_of_letters_outside_latin() -> None:
    names = "Дмитрий Шостакович"
    text = "Bib\tName\n" + "".join(f"{at}\t{names}\n" for at in range(1, 20))

    assert read_text(text, "utf-16-le").lines[3].last_name == names.split()[1]


def test_two_programs_pasted_together() -> None:
    content = "Bib,First name\n1,René\n".encode() + "2,Zoë\n".encode("cp1252") + "3,Łukasz\n".encode()

    file = read_start_list(content, "list.csv")

    assert [line.first_name for line in file.lines] == ["René", "Zoë", "Łukasz"]
    assert file.encoding == "utf-8 and windows-1252"


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850", "cp1250", "cp1251", "cp1253"])
def test_what_would_come_out_as_nonsense_is_refused(encoding: str) -> None:
    names = {
        "cp1250": ["Łukasz", "Małgorzata", "Paweł", "Gałązka"],
        "cp1251": ["Иванов", "Смирнов", "Кузнецов"],
        "cp1253": ["Γιαννης", "Κωστας", "Νικος"],
    }.get(encoding, ["René", "Müller", "Jörg", "Nuñez", "Jäger"])
    text = "Bib,First name\n" + "".join(f"{at},{name}\n" for at, name in enumerate(names, 1))

    with pytest.raises(StartListUnreadable, match="accented letters"):
        read_text(text, encoding)


def test_nonsense_beside_good_utf8_is_refused_too() -> None:
    content = "Bib,First name\n1,René\n".encode() + "2,Müller\n3,Jörg\n".encode("cp850")

    with pytest.raises(StartListUnreadable, match="accented letters"):
        read_start_list(content, "list.csv")


def test_a_programme_is_not_blamed_for_its_accents() -> None:
    with pytest.raises(StartListUnreadable, match="not a table of text"):
        read_start_list(b"MZ\x90\x00" + bytes(range(256)) * 40, "set-up.csv")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, b""])
def test_utf16_cut_off_in_the_middle(mark: bytes) -> None:
    with pytest.raises(StartListUnreadable, match="cut off or damaged"):
        read_start_list(mark + listing(NAMES).encode("utf-16-le")[:-1] + b"\n\xd8", "list.txt")


def test_letters_in_two_pieces_become_one() -> None:
    assert runners(read_text("Bib,First name\n1,Rene\u0301\n"))[0][1] == "Ren\u00e9"
