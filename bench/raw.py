"""The limits of this machine, for the same run as ours: what is left when everything but the essential is gone."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from bench.aside import Aside
from bench.asking import Ask, Script
from bench.load import Asking, Hearing
from bench.report import Figures, main, median_of, share, table, timing

BREATH_SECONDS = 0.02
"""Between two broadcasts: whatever the first one left to do is done."""


def broadcast(clients: int, size: int, rounds: int) -> Figures:
    """Messages of `size` bytes from a bare asyncio server to so many clients, one after the other.

    `last_p50_ms`, `last_p99_ms`: until the slowest client had it; `all_p50_ms`, `all_p99_ms`: of all deliveries;
    `cpu_us`: of the server's processor for one delivery; `kib_a_client`: of its memory.
    """
    with Aside("bench.bare", "broadcast") as server, Hearing() as screens:
        empty = server.ask("settle")
        came = screens.listen(server.hello, clients)
        if came["failed"]:
            raise RuntimeError(f"{came['failed']} of {clients} could not connect: {came['why']}")
        full = server.ask("settle")
        last: list[float] = []
        every: list[float] = []
        cpu = 0.0
        for number in range(-1, rounds):
            sent = server.ask("send", number=number + 1, size=size)
            times = screens.heard(clients)["times"].get(str(number + 1), [])
            if len(times) != clients:
                raise RuntimeError(f"only {len(times)} of {clients} heard it")
            if number < 0:
                continue  # the first one warms up
            took = [at - sent["sent_at"] for at in times]
            last.append(max(took))
            every += took
            cpu += sent["cpu_seconds"]
            time.sleep(BREATH_SECONDS)
    return deliveries(last, every) | {
        "cpu_us": round(cpu / rounds / clients * 1e6, 1),
        "kib_a_client": round((full - empty) / clients, 1),
    }


def deliveries(last: list[float], every: list[float]) -> Figures:
    """The figures of broadcasts: seconds until the slowest client of each had it, and of all deliveries."""
    return {
        "last_p50_ms": round(statistics.median(last) * 1000, 1),
        "last_p99_ms": round(share(last, 0.99) * 1000, 1),
        "all_p50_ms": round(statistics.median(every) * 1000, 1),
        "all_p99_ms": round(share(every, 0.99) * 1000, 1),
    }


def commits(times: int = 1000) -> Figures:
    """Durable transactions of two inserts and an update on a bare SQLite file (WAL, synchronous=FULL)."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        database = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
        database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        database.executescript("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES (1, 0, '');")
        with timing() as took:
            for number in range(times):
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO t (a, b) VALUES (?, ?)", (number, "x" * 200))
                database.execute("INSERT INTO t (a, b) VALUES (?, ?)", (number, "y" * 200))
                database.execute("UPDATE t SET a = ? WHERE id = 1", (number,))
                database.execute("COMMIT")
        database.close()
    return {"per_second": round(times / took.seconds), "each_ms": round(took.ms / times, 3)}


def plain_post(number: int, times: int) -> Script:
    """A client that sends as much as a registration has and wants nothing."""
    body = b'{"number": %d, "pad": "%s"}' % (number, b"x" * 250)
    for _ in range(times):
        yield Ask("/", body)


def wsgi(clients: int = 32, each: int = 200) -> Figures:
    """A constant answer of eventlet's own server, asked by the same clients as ours."""
    with Aside("bench.bare", "wsgi") as server, Asking() as asking:
        asking.run(server.hello, "bench.raw:plain_post", clients, arguments={"times": 10})
        return asking.run(server.hello, "bench.raw:plain_post", clients, arguments={"times": each})


def measure(quick: bool) -> Figures:
    """All of them, medians of several."""
    times = 1 if quick else 3
    fans = [(50, 300)] if quick else [(500, 300), (500, 8000), (2000, 300), (2000, 8000)]
    return {
        "commits": median_of([commits(200 if quick else 2000) for _ in range(times)]),
        "wsgi": {str(clients): _wsgi(clients, times, quick=quick) for clients in (1, 32)},
        "broadcast": {f"{count} x {size}": broadcast(count, size, 10 if quick else 40) for count, size in fans},
    }


def _wsgi(clients: int, times: int, *, quick: bool) -> Figures:
    return median_of([wsgi(clients, (200 if quick else 3000) // clients) for _ in range(times)])


def show(figures: Figures, console: Console) -> None:
    """What nothing can be faster than here."""
    console.print(table("Limits of this machine", ("", "per second", "median ms", "p99 ms"), _rows(figures)))
    headings = (
        "bare asyncio broadcast (clients x bytes)",
        "last, median ms",
        "p99",
        "all, p99",
        "µs each",
        "KiB a client",
    )
    names = ("last_p50_ms", "last_p99_ms", "all_p99_ms", "cpu_us", "kib_a_client")
    found = figures["broadcast"].items()
    console.print(table("", headings, ([fan, *(each[name] for name in names)] for fan, each in found)))


def _rows(figures: Figures) -> Iterator[list[object]]:
    bare = figures["commits"]
    yield ["bare SQLite commit", bare["per_second"], bare["each_ms"], None]
    for clients, found in figures["wsgi"].items():
        yield [f"bare WSGI answer, {clients} clients", found["per_second"], found["p50_ms"], found["p99_ms"]]


if __name__ == "__main__":
    main(measure, show)
