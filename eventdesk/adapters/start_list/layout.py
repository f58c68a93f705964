"""The shape of one table: its headings, the rows below them, which column is taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from eventdesk.adapters.start_list.cells import clean
from eventdesk.adapters.start_list.headings import PRIVATE, kind_of
from eventdesk.adapters.start_list.shapes import MOST_COLUMNS, Column, Row, too_many_columns

_LOOKED_AT = 300


@dataclass(slots=True)
class Layout:
    headings: list[str]
    body: list[Row]
    header: list[str] | None = None
    """The heading row as it stands in the file, which long lists repeat on every page."""
    width: int = 0
    """How many cells a row may fill; more of them, and its cells have slipped to the side."""
    meanings: dict[str, int] = field(default_factory=dict)
    contest: int | None = None
    """A column that tells waves of the same name apart, and stands in where the wave is empty."""
    is_family_first: bool = False
    remarks: dict[int, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        by_index = {index: meaning for meaning, index in self.meanings.items()}
        return tuple(
            Column(index, heading, by_index.get(index), self._reason(index, is_taken=index in by_index))
            for index, heading in enumerate(self.headings)
        )

    def _reason(self, index: int, *, is_taken: bool) -> str | None:
        if is_private(self.headings[index]):
            return "private: not taken in"
        return self.remarks.get(index, None if is_taken else "not needed: not taken in")

    def sample(self, index: int) -> Iterator[str]:
        """What stands in this column in the first rows, blanks left out."""
        for row in self.body[:_LOOKED_AT]:
            if index < len(row.cells) and row.cells[index].strip():
                yield row.cells[index].strip()

    def named(self, index: int) -> str:
        """The column as somebody at the screen would call it."""
        return f"“{self.headings[index]}”" if self.headings[index] else f"column {index + 1}"


def is_private(heading: str) -> bool:
    kind = kind_of(heading)
    return kind is not None and kind.name == PRIVATE


def started(rows: list[Row], at: int) -> Layout:
    """The layout with row number `at` (from 0) as its headings, or with none of its own below 0."""
    header = rows[at].cells if at >= 0 else None
    body = rows[at + 1 :]
    widths = Counter(len(_filled(row.cells)) for row in body)
    usual = max(widths, key=lambda width: (widths[width], -width), default=0)
    columns = max(widths) if header is None else max(len(_filled(header)), usual)
    if columns > MOST_COLUMNS:
        raise too_many_columns()
    headings = [clean(cell) for cell in (header or [])[:columns]]
    headings.extend([""] * (columns - len(headings)))
    return Layout(headings, body, header, width=max(columns, len(header or [])))


def _filled(cells: list[str]) -> list[str]:
    """The cells up to the last one that is not blank."""
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return cells[:last]
