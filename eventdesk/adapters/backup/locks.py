"""The lock that backups seal the desk's keys with: made for the organiser's passphrase, kept in the data folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eventdesk import sealed_keys
from eventdesk.keyring import put

if TYPE_CHECKING:
    from pathlib import Path

    from eventdesk.keyring import Keyring

FILE = "passphrase-lock.json"


def lock_in(data_dir: Path) -> sealed_keys.Lock | None:
    """The lock of this data folder; None: no passphrase was set, or the file is damaged."""
    try:
        return sealed_keys.Lock.from_document(json.loads((data_dir / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, sealed_keys.NotSealedKeys):
        return None


def keep(data_dir: Path, lock: sealed_keys.Lock) -> None:
    """Keeps it in place of the one before. Raises OSError."""
    put(data_dir / FILE, json.dumps(lock.document()).encode())


def protect(data_dir: Path, keyring: Keyring, passphrase: str, passphrase_hash: str) -> bool:
    """Makes the lock for this passphrase, unless there is one; answers whether it was made. Slow."""
    of = sealed_keys.belongs_to(passphrase_hash)
    before = lock_in(data_dir)
    if before is not None and before.of == of:
        return False
    lock = sealed_keys.Lock.made_for(passphrase, of)
    if keyring.is_sealed:
        keyring.seal(lock)
    keep(data_dir, lock)
    return True


def sealed(data_dir: Path, keyring: Keyring) -> dict[str, Any] | None:
    """All keys, sealed for the organiser's passphrase; None as long as there is none."""
    lock = lock_in(data_dir)
    return None if lock is None else lock.seal(keyring.everything())
