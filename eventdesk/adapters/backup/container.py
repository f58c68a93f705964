"""A backup file: one line that says what it is, a header in JSON, the sealed copy, and a digest of all of it.

The digest tells without any key whether the file is whole. The copy is compressed and then encrypted (AES-256-GCM)
with the desk's key `backups`; the header is authenticated with it. The header carries the desk's keys, sealed for the
organiser's passphrase.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"EventDesk backup 1\n"
NONCE_BYTES, TAG_BYTES, DIGEST_BYTES = 12, 16, 32
MOST_HEADER_BYTES = 1_000_000
PIECE = 128 * 1024
"""Encrypted at a time: whoever waits for the interpreter gets it in between."""
COMPRESSION = 3


class NotABackup(Exception):
    """The file is damaged, cut off, or no backup; the message says which."""


class OtherKey(Exception):
    """The key does not open this backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a backup tells of itself.

    `size`: bytes of the database. `seqs`: how far each event is, by slug. `keys`: sealed, or None. `files`: others
    that the desk needs, by their path in the data folder; nothing secret.
    """

    desk: str
    number: int
    made_at: datetime
    version: str
    size: int
    seqs: dict[str, int]
    keys: dict[str, Any] | None
    address_name: str
    files: dict[str, bytes]
    nonce: bytes

    def line(self) -> bytes:
        """As it stands in the file."""
        document = {
            "desk": self.desk,
            "number": self.number,
            "made_at": self.made_at.isoformat(),
            "version": self.version,
            "size": self.size,
            "seqs": self.seqs,
            "keys": self.keys,
            "address_name": self.address_name,
            "files": {path: base64.b64encode(content).decode() for path, content in self.files.items()},
            "nonce": base64.b64encode(self.nonce).decode(),
        }
        return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def packed(header: Header, copy: bytes, key: bytes) -> bytes:
    """The whole file. The header's nonce has never been used before."""
    line = header.line()
    compressed = memoryview(zlib.compress(copy, COMPRESSION))
    encryptor = Cipher(algorithms.AES256(key), modes.GCM(header.nonce)).encryptor()
    encryptor.authenticate_additional_data(MAGIC + line)
    pieces = [MAGIC, line]
    pieces += [encryptor.update(compressed[at : at + PIECE]) for at in range(0, len(compressed), PIECE)]
    pieces += [encryptor.finalize(), encryptor.tag]
    whole = b"".join(pieces)
    return whole + hashlib.sha256(whole).digest()


def header_of(content: bytes) -> Header:
    """What the file tells of itself, once its digest is right. Raises `NotABackup`."""
    return _split(content)[0]


def read(path: Path) -> bytes:
    """A file's content. Raises `NotABackup` where there is none to read."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise NotABackup(f"{path} cannot be read: {problem.strerror or problem}.") from problem


def unpacked(content: bytes, key: bytes) -> bytes:
    """The copy of the database. Raises `NotABackup`, `OtherKey`."""
    header, line, sealed = _split(content)
    body, tag = sealed[:-TAG_BYTES], bytes(sealed[-TAG_BYTES:])
    decryptor = Cipher(algorithms.AES256(key), modes.GCM(header.nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(MAGIC + line)
    pieces = [decryptor.update(body[at : at + PIECE]) for at in range(0, len(body), PIECE)]
    try:
        pieces.append(decryptor.finalize())
    except InvalidTag as problem:
        raise OtherKey("This backup belongs to another desk's keys.") from problem
    return zlib.decompress(b"".join(pieces))


def _split(content: bytes) -> tuple[Header, bytes, memoryview]:
    """The header, its line, and the sealed copy with its tag."""
    if not content.startswith(MAGIC):
        raise NotABackup("This is no backup of EventDesk, or of a newer one.")
    whole = memoryview(content)[:-DIGEST_BYTES]
    if hashlib.sha256(whole).digest() != content[-DIGEST_BYTES:]:
        raise NotABackup("This backup is damaged or cut off.")
    end = content.find(b"\n", len(MAGIC), len(MAGIC) + MOST_HEADER_BYTES) + 1
    line = content[len(MAGIC) : end]
    return _header(line), line, whole[end:]


def _header(line: bytes) -> Header:
    try:
        said = json.loads(line)
        return Header(
            desk=str(said["desk"]),
            number=int(said["number"]),
            made_at=datetime.fromisoformat(said["made_at"]),
            version=str(said["version"]),
            size=int(said["size"]),
            seqs=dict(said["seqs"]),
            keys=said["keys"],
            address_name=str(said["address_name"]),
            files={path: base64.b64decode(content, validate=True) for path, content in said["files"].items()},
            nonce=base64.b64decode(said["nonce"], validate=True),
        )
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as problem:
        raise NotABackup("This backup's header cannot be understood.") from problem
