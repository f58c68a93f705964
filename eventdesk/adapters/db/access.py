"""Passes, PINs, single-use codes and the passphrase in a database."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from eventdesk.adapters.db.alone import ACCESS, alone
from eventdesk.adapters.db.columns import Instant
from eventdesk.adapters.db.engine import one_question, transaction
from eventdesk.adapters.db.rows import new_id
from eventdesk.adapters.db.tables import codes, desk, passes, pins
from eventdesk.services.access import Code, CodeKind, Pass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from eventdesk.adapters.db.turns import Writer

MOST_KNOWN = 10_000

_PASS_FIELDS = tuple(each.name for each in fields(Pass))
_CODE_FIELDS = tuple(each.name for each in fields(Code))
_PASSES = select(*(passes.c[name] for name in _PASS_FIELDS)).where(passes.c.is_revoked.is_(False))
_PASS_OF = _PASSES.where(passes.c.secret_hash == bindparam("secret_hash"))
_PASSES_OF_EVENT = _PASSES.where(passes.c.slug == bindparam("slug")).order_by(passes.c.id.desc())
_PASSES_OF_DESK = _PASSES.where(passes.c.slug.is_(None)).order_by(passes.c.id.desc())
_CODE_COLUMNS = [codes.c[name] for name in _CODE_FIELDS]
_IS_GOOD = and_(
    codes.c.code_hash == bindparam("hash"),
    codes.c.kind == bindparam("of_kind"),
    codes.c.used_at.is_(None),
    codes.c.expires_at > bindparam("now", type_=Instant),
)
_USE = update(codes).where(_IS_GOOD).returning(*_CODE_COLUMNS)
_PEEK = select(*_CODE_COLUMNS).where(_IS_GOOD)
_DESK_ID = 1
_KIOSK = 0


class SqlAccess:
    """Implements `services.access.AccessStore`."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        # Asked with each request. Another process could revoke a pass; SQLite means there is one process.
        self._keeps_known = engine.dialect.name == "sqlite"
        self._known: dict[str, Pass] = {}
        self._known_lock = threading.Lock()

    def _read(self) -> AbstractContextManager[Connection]:
        return one_question(self._engine)

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._writer, transaction(self._engine, writes=True) as connection:
            alone(connection, ACCESS)
            yield connection

    # the passphrase and PINs

    def passphrase_hash(self) -> str | None:
        with self._read() as connection:
            found: str | None = connection.execute(select(desk.c.passphrase_hash)).scalar()
        return found

    def set_passphrase_hash(self, hashed: str) -> None:
        with self._write() as connection:
            connection.execute(update(desk).where(desk.c.id == _DESK_ID).values(passphrase_hash=hashed))

    def pin_hash(self, slug: str, therapist_id: int | None) -> str | None:
        query = select(pins.c.hashed).where(pins.c.slug == slug, pins.c.therapist_id == (therapist_id or _KIOSK))
        with self._read() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def set_pin_hash(self, slug: str, therapist_id: int | None, hashed: str | None) -> None:
        whose = therapist_id or _KIOSK
        with self._write() as connection:
            connection.execute(delete(pins).where(pins.c.slug == slug, pins.c.therapist_id == whose))
            if hashed is not None:
                row = {"slug": slug, "therapist_id": whose, "hashed": hashed}
                connection.execute(insert(pins), row)

    def pins_set(self, slug: str) -> set[int | None]:
        with self._read() as connection:
            found = connection.execute(select(pins.c.therapist_id).where(pins.c.slug == slug)).scalars()
            return {None if whose == _KIOSK else whose for whose in found}

    # passes

    def add_pass(self, secret_hash: str, new: Pass) -> Pass:
        values = {name: getattr(new, name) for name in _PASS_FIELDS if name != "id"}
        values |= {"secret_hash": secret_hash, "is_revoked": False}
        with self._write() as connection:
            return replace(new, id=new_id(connection.execute(insert(passes), values)))

    def pass_of(self, secret_hash: str) -> Pass | None:
        known = self._known.get(secret_hash)
        if known is not None:
            return known
        if not self._keeps_known:
            return self._find(secret_hash)
        # Under the lock, so that a pass revoked meanwhile is not kept.
        with self._known_lock:
            found = self._find(secret_hash)
            if found is not None:
                if len(self._known) >= MOST_KNOWN:
                    self._known.clear()
                self._known[secret_hash] = found
            return found

    def _find(self, secret_hash: str) -> Pass | None:
        with self._read() as connection:
            row = connection.execute(_PASS_OF, {"secret_hash": secret_hash}).first()
        return None if row is None else Pass(**dict(zip(_PASS_FIELDS, row, strict=True)))

    def passes(self, slug: str | None) -> list[Pass]:
        with self._read() as connection:
            query = _PASSES_OF_DESK if slug is None else _PASSES_OF_EVENT
            rows = connection.execute(query, {} if slug is None else {"slug": slug})
            return [Pass(**dict(zip(_PASS_FIELDS, row, strict=True))) for row in rows]

    def touch(self, pass_ids: Collection[int], at: datetime) -> None:
        self._note(pass_ids, last_seen_at=at)

    def set_clock_ahead(self, pass_id: int, seconds: int) -> None:
        self._note([pass_id], clock_ahead_seconds=seconds)

    def set_end(self, pass_id: int, at: datetime) -> None:
        self._change([pass_id], expires_at=at)

    def rename(self, pass_id: int, label: str) -> None:
        self._change([pass_id], label=label)

    def revoke(self, pass_id: int) -> None:
        self._change([pass_id], is_revoked=True)

    def _note(self, pass_ids: Collection[int], **values: Any) -> None:
        # Whoever only looks at a page does not wait until another program lets go of the database.
        with self._writer.at_once(), transaction(self._engine, writes=True) as connection:
            connection.execute(update(passes).where(passes.c.id.in_(pass_ids)).values(values))
        self._forget(pass_ids)

    def _change(self, pass_ids: Collection[int], **values: Any) -> None:
        with self._write() as connection:
            connection.execute(update(passes).where(passes.c.id.in_(pass_ids)).values(values))
        self._forget(pass_ids)

    def _forget(self, pass_ids: Collection[int]) -> None:
        with self._known_lock:
            for secret_hash, known in list(self._known.items()):
                if known.id in pass_ids:
                    del self._known[secret_hash]

    def forget(self, slug: str) -> None:
        with self._write() as connection:
            forget_access(connection, slug)
        with self._known_lock:
            self._known = {key: each for key, each in self._known.items() if slug not in (each.slug, each.ends_with)}

    # single-use codes

    def add_code(self, code_hash: str, new: Code) -> None:
        values = {name: getattr(new, name) for name in _CODE_FIELDS}
        replaced = codes.c.kind == new.kind
        if new.kind is not CodeKind.FIRST_RUN:
            # Six digits come again some day.
            replaced &= codes.c.code_hash == code_hash
        with self._write() as connection:
            connection.execute(delete(codes).where(replaced))
            connection.execute(insert(codes), {**values, "code_hash": code_hash})

    def drop_links(self, slug: str, therapist_id: int) -> None:
        theirs = (codes.c.slug == slug, codes.c.therapist_id == therapist_id)
        with self._write() as connection:
            connection.execute(delete(codes).where(*theirs, codes.c.kind == CodeKind.SIGN_IN))

    def use_code(self, code_hash: str, kind: CodeKind, now: datetime) -> Code | None:
        values = {"hash": code_hash, "of_kind": kind, "now": now, "used_at": now}
        with self._write() as connection:
            row = connection.execute(_USE, values).first()
        return None if row is None else Code(**dict(zip(_CODE_FIELDS, row, strict=True)))

    def peek_code(self, code_hash: str, kind: CodeKind, now: datetime) -> Code | None:
        with self._read() as connection:
            row = connection.execute(_PEEK, {"hash": code_hash, "of_kind": kind, "now": now}).first()
        return None if row is None else Code(**dict(zip(_CODE_FIELDS, row, strict=True)))


def forget_access(connection: Connection, slug: str) -> None:
    """Nobody is signed in for this event any more, and no PIN and no link of it is left."""
    for table in (passes, pins, codes):
        connection.execute(delete(table).where(table.c.slug == slug))
    connection.execute(update(passes).where(passes.c.ends_with == slug).values(label=""))
