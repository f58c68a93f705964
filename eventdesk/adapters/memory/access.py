"""Passes, PINs, single-use codes and the passphrase in memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from eventdesk.services.access import Code, CodeKind, Pass

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class MemoryAccess:
    """Implements `services.access.AccessStore`."""

    def __init__(self) -> None:
        self._passphrase: str | None = None
        self._pins: dict[tuple[str, int | None], str] = {}
        self._passes: dict[str, Pass] = {}
        self._codes: dict[tuple[str, CodeKind], Code] = {}
        self._ids = count(1)
        self._lock = threading.Lock()

    def passphrase_hash(self) -> str | None:
        return self._passphrase

    def set_passphrase_hash(self, hashed: str) -> None:
        self._passphrase = hashed

    def pin_hash(self, slug: str, therapist_id: int | None) -> str | None:
        return self._pins.get((slug, therapist_id))

    def set_pin_hash(self, slug: str, therapist_id: int | None, hashed: str | None) -> None:
        self._pins.pop((slug, therapist_id), None)
        if hashed is not None:
            self._pins[slug, therapist_id] = hashed

    def pins_set(self, slug: str) -> set[int | None]:
        return {whose for of, whose in list(self._pins) if of == slug}

    def add_pass(self, secret_hash: str, new: Pass) -> Pass:
        added = replace(new, id=next(self._ids))
        self._passes[secret_hash] = added
        return added

    def pass_of(self, secret_hash: str) -> Pass | None:
        return self._passes.get(secret_hash)

    def passes(self, slug: str | None) -> list[Pass]:
        found = [each for each in list(self._passes.values()) if each.slug == slug]
        return sorted(found, key=lambda each: each.id, reverse=True)

    def touch(self, pass_ids: Collection[int], at: datetime) -> None:
        for each in pass_ids:
            self._change(each, last_seen_at=at)

    def set_clock_ahead(self, pass_id: int, seconds: int) -> None:
        self._change(pass_id, clock_ahead_seconds=seconds)

    def set_end(self, pass_id: int, at: datetime) -> None:
        self._change(pass_id, expires_at=at)

    def rename(self, pass_id: int, label: str) -> None:
        self._change(pass_id, label=label)

    def _change(self, pass_id: int, **values: Any) -> None:
        secret_hash = self._hash_of(pass_id)
        if secret_hash is not None:
            self._passes[secret_hash] = replace(self._passes[secret_hash], **values)

    def revoke(self, pass_id: int) -> None:
        secret_hash = self._hash_of(pass_id)
        if secret_hash is not None:
            del self._passes[secret_hash]

    def _hash_of(self, pass_id: int) -> str | None:
        return next((key for key, each in list(self._passes.items()) if each.id == pass_id), None)

    def forget(self, slug: str) -> None:
        with self._lock:
            left = {key: each for key, each in self._passes.items() if each.slug != slug}
            self._passes = {
                key: replace(each, label="") if each.ends_with == slug else each for key, each in left.items()
            }
            self._pins = {key: each for key, each in self._pins.items() if key[0] != slug}
            self._codes = {key: each for key, each in self._codes.items() if each.slug != slug}

    def add_code(self, code_hash: str, new: Code) -> None:
        with self._lock:
            if new.kind is CodeKind.FIRST_RUN:
                self._codes = {key: each for key, each in self._codes.items() if each.kind is not new.kind}
            self._codes[code_hash, new.kind] = new

    def drop_links(self, slug: str, therapist_id: int) -> None:
        theirs = (CodeKind.SIGN_IN, slug, therapist_id)
        with self._lock:
            codes = self._codes.items()
            self._codes = {key: each for key, each in codes if (each.kind, each.slug, each.therapist_id) != theirs}

    def use_code(self, code_hash: str, kind: CodeKind, now: datetime) -> Code | None:
        with self._lock:
            found = self.peek_code(code_hash, kind, now)
            return None if found is None else self._codes.pop((code_hash, kind))

    def peek_code(self, code_hash: str, kind: CodeKind, now: datetime) -> Code | None:
        found = self._codes.get((code_hash, kind))
        return found if found is not None and found.expires_at > now else None
