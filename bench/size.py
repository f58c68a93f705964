"""How soon a desk answers its first page, and how much memory it takes: idle, and late on a large day.

The start of bare Flask and Flask-SocketIO is measured beside ours, by turns, in the same run.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.aside import ROOT, cpu_seconds, resident_kib
from bench.load import Hearing
from bench.report import Figures, main, ratio, table
from bench.server import SLUG
from bench.server import _free_port as free_port
from bench.server import _wait_for as wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

STARTS = 7
VISITS, SCREENS = 10_000, 500
IN_LINE, STAFF = 100, 5
"""Of all visits, how many wait late on the day; screens of the staff beside the boards."""
SETTLED_SECONDS = 5.0
PATIENCE_SECONDS = 60.0


def measure(quick: bool) -> Figures:
    """`start`: ours and the bare one, medians; `memory`: resident, in KiB."""
    starts: dict[str, list[Figures]] = {"ours": [], "bare": []}
    for _ in range(2 if quick else STARTS):
        for name, runs in starts.items():
            runs.append(_start(name))
    start: Figures = {
        name: {figure: round(statistics.median([run[figure] for run in runs]), 1) for figure in runs[0]}
        for name, runs in starts.items()
    }
    start["ratio"] = ratio(start["ours"]["first_page_ms"], start["bare"]["first_page_ms"])
    return {"start": start, "memory": _memory(VISITS // 10 if quick else VISITS, SCREENS // 10 if quick else SCREENS)}


def _start(name: str) -> Figures:
    """From nothing to the first answered page, on a folder that nobody has used."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        port = free_port()
        began = time.perf_counter()
        with _process(_ours(folder, port) if name == "ours" else _bare(port)) as desk:
            _first_page(port)
            took = time.perf_counter() - began
            return {"first_page_ms": took * 1000, "cpu_ms": cpu_seconds(desk.pid) * 1000}


def _bare(port: int) -> list[str]:
    return [sys.executable, "-m", "bench.bare_flask", str(port)]


def _ours(folder: str | Path, port: int) -> list[str]:
    command = [sys.executable, "run.py", "serve", "--host", "127.0.0.1", "--port", str(port), "--no-browser"]
    return [*command, "--data-dir", str(folder)]


def _memory(visits: int, screens: int) -> Figures:
    """Idle, late on a large day with so many screens, and as many of them with so many in line at once."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        port = free_port()
        with _process(_ours(folder, port)) as desk:
            _first_page(port)
            time.sleep(SETTLED_SECONDS)
            idle = resident_kib(desk.pid)
    late, failed = _with_screens(visits, min(visits, IN_LINE), screens)
    full, failed_too = _with_screens(visits, visits, screens)
    return {
        "idle_kib": idle, "late_kib": late, "full_kib": full, "visits": visits, "screens": screens + STAFF,
        "failed": failed + failed_too,
    }  # fmt: skip


def _with_screens(visits: int, waiting: int, screens: int) -> tuple[float, int]:
    """Resident KiB with so many visits, of which so many wait, and how many screens did not get in."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        token = _fill_aside(folder, visits)
        _end_all_but(Path(folder), waiting)
        port = free_port()
        with _process(_ours(folder, port)) as desk, Hearing() as hearing:
            wait_for(port)
            boards = hearing.watch(port, screens, event=SLUG)
            staff = hearing.watch(port, STAFF, event=SLUG, room="staff", token=token)
            time.sleep(SETTLED_SECONDS)
            return resident_kib(desk.pid), boards["failed"] + staff["failed"]


def _end_all_but(folder: Path, waiting: int) -> None:
    """As at the end of a day: all but the latest are over."""
    instants = ", ".join(f"{each}_at = registered_at" for each in ("called", "started", "ends", "finished"))
    with contextlib.closing(sqlite3.connect(next(folder.glob("*.sqlite3")))) as database:
        database.execute(
            f"UPDATE visits SET status = 'done', calls = 1, therapist_id = 1, over_seq = id, {instants}"  # noqa: S608
            " WHERE id <= (SELECT max(id) FROM visits) - ?",
            (waiting,),
        )
        database.commit()


def _fill_aside(folder: str, visits: int) -> str:
    """As `server.fill`, whose desk would be part of this process."""
    program = f"import pathlib; from bench.server import fill; print(fill(pathlib.Path({folder!r}), {visits}, 20))"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    return said.stdout.split()[-1]


@contextlib.contextmanager
def _process(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"EVENTDESK_ANNOUNCE": "no"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def _first_page(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as asking:
            asking.request("GET", "/")
            if asking.getresponse().status == http.client.OK:
                return
        time.sleep(0.005)
    raise RuntimeError("no page was answered")


def show(figures: Figures, console: Console) -> None:
    """Start, then memory."""
    start, memory = figures["start"], figures["memory"]
    rows = [(name, *start[name].values()) for name in ("ours", "bare")]
    console.print(table("From nothing to the first page (ms)", ("", "first page", "processor"), rows))
    console.print(f"Ours to bare Flask-SocketIO: {start['ratio']}")
    rows = [
        ("idle", round(memory["idle_kib"] / 1024, 1)),
        (f"{memory['visits']:,} visits, {memory['screens']:,} screens", round(memory["late_kib"] / 1024, 1)),
        (f"{memory['visits']:,} in line at once, as many screens", round(memory["full_kib"] / 1024, 1)),
    ]
    console.print(table("Resident memory (MiB)", ("", "MiB"), rows))


if __name__ == "__main__":
    main(measure, show)
