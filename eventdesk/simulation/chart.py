"""The picture of simulated days: panels over the hours, the waits by treatment above and the line below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.simulation.curves import STEP_MINUTES, Curves, Values

if TYPE_CHECKING:
    from eventdesk.domain.event import Event

WIDTH = 1000
LEFT, RIGHT = 70, 980
TITLE, PANEL, GAP = 50, 200, 70
"""Heights of the title, of a panel, and of what stands between two panels."""
COLOURS = ("#0b5cad", "#b3500f", "#2d7a33")
INK, FAINT = "#1f2933", "#d5dae0"
TICKS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 500, 1000)
MOST_LINES = 6
DASHES = ((), (9, 4), (3, 4))
"""By policy as the colours, so that colour alone never tells them apart."""

Point = tuple[float, float]
Curve = tuple[str, str, tuple[int, ...], Values]
"""Label, colour, dash, values."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, in pixels from the upper left corner."""

    points: tuple[Point, ...]
    colour: str
    width: float = 1.0
    dash: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """`anchor`: whether `at` is the text's start, middle or end; always at mid-height."""

    at: Point
    text: str
    anchor: str = "start"
    size: int = 14


Shape = Stroke | Words


@dataclass(frozen=True, slots=True)
class Chart:
    """Shapes on a white sheet of `WIDTH` by `height`."""

    height: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """From hours and values to pixels."""

    minutes: float
    top: float
    bottom: float
    highest: float

    def point(self, minute: float, value: float) -> Point:
        x = LEFT + (RIGHT - LEFT) * minute / self.minutes
        return round(x, 1), round(self.bottom - (self.bottom - self.top) * value / self.highest, 1)


def chart(title: str, event: Event, policies: Mapping[str, Curves]) -> Chart:
    """One picture for all `policies`; times as at the place of the event."""
    used = {code for curves in policies.values() for code in curves.waits}
    panels: list[tuple[str, list[Values]]] = [
        (f"{each.name}: wait in minutes", [curves.waits.get(each.code, ()) for curves in policies.values()])
        for each in event.treatments
        if each.code in used
    ]
    panels.append(("Waiting runners", [curves.line for curves in policies.values()]))
    begins_at = next(iter(policies.values())).begins_at.astimezone(ZoneInfo(event.timezone))
    minutes = max(len(each.line) for each in policies.values()) * STEP_MINUTES
    shapes: list[Shape] = [Words((LEFT, 24), title, size=18)]
    for place, (name, curves) in enumerate(panels):
        top = TITLE + GAP // 2 + place * (PANEL + GAP)
        highest = max((each for values in curves for each in values if each is not None), default=0.0)
        scale = _Scale(minutes, top, top + PANEL, _rounded_up(highest))
        shapes += _panel(scale, name, list(zip(policies, COLOURS, DASHES, curves, strict=False)))
        shapes += _hours(scale, begins_at)
    return Chart(TITLE + len(panels) * (PANEL + GAP), tuple(shapes))


def _panel(scale: _Scale, name: str, drawn: Sequence[tuple[str, str, tuple[int, ...], Values]]) -> Iterator[Shape]:
    yield Words((LEFT, scale.top - 16), name)
    step = _tick(scale.highest, MOST_LINES)
    for number in range(int(scale.highest / step) + 1):
        y = scale.point(0, number * step)[1]
        yield Stroke(((LEFT, y), (RIGHT, y)), FAINT)
        yield Words((LEFT - 8, y), f"{number * step:g}", "end", 12)
    x = LEFT + 300.0
    for label, colour, dash, values in drawn:
        yield Stroke(((x, scale.top - 16), (x + 28, scale.top - 16)), colour, 3, dash)
        yield Words((x + 34, scale.top - 16), label, size=12)
        x += 54 + 6.3 * len(label)
        for points in _pieces(scale, values):
            yield Stroke(points, colour, 2.5, dash)


def _pieces(scale: _Scale, values: Values) -> Iterator[tuple[Point, ...]]:
    """The curve, broken where nobody came."""
    placed = [
        None if value is None else scale.point((number + 0.5) * STEP_MINUTES, value)
        for number, value in enumerate(values)
    ]
    for is_there, piece in groupby(placed, lambda each: each is not None):
        if is_there:
            points = [each for each in piece if each is not None]
            # A single value is a short dash: a line needs two points.
            yield (
                tuple(points)
                if len(points) > 1
                else ((points[0][0] - 3, points[0][1]), (points[0][0] + 3, points[0][1]))
            )


def _hours(scale: _Scale, begins_at: datetime) -> Iterator[Shape]:
    hours = max(1, ceil(scale.minutes / 60 / 12))
    full = begins_at.replace(minute=0, second=0, microsecond=0)
    at = full if full == begins_at else full + timedelta(hours=1)
    while (minute := (at - begins_at) / timedelta(minutes=1)) <= scale.minutes:
        x = scale.point(minute, 0)[0]
        yield Stroke(((x, scale.bottom), (x, scale.bottom + 5)), INK)
        yield Words((x, scale.bottom + 18), f"{at:%H:%M}", "middle", 12)
        at += timedelta(hours=hours)


def _tick(highest: float, most: int) -> float:
    return next((each for each in TICKS if highest / each <= most), highest / most)


def _rounded_up(highest: float) -> float:
    step = _tick(max(highest, 1), MOST_LINES)
    return step * max(1, ceil(highest / step))
