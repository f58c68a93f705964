"""The file itself: a line that says what it is, a header, encrypted pieces, and a digest of all of it.

The digest tells without the passphrase whether the file is whole. The pieces are compressed lines of text, encrypted
one after the other (XChaCha20-Poly1305 as libsodium streams it: none can be left out, moved or cut off) with a key of
this file alone, which the header holds, sealed for the passphrase (argon2id). Memory holds a few pieces at a time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from typing import TYPE_CHECKING, BinaryIO

from nacl import bindings
from nacl.exceptions import CryptoError

from eventdesk import sealed_keys
from eventdesk.services.relocating import EventFileRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SUFFIX = ".eventdesk"
KIND = b"EventDesk event "
MAGIC = KIND + b"1\n"
DIGEST_BYTES = 32
PIECE = 256 * 1024
"""Bytes of text that are compressed and encrypted together; one long line may make a piece longer."""
MOST_PIECE = 64 * 1024 * 1024
MOST_HEADER_BYTES = 10_000
_LENGTH_BYTES = 4
_KEY = "file"
_GO_ON = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_END = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def write(file: BinaryIO, passphrase: str, lines: Iterable[str]) -> None:
    """Writes everything; the lines have no line ends in them."""
    out = _Digested(file)
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
    stream = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    sealed = sealed_keys.Lock.made_for(passphrase).seal({_KEY: key})
    header = {"sealed": sealed, "stream": base64.b64encode(stream).decode()}
    out.write(MAGIC + json.dumps(header, separators=(",", ":")).encode() + b"\n")
    for tag, piece in _pieces(lines):
        packed = zlib.compress(piece, 6)
        secret = bindings.crypto_secretstream_xchacha20poly1305_push(state, packed, tag=tag)
        out.write(len(secret).to_bytes(_LENGTH_BYTES, "big") + secret)
    file.write(out.digest())


class _Digested:
    """Hands on what it is given and remembers its digest."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._hash.update(content)
        self._file.write(content)

    def digest(self) -> bytes:
        return self._hash.digest()


def _pieces(lines: Iterable[str]) -> Iterator[tuple[int, bytes]]:
    gathered = bytearray()
    for line in lines:
        gathered += line.encode() + b"\n"
        if len(gathered) >= PIECE:
            yield _GO_ON, bytes(gathered)
            gathered.clear()
    yield _END, bytes(gathered)


def check(path: Path) -> None:
    """Whether it is an event file, of a version that is known here, and whole. Raises `EventFileRefused`, OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
        if not start.startswith(KIND):
            raise EventFileRefused(f"{path} is no event file of EventDesk.")
        if start != MAGIC:
            raise EventFileRefused(f"{path} was made by a newer version of EventDesk: please use that one.")
        file.seek(0)
        digest = hashlib.sha256()
        left = size - DIGEST_BYTES
        while left > 0 and (piece := file.read(min(PIECE, left))):
            digest.update(piece)
            left -= len(piece)
        if digest.digest() != file.read(DIGEST_BYTES):
            raise EventFileRefused(f"{path} is damaged or cut off: copy it again, or export the event again.")


def lines_of(path: Path, passphrase: str) -> Iterator[str]:
    """What `write` was given, of a file that `check` found whole. Raises `EventFileRefused`, OSError."""
    with path.open("rb") as file:
        file.seek(len(MAGIC))
        header = _header(path, file.readline(MOST_HEADER_BYTES), passphrase)
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        try:
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, *header)
            tag = _GO_ON
            while tag != _END:
                length = int.from_bytes(file.read(_LENGTH_BYTES), "big")
                packed, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, file.read(length))
                yield from _text(packed).split("\n")[:-1]
        except (CryptoError, ValueError, zlib.error) as problem:
            raise _not_ours(path) from problem


def _text(packed: bytes) -> str:
    opened = zlib.decompressobj()
    piece = opened.decompress(packed, MOST_PIECE)
    if not opened.eof:
        msg = "a piece that is too long"
        raise ValueError(msg)
    return piece.decode()


def _header(path: Path, line: bytes, passphrase: str) -> tuple[bytes, bytes]:
    """How the stream begins, and its key."""
    try:
        said = json.loads(line)
        key = sealed_keys.opened(said["sealed"], passphrase)[_KEY]
        return base64.b64decode(said["stream"], validate=True), key
    except sealed_keys.WrongPassphrase as problem:
        raise EventFileRefused(f"This is not the passphrase of {path}.") from problem
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error, sealed_keys.NotSealedKeys) as problem:
        raise _not_ours(path) from problem


def _not_ours(path: Path) -> EventFileRefused:
    return EventFileRefused(f"{path} cannot be understood: export the event again.")
