"""What a start-list file turns into: its columns, the lines taken in, and why others were not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

MEANINGS = ("bib", "first_name", "last_name", "full_name", "wave", "start_time", "status")
MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: where it is, what stands above it, what it was taken for.

    `meaning` is one of `MEANINGS`, or None when nothing of the column is taken in. `reason` says why
    not, or, for a column that is taken in, what somebody should look at.
    """

    index: int
    heading: str
    meaning: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One runner. `line` counts from 1 as an editor or Excel shows it; what the file lacks is ''."""

    line: int
    bib: str
    first_name: str
    last_name: str
    wave: str
    start_time: str
    """'HH:MM' or 'HH:MM:SS', local to the event, 24 hours."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was skipped, and why, in plain words and without anything private from it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class StartListFile:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    waves: tuple[str, ...]
    """Each wave of the lines taken in once, in order of first appearance."""
    encoding: str
    delimiter: str | None
    """None in a workbook, and in a text file with a single column."""
    kind: Literal["csv", "xlsx"]


class StartListUnreadable(Exception):
    """The file cannot be taken in at all; the message is one sentence for the organiser.

    `columns` holds what stands in the file where it is a table, but one without a known bib column, so
    that the organiser can be asked which column it is.
    """

    def __init__(self, reason: str, columns: tuple[Column, ...] = ()) -> None:
        super().__init__(reason)
        self.columns = columns


def too_many_columns() -> StartListUnreadable:
    return StartListUnreadable(f"The file has more than {MOST_COLUMNS} columns: too many for a start list.")


class Row(NamedTuple):
    """The cells of one record as text, with the line of the file on which the record begins."""

    line: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        return not any(map(str.strip, self.cells))


class Table(NamedTuple):
    """The records of a file or of one sheet, blank ones left out, not yet understood."""

    rows: list[Row]
    encoding: str
    delimiter: str | None
    kind: Literal["csv", "xlsx"]
