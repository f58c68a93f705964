"""A lock between processes that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def lock_file(path: Path, *, wait: bool) -> BinaryIO:
    """Lock this file until what is answered is closed. Raises BlockingIOError if it is held and we do not wait."""
    file = path.open("a+b")
    try:
        _lock(file.fileno(), wait=wait)
    except OSError as held:
        file.close()
        raise BlockingIOError(f"{path} is locked") from held
    return file


def _lock(descriptor: int, *, wait: bool) -> None:
    if os.name == "nt":
        import msvcrt

        kind = "LK_LOCK" if wait else "LK_NBLCK"
        msvcrt.locking(descriptor, getattr(msvcrt, kind), 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
