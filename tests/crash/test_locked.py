"""Another program keeps the database locked: changes wait, then are refused in words; reading goes on all the while."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.crash import truth
from tests.crash.crowd import API, CONSENT
from tests.crash.desks import PATIENCE_SECONDS, Day, Nursery, ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["eventlet", "gevent", "threading"])
def nursery(request: pytest.FixtureRequest) -> Iterator[Nursery]:
    with Nursery(request.param) as started:
        yield started


class Writing(threading.Thread):
    """Somebody registers, and waits for the answer."""

    def __init__(self, day: Day, port: int, bib: str) -> None:
        super().__init__(daemon=True)
        self._headers = {"Authorization": f"Bearer {day.organiser}", "Idempotency-Key": bib}
        self._port, self._bib = port, bib
        self.answer: tuple[int, Any] | None = None

    def run(self) -> None:
        body = {"first_name": "Ada", "bib": self._bib, "treatment": "post_event", "consent": CONSENT}
        self.answer = ask(self._port, "POST", f"{API}/visits", body, self._headers)


@contextmanager
def locked(day: Day) -> Iterator[sqlite3.Connection]:
    """The database is in another program's hands."""
    with closing(sqlite3.connect(day.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield other


def test_a_lock_that_passes_is_waited_for(tmp_path: Path, nursery: Nursery) -> None:
    day = Day(tmp_path / "data", 1)
    desk = nursery.start(day.folder)
    desk.wait()
    people = [Writing(day, desk.port, str(number)) for number in range(6)]
    with locked(day):
        for each in people:
            each.start()
        # Whoever only reads is answered while those who write wait, signed in or not.
        for _ in range(5):
            assert ask(desk.port, "GET", f"{API}/board")[0] == 200
            assert ask(desk.port, "GET", f"{API}/visits", None, {"Authorization": f"Bearer {day.organiser}"})[0] == 200
        assert [each.answer for each in people] == [None] * len(people)
    for each in people:
        each.join(PATIENCE_SECONDS)
    assert [each.answer and each.answer[0] for each in people] == [201] * len(people)
    assert desk.end() == 0


def test_a_lock_that_stays_is_said_and_nothing_is_half_done(tmp_path: Path, nursery: Nursery) -> None:
    day = Day(tmp_path / "data", 1)
    desk = nursery.start(day.folder)
    desk.wait()
    before = truth.read(day.database, day.chosen.key("health"))
    people = [Writing(day, desk.port, str(number)) for number in range(6)]
    with locked(day):
        for each in people:
            each.start()
        for each in people:
            each.join(PATIENCE_SECONDS)
        for each in people:
            assert each.answer
            status, problem = each.answer
            assert (status, problem["code"]) == (503, "store_unavailable")
            assert "nothing was saved" in problem["detail"]
        assert ask(desk.port, "GET", f"{API}/board")[1]["seq"] == before.seq
    assert truth.read(day.database, day.chosen.key("health")) == before
    again = Writing(day, desk.port, "0")
    again.run()
    assert again.answer
    assert again.answer[0] == 201
    assert desk.end() == 0
