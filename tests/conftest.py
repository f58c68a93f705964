"""What every test may ask for."""

from __future__ import annotations

import pytest
from hypothesis import settings

from eventdesk import sealed_keys
from eventdesk.bootstrap import system

# A busy machine takes its time: no example fails for being slow.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that `run.py test` found or installed."""
    found = system.find_chromium()
    assert found, "there is no Chromium: run the tests with `python3 run.py test`, which brings it"
    return found


@pytest.fixture(autouse=True)
def quick_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealing keys for a passphrase is slow on purpose; here nobody guesses."""
    monkeypatch.setattr(sealed_keys, "TIME_COST", 1)
    monkeypatch.setattr(sealed_keys, "MEMORY_KIB", 64)
