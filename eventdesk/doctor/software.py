"""Python, its packages and the browser libraries, held against what this version was tried with."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from eventdesk import __version__
from eventdesk.bootstrap import browser, environment
from eventdesk.doctor.finding import BAD, WARN, Finding, good

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from eventdesk.settings import Settings

OLDEST_PYTHON = (3, 11)
TRIED_PYTHONS = ((3, 11), (3, 12), (3, 13))
MEND = "Run python3 run.py once with the internet: it puts right what is missing."
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(;.*?)?\\?$")


def look(_settings: Settings, _now: datetime) -> list[Finding]:
    """The versions of everything."""
    return [_python(sys.version_info[:2]), _packages(environment.RUNTIME), _browser_libraries()]


def _python(version: tuple[int, int]) -> Finding:
    said = f"EventDesk {__version__} on Python {version[0]}.{version[1]}."
    if version < OLDEST_PYTHON:
        return Finding("versions", BAD, said, "Install Python 3.11 or newer.")
    if version not in TRIED_PYTHONS:
        return Finding("versions", WARN, said, "Nobody has tried this Python with EventDesk: rehearse before the race.")
    return good("versions", said)


def _packages(requirements: Path) -> Finding:
    wanted = pinned(requirements.read_text(encoding="utf-8"))
    wrong = sorted(name for name, versions in wanted.items() if _installed(name) not in versions)
    if wrong:
        others = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""  # noqa: PLR2004 - as many as one likes to read
        return Finding("packages", BAD, f"Not as pinned: {', '.join(wrong[:3])}{others}.", MEND)
    return good("packages", f"All {len(wanted)} are the pinned ones.")


def pinned(requirements: str) -> dict[str, set[str]]:
    """Name to versions of a pinned list: one for each kind of machine.

    What is for some machines only counts where it is installed.
    """
    found: dict[str, set[str]] = {}
    for line in requirements.splitlines():
        match = _PINNED.match(line.strip())
        if match and (not match[3] or _installed(match[1])):
            found.setdefault(match[1], set()).add(match[2])
    return found


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _browser_libraries() -> Finding:
    if browser.is_installed():
        return good("browser libraries", "All are there.")
    return Finding("browser libraries", BAD, "Some are missing: the screens would stay empty.", MEND)
