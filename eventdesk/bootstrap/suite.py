"""`run.py test`: brings what the tests need, runs every check, and says at the end which did not pass."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from eventdesk.bootstrap import browser, environment, system
from eventdesk.bootstrap.commands import one_at_a_time, say
from eventdesk.bootstrap.places import NODE_MODULES, ROOT, VENV_PYTHON


def run(pytest_arguments: Sequence[str]) -> int:
    """Run pytest with these arguments, or without any of them the whole suite; the exit code is 0 if all passed."""
    with one_at_a_time():
        has_python = VENV_PYTHON.exists() or environment.can_make()
        os.environ["EVENTDESK_CHROMIUM"] = system.ensure_for_tests(*([] if has_python else ["python3-venv"]))
        environment.ensure_installed(environment.DEVELOPMENT, "Installing the Python packages and those of the tests")
        browser.ensure_installed_for_tests()
    pytest = [str(VENV_PYTHON), "-m", "pytest", *pytest_arguments]
    if pytest_arguments:
        return _passes("pytest", pytest)
    everything = [*_checks(), ("pytest", [*pytest, "--cov"])]
    failed = [name for name, command in everything if _passes(name, command) != 0]
    if failed:
        say(f"Not passed: {', '.join(failed)}")
    return 1 if failed else 0


def _checks() -> list[tuple[str, list[str]]]:
    python = [str(VENV_PYTHON), "-m"]
    node = browser.node_command()
    return [
        ("ruff", [*python, "ruff", "check", "."]),
        ("mypy", [*python, "mypy"]),
        ("tsc", [*node, str(NODE_MODULES / "typescript" / "bin" / "tsc"), "--project", "tsconfig.json"]),
        ("node --test", [*node, "--test", *_browser_module_tests()]),
    ]


def _browser_module_tests() -> list[str]:
    """The test files by name: what a folder means to `node --test` differs between its versions."""
    folders = [ROOT / "static" / "js", ROOT / "tests" / "js"]
    return sorted(str(_relative(file)) for folder in folders for file in folder.rglob("*.test.*js"))


def _relative(file: Path) -> Path:
    return file.relative_to(ROOT)


def _passes(name: str, command: Sequence[str]) -> int:
    say(f"== {name}")
    return subprocess.run(command, cwd=ROOT, check=False).returncode
