"""Encryption of what is private (health data, phone numbers, stored answers) at rest."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from eventdesk.domain.errors import StoreUnavailable

KEY_BYTES = 32


def new_key() -> bytes:
    """Random bytes for a new `Sealer`, to be kept beside the database, never in it."""
    return secrets.token_bytes(KEY_BYTES)


class Sealer:
    """Seals JSON values so that the database file alone tells nothing.

    Opening raises `StoreUnavailable` for what another key sealed or somebody altered.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            msg = f"a key has {KEY_BYTES} bytes, not {len(key)}"
            raise ValueError(msg)
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, values: dict[str, Any]) -> bytes:
        """`values` (JSON values) as bytes that only this key opens."""
        return self.seal_text(json.dumps(values, ensure_ascii=False, separators=(",", ":")))

    def open(self, sealed: bytes) -> dict[str, Any]:
        """What `seal` was given."""
        values: dict[str, Any] = json.loads(self.open_text(sealed))
        return values

    def seal_text(self, text: str) -> bytes:
        """As `seal`, for one text."""
        return self._fernet.encrypt(text.encode())

    def open_text(self, sealed: bytes) -> str:
        """What `seal_text` was given."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as problem:
            msg = "The key in the data folder does not fit this database: put the key file back from a backup."
            raise StoreUnavailable(msg) from problem
