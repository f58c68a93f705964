"""Asks the registries whether a hole is known in anything that EventDesk is made of.

Fails for a known hole. A registry that cannot be asked from here is no failure, but it is said.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = "pip-audit==2.10.1"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
SECONDS = 180


def main() -> int:
    """The exit code: 1 where a hole is known."""
    holes = [*python_holes(), *browser_holes()]
    for hole in holes:
        say(hole)
    return 1 if holes else 0


def say(text: str) -> None:
    """One line, among those of the other checks."""
    sys.stdout.write(f"audit: {text}\n")
    sys.stdout.flush()


def run(command: Sequence[str]) -> str | None:
    """What it printed; None: it could not be run to its end."""
    try:
        done = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout


def python_holes() -> Iterator[str]:
    """Of the Python packages, by pip-audit in an environment of its own."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-audit-") as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python")
        run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PIP_AUDIT])
        for name in REQUIREMENTS:
            audit = ["pip_audit", "-r", name, "--disable-pip", "--format", "json", "--progress-spinner", "off"]
            found = parsed(run([python, "-m", *audit]))
            packages = found.get("dependencies", [])
            asked = [each for each in packages if "skip_reason" not in each]
            say(f"{name}: {len(asked)} of {len(packages)} Python packages could be asked about")
            if not asked:
                say("the registry cannot be asked from here")
            for package in asked:
                for hole in package["vulns"]:
                    yield f"{package['name']} {package['version']}: {hole['id']}, mended in {hole['fix_versions']}"


def browser_holes() -> Iterator[str]:
    """Of the browser libraries and their tools, by npm."""
    npm = shutil.which("npm")
    if npm is None:
        say("no npm on this machine: the browser libraries are not audited")
        return
    found = parsed(run([npm, "audit", "--json"]))
    if "vulnerabilities" not in found:
        say("package-lock.json: npm's registry cannot be asked from here")
        return
    say(f"package-lock.json: {found['metadata']['dependencies']['total']} npm packages were asked about")
    for name, hole in found["vulnerabilities"].items():
        yield f"{name} {hole['range']}: {hole['severity']}"


def parsed(text: str | None) -> dict[str, Any]:
    """The JSON that a tool printed; nothing where it printed something else."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
