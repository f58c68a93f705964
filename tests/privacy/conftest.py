"""A desk on a real data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.tent import Tent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def tent(tmp_path: Path) -> Iterator[Tent]:
    """With one event, `spring`, where nobody is called by itself."""
    made = Tent(tmp_path / "desk")
    made.on_request()
    yield made
    made.close()
