"""What a start leaves out is left out, and is there for whoever asks for it later."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from eventdesk import lean

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package that nobody has loaded."""
    name = "eventdesk_test_of_lean"
    (tmp_path / f"{name}.py").write_text("there = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, name, raising=False)
    return name


def test_a_library_that_could_take_a_package_along_does_without(package: str) -> None:
    with lean.without(package), pytest.raises(ImportError):
        __import__(package)
    assert __import__(package).there, "it is there for whoever asks for it later"


def test_what_is_loaded_stays(package: str) -> None:
    before = __import__(package)
    with lean.without(package):
        assert __import__(package) is before
    assert sys.modules[package] is before


def test_after_a_fault_too_the_package_is_there(package: str) -> None:
    with pytest.raises(ZeroDivisionError), lean.without(package):
        _ = 1 / 0
    assert __import__(package).there
