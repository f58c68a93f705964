"""The zip around a workbook: unpacked up to a limit, measured, and copied before anything else opens it.

What a zip says about its own sizes is not believed, and only this copy is read later: what was measured is
what is read. The measures keep a small file from growing into gigabytes of cells.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from eventdesk.adapters.start_list.shapes import StartListUnreadable

LARGEST_UNPACKED = 100_000_000
MOST_CELLS = 2_500_000
LARGEST_TEXT = 300_000_000
_MOST_PARTS = 2_000
# Sheets of a spreadsheet shrink to a tenth or a twentieth; what shrinks more than this was made to.
_HIGHEST_RATIO = 300
_RATIO_MATTERS_FROM = 10_000_000
_SLICE = 1 << 20

_REFERENCE = re.compile(rb"[\s\"']r\s*=\s*[\"']\s*([A-Za-z]*)([0-9]+)")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_NUMBER = re.compile(rb">\s*\+?([0-9]{1,12})\s*<")

_TOO_LARGE = "The Excel file is too large when unpacked: keep only the sheet with the start list, or save it as CSV."
_DAMAGED = "The Excel file is damaged: open it in Excel, save it again as .xlsx or as CSV, and try that."
_OTHERS = (
    ("mimetype", "This is an OpenDocument file: save the list as Excel (.xlsx) or CSV."),
    ("xl/workbook.bin", "This is a binary Excel workbook (.xlsb): save it as .xlsx or CSV."),
    ("word/document.xml", "This is a Word document: save the list as Excel (.xlsx) or CSV."),
    ("Index/Document.iwa", "This is a Numbers document: export the list as Excel (.xlsx) or CSV."),
)


def checked_copy(content: bytes) -> bytes:
    """The workbook again with only what reading its cells needs; StartListUnreadable if it is not safe to read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, len(content))
            parts = _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, IndexError):
        raise StartListUnreadable(_DAMAGED) from None
    _check_extent(parts)
    _check_text(parts)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return copy.getvalue()


def _check_directory(archive: zipfile.ZipFile, packed: int) -> None:
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        other = next((said for name, said in _OTHERS if name in names), None)
        raise StartListUnreadable(
            other or "This is a zip file, not a table: unpack it and choose the start list in it."
        )
    if len(names) > _MOST_PARTS or len(set(names)) < len(names):
        raise StartListUnreadable(_DAMAGED)
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise StartListUnreadable("The Excel file has a password: save it without one.")
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > LARGEST_UNPACKED or unpacked > max(packed * _HIGHEST_RATIO, _RATIO_MATTERS_FROM):
        raise StartListUnreadable(_TOO_LARGE)


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts by name, pictures and the like left out."""
    parts: dict[str, bytes] = {}
    room = LARGEST_UNPACKED
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rels")):
            with archive.open(info) as part:
                parts[info.filename] = part.read(room + 1)
            room -= len(parts[info.filename])
        if room < 0:
            raise StartListUnreadable(_TOO_LARGE)
    return parts


def _check_extent(parts: dict[str, bytes]) -> None:
    """One cell in the farthest corner is enough for a sheet of 17 billion: every cell up to it is laid out."""
    for part in parts.values():
        last_row, last_column = _written_extent(part)
        # Cells and rows may leave out where they are, and then follow one another.
        rows = _ROW.split(part)
        height = max(last_row, len(rows))
        if height * max(last_column, *map(_cells_at_most, rows)) <= MOST_CELLS:
            continue
        if height * max(last_column, *(len(_CELL.findall(row)) for row in rows)) > MOST_CELLS:
            raise StartListUnreadable(
                "The sheet has cells very far down or to the right: delete what is empty there, or save it as CSV."
            )


def _cells_at_most(part: bytes) -> int:
    """Quick, and never too few: `<c>` and `<x:c>`, with whatever else begins in the same way."""
    return part.count(b"<c") + part.count(b":c")


def _written_extent(part: bytes) -> tuple[int, int]:
    """The last row and column that are written as the place of a cell or row."""
    columns: set[bytes] = set()
    last_row = 0
    for begin, end in _slices(part):
        references = _REFERENCE.findall(part, begin, end)
        columns.update(letters for letters, _ in references)
        last_row = max(last_row, max((int(digits[:12]) for _, digits in references), default=0))
    return last_row, max(map(_column_number, columns), default=0)


def _slices(part: bytes) -> Iterator[tuple[int, int]]:
    """Pieces of about a megabyte that end where a tag begins, so that none is cut in two."""
    begin = 0
    while begin < len(part):
        end = part.find(b"<", begin + _SLICE)
        end = len(part) if end < 0 else end
        yield begin, end
        begin = end


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - ord("A") + 1
    return number


def _check_text(parts: dict[str, bytes]) -> None:
    """A long text that is kept once can stand in a million cells, and each of them gets a copy of it."""
    sizes = [size for part in parts.values() for size in _string_sizes(part)]
    longest = max(sizes, default=0)
    for part in parts.values():
        if longest * _cells_at_most(part) <= LARGEST_TEXT:
            continue
        used = (int(found[1]) for found in _NUMBER.finditer(part))
        if sum(sizes[at] for at in used if at < len(sizes)) > LARGEST_TEXT:
            raise StartListUnreadable(_TOO_LARGE)


def _string_sizes(part: bytes) -> list[int]:
    begins = [found.start() for found in _STRING.finditer(part)]
    return [end - begin for begin, end in zip(begins, [*begins[1:], len(part)], strict=True)] if begins else []
