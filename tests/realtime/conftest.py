"""The stage, set and cleared for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.realtime.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """One event, nobody there yet; a therapist asks for each runner."""
    stage = Stage(tmp_path)
    yield stage
    stage.close()
