"""A disk that is small enough to be filled: a file system of its own where that may be mounted, or a limit on files.

Both refuse writing as a full disk does: the one with "no space left", the other with "file too large".
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.crash.desks import Desk, Nursery

MEGABYTES = 8
LIMIT_BYTES = 40_000
"""Less than the log and the database have already. SQLite begins its log anew from time to time: a little goes in."""
MOUNT = f'mount -t tmpfs -o size={MEGABYTES}m,mode=700 tmpfs "$0" && exec "$@"'


def how_to_mount(folder: Path) -> list[str]:
    """The beginning of a command that runs with a small disk on this folder; empty where none may be mounted."""
    for unshare in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        command = [*unshare, "sh", "-c", MOUNT, str(folder)]
        tried = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True, check=False)
        if tried and tried.returncode == 0:
            return command
    return []


class MountedDisk:
    """A file system that only the desk sees; here it is reached through the desk's process."""

    said = "The disk is full"

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self.seen_here = Path(f"/proc/{nursery.pid}/root{folder}")
        self._ballast = self.seen_here / "ballast"

    def fill(self, _desk: Desk) -> None:
        """From here on nothing can be added."""
        with self._ballast.open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while ballast.write(b"\0" * 4096):
                pass
        assert os.statvfs(self.seen_here).f_bavail == 0

    def make_room(self, _desk: Desk) -> None:
        """It can again."""
        self._ballast.unlink()


class LimitedFiles:
    """No file of the desk may grow: what a quota does."""

    said = "The disk can't be read or written"

    def __init__(self, folder: Path) -> None:
        self.seen_here = folder

    def fill(self, desk: Desk) -> None:
        self._limit(desk, LIMIT_BYTES)

    def make_room(self, desk: Desk) -> None:
        if not desk.is_over:
            self._limit(desk, resource.RLIM_INFINITY)

    def _limit(self, desk: Desk, size: int) -> None:
        resource.prlimit(desk.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
