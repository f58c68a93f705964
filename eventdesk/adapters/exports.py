"""Tables as files: CSV and XLSX that no spreadsheet takes for formulas, and JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.services.exporting import Row

FORMATS = ("csv", "xlsx", "json")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
# With these a spreadsheet begins a formula (the wide ones with a Japanese keyboard's settings); a tab or a line end
# before them is skipped. https://owasp.org/www-community/attacks/CSV_Injection
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
_BOM = "\ufeff"


def harmless(value: Any) -> Any:
    """A cell's value; text that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_BEGINS_FORMULA):
        return f"'{value}"
    return value


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """With a mark at the beginning by which Excel knows that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(row[name]) for name in columns] for row in rows)
    return (_BOM + text.getvalue()).encode()


def as_xlsx(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """One sheet; every text is a text, also one that looks like something else."""
    from openpyxl import Workbook  # noqa: PLC0415 - a tenth of a second that the desk's start need not wait for

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Visits")
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(sheet, row[name]) for name in columns])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", harmless(value)))
    cell.data_type = "s"
    return cell


def as_json(document: Any) -> bytes:
    """For programs."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def table(kind: str, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The rows as a file of one of `FORMATS`."""
    if kind == "json":
        return as_json(list(rows))
    return as_csv(columns, rows) if kind == "csv" else as_xlsx(columns, rows)
