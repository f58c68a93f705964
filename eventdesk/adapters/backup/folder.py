"""One folder of backups: writes one whole or not at all, reads it back, thins the old ones."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk.adapters.backup import container, names
from eventdesk.domain.thinning import superseded

if TYPE_CHECKING:
    from datetime import datetime

MARK = ".eventdesk-backups"
_WORDS = {
    errno.ENOSPC: "is full",
    errno.EDQUOT: "is full",
    errno.EFBIG: "has no room for a file of this size",
    errno.EROFS: "cannot be written to",
    errno.EACCES: "may not be written to",
    errno.EPERM: "may not be written to",
    errno.EIO: "cannot be read or written",
}


class Away(Exception):
    """The folder cannot be used now; the message is a sentence that says why and what to do."""


def prepare(folder: Path) -> str:
    """Makes the folder (not what is above it) and answers its mark. Raises `Away`."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / MARK
        if not path.exists():
            _write(path.with_name(f"{MARK}-new"), secrets.token_hex(8).encode()).replace(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as problem:
        raise Away(_sentence(folder, problem)) from problem


def check(folder: Path, mark: str) -> None:
    """Raises `Away` unless it is there, and is the one with this mark.

    It is not made anew: where a stick was pulled out, its folder would come to lie on this machine's own disk.
    """
    try:
        found = (folder / MARK).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as problem:
        raise Away(f"The backup folder {folder} is not there: is the stick plugged in?") from problem
    except (OSError, ValueError) as problem:
        raise Away(_sentence(folder, problem)) from problem
    if found != mark:
        raise Away(f"The backup folder {folder} is another one than before: choose it again, or put the stick back.")


def keep(folder: Path, header: container.Header, content: bytes) -> Path:
    """Writes a backup and reads it back. Until it is whole it has another name. Raises `Away`."""
    path = folder / names.name_of(header.desk, header.number, header.made_at)
    part = folder / names.part_of(header.desk, header.number, secrets.token_hex(4))
    try:
        names.drop_leftovers(folder, header.desk, header.number)
        try:
            _write(part, content).replace(path)
        finally:
            part.unlink(missing_ok=True)
        settle(folder)
        if path.read_bytes() != content:
            path.unlink(missing_ok=True)
            raise Away(f"What was written to the backup folder {folder} came back changed: use another stick.")
    except OSError as problem:
        raise Away(_sentence(folder, problem)) from problem
    return path


def thin(folder: Path, desk: str, now: datetime) -> None:
    """Deletes what newer backups make needless. Raises `Away`."""
    try:
        found = names.all_in(folder, desk)
        going = superseded(((each.number, each.made_at) for each in found), now)
        for each in found:
            if each.number in going:
                each.path.unlink(missing_ok=True)
    except OSError as problem:
        raise Away(_sentence(folder, problem)) from problem


def clean(folder: Path, desk: str, before: int) -> None:
    """Deletes every backup with a lower number. Raises `Away`."""
    try:
        for each in names.all_in(folder, desk):
            if each.number < before:
                each.path.unlink(missing_ok=True)
        names.drop_leftovers(folder, desk, before)
    except OSError as problem:
        raise Away(_sentence(folder, problem)) from problem


def newest_number(folder: Path, desk: str) -> int:
    """The highest number there; 0 where there is none, or nothing can be seen."""
    with contextlib.suppress(OSError):
        return max((each.number for each in names.all_in(folder, desk)), default=0)
    return 0


def _write(path: Path, content: bytes) -> Path:
    """Writes a file for its owner only, down to the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return path


def settle(folder: Path) -> None:
    """Has a new name on the disk too, where the file system lets us."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sentence(folder: Path, problem: Exception) -> str:
    number = problem.errno if isinstance(problem, OSError) else None
    if number in {errno.ENOENT, errno.ENOTDIR}:
        return f"The backup folder {folder} is not there: is the stick plugged in?"
    words = _WORDS.get(number or 0, f"cannot be used ({getattr(problem, 'strerror', None) or problem})")
    return f"The backup folder {folder} {words}."
