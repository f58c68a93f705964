"""Brings a database to the tables of this version; one that is there already costs one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exc, text

from eventdesk.adapters.db.alone import TABLES, alone
from eventdesk.adapters.db.engine import transaction

if TYPE_CHECKING:
    from sqlalchemy import Engine

HEAD = "0004"
"""The newest migration. A test compares it with the folder."""

_VERSION = text("SELECT version_num FROM alembic_version")


def bring_up_to_date(engine: Engine) -> None:
    """Migrates to `HEAD` in one transaction. Raises `StoreUnavailable`, also for a newer database."""
    if _is_at_head(engine):
        return
    from eventdesk.adapters.db.migrating import upgrade  # noqa: PLC0415

    with transaction(engine, writes=True) as connection:
        # Whoever waited here finds it done.
        alone(connection, TABLES, patiently=True)
        upgrade(connection)


def _is_at_head(engine: Engine) -> bool:
    with transaction(engine) as connection:
        try:
            return connection.execute(_VERSION).scalar() == HEAD
        except (exc.OperationalError, exc.ProgrammingError) as problem:
            # No such table: a new database.
            if "alembic_version" not in str(problem.orig):
                raise
            return False
