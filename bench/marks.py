"""The marks that the desk is to reach, and whether it does: each is read from the figures of one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.report import Figures, ratio, table

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class Mark:
    """`reached` reads it from the figures of its part; `at_least`: more is better."""

    part: str
    what: str
    limit: float
    reached: Callable[[Figures], float]
    at_least: bool = False

    def row(self, figures: Figures) -> list[Any]:
        """What, mark, reached, ratio, yes or no. A figure that is not there leaves the row empty."""
        try:
            reached = self.reached(figures[self.part])
        except (KeyError, TypeError, ValueError):
            return [self.what, self._bound(), "not measured", None, None]
        holds = reached >= self.limit if self.at_least else reached <= self.limit
        return [self.what, self._bound(), round(reached, 2), ratio(reached, self.limit), holds]

    def _bound(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:,g}"


def at(*path: str) -> Callable[[Figures], float]:
    """Reads what stands there."""

    def reached(found: Figures) -> float:
        value: Any = found
        for name in path:
            value = value[name]
        return float(value)

    return reached


def _fanout() -> Iterator[Mark]:
    for clients in ("500", "2000"):
        for size in ("300", "8000"):
            yield Mark(
                "fanout",
                f"news of {int(size):,} B to {int(clients):,} screens: p99 of all / bare broadcast",
                1.3,
                at(clients, "desk", size, "ratio"),
            )
    for clients in ("500", "2000"):
        yield Mark(
            "fanout",
            f"memory a screen, {int(clients):,} screens, KiB",
            65,
            at(clients, "desk", "300", "kib_a_client"),
        )
        yield Mark(
            "fanout",
            f"longest stall of the loop, {int(clients):,} screens, ms",
            15,
            at(clients, "desk", "300", "longest_stall_ms"),
        )


def _next(found: Figures, name: str) -> list[float]:
    return [each[name] for each in found["next"].values()]


def _boards(found: Figures, name: str) -> list[float]:
    return [each[name] for each in found["board"].values()]


MARKS: tuple[Mark, ...] = (
    *_fanout(),
    Mark(
        "commands",
        "registrations a second, 32 clients",
        800,
        at("register", "32", "per_second"),
        at_least=True,
    ),
    Mark("commands", "registration, one client: median, ms", 5, at("register", "1", "p50_ms")),
    Mark("commands", "next client, any length of the line: median, ms", 3, lambda found: max(_next(found, "p50_ms"))),
    Mark("commands", "next client, any length of the line: p99, ms", 15, lambda found: max(_next(found, "p99_ms"))),
    Mark(
        "commands",
        "next client: slowest length of the line / fastest",
        1.2,
        lambda found: max(_next(found, "p50_ms")) / min(_next(found, "p50_ms")),
    ),
    Mark("tap", "a tap to the last of 200 boards: p99, ms", 60, at("boards", "200", "p99_ms")),
    Mark("tap", "a tap to the last of 2,000 boards: p99, ms", 150, at("boards", "2000", "p99_ms")),
    Mark(
        "storm",
        "500 screens come back within 2 s, 200 in line: all right after, s",
        3,
        lambda found: float(found["in_line"]["200"]["right_after_ms"]) / 1000,
    ),
    Mark("page", "a board with everything, heads included: bytes", 120_000, lambda found: max(_boards(found, "bytes"))),
    Mark(
        "page",
        "first paint with content, processor slowed to a quarter: ms",
        1000,
        lambda found: max(_boards(found, "first_contentful_paint_ms")),
    ),
    Mark("size", "from nothing to the first page: ms", 1000, at("start", "ours", "first_page_ms")),
    Mark("size", "resident idle: MiB", 90, lambda found: float(found["memory"]["idle_kib"]) / 1024),
    Mark(
        "size",
        "resident after 10,000 visits with 500 screens: MiB",
        150,
        lambda found: float(found["memory"]["late_kib"]) / 1024,
    ),
    Mark(
        "day",
        "growth in an hour of the long day: memory, MiB",
        0.5,
        lambda found: float(found["there_is"]["rss_kib"]["growth_an_hour"]) / 1024,
    ),
)


def show(figures: Figures, console: Console) -> None:
    """Mark by mark, of the parts that were asked for."""
    if figures["machine"]["quick"]:
        console.print("Marks are held against a whole run, not against a quick one.")
        return
    asked = {*figures, *figures["failed"], *figures["left_out"]}
    rows = [mark.row(figures) for mark in MARKS if mark.part in asked]
    if rows:
        console.print(table("Marks", ("", "mark", "reached", "reached / mark", "yes or no"), rows))
