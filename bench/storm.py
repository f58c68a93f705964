"""The morning after a restart: every screen comes back at once and asks how things stand."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.aside import Aside
from bench.fanout import SLUG
from bench.load import Hearing
from bench.report import Figures, main, table
from bench.server import fill

if TYPE_CHECKING:
    from rich.console import Console

SCREENS = 500
WITHIN_SECONDS = 2.0


def storm(screens: int, waiting: int, *, since: int | None = None) -> Figures:
    """So many screens within two seconds, all from one address, on a desk that was started a moment ago.

    `since`: they say what they have, and are answered what happened since; else they ask for everything.
    """
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        fill(Path(folder), waiting, 20, 10)
        with Aside("bench.fanning", folder, "desk", "eventlet") as server, Hearing() as boards:
            before = server.ask("look")
            came = boards.watch(server.hello, screens, event=SLUG, within_seconds=WITHIN_SECONDS, since=since)
            # The first sign of life tells where things stand: whoever has another `seq` would ask again.
            time.sleep(0.2)
            after = server.ask("look")
    return came | {
        "right_after_ms": came.get("all_ready_ms"),
        "longest_stall_ms": after["longest_stall_ms"],
        "cpu_us": round((after["cpu_seconds"] - before["cpu_seconds"]) / screens * 1e6),
    }


def measure(quick: bool) -> Figures:
    """By how many wait in line; and those who have nearly everything already."""
    screens, lines = (50, (0,)) if quick else (SCREENS, (0, 200, 10_000))
    found: dict[str, Any] = {str(waiting): storm(screens, waiting) for waiting in lines}
    return {"screens": screens, "in_line": found}


def show(figures: Figures, console: Console) -> None:
    """One line for each length of the line."""
    names = ("ready", "failed", "ready_p50_ms", "ready_p99_ms", "right_after_ms", "longest_stall_ms", "answer_bytes",
             "cpu_us")  # fmt: skip
    headings = ("in line", "screens", "failed", "each, median ms", "p99 ms", "all after ms", "longest stall ms",
                "bytes each", "CPU µs each")  # fmt: skip
    rows = [(waiting, *(found.get(name) for name in names)) for waiting, found in figures["in_line"].items()]
    title = f"{figures['screens']} screens come back within {WITHIN_SECONDS:.0f} s"
    console.print(table(title, headings, rows))


if __name__ == "__main__":
    main(measure, show)
