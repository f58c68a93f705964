"""What a therapist's tap takes while somebody attacks the desk: `python -m bench.attack [ATTACK …]`, prints a table."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from bench.attackers import ATTACKS
from bench.server import ROOT, Client, registration, running

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 8.0
WAITING = 150
NUMBERS = count()
MARK_MS = 200
BETWEEN_TAPS_SECONDS = 0.04


def taps(client: Client, seconds: float) -> Iterator[float]:
    """A therapist works through the line as long as this, tap by tap (start, then next): milliseconds of each."""
    visit = client.post("/therapists/1/next")["visit"]
    until = time.monotonic() + seconds
    while visit is not None and time.monotonic() < until:
        for path in (f"/visits/{visit['id']}/start", "/therapists/1/next"):
            began = time.perf_counter()
            answer = client.post(path)
            yield (time.perf_counter() - began) * 1000
            time.sleep(BETWEEN_TAPS_SECONDS)
        visit = answer["visit"]
        client.post("/visits", registration(next(NUMBERS)))  # as many come as go


def under(name: str | None, number: int, port: int, token: str, seconds: float) -> dict[str, Any]:
    """Median, 99 % and slowest of the taps under one attack (None: a calm day), and what the attack came to."""
    attacker = name and subprocess.Popen(
        [sys.executable, "-m", "bench.attackers", name, str(port), str(seconds + 1), f"127.0.0.{10 + number}"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if attacker and attacker.stdout:
        attacker.stdout.readline()
        time.sleep(1)
    client = Client(port, token)
    taken = sorted(taps(client, seconds))
    found: dict[str, Any] = {
        "taps": len(taken),
        "p50_ms": round(statistics.median(taken), 1),
        "p99_ms": round(taken[int(len(taken) * 0.99)], 1),
        "slowest_ms": round(taken[-1], 1),
    }
    if attacker:
        said, _ = attacker.communicate(timeout=seconds + 20)
        found |= json.loads(said.splitlines()[-1])
    return found


def main() -> None:
    """Each attack once, one after the other, on one desk."""
    parser = argparse.ArgumentParser(prog="python3 -m bench.attack", description=__doc__)
    parser.add_argument("attacks", nargs="*", choices=[[], *ATTACKS], help="which; all of them when none is named")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each lasts")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    wanted = parser.parse_args()
    names: list[str | None] = [None, *(wanted.attacks or ATTACKS)]
    figures: dict[str, Any] = {}
    with running(waiting=WAITING) as (port, token):
        client = Client(port, token)
        client.post("/therapists/1/ready")
        for number, name in enumerate(names):
            figures[name or "calm"] = under(name, number, port, token, wanted.seconds)
            print(name or "calm", figures[name or "calm"], flush=True)
    show(figures)
    if wanted.json:
        wanted.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


def show(figures: dict[str, Any]) -> None:
    """Print the table."""
    table = Table(title=f"A therapist's tap under attack (ms; the mark is {MARK_MS} at the median)")
    for heading in ("attack", "taps", "median", "p99", "slowest", "what the attack was answered"):
        table.add_column(heading)
    for name, found in figures.items():
        answered = ", ".join(f"{what} {number}" for what, number in found.get("answered", ()))
        cells = (found["taps"], found["p50_ms"], found["p99_ms"], found["slowest_ms"], answered)
        table.add_row(name, *map(str, cells))
    Console().print(table)


if __name__ == "__main__":
    main()
