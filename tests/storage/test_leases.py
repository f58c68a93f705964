"""Who does what only one may do: taken, renewed, over, let go; by the clock of the database alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from eventdesk.adapters.db import Database, open_database
from tests.storage.conftest import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventdesk.services.ports import Leases

LONG = 3600.0


@pytest.fixture
def shared(postgres_url: str) -> Iterator[Database]:
    """A database that several processes may use."""
    opened = open_database(postgres_url, key=KEY)
    yield opened
    opened.close()


@pytest.fixture
def leases(shared: Database) -> Leases:
    return shared.leases


def expire(shared: Database, name: str) -> None:
    """As if its time were over, by the database's clock."""
    with shared.engine.begin() as connection:
        long_ago = "UPDATE leases SET until = until - 7200000000 WHERE name = %s"
        connection.exec_driver_sql(long_ago, (name,))


def test_one_of_two_has_it(leases: Leases) -> None:
    assert leases.hold("event/spring", "first", LONG)
    assert not leases.hold("event/spring", "second", LONG)
    assert leases.hold("event/autumn", "second", LONG)
    assert not leases.hold("event/autumn", "first", LONG)


def test_whoever_has_it_can_renew_it(shared: Database, leases: Leases) -> None:
    assert leases.hold("event/spring", "first", 0)
    assert leases.hold("event/spring", "first", LONG)
    assert not leases.hold("event/spring", "second", LONG)
    with shared.engine.connect() as connection:
        count, left = connection.exec_driver_sql(
            "SELECT count(*), max(until) / 1e6 - extract(epoch FROM clock_timestamp()) FROM leases"
        ).one()
    assert count == 1
    assert LONG - 600 < left <= LONG


def test_when_it_is_over_another_takes_it_and_the_first_has_lost_it(shared: Database, leases: Leases) -> None:
    assert leases.hold("event/spring", "first", LONG)
    expire(shared, "event/spring")
    assert leases.hold("event/spring", "second", LONG)
    assert not leases.hold("event/spring", "first", LONG)


def test_what_is_let_go_is_free_at_once_and_the_rest_stays(leases: Leases) -> None:
    for name, holder in (("event/spring", "first"), ("desk", "first"), ("event/autumn", "second")):
        assert leases.hold(name, holder, LONG)
    leases.let_go("first")
    leases.let_go("nobody")
    assert leases.hold("event/spring", "second", LONG)
    assert leases.hold("desk", "third", LONG)
    assert not leases.hold("event/autumn", "third", LONG)


def test_how_long_nobody_has_had_it(shared: Database, leases: Leases) -> None:
    assert leases.free_for("desk") is None
    assert leases.hold("desk", "first", LONG)
    assert leases.free_for("desk") == 0
    expire(shared, "desk")
    over = leases.free_for("desk")
    assert over is not None
    assert LONG - 600 < over < LONG + 600
    assert leases.hold("desk", "first", LONG)
    leases.let_go("first")
    over = leases.free_for("desk")
    assert over is not None
    assert 0 <= over < 600
    leases.let_go("first")
    assert leases.hold("desk", "second", LONG)


def test_of_many_at_once_one_gets_it(leases: Leases) -> None:
    together = threading.Barrier(8)

    def take(number: int) -> bool:
        together.wait()
        return leases.hold("event/spring", f"process {number}", LONG)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(8))) == [False] * 7 + [True]


def test_a_file_belongs_to_one_process_which_has_them_all(database: Database, path: Path) -> None:
    before = path.stat().st_mtime_ns
    assert database.is_file
    assert database.leases.hold("event/spring", "first", 4)
    assert database.leases.hold("event/spring", "first", 4)
    assert database.leases.free_for("event/spring") == 0
    database.leases.let_go("first")
    assert path.stat().st_mtime_ns == before
