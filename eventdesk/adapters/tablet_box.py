"""What tablets seal for this desk alone: curve25519 boxes that only the key in the keys folder opens."""

from __future__ import annotations

import base64

from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey

from eventdesk.domain.errors import Invalid

VERSION = 1
_KEY = PublicKey.SIZE
_HEAD = 1 + _KEY + Box.NONCE_SIZE


class TabletBox:
    """Opens what was sealed with its public key.

    A sealed text is base64 of: a version byte, the public half of a key pair that the tablet made for this one text
    and threw away, the nonce, and the box. So nobody who finds the tablet can open it, not even with the tablet's help.
    """

    def __init__(self, key: bytes) -> None:
        self._key = PrivateKey(key)

    @property
    def public_key(self) -> str:
        """For tablets, as base64."""
        return base64.b64encode(bytes(self._key.public_key)).decode()

    def open(self, sealed: str) -> bytes:
        """What was sealed. Raises `Invalid` for what was altered, or sealed for another desk."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            if len(raw) <= _HEAD or raw[0] != VERSION:
                raise _unreadable()
            box = Box(self._key, PublicKey(raw[1 : 1 + _KEY]))
            return box.decrypt(raw[_HEAD:], raw[1 + _KEY : _HEAD])
        except (ValueError, CryptoError) as problem:
            raise _unreadable() from problem


def _unreadable() -> Invalid:
    return Invalid({"sealed": ["The desk could not open this sign-up. Please sign up again."]})
