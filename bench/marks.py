"""The marks that the desk is to reach, and whether it does: each is read from the figures of one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.report import Figures, ratio, table

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class Mark:
    """`reached` reads the figure; `at_least`: more is better. A figure that is not there leaves the row empty."""

    what: str
    limit: float
    reached: Callable[[Figures], float]
    at_least: bool = False

    def read(self, figures: Figures) -> float | None:
        """What this run came to; None: it was not measured."""
        try:
            return self.reached(figures)
        except (KeyError, TypeError, ValueError):
            return None

    def row(self, figures: Figures) -> list[Any]:
        """What, mark, reached, ratio, yes or no."""
        reached = self.read(figures)
        if reached is None:
            return [self.what, self._bound(), "not measured", None, None]
        holds = reached >= self.limit if self.at_least else reached <= self.limit
        return [self.what, self._bound(), round(reached, 2), ratio(reached, self.limit), holds]

    def _bound(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:,g}"


MARKS: tuple[Mark, ...] = (
    Mark(
        "registrations a second, 32 clients",
        800,
        lambda found: found["commands"]["register"]["32"]["per_second"],
        at_least=True,
    ),
    Mark("registration, one client, median ms", 5, lambda found: found["commands"]["register"]["1"]["p50_ms"]),
    Mark("next client, median ms", 3, lambda found: max(_next(found, "p50_ms"))),
    Mark("next client, p99 ms", 15, lambda found: max(_next(found, "p99_ms"))),
    Mark(
        "next client, slowest length / fastest",
        1.2,
        lambda found: max(_next(found, "p50_ms")) / min(_next(found, "p50_ms")),
    ),
)


def _next(found: Figures, name: str) -> list[float]:
    return [each[name] for each in found["commands"]["next"].values()]


def show(figures: Figures, console: Console) -> None:
    """Mark by mark."""
    rows = [mark.row(figures) for mark in MARKS]
    console.print(table("Marks", ("", "mark", "reached", "reached / mark", "yes or no"), rows))
