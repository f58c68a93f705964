"""Files of older versions: their rows go through the very migrations that a database goes through, in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import column, create_engine, insert
from sqlalchemy import table as lightweight
from sqlalchemy.pool import StaticPool

from eventdesk.adapters.db.schema import HEAD
from eventdesk.adapters.event_file import rows
from eventdesk.services.relocating import EventFileRefused, Label

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An opened file.

    `columns`: their names by table; `numbers`: those that its rows have, by table, ascending; `event`: its row of
    `events`; `lines`: the name of a table and the values of one of its rows, again and again.
    """

    label: Label
    columns: Mapping[str, list[str]]
    numbers: Mapping[str, list[int]]
    event: Mapping[str, Any]
    lines: Iterator[list[Any]]


class _AsItIs:
    """What is sealed is open on its way through the migrations, which never look into it."""

    def open_text(self, kept: bytes) -> str:
        return kept.decode()


def brought_up_to_date(opened: Opened) -> Opened:
    """The same with the tables of this version. Raises `EventFileRefused` for those of a newer one."""
    if opened.label.schema == HEAD:
        _check_columns(opened)
        return opened
    from alembic import command  # noqa: PLC0415 - slow to load, and seldom needed
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    from eventdesk.adapters.db.migrating import FOLDER, config_for  # noqa: PLC0415

    known = {each.revision for each in ScriptDirectory(str(FOLDER)).walk_revisions()}
    if opened.label.schema not in known:
        raise EventFileRefused("The file was made by a newer version of EventDesk: please use that one.")
    connection = create_engine("sqlite://", poolclass=StaticPool).connect()
    command.upgrade(config_for(connection), opened.label.schema)
    _fill(connection, opened)
    command.upgrade(config_for(connection), "head")
    return _read(connection, opened)


def _check_columns(opened: Opened) -> None:
    if opened.columns != rows.COLUMNS or set(opened.label.rows) != {each.name for each in rows.TABLES}:
        raise EventFileRefused("The file was made by another version of EventDesk than it says, and is of no use.")


def _fill(connection: Connection, opened: Opened) -> None:
    _add(connection, "events", opened.columns["events"], [opened.event[each] for each in opened.columns["events"]])
    for name, *values in opened.lines:
        _add(connection, name, opened.columns[name], values)


def _add(connection: Connection, name: str, columns: list[str], values: list[Any]) -> None:
    sealed = rows.SEALED[name]
    kept = {each: _kept(value, is_sealed=each in sealed) for each, value in zip(columns, values, strict=True)}
    connection.execute(insert(lightweight(name, *map(column, columns))), kept)


def _kept(value: Any, *, is_sealed: bool) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value)
    return value.encode() if is_sealed and value is not None else value


def _read(connection: Connection, opened: Opened) -> Opened:
    event = rows.plain_event(connection, opened.label.slug)
    if event is None:
        raise EventFileRefused("The file does not hold the event that it names, and is of no use.")
    event_id = int(event["id"])

    def lines() -> Iterator[list[Any]]:
        for each in rows.TABLES:
            for values in rows.read(connection, each.name, event_id, opened.label.slug, _AsItIs()):
                yield [each.name, *values]

    counts = {each.name: opened.label.rows.get(each.name, 0) for each in rows.TABLES}
    label = replace(opened.label, schema=HEAD, rows=counts)
    numbers = {each.name: opened.numbers.get(each.name, []) for each in rows.NUMBERED}
    return replace(opened, label=label, columns=rows.COLUMNS, numbers=numbers, event=event, lines=lines())
