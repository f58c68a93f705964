"""The desk's keys: one file each in a folder beside the database, or all of them sealed for the passphrase.

Keys never lie in the database: a copy of it alone tells nothing that is encrypted.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from typing import TYPE_CHECKING, Any

from eventdesk import sealed_keys

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
LOCKED = "locked.json"
"""The file that holds the keys of a desk that asks for the passphrase at each start."""

MOST_BYTES = 100_000
"""A larger file in the keys' folder is none of ours, and no backup carries it."""


class KeysUnusable(Exception):
    """The keys cannot be read or kept; the message is one line that says which and why."""


class KeysLocked(KeysUnusable):
    """The keys are sealed and nobody has given the passphrase yet."""

    def __init__(self) -> None:
        super().__init__("The keys are locked: the organiser's passphrase is needed.")


class Keyring:
    """The keys in one folder. What was read once is remembered: a stick may be pulled out while the desk runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[str, bytes] = {}
        self._lock: sealed_keys.Lock | None = None

    def key(self, name: str) -> bytes:
        """The 32 random bytes under this name (lower-case letters), made when first asked for.

        Raises `KeysUnusable`, `KeysLocked`.
        """
        if not re.fullmatch(r"[a-z]+", name):
            raise ValueError(f"not a key's name: {name!r}")
        if name not in self._held:
            self._check_unlocked()
            self._held[name] = self._made(name) if self._lock else self._read_or_create(name)
        return self._held[name]

    def has(self, name: str) -> bool:
        """Whether there is such a key already."""
        return name in self._held or (self.folder / name).is_file()

    def everything(self) -> dict[str, bytes]:
        """All that a desk on another laptop needs: each key, and each other small file of the folder, by name."""
        found = dict(self._held)
        with contextlib.suppress(OSError):  # the stick is away: what was read is what there is
            for path in self.folder.iterdir():
                if _is_carried(path):
                    found[path.name] = path.read_bytes()
        return found

    # locking

    @property
    def is_locked(self) -> bool:
        """Whether the passphrase is needed before a key can be had."""
        return self._lock is None and (self.folder / LOCKED).is_file()

    @property
    def is_sealed(self) -> bool:
        """Whether the keys are kept sealed, opened or not."""
        return self._lock is not None or (self.folder / LOCKED).is_file()

    def open(self, passphrase: str) -> None:
        """Reads the sealed keys. Raises `KeysUnusable`, `sealed_keys.WrongPassphrase`."""
        sealed = self._sealed()
        self._held = sealed_keys.opened(sealed, passphrase)
        self._lock = sealed_keys.lock_of(sealed)

    def seal(self, lock: sealed_keys.Lock) -> None:
        """Keeps the keys sealed from now on, or under another lock, and no longer as they are."""
        plain = [path for path in self.folder.iterdir() if _is_key(path)]
        keys = self._held | {path.name: _read_key(path) for path in plain}
        self._keep_sealed(keys, lock)
        for path in plain:
            path.unlink(missing_ok=True)

    def unseal(self) -> None:
        """Keeps the keys as they are from now on. Raises `KeysLocked`."""
        self._check_unlocked()
        for name, key in self._held.items():
            put(self.folder / name, key)
        (self.folder / LOCKED).unlink(missing_ok=True)
        self._lock = None

    def _check_unlocked(self) -> None:
        if self.is_locked:
            raise KeysLocked

    def _sealed(self) -> dict[str, Any]:
        try:
            sealed = json.loads((self.folder / LOCKED).read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise KeysUnusable(f"The sealed keys in {self.folder} cannot be read.") from problem
        if not isinstance(sealed, dict):
            raise KeysUnusable(f"The sealed keys in {self.folder} are damaged: put them back from a backup.")
        return sealed

    def _keep_sealed(self, keys: dict[str, bytes], lock: sealed_keys.Lock) -> None:
        put(self.folder / LOCKED, json.dumps(lock.seal(keys)).encode())
        self._held, self._lock = keys, lock

    def _made(self, name: str) -> bytes:
        """A key that is asked for the first time while the others are sealed."""
        key = secrets.token_bytes(KEY_BYTES)
        if self._lock is not None:
            self._keep_sealed(self._held | {name: key}, self._lock)
        return key

    def _read_or_create(self, name: str) -> bytes:
        path = self.folder / name
        try:
            return _read_key(path)
        except FileNotFoundError:
            _create_key(path)
            return _read_key(path)


def put(path: Path, content: bytes) -> None:
    """Writes a file for its owner only, whole or not at all, over what was there."""
    draft = _drafted(path, content)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _is_key(path: Path) -> bool:
    return re.fullmatch(r"[a-z]+", path.name) is not None and path.is_file()


def _is_carried(path: Path) -> bool:
    is_own = not path.name.startswith(".") and path.name != LOCKED
    return is_own and path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_BYTES


def _read_key(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeysUnusable(f"The key file {path} is damaged: put it back from a backup.")
    return key


def _drafted(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _create_key(path: Path) -> None:
    """Write a new key; of two processes doing so at the same time one wins and both use its key."""
    draft = _drafted(path, secrets.token_bytes(KEY_BYTES))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
