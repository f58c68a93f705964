"""Brings a database to the tables of this version; one that is there already costs one query.

A new file is given them at once: its way through every migration takes as long as half of the start. A test holds
the two ways against each other. On a server it is migrated: the conditions that PostgreSQL's indexes have are known to
the migrations only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, exc, insert, inspect, text

from eventdesk.adapters.db.alone import TABLES, alone
from eventdesk.adapters.db.engine import transaction
from eventdesk.adapters.db.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HEAD = "0005"
"""The newest migration. A test compares it with the folder."""

_VERSION = text("SELECT version_num FROM alembic_version")
# As Alembic makes it.
_VERSIONS = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def bring_up_to_date(engine: Engine) -> None:
    """Migrates to `HEAD` in one transaction. Raises `StoreUnavailable`, also for a newer database."""
    if _is_at_head(engine):
        return
    with transaction(engine, writes=True) as connection:
        # Whoever waited here finds it done.
        alone(connection, TABLES, patiently=True)
        if connection.dialect.name == "sqlite" and not inspect(connection).get_table_names():
            _make_tables(connection)
        else:
            from eventdesk.adapters.db.migrating import upgrade  # noqa: PLC0415 - it takes longer than the opening

            upgrade(connection)


def _make_tables(connection: Connection) -> None:
    metadata.create_all(connection)
    _VERSIONS.create(connection)
    connection.execute(insert(_VERSIONS), {"version_num": HEAD})


def _is_at_head(engine: Engine) -> bool:
    with transaction(engine) as connection:
        try:
            return connection.execute(_VERSION).scalar() == HEAD
        except (exc.OperationalError, exc.ProgrammingError) as problem:
            # No such table: a new database.
            if "alembic_version" not in str(problem.orig):
                raise
            return False
