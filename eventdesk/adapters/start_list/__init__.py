"""Reads a start list as race offices export it: CSV, TSV or Excel, in any usual encoding and wording.

Nothing is stored here and nothing private is kept: addresses, contacts, ages and medical columns are left in
the file. Every row with something in it comes back as a line or as a problem with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from eventdesk.adapters.start_list import delimited, workbook
from eventdesk.adapters.start_list.assigning import with_headings, without_known_bib
from eventdesk.adapters.start_list.encoding import text_of
from eventdesk.adapters.start_list.headless import without_headings
from eventdesk.adapters.start_list.layout import Layout
from eventdesk.adapters.start_list.lines import LineReader
from eventdesk.adapters.start_list.shapes import (
    MEANINGS,
    Column,
    Line,
    Problem,
    StartListFile,
    StartListUnreadable,
    Table,
)
from eventdesk.adapters.start_list.signatures import check_signature, is_zip
from eventdesk.adapters.start_list.wishes import apply_wishes

__all__ = [
    "LARGEST_FILE",
    "MEANINGS",
    "Column",
    "Line",
    "Problem",
    "StartListFile",
    "StartListUnreadable",
    "read_start_list",
]

LARGEST_FILE = 20_000_000
"""Bytes. The largest marathons stay below half of this."""


def read_start_list(
    content: bytes,
    filename: str,
    *,
    columns: Mapping[str, int] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> StartListFile:
    """Reads a whole file, at most `LARGEST_FILE` bytes.

    `filename` only decides where the content leaves a choice. `columns` puts a column of the organiser's choice,
    counted from 0 (below 0 for "none"), in the place of what was understood, by meaning. `progress` is told how
    many rows of how many are done, about every thousand.

    StartListUnreadable, with one sentence for the organiser, when nothing of the file can be taken in.
    """
    if len(content) > LARGEST_FILE:
        raise StartListUnreadable(
            f"The file is larger than {LARGEST_FILE // 1_000_000} MB: too large for a start list."
        )
    check_signature(content)
    table, layout = _understood(_tables(content, filename), columns or {})
    reader = LineReader(layout)
    reader.read(progress or _unheard)
    return StartListFile(
        columns=layout.columns,
        lines=tuple(reader.lines),
        problems=tuple(reader.problems),
        waves=reader.waves,
        encoding=table.encoding,
        delimiter=table.delimiter,
        kind=table.kind,
    )


def _tables(content: bytes, filename: str) -> Iterator[Table]:
    if is_zip(content):
        yield from workbook.tables_of(content)
    else:
        text, encoding = text_of(content)
        table = delimited.table_of(text, encoding, filename)
        if table.rows:
            yield table


def _understood(tables: Iterator[Table], wanted: Mapping[str, int]) -> tuple[Table, Layout]:
    """The first sheet with a bib column; workbooks often begin with a sheet of notes."""
    refused: StartListUnreadable | None = None
    for table in tables:
        try:
            return table, _layout_of(table, wanted)
        except StartListUnreadable as reason:
            refused = refused or reason
    raise refused or StartListUnreadable("The file is empty.")


def _layout_of(table: Table, wanted: Mapping[str, int]) -> Layout:
    layout = (
        with_headings(table.rows)
        or without_headings(table.rows)
        or without_known_bib(table.rows, wanted.get("bib", -1))
    )
    apply_wishes(layout, wanted)
    if "bib" in layout.meanings:
        return layout
    if len(layout.headings) < 2:  # noqa: PLR2004  a single column
        raise StartListUnreadable("The file is not a table with a bib column: save the list as Excel (.xlsx) or CSV.")
    raise StartListUnreadable(
        "No column of the file is clearly the bib number: choose it, or give it the heading “Bib”.",
        layout.columns,
    )


def _unheard(_done: int, _total: int) -> None:
    """Nobody asked for the progress."""
