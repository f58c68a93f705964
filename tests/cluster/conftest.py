"""Redis for one test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cluster.servers import Redis

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """A Redis that may be stopped, killed and started again."""
    with Redis() as server:
        yield server
