"""Start-list files made on the spot: text in any encoding, workbooks as Excel and others write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

from eventdesk.adapters.start_list import Line, StartListFile, read_start_list

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read_text(text: str, encoding: str = "utf-8", name: str = "list.csv", **columns: int) -> StartListFile:
    return read_start_list(text.encode(encoding), name, columns=columns or None)


def runners(file: StartListFile) -> list[tuple[str, str, str, str, str]]:
    return [runner(line) for line in file.lines]


def runner(line: Line) -> tuple[str, str, str, str, str]:
    return line.bib, line.first_name, line.last_name, line.wave, line.start_time


def problems(file: StartListFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in file.problems]


def meanings(file: StartListFile) -> dict[str, str]:
    return {column.meaning: column.heading for column in file.columns if column.meaning}


def reasons(file: StartListFile) -> dict[str, str | None]:
    return {column.heading: column.reason for column in file.columns}


def workbook(*sheets: Iterable[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for at, rows in enumerate(sheets):
        sheet = book.active if at == 0 else book.create_sheet()
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def excel_parts(cells: str, strings: Sequence[str] = ()) -> dict[str, str]:
    """The parts of a workbook as Excel itself writes it, with its texts kept once in a table of their own."""
    table = "".join(f"<si><t>{text}</t></si>" for text in strings)
    relation = f'<Relationships xmlns="{_RELS.replace("officeDocument", "package")}">'
    return {
        "_rels/.rels": f'{relation}<Relationship Id="a" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>'
        '<sheet name="List" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{relation}<Relationship Id="a" Type="{_RELS}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{_RELS}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{table}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>',
    }


def zipped(parts: dict[str, str] | dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()
