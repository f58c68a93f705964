"""What tablets seal for this desk alone: curve25519 boxes that only the key in the keys folder opens.

The library comes with the first tablet that asks for the key: a start need not wait for it.
"""

from __future__ import annotations

import base64
from functools import cached_property
from typing import TYPE_CHECKING

from eventdesk.domain.errors import Invalid

if TYPE_CHECKING:
    from nacl.public import PrivateKey

VERSION = 1
_KEY, _NONCE = 32, 24
_HEAD = 1 + _KEY + _NONCE


class TabletBox:
    """Opens what was sealed with its public key.

    A sealed text is base64 of: a version byte, the public half of a key pair that the tablet made for this one text
    and threw away, the nonce, and the box. So nobody who finds the tablet can open it, not even with the tablet's help.
    """

    def __init__(self, key: bytes) -> None:
        self._secret = key

    @cached_property
    def _key(self) -> PrivateKey:
        from nacl.public import PrivateKey as Private  # noqa: PLC0415

        return Private(self._secret)

    @property
    def public_key(self) -> str:
        """For tablets, as base64."""
        return base64.b64encode(bytes(self._key.public_key)).decode()

    def open(self, sealed: str) -> bytes:
        """What was sealed. Raises `Invalid` for what was altered, or sealed for another desk."""
        from nacl.exceptions import CryptoError  # noqa: PLC0415
        from nacl.public import Box, PublicKey  # noqa: PLC0415

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
