"""The data folder: is it there, may it be written to, is it nobody else's, is there room."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from eventdesk.doctor.finding import BAD, WARN, Finding, good

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from eventdesk.settings import Settings

LITTLE_BYTES, TOO_LITTLE_BYTES = 1_000_000_000, 100_000_000
"""A race day with its backups takes some ten million bytes; the rest is for what else fills a disk meanwhile."""


def look(settings: Settings, _now: datetime) -> list[Finding]:
    """The folder and its disk."""
    return [_folder(settings.data_dir), room("disk", settings.data_dir)]


def _folder(folder: Path) -> Finding:
    name = "data folder"
    if not folder.exists():
        return good(name, f"{folder} is not there yet: the first start makes it.")
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding(name, BAD, f"{folder} cannot be used.", "Choose another one with --data-dir.")
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        do = f"Close it with: chmod 700 {folder}"
        return Finding(name, WARN, f"Other users of this machine can look into {folder}.", do)
    return good(name, f"{folder}, nobody else's.")


def room(name: str, folder: Path) -> Finding:
    """How much may still be written there."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:.1f} GB free in {there}."
    if free >= LITTLE_BYTES:
        return good(name, said)
    state = WARN if free >= TOO_LITTLE_BYTES else BAD
    return Finding(name, state, said, "Make room before the race: on a full disk nothing more is taken in.")
