"""The database: `open_database` gives the stores that the services ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from eventdesk.adapters.db.access import SqlAccess
from eventdesk.adapters.db.alone import TABLES, alone
from eventdesk.adapters.db.compacting import checkpoint, compact
from eventdesk.adapters.db.engine import (
    disk_shortage,
    open_engine,
    prepare_file,
    transaction,
    url_of,
)
from eventdesk.adapters.db.leases import OnlyProcess, SqlLeases
from eventdesk.adapters.db.schema import bring_up_to_date
from eventdesk.adapters.db.sealing import Sealer
from eventdesk.adapters.db.store import SqlStore
from eventdesk.adapters.db.tables import desk, events
from eventdesk.adapters.db.turns import writer_of
from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine
    from sqlalchemy.engine import URL

    from eventdesk.services.ports import Leases

__all__ = ["Database", "open_database"]

BUSY_MILLISECONDS = 5000
_KEY_CHECK = select(desk.c.key_check)


class Database:
    """An open database. `store`, `access` and `leases` are safe to use from all threads and green threads."""

    def __init__(self, url: URL, engine: Engine, key: bytes) -> None:
        self._url = url
        self.engine = engine
        self.sealer = Sealer(key)
        self._writer = writer = writer_of(url)
        self.store = SqlStore(engine, writer, self.sealer)
        self.access = SqlAccess(engine, writer)
        self.leases: Leases = OnlyProcess() if self.is_file else SqlLeases(engine)

    @property
    def is_file(self) -> bool:
        """Whether it is a SQLite file, which belongs to one process; else a server that several may share."""
        return self._url.get_backend_name() == "sqlite"

    def check(self) -> str:
        """`ok`, or a sentence that says what is wrong. Quick: one query."""
        try:
            with transaction(self.engine) as connection:
                connection.execute(select(events.c.id).limit(1)).all()
            return disk_shortage(self._url) or "ok"
        except StoreUnavailable as problem:
            return str(problem)

    def checkpoint(self) -> None:
        """Has SQLite take its journal into the file and empty it, so that nothing overwritten is left in there."""
        checkpoint(self.engine)

    def compact(self) -> None:
        """Writes the SQLite file anew, without the room of what was deleted. Raises `StoreUnavailable`."""
        with self._writer:
            compact(self.engine)

    def close(self) -> None:
        """Closes all connections; SQLite then folds its journal into the one file."""
        self.engine.dispose()


def open_database(url_or_path: str | Path, *, key: bytes, busy_milliseconds: int = BUSY_MILLISECONDS) -> Database:
    """Opens (if need be makes) the database and brings it up to date.

    `key`: 32 bytes that seal what is private (`sealing.new_key`). Raises `StoreUnavailable` when the
    file can't be used, was written by a newer version, or belongs to another key.
    """
    url = url_of(url_or_path)
    prepare_file(url)
    engine = open_engine(url, busy_milliseconds=busy_milliseconds)
    try:
        bring_up_to_date(engine)
        _check_key(engine, Sealer(key))
    except BaseException:
        engine.dispose()
        raise
    return Database(url, engine, key)


def _check_key(engine: Engine, sealer: Sealer) -> None:
    """Rather no start with a wrong key than a race day that can be read with none."""
    with transaction(engine) as connection:
        sealed = connection.execute(_KEY_CHECK).scalar()
    if sealed is None:
        with transaction(engine, writes=True) as connection:
            # Another process may have begun at the same moment, with another key.
            alone(connection, TABLES)
            sealed = connection.execute(_KEY_CHECK).scalar()
            if sealed is None:
                sealed = sealer.seal({})
                connection.execute(insert(desk), {"id": 1, "key_check": sealed})
    sealer.open(sealed)
