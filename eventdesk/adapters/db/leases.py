"""Which process does what only one may do: held for some seconds at a time, by the clock of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from eventdesk.adapters.db.engine import transaction

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

# Not deleted: it is asked how long it has been over.
_LET_GO = text(f"UPDATE leases SET until = {_NOW} WHERE holder = :holder AND until > {_NOW}")  # noqa: S608
_FREE_FOR = text(f"SELECT {_NOW} - until FROM leases WHERE name = :name")  # noqa: S608


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
            connection.execute(_LET_GO, {"holder": holder})

    def free_for(self, name: str) -> float | None:
        with transaction(self._engine) as connection:
            over: int | None = connection.execute(_FREE_FOR, {"name": name}).scalar()
        return None if over is None else max(0, over) / _MICROSECONDS


class OnlyProcess:
    """Implements `services.ports.Leases` for a database that belongs to one process: nobody else could hold one."""

    def hold(self, name: str, holder: str, seconds: float) -> bool:  # noqa: ARG002
        return True

    def let_go(self, holder: str) -> None:
        """There is nobody who waits for it."""

    def free_for(self, name: str) -> float | None:  # noqa: ARG002
        return 0
