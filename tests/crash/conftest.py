"""The numbers of the disasters, told at the end of a run whether or not output is captured."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

TOTALS: pytest.StashKey[Counter[str]] = pytest.StashKey()


def totals_of(config: pytest.Config) -> Counter[str]:
    """What was done and found so far."""
    return config.stash.setdefault(TOTALS, Counter())


@pytest.fixture(scope="session")
def totals(pytestconfig: pytest.Config) -> Counter[str]:
    """What was done and found: counted here by the tests."""
    return totals_of(pytestconfig)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """One line."""
    found = totals_of(terminalreporter.config)
    if found:
        told = ", ".join(f"{name} {count}" for name, count in found.items())
        terminalreporter.write_line(f"crashes and disasters: {told}")
