"""An eight-hour race day at 60 times real time through a real desk, with screens that come and go: does anything grow?

The made-up day of `run.py demo`. Growth is the slope of a line through the samples of the second half: by then every
cache has been filled once.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.aside import ROOT
from bench.load import Hearing
from bench.report import Figures, main, note, table
from bench.server import _free_port as free_port
from bench.server import _wait_for as wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

SPEED = 60
FULL_SECONDS, QUICK_SECONDS = 480, 60
LOOKS_EVERY_SECONDS = 5
SCREENS, COME_AND_GO, PAGES = 60, 5, 10
WATCHED = ("rss_kib", "blocks", "objects", "greenlets", "threads", "files")
"""Of what it is looked how much there is: see `watched_desk.there_is`."""


def measure(quick: bool) -> Figures:
    """First, last and growth (per hour of the day) of each."""
    seconds = QUICK_SECONDS if quick else FULL_SECONDS
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-day-") as folder:
        notes = Path(folder) / "notes.jsonl"
        with _desk(notes) as port:
            seen = _live_through(port, seconds)
        samples = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    return {"seconds": seconds, "speed": SPEED, **seen, "there_is": _summed_up(samples), "samples": samples}


@contextlib.contextmanager
def _desk(notes: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "bench.watched_desk", str(notes), str(LOOKS_EVERY_SECONDS), "demo"]
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-browser", "--speed", str(SPEED)]
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env=os.environ | {"EVENTDESK_ANNOUNCE": "no"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _live_through(port: int, seconds: float) -> Figures:
    """Screens watch, a few go and others come, pages are loaded; how much was heard."""
    slug = _event(port)
    until = time.monotonic() + seconds
    heard = pages = 0
    with Hearing() as screens:
        watched: Any = {"event": slug}
        screens.watch(port, SCREENS, **watched)
        while time.monotonic() < until:
            heard += screens.heard(10**9, LOOKS_EVERY_SECONDS)["count"]
            screens.leave(COME_AND_GO)
            screens.watch(port, COME_AND_GO, **watched)
            for path in (f"/e/{slug}/board", f"/api/v1/events/{slug}/board") * (PAGES // 2):
                pages += _get(port, path) is not None
            note(f"{max(0, round(until - time.monotonic()))} s left")
    return {"screens": SCREENS, "patches_heard": heard, "pages": pages}


def _event(port: int) -> str:
    found = re.search(r'href="/e/([a-z0-9-]+)/board"', _get(port, "/") or "")
    if found is None:
        raise RuntimeError("the demo has no event")
    return found[1]


def _get(port: int, path: str) -> str | None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        return text if answer.status == http.client.OK else None


def _summed_up(samples: list[Figures]) -> Figures:
    later = samples[len(samples) // 2 :]
    hours = [each["at_seconds"] * SPEED / 3600 for each in later]
    return {
        name: {
            "first": samples[0][name],
            "most": max(each[name] for each in samples),
            "last": samples[-1][name],
            "growth_an_hour": round(_slope(hours, [each[name] for each in later]), 2),
        }
        for name in WATCHED
    }


def _slope(xs: list[float], ys: list[float]) -> float:
    """Of the straight line that fits best."""
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    width = sum((x - middle_x) ** 2 for x in xs)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / width if width else 0.0


def show(figures: Figures, console: Console) -> None:
    """What there was first, at most and last, and what an hour of the day adds."""
    rows = [(name, *each.values()) for name, each in figures["there_is"].items()]
    hours = figures["seconds"] * figures["speed"] / 3600
    title = f"{hours:g} hours of a race day, {figures['screens']} screens, {figures['patches_heard']:,} patches"
    console.print(table(title, ("", "first", "most", "last", "growth an hour"), rows))


if __name__ == "__main__":
    main(measure, show)
