"""The Python environment `.venv`: made once, filled with the pinned packages, repaired when half-done."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

from eventdesk.bootstrap.commands import Progress, install
from eventdesk.bootstrap.places import (
    ROOT,
    VENV,
    VENV_PYTHON,
    SetupFailed,
    digest,
    is_inside_environment,
    stamp_matches,
)

RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"  # everything of the runtime and what the tests need
NODE = ROOT / "requirements-node.txt"
HALF_DONE = VENV / "half-done"  # there while packages are being put in: found at a start, it means start afresh


def is_installed(requirements: Path) -> bool:
    """Whether the environment exists and holds exactly what this file asks for."""
    return _is_usable() and not HALF_DONE.exists() and stamp_matches(_stamp(requirements), digest(requirements))


def can_make() -> bool:
    """Whether this Python can make environments; Debian keeps that in a package of its own, python3-venv."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(module) for module in ("venv", "ensurepip"))


def ensure_installed(requirements: Path, title: str) -> None:
    """Make the environment if need be and install the file's packages, each checked against its hash."""
    if is_installed(requirements):
        return
    was_finished_once = any(VENV.glob("*.stamp"))
    if not _is_usable() or HALF_DONE.exists() or not was_finished_once:
        _make()
    HALF_DONE.touch()
    install(
        title,
        [VENV_PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "--no-deps", "--progress-bar=off",
         "--disable-pip-version-check", "--retries=2", "--requirement", requirements],
        progress=_package_counter(requirements),
    )
    _stamp(requirements).write_text(digest(requirements), encoding="utf-8")
    HALF_DONE.unlink()


def _stamp(requirements: Path) -> Path:
    return VENV / f"{requirements.stem}.stamp"


def _is_usable() -> bool:
    """Whether the environment's Python is there and still the version that its packages were put in for."""
    if not VENV_PYTHON.exists():
        return False
    if VENV_PYTHON.resolve() != Path(sys.executable).resolve():
        return True  # another Python than the one running now: nothing speaks against it
    return f"\nversion = {sys.version_info.major}.{sys.version_info.minor}." in _configuration()


def _configuration() -> str:
    try:
        return (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return ""


def _make() -> None:
    if is_inside_environment():
        raise SetupFailed("The environment in .venv is not complete: start run.py with the system's Python to mend it.")
    if not can_make():
        raise SetupFailed("This Python cannot make environments: sudo apt-get install python3-venv")
    install("Making the Python environment in .venv", [sys.executable, "-m", "venv", "--clear", VENV])


def _package_counter(requirements: Path) -> Progress:
    total = requirements.read_text(encoding="utf-8").count("==")
    seen = 0

    def progress(line: str) -> str | None:
        nonlocal seen
        words = line.split()
        if words[:1] == ["Collecting"]:
            seen += 1
            return f"{min(seen, total)} of {total}: {words[1]}"
        return "putting them in place" if words[:1] == ["Installing"] else None

    return progress
