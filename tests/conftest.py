"""What every test may ask for."""

from __future__ import annotations

import pytest

from eventdesk.bootstrap import system


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that `run.py test` found or installed."""
    found = system.find_chromium()
    assert found, "there is no Chromium: run the tests with `python3 run.py test`, which brings it"
    return found
