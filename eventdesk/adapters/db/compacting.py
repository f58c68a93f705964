"""Making what was deleted vanish from SQLite's files; what a disk keeps below them is out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.adapters.db.engine import failures_in_words
from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# Not in a temporary file, which would be one more place with names in it.
_IN_MEMORY, _AS_USUAL = 2, 0
_PATIENCE_MILLISECONDS = 500


def checkpoint(engine: Engine) -> None:
    """Empties the write-ahead journal. Raises `StoreUnavailable` while others read what is in there."""
    if engine.dialect.name != "sqlite":
        return
    with failures_in_words(), engine.connect() as connection:
        _checkpoint(connection)


def compact(engine: Engine) -> None:
    """Rewrites the whole file and empties the write-ahead journal. Raises `StoreUnavailable`."""
    if engine.dialect.name != "sqlite":
        return
    with failures_in_words(), engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA temp_store = {_IN_MEMORY}")
        try:
            connection.exec_driver_sql("VACUUM")
        finally:
            connection.exec_driver_sql(f"PRAGMA temp_store = {_AS_USUAL}")
        _checkpoint(connection)


def _checkpoint(connection: Connection) -> None:
    # Whoever reads may be a task of this very process, which can't go on while we wait.
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
    try:
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")
    if busy:
        msg = "Another program is reading the database."
        raise StoreUnavailable(msg)
