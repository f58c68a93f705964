"""Keeps the backups of one desk: when one is due, what goes into it, what came of it.

Nothing here waits for a lock or a task of the server, so all of it may run in a thread aside.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk.adapters.backup import container, copying, locks, sticks
from eventdesk.adapters.backup.known import Folder
from eventdesk.adapters.backup.places import Places
from eventdesk.domain.errors import StoreUnavailable
from eventdesk.services.backups import BackupState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from eventdesk.keyring import Keyring
    from eventdesk.services.backups import FolderStatus
    from eventdesk.services.ports import Clock

CARRIED = ("certificates/authority.pem",)
"""Beside database and keys: what the team's tablets trust."""
SET_ASIDE = "before-restore-"
"""What a restore finds in the data folder it moves into a folder whose name begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is backed up. `folders`: those of the settings, beside the one in the data folder."""

    data_dir: Path
    database: Path
    keyring: Keyring
    version: str
    address_name: str = ""
    folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A backup on its way into the folders.

    `of_version`: which state of the database it holds; `of_lock`: how often the passphrase had been set by then.
    """

    header: container.Header
    content: bytes
    of_version: int
    of_lock: int


class Keeper:
    """Implements `services.backups.Backups`. Touches no file before it is asked."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.places = Places(desk.data_dir, desk.folders)
        self._desk = desk
        self._clock = clock
        self._watch = copying.Watch(desk.database)
        self._version_in: dict[str, int] = {}
        self._locks_made = 0
        self._unsaved_since: datetime | None = None
        self._problem = ""

    # what others ask

    def known_folders(self) -> list[Path]:
        """Every folder that a backup was ever written to, as far as this data folder remembers."""
        return [each.folder for each in self.status()]

    def status(self) -> list[FolderStatus]:
        """Each folder, as of when it was last written to. Quick: looks at none of them."""
        return self.places.status()

    def state(self) -> BackupState:
        """As of the latest round."""
        return BackupState(folders=self.status(), unsaved_since=self._unsaved_since, problem=self._problem)

    def use(self, folder: Path) -> None:
        """Backups go there as well from now on. Raises `Invalid`."""
        self.places.use(folder)

    def leave(self, folder: Path) -> None:
        """No more backups go there. Raises `Invalid`."""
        self.places.leave(folder)

    def suggestions(self) -> list[Path]:
        """Drives that are plugged in and hold no backups yet."""
        used = {each.folder for each in self.status() if each.is_used}
        return [path for path in sticks.plugged_in() if path not in used]

    def make(self) -> BackupState:
        """One now, in each folder in use; what went wrong is in the answer."""
        self.places.settle()
        copy = self.copy()
        for each in self.places.used():
            if copy is not None and self.places.is_within_reach(each):
                self.deliver(each, copy)
        for each in self.places.unclean():
            self.clean(each)
        return self.state()

    def make_once(self, folder: Path) -> str:
        """One now, in this folder only; answers what went wrong. The folder stays known. Raises `Invalid`."""
        before = self.places.of(folder)
        self.places.use(folder)
        copy, each = self.copy(), self.places.of(folder)
        if copy is not None and each is not None:
            self.deliver(each, copy)
        problem = self._problem or next((found.problem for found in self.status() if found.folder == folder), "")
        if before is None or not before.is_used:
            self.places.leave(folder)
        return problem

    def replace_all(self) -> Sequence[FolderStatus]:
        """One now, and every older one is deleted, also what a restore set aside (`set_aside`: what could not be).

        What is away is done when it is back. Raises `StoreUnavailable` when none can be made now: the older ones
        then stay until the next good one.
        """
        self.places.purge_before(self.places.next_number(self.name))
        state = self.make()
        for path in self.set_aside():
            shutil.rmtree(path, ignore_errors=True)  # whatever is left of it is told
        if state.problem:
            raise StoreUnavailable(state.problem)
        return self.status()

    def set_aside(self) -> Sequence[Path]:
        """What restores moved aside, each in a folder of its own."""
        return sorted(self._desk.data_dir.glob(f"{SET_ASIDE}*"))

    def intend(self, what: str) -> None:
        """Something is going to be erased: remembered over a crash, until it is settled."""
        self.places.intend(what)

    def intended(self) -> Sequence[str]:
        """What was intended and not settled. Quick."""
        return self.places.intended()

    def settle(self, marks: Sequence[str]) -> None:
        """These are done with."""
        self.places.settle_erased(marks)

    def protect(self, passphrase: str, passphrase_hash: str) -> None:
        """From now on backups carry the keys, sealed for this passphrase. Raises OSError."""
        if locks.protect(self._desk.data_dir, self._desk.keyring, passphrase, passphrase_hash):
            self._locks_made += 1
            self._version_in.clear()

    # one round: what is due, one copy, into each folder

    @property
    def name(self) -> str:
        """What tells this desk's backups from those of another one in the same folder."""
        return desk_name(self._desk.keyring.key("backups"))

    def due(self) -> list[Folder]:
        """The folders that do not hold the latest changes, or still hold what was purged. Looks at none of them."""
        self.places.settle()
        try:
            version = self._watch.version()
        except sqlite3.Error as problem:
            self._problem = f"The database cannot be read: {problem}."
            return []
        used, unclean = self.places.used(), self.places.unclean()
        if self._unsaved_since is None and version not in self._version_in.values():
            self._unsaved_since = self._clock.now()
        late = [each for each in used if self._version_in.get(each.path) != version]
        return late + [each for each in unclean if each not in late]

    def is_within_reach(self, each: Folder) -> bool:
        """Whether it can be written to now; why not is in `status`."""
        return self.places.is_within_reach(each)

    def copy(self) -> Copy | None:
        """A backup of this moment, in no folder yet; None: none can be made, and `state` says why."""
        desk, of_lock = self._desk, self._locks_made
        try:
            number, of_version = self.places.next_number(self.name), self._watch.version()
            found = copying.copied(desk.database, desk.keyring.key("health"))
        except (copying.Damaged, sqlite3.Error, OSError) as problem:
            self._problem = str(problem)
            return None
        self._problem = ""
        header = container.Header(
            desk=self.name,
            number=number,
            made_at=self._clock.now(),
            version=desk.version,
            size=len(found.content),
            seqs=found.seqs,
            keys=locks.sealed(desk.data_dir, desk.keyring),
            address_name=desk.address_name,
            files=carried(desk.data_dir),
            nonce=secrets.token_bytes(container.NONCE_BYTES),
        )
        return Copy(
            header=header,
            content=container.packed(header, found.content, desk.keyring.key("backups")),
            of_version=of_version,
            of_lock=of_lock,
        )

    def deliver(self, to: Folder, copy: Copy) -> bool:
        """Puts it into one folder. Answers whether it is there; why not is in `status`."""
        if not self.places.deliver(to, copy.header, copy.content, self._clock.now()):
            return False
        if copy.of_lock == self._locks_made:  # else its keys are sealed for no passphrase, or for the one before
            self._version_in[to.path] = copy.of_version
        self._unsaved_since = None
        return True

    def clean(self, each: Folder) -> None:
        """Deletes what a purge left over there."""
        self.places.clean(each, self.name)

    def close(self) -> None:
        """Lets go of the database."""
        self._watch.close()


def desk_name(key: bytes) -> str:
    """Eight letters and digits that tell nothing of the key."""
    return hashlib.sha256(b"EventDesk backups of " + key).hexdigest()[:8]


def carried(data_dir: Path) -> dict[str, bytes]:
    """The files that go with the database, so far as they are there."""
    return {path: (data_dir / path).read_bytes() for path in CARRIED if (data_dir / path).is_file()}
