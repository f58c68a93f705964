"""A chart as a file: SVG in plain text, PNG through Pillow."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from eventdesk.simulation.chart import INK, WIDTH, Chart, Point, Stroke, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from PIL.ImageDraw import ImageDraw

FINER = 2
"""Pixels of the PNG per unit of the chart: sharp on a good screen and on paper."""
_ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}


def save(chart: Chart, path: Path) -> None:
    """Writes `path`; its ending says which kind."""
    if path.suffix.lower() == ".png":
        _save_png(chart, path)
    else:
        path.write_text(svg(chart), encoding="utf-8")


def svg(chart: Chart) -> str:
    """The chart as SVG."""
    drawn = "\n".join(_stroke_svg(each) if isinstance(each, Stroke) else _words_svg(each) for each in chart.shapes)
    size = f'viewBox="0 0 {WIDTH} {chart.height}" width="{WIDTH}" height="{chart.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
        f'font-family="sans-serif" fill="{INK}">\n<rect width="100%" height="100%" fill="#ffffff"/>\n{drawn}\n</svg>\n'
    )


def _stroke_svg(stroke: Stroke) -> str:
    points = " ".join(f"{x:g},{y:g}" for x, y in stroke.points)
    dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{stroke.colour}" stroke-width="{stroke.width:g}" '
        f'stroke-linejoin="round"{dash}/>'
    )


def _words_svg(words: Words) -> str:
    x, y = words.at
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{words.size}" text-anchor="{words.anchor}" '
        f'dominant-baseline="central">{escape(words.text)}</text>'
    )


def _save_png(chart: Chart, path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - only who wants a PNG waits for it

    image = Image.new("RGB", (WIDTH * FINER, chart.height * FINER), "#ffffff")
    draw = ImageDraw.Draw(image)
    for each in chart.shapes:
        if isinstance(each, Words):
            at = (each.at[0] * FINER, each.at[1] * FINER)
            font = ImageFont.load_default(each.size * FINER)
            draw.text(at, each.text, fill=INK, font=font, anchor=_ANCHORS[each.anchor])
        else:
            _draw_stroke(draw, each)
    image.save(path)


def _draw_stroke(draw: ImageDraw, stroke: Stroke) -> None:
    points = [(x * FINER, y * FINER) for x, y in stroke.points]
    width = round(stroke.width * FINER)
    for piece in _dashed(points, [each * FINER for each in stroke.dash]) if stroke.dash else [points]:
        draw.line(piece, fill=stroke.colour, width=width, joint="curve")


def _dashed(points: Sequence[Point], dash: Sequence[float]) -> Iterator[list[Point]]:
    """The pieces of a line that are drawn: `dash` says how long a piece is, and the gap after it."""
    drawn, gap = dash
    left, is_drawn, piece = drawn, True, [points[0]]
    for end in points[1:]:
        start = piece[-1]
        while (length := ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5) > left:
            share = left / length
            start = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            if is_drawn:
                yield [*piece, start]
            is_drawn = not is_drawn
            left, piece = (drawn if is_drawn else gap), [start]
        left -= length
        piece.append(end)
    if is_drawn and len(piece) > 1:
        yield piece
