"""A desk whose database counts: every statement that SQLite runs, every commit, and the steps of its machine.

Counted below SQLAlchemy, at the driver: what runs past it is counted as well.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.server import SLUG, fill
from eventdesk import runtime, settings
from eventdesk.adapters.clock import SystemClock
from eventdesk.app import create_app
from tests.builders import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

LITERALS = re.compile(r"'(?:[^']|'')*'|\bx'[0-9a-f]*'|\b\d+(?:\.\d+)?\b|\bNULL\b", re.IGNORECASE)
LISTS = re.compile(r"\?(?:\s*,\s*\?)+")
TURNS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@dataclass
class Work:
    """What the database did: statements as they ran with their values, commits, steps of SQLite's machine."""

    statements: list[str] = field(default_factory=list)
    begins: int = 0
    commits: int = 0
    steps: int = 0

    @property
    def shapes(self) -> list[str]:
        """The statements without their values."""
        return [LISTS.sub("?", LITERALS.sub("?", each)) for each in self.statements]

    @property
    def plans(self) -> list[str]:
        """Those that can be explained."""
        return [each for each in self.statements if each.split(None, 1)[0] in ("SELECT", "UPDATE", "DELETE", "WITH")]


class Trace:
    """Listens to every connection that is opened while it is in place."""

    def __init__(self) -> None:
        self.work = Work()
        self.on_commit = lambda: None

    def begin(self) -> Work:
        """From here on counts from nothing."""
        self.work = Work()
        return self.work

    def ran(self, statement: str) -> None:
        """SQLite is about to run this; statements of triggers begin with two dashes."""
        first = statement.split(None, 1)[0].upper().rstrip(";")
        if first == "BEGIN":
            self.work.begins += 1
        elif first == "COMMIT":
            self.work.commits += 1
        if first not in TURNS:
            self.work.statements.append(statement)

    def step(self) -> int:
        """One step of SQLite's machine."""
        self.work.steps += 1
        return 0

    def put_in_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every connection that is opened from here on is listened to."""
        connect = sqlite3.connect

        def listened_to(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **options)
            connection.set_trace_callback(self.ran)
            connection.set_progress_handler(self.step, 1)
            return connection

        for module in (sqlite3, sqlite3.dbapi2):
            monkeypatch.setattr(module, "connect", listened_to)


class Counted:
    """A desk with so many in line and three therapists on duty, of whom one has just treated somebody."""

    def __init__(self, folder: Path, waiting: int, trace: Trace) -> None:
        folder.mkdir(exist_ok=True)
        self.token = fill(folder, waiting, 3, on_duty=3)
        self.trace = trace
        _an_hour_ago(folder)
        self.clock = FakeClock(SystemClock().now())
        self.app = create_app(settings.load(data_dir=folder, async_mode="threading"), self.clock)
        self.client = self.app.flask.test_client(use_cookies=False)
        self.visit_id = 0
        self.post("/visits", registration())  # what is looked up once in the life of a desk has been
        self.post("/therapists/2/next")

    def close(self) -> None:
        self.app.close()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """A command of a program, with a key of its own; has to be answered with 2xx."""
        return self.as_program(self.client, path, body)

    def as_program(self, client: Any, path: str, body: dict[str, Any] | None = None) -> Any:
        """The same by another client, for several at a time."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": secrets.token_hex(16)}
        answer = client.post(f"/api/v1/events/{SLUG}{path}", json=body or {}, headers=headers, buffered=True)
        assert answer.status_code < 300, answer.get_data(as_text=True)
        return json.loads(answer.data)

    def get(self, path: str) -> Any:
        """What anybody may read."""
        answer = self.client.get(f"/api/v1/events/{SLUG}{path}", buffered=True)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return json.loads(answer.data)

    def told(self) -> None:
        """Waits until the live side is through with what was committed."""
        seq = self.app.desk.store.stamp(SLUG).seq
        for _ in range(2000):
            if self.app.live.told(SLUG) >= seq:
                return
            runtime.sleep(0.005)
        raise AssertionError("the news were not told")

    def commands(self) -> Iterator[tuple[str, Work]]:
        """A runner and a therapist, command after command, and what the database did for each."""
        yield "register", self.counted("/visits", registration())
        yield "next", self.counted("/therapists/1/next")
        yield "start", self.counted(f"/visits/{self.visit_id}/start")
        yield "finish", self.counted(f"/visits/{self.visit_id}/finish")
        yield "next_again", self.counted("/therapists/1/next")
        yield "miss", self.counted(f"/visits/{self.visit_id}/miss")
        yield "return", self.counted(f"/visits/{self.visit_id}/return")

    def counted(self, path: str, body: dict[str, Any] | None = None) -> Work:
        """What the database did for one command, from its first look to the last news."""
        self.told()
        work = self.trace.begin()
        answer = self.post(path, body)
        seen = Work(list(work.statements), work.begins, work.commits, work.steps)
        self.visit_id = (answer.get("visit") or answer).get("id", self.visit_id)
        return seen


def _an_hour_ago(folder: Path) -> None:
    """All who are in line came long before whoever comes now."""
    (file,) = folder.glob("*.sqlite3")
    with closing(sqlite3.connect(file)) as database, database:
        hour = 3_600_000_000
        database.execute("UPDATE visits SET registered_at = registered_at - ?, due_at = due_at - ?", (hour, hour))


def registration() -> dict[str, Any]:
    """What a kiosk sends."""
    return {
        "bib": f"X{secrets.token_hex(5)}",
        "first_name": "Anna",
        "last_name": "Berg",
        "treatment": "post_event",
        "consent": {"treatment": True, "health_data": True},
        "screening": {"painkillers": True},
        "focus": ["left_calf"],
    }


def at_once(tasks: list[threading.Thread], seconds: float = 30.0) -> None:
    """All of them beside each other, to the end."""
    for task in tasks:
        task.start()
    for task in tasks:
        task.join(seconds)
        assert not task.is_alive()
