"""The way in: set up what is missing, then go on inside the environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from eventdesk.bootstrap import browser, environment, packing
from eventdesk.bootstrap.commands import one_at_a_time, say
from eventdesk.bootstrap.places import ROOT, STATIC, VENV_PYTHON


def is_ready() -> bool:
    """Whether a start needs no set-up. Reads a few small files only, so that every start can ask."""
    has_packages = environment.is_installed(environment.RUNTIME) or environment.is_installed(environment.DEVELOPMENT)
    return has_packages and browser.is_installed()


def set_up() -> None:
    """Install what serving needs; does nothing, and needs no network, when it is all there."""
    if is_ready():
        return
    with one_at_a_time():
        if is_ready():
            return
        say("Setting up EventDesk: this is done once and takes a minute or two.")
        if not environment.is_installed(environment.DEVELOPMENT):
            environment.ensure_installed(environment.RUNTIME, "Installing the Python packages")
        browser.ensure_installed_for_pages()
        packing.Folder(STATIC).pack_all()
        say("The set-up is complete.")


def enter_environment(arguments: Sequence[str]) -> int:
    """Start run.py again with the environment's Python; on POSIX this process becomes it and nothing returns."""
    command = [str(VENV_PYTHON), str(ROOT / "run.py"), *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - our own file
    with subprocess.Popen(command) as desk:
        while True:
            try:
                return desk.wait()
            except KeyboardInterrupt:
                continue  # the desk got the same Ctrl-C and is ending
