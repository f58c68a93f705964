"""The bench itself: it runs, keeps its figures, and puts them on their page. What they come to is not asked here."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from bench import everything, markdown, marks
from bench.aside import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=120)


def test_the_limits_of_the_machine_are_measured_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert "Limits of this machine" in bench("--quick", "--only", "raw", "--json", str(file)).stdout
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert figures["machine"]["quick"] is True
    assert not figures["failed"]
    assert figures["raw"]["commits"]["per_second"] > 0
    assert figures["raw"]["wsgi"]["32"]["answered"] == {"200": 32 * (200 // 32)}
    assert figures["raw"]["broadcast"]["50 x 300"]["last_p50_ms"] > 0
    assert "Limits of this machine" in bench("--of", str(file)).stdout


def test_every_part_can_be_named() -> None:
    said = bench("--list").stdout
    for part in everything.PARTS:
        assert part.name in said


def test_figures_stand_in_the_place_of_those_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "measurements.md"
    page.write_text(f"Before.\n\n{markdown.BEGIN}\nold\n{markdown.END}\n\nAfter.\n", encoding="utf-8")
    monkeypatch.setattr(markdown, "PAGE", page)
    machine = {
        "at": "2027-04-18 08:00 UTC",
        "system": "Linux",
        "cores": 2,
        "python": "3.11.7",
        "load_before": 0.1,
        "quick": False,
    }
    limits = {"commits": {"per_second": 7000, "each_ms": 0.14}, "wsgi": {}, "broadcast": {}}
    figures = {"machine": machine, "raw": limits, "left_out": {}, "failed": {}}
    markdown.write(figures, ["raw"])
    written = page.read_text(encoding="utf-8")
    assert written.startswith("Before.\n\n<!-- figures: begin -->\n\n2027-04-18 08:00 UTC, Linux, 2 cores")
    assert written.endswith("<!-- figures: end -->\n\nAfter.\n")
    assert "| bare SQLite commit | 7,000 | 0.14 |  |" in written
    assert "old" not in written


def test_a_mark_says_whether_it_is_reached() -> None:
    mark = marks.Mark("commands", "as fast as that", 3, lambda found: float(found["p50_ms"]))
    assert mark.row({"commands": {"p50_ms": 2.5}}) == ["as fast as that", "≤ 3", 2.5, 0.83, True]
    assert mark.row({"commands": {"p50_ms": 4.5}}) == ["as fast as that", "≤ 3", 4.5, 1.5, False]
    assert mark.row({"commands": {}}) == ["as fast as that", "≤ 3", "not measured", None, None]
    more = marks.Mark("commands", "so many", 800, lambda found: float(found["per_second"]), at_least=True)
    assert more.row({"commands": {"per_second": 900}})[-1] is True
    assert more.row({"commands": {"per_second": 700}})[-1] is False


def test_the_page_has_its_place_for_figures() -> None:
    text = markdown.PAGE.read_text(encoding="utf-8")
    assert text.index(markdown.BEGIN) < text.index(markdown.END)
