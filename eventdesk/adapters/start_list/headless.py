"""A list without headings, understood only where its shape leaves no doubt: bib first, then the name."""

from __future__ import annotations

from eventdesk.adapters.start_list.cells import bib_of, looks_like_bib
from eventdesk.adapters.start_list.layout import Layout, started
from eventdesk.adapters.start_list.shapes import Row

_FEWEST_ROWS = 3
_GUESSED = "there are no headings: please check"


def without_headings(rows: list[Row]) -> Layout | None:
    """None as soon as something speaks against it: a wrong guess would call runners by the wrong number."""
    if len(rows) < _FEWEST_ROWS or not looks_like_bib(rows[0].cells[0]):
        return None
    layout = started(rows, -1)
    bibs = [bib_of(cell) for cell in layout.sample(0)]
    if not _mostly([looks_like_bib(bib) for bib in bibs]) or len(set(bibs)) * 20 < len(bibs) * 19:
        return None
    if not _holds_names(layout, 1) or _may_be_places(layout, bibs):
        return None
    layout.meanings = {"bib": 0, **_names(layout)}
    layout.remarks = dict.fromkeys(layout.meanings.values(), _GUESSED)
    return layout


def _names(layout: Layout) -> dict[str, int]:
    if _mostly([" " in cell or "," in cell for cell in layout.sample(1)]):
        return {"full_name": 1}
    if not _holds_names(layout, 2):
        return {"full_name": 1}
    # There are fewer first names in the world than last names, so the one column repeats itself more.
    second, third = (len(set(layout.sample(index))) for index in (1, 2))
    return {"first_name": 2, "last_name": 1} if third < second else {"first_name": 1, "last_name": 2}


def _holds_names(layout: Layout, index: int) -> bool:
    cells = list(layout.sample(index))
    return len(cells) * 10 > len(layout.body[:300]) * 9 and _mostly([_is_name(cell) for cell in cells])


def _is_name(cell: str) -> bool:
    return (
        len(cell) > 1 and any(map(str.isalpha, cell)) and not any(letter.isdigit() or letter == "@" for letter in cell)
    )


def _may_be_places(layout: Layout, bibs: list[str]) -> bool:
    """1, 2, 3 … in front and another column of numbers: the front may be places, or just count the rows."""
    if bibs != [str(number) for number in range(1, len(bibs) + 1)]:
        return False
    return any(
        _mostly([looks_like_bib(cell) for cell in layout.sample(index)]) for index in range(2, len(layout.headings))
    )


def _mostly(answers: list[bool]) -> bool:
    return sum(answers) * 20 >= len(answers) * 19 > 0
