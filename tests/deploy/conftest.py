"""Where the examples lie."""

from __future__ import annotations

from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"


@pytest.fixture
def deploy() -> Path:
    return DEPLOY
