"""Statements as the driver takes them: written out once for each database, then handed over as they are.

SQLAlchemy writes the SQL and knows how values become the database's and back. To have it go through all of that again
at each of a dozen statements of a command takes longer than SQLite needs for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc

if TYPE_CHECKING:
    from sqlalchemy import Connection, Executable
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Process = Callable[[Any], Any] | None


class Prepared:
    """One statement for one database. `names`: what it is given besides what is written in it."""

    def __init__(self, statement: Any, dialect: Dialect, names: Iterable[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        if compiled.post_compile_params:
            msg = "a statement with a list in it is no statement before the list is there"
            raise TypeError(msg)
        self.sql = str(compiled)
        asked = {name: bind for bind, name in compiled.bind_names.items()}
        self._by_name = compiled.positiontup is None
        self._given: list[tuple[str, Any, Process]] = [
            (name, asked[name].effective_value, _to(asked[name].type, dialect))
            for name in compiled.positiontup or asked
        ]
        self._back = [
            (place, back)
            for place, column in enumerate(_columns(statement))
            if (back := _from(column.type, dialect)) is not None
        ]

    def values(self, given: Values) -> Any:
        """What the driver is given: by place or by name, as it likes."""
        found = [
            process(given.get(name, fixed)) if process else given.get(name, fixed)
            for name, fixed, process in self._given
        ]
        return dict(zip((each[0] for each in self._given), found, strict=True)) if self._by_name else found

    def rows(self, found: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        """What the driver has found, as the domain has it."""
        return [self._row(row) for row in found] if self._back else found

    def _row(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, back in self._back:
            values[place] = back(values[place])
        return tuple(values)


def _to(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from(kind: TypeEngine[Any], dialect: Dialect) -> Process:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _columns(statement: Any) -> Sequence[Any]:
    return list(statement.exported_columns) if statement.is_select or statement._returning else ()  # noqa: SLF001


_known: dict[tuple[str, Executable, tuple[str, ...]], Prepared] = {}


def _prepared(connection: Connection, statement: Executable, values: Values) -> Prepared:
    key = connection.dialect.name, statement, tuple(values)
    found = _known.get(key)
    if found is None:
        found = _known[key] = Prepared(statement, connection.dialect, values)
    return found


def ask(connection: Connection, statement: Executable, values: Values) -> Sequence[tuple[Any, ...]]:
    """All rows that it finds or returns. `statement` is one of the few that are kept, never one made for the moment."""
    prepared = _prepared(connection, statement, values)
    return prepared.rows(_run(connection, prepared, values).fetchall())


def say(connection: Connection, statement: Executable, values: Values) -> int:
    """How many rows it changed."""
    return int(_run(connection, _prepared(connection, statement, values), values).rowcount)


def _run(connection: Connection, prepared: Prepared, values: Values) -> Any:
    driver: Any = connection.connection.dbapi_connection
    try:
        return driver.execute(prepared.sql, prepared.values(values))
    except connection.dialect.loaded_dbapi.Error as problem:
        raise _in_sqlalchemys_words(connection, problem) from problem


def _in_sqlalchemys_words(connection: Connection, problem: Any) -> Any:
    """As if it had run the statement: without what was in it, which may be about people."""
    dialect = connection.dialect
    driver: Any = connection.connection.dbapi_connection
    is_lost = dialect.is_disconnect(problem, driver, None)
    if is_lost:
        connection.invalidate(problem)
    return exc.DBAPIError.instance(
        None,
        None,
        problem,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=dialect,
    )
