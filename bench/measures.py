"""What is measured, each as numbers."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import socketio

from bench.server import SLUG, Client, registration

_numbers = count()


def spread(seconds: list[float]) -> dict[str, float]:
    """Median and p99 in milliseconds."""
    ordered = sorted(seconds)
    return {
        "p50_ms": round(statistics.median(ordered) * 1000, 2),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000, 2),
    }


def timed(action: Callable[[], object]) -> float:
    """Seconds that it took."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def bare_commit(times: int = 500) -> float:
    """Durable commits a second of two inserts into a bare SQLite file: this machine's limit."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
        database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a, b);")
        began = time.perf_counter()
        for number in range(times):
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 200))
            database.execute("INSERT INTO t VALUES (?, ?)", (number, "y" * 200))
            database.execute("COMMIT")
        seconds = time.perf_counter() - began
        database.close()
    return round(times / seconds)


def registrations(port: int, token: str, clients: int, each: int) -> dict[str, float]:
    """Registrations over HTTP, durable, whole stack."""
    return _many(port, token, clients, each, lambda client: client.post("/visits", registration(next(_numbers))))


def _many(port: int, token: str, clients: int, each: int, action: Callable[[Client], object]) -> dict[str, float]:
    taken: list[float] = []
    lock = threading.Lock()

    def work() -> None:
        client = Client(port, token)
        own = [timed(lambda: action(client)) for _ in range(each)]
        with lock:
            taken.extend(own)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    return {"per_second": round(len(taken) / seconds), **spread(taken)}


def taps(port: int, token: str, rounds: int) -> dict[str, float]:
    """The therapist's big button: finish and call the next. Only that tap is timed."""
    client = Client(port, token)
    visit = client.post("/therapists/1/next")["visit"]
    taken: list[float] = []
    for _ in range(rounds):
        if visit is None:
            break
        client.post(f"/visits/{visit['id']}/start")
        began = time.perf_counter()
        answer = client.post("/therapists/1/next")
        taken.append(time.perf_counter() - began)
        visit = answer["visit"]
    return spread(taken) if taken else {}


def tap_to_boards(port: int, token: str, boards: int, rounds: int) -> dict[str, float]:
    """From sending a command until the first and the last of the boards has its patch."""
    heard: dict[int, list[float]] = {}
    lock = threading.Lock()
    screens = []
    for _ in range(boards):
        screen = socketio.Client(reconnection=False)

        @screen.on("patch", namespace="/live")
        def patch(message: dict[str, int]) -> None:
            at = time.perf_counter()
            with lock:
                heard.setdefault(message["seq"], []).append(at)

        screen.connect(f"http://127.0.0.1:{port}", namespaces=["/live"], transports=["websocket"], wait_timeout=10)
        screen.call("watch", {"event": SLUG, "room": "board", "since": None}, namespace="/live", timeout=10)
        screens.append(screen)
    client = Client(port, token)
    first: list[float] = []
    last: list[float] = []
    for number in range(rounds):
        before = set(heard)
        began = time.perf_counter()
        client.post("/announcement", {"text": f"Message {number}"})
        until = began + 5
        while time.perf_counter() < until:
            with lock:
                new = [times for seq, times in heard.items() if seq not in before]
                if new and len(new[0]) == boards:
                    first.append(min(new[0]) - began)
                    last.append(max(new[0]) - began)
                    break
            time.sleep(0.0005)
        time.sleep(0.05)
    for screen in screens:
        screen.disconnect()
    return {f"first_{name}": value for name, value in spread(first).items()} | {
        f"last_{name}": value for name, value in spread(last).items()
    }
