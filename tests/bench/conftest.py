"""Desks whose database counts, with a short line and with a long one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench.traced import Counted, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SHORT, LONG = 10, 2_000


@pytest.fixture
def trace(monkeypatch: pytest.MonkeyPatch) -> Trace:
    """Listens to the database of every desk that is opened in this test."""
    listening = Trace()
    listening.put_in_place(monkeypatch)
    return listening


@pytest.fixture
def counted(tmp_path: Path, trace: Trace) -> Iterator[Callable[[int], Counted]]:
    """A desk with so many in line."""
    opened: list[Counted] = []

    def open_one(waiting: int) -> Counted:
        opened.append(Counted(tmp_path / str(waiting), waiting, trace))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
