"""One message to many boards, against a bare asyncio broadcast and Flask-SocketIO as it comes, all in the same run.

Some of the clients never read and some have gone without a word: the figures are those of all others.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import raw
from bench.aside import Aside
from bench.load import Hearing
from bench.report import Figures, main, median_of, ratio, table
from bench.server import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

SLUG = "bench"
SIZES = (300, 8000)
CROWDS = (500, 2000)
DEAF, GONE = 10, 10
"""So many clients read nothing any more, and so many are cut off without a farewell, while the others are measured."""


@contextlib.contextmanager
def crowd(kind: str, clients: int, mode: str = "eventlet") -> Iterator[tuple[Aside, Hearing, Figures]]:
    """A server of a kind with so many boards that hear it; `kib_a_client` in the figures."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        fill(Path(folder), 0, 2)
        with Aside("bench.fanning", folder, kind, mode) as server, Hearing() as boards:
            before = server.ask("look")
            came = boards.watch(server.hello, clients, event=SLUG, offers_deflate=kind == "stock, deflate")
            if came["failed"]:
                raise RuntimeError(f"{came['failed']} of {clients} could not connect: {came['why']}")
            time.sleep(1.5)
            after = server.ask("look")
            yield server, boards, {"kib_a_client": round((after["kib"] - before["kib"]) / clients, 1)}


def rounds_of(server: Aside, boards: Hearing, clients: int, size: int, rounds: int) -> Figures:
    """So many broadcasts of so many bytes, each when the one before was heard by everybody who reads."""
    last: list[float] = []
    every: list[float] = []
    missed = 0
    server.ask("look")
    before = server.ask("look")
    for number in range(1, rounds + 1):
        sent = server.ask("send", number=number, size=size)
        times = boards.heard(clients)["times"].get(str(number), [])
        took = [at - sent["sent_at"] for at in times]
        missed += clients - len(took)
        last.append(max(took))
        every += took
        time.sleep(raw.BREATH_SECONDS)
    after = server.ask("look")
    spent = after["cpu_seconds"] - before["cpu_seconds"]
    return raw.deliveries(last, every) | {
        "cpu_us": round(spent / rounds / clients * 1e6, 1),
        "longest_stall_ms": after["longest_stall_ms"],
        "missed": missed,
    }


def one(kind: str, clients: int, sizes: tuple[int, ...], rounds: int, *, trouble: bool = False) -> dict[str, Figures]:
    """The figures of each size. `trouble`: with clients that do not read, and others that have gone."""
    with crowd(kind, clients) as (server, boards, memory):
        rounds_of(server, boards, clients, 300, 3)
        hearing = clients
        if trouble:
            boards.leave(GONE)
            hearing = boards.deafen(DEAF)
        return {str(size): rounds_of(server, boards, hearing, size, rounds) | memory for size in sizes}


def compared(clients: int, rounds: int, times: int, sizes: tuple[int, ...]) -> dict[str, Any]:
    """Ours, the raw limit and the library, in turn; the medians of several, and the ratios of each turn's."""
    turns = []
    for _ in range(times):
        bare = {str(size): raw.broadcast(clients, size, rounds) for size in sizes}
        turns.append({"raw": bare, "desk": one("desk", clients, sizes, rounds)})
        for size in map(str, sizes):
            ours, limit = turns[-1]["desk"][size], bare[size]
            ours["ratio"] = ratio(ours["all_p99_ms"], limit["all_p99_ms"])
            ours["last_ratio"] = ratio(ours["last_p50_ms"], limit["last_p50_ms"])
    found: dict[str, Any] = median_of(turns)
    found["slow and dead among them"] = one("desk", clients, sizes, rounds, trouble=True)
    found["as it comes"] = one("stock", clients, sizes, rounds)
    return found


def measure(quick: bool) -> Figures:
    """All of it, by how many clients, by which server, by bytes."""
    crowds, sizes, rounds, times = ((50,), (300,), 5, 1) if quick else (CROWDS, SIZES, 30, 3)
    return {str(clients): compared(clients, rounds, times, sizes) for clients in crowds}


def show(figures: Figures, console: Console) -> None:
    """One line for each server, crowd and size."""
    headings = ("clients, server, bytes", "last, median ms", "all, p99 ms", "to raw", "CPU µs each", "KiB a client",
                "longest stall ms")  # fmt: skip
    names = ("last_p50_ms", "all_p99_ms", "ratio", "cpu_us", "kib_a_client", "longest_stall_ms")
    rows = [
        (f"{clients} · {server} · {size}", *(found.get(name) for name in names))
        for clients, servers in figures.items()
        for server, sizes in servers.items()
        for size, found in sizes.items()
    ]
    console.print(table("One message to every board", headings, rows))


if __name__ == "__main__":
    main(measure, show)
