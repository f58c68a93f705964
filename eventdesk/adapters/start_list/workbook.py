"""An Excel workbook to tables, one for each visible sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from eventdesk.adapters.start_list.package import checked_copy
from eventdesk.adapters.start_list.shapes import Row, StartListUnreadable, Table

_MOST_SHEETS = 20
_DAMAGED = "The Excel file is damaged: open it in Excel, save it again as .xlsx or as CSV, and try that."


def tables_of(content: bytes) -> Iterator[Table]:
    """The sheets that somebody opening the workbook sees, in their order, blank ones left out."""
    copy = checked_copy(content)
    try:
        yield from _tables(copy)
    except PasswordError:
        raise StartListUnreadable("The Excel file has a password: save it without one.") from None
    except CalamineError:
        raise StartListUnreadable(_DAMAGED) from None
    except BaseException as fault:
        # A fault inside the reading library, which is not written in Python, comes as a bare BaseException.
        if type(fault).__name__ == "PanicException":
            raise StartListUnreadable(_DAMAGED) from None
        raise


def _tables(content: bytes) -> Iterator[Table]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        shown = [
            at
            for at, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        for at in shown[:_MOST_SHEETS]:
            # With the empty area in front, so that the row numbers are those that Excel shows.
            cells = book.get_sheet_by_index(at).to_python(skip_empty_area=False)
            rows = [Row(number, [_text(value) for value in row]) for number, row in enumerate(cells, start=1)]
            rows = [row for row in rows if not row.is_blank]
            if rows:
                yield Table(rows, "utf-8", None, "xlsx")


def _text(value: object) -> str:
    """A cell as somebody would type it: 123, not 123.0; 09:30:00, not a moment of the year 1899."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return str(value)
