"""Several at once: eight threads, three processes, and one process that is killed in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eventdesk.adapters.db import open_database
from eventdesk.domain.visit import VisitStatus
from tests.storage.adding import add_therapist
from tests.storage.conftest import KEY, everything
from tests.storage.racing import register, take_next

if TYPE_CHECKING:
    from eventdesk.adapters.db import Database
    from eventdesk.services.ports import Store

ROOT = Path(__file__).parent.parent.parent
THREADS, EACH = 8, 25


def check_journal(store: Store, seq: int) -> None:
    """As long as it should be, and without a gap."""
    with store.read("spring") as reading:
        assert reading.seq == seq
        assert [each.seq for each in reading.journal(since=0, limit=seq + 1)] == list(range(1, seq + 1))


def test_eight_threads_register_and_take_the_next(store: Store) -> None:
    therapists = [add_therapist(store) for _ in range(THREADS)]
    start = threading.Barrier(THREADS)
    heard: list[int] = []

    def work(number: int) -> tuple[list[str], list[int]]:
        tickets, taken = [], []
        start.wait()
        for turn in range(EACH):
            tickets.append(register(store, f"{number}-{turn}").ticket)
            visit = take_next(store, therapists[number].id)
            assert visit is not None
            taken.append(visit.id)
            with store.change("spring") as change:
                seq = change.seq
                change.after_commit(lambda seq=seq: heard.append(seq))  # type: ignore[misc]
        return tickets, taken

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(work, range(THREADS)))

    tickets = [ticket for mine, _ in done for ticket in mine]
    assert sorted(tickets) == sorted(f"A{number}" for number in range(1, THREADS * EACH + 1))
    taken = Counter(visit_id for _, mine in done for visit_id in mine)
    assert set(taken.values()) == {1}
    assert heard == sorted(heard)
    check_journal(store, 3 * THREADS * EACH)
    with store.read("spring") as reading:
        assert {each.calls for each in reading.visits({VisitStatus.CALLED})} == {1}
        assert reading.counts()[VisitStatus.CALLED] == THREADS * EACH


def test_one_bib_registered_by_eight_at_once_gets_one_visit(store: Store) -> None:
    start = threading.Barrier(THREADS)

    def work(_: int) -> str:
        start.wait()
        try:
            return register(store, "12").ticket
        except Exception as refusal:  # noqa: BLE001
            return type(refusal).__name__

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(work, range(THREADS)))
    assert answers == {"A1": 1, "OpenVisitExists": THREADS - 1}
    check_journal(store, 1)


def a_process(place: str, *what: str | int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "tests.storage.racing", place, KEY.hex(), *map(str, what)]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(params=["database", "on_server"])
def place(request: pytest.FixtureRequest) -> str:
    """Where the database with the event is, to be opened by another process; here it is closed."""
    opened: Database = request.getfixturevalue(request.param)
    opened.close()
    fixture = "path" if request.param == "database" else "postgres_url"
    return str(request.getfixturevalue(fixture))


def test_three_processes_give_no_ticket_twice(place: str) -> None:
    database = open_database(place, key=KEY)
    others = [a_process(place, "register", prefix, 40) for prefix in "BC"]
    mine = [register(database.store, f"A{number}").ticket for number in range(40)]
    told = [other.communicate(timeout=60) for other in others]
    assert [problems for _, problems in told] == ["", ""]
    tickets = [*mine, *(ticket for lines, _ in told for ticket in lines.split())]
    assert sorted(tickets) == sorted(f"A{number}" for number in range(1, 121))
    check_journal(database.store, 120)
    database.close()


def test_three_processes_give_nobody_twice(place: str) -> None:
    database = open_database(place, key=KEY)
    therapists = [add_therapist(database.store) for _ in range(3)]
    for number in range(120):
        register(database.store, f"A{number}")
    callers = [a_process(place, "take", each.id, 60) for each in therapists]
    told = [caller.communicate(timeout=60) for caller in callers]
    assert [problems for _, problems in told] == [""] * 3
    taken = Counter(visit for lines, _ in told for visit in lines.split())
    assert len(taken) == 120
    assert set(taken.values()) == {1}
    check_journal(database.store, 120 + 2 * 120)
    database.close()


def test_a_killed_process_loses_nothing_it_has_told(place: str) -> None:
    victim = a_process(place, "register", "D", 100_000)
    assert victim.stdout is not None
    told = [line.strip() for line in islice(victim.stdout, 40)]
    victim.send_signal(signal.SIGKILL)
    told += victim.communicate(timeout=60)[0].split()
    assert victim.returncode == -signal.SIGKILL

    opened = open_database(place, key=KEY)
    with opened.store.read("spring") as reading:
        kept = reading.visits({VisitStatus.WAITING})
        assert {each.ticket for each in kept} >= set(told)
        # Whatever was on its way when it was killed is there completely or not at all.
        check_journal(opened.store, len(kept))
        assert all(reading.intake(each.id).note == "Cramp" for each in kept)
    register(opened.store, "next")
    assert everything(opened.store)["seq"] == len(kept) + 1
    opened.close()
