"""The whole bench in one run: each part in a process of its own, then all tables and which marks are reached."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bench import markdown, report
from bench.aside import ROOT
from bench.report import Figures, keep, note, table


@dataclass(frozen=True)
class Part:
    """A module of the bench: what it measures, how many minutes it takes at most, and what has to be there for it."""

    name: str
    about: str
    minutes: float
    needs: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """What it needs and this machine has not."""
        return [each for each in self.needs if not _is_there(each)]


PARTS = (
    Part("raw", "the limits of this machine: bare broadcasts, commits and answers", 6),
    Part("fanout", "news to 500 and 2,000 screens, against a bare broadcast", 15),
    Part("commands", "registrations and next clients a second, at 100 to 100,000 in line", 12),
    Part("tap", "from the therapist's tap to the last of 200 and 2,000 boards", 8),
    Part("storm", "500 screens come back at once after a restart", 5),
    Part("page", "bytes of a page and a patch, first paint in a slow browser", 5),
    Part("size", "start, and memory idle and after 10,000 visits with 500 screens", 8),
    Part("day", "a long day at high speed: does anything grow", 20),
    Part("cluster", "1, 2 and 4 processes on PostgreSQL and Redis", 10, ("postgres", "redis-server")),
)
BESIDE = "forecast, forecast_cost, backups, attack"


def main(arguments: Sequence[str]) -> int:
    """0 when every part that was asked for could be measured, whatever it came to."""
    wanted = _parser().parse_args(arguments)
    console = report.console()
    if wanted.list:
        console.print(table("Parts", ("name", "what it measures"), ((each.name, each.about) for each in PARTS)))
        console.print(f"Modules of their own, run by name (python -m bench.NAME): {BESIDE}.")
        return 0
    parts = [each for each in PARTS if not wanted.only or each.name in wanted.only]
    figures = measured(parts, quick=wanted.quick) if wanted.of is None else json.loads(wanted.of.read_text("utf-8"))
    show(figures, console)
    if wanted.docs:
        markdown.write(figures, [each.name for each in parts])
    if wanted.json:
        keep(figures, wanted.json)
    return 1 if figures["failed"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m bench", description="What the desk can do on this machine.")
    parser.add_argument("--quick", action="store_true", help="less of everything, to see that it runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in this file")
    names = [each.name for each in PARTS]
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=names, help=f"only these: {', '.join(names)}")
    parser.add_argument("--of", type=Path, metavar="FILE", help="show the figures of an earlier run again")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/measurements.md")
    parser.add_argument("--list", action="store_true", help="say what there is to measure")
    return parser


def measured(parts: Sequence[Part], *, quick: bool) -> Figures:
    """The figures of each part by its name; `left_out` and `failed` say why, also by name."""
    figures: Figures = {"machine": machine(quick=quick), "left_out": {}, "failed": {}}
    for position, part in enumerate(parts, 1):
        if missing := part.missing():
            figures["left_out"][part.name] = f"there is no {' and no '.join(missing)} here"
            continue
        at_most = "" if quick else f" ({part.minutes:g} minutes at most)"
        note(f"{position} of {len(parts)}: {part.name}: {part.about}{at_most} …")
        began = time.monotonic()
        try:
            figures[part.name] = _run(part, quick=quick)
        except RuntimeError as fault:
            figures["failed"][part.name] = str(fault)
            note(f"   not measured: {fault}")
        else:
            note(f"   took {time.monotonic() - began:.0f} s")
    return figures


def _run(part: Part, *, quick: bool) -> Figures:
    """One part in a group of processes of its own, which is ended together when it takes too long."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        file = Path(folder) / "figures.json"
        command = [sys.executable, "-m", f"bench.{part.name}", "--json", str(file), *(["--quick"] if quick else [])]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            code = process.wait(part.minutes * 60)
        except subprocess.TimeoutExpired as late:
            raise RuntimeError(f"it was not over after {part.minutes:g} minutes") from late
        finally:
            _end_all(process)
        if code or not file.exists():
            raise RuntimeError(f"it ended with {code}")
        found: Figures = json.loads(file.read_text(encoding="utf-8"))
        return found


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """Whatever it has left behind goes too."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait(10)


def show(figures: Figures, console: Console) -> None:
    """Every table, then the marks."""
    from bench import marks  # noqa: PLC0415 - they know the parts by their figures

    for part in PARTS:
        if part.name in figures:
            console.rule(f"{part.name}: {part.about}")
            importlib.import_module(f"bench.{part.name}").show(figures[part.name], console)
    marks.show(figures, console)
    for reasons in (figures["left_out"], figures["failed"]):
        for name, why in reasons.items():
            console.print(f"Not measured: {name}: {why}.")


def machine(*, quick: bool) -> Figures:
    """Where and when: figures of two machines say nothing about each other, ratios do."""
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "quick": quick,
    }


def _is_there(program: str) -> bool:
    if shutil.which(program):
        return True
    return any(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
