"""`run.py test`: brings the browser and the servers the tests need, or says how to; it never silently runs less."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from eventdesk.bootstrap import servers, system
from eventdesk.bootstrap.places import SetupFailed
from tests.startup.running import run

if TYPE_CHECKING:
    from pathlib import Path


def test_arguments_go_to_pytest_and_its_exit_code_comes_back() -> None:
    assert "pytest" in run("test", "--version").stdout
    assert run("test", "--no-such-option").returncode == 4


def test_without_a_browser_and_without_apt_nothing_is_run(tmp_path: Path) -> None:
    refused = run("test", "tests/startup/test_settings.py", PATH=str(tmp_path))
    assert refused.returncode == 1
    assert "passed" not in refused.stdout
    assert len(refused.stderr.splitlines()) == 1
    assert "Chromium" in refused.stderr


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """A system with apt and nothing that the tests need; what is added here is on its PATH."""
    found = {"apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(shutil, "which", found.get)
    monkeypatch.setattr(servers, "ROOT", tmp_path)
    monkeypatch.setattr(system, "MAC", ())
    monkeypatch.setattr(system, "SYSTEMD", tmp_path / "systemd")
    monkeypatch.delenv("EVENTDESK_CHROMIUM", raising=False)
    return found


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were run beside the installer; none does anything."""
    commands: list[str] = []

    def run_nothing(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        commands.append(" ".join(command))
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", run_nothing)
    return commands


ALL = {
    "chromium": "chromium",
    "postgres": "postgresql",
    "redis-server": "redis-server",
    "nginx": "nginx",
    "haproxy": "haproxy",
}
"""Each program with its Debian package."""


def apt(monkeypatch: pytest.MonkeyPatch, bare: dict[str, str], *, brings: set[str]) -> list[str]:
    """Has root, and an installer that brings these programs when their package is asked for."""
    installed: list[str] = []

    def install(_title: str, command: list[str]) -> None:
        installed.append(" ".join(command))
        bare.update({name: f"/usr/bin/{name}" for name in brings if ALL[name] in command})

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system, "install", install)
    return installed


def test_a_named_browser_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTDESK_CHROMIUM", "/opt/my/chromium")
    assert system.ensure_for_tests() == "/opt/my/chromium"


def test_where_root_is_needed_and_not_to_be_had_the_command_is_named(
    monkeypatch: pytest.MonkeyPatch, bare: dict[str, str], ran: list[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system, "install", lambda *_: pytest.fail("nothing may be installed"))
    bare["nginx"] = "/usr/sbin/nginx"
    with pytest.raises(SetupFailed) as refused:
        system.ensure_for_tests()
    assert str(refused.value) == (
        "Missing: the tests need a Chromium, PostgreSQL, Redis, HAProxy. "
        "To install it: sudo apt-get install chromium postgresql redis-server haproxy"
    )
    assert ran == []


@pytest.mark.parametrize(
    ("platform", "command"),
    [
        ("darwin", "brew install --cask chromium && brew install postgresql@17 redis nginx haproxy"),
        ("win32", "winget install Google.Chrome"),
        ("linux", "install the packages chromium postgresql redis-server nginx haproxy"),
    ],
)
def test_where_there_is_no_apt_the_command_is_named(
    monkeypatch: pytest.MonkeyPatch, bare: dict[str, str], platform: str, command: str
) -> None:
    del bare["apt-get"]
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(SetupFailed) as refused:
        system.ensure_for_tests()
    assert command in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_root_installs_all_that_is_missing_in_one_go_and_says_so(
    monkeypatch: pytest.MonkeyPatch, bare: dict[str, str], ran: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    installed = apt(monkeypatch, bare, brings=set(ALL))

    assert system.ensure_for_tests("python3-venv") == "/usr/bin/chromium"

    packages = "python3-venv chromium postgresql redis-server nginx haproxy"
    said = capsys.readouterr().out
    assert f"Installing the system packages: {packages}." in said
    assert "left running" in said
    update, install_them = installed
    assert update.endswith("/usr/bin/apt-get -q update")
    assert install_them.endswith(f"install -y --no-install-recommends {packages}")
    assert ran == [f"service {each} stop" for each in ("postgresql", "redis-server", "nginx", "haproxy")]


def test_services_are_not_left_running_where_systemd_starts_them(
    monkeypatch: pytest.MonkeyPatch, bare: dict[str, str], ran: list[str]
) -> None:
    system.SYSTEMD.mkdir()
    bare |= {name: f"/usr/bin/{name}" for name in ALL if name not in ("nginx", "postgres")}
    apt(monkeypatch, bare, brings={"nginx", "postgres"})
    system.ensure_for_tests()
    assert ran == ["systemctl disable --now postgresql nginx"]


def test_nothing_is_installed_where_all_is_there(
    monkeypatch: pytest.MonkeyPatch, bare: dict[str, str], ran: list[str]
) -> None:
    bare |= {name: f"/usr/bin/{name}" for name in ALL}
    installed = apt(monkeypatch, bare, brings=set())
    assert system.ensure_for_tests() == "/usr/bin/chromium"
    assert (installed, ran) == ([], [])


def test_a_browser_alone_ends_no_services(
    monkeypatch: pytest.MonkeyPatch, bare: dict[str, str], ran: list[str]
) -> None:
    bare |= {name: f"/usr/bin/{name}" for name in ALL if name != "chromium"}
    installed = apt(monkeypatch, bare, brings={"chromium"})
    assert system.ensure_for_tests() == "/usr/bin/chromium"
    assert len(installed) == 2
    assert ran == []


@pytest.mark.usefixtures("ran")
def test_what_cannot_be_found_afterwards_is_said(monkeypatch: pytest.MonkeyPatch, bare: dict[str, str]) -> None:
    apt(monkeypatch, bare, brings=set(ALL) - {"redis-server"})
    with pytest.raises(SetupFailed, match="nowhere to be found: Redis"):
        system.ensure_for_tests()


def test_postgresql_is_found_where_debian_has_it_the_newest_first(bare: dict[str, str], tmp_path: Path) -> None:
    assert servers.find("postgres") is None
    for version in (9, 15, 14):
        program = tmp_path / "usr" / "lib" / "postgresql" / str(version) / "bin" / "postgres"
        program.parent.mkdir(parents=True)
        program.touch()
    assert servers.find("postgres") == str(tmp_path / "usr/lib/postgresql/15/bin/postgres")
    bare["postgres"] = "/opt/postgres"
    assert servers.find("postgres") == "/opt/postgres"
