"""Redis for one test; what the disasters of the cluster came to is told at the end of a run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.cluster.servers import Redis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.terminal import TerminalReporter

TOTALS: pytest.StashKey[Counter[str]] = pytest.StashKey()


@pytest.fixture
def totals(pytestconfig: pytest.Config) -> Counter[str]:
    """What was done and found: counted here by the tests."""
    return pytestconfig.stash.setdefault(TOTALS, Counter())


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """One line."""
    found = terminalreporter.config.stash.get(TOTALS, Counter())
    if found:
        told = ", ".join(f"{name} {count}" for name, count in found.items())
        terminalreporter.write_line(f"several processes: {told}")


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    """A Redis that may be stopped, killed and started again."""
    with Redis() as server:
        yield server
