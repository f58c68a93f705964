"""Keys sealed for a passphrase: anybody may seal more of them, only who knows the passphrase opens them.

From the passphrase comes an X25519 key pair (argon2id, then Curve25519). Its public half is kept, so that a backup can
carry every key there is at that moment, also one made later, without anybody typing the passphrase again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nacl.public import PrivateKey

SEED_BYTES = 32
SALT_BYTES = 16
TIME_COST = 4
MEMORY_KIB = 128 * 1024
LANES = 4
MOST_MEMORY_KIB, MOST_TIME, MOST_LANES = 1024 * 1024, 16, 16
"""What a file may ask of this machine before we believe that it is ours."""


class WrongPassphrase(Exception):
    """The keys are sealed for another passphrase."""

    def __init__(self) -> None:
        super().__init__("This is not the passphrase.")


class NotSealedKeys(Exception):
    """The document is damaged, or something else."""

    def __init__(self) -> None:
        super().__init__("The sealed keys are damaged.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What keys are sealed with. Not secret, but good for trying passphrases at home: kept where the keys' users are.

    `of` tells which passphrase it belongs to: the SHA-256 of the hash that the desk keeps of it.
    """

    public: bytes
    salt: bytes
    of: str
    time_cost: int
    memory_kib: int
    lanes: int = LANES

    @staticmethod
    def made_for(passphrase: str, of: str = "") -> Lock:
        """A lock that this passphrase opens. Takes a third of a second of processor and 128 MB."""
        salt = secrets.token_bytes(SALT_BYTES)
        draft = Lock(public=b"", salt=salt, of=of, time_cost=TIME_COST, memory_kib=MEMORY_KIB)
        return replace(draft, public=draft.private_key(passphrase).public_key.encode())

    @staticmethod
    def from_document(document: dict[str, Any]) -> Lock:
        """As `document` made it. Raises `NotSealedKeys`."""
        try:
            lock = Lock(
                public=base64.b64decode(document["public"], validate=True),
                salt=base64.b64decode(document["salt"], validate=True),
                of=str(document.get("of", "")),
                time_cost=int(document["time_cost"]),
                memory_kib=int(document["memory_kib"]),
                lanes=int(document["lanes"]),
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise NotSealedKeys from problem
        if len(lock.public) != SEED_BYTES or not lock._is_bearable:
            raise NotSealedKeys
        return lock

    @property
    def _is_bearable(self) -> bool:
        """Whether opening it is work that argon2 can do, and that this machine can stand."""
        fits = 8 * self.lanes <= self.memory_kib <= MOST_MEMORY_KIB
        return (
            fits and 1 <= self.lanes <= MOST_LANES and 1 <= self.time_cost <= MOST_TIME and len(self.salt) >= SALT_BYTES
        )

    def document(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "public": base64.b64encode(self.public).decode(),
            "salt": base64.b64encode(self.salt).decode(),
            "of": self.of,
            "time_cost": self.time_cost,
            "memory_kib": self.memory_kib,
            "lanes": self.lanes,
        }

    def seal(self, keys: dict[str, bytes]) -> dict[str, Any]:
        """The keys as a JSON document that only the passphrase opens."""
        from nacl.public import PublicKey, SealedBox  # noqa: PLC0415 - a command that seals nothing need not wait

        text = json.dumps({name: base64.b64encode(key).decode() for name, key in sorted(keys.items())})
        box = SealedBox(PublicKey(self.public)).encrypt(text.encode())
        return {"lock": self.document(), "box": base64.b64encode(box).decode()}

    def is_opened_by(self, passphrase: str) -> bool:
        """Whether it is the passphrase that this lock was made for. As slow as making one."""
        return secrets.compare_digest(self.private_key(passphrase).public_key.encode(), self.public)

    def private_key(self, passphrase: str) -> PrivateKey:
        """The half that the passphrase gives, whether it is the right one or not."""
        from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415
        from nacl.public import PrivateKey as Private  # noqa: PLC0415

        seed = hash_secret_raw(
            passphrase.encode(),
            self.salt,
            time_cost=self.time_cost,
            memory_cost=self.memory_kib,
            parallelism=self.lanes,
            hash_len=SEED_BYTES,
            type=Type.ID,
        )
        return Private(seed)


def lock_of(sealed: dict[str, Any]) -> Lock:
    """The lock that these keys are under. Raises `NotSealedKeys`."""
    document = sealed.get("lock")
    if not isinstance(document, dict):
        raise NotSealedKeys
    return Lock.from_document(document)


def opened(sealed: dict[str, Any], passphrase: str) -> dict[str, bytes]:
    """What `Lock.seal` was given. Raises `WrongPassphrase`, `NotSealedKeys`."""
    from nacl.exceptions import CryptoError  # noqa: PLC0415
    from nacl.public import SealedBox  # noqa: PLC0415

    lock = lock_of(sealed)
    private = lock.private_key(passphrase)
    if private.public_key.encode() != lock.public:
        raise WrongPassphrase
    try:
        box = base64.b64decode(sealed["box"], validate=True)
        values = json.loads(SealedBox(private).decrypt(box))
        return {str(name): base64.b64decode(key, validate=True) for name, key in values.items()}
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error, CryptoError) as problem:
        raise NotSealedKeys from problem


def belongs_to(passphrase_hash: str) -> str:
    """What `Lock.of` is for the passphrase of which the desk keeps this hash."""
    return hashlib.sha256(passphrase_hash.encode()).hexdigest()
