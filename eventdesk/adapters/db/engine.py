"""Connections: SQLite's settings and transactions, one writer at a time, failures said in words.

The only module that knows which database it is.
"""

from __future__ import annotations

import shutil
import time
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, exc
from sqlalchemy.engine import URL, make_url

from eventdesk import runtime
from eventdesk.adapters.db.turns import KEPT_OUT, VERY_BUSY, Writer, writer_of
from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_LOW_DISK_BYTES = 20_000_000
_LOOK_AGAIN_SECONDS = 0.02
_POSTGRES = ("postgres", "postgresql")


def url_of(url_or_path: str | Path) -> URL:
    """The database's address; a plain path means SQLite. PostgreSQL is spoken to through psycopg 3."""
    if isinstance(url_or_path, str) and "://" in url_or_path:
        url = make_url(url_or_path)
        return url.set(drivername="postgresql+psycopg") if url.drivername in _POSTGRES else url
    return URL.create("sqlite", database=str(Path(url_or_path).absolute()))


def prepare_file(url: URL) -> None:
    """Makes the SQLite file and its folder, for this user's eyes only. Raises `StoreUnavailable`."""
    if url.get_backend_name() != "sqlite":
        return
    if not url.database or url.database == ":memory:":
        msg = "The desk needs a database file."
        raise StoreUnavailable(msg)
    path = Path(url.database)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives its journal files the permissions of the database.
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError as problem:
        msg = f"The database {path} can't be used: {problem.strerror or problem}."
        raise StoreUnavailable(msg) from problem


def open_engine(url: URL, *, busy_milliseconds: int) -> Engine:
    """The connections; use them through `transaction`."""
    if url.get_backend_name() != "sqlite":
        from eventdesk.adapters.db import server  # noqa: PLC0415 - loaded where there is one

        return server.open_engine(url, busy_milliseconds=busy_milliseconds)
    engine = create_engine(
        url,
        # The connection used last is the one whose prepared statements are warm.
        pool_use_lifo=True,
        pool_size=8,
        max_overflow=24,
        pool_timeout=busy_milliseconds / 1000,
        connect_args={"cached_statements": 256},
    )

    def prepare(connection: Any, _record: object) -> None:
        # Without this the driver begins transactions by itself, too late and of the wrong kind.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {busy_milliseconds:d}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine.execution_options(busy_milliseconds=busy_milliseconds, writer=writer_of(url))


@contextmanager
def transaction(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """One transaction: commits at the end, rolls back on an exception. Raises `StoreUnavailable`."""
    is_file = engine.dialect.name == "sqlite"
    with failures_in_words(), engine.begin() if is_file or writes else _at_one_moment(engine) as connection:
        if is_file:
            # A writer takes the write lock before it reads, so what it read stays true until it commits.
            # (An event hook on "begin" would do the same and slow every statement down.)
            if writes:
                _begin_to_write(connection)
            else:
                connection.exec_driver_sql("BEGIN")
        yield connection


@contextmanager
def one_question(engine: Engine) -> Iterator[Connection]:
    """For a single query, which sees one moment by itself: PostgreSQL is asked once instead of three times."""
    if engine.dialect.name == "sqlite":
        with transaction(engine) as connection:
            yield connection
        return
    with failures_in_words(), engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


def _at_one_moment(engine: Engine) -> AbstractContextManager[Connection]:
    """What a reader of PostgreSQL sees does not change under its eyes."""
    from eventdesk.adapters.db import server  # noqa: PLC0415

    return server.reading(engine)


def _begin_to_write(connection: Connection) -> None:
    """Takes the write lock of SQLite, and lets others run as long as another program has it.

    SQLite's own way of waiting would hold up the whole process: not even a board could be read meanwhile.
    """
    options = connection.get_execution_options()
    milliseconds = options["busy_milliseconds"]
    driver: Any = connection.connection.dbapi_connection
    writer: Writer = options["writer"]
    deadline = writer.waiting_since() + milliseconds / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except exc.OperationalError as problem:
                writer.is_kept_out = _code(problem) == "SQLITE_BUSY"
                if not writer.is_kept_out or time.monotonic() >= deadline:
                    raise
            else:
                writer.is_kept_out = False
                return
            runtime.sleep(_LOOK_AGAIN_SECONDS)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {milliseconds:d}")


_SENTENCES = {
    "SQLITE_FULL": "The disk is full, so nothing was saved.",
    "SQLITE_BUSY": KEPT_OUT,
    "SQLITE_IOERR": "The disk can't be read or written, so nothing was saved.",
    "SQLITE_READONLY": "The database may not be written to, so nothing was saved.",
    "SQLITE_CANTOPEN": "The database can't be opened.",
    "SQLITE_CORRUPT": "The database is damaged: put it back from a backup.",
    "SQLITE_NOTADB": "The database file is not a database: put it back from a backup.",
}
_BUGS = (exc.IntegrityError, exc.ProgrammingError, exc.DataError, exc.NotSupportedError)


@contextmanager
def failures_in_words() -> Iterator[None]:
    """Turns a database that is full, locked or away into `StoreUnavailable`; bugs stay what they are."""
    try:
        yield
    except exc.DBAPIError as problem:
        if isinstance(problem, _BUGS) and not _is_forbidden(problem):
            raise
        raise StoreUnavailable(_sentence(problem)) from problem
    except exc.TimeoutError as problem:
        raise StoreUnavailable(VERY_BUSY) from problem


def _code(problem: exc.DBAPIError) -> str:
    # Extended codes go on after the plain one: SQLITE_IOERR_WRITE.
    return "_".join(str(getattr(problem.orig, "sqlite_errorname", "")).split("_")[:2])


def _is_forbidden(problem: exc.DBAPIError) -> bool:
    # PostgreSQL's word for a user who may not make tables.
    return getattr(problem.orig, "sqlstate", None) == "42501"


def _sentence(problem: exc.DBAPIError) -> str:
    words = _SENTENCES.get(_code(problem))
    if words is None and not hasattr(problem.orig, "sqlite_errorname"):
        from eventdesk.adapters.db import server  # noqa: PLC0415

        words = server.sentence(problem)
    return words or "The database can't be reached just now."


def disk_shortage(url: URL) -> str:
    """A sentence when the disk of a SQLite file is nearly full, else empty."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return ""
    free = shutil.disk_usage(Path(url.database).parent).free
    return "The disk is nearly full." if free < _LOW_DISK_BYTES else ""
