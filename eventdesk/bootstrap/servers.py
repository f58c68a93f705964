"""The servers that the tests of several processes start for themselves: where their programs are."""

from __future__ import annotations

import shutil
from pathlib import Path

# The program of each server and the Debian package that brings it.
PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "nginx": "nginx", "haproxy": "haproxy"}

# Where programs are that are no commands: Debian's PostgreSQL (one folder a version), Debian's web servers for
# somebody who is not root, Homebrew's PostgreSQL.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/sbin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
ROOT = Path("/")


def find(program: str) -> str | None:
    """The path of a server's program, of the newest version where there are several; None: it is not installed."""
    found = shutil.which(program)
    if found:
        return found
    places = [each / program for place in PLACES for each in ROOT.glob(place.lstrip("/"))]
    return next((str(path) for path in sorted(places, key=_version, reverse=True) if path.is_file()), None)


def missing() -> list[str]:
    """The Debian packages of the servers that are not there."""
    return [package for program, package in PACKAGES.items() if find(program) is None]


def _version(path: Path) -> int:
    """What stands before `/bin/`, or after its `@`; 0 where that is no number."""
    number = path.parent.parent.name.rpartition("@")[2]
    return int(number) if number.isdigit() else 0
