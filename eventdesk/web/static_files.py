"""Scripts, styles and pictures: kept for ever by the browser, packed on the way, and fresh after an upgrade.

The address of each begins with a hash of all of them (`/static/0123456789abcdef/js/board.js`). Under another hash, or
none, the present file is answered, to be asked for again the next time.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from eventdesk.bootstrap.packing import TYPES, Folder
from eventdesk.web.asking import ANYONE, Who
from eventdesk.web.compression import takes_gzip
from eventdesk.web.problems import Refused
from eventdesk.web.static_tree import HASH_LENGTH, URL, Changed, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = URL + "<path:filename>"
YEAR_SECONDS = 31_536_000
LOOKS_EVERY_SECONDS = 2.0
_WITH_HASH = re.compile(rf"([0-9a-f]{{{HASH_LENGTH}}})/(.+)")


class StaticFiles:
    """The files of one folder."""

    who: Who = ANYONE

    def __init__(self, folder: Path, seconds: Callable[[], float] = time.monotonic) -> None:
        self._folder = Folder(folder)
        self._seconds = seconds
        self._tree: Tree | None = None
        self._looked_at = 0.0

    def tree(self) -> Tree:
        """The files as they are.

        Looked at every two seconds at most: it takes longer than all the rest of a page, and there may be a crowd.
        """
        now, tree = self._seconds(), self._tree
        if tree is None or now - self._looked_at >= LOOKS_EVERY_SECONDS:
            self._looked_at = now
            if tree is None or tree.stamp != self._folder.stamp():
                self._tree = tree = Tree(self._folder)
        return tree

    def modules(self, page: str) -> list[str]:
        """The addresses of everything that the script of a page imports."""
        tree = self.tree()
        try:
            return [tree.url(name) for name in tree.modules(f"js/{page}.js")]
        except Changed:
            return []  # in the middle of an upgrade: the browser finds out by itself

    def __call__(self, filename: str) -> Response:
        """One file."""
        said = _WITH_HASH.fullmatch(filename)
        name = said[2] if said else filename
        try:
            return self._answer(name, said[1] if said else "")
        except Changed:
            self._tree = None
            return self._answer(name, "")

    def _answer(self, name: str, digest: str) -> Response:
        tree = self.tree()
        if name not in tree.digests:
            raise Refused("not_found")
        packed = tree.packed(name) if takes_gzip() else None
        answer = Response(tree.content(name) if packed is None else packed, content_type=TYPES[Path(name).suffix])
        answer.headers["Vary"] = "Accept-Encoding"
        if packed is not None:
            answer.headers["Content-Encoding"] = "gzip"
        answer.set_etag(f"{tree.digests[name][:HASH_LENGTH]}{'' if packed is None else '-gzip'}")
        is_kept = digest == tree.digest
        answer.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable" if is_kept else "no-cache"
        answer.make_conditional(request)
        return answer


def version_addresses(app: Flask, statics: StaticFiles) -> None:
    """`url_for('static', filename=…)` then gives addresses with the hash."""

    @app.url_defaults
    def add_hash(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["filename"] = statics.tree().url(values["filename"]).removeprefix(URL)
