"""Tries counted for all processes together in Redis; while that is away, by each process for itself."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, TypeVar

from limits.storage import MemoryStorage, RedisStorage, Storage
from redis import ConnectionPool
from redis.exceptions import RedisError

from eventdesk.adapters.redis.connecting import options

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger("eventdesk.redis")

T = TypeVar("T")
SCHEME = "eventdesk-shared"
"""Under this scheme the limits library finds the storage, once this module is imported."""
AWAY_SECONDS = 2.0
"""So long nobody asks a Redis that did not answer."""


class SharedCounts(Storage):
    """Implements `limits.storage.Storage`, which Flask-Limiter counts with. `prefix`: what all its keys begin with."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - as the library has it

    def __init__(
        self,
        uri: str,  # noqa: ARG002 - only the scheme
        *,
        redis_url: str,
        prefix: str,
        seconds: Callable[[], float] = time.monotonic,
        wrap_exceptions: bool = False,
    ) -> None:
        super().__init__(wrap_exceptions=wrap_exceptions)
        self._pool = ConnectionPool.from_url(redis_url, **options())
        self._far = RedisStorage(redis_url, connection_pool=self._pool, key_prefix=prefix)
        self._near = MemoryStorage()
        self._seconds = seconds
        self._asked_again_at = seconds()

    @property
    def base_exceptions(self) -> type[Exception]:
        return RedisError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return self._counted(lambda counts: counts.incr(key, expiry, amount))

    def get(self, key: str) -> int:
        return self._counted(lambda counts: counts.get(key))

    def get_expiry(self, key: str) -> float:
        return self._counted(lambda counts: counts.get_expiry(key))

    def clear(self, key: str) -> None:
        self._counted(lambda counts: counts.clear(key))

    def check(self) -> bool:
        return self._counted(lambda counts: counts.check())

    def reset(self) -> int | None:
        """Only what is counted here: Redis counts by a clock that nobody puts back."""
        return self._near.reset()

    def close(self) -> None:
        """Closes the connections to Redis."""
        self._pool.disconnect()

    def _counted(self, ask: Callable[[Storage], T]) -> T:
        if self._seconds() >= self._asked_again_at:
            try:
                return ask(self._far)
            except RedisError as fault:
                self._asked_again_at = self._seconds() + AWAY_SECONDS
                log.warning("Tries are counted by this process alone: %s", type(fault).__name__)
        return ask(self._near)
