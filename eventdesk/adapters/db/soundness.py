"""Looks a database file over before a desk works with it, and leaves every byte of it as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

BUSY_SECONDS = 5.0


class DatabaseDamaged(StoreUnavailable):
    """What is in the file cannot be relied on; the message is one sentence that says why."""


def check_sound(path: Path) -> None:
    """Raises `DatabaseDamaged` for a file that SQLite finds fault with, `StoreUnavailable` for one it cannot read.

    A file that is not there is sound: it will be a new desk. Takes some tenths of a second for a large race day.
    """
    log = path.with_name(path.name + "-wal")
    if is_absent(path):
        if not is_absent(log):
            msg = f"The database {path} is gone, and what was written last lies beside it."
            raise DatabaseDamaged(msg)
        return
    try:
        with closing(read_only(path)) as file:
            found = str(file.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as problem:
        msg = f"The database {path} can't be read: {problem}."
        raise StoreUnavailable(msg) from problem
    except sqlite3.DatabaseError as problem:
        found = str(problem)
    if found != "ok":
        msg = f"The database {path} is damaged ({found.splitlines()[-1]})."
        raise DatabaseDamaged(msg)


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that changes no byte. Raises sqlite3.Error.

    Opened for writing, SQLite would tidy up behind itself when it closes, also in a damaged file.
    """
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def is_absent(path: Path) -> bool:
    """Whether nothing has ever been written to this file."""
    return not path.exists() or path.stat().st_size == 0
