"""Desks with keys of their own: the laptop, another laptop, and a server on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from eventdesk.adapters.db import Database, open_database
from eventdesk.adapters.db.sealing import new_key
from eventdesk.adapters.event_file import EventFile
from tests.builders import FakeClock

if TYPE_CHECKING:
    from pathlib import Path

    NewDesk = Callable[[str], Database]
    FileOn = Callable[..., EventFile]

PASSPHRASE = "a long walk by the sea"


@pytest.fixture
def new_desk(tmp_path: Path) -> Iterator[NewDesk]:
    """Makes an empty SQLite desk of this name."""
    opened: list[Database] = []

    def new(name: str) -> Database:
        opened.append(open_database(tmp_path / name / "eventdesk.sqlite3", key=new_key()))
        return opened[-1]

    yield new
    for each in opened:
        each.close()


@pytest.fixture
def laptop(new_desk: NewDesk) -> Database:
    return new_desk("laptop")


@pytest.fixture
def server(postgres_url: str) -> Iterator[Database]:
    """A desk on PostgreSQL."""
    opened = open_database(postgres_url, key=new_key())
    yield opened
    opened.close()


@pytest.fixture
def file_on(tmp_path: Path) -> FileOn:
    """The event file `name` for this desk."""

    def made(database: Database, name: str = "day.eventdesk", passphrase: str = PASSPHRASE) -> EventFile:
        return EventFile(database, tmp_path / name, passphrase, clock=FakeClock(), version="1")

    return made
