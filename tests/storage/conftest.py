"""The stores (a SQLite file, PostgreSQL, memory), each with one event called "spring", and all that is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.adapters.db import Database, open_database
from eventdesk.adapters.memory import MemoryAccess, MemoryStore
from eventdesk.domain.visit import VisitStatus
from tests.builders import an_event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventdesk.services.access import AccessStore
    from eventdesk.services.ports import Reading, Store

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of this test is."""
    return tmp_path / "desk" / "eventdesk.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """A database with one event."""
    opened = open_database(path, key=KEY)
    opened.store.add_event(an_event(id=0))
    yield opened
    opened.close()


@pytest.fixture
def on_server(postgres_url: str) -> Iterator[Database]:
    """A PostgreSQL database with one event."""
    opened = open_database(postgres_url, key=KEY)
    opened.store.add_event(an_event(id=0))
    yield opened
    opened.close()


@pytest.fixture(params=["database", "on_server"])
def either(request: pytest.FixtureRequest) -> Database:
    """A database, of either kind."""
    opened: Database = request.getfixturevalue(request.param)
    return opened


@pytest.fixture(params=["database", "on_server", "memory"])
def store(request: pytest.FixtureRequest) -> Store:
    """Any store: what holds for one holds for the others."""
    if request.param != "memory":
        opened: Database = request.getfixturevalue(request.param)
        return opened.store
    memory = MemoryStore()
    memory.add_event(an_event(id=0))
    return memory


@pytest.fixture(params=["database", "on_server", "memory"])
def access(request: pytest.FixtureRequest) -> AccessStore:
    """Any store of passes."""
    if request.param != "memory":
        opened: Database = request.getfixturevalue(request.param)
        return opened.access
    return MemoryAccess()


def everything(store: Store, slug: str = "spring") -> dict[str, Any]:
    """All that is kept of an event, to compare before and after."""
    with store.read(slug) as reading:
        return {
            "event": reading.event,
            "seq": reading.seq,
            "visits": reading.visits(set(VisitStatus)),
            "line": list(reading.line()),
            "over": reading.latest_over(1000),
            "counts": reading.counts(),
            "intakes": [reading.intake(each.id) for each in reading.visits(set(VisitStatus))],
            "therapists": reading.therapists(),
            "entrants": _entrants(reading),
            "journal": reading.journal(since=0, limit=1000),
            "answer": reading.answer_to("key"),
        }


def _entrants(reading: Reading) -> list[object]:
    return [reading.count_entrants(), *reading.find_entrants("a", 100), *reading.find_entrants("b", 100)]
