"""A consistent copy of the database in memory: the desk goes on meanwhile, and no plain copy touches a disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk.adapters.db.sealing import Sealer
from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

BUSY_SECONDS = 5.0


class Damaged(Exception):
    """The database is damaged; the message is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The content of a database file, found sound, and how far each event is in it."""

    content: bytes
    seqs: dict[str, int]


def connect(database: Path) -> sqlite3.Connection:
    """A connection of our own that changes nothing. Raises sqlite3.Error where there is no database.

    It may be used from several threads, one after the other.
    """
    connection = sqlite3.connect(
        f"{database.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


def copied(database: Path, health_key: bytes) -> Copied:
    """The database at one instant. Raises `Damaged`, sqlite3.Error.

    In one step, because a copy in several begins again whenever somebody writes. Readers hinder no writer.
    """
    with closing(connect(database)) as source, closing(sqlite3.connect(":memory:")) as target:
        source.backup(target)
        check(target, health_key)
        seqs = dict(target.execute("SELECT slug, seq FROM events").fetchall())
        return Copied(content=target.serialize(), seqs=seqs)


def check(connection: sqlite3.Connection, health_key: bytes) -> None:
    """Raises `Damaged` unless the copy is sound and this key opens what is sealed in it."""
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
        if found != ["ok"]:
            raise Damaged(f"The database is damaged: {found[0]}.")
        sealed = connection.execute("SELECT key_check FROM desk").fetchone()
        if sealed is not None:
            Sealer(health_key).open(sealed[0])
    except sqlite3.DatabaseError as problem:
        raise Damaged(f"The database is damaged: {problem}.") from problem
    except StoreUnavailable as problem:
        raise Damaged(str(problem)) from problem


class Watch:
    """Tells whether anybody changed the database, by a number that SQLite keeps for each connection."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._connection: sqlite3.Connection | None = None

    def version(self) -> int:
        """Another number than the last time: something was changed meanwhile. Raises sqlite3.Error."""
        if self._connection is None:
            self._connection = connect(self._database)
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Lets go of the database."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
