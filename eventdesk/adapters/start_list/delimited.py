"""Text to records: finds the delimiter and splits, keeping the line numbers of the file."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from eventdesk.adapters.start_list.cells import looks_like_bib
from eventdesk.adapters.start_list.headings import known_headings
from eventdesk.adapters.start_list.shapes import MOST_COLUMNS, Row, StartListUnreadable, Table, too_many_columns

MOST_LINES = 200_000
LONGEST_LINE = 60_000
_DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'"?sep=([,;\t|])"?[,;\t| ]*', re.IGNORECASE)
_SAMPLE_LINES = 60
# A quoted field may go over this many lines (addresses do). Past that the quote was a slip of somebody's
# finger, and must not swallow the runners below it.
_LONGEST_RECORD = 20
# After so many slips the file does not quote as others do: each line is read for itself.
_MOST_SLIPS = 50


def table_of(text: str, encoding: str, filename: str) -> Table:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise StartListUnreadable(f"The file has more than {MOST_LINES:,} lines: too many for a start list.")
    if max(map(len, lines)) > LONGEST_LINE:
        raise StartListUnreadable("The file is not a table: one of its lines is far too long.")
    named, first = _delimiter_named(lines[0])
    delimiter = named or _delimiter_found(lines[first:], filename)
    rows: list[Row] = []
    for row in _records(lines, first, delimiter):
        if len(row.cells) > MOST_COLUMNS * 2:  # well beyond blank ones that a spreadsheet leaves at the end
            raise too_many_columns()
        if not row.is_blank:
            rows.append(row)
    return Table(rows, encoding, delimiter, "csv")


def _delimiter_named(line: str) -> tuple[str | None, int]:
    """The delimiter by Excel's own first line `sep=;`, and the place where the list itself begins."""
    said = _SEP_LINE.fullmatch(line)
    return (said[1], 1) if said else (None, 0)


def _delimiter_found(lines: list[str], filename: str) -> str | None:
    sample = [line for line in lines if line.strip()][:_SAMPLE_LINES]
    whole = "\n".join(sample)
    candidates = [delimiter for delimiter in _DELIMITERS if delimiter in whole]
    if filename.lower().endswith((".tsv", ".tab")):
        candidates.sort(key=lambda delimiter: delimiter != "\t")
    return max(candidates, key=lambda delimiter: _fit(sample, delimiter), default=None)


def _fit(sample: list[str], delimiter: str) -> tuple[int, int, int]:
    """How well it splits: the headings that come out, the bibs in front, how many records are equally wide."""
    rows = list(_records(sample, 0, delimiter))
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    return (
        max(known_headings(row.cells[:MOST_COLUMNS]) for row in rows),
        sum(1 for row in rows if looks_like_bib(row.cells[0])),
        max((times * width for width, times in widths.items()), default=0),
    )


def _records(lines: list[str], first: int, delimiter: str | None) -> Iterator[Row]:
    at, slips = first, 0
    while at < len(lines):
        taken = 1
        if '"' not in lines[at]:
            cells = lines[at].split(delimiter) if delimiter else [lines[at]]
        else:
            reach = _LONGEST_RECORD if slips < _MOST_SLIPS else 1
            cells, taken = _quoted_record(lines[at : at + reach], delimiter or ",")
        if not taken:
            cells, taken, slips = lines[at].replace('"', "").split(delimiter), 1, slips + 1
        yield Row(at + 1, cells)
        at += taken


def _quoted_record(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    """The cells of the record that begins with the first line, and how many lines it takes: 0 if it never ends."""
    # The extra line is read only when a quote is still open at the end.
    reader = csv.reader([*(line + "\n" for line in lines), "\n"], delimiter=delimiter, skipinitialspace=True)
    try:
        cells = next(reader)
    except csv.Error:  # a field beyond the csv module's own limit
        return [], 0
    return (cells, reader.line_num) if reader.line_num <= len(lines) else ([], 0)
