"""Row by row: a line that is taken in, or the reason why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from eventdesk.adapters.start_list.cells import (
    bib_of,
    clean,
    fault_of_bib,
    is_not_running,
    is_total,
    names_of,
    time_of,
)
from eventdesk.adapters.start_list.layout import Layout
from eventdesk.adapters.start_list.shapes import Line, Problem, Row

_PROGRESS_EVERY = 1000
_MOST_WAVES = 60


class LineReader:
    """Reads the rows of one layout; afterwards `lines`, `problems` and `waves` hold what came of it."""

    def __init__(self, layout: Layout) -> None:
        self.lines: list[Line] = []
        self.problems: list[Problem] = []
        self._layout = layout
        self._has_names = not layout.meanings.keys().isdisjoint({"first_name", "last_name", "full_name"})
        self._line_of_bib: dict[str, int] = {}
        self._waves: dict[str, str] = {}
        self._contest_tells = _contest_tells(layout)
        self._times_unread: list[int] = []

    @property
    def waves(self) -> tuple[str, ...]:
        return tuple(self._waves.values())

    def read(self, progress: Callable[[int, int], None]) -> None:
        total = len(self._layout.body)
        for done, row in enumerate(self._layout.body, start=1):
            self._read(row)
            if done % _PROGRESS_EVERY == 0 or done == total:
                progress(done, total)
        self._remark()

    def _read(self, row: Row) -> None:
        bib = bib_of(self._cell(row, "bib"))
        reason = self._why_no_runner(row) or self._why_not_taken(row, bib)
        if reason:
            self.problems.append(Problem(row.line, reason))
            return
        self._line_of_bib[bib.casefold()] = row.line
        first, last = self._names(row)
        self.lines.append(Line(row.line, bib, first, last, self._wave(row), self._start_time(row)))

    def _why_no_runner(self, row: Row) -> str | None:
        """What lists hold besides runners: the headings once more, totals, page numbers."""
        if row.cells == self._layout.header:
            return "the headings again"
        filled = [cell for cell in row.cells if cell.strip()]
        if len(filled) <= 2 and any(map(is_total, filled)):  # noqa: PLR2004  "Total", and how many
            return "a total, not a runner"
        if len(filled) == 1 and self._has_names:
            return "only one cell is filled, so not a runner"
        return None

    def _why_not_taken(self, row: Row, bib: str) -> str | None:
        if any(map(str.strip, row.cells[self._layout.width :])):
            return "more cells than headings, so something may stand in the wrong column"
        status = clean(self._cell(row, "status"))
        if is_not_running(status):
            return f"withdrawn ({'status ' if status.isdecimal() else ''}{status})"
        fault = fault_of_bib(bib)
        if fault:
            return fault
        earlier = self._line_of_bib.get(bib.casefold())
        return f"bib {bib} is already on line {earlier}" if earlier else None

    def _names(self, row: Row) -> tuple[str, str]:
        if "full_name" not in self._layout.meanings:
            return clean(self._cell(row, "first_name")), clean(self._cell(row, "last_name"))
        return names_of(clean(self._cell(row, "full_name")), family_first=self._layout.is_family_first)

    def _wave(self, row: Row) -> str:
        wave = clean(self._cell(row, "wave"))
        contest = clean(_at(row, self._layout.contest))
        if contest and (self._contest_tells or not wave):
            wave = clean(f"{contest}, {wave}") if wave else contest
        return self._waves.setdefault(wave.casefold(), wave) if wave else ""

    def _start_time(self, row: Row) -> str:
        cell = self._cell(row, "start_time")
        time = time_of(cell)
        if cell.strip() and not time:
            self._times_unread.append(row.line)
        return time

    def _cell(self, row: Row, meaning: str) -> str:
        return _at(row, self._layout.meanings.get(meaning))

    def _remark(self) -> None:
        """What somebody should look at, said on the column, since these lines are taken in all the same."""
        remarks, meanings = self._layout.remarks, self._layout.meanings
        if len(self._waves) > _MOST_WAVES:
            remarks[meanings["wave"]] = f"{len(self._waves)} different waves: is this the right column?"
        elif self._contest_tells and self._layout.contest is not None:
            remarks[self._layout.contest] = f"put before {self._layout.named(meanings['wave'])} to tell the waves apart"
        if self._times_unread:
            count, first = len(self._times_unread), self._times_unread[0]
            remarks[meanings["start_time"]] = f"{count} without a time of day that can be read, first on line {first}"


def _contest_tells(layout: Layout) -> bool:
    """Whether waves of the same name belong to several contests, as "A" of the 10 km and of the marathon."""
    if layout.contest is None:
        return False
    contests: defaultdict[str, set[str]] = defaultdict(set)
    for row in layout.body:
        wave, contest = (
            clean(_at(row, layout.meanings["wave"])).casefold(),
            clean(_at(row, layout.contest)).casefold(),
        )
        if wave and contest:
            contests[wave].add(contest)
    together = sum(map(len, contests.values()))
    return len(contests) < together <= _MOST_WAVES


def _at(row: Row, index: int | None) -> str:
    return row.cells[index] if index is not None and index < len(row.cells) else ""
