"""The static files as they are at one moment, all of them under one hash, and which modules import which."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import posixpath
import re
import zlib
from typing import TYPE_CHECKING, Any

from eventdesk.bootstrap.packing import digest_of, grows_smaller, packed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventdesk.bootstrap.packing import Folder

URL = "/static/"
HASH_LENGTH = 16
# `import … from "x"`, `export … from "x"` and `import "x"`; not `import(…)`, which is also how comments name types.
_IMPORT = re.compile(r"""\b(?:import|export)\b(?:[\w$*\s{},]*\bfrom\b|[\w$*\s{},]*}\s*from)?\s*["']([^"'\n]+)["']""")


class Changed(Exception):
    """A file is not what it was when the tree was looked at."""


class Tree:
    """One state of the folder; `digest` stands in the address of each of its files.

    As it is one hash for all, the relative imports between modules lead to modules of the same state.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.stamp = folder.stamp()
        self.digests = dict(_digests(folder))
        self.libraries = _libraries(folder)
        self.digest = _digest_of_all(self.digests, self.libraries)
        self._packed: dict[str, bytes] = {}
        self._modules: dict[str, list[str]] = {}

    def url(self, name: str) -> str:
        """The address of one file, or of where there is none."""
        return f"{URL}{self.digest}/{name}" if name in self.digests else f"{URL}{name}"

    def import_map(self) -> str:
        """The libraries by the names that modules import them by, as JSON."""
        imports = {name: self.url(target) for name, target in self.libraries.items()}
        return json.dumps({"imports": imports}, separators=(",", ":"))

    def content(self, name: str) -> bytes:
        """One file as it was when the tree was looked at. Raises `Changed`."""
        try:
            content = self._folder.content(name)
        except OSError as gone:
            raise Changed(name) from gone
        if digest_of(content) != self.digests[name]:
            raise Changed(name)
        return content

    def packed(self, name: str) -> bytes | None:
        """The same packed: from the set-up, else packed now and kept. None: of no use. Raises `Changed`."""
        if not grows_smaller(name):
            return None
        if name not in self._packed:
            self._packed[name] = self._from_set_up(name) or packed(self.content(name))
        return self._packed[name]

    def _from_set_up(self, name: str) -> bytes | None:
        found = self._folder.packed(self.digests[name])
        with contextlib.suppress(OSError, EOFError, zlib.error):  # half of one, as a power cut leaves it
            if found is not None and digest_of(gzip.decompress(found)) == self.digests[name]:
                return found
        return None

    def modules(self, entry: str) -> list[str]:
        """Everything that a page with this script imports, itself first, so that a browser can ask for all at once."""
        if entry not in self._modules:
            self._modules[entry] = list(self._reached(entry))
        return self._modules[entry]

    def _reached(self, entry: str) -> Iterator[str]:
        waiting, seen = [entry], {entry}
        while waiting:
            name = waiting.pop(0)
            if name not in self.digests:
                continue
            yield name
            found = [self._target(name, said) for said in _IMPORT.findall(self.content(name).decode())]
            new = [each for each in dict.fromkeys(found) if each not in seen]
            seen.update(new)
            waiting += new

    def _target(self, importer: str, said: str) -> str:
        if said.startswith("."):
            return posixpath.normpath(posixpath.join(posixpath.dirname(importer), said))
        return self.libraries.get(said, "")


def _digests(folder: Folder) -> Iterator[tuple[str, str]]:
    for name in folder.names():
        with contextlib.suppress(OSError):  # gone since it was listed
            yield name, digest_of(folder.content(name))


def _libraries(folder: Folder) -> dict[str, str]:
    try:
        manifest: dict[str, Any] = json.loads(folder.content("vendor/manifest.json"))
    except OSError:
        return {}
    return {name: str(target).removeprefix(URL) for name, target in manifest["imports"].items()}


def _digest_of_all(digests: dict[str, str], libraries: dict[str, str]) -> str:
    told = json.dumps([sorted(digests.items()), sorted(libraries.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:HASH_LENGTH]
