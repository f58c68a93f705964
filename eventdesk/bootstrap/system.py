"""What the tests need from the system: found, or installed from Debian's or Ubuntu's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from eventdesk.bootstrap.commands import install, say
from eventdesk.bootstrap.places import SetupFailed

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
MAC = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
HOW_TO = {"darwin": "brew install --cask chromium", "win32": "winget install Google.Chrome"}


def find_chromium() -> str | None:
    """The path of a Chromium, the one named in EVENTDESK_CHROMIUM before any other."""
    named = os.environ.get("EVENTDESK_CHROMIUM")
    candidates = [named, *map(shutil.which, NAMES), *(str(path) for path in MAC if path.exists())]
    return next((candidate for candidate in candidates if candidate), None)


def ensure_chromium() -> str:
    """The path of a Chromium, installing it where that is allowed. Raises SetupFailed with the command to type."""
    found = find_chromium()
    if found:
        return found
    install_debian_package("chromium", "the browser tests need a Chromium")
    found = find_chromium()
    if not found:
        raise SetupFailed("Chromium was installed but cannot be found: set EVENTDESK_CHROMIUM to its path.")
    return found


def install_debian_package(package: str, why: str) -> None:
    """Install one package as root or with a sudo that asks nothing; otherwise name the command and stop."""
    apt = shutil.which("apt-get")
    if not apt:
        how = HOW_TO.get(sys.platform, f"install the package {package}")
        raise SetupFailed(f"Missing: {why}. To install it: {how}")
    prefix = _as_root()
    if prefix is None:
        raise SetupFailed(f"Missing: {why}. To install it: sudo apt-get install {package}")
    say(f"Missing: {why}. Installing the system package {package}.")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-q"]
    install("Reading the list of system packages", [*prefix, *quiet, "update"])
    install(f"Installing {package}", [*prefix, *quiet, "install", "-y", "--no-install-recommends", package])


def _as_root() -> list[str] | None:
    """What to put before a command that needs root: nothing, sudo, or None when neither is to be had."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
