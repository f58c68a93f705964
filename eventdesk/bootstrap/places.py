"""Where the set-up puts things, and how it knows that they are complete."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NODE_MODULES = ROOT / "node_modules"
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
LOG = ROOT / ".setup.log"
LOCK = ROOT / ".setup.lock"


class SetupFailed(Exception):
    """The set-up cannot go on; the message is one line that says what to do."""


def is_inside_environment() -> bool:
    """Whether this very Python is the one of the project's environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def digest(*files: Path) -> str:
    """The fingerprint of what these files ask for."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


def stamp_matches(stamp: Path, wanted: str) -> bool:
    """Whether the stamp, which is written last, says that exactly this was installed."""
    try:
        return stamp.read_text(encoding="utf-8").strip() == wanted
    except OSError:
        return False
