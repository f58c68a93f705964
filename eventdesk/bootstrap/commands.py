"""Running the installers: what they say goes to a log, plain progress to the terminal."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from eventdesk.bootstrap.locking import lock_file
from eventdesk.bootstrap.places import LOCK, LOG, ROOT, SetupFailed

Progress = Callable[[str], str | None]


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    print(text, flush=True)


def install(title: str, command: Sequence[str | Path], *, progress: Progress | None = None) -> None:
    """Run an installer under a title; `progress` is given each line it says and may answer a text to show.

    Raises SetupFailed with the installer's first complaint.
    """
    say(title)
    complaints: list[str] = []
    with (
        LOG.open("a", encoding="utf-8") as log,
        subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace",
        ) as installer,
    ):
        log.write(f"\n$ {installer.args!r}\n")
        for line in installer.stdout or ():
            log.write(line)
            if line.lower().startswith(("error", "npm error", "e:")):
                complaints.append(line.strip())
            shown = progress(line) if progress else None
            if shown:
                _show(shown)
    _clear()
    if installer.returncode != 0:
        why = complaints[0] if complaints else f"exit code {installer.returncode}"
        raise SetupFailed(f"{title} did not work: {why[:300]} (more in {LOG.name}). Run this again to go on.")


def _show(text: str) -> None:
    """A passing line: rewritten in place on a terminal, left out where the output is kept."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K  {text[:70]}", end="", flush=True)


def _clear() -> None:
    if sys.stdout.isatty():
        print("\r\x1b[K", end="", flush=True)


def one_at_a_time() -> contextlib.AbstractContextManager[object]:
    """The set-up lock: a second start waits here until the first one's set-up is through."""
    return lock_file(LOCK, wait=True)
