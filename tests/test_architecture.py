"""Who may import whom: the contracts of pyproject.toml hold, and each of them bites when it is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The contract's name as it is reported, the module that sins, and the sin.
BREACHES = [
    ("Each layer imports only", "domain/dispatch.py", "import eventdesk.services.floor"),
    ("Each layer imports only", "services/floor.py", "import eventdesk.adapters.lan"),
    ("Each layer imports only", "adapters/lan.py", "import eventdesk.welcome"),
    ("Each layer imports only", "web/routes.py", "import eventdesk.realtime.rooms"),
    ("Each layer imports only", "realtime/rooms.py", "import eventdesk.adapters.clock"),
    ("Each layer imports only", "adapters/clock.py", "import eventdesk.web.routes"),
    ("Each layer imports only", "simulation/player.py", "import eventdesk.adapters.clock"),
    ("The rules know the standard library only", "domain/dispatch.py", "import pydantic"),
    ("The set-up runs before anything is installed", "bootstrap/door.py", "import click"),
    ("Only the runtime knows eventlet and gevent", "settings.py", "import eventlet"),
    ("Only the runtime knows eventlet and gevent", "adapters/lan.py", "from gevent import pool"),
    ("The runtime imports nothing of the desk", "runtime.py", "import eventdesk.settings"),
]


def test_the_contracts_hold() -> None:
    assert lint(ROOT) == (0, [])


@pytest.mark.parametrize(("contract", "module", "sin"), BREACHES)
def test_a_breach_is_found(tmp_path: Path, contract: str, module: str, sin: str) -> None:
    copy_project(tmp_path)
    sinner = tmp_path / "eventdesk" / module
    sinner.write_text(sinner.read_text(encoding="utf-8") + f"\n{sin}\n", encoding="utf-8")

    code, broken = lint(tmp_path)

    assert code == 1
    assert any(line.startswith(contract) for line in broken), broken


def copy_project(target: Path) -> None:
    shutil.copytree(ROOT / "eventdesk", target / "eventdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", target)
    (target / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "import_contracts.py", target / "tests")


def lint(folder: Path) -> tuple[int, list[str]]:
    """The exit code of import-linter and the contracts it found broken."""
    said = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.returncode, [line for line in said.stdout.splitlines() if "BROKEN" in line]
