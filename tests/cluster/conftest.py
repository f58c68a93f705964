"""Servers for one test: PostgreSQL as it comes, with real flushes, and Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cluster.servers import Postgres, Redis

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that may be stopped, killed and started again; `url(new_database())` is an empty database."""
    with Postgres() as server:
        yield server


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """A Redis that may be stopped, killed and started again."""
    with Redis() as server:
        yield server
