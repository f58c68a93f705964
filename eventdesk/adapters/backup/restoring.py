"""Brings a desk back from a backup: database and keys into a data folder, what was there is moved aside.

Everything is checked before the first file is moved. A restore that is cut off in the middle leaves the old files
aside and the new ones in a folder of drafts; doing it again finishes it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk import sealed_keys
from eventdesk.adapters.backup import container, copying, finding, folder, known, locks, names
from eventdesk.adapters.backup.keeper import CARRIED, SET_ASIDE, desk_name
from eventdesk.keyring import LOCKED, put
from eventdesk.settings import DRAFT, NAME_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.keyring import Keyring

DATABASE = "eventdesk.sqlite3"
_MOVED = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", locks.FILE, known.FILE, NAME_FILE, "certificates")


class CannotRestore(Exception):
    """Nothing was changed; the message is one line that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it. `moved_to`: where the files are that were in the data folder before."""

    backup: Path
    header: container.Header
    moved_to: Path | None


def chosen(path: Path) -> finding.Found:
    """The backup in this file, or the newest good one in this folder, or in those within it. Raises `CannotRestore`."""
    if not path.is_dir():
        try:
            return finding.Found(path, container.header_of(container.read(path)))
        except container.NotABackup as problem:
            raise CannotRestore(f"{path}: {problem}") from problem
    try:
        listed = names.all_in(path) or [each for inner in sorted(path.iterdir()) for each in finding.listed(inner)]
    except OSError as problem:
        raise CannotRestore(f"The folder {path} cannot be read: {problem.strerror or problem}.") from problem
    desks = {each.desk for each in listed}
    found = [
        good for desk in sorted(desks) if (good := finding.newest_of(each for each in listed if each.desk == desk))
    ]
    if not found:
        raise CannotRestore(f"There is no good backup in {path}.")
    if len(found) > 1:
        newest = ", ".join(f"{each.path.name} ({each.header.made_at.astimezone():%Y-%m-%d %H:%M})" for each in found)
        raise CannotRestore(f"{path} has backups of {len(found)} desks. Name the file: {newest}.")
    return found[0]


def restore(
    found: finding.Found, data_dir: Path, keyring: Keyring, ask_passphrase: Callable[[], str], stamp: str
) -> Restored:
    """Puts the backup into the data folder; the desk must not be running on it.

    `keyring`: of that data folder. Its own keys are used where they fit the backup, otherwise the passphrase is asked
    for. `stamp` names the folder for what was there. Raises `CannotRestore`, OSError.
    """
    content = container.read(found.path)
    found = finding.Found(found.path, container.header_of(content))  # from here on what was read once is what counts
    keys = _own_keys(keyring, content) or _sealed_keys(found.header, ask_passphrase())
    copy = _opened(content, keys)
    for cut_off in data_dir.glob(f"{DRAFT}*"):
        shutil.rmtree(cut_off, ignore_errors=True)
    draft = data_dir / f"{DRAFT}{found.header.number}"
    draft.mkdir(mode=0o700, parents=True)
    try:
        _write(draft / DATABASE, copy)
        _check(draft / DATABASE, keys["health"])
        before = known.read(data_dir)
        moved_to = _move_aside(data_dir, keyring, keys, data_dir / f"{SET_ASIDE}{stamp}")
        _put_keys(keyring.folder, keys)
        _put_rest(data_dir, found, before)
        (draft / DATABASE).replace(data_dir / DATABASE)
        folder.settle(data_dir)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Restored(backup=found.path, header=found.header, moved_to=moved_to)


def _own_keys(keyring: Keyring, content: bytes) -> dict[str, bytes] | None:
    """The keys that are here already, if they are the backup's."""
    header = container.header_of(content)
    if keyring.is_locked or not (keyring.has("backups") and keyring.has("health")):
        return None
    if desk_name(keyring.key("backups")) != header.desk:
        return None
    return keyring.everything()


def _sealed_keys(header: container.Header, passphrase: str) -> dict[str, bytes]:
    if header.keys is None:
        raise CannotRestore(
            "This backup carries no keys, because no passphrase was set when it was made: copy the keys' folder of "
            "the old laptop first."
        )
    try:
        keys = sealed_keys.opened(header.keys, passphrase)
    except (sealed_keys.WrongPassphrase, sealed_keys.NotSealedKeys) as problem:
        raise CannotRestore(str(problem)) from problem
    if any(Path(name).name != name or name.startswith(".") for name in keys):
        raise CannotRestore("The keys in this backup have names that are no file names.")
    return keys


def _opened(content: bytes, keys: dict[str, bytes]) -> bytes:
    if not {"backups", "health"} <= keys.keys():
        raise CannotRestore("The keys in this backup are not complete.")
    try:
        return container.unpacked(content, keys["backups"])
    except (container.NotABackup, container.OtherKey) as problem:
        raise CannotRestore(str(problem)) from problem


def _check(database: Path, health_key: bytes) -> None:
    try:
        with closing(sqlite3.connect(database)) as connection:
            copying.check(connection, health_key)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (copying.Damaged, sqlite3.Error) as problem:
        raise CannotRestore(f"The database in this backup cannot be used: {problem}") from problem


def _move_aside(data_dir: Path, keyring: Keyring, keys: dict[str, bytes], aside: Path) -> Path | None:
    """Moves what would be overwritten; answers where it is, None when there was nothing."""
    there = [path for name in _MOVED if (path := data_dir / name).exists()]
    old_keys = [path for path in _listed(keyring.folder) if path.name == LOCKED or _is_other(path, keys)]
    if not there and not old_keys:
        return None
    aside.mkdir(mode=0o700)
    for path in there:
        path.replace(aside / path.name)
    for path in old_keys:
        (aside / "keys").mkdir(mode=0o700, exist_ok=True)
        shutil.move(path, aside / "keys" / path.name)
    return aside


def _listed(keys: Path) -> list[Path]:
    return [path for path in keys.iterdir() if path.is_file()] if keys.is_dir() else []


def _is_other(path: Path, keys: dict[str, bytes]) -> bool:
    return path.name in keys and path.read_bytes() != keys[path.name]


def _put_keys(into: Path, keys: dict[str, bytes]) -> None:
    into.mkdir(mode=0o700, exist_ok=True)
    for name, key in keys.items():
        put(into / name, key)


def _put_rest(data_dir: Path, found: finding.Found, before: known.Known) -> None:
    """What the desk needs to go on counting and to be found under the name that the tablets know.

    `before`: what this folder remembered. Of the same desk its sticks still get backups, and are cleaned when back.
    """
    if found.header.keys is not None:
        locks.keep(data_dir, replace(sealed_keys.lock_of(found.header.keys)))
    if found.header.address_name:
        put(data_dir / NAME_FILE, found.header.address_name.encode())
    for path in CARRIED:
        if path in found.header.files:
            (data_dir / path).parent.mkdir(mode=0o700, exist_ok=True)
            put(data_dir / path, found.header.files[path])
    beside = [each.number for each in finding.listed(found.path.parent) if each.desk == found.header.desk]
    last = max([found.header.number, *beside])
    start = before if before.desk == found.header.desk else known.Known(desk=found.header.desk)
    # What was going to be erased here before is no matter of what is here now.
    known.Memory(data_dir).change(lambda _: replace(start, last_number=max(last, start.last_number), erasing=()))


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
