"""The desk that is attacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.tent import Tent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def tent(tmp_path: Path) -> Iterator[Tent]:
    """A desk on a real SQLite file, with a clock that stands still."""
    made = Tent(tmp_path)
    yield made
    made.close()
