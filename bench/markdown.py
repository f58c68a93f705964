"""The tables of a run as Markdown, put where docs/measurements.md has its figures."""

from __future__ import annotations

import importlib
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.aside import ROOT
from bench.report import Figures

PAGE = ROOT / "docs" / "measurements.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


class Listening(Console):
    """Keeps what would be printed."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.said: list[str] = []

    def print(self, *objects: Any, **_: Any) -> None:
        """A table becomes one of Markdown, anything else a paragraph."""
        self.said += [_table(each) if isinstance(each, Table) else str(each) for each in objects]


def _table(table: Table) -> str:
    columns = [list(map(str, column.cells)) for column in table.columns]
    lines = [
        _line([str(column.header) for column in table.columns]),
        _line(["---:" if column.justify == "right" else "---" for column in table.columns]),
        *(_line(list(row)) for row in zip(*columns, strict=True)),
    ]
    title = f"**{table.title}**\n\n" if table.title else ""
    return title + "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def of(figures: Figures, parts: list[str]) -> str:
    """Where it was measured, the marks, then the tables of each part."""
    from bench import marks  # noqa: PLC0415 - they know the parts by their figures

    console = Listening()
    machine = figures["machine"]
    console.print(
        f"{machine['at']}, {machine['system']}, {machine['cores']} cores, Python {machine['python']}, "
        f"everything on loopback; load {machine['load_before']} when it began."
    )
    marks.show(figures, console)
    for part in parts:
        if part in figures:
            importlib.import_module(f"bench.{part}").show(figures[part], console)
    return "\n\n".join(console.said)


def write(figures: Figures, parts: list[str]) -> None:
    """Put the tables of this run in the place of those that were there."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{of(figures, parts)}\n\n{END}{after}", encoding="utf-8")
