"""The folders that backups go to, or ever went to, kept in a file of the data folder.

Several processes may change it (the desk, a command), so each change is made under a lock of the system.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.bootstrap.locking import lock_file
from eventdesk.keyring import put
from eventdesk.services.backups import FolderStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILE = "backups.json"
LOCK = "backups.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """One folder. `mark` is written into it, so that another stick in the same place is not taken for it.

    `last_number`: of the newest good backup written there. `clean_of`: no backup with a lower number is left there.
    """

    path: str
    mark: str
    is_used: bool = True
    last_number: int = 0
    last_good_at: str = ""
    clean_of: int = 0
    problem: str = ""

    def status(self, clean_before: int, *, is_fixed: bool) -> FolderStatus:
        """As the desk shows it."""
        return FolderStatus(
            folder=Path(self.path),
            last_good_at=datetime.fromisoformat(self.last_good_at) if self.last_good_at else None,
            problem=self.problem,
            is_used=self.is_used,
            is_fixed=is_fixed,
            is_clean=self.clean_of >= clean_before,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered. Backups with a number below `clean_before` hold what was purged since.

    `desk`: the name in this desk's own backups; others may lie beside them. `erasing`: what was going to be erased, by
    its marks; found at a start, backups may hold it still.
    """

    folders: tuple[Folder, ...] = ()
    desk: str = ""
    last_number: int = 0
    clean_before: int = 0
    erasing: tuple[str, ...] = ()

    def folder(self, path: Path) -> Folder | None:
        """What is known of this folder."""
        return next((each for each in self.folders if each.path == str(path)), None)

    def with_folder(self, changed: Folder) -> Known:
        """With this one added, or in the place of what was known of it."""
        if self.folder(Path(changed.path)) is None:
            return replace(self, folders=(*self.folders, changed))
        return replace(self, folders=tuple(changed if each.path == changed.path else each for each in self.folders))


class Memory:
    """What is remembered, in the data folder; as long as its disk is full, here alone."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._unwritten: Known | None = None

    def now(self) -> Known:
        """What is remembered; a file that cannot be understood tells nothing, and is made anew."""
        return self._unwritten or read(self._data_dir)

    def change(self, how: Callable[[Known], Known]) -> Known:
        """Changes what is remembered, whole or not at all."""
        with _locked(self._data_dir / LOCK):
            before = self.now()
            after = how(before)
            if after == before and self._unwritten is None:
                return after
            try:
                put(self._data_dir / FILE, json.dumps(asdict(after), indent=1).encode())
                self._unwritten = None
            except OSError:  # a stick can take backups also while the laptop's own disk takes nothing
                self._unwritten = after
            return after


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        lock = lock_file(path, wait=True)
    except OSError:  # no room for the lock either
        yield
        return
    with lock:
        yield


def read(data_dir: Path) -> Known:
    """What the file says; nothing where it cannot be read."""
    try:
        return _known(json.loads((data_dir / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return Known()


def _known(said: dict[str, Any]) -> Known:
    return Known(
        folders=tuple(Folder(**each) for each in said["folders"]),
        desk=str(said["desk"]),
        last_number=int(said["last_number"]),
        clean_before=int(said["clean_before"]),
        erasing=tuple(map(str, said.get("erasing", ()))),
    )
