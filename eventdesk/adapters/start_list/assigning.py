"""Which column is taken for what, by its heading and a look below it."""

from __future__ import annotations

from eventdesk.adapters.start_list.cells import clean, looks_like_bib, time_of
from eventdesk.adapters.start_list.headings import Kind, kind_of, known_headings
from eventdesk.adapters.start_list.layout import Layout, started
from eventdesk.adapters.start_list.shapes import Row

_HEADER_WITHIN = 40
# A column "No" is the bib where a runner stands beside it.
_BESIDE_A_NUMBER = {
    "first_name",
    "last_name",
    "name",
    "full_name",
    "full_name_family_first",
    "wave",
    "contest",
}


def with_headings(rows: list[Row]) -> Layout | None:
    """The layout below the row that is richest in known headings, None if there is none with a bib."""
    scores = {at: known_headings(row.cells) for at, row in enumerate(rows[:_HEADER_WITHIN]) if _has_bib(row)}
    return below(rows, max(scores, key=lambda at: scores[at])) if scores else None


def without_known_bib(rows: list[Row], bib: int) -> Layout:
    """A table whose bib column has a heading we do not know, or none; `bib` is its index, below 0 if unknown."""
    top = rows[:_HEADER_WITHIN]
    first = next(
        (at for at, row in enumerate(top) if bib >= 0 and looks_like_bib("".join(row.cells[bib : bib + 1]))),
        None,
    )
    scores = {at: known_headings(row.cells) for at, row in enumerate(top[:first])}
    richest = max(scores, key=lambda at: scores[at], default=-1)
    if richest >= 0 and not scores[richest]:
        richest = 0 if first is None else first - 1
    return below(rows, richest)


def below(rows: list[Row], at: int) -> Layout:
    layout = started(rows, at)
    best = {name: _best(layout, indexes) for name, indexes in _candidates(layout).items()}
    for meaning in ("bib", "first_name", "last_name", "start_time", "status"):
        if meaning in best:
            layout.meanings[meaning] = best[meaning]
    _assign_full_name(layout, best)
    _assign_unsaid_name(layout, best.get("name"))
    _assign_wave(layout, best)
    maybe = best.get("start_maybe")
    if maybe is not None and "start_time" not in layout.meanings and _holds_times(layout, maybe):
        layout.meanings["start_time"] = maybe
    return layout


def _has_bib(row: Row) -> bool:
    kinds = [kind for kind in map(kind_of, row.cells) if kind]
    names = {kind.name for kind in kinds}
    return Kind("bib", 0) in kinds or ("bib" in names and not names.isdisjoint(_BESIDE_A_NUMBER))


def _candidates(layout: Layout) -> dict[str, list[tuple[int, int]]]:
    """The columns, as (rank, index), by the kind of their heading."""
    found: dict[str, list[tuple[int, int]]] = {}
    for index, heading in enumerate(layout.headings):
        kind = kind_of(heading)
        if kind:
            found.setdefault(kind.name, []).append((kind.rank, index))
    return found


def _best(layout: Layout, ranked: list[tuple[int, int]]) -> int:
    """The best heading that has something below it; of equal ones the first."""
    best = min(ranked, key=lambda candidate: (next(layout.sample(candidate[1]), None) is None, candidate))[1]
    for _, index in ranked:
        if index != best:
            layout.remarks[index] = f"not taken in: column {best + 1}, {layout.named(best)}, is used"
    return best


def _assign_full_name(layout: Layout, best: dict[str, int]) -> None:
    for kind, is_family_first in (("full_name", False), ("full_name_family_first", True)):
        if kind in best:
            _take_full_name(layout, best[kind], is_family_first=is_family_first)


def _take_full_name(layout: Layout, index: int, *, is_family_first: bool) -> None:
    meanings = layout.meanings
    if "full_name" in meanings or {"first_name", "last_name"} <= meanings.keys():
        layout.remarks[index] = "not taken in: the names have columns of their own"
        return
    for half in ("first_name", "last_name"):
        if half in meanings:
            layout.remarks[meanings.pop(half)] = f"not taken in: {layout.named(index)} has the whole name"
    meanings["full_name"], layout.is_family_first = index, is_family_first


def _assign_unsaid_name(layout: Layout, index: int | None) -> None:
    """Takes "Name" for the half of the name that has no column (Name/Vorname, Nombre/Apellidos), else for all of it."""
    if index is None:
        return
    halves = [half for half in ("first_name", "last_name") if half in layout.meanings]
    if "full_name" in layout.meanings or len(halves) != 1 or _holds_both(layout, index, layout.meanings[halves[0]]):
        _take_full_name(layout, index, is_family_first=False)
    else:
        layout.meanings["last_name" if halves == ["first_name"] else "first_name"] = index


def _holds_both(layout: Layout, whole: int, half: int) -> bool:
    """Whether the one column mostly repeats the other's words and adds some."""
    pairs = [
        (set(clean(row.cells[whole]).replace(",", " ").split()), set(clean(row.cells[half]).split()))
        for row in layout.body[:100]
        if len(row.cells) > max(whole, half) and row.cells[half].strip()
    ]
    return sum(part < all_of_it for all_of_it, part in pairs) * 2 > len(pairs)


def _assign_wave(layout: Layout, best: dict[str, int]) -> None:
    """The wave, else the contest; a contest beside a wave is kept in mind for where the wave does not say enough."""
    wave, contest = best.get("wave"), best.get("contest")
    if wave is None and contest is not None:
        layout.meanings["wave"] = contest
    elif wave is not None:
        layout.meanings["wave"], layout.contest = wave, contest
    if wave is not None and contest is not None:
        layout.remarks[contest] = f"used only where {layout.named(wave)} is empty or not enough"


def _holds_times(layout: Layout, index: int) -> bool:
    cells = list(layout.sample(index))
    return sum(1 for cell in cells if time_of(cell)) * 2 > len(cells)
