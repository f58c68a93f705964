"""Several changes, one flush: what a disk takes long for is done once for all who wait for it.

Changes are made one after the other, each as if it were alone; a transaction of the database holds those that came
while others were at it. Nobody is answered before it is durable, and who is refused takes back only the own change.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc

from eventdesk import runtime
from eventdesk.adapters.db.engine import failures_in_words, transaction
from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

    from eventdesk.adapters.db.turns import Writer

MOST_TOGETHER = 64
GIVEN_UP = "The database has given up, so nothing was saved. Please try again."


class Together:
    """Where changes join. On PostgreSQL each is alone: there an event's row keeps others out, not the process."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._most = MOST_TOGETHER if engine.dialect.name == "sqlite" else 1

    @contextmanager
    def change(self) -> Iterator[Part]:
        """A turn to change something: made when the block ends, durable when this is left.

        What the block raises takes back what it did and nothing else. Raises `StoreUnavailable`, also where only
        the flush fails; then nothing of anybody's is kept.
        """
        refusal: BaseException | None = None
        with self._writer.joining():
            batch = self._writer.pending or Batch(self._engine, self._writer)
            is_first = not len(batch)
            try:
                with batch.part() as part:
                    yield part
            except BaseException as problem:
                if is_first:
                    raise
                refusal = problem
            is_full = len(batch) >= self._most
            if is_full:
                batch.flush()
        if is_first and not is_full:
            batch.see_through()
        batch.wait()
        if refusal is not None:
            # Not before: it may rest on what somebody else had only just changed.
            raise refusal


class Part:
    """One change of a batch."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.when_durable: Callable[[], None] = _nothing


def _nothing() -> None:
    """Nobody wants to know."""


class Batch:
    """One transaction of the database. All of it under the writer's turn, but `see_through` and `wait`."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._writer = writer
        self._transaction = transaction(engine, writes=True)
        self._connection = self._transaction.__enter__()
        self._parts: list[Part] = []
        self._over = threading.Event()
        self._failure: BaseException | None = None
        writer.pending = self

    def __len__(self) -> int:
        return len(self._parts)

    @contextmanager
    def part(self) -> Iterator[Part]:
        """What happens in the block is kept or taken back by itself; the first takes all back, as it is all."""
        is_first = not self._parts
        part = Part(self._connection)
        try:
            with failures_in_words():
                if not is_first:
                    self._say("SAVEPOINT part")
                yield part
                if not is_first:
                    self._say("RELEASE part")
        except BaseException as problem:
            if is_first:
                self._end(problem)
            elif not self._took_back():
                self._end(problem if isinstance(problem, StoreUnavailable) else StoreUnavailable(GIVEN_UP))
            raise
        self._parts.append(part)

    def _say(self, command: str) -> None:
        self._connection.exec_driver_sql(command)

    def _took_back(self) -> bool:
        """Whether the others' changes are still there: SQLite gives all of them up when the disk is full."""
        driver: Any = self._connection.connection.dbapi_connection
        if not driver.in_transaction:
            return False
        try:
            self._say("ROLLBACK TO part")
            self._say("RELEASE part")
        except exc.DBAPIError:
            return False
        return True

    def flush(self) -> None:
        """Makes all of it durable, then tells so in the order in which it was done. Raises nothing."""
        self._end(None)

    def _end(self, problem: BaseException | None) -> None:
        self._writer.pending = None
        # Until it is durable it has failed, whatever comes in between.
        self._failure = problem or StoreUnavailable(GIVEN_UP)
        try:
            self._close(problem)
            if self._failure is None:
                for part in self._parts:
                    part.when_durable()
        finally:
            # Also where whoever flushes is ended meanwhile: the others would wait for ever.
            self._over.set()

    def _close(self, problem: BaseException | None) -> None:
        try:
            if problem is None:
                self._transaction.__exit__(None, None, None)
            else:
                self._transaction.__exit__(type(problem), problem, problem.__traceback__)
        except Exception as failure:  # noqa: BLE001 - everybody who waits for it is told
            self._failure = failure
        else:
            self._failure = problem

    def see_through(self) -> None:
        """The one who began it lets join who is ready to, then has it flushed."""
        try:
            runtime.sleep(0)
        finally:
            self._writer.flush(self)

    def wait(self) -> None:
        """Until all of it is durable. Raises what kept it from that."""
        self._over.wait()
        if isinstance(self._failure, StoreUnavailable):
            raise StoreUnavailable(str(self._failure)) from self._failure
        if self._failure is not None:
            raise self._failure
