"""PostgreSQL: its connections, its transactions, and its failures in words. Loaded only where there is one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import create_engine, event, exc

from eventdesk.adapters.db.turns import VERY_BUSY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

CONNECTIONS, MORE_CONNECTIONS = 5, 10
"""Of each process, kept and at most beside them: PostgreSQL takes a hundred in all, unless it is told otherwise."""

# Nobody waits forever: not for another process's change, not for an answer, not for a line that is cut.
_PATIENCE = "SET lock_timeout = '10s'; SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'"
SILENCE_SECONDS = 40.0
"""After which a server that should have answered, if only with a refusal, is given up."""
_INTERVAL_SECONDS = 0.1
_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "EventDesk",
}
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class _Text(StrDumperUnknown):
    """PostgreSQL keeps no NUL. What is asked for with one is not found, as elsewhere."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", "\ufffd") if "\x00" in obj else obj)


class _Connection(psycopg.Connection[Any]):
    """Gives up a server that neither answers nor ends the line: its machine hangs, or the way there is cut."""

    patience_seconds = SILENCE_SECONDS

    def wait(self, gen: Any, interval: float = _INTERVAL_SECONDS, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience_seconds)
        except psycopg.errors._WaitTimeout:  # noqa: SLF001 - it has no other name
            self.pgconn.finish()
            msg = "The server does not answer."
            raise psycopg.OperationalError(msg) from None


def open_engine(url: URL, *, busy_milliseconds: int) -> Engine:
    """The connections; use them through `engine.transaction`."""
    engine = create_engine(
        url,
        pool_use_lifo=True,
        pool_size=CONNECTIONS,
        max_overflow=MORE_CONNECTIONS,
        pool_timeout=busy_milliseconds / 1000,
        connect_args={name: value for name, value in _LINE.items() if name not in url.query},
    )
    event.listen(engine, "do_connect", lambda _dialect, _record, _args, values: _connect(values))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "checkout", _check)
    return engine


def _connect(values: dict[str, Any]) -> _Connection:
    try:
        return _Connection.connect(**values)
    except psycopg.ProgrammingError as problem:
        # Elsewhere that is a fault of a statement; here it is one of the address.
        raise psycopg.OperationalError(str(problem)) from None


def _prepare(connection: psycopg.Connection, _record: object) -> None:
    connection.adapters.register_dumper(str, _Text)
    connection.execute(_PATIENCE)
    connection.commit()


def _check(connection: _Connection, _record: object, _proxy: object) -> None:
    """Notices a server that has gone or was restarted, without asking it anything: it has closed the line."""
    connection.patience_seconds = SILENCE_SECONDS
    try:
        # The first may find its last words.
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.OperationalError as problem:
        msg = "The server has closed the connection."
        raise exc.InvalidatePoolError(msg) from problem


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment, whatever others commit meanwhile."""
    with engine.connect() as connection:
        at_one_moment = connection.execution_options(**_ONE_MOMENT)
        with at_one_moment.begin():
            yield at_one_moment


_SENTENCES = {
    "53100": "The disk of the database server is full, so nothing was saved.",
    "53300": "The database takes no more connections just now. Please try again.",
    "25006": "The database may not be written to, so nothing was saved.",
    "42501": "The user of the database address may not do this: give EventDesk a database that is its own.",
    "55P03": VERY_BUSY,
    "57014": VERY_BUSY,
    "40001": VERY_BUSY,
    "40P01": VERY_BUSY,
}
# A refusal to connect has no code.
_REFUSALS = {
    "password authentication failed": "The database server refuses the user name or the password.",
    "no pg_hba.conf entry": "The database server takes no connections of this user from here.",
    "invalid connection option": "The database address has an option that PostgreSQL does not know.",
    "does not exist": "The database server has no such database or user.",
    "too many clients": _SENTENCES["53300"],
    "remaining connection slots": _SENTENCES["53300"],
}


def sentence(problem: exc.DBAPIError) -> str | None:
    """What has happened, in words; None when there are no better ones than that it is away."""
    failure = problem.orig
    code = getattr(failure, "sqlstate", None)
    if code is not None:
        return _SENTENCES.get(code)
    said = str(failure)
    return next((words for part, words in _REFUSALS.items() if part in said), None)
