"""Sticks and other drives that are plugged in, as places for backups. Looks into none of them: one may not answer."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

FOLDER = "EventDesk backups"
_ABOVE_USERS = (Path("/media"), Path("/run/media"))
_ABOVE = (Path("/Volumes"),)
_LETTERS = "DEFGHIJKLMNOPQRSTUVWXYZ"


def plugged_in() -> list[Path]:
    """A folder on each drive, made or not."""
    if os.name == "nt":
        drives = [Path(f"{letter}:\\") for letter in _LETTERS if Path(f"{letter}:\\").exists()]
    else:
        users = [user for above in _ABOVE_USERS for user in _folders_in(above)]
        drives = [drive for above in (*users, *_ABOVE) for drive in _folders_in(above)]
    return [drive / FOLDER for drive in drives]


def _folders_in(folder: Path) -> list[Path]:
    """By the list alone; a link, as to the Mac's own disk, is none."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False))
    return []
