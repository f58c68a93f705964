"""What a start has to import: half of the time until the first page is answered."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bench.aside import ROOT
from tests.bench.marks import all_marks, hold

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """All modules that a start brings in, on a folder that had a desk before."""
    folder = tmp_path_factory.mktemp("start")
    _start(folder)
    again = _start(folder)
    assert "eventdesk.app" in again, "the looking does not work"
    return again


def _start(folder: Path) -> list[str]:
    command = [sys.executable, "-m", "tests.bench.importing", str(folder)]
    quiet = os.environ | {"EVENTDESK_ANNOUNCE": "no"}
    said = subprocess.run(command, cwd=ROOT, env=quiet, check=True, capture_output=True, text=True, timeout=60)
    found: list[str] = json.loads(said.stdout.splitlines()[-1])
    return found


def test_a_start_imports_no_more_than_it_did(imported: list[str]) -> None:
    hold("modules_imported_at_a_start", len(imported))


def test_a_start_leaves_out_what_only_some_commands_need(imported: list[str]) -> None:
    left_out = all_marks()["left_out_at_a_start"]
    there = sorted({each.partition(".")[0] for each in imported} & set(left_out["mark"]))
    assert not there, f"a start imports {there}: {left_out['because']}"


def test_what_a_start_leaves_out_is_there_to_be_left_out() -> None:
    for name in all_marks()["left_out_at_a_start"]["mark"]:
        assert importlib.util.find_spec(name), f"{name} is no package of ours: nobody could import it"
