"""How every connection to Redis is opened: nobody waits long for one that is away."""

from __future__ import annotations

from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

LONGEST_WAIT_SECONDS = 1.0


def options() -> dict[str, Any]:
    """For `redis.Redis.from_url`. The library by itself tries again for seconds, and whoever asked would wait."""
    return {
        "socket_connect_timeout": LONGEST_WAIT_SECONDS,
        "socket_timeout": LONGEST_WAIT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }


def is_understood(url: str) -> bool:
    """Whether the library can make a connection of this address; none is opened.

    An option that it does not know would stop every later connection, and the listener would try without a pause.
    """
    try:
        Redis.from_url(url, **options()).connection_pool.make_connection()
    except (TypeError, ValueError):
        return False
    return True
