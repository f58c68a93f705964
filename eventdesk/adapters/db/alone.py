"""What one transaction at a time does, whichever process of the desk it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

TABLES, ACCESS = 0xE7D0, 0xE7D1
"""Making the tables; who may sign in."""

_ALONE = text("SELECT pg_advisory_xact_lock(:what)")
# Making tables of a large database anew takes its time, and so does waiting for it.
_PATIENTLY = ("SET LOCAL lock_timeout = '10min'", "SET LOCAL statement_timeout = 0")
_PATIENCE_SECONDS = 3600.0


def alone(connection: Connection, what: int, *, patiently: bool = False) -> None:
    """From here to the end of the transaction nobody else gets past this. SQLite's writers are alone anyway."""
    if connection.dialect.name == "sqlite":
        return
    if patiently:
        for setting in _PATIENTLY:
            connection.exec_driver_sql(setting)
        # Until it is given back.
        driver: Any = connection.connection.dbapi_connection
        driver.patience_seconds = _PATIENCE_SECONDS
    connection.execute(_ALONE, {"what": what})
