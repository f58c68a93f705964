"""Who may come in: passes (sessions, tokens, paired tablets), PINs and single-use codes.

A secret is given out once and kept only as a SHA-256 hash (secrets are 256 random bits, so a slow
hash adds nothing); passphrases and PINs, which people choose, are kept as argon2 hashes. What opens
screens ends with the event; what is taken back opens nothing from that instant on.
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
from eventdesk.services import pass_ends
from eventdesk.services.links import Links

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from eventdesk.domain.event import Event
    from eventdesk.services.ports import Clock


class Kind(StrEnum):
    """What carries the secret. `device`: a tablet or screen that was paired as something else than a kiosk."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105
    KIOSK = "kiosk"
    DEVICE = "device"


class CodeKind(StrEnum):
    """What a single-use code is for."""

    FIRST_RUN = "first_run"
    PAIR = "pair"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a secret opens. `slug` None: every event of this desk (the organiser's passphrase).

    `label`: the person's name, or what the device is called; `device`: what kind of device shows it;
    `ends_with`: the event with which it ends; `clock_ahead_seconds`: by how much the device's clock is ahead.
    """

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
    ends_with: str | None = None
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A single-use code that was given out. `role` and `label`: what the device becomes that is paired with it."""

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

    def touch(self, pass_ids: Collection[int], at: datetime) -> None:
        """Keeps when these were last seen."""

    def set_clock_ahead(self, pass_id: int, seconds: int) -> None:
        """Keeps by how much the device's clock is ahead of the desk's."""

    def set_end(self, pass_id: int, at: datetime) -> None:
        """It ends at another time."""

    def rename(self, pass_id: int, label: str) -> None:
        """The device is called something else."""

    def revoke(self, pass_id: int) -> None:
        """It opens nothing any more."""

    def forget(self, slug: str) -> None:
        """Removes passes, PINs and codes of an event for good, and the names of organisers who signed in for it."""

    def add_code(self, code_hash: str, new: Code) -> None:
        """Keeps a code; a newer first-run code replaces the older."""

    def drop_links(self, slug: str, therapist_id: int) -> None:
        """Sign-in links of a therapist that nobody has used yet open nothing any more."""

    def use_code(self, code_hash: str, kind: CodeKind, now: datetime) -> Code | None:
        """The code, once: in one transaction it is found, not expired, and used up."""

    def peek_code(self, code_hash: str, kind: CodeKind, now: datetime) -> Code | None:
        """Whether `use_code` would find it."""


LIFETIMES = {
    Kind.SESSION: timedelta(hours=16),
    Kind.KIOSK: timedelta(days=3),
    Kind.DEVICE: timedelta(days=3),
    Kind.TOKEN: timedelta(days=30),
}
"""Where no event says when it ends."""
WITH_EVENT_AT_MOST = timedelta(days=3)
"""A tablet is paired, and a team is signed in, on the eve of the day."""
PAIRING_LASTS = timedelta(minutes=10)
SIGN_IN_LINK_LASTS = timedelta(minutes=30)
FIRST_RUN_LASTS = timedelta(days=2)
SEEN_EVERY = timedelta(minutes=1)
"""So often it is written down that somebody is still there."""
CLOCK_SLACK_SECONDS = 2
"""What a clock differs by from one request to the next because of the network."""


def hash_secret(secret: str) -> str:
    """What the store keeps of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Access:
    """Gives out and recognises passes."""

    def __init__(self, store: AccessStore, clock: Clock, key: bytes = b"") -> None:
        self.store = store
        self.clock = clock
        self.links = Links(key or secrets.token_bytes(32), clock)
        self._told_of_revocation: list[Callable[[], None]] = []

    def give(  # noqa: PLR0913 - each of them is what a pass is made of
        self,
        kind: Kind,
        role: Role,
        *,
        slug: str | None,
        therapist_id: int | None = None,
        label: str = "",
        event: Event | None = None,
        device: str = "",
    ) -> tuple[str, Pass]:
        """A new secret and its pass. The secret is not kept: it can't be shown again. It ends with `event`."""
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
            expires_at=now + LIFETIMES[kind] if event is None else pass_ends.ends_at(event, now, WITH_EVENT_AT_MOST),
            ends_with=None if event is None else event.slug,
            device=device,
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

    def saw(self, given: Pass, clock_ahead_seconds: int | None = None) -> None:
        """Whoever holds this pass is there; `clock_ahead_seconds`: what its device's clock said."""
        self.saw_all([given])
        known, told = given.clock_ahead_seconds, clock_ahead_seconds
        is_news = told is not None and (known is None or abs(known - told) > CLOCK_SLACK_SECONDS)
        if told is not None and is_news and (known is None or self._is_unseen(given)):
            self.store.set_clock_ahead(given.id, told)

    def saw_all(self, given: Collection[Pass]) -> None:
        """As `saw`, for all whose live connection stands: written down in one go, once a minute."""
        unseen = {each.id for each in given if self._is_unseen(each)}
        if unseen:
            self.store.touch(unseen, self.clock.now())

    def _is_unseen(self, given: Pass) -> bool:
        # A clock that was set back makes nobody unseen for an hour.
        return given.last_seen_at is None or abs(self.clock.now() - given.last_seen_at) >= SEEN_EVERY

    def revoke(self, *pass_ids: int) -> None:
        """They open nothing any more, on live connections neither."""
        for each in pass_ids:
            self.store.revoke(each)
        if pass_ids:
            for tell in self._told_of_revocation:
                tell()

    def when_revoked(self, tell: Callable[[], None]) -> None:
        """`tell` is called after each revocation. It must not block, nor raise."""
        self._told_of_revocation.append(tell)

    def hours_changed(self, event: Event) -> None:
        """What ends with this event ends by its new hours."""
        for each in (*self.store.passes(event.slug), *self.store.passes(None)):
            if each.ends_with != event.slug:
                continue
            ends_at = pass_ends.ends_at(event, each.created_at, WITH_EVENT_AT_MOST)
            if ends_at != each.expires_at:
                self.store.set_end(each.id, ends_at)

    def code(  # noqa: PLR0913 - each of them is what a code is made of
        self,
        kind: CodeKind,
        *,
        slug: str | None,
        therapist_id: int | None,
        lasts: timedelta,
        digits: int = 0,
        role: Role | None = None,
        label: str = "",
    ) -> tuple[str, Code]:
        """A new single-use code: `digits` decimal digits to type, or (0) a long link token."""
        text = str(secrets.randbelow(10**digits)).zfill(digits) if digits else secrets.token_urlsafe(24)
        expires_at = self.clock.now() + lasts
        new = Code(kind=kind, slug=slug, therapist_id=therapist_id, expires_at=expires_at, role=role, label=label)
        self.store.add_code(hash_secret(text), new)
        return text, new

    def peek_link(self, token: str, kind: CodeKind) -> Code | None:
        """What a link of ours would open, without using it up; None: nothing (any more)."""
        text = self.links.code_of(token)
        return None if text is None else self.store.peek_code(hash_secret(text), kind, self.clock.now())

    def redeem_link(self, token: str, kind: CodeKind) -> Code:
        """Uses up the code in a link. Raises `NotAllowed` when it is none of ours, used or too old."""
        return self.redeem(self.links.code_of(token) or "", kind)

    def redeem(self, text: str, kind: CodeKind) -> Code:
        """Uses a code up. Raises `NotAllowed` when it is unknown, used or too old."""
        found = self.store.use_code(hash_secret(text), kind, self.clock.now())
        if found is None:
            msg = "This is not the code, or it has run out. Please try again or ask for a new one."
            raise NotAllowed(msg)
        return found
