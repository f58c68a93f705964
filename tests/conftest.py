"""What every test may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from eventdesk import sealed_keys
from eventdesk.adapters.db.engine import open_engine, url_of
from eventdesk.adapters.db.schema import bring_up_to_date
from eventdesk.adapters.db.tables import metadata
from eventdesk.bootstrap import system
from tests.cluster.servers import Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine takes its time: no example fails for being slow.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")

HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
# A tenth of the time that emptying the tables by TRUNCATE takes, or copying an empty database.
EMPTY = (
    "; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables))  # noqa: S608
    + "; SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that `run.py test` found or installed."""
    found = system.find_chromium()
    assert found, "there is no Chromium: run the tests with `python3 run.py test`, which brings it"
    return found


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all tests that only need a database; it flushes nothing, to be quick."""
    with Postgres(durable=False) as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL as it comes, with real flushes: it may be stopped, killed and started again."""
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def tables_of_today(postgres: Postgres) -> str:
    """The name of a PostgreSQL database that is up to date."""
    name = postgres.new_database()
    engine = open_engine(url_of(postgres.url(name)), busy_milliseconds=5000)
    bring_up_to_date(engine)
    engine.dispose()
    return name


@pytest.fixture
def postgres_url(postgres: Postgres, tables_of_today: str) -> str:
    """The address of a PostgreSQL database that is up to date and empty.

    The next test gets the same: whoever alters its tables takes `empty_postgres_url`.
    """
    return emptied(postgres, tables_of_today)


def emptied(postgres: Postgres, name: str) -> str:
    """The address of this database, in which nothing is left."""
    postgres.execute(HANG_UP, database=name)
    postgres.execute(EMPTY, database=name)
    return postgres.url(name)


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a PostgreSQL database for this test alone, before its first migration."""
    name = postgres.new_database()
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture(autouse=True)
def quick_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealing keys for a passphrase is slow on purpose; here nobody guesses."""
    monkeypatch.setattr(sealed_keys, "TIME_COST", 1)
    monkeypatch.setattr(sealed_keys, "MEMORY_KIB", 64)
