"""The database and its key, read without changing a byte; also while a desk works with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from eventdesk import starting
from eventdesk.adapters.db import schema
from eventdesk.adapters.db.sealing import Sealer
from eventdesk.adapters.db.soundness import is_absent, read_only
from eventdesk.doctor.finding import BAD, WARN, Finding, good
from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.settings import Settings


def look(settings: Settings, now: datetime) -> list[Finding]:
    """Whether it is whole, of this version, and opens with the keys that are there."""
    if settings.is_shared:
        from eventdesk.doctor import server  # noqa: PLC0415 - only where there is one

        return server.look(settings, now)
    try:
        starting.check_database(settings)
    except StoreUnavailable as problem:
        return [Finding("database", BAD, str(problem), "Do not start over: put it back as it says.")]
    if is_absent(settings.database_path):
        return [good("database", "None yet: the first start makes it.")]
    with closing(read_only(settings.database_path)) as connection:
        return [_integrity(connection), _version(connection), _keys(settings, connection)]


def _integrity(connection: sqlite3.Connection) -> Finding:
    found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if found != "ok":
        return Finding("database", BAD, f"It is damaged: {found}.", "Make a backup of what is left, then restore one.")
    visits = connection.execute("SELECT count(*) FROM visits").fetchone()[0]
    events = connection.execute("SELECT count(*) FROM events").fetchone()[0]
    return good("database", f"Whole, with {_count(events, 'event')} and {_count(visits, 'visit')}.")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _version(connection: sqlite3.Connection) -> Finding:
    found = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    if found > schema.HEAD:
        do = "Use the newer EventDesk that wrote it."
        return Finding("database version", BAD, f"{found}, newer than this EventDesk's {schema.HEAD}.", do)
    if found < schema.HEAD:
        do = "Make a backup, then start the desk: it brings the database up to date."
        return Finding("database version", WARN, f"{found}, older than this EventDesk's {schema.HEAD}.", do)
    return good("database version", f"{found}, this EventDesk's.")


def _keys(settings: Settings, connection: sqlite3.Connection) -> Finding:
    keyring = settings.keyring
    if keyring.is_locked:
        return good("keys", "Locked: the start asks for the organiser's passphrase.")
    if not keyring.has("health"):
        do = f"Plug in the stick with the keys, or restore a backup. They belong into {settings.keys_folder}."
        return Finding("keys", BAD, "The key of the health answers is not there.", do)
    sealed = connection.execute("SELECT key_check FROM desk").fetchone()
    try:
        if sealed is not None and sealed[0] is not None:
            Sealer(settings.key("health")).open(sealed[0])
    except StoreUnavailable as problem:
        return Finding("keys", BAD, str(problem), f"Put the right keys into {settings.keys_folder}.")
    return good("keys", f"In {settings.keys_folder}, and they open what is sealed.")
