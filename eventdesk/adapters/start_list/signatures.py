"""Files that are something else than a list, told by their first bytes, with what to do about each."""

from __future__ import annotations

from eventdesk.adapters.start_list.shapes import StartListUnreadable

_SAVE_AS = "save the list as Excel (.xlsx) or CSV."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", f"This is a PDF: {_SAVE_AS}"),
    (b"{\\rtf", f"This is a text document, not a table: {_SAVE_AS}"),
    (b"\x89PNG", f"This is a picture: {_SAVE_AS}"),
    (b"\xff\xd8\xff", f"This is a picture: {_SAVE_AS}"),
    (b"GIF8", f"This is a picture: {_SAVE_AS}"),
    (b"\x1f\x8b", "This is a packed file: unpack it first."),
    (b"7z\xbc\xaf", "This is a packed file: unpack it first."),
    (b"Rar!", "This is a packed file: unpack it first."),
)
_WEB_PAGES = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")


def is_zip(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def check_signature(content: bytes) -> None:
    """StartListUnreadable for an empty file and for kinds of files that are never read."""
    if not content.strip(b" \t\r\n\x00"):
        raise StartListUnreadable("The file is empty.")
    if content.startswith(_OLD_OFFICE):
        raise StartListUnreadable(_old_office(content))
    for begin, said in _OTHERS:
        if content.startswith(begin):
            raise StartListUnreadable(said)
    # Some systems call a web page .xls, and Excel opens it as if it were one.
    if content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_WEB_PAGES):
        raise StartListUnreadable(
            "This is a web page or XML, not a table: open it in Excel and save it as .xlsx or CSV."
        )


def _old_office(content: bytes) -> str:
    """A workbook with a password is wrapped in the same way as the Excel files of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "The Excel file has a password: save it without one."
    return "This is an Excel file of the old kind (.xls): open it and save it as .xlsx or CSV."
