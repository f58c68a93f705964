"""Files that are refused as a whole, each with one sentence that says what to do."""

from __future__ import annotations

import re

import pytest

from eventdesk.adapters.start_list import LARGEST_FILE, StartListUnreadable, read_start_list

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\n\r\n  \t", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b";;;\n;;;\n", "The file is empty"),
        (b"Bib,Name\n" + b"x" * LARGEST_FILE, "larger than 20 MB"),
        (OLD_OFFICE, r"of the old kind \(.xls\)"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"{\\rtf1 Bib}", "a text document"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"\xff\xd8\xff\xe0", "This is a picture"),
        (b"\x1f\x8b\x08", "a packed file"),
        (b"\xef\xbb\xbf <HTML><table><tr><td>Bib", "a web page or XML"),
        (b"<?xml version='1.0'?><Workbook/>", "a web page or XML"),
        (b"Dear runners, good luck\nand see you, on Sunday.\n", "clearly the bib number"),
        (b"Hello\nWorld\n", "not a table with a bib column"),
        (b"Name,Wave\nAnn Lee,A\n", "clearly the bib number"),
        (b"Bib,Name\n" + bytes(range(1, 9)) * 50, "not a table of text"),
        (b"Bib,Name\n" + b"x" * 70_000, "one of its lines is far too long"),
        (b"Bib,Name" + b",x" * 600 + b"\n", "more than 500 columns"),
        (b"Bib,Name\n" + b"1," * 5000 + b"\n", "more than 500 columns"),
        (b"Bib,Name\n" + b"\n" * 200_000, "more than 200,000 lines"),
    ],
)
def test_refusals(content: bytes, said: str) -> None:
    with pytest.raises(StartListUnreadable, match=said) as refusal:
        read_start_list(content, "list.csv")

    assert re.fullmatch(r"[A-Z][^\n]*\.", str(refusal.value))


def test_a_text_file_with_the_ending_of_old_excel_is_read() -> None:
    assert len(read_start_list(b"Bib\tName\n7\tAnn Lee\n", "export.xls").lines) == 1


def test_a_stray_control_character_does_not_stop_a_list() -> None:
    file = read_start_list(b"Bib,Name\n7,Ann\x00 Lee\x1a\n", "list.csv")

    assert (file.lines[0].first_name, file.lines[0].last_name) == ("Ann", "Lee")
