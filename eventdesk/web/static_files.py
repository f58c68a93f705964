"""Scripts, styles and pictures: kept long by the browser, and fresh after an upgrade.

Each address carries a hash of the content (`?v=`). The import map lists every module of ours with its
hash, so that modules which import one another get fresh ones too.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request, send_from_directory

from eventdesk.web.asking import ANYONE, Who

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

URL = "/static/"
PATH = URL + "<path:filename>"
YEAR_SECONDS = 31_536_000
MAP_LASTS_SECONDS = 2.0
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}


class StaticFiles:
    """The files of one folder and their hashes."""

    who: Who = ANYONE

    def __init__(self, folder: Path, seconds: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self._known: dict[str, tuple[int, int, str]] = {}
        self._seconds = seconds
        self._map: tuple[float, str] | None = None

    def version(self, filename: str) -> str:
        """A short hash of the content; empty where there is no such file."""
        path = self.folder / filename
        try:
            found = path.stat()
        except OSError:
            return ""
        known = self._known.get(filename)
        if known is None or known[:2] != (found.st_mtime_ns, found.st_size):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            known = (found.st_mtime_ns, found.st_size, digest)
            self._known[filename] = known
        return known[2]

    def url(self, filename: str) -> str:
        """The address with the hash."""
        version = self.version(filename)
        return f"{URL}{filename}{'?v=' + version if version else ''}"

    def import_map(self) -> str:
        """The libraries by name and our own modules by address, each with its hash, as JSON.

        Looked up every two seconds at most: it takes longer than all the rest of a page, and there may be a crowd.
        """
        now = self._seconds()
        if self._map is None or now - self._map[0] >= MAP_LASTS_SECONDS:
            self._map = (now, self._import_map())
        return self._map[1]

    def _import_map(self) -> str:
        modules = sorted(
            each.relative_to(self.folder).as_posix()
            for each in (self.folder / "js").rglob("*.js")
            if not each.name.endswith(".test.js")
        )
        imports = {name: self.url(target.removeprefix(URL)) for name, target in self._libraries().items()}
        imports |= {URL + each: self.url(each) for each in modules}
        return json.dumps({"imports": imports}, separators=(",", ":"))

    def _libraries(self) -> dict[str, str]:
        try:
            manifest: dict[str, Any] = json.loads((self.folder / "vendor" / "manifest.json").read_text())
        except OSError:
            return {}
        libraries: dict[str, str] = manifest["imports"]
        return libraries

    def __call__(self, filename: str) -> Response:
        """One file. Under its present hash it may be kept for a year, else it is asked for again."""
        answer = send_from_directory(
            self.folder, filename, mimetype=_TYPES.get("." + filename.rpartition(".")[2]), conditional=True
        )
        if request.args.get("v") == self.version(filename) != "":
            answer.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        else:
            answer.headers["Cache-Control"] = "no-cache"
        return answer


def version_addresses(app: Flask, statics: StaticFiles) -> None:
    """`url_for('static', filename=…)` then gives addresses with their hash."""

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and (version := statics.version(values.get("filename", ""))):
            values.setdefault("v", version)
