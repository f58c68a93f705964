"""What the tests need from the system: found, or installed from Debian's or Ubuntu's packages."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from eventdesk.bootstrap import servers
from eventdesk.bootstrap.commands import install, say
from eventdesk.bootstrap.places import SetupFailed

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAC = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
BREW = {"postgresql": "postgresql@17", "redis-server": "redis"}
# By Debian package, in the words of a message.
NEEDED = {
    "python3-venv": "a Python that makes environments",
    "chromium": "a Chromium",
    "postgresql": "PostgreSQL",
    "redis-server": "Redis",
    "nginx": "nginx",
    "haproxy": "HAProxy",
}
SYSTEMD = Path("/run/systemd/system")


def find_chromium() -> str | None:
    """The path of a Chromium, the one named in EVENTDESK_CHROMIUM before any other."""
    named = os.environ.get("EVENTDESK_CHROMIUM")
    candidates = [named, *map(shutil.which, NAMES), *(str(path) for path in MAC if path.exists())]
    return next((candidate for candidate in candidates if candidate), None)


def ensure_for_tests(*more: str) -> str:
    """Has all that the tests need from the system, and these packages; the path of a Chromium.

    What is missing is installed in one go where that is allowed. Raises SetupFailed with the command to type.
    """
    packages = [*more, *_missing()]
    if packages:
        install_debian_packages(packages, f"the tests need {', '.join(NEEDED[each] for each in packages)}")
    still = _missing()
    if still:
        raise SetupFailed(
            f"Installed, but nowhere to be found: {', '.join(NEEDED[each] for each in still)}. "
            "Put it on the PATH (a Chromium: set EVENTDESK_CHROMIUM to its path)."
        )
    return find_chromium() or ""


def _missing() -> list[str]:
    return [*([] if find_chromium() else ["chromium"]), *servers.missing()]


def install_debian_packages(packages: Sequence[str], why: str) -> None:
    """Install packages as root or with a sudo that asks nothing; otherwise name the command and stop."""
    apt = shutil.which("apt-get")
    if not apt:
        raise SetupFailed(f"Missing: {why}. To install it: {_how_to(packages)}")
    names = " ".join(packages)
    prefix = _as_root()
    if prefix is None:
        raise SetupFailed(f"Missing: {why}. To install it: sudo apt-get install {names}")
    say(f"Missing: {why}. Installing the system packages: {names}.")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-q"]
    install("Reading the list of system packages", [*prefix, *quiet, "update"])
    install(f"Installing {names}", [*prefix, *quiet, "install", "-y", "--no-install-recommends", *packages])
    _let_rest(prefix, [each for each in packages if each in servers.PACKAGES.values()])


def _let_rest(prefix: Sequence[str], services: Sequence[str]) -> None:
    """Ends what Debian starts as soon as it is installed: the tests start servers of their own."""
    if not services:
        return
    say("They are for the tests alone: no service of theirs is left running.")
    if SYSTEMD.is_dir():
        commands = [["systemctl", "disable", "--now", *services]]
    else:
        commands = [["service", each, "stop"] for each in services]
    for command in commands:
        # Where none was started there is nothing to end.
        with contextlib.suppress(OSError):
            subprocess.run([*prefix, *command], capture_output=True, check=False)


def _how_to(packages: Sequence[str]) -> str:
    """What to type where there is no apt."""
    if sys.platform == "darwin":
        casks = ["brew install --cask chromium"] if "chromium" in packages else []
        others = [BREW.get(each, each) for each in packages if each != "chromium"]
        return " && ".join(casks + ([f"brew install {' '.join(others)}"] if others else []))
    if sys.platform == "win32":
        return "winget install Google.Chrome (and the servers, which Windows has not: run the tests in WSL)"
    return f"install the packages {' '.join(packages)}"


def _as_root() -> list[str] | None:
    """What to put before a command that needs root: nothing, sudo, or None when neither is to be had."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
