"""Passphrases and PINs: argon2, in a thread of its own so that nobody else has to wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventdesk.web.parts import RunAside


def hashed(run_aside: RunAside, word: str) -> str:
    """What is kept of a word that a person chose."""
    return run_aside(_hash, word)


def is_right(run_aside: RunAside, kept: str, word: str) -> bool:
    """Whether it is the word of which `kept` is the hash."""
    return run_aside(_verify, kept, word)


def _hash(word: str) -> str:
    from argon2 import PasswordHasher  # noqa: PLC0415 - the first page need not wait for it

    return PasswordHasher().hash(word)


def _verify(kept: str, word: str) -> bool:
    from argon2 import PasswordHasher  # noqa: PLC0415
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

    try:
        return PasswordHasher().verify(kept, word)
    except (VerificationError, InvalidHashError):
        return False
