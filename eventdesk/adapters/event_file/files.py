"""Writes an event of this database into a file, and puts the event of a file into this database."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import exc, func, select

from eventdesk.adapters.db import prepared, queries
from eventdesk.adapters.db.change import SqlChange
from eventdesk.adapters.db.engine import transaction
from eventdesk.adapters.db.rows import PrivateRows, event_of
from eventdesk.adapters.db.schema import HEAD
from eventdesk.adapters.db.turns import writer_of
from eventdesk.adapters.event_file import container, older, placing, rows
from eventdesk.domain.errors import NoSuchEvent, SlugTaken
from eventdesk.domain.visit import VisitStatus
from eventdesk.services.changes import plain
from eventdesk.services.events import SLUG
from eventdesk.services.relocating import EventFileRefused, Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from eventdesk.adapters.db import Database
    from eventdesk.services.ports import Change, Clock, Reading

_LABEL = TypeAdapter(Label)
_NUMBERED = tuple(each.name for each in rows.NUMBERED)
_PIECE = 1000
# What rows say that are no rows of ours, before or when the database takes them. That it is away is something else.
_UNFIT = (
    exc.IntegrityError, exc.DataError, exc.ProgrammingError, ValueError, TypeError, LookupError, AttributeError,
    ArithmeticError, RecursionError,
)  # fmt: skip


def _nothing(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


class EventFile:
    """Implements `services.relocating.Files` for one file. `progress` hears rows done and rows in all."""

    def __init__(  # noqa: PLR0913 - where from, where to, and how
        self,
        database: Database,
        path: Path,
        passphrase: str,
        *,
        clock: Clock,
        version: str = "",
        progress: Callable[[int, int], None] = _nothing,
    ) -> None:
        self._database = database
        self.path = path
        self._passphrase = passphrase
        self._clock = clock
        self._version = version
        self._progress = progress

    # writing

    def write(self, slug: str, arrivals: Callable[[Reading], tuple[str, ...]]) -> Label:
        if self.path.exists():
            raise EventFileRefused(f"{self.path} is there already: choose another name.")
        draft = self.path.with_name(f".{self.path.name}-{secrets.token_hex(8)}")
        try:
            with transaction(self._database.engine) as connection:
                label, lines = self._lines(connection, slug, arrivals)
                descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    container.write(file, self._passphrase, lines)
                    file.flush()
                    os.fsync(file.fileno())
            draft.replace(self.path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return label

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)

    def _lines(
        self, connection: Connection, slug: str, arrivals: Callable[[Reading], tuple[str, ...]]
    ) -> tuple[Label, Iterator[str]]:
        """The label, and every line of the file: label, columns, the numbers that rows have, the event, its rows."""
        values = rows.plain_event(connection, slug)
        if values is None:
            msg = "There is no such event."
            raise NoSuchEvent(msg)
        event_id = int(values["id"])
        counts = {each.name: _count(connection, each.name, event_id, slug) for each in rows.TABLES}
        document = connection.execute(rows.of_event("settings", event_id, slug)).one().document
        event = event_of(event_id, document)
        label = Label(
            slug=slug,
            name=event.name,
            day=event.date,
            seq=int(values["seq"]),
            move=secrets.token_hex(8),
            arrivals=arrivals(SqlChange(connection, PrivateRows(self._database.sealer), event, values["seq"])),
            made_at=self._clock.now(),
            version=self._version,
            schema=HEAD,
            rows=counts,
        )
        numbers = {name: _numbers(connection, name, event_id) for name in _NUMBERED}
        head = [json.dumps(plain(asdict(label))), json.dumps(rows.COLUMNS), json.dumps(numbers), json.dumps(values)]
        return label, chain(head, self._rows(connection, label, event_id, slug))

    def _rows(self, connection: Connection, label: Label, event_id: int, slug: str) -> Iterator[str]:
        done, total = 0, sum(label.rows.values())
        for name in label.rows:
            for row in rows.read(connection, name, event_id, slug, self._database.sealer):
                yield json.dumps([name, *row])
                done += 1
                if done % rows.AT_ONCE == 0 or done == total:
                    self._progress(done, total)

    # reading

    @contextmanager
    def put_in(
        self, slug: str | None, may_replace: Callable[[Change, Label], None] | None
    ) -> Iterator[tuple[Change, Label]]:
        container.check(self.path)
        opened = self._opened(container.lines_of(self.path, self._passphrase))
        label = opened.label
        wanted = slug or label.slug
        database = self._database
        with writer_of(database.engine.url):
            with transaction(database.engine, writes=True) as connection:
                self._make_room(connection, label, wanted, may_replace)
                with self._no_event_of_ours("does not fit this desk, so nothing was taken in"):
                    change = self._placed(connection, opened, wanted)
                yield change, label
            change.committed()

    def _placed(self, connection: Connection, opened: older.Opened, slug: str) -> SqlChange:
        """Everything of it in its place, and looked through once: what nobody could read is to be found out now."""
        total = sum(opened.label.rows.values())
        put = placing.Placing(connection, self._database.sealer, opened, slug)
        for done in put.everything():
            self._progress(done, total)
        change = SqlChange(connection, PrivateRows(self._database.sealer), put.event(), opened.label.seq)
        seq = 0
        while piece := change.journal(since=seq, limit=_PIECE):
            seq = piece[-1].seq
        if not seq == change.seq == opened.event["seq"]:
            raise EventFileRefused(f"The journal in {self.path} is not whole, so nothing was taken in.")
        change.visits(set(VisitStatus))
        change.therapists()
        change.told()
        change.records()
        change.figures()
        return change

    @contextmanager
    def _no_event_of_ours(self, what: str) -> Iterator[None]:
        """Refuses what makes no sense, without telling what it was: that may be about people."""
        try:
            yield
        except exc.StatementError as problem:
            if isinstance(problem, exc.DBAPIError) and not isinstance(problem, _UNFIT):
                raise
            raise EventFileRefused(f"{self.path} {what}.") from None
        except _UNFIT:
            raise EventFileRefused(f"{self.path} {what}.") from None

    def _opened(self, lines: Iterator[str]) -> older.Opened:
        with self._no_event_of_ours("cannot be understood: export the event again"):
            try:
                label = _LABEL.validate_json(next(lines))
                columns, numbers, event = json.loads(next(lines)), json.loads(next(lines)), json.loads(next(lines))
            except StopIteration as problem:
                raise ValueError from problem
            if not SLUG.fullmatch(label.slug):
                raise ValueError
            found = older.Opened(
                label=label, columns=columns, numbers=numbers, event=event, lines=map(json.loads, lines)
            )
            return older.brought_up_to_date(found)

    def _make_room(
        self,
        connection: Connection,
        label: Label,
        slug: str,
        may_replace: Callable[[Change, Label], None] | None,
    ) -> None:
        # Whoever is changing the event just now is waited for, and what they did is seen.
        prepared.ask(connection, queries.EVENT_TO_CHANGE, {"slug": slug})
        there = rows.plain_event(connection, slug)
        if there is None:
            return
        if may_replace is None:
            msg = f"There is an event {slug!r} on this desk already. Give this one another name with --slug."
            raise SlugTaken(msg)
        document = connection.execute(rows.of_event("settings", there["id"], slug)).one().document
        event = event_of(there["id"], document)
        may_replace(SqlChange(connection, PrivateRows(self._database.sealer), event, there["seq"]), label)
        placing.remove(connection, int(there["id"]), slug)


def _count(connection: Connection, name: str, event_id: int, slug: str) -> int:
    mine = rows.of_event(name, event_id, slug).order_by(None).subquery()
    return int(connection.execute(select(func.count()).select_from(mine)).scalar_one())


def _numbers(connection: Connection, name: str, event_id: int) -> list[int]:
    table = rows.PLAIN[name]
    found = select(table.c.id).where(table.c.event_id == event_id).order_by(table.c.id)
    return [int(each) for each in connection.execute(found).scalars()]
