"""Who may come in: passes (sessions, tokens, paired tablets), PINs and single-use codes.

A secret is given out once and kept only as a SHA-256 hash (secrets are 256 random bits, so a slow
hash adds nothing); passphrases and PINs, which people choose, are kept as argon2 hashes.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.errors import NotAllowed
from eventdesk.domain.visit import Role

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.services.ports import Clock


class Kind(StrEnum):
    """What carries the secret."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105
    KIOSK = "kiosk"


class CodeKind(StrEnum):
    """What a single-use code is for."""

    FIRST_RUN = "first_run"
    PAIR = "pair"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a secret opens. `slug` None: every event of this desk (the organiser's passphrase)."""

    id: int
    kind: Kind
    role: Role
    slug: str | None
    therapist_id: int | None
    label: str
    created_at: datetime
    expires_at: datetime | None
    last_seen_at: datetime | None = None
    clock_ahead_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A single-use code that was given out."""

    kind: CodeKind
    slug: str | None
    therapist_id: int | None
    expires_at: datetime
    role: Role | None = None
    label: str = ""


class AccessStore(Protocol):
    """Where passes are kept."""

    def passphrase_hash(self) -> str | None:
        """argon2 hash of the organiser's passphrase; None before the first run is finished."""

    def set_passphrase_hash(self, hashed: str) -> None:
        """Replaces it."""

    def pin_hash(self, slug: str, therapist_id: int | None) -> str | None:
        """argon2 hash of a therapist's PIN; `therapist_id` None: the PIN that unlocks a kiosk."""

    def set_pin_hash(self, slug: str, therapist_id: int | None, hashed: str | None) -> None:
        """Replaces or (None) removes it."""

    def pins_set(self, slug: str) -> set[int | None]:
        """Whose PIN is set."""

    def add_pass(self, secret_hash: str, new: Pass) -> Pass:
        """With its id filled in."""

    def pass_of(self, secret_hash: str) -> Pass | None:
        """The pass, revoked ones never."""

    def passes(self, slug: str | None) -> list[Pass]:
        """All of an event that are not revoked, newest first; None: those that open every event."""

    def touch(self, pass_id: int, at: datetime) -> None:
        """Keeps when it was last seen."""

    def revoke(self, pass_id: int) -> None:
        """It opens nothing any more."""

    def forget(self, slug: str) -> None:
        """Removes passes, PINs and codes of an event for good."""

    def add_code(self, code_hash: str, new: Code) -> None:
        """Keeps a code; a newer first-run code replaces the older."""

    def use_code(self, code_hash: str, kind: CodeKind, now: datetime) -> Code | None:
        """The code, once: in one transaction it is found, not expired, and used up."""

    def peek_code(self, code_hash: str, kind: CodeKind, now: datetime) -> Code | None:
        """Whether `use_code` would find it."""


LIFETIMES = {
    Kind.SESSION: timedelta(hours=16),
    Kind.KIOSK: timedelta(days=3),
    Kind.TOKEN: timedelta(days=30),
}
PAIRING_LASTS = timedelta(minutes=10)
SIGN_IN_LINK_LASTS = timedelta(minutes=30)
FIRST_RUN_LASTS = timedelta(days=2)


def hash_secret(secret: str) -> str:
    """What the store keeps of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Access:
    """Gives out and recognises passes."""

    def __init__(self, store: AccessStore, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def give(
        self, kind: Kind, role: Role, *, slug: str | None, therapist_id: int | None = None, label: str = ""
    ) -> tuple[str, Pass]:
        """A new secret and its pass. The secret is not kept: it can't be shown again."""
        now = self.clock.now()
        secret = secrets.token_urlsafe(32)
        new = Pass(
            id=0,
            kind=kind,
            role=role,
            slug=slug,
            therapist_id=therapist_id,
            label=label,
            created_at=now,
            expires_at=now + LIFETIMES[kind],
        )
        return secret, self.store.add_pass(hash_secret(secret), new)

    def recognise(self, secret: str) -> Pass | None:
        """The pass of a secret, unless it is revoked or has expired."""
        found = self.store.pass_of(hash_secret(secret))
        if found is None or (found.expires_at is not None and found.expires_at <= self.clock.now()):
            return None
        return found

    def passes(self, slug: str | None) -> list[Pass]:
        """What is signed in to an event (None: to every event), newest first."""
        now = self.clock.now()
        return [each for each in self.store.passes(slug) if each.expires_at is None or each.expires_at > now]

    def code(
        self, kind: CodeKind, *, slug: str | None, therapist_id: int | None, lasts: timedelta, digits: int = 0
    ) -> tuple[str, Code]:
        """A new single-use code: `digits` decimal digits to type, or (0) a long link token."""
        text = str(secrets.randbelow(10**digits)).zfill(digits) if digits else secrets.token_urlsafe(24)
        new = Code(kind=kind, slug=slug, therapist_id=therapist_id, expires_at=self.clock.now() + lasts)
        self.store.add_code(hash_secret(text), new)
        return text, new

    def redeem(self, text: str, kind: CodeKind) -> Code:
        """Uses a code up. Raises `NotAllowed` when it is unknown, used or too old."""
        found = self.store.use_code(hash_secret(text), kind, self.clock.now())
        if found is None:
            msg = "This is not the code, or it has run out. Please try again or ask for a new one."
            raise NotAllowed(msg)
        return found
