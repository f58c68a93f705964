"""The first set-up: real environments and a real pip, in a small copy of the project, with no network at all."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from eventdesk.bootstrap import browser, packing
from tests.startup.running import PYTHON, ROOT, environment

DESK = """
import tent

def main(arguments):
    print("the desk runs", *arguments)
    return 0
"""


@dataclass
class Project:
    """The door and the set-up, one package to install (`tent`), and a desk that only says that it runs."""

    folder: Path
    shelf: Path

    def start(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Start run.py with pip looking on the shelf only."""
        variables = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.shelf),
            "EVENTDESK_ASYNC_MODE": "threading",  # the small project has no eventlet
        }
        return subprocess.run(
            [PYTHON, "-B", str(self.folder / "run.py"), *arguments],
            env=environment(**variables | more), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project as it was cloned."""
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = make_project(tmp_path_factory.mktemp("finished"))
    assert project.start().returncode == 0
    return project


@pytest.fixture
def installed(finished: Project, tmp_path: Path) -> Project:
    """The project after a first start."""
    shutil.copytree(finished.folder.parent, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Project(tmp_path / finished.folder.name, tmp_path / finished.shelf.name)


def make_project(tmp_path: Path) -> Project:
    folder = tmp_path / "project"
    shutil.copytree(
        ROOT / "eventdesk" / "bootstrap", folder / "eventdesk" / "bootstrap",
        ignore=shutil.ignore_patterns("__pycache__"),
    )  # fmt: skip
    code = ("run.py", "eventdesk/__init__.py", "eventdesk/runtime.py")
    for name in (*code, "requirements-node.txt", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "eventdesk" / "cli.py").write_text(DESK, encoding="utf-8")
    for module in (*(each for each, _ in browser.MODULES.values()), *browser.FILES.values()):
        (folder / "node_modules" / module).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "node_modules" / module, folder / "node_modules" / module)
    (folder / "node_modules" / browser.STAMP.name).write_text(f"runtime {digest(folder / 'package-lock.json')}")
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    wheel = put_on_shelf(shelf, "tent", "1.0")
    ask_for(folder, f"tent==1.0 --hash=sha256:{digest(wheel)}")
    return Project(folder, shelf)


def test_first_and_second_start(project: Project) -> None:
    first = project.start("--port", "9000")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[0].startswith("Setting up EventDesk")
    assert first.stdout.splitlines()[-1] == "the desk runs --port 9000"

    # Nothing on the shelf and no Node.js: the second start must not need either.
    shutil.rmtree(project.shelf)
    shutil.rmtree(project.folder / "node_modules")
    second = project.start(PATH="")
    assert (second.returncode, second.stdout, second.stderr) == (0, "the desk runs\n", "")


def test_the_manifest_is_the_import_map_of_what_was_copied(installed: Project) -> None:
    vendor = installed.folder / "static" / "vendor"
    manifest = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["imports"]) == set(browser.MODULES)
    for address in manifest["imports"].values():
        copied = (installed.folder / address.lstrip("/")).read_text(encoding="utf-8")
        assert copied.strip()
        assert "sourceMappingURL" not in copied


def test_what_browsers_fetch_is_packed(installed: Project) -> None:
    statics = packing.Folder(installed.folder / "static")
    names = [name for name in statics.names() if packing.grows_smaller(name)]
    assert "vendor/preact.js" in names
    for name in names:
        packed = statics.packed(packing.digest_of(statics.content(name)))
        assert packed, name
        assert gzip.decompress(packed) == statics.content(name)


def test_the_letters_of_the_pdfs_are_copied_byte_by_byte(installed: Project) -> None:
    for name, source in browser.FILES.items():
        copied = installed.folder / "static" / "vendor" / name
        assert digest(copied) == digest(ROOT / "node_modules" / source)


def test_a_set_up_that_was_cut_short_is_done_again(installed: Project) -> None:
    # As a power cut during the installation leaves it.
    environment_folder = installed.folder / ".venv"
    (environment_folder / "half-done").touch()
    for package in environment_folder.glob("lib/*/site-packages/tent*"):
        shutil.rmtree(package)

    again = installed.start()

    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.splitlines()[-1] == "the desk runs"


def test_an_environment_that_was_cut_short_is_made_again(installed: Project) -> None:
    # As Ctrl-C leaves it while the environment itself is being made: there is a Python, but no pip yet.
    environment_folder = installed.folder / ".venv"
    (environment_folder / "requirements.stamp").unlink()
    for package in environment_folder.glob("lib/*/site-packages/*/"):
        shutil.rmtree(package)

    again = installed.start()

    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.splitlines()[-1] == "the desk runs"


@pytest.mark.parametrize("lost", [".venv", "static/vendor", "static/vendor/manifest.json", "static/vendor/preact.js"])
def test_what_was_deleted_is_brought_back(installed: Project, lost: str) -> None:
    path = installed.folder / lost
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()

    again = installed.start()

    assert (again.returncode, again.stderr) == (0, "")
    assert path.exists()


def test_new_requirements_are_installed(installed: Project) -> None:
    wheel = put_on_shelf(installed.shelf, "tent", "2.0")
    ask_for(installed.folder, f"tent==2.0 --hash=sha256:{digest(wheel)}")
    installed.start()
    assert list(installed.folder.glob(".venv/lib/*/site-packages/tent-2.0.dist-info"))
    assert not list(installed.folder.glob(".venv/lib/*/site-packages/tent-1.0.dist-info"))


def test_a_package_that_is_not_what_was_pinned_is_refused(project: Project) -> None:
    ask_for(project.folder, f"tent==1.0 --hash=sha256:{'0' * 64}")
    refused = project.start()
    assert_one_line(refused, "Installing the Python packages did not work")
    assert not list(project.folder.glob(".venv/lib/*/site-packages/tent*"))


def test_without_a_network_it_says_so_and_goes_on_later(project: Project) -> None:
    empty = str(project.shelf / "empty")
    refused = project.start(PIP_FIND_LINKS=empty)
    assert_one_line(refused, "Installing the Python packages did not work", "Run this again")
    later = project.start()
    assert (later.returncode, later.stderr) == (0, "")
    assert later.stdout.splitlines()[-1] == "the desk runs"


def test_browser_libraries_that_cannot_be_fetched(installed: Project, tmp_path: Path) -> None:
    shutil.rmtree(installed.folder / "node_modules")
    shutil.rmtree(installed.folder / "static")
    commands = tmp_path / "commands"
    commands.mkdir()
    put_command(commands / "node", "echo v22.1.0")
    put_command(commands / "npm", "echo npm error network request failed; exit 1")

    refused = installed.start(PATH=str(commands))

    assert_one_line(refused, "Fetching the browser libraries", "npm error network request failed")
    assert not (installed.folder / "static" / "vendor").exists()


def test_neither_node_nor_a_network(installed: Project, tmp_path: Path) -> None:
    shutil.rmtree(installed.folder / "node_modules")
    shutil.rmtree(installed.folder / "static")
    assert_one_line(installed.start(PATH=str(tmp_path)), "Installing Node.js", "did not work")
    assert not (installed.folder / "static" / "vendor").exists()


def test_an_old_python_is_told_so() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys; sys.version_info = (3, 10, 4); import run; sys.exit(run.main([]))"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 1
    assert said.stderr == "EventDesk needs Python 3.11 or newer; this is Python 3.10.\n"
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def assert_one_line(outcome: subprocess.CompletedProcess[str], *words: str) -> None:
    assert outcome.returncode == 1
    assert len(outcome.stderr.splitlines()) == 1, outcome.stderr
    for word in words:
        assert word in outcome.stderr


def ask_for(folder: Path, requirement: str) -> None:
    (folder / "requirements.txt").write_text(requirement + "\n", encoding="utf-8")
    (folder / "requirements-dev.txt").write_text(requirement + "\n# and those of the tests\n", encoding="utf-8")


def put_command(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def put_on_shelf(shelf: Path, name: str, version: str) -> Path:
    """A wheel with one empty module."""
    wheel = shelf / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        files = [*archive.namelist(), f"{about}/RECORD"]
        archive.writestr(f"{about}/RECORD", "".join(f"{file},,\n" for file in files))
    return wheel


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
