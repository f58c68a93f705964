"""From `python3 run.py` to the running command: set up what is missing, then go into the environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from eventdesk.bootstrap import browser, environment
from eventdesk.bootstrap.commands import one_at_a_time, say
from eventdesk.bootstrap.places import ROOT, VENV_PYTHON, is_inside_environment


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


def run(arguments: Sequence[str]) -> int:
    """Patch for the async mode before anything else is imported, then do the command."""
    from eventdesk import runtime

    runtime.patch(runtime.mode_for(arguments, os.environ))
    from eventdesk.cli import main

    return main(arguments)


def main(arguments: Sequence[str]) -> int:
    """Everything `run.py` does once the Python version is known to be right."""
    if arguments[:1] == ["test"]:
        from eventdesk.bootstrap import suite

        return suite.run(arguments[1:])
    set_up()
    return run(arguments) if is_inside_environment() else enter_environment(arguments)
