"""What the modules of the bench have in common: how figures are made of times, kept in a file and printed.

A module of the bench has `measure(quick) -> dict` and `show(figures, console)`, and ends with `main(measure, show)`.
Names in the figures end in their unit: `_ms`, `_per_second`, `_bytes`, `_kib`, `_us`; `ratio` has none.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

WIDTH = 120
Figures = dict[str, Any]
Measure = Callable[[bool], Figures]
Show = Callable[[Figures, Console], None]


def main(measure: Measure, show: Show, arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and keep the figures where `--json` says."""
    parser = argparse.ArgumentParser(description="Measures one part of the desk.")
    parser.add_argument("--quick", action="store_true", help="less of everything, to see that it runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in this file")
    wanted = parser.parse_args(arguments)
    figures = measure(wanted.quick)
    show(figures, console())
    if wanted.json:
        keep(figures, wanted.json)


def keep(figures: Figures, file: Path) -> None:
    """Write the figures as JSON."""
    file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def console() -> Console:
    """Where tables go: wide enough for them where nobody has said how wide it is."""
    return Console() if Console().is_terminal else Console(width=WIDTH)


def note(text: str) -> None:
    """Say on standard error what is being done, where it takes long."""
    Console(stderr=True).print(text, style="dim")


class Timer:
    """How long something took: `seconds` once the block is through."""

    seconds = 0.0

    @property
    def ms(self) -> float:
        """The same in milliseconds."""
        return round(self.seconds * 1000, 2)


@contextmanager
def timing() -> Iterator[Timer]:
    """A block whose length is in `seconds` of what it is given, once it is through."""
    timer = Timer()
    began = time.perf_counter()
    try:
        yield timer
    finally:
        timer.seconds = time.perf_counter() - began


def timed(action: Callable[[], object]) -> float:
    """Seconds that it took."""
    with timing() as took:
        action()
    return took.seconds


def share(values: Iterable[float], part: float) -> float:
    """The value that so large a part of all (0 to 1) does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and p99 in milliseconds; nothing of nothing."""
    if not seconds:
        return {}
    return {
        "p50_ms": round(statistics.median(seconds) * 1000, 2),
        "p99_ms": round(share(seconds, 0.99) * 1000, 2),
    }


def median_of(runs: Sequence[Figures]) -> Figures:
    """The median of each figure over several runs that have the same ones; what is no number is the first run's."""
    return {name: _median([run[name] for run in runs]) for name in runs[0]}


def _median(values: list[Any]) -> Any:
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return round(statistics.median(values), 3)
    if all(isinstance(value, dict) for value in values):
        return median_of(values)
    return values[0]


def ratio(reached: float, limit: float) -> float:
    """Ours to the raw limit, both measured in this run."""
    return round(reached / limit, 2) if limit else 0.0


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Words on the left of their column, numbers on the right."""
    made = Table(title=title, title_justify="left")
    kept = [list(row) for row in rows]
    for position, heading in enumerate(headings):
        has_numbers = any(isinstance(row[position], int | float) for row in kept)
        made.add_column(heading, justify="right" if has_numbers else "left")
    for row in kept:
        made.add_row(*map(_cell, row))
    return made


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int | float) else str(value)
