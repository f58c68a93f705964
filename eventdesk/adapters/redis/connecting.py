"""How every connection to Redis is opened: nobody waits long for one that is away."""

from __future__ import annotations

from typing import Any

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
