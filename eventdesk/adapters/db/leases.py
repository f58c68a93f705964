"""Which process does what only one may do: held for some seconds at a time, by the clock of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, text

from eventdesk.adapters.db.engine import transaction
from eventdesk.adapters.db.tables import leases

if TYPE_CHECKING:
    from sqlalchemy import Engine

_MICROSECONDS = 1_000_000
# Not now(), which stands still from the beginning of the transaction on, however long it waited.
_NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"
_HOLD = text(
    f"INSERT INTO leases (name, holder, until) VALUES (:name, :holder, {_NOW} + :length) "  # noqa: S608
    "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    f"WHERE leases.holder = excluded.holder OR leases.until <= {_NOW} RETURNING holder"
)


class SqlLeases:
    """Implements `services.ports.Leases` in PostgreSQL, where several processes may be at work."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hold(self, name: str, holder: str, seconds: float) -> bool:
        values = {"name": name, "holder": holder, "length": round(seconds * _MICROSECONDS)}
        with transaction(self._engine, writes=True) as connection:
            return connection.execute(_HOLD, values).first() is not None

    def let_go(self, holder: str) -> None:
        with transaction(self._engine, writes=True) as connection:
            connection.execute(delete(leases).where(leases.c.holder == holder))


class OnlyProcess:
    """Implements `services.ports.Leases` for a database that belongs to one process: nobody else could hold one."""

    def hold(self, name: str, holder: str, seconds: float) -> bool:  # noqa: ARG002
        return True

    def let_go(self, holder: str) -> None:
        """There is nobody who waits for it."""
