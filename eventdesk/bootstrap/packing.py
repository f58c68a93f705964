"""What browsers may fetch of the folder `static`, under which name, and how it is kept small.

A packed file is named after the hash of what is in it: one that was packed before an upgrade is not found any more,
and never taken for the new one.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
}
"""What is served; anything else that lies in the folder is not for browsers."""

GROWS_SMALLER = frozenset({".css", ".js", ".svg", ".webmanifest"})
NOT_SERVED = ".test.js"

COMPONENTS = ("button", "card", "chip", "connection", "dialog", "field", "pin-pad", "ring", "ticket-code", "toast")
TOGETHER = {
    "css/common.css": ("css/tokens.css", "css/base.css", *(f"css/components/{each}.css" for each in COMPONENTS)),
}
"""Sheets that every page has: served as one file, in this order, so that a page asks once instead of twelve times."""

PACKED = Path("vendor", "packed")
"""Where packed files lie below `static`."""

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder `static`."""

    path: Path

    def stamp(self) -> Stamp:
        """Name, time and size of every file that is served: another stamp, other files."""
        return tuple(sorted(self._found()))

    def _found(self, below: str = "") -> Iterator[tuple[str, int, int]]:
        with contextlib.suppress(OSError), os.scandir(self.path / below) as entries:
            for entry in entries:
                name = f"{below}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    yield from self._found(f"{name}/")
                elif is_served(name) and entry.is_file(follow_symlinks=False):
                    status = entry.stat()
                    yield name, status.st_mtime_ns, status.st_size

    def names(self) -> list[str]:
        """Every name that can be asked for."""
        found = [name for name, _, _ in self.stamp()]
        return found + [name for name, parts in TOGETHER.items() if any(part in found for part in parts)]

    def content(self, name: str) -> bytes:
        """What is served under a name. Raises `OSError`."""
        parts = TOGETHER.get(name)
        if parts is None:
            return (self.path / name).read_bytes()
        return b"\n".join(self._sheet(part) for part in parts)

    def _sheet(self, name: str) -> bytes:
        try:
            return b"/* %b */\n" % name.encode() + (self.path / name).read_bytes()
        except FileNotFoundError:
            return b""

    def packed(self, digest: str) -> bytes | None:
        """What was packed at the set-up of content with this hash; None: nothing was."""
        try:
            return (self.path / PACKED / _file_name(digest)).read_bytes()
        except OSError:
            return None

    def pack_all(self) -> None:
        """Packs what is not packed yet, and removes what is packed and not there any more. Raises `OSError`."""
        target = self.path / PACKED
        target.mkdir(parents=True, exist_ok=True)
        wanted = set()
        for name in filter(grows_smaller, self.names()):
            content = self.content(name)
            file = target / _file_name(digest_of(content))
            wanted.add(file.name)
            if not file.exists():
                half_done = file.with_suffix(".new")
                half_done.write_bytes(packed(content))
                half_done.replace(file)
        for file in target.iterdir():
            if file.name not in wanted:
                file.unlink()


def is_served(name: str) -> bool:
    """Whether browsers may have it."""
    return Path(name).suffix in TYPES and not name.endswith(NOT_SERVED)


def grows_smaller(name: str) -> bool:
    """Whether packing is of use: pictures and sounds are packed already."""
    return Path(name).suffix in GROWS_SMALLER


def digest_of(content: bytes) -> str:
    """What tells one content from every other."""
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> bytes:
    """As small as gzip makes it, and the same each time."""
    return gzip.compress(content, 9, mtime=0)


def _file_name(digest: str) -> str:
    return f"{digest[:32]}.gz"
