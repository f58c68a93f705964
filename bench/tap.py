"""From the therapist's tap to the last of so many boards, while twenty commands a second come in."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.aside import Aside
from bench.asking import Ask, Script
from bench.commands import RUNNER, post
from bench.fanout import SLUG
from bench.load import Asking, Hearing
from bench.report import Figures, main, spread, table

if TYPE_CHECKING:
    from rich.console import Console

CROWDS = (200, 2000)
WAITING, THERAPISTS = 200, 20
PAUSE_SECONDS = 0.045
"""Between an answer and the next command: with the answer itself some twenty a second."""
ROUND = (("next", 5), ("start", 1), ("register", 1), ("register", 1))
"""What is done again and again, and how many entries of the journal each makes: the one called before is done, a
therapist ends the turn, somebody is called."""


def working(number: int, token: str, rounds: int) -> Script:  # noqa: ARG001 - there is one
    """A therapist who goes from runner to runner, and a kiosk beside."""
    answer = yield _paused(post("/therapists/1/next", token, counts=False))
    for _ in range(rounds):
        yield _paused(post(f"/visits/{json.loads(answer.body)['visit']['id']}/start", token, counts=False))
        answer = yield _paused(post("/therapists/1/next", token))
        for _ in range(2):
            yield _paused(post("/visits", token, RUNNER | {"bib": f"T{time.perf_counter_ns()}"}, counts=False))


def _paused(ask: Ask) -> Ask:
    return Ask(ask.path, ask.body, ask.method, ask.headers, ask.counts, PAUSE_SECONDS)


def taps(boards: int, rounds: int) -> Figures:
    """Milliseconds from each tap (its request is sent) until the last board has everything it changed."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        token = fill_for_taps(Path(folder))
        with Aside("bench.fanning", folder, "desk", "eventlet") as server, Hearing() as screens, Asking() as asking:
            came = screens.watch(server.hello, boards, event=SLUG)
            if came["failed"]:
                raise RuntimeError(f"{came['failed']} of {boards} could not connect: {came['why']}")
            time.sleep(2)
            server.ask("look")
            said = {"token": token, "rounds": rounds}
            done = asking.run(server.hello, "bench.tap:working", 1, arguments=said, keeps_times=True, seconds=300)
            time.sleep(1)
            heard = screens.heard(0, 0.0)["times"]
            stall = server.ask("look")["longest_stall_ms"]
    took = _took([sent for sent, _ in done["times"]], heard, boards)
    answered = spread([answered - sent for sent, answered in done["times"]])
    return spread(took) | {
        "taps": len(took),
        "answered_p50_ms": answered["p50_ms"],
        "answered_p99_ms": answered["p99_ms"],
        "longest_stall_ms": stall,
    }


def _took(sent_at: list[float], heard: dict[str, list[float]], boards: int) -> list[float]:
    """By tap: its last entry is the one before the next round's start; they are counted from the end."""
    seqs = sorted(map(int, heard))
    each_round = sum(entries for _, entries in ROUND)
    last_of_tap = [seqs[-1 - 2 - each_round * back] for back in range(len(sent_at))][::-1]
    if seqs[-1] - seqs[0] + 1 != len(seqs) or any(len(heard[str(seq)]) != boards for seq in last_of_tap):
        raise RuntimeError("some boards have missed something")
    took = [max(heard[str(seq)]) - at for seq, at in zip(last_of_tap, sent_at, strict=True)]
    if min(took) < 0:
        raise RuntimeError("a tap makes other entries than this bench believes")
    return took


def fill_for_taps(folder: Path) -> str:
    """A line, and therapists who are ready; an organiser's token."""
    from bench.server import fill  # noqa: PLC0415 - the process of the clients imports this module too

    return fill(folder, WAITING, THERAPISTS, THERAPISTS)


def measure(quick: bool) -> Figures:
    """By how many boards."""
    crowds, rounds = ((50,), 5) if quick else (CROWDS, 120)
    found: dict[str, Any] = {str(boards): taps(boards, rounds) for boards in crowds}
    return {"boards": found}


def show(figures: Figures, console: Console) -> None:
    """One line for each crowd."""
    names = ("taps", "p50_ms", "p99_ms", "answered_p50_ms", "answered_p99_ms", "longest_stall_ms")
    headings = ("boards", "taps", "to the last board, median ms", "p99 ms", "answered, median ms", "p99 ms",
                "longest stall ms")  # fmt: skip
    rows = [(boards, *(found.get(name) for name in names)) for boards, found in figures["boards"].items()]
    console.print(table("From a tap to every board, at 20 commands a second", headings, rows))


if __name__ == "__main__":
    main(measure, show)
