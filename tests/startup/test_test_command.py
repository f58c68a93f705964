"""`run.py test`: brings the browser the tests need, or says how to; it never silently runs less."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from eventdesk.bootstrap import system
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


def test_a_named_browser_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTDESK_CHROMIUM", "/opt/my/chromium")
    assert system.ensure_chromium() == "/opt/my/chromium"


def test_where_root_is_needed_and_not_to_be_had_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(system, "install", lambda *_: pytest.fail("nothing may be installed"))
    monkeypatch.delenv("EVENTDESK_CHROMIUM", raising=False)
    monkeypatch.setattr(system, "MAC", ())
    with pytest.raises(SetupFailed, match="sudo apt-get install chromium"):
        system.ensure_chromium()


def test_root_installs_it_and_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    installed: list[str] = []
    found = {"apt-get": "/usr/bin/apt-get"}

    def install(_title: str, command: list[str]) -> None:
        installed.append(" ".join(command))
        if command[-1] == "chromium":
            found["chromium"] = "/usr/bin/chromium"

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", found.get)
    monkeypatch.setattr(system, "install", install)
    monkeypatch.delenv("EVENTDESK_CHROMIUM", raising=False)
    monkeypatch.setattr(system, "MAC", ())

    assert system.ensure_chromium() == "/usr/bin/chromium"
    assert "Installing the system package chromium" in capsys.readouterr().out
    update, install_it = installed
    assert update.endswith("/usr/bin/apt-get -q update")
    assert install_it.endswith("install -y --no-install-recommends chromium")
