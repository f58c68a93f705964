"""One task of this process writes at a time: whose turn it is, and how long anybody waits for one."""

from __future__ import annotations

import math
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from sqlalchemy.engine import URL

    from eventdesk.adapters.db.together import Batch

VERY_BUSY = "The database is very busy, so nothing was saved. Please try again."
KEPT_OUT = "Another program is using the database, so nothing was saved. Please try again."
_WAIT_FOR_TURN_SECONDS = 15.0
_WAIT_WHILE_KEPT_OUT_SECONDS = 5.0
_SLICE_SECONDS = 0.25


class Writer:
    """Lets one task of this process write at a time; the others queue instead of finding the file busy.

    `is_kept_out`: another program has the file locked. Then nobody waits for a turn that will not come.
    `pending`: what others have changed and nobody has committed yet.
    """

    def __init__(self) -> None:
        self.is_kept_out = False
        self.pending: Batch | None = None
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._since = 0.0

    def waiting_since(self) -> float:
        """When the present owner began to wait for its turn, by the monotonic clock; for others now.

        What they waited counts: nobody waits twice for what another program keeps locked.
        """
        return self._since if self._owner == threading.get_ident() else time.monotonic()

    def __enter__(self) -> None:
        self._take()
        self._settle()

    @contextmanager
    def joining(self) -> Iterator[None]:
        """A turn to change something together with what is pending."""
        self._take()
        try:
            yield
        finally:
            self._let_go()

    def flush(self, batch: Batch) -> None:
        """Makes this durable, unless somebody else has done so already. However long its turn takes to come."""
        self._lock.acquire()
        self._owner, self._since = threading.get_ident(), time.monotonic()
        try:
            if self.pending is batch:
                self._settle()
        finally:
            self._let_go()

    def _settle(self) -> None:
        if self.pending is not None:
            self.pending.flush()

    def _take(self) -> None:
        me = threading.get_ident()
        if self._owner == me:
            msg = "a change was begun inside another one"
            raise RuntimeError(msg)
        since = time.monotonic()
        while not self._lock.acquire(timeout=_SLICE_SECONDS):
            longest = _WAIT_WHILE_KEPT_OUT_SECONDS if self.is_kept_out else _WAIT_FOR_TURN_SECONDS
            if time.monotonic() - since > longest:
                raise StoreUnavailable(KEPT_OUT if self.is_kept_out else VERY_BUSY)
        self._owner, self._since = me, since

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """A turn for what is only nice to know: nobody waits for it. Raises `StoreUnavailable` when there is none."""
        if not self._lock.acquire(timeout=_SLICE_SECONDS):
            raise StoreUnavailable(VERY_BUSY)
        self._owner, self._since = threading.get_ident(), -math.inf
        try:
            self._settle()
            yield
        finally:
            self._let_go()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()

    def _let_go(self) -> None:
        self._owner = None
        self._lock.release()


_writers: WeakValueDictionary[str, Writer] = WeakValueDictionary()
_writers_lock = threading.Lock()


def writer_of(url: URL, slug: str = "") -> Writer:
    """The one writer of this database in this process; on PostgreSQL each event may have one of its own."""
    name = url.render_as_string(hide_password=True)
    with _writers_lock:
        return _writers.setdefault(f"{name} {slug}", Writer())
