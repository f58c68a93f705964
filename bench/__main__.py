"""Measures everything once and prints tables; `--json FILE` keeps the figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import measures
from bench.server import running
from eventdesk import runtime

IN_LINE = (0, 100, 1_000, 10_000)


def main() -> None:
    """Run the measures that were asked for."""
    parser = argparse.ArgumentParser(prog="python3 -m bench", description=__doc__)
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    parser.add_argument("--quick", action="store_true", help="less of everything, to see that it runs")
    wanted = parser.parse_args()
    runtime.patch("threading")
    rounds = 30 if wanted.quick else 300
    figures: dict[str, Any] = {"bare_commits_per_second": measures.bare_commit(), "in_line": {}}
    for waiting in IN_LINE[:2] if wanted.quick else IN_LINE:
        with running(waiting) as (port, token):
            found = {
                "register_1": measures.registrations(port, token, 1, rounds),
                "register_8": measures.registrations(port, token, 8, rounds // 4),
                "next": measures.taps(port, token, min(rounds, waiting + rounds)),
            }
            if waiting == 100:
                figures["boards_30"] = measures.tap_to_boards(port, token, 30, rounds // 6)
        figures["in_line"][waiting] = found
    show(figures)
    if wanted.json:
        wanted.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


def show(figures: dict[str, Any]) -> None:
    """Print the tables."""
    console = Console()
    table = Table(title="Commands over HTTP, durable, whole stack (ms)")
    for heading in ("in line", "register, 1 client", "p99", "8 clients, per second", "p99", "next client", "p99"):
        table.add_column(heading, justify="right")
    for waiting, found in figures["in_line"].items():
        one, eight, taps = found["register_1"], found["register_8"], found["next"]
        cells = (one["p50_ms"], one["p99_ms"], eight["per_second"], eight["p99_ms"], taps["p50_ms"], taps["p99_ms"])
        table.add_row(str(waiting), *map(str, cells))
    console.print(table)
    boards = figures["boards_30"]
    console.print(
        f"A command to 30 boards: the first has it after {boards['first_p50_ms']} ms, the last after "
        f"{boards['last_p50_ms']} ms (p99 {boards['last_p99_ms']} ms). "
        f"Bare SQLite on this machine: {figures['bare_commits_per_second']} durable commits a second."
    )


if __name__ == "__main__":
    main()
