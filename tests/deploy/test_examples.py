"""The examples say nothing that is not so: each setting, command and file that they name exists."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from eventdesk import settings
from eventdesk.cli import commands
from eventdesk.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = {f"EVENTDESK_{name.upper()}" for name in Settings.model_fields}
SECRETS = ("DATABASE_PASSWORD", "REDIS_PASSWORD", "DESK_NAME")


@pytest.fixture
def compose(deploy: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((deploy / "compose.yaml").read_text(encoding="utf-8"))
    return document


@pytest.fixture
def unit(deploy: Path) -> configparser.RawConfigParser:
    return parsed(deploy / "eventdesk@.service")


def parsed(path: Path) -> configparser.RawConfigParser:
    unit = configparser.RawConfigParser(strict=False, delimiters=["="])
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


def check_serves(words: list[str]) -> None:
    """`serve` takes these options, and they are taken by the settings."""
    assert words[0] == "serve"
    context = commands.commands["serve"].make_context("serve", [each.replace("%i", "8001") for each in words[1:]])
    assert {name for name, value in context.params.items() if value is not None} >= {"host", "port"}


def named(text: str) -> set[str]:
    return set(re.findall(r"EVENTDESK_[A-Z_]+", text))


@pytest.mark.parametrize("name", sorted(each.name for each in (ROOT / "deploy").iterdir() if each.is_file()))
def test_each_setting_that_is_named_exists(deploy: Path, name: str) -> None:
    assert named((deploy / name).read_text(encoding="utf-8")) <= SETTINGS


def test_no_secret_stands_in_the_files(deploy: Path, compose: dict[str, Any]) -> None:
    text = (deploy / "compose.yaml").read_text(encoding="utf-8")
    for name in SECRETS:
        assert re.findall(rf"\${{{name}[^}}]*}}", text), name
        assert re.search(rf"^{name}=", (deploy / "env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"(?<!\$)\${(\w+)", text)) == set(SECRETS)
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or name.endswith(("_URL", "_AUTH")):
                assert "_PASSWORD:?" in value


def test_the_addresses_of_the_compose_file_are_settings_that_are_taken(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = compose["services"]["desk1"]["environment"]
    for name, value in given.items():
        monkeypatch.setenv(name, re.sub(r"\${(\w+)[^}]*}", "secret1", value))
    chosen = settings.load(data_dir=tmp_path)
    assert (chosen.database_url, chosen.redis_url) == (
        "postgresql://eventdesk:secret1@database:5432/eventdesk",
        "redis://:secret1@redis:6379/0",
    )
    assert (chosen.hostnames, chosen.proxies) == (("secret1",), 1)


def test_services_volumes_networks_and_files_of_the_compose_file_belong_together(
    compose: dict[str, Any], deploy: Path
) -> None:
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service["networks"]) <= set(compose["networks"])
        assert service["healthcheck"]["test"]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or source == "./tls" or (deploy / source).is_file(), source
    desks = {name: each for name, each in services.items() if each["image"] == "eventdesk"}
    assert len({repr(each) for each in desks.values()}) == 1
    assert set(re.findall(r"server (\w+):8000", (deploy / "desks.compose.conf").read_text())) == set(desks)
    build = services["desk1"]["build"]
    assert (deploy / build["context"] / build["dockerfile"]).resolve() == deploy / "Dockerfile"


def test_what_the_image_runs_is_there(deploy: Path) -> None:
    text = (deploy / "Dockerfile").read_text(encoding="utf-8")
    entry, given = (
        [each.strip('"') for each in found.split(", ")]
        for found in re.findall(r"^(?:ENTRYPOINT|CMD) \[(.+)\]$", text, re.MULTILINE)
    )
    assert entry == ["python3", "run.py"]
    check_serves(given)
    assert "EXPOSE 8000" in text
    made = re.findall(r"^RUN python3 (.+)$", text, re.MULTILINE)
    assert made == ["run.py --version"]
    ran = subprocess.run([sys.executable, *made[0].split()], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("EventDesk ")
    ignored = (deploy / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert {".venv", "instance", "deploy/.env", ".git"} <= set(ignored)


def test_the_unit_starts_what_is_there(unit: configparser.RawConfigParser) -> None:
    program, script, *words = shlex.split(unit["Service"]["ExecStart"])
    assert program == "/usr/bin/python3"
    assert script == f"{unit['Service']['WorkingDirectory']}/run.py"
    check_serves(words)
    data_dir = re.search(r"EVENTDESK_DATA_DIR=(\S+)", unit["Service"]["Environment"])
    assert data_dir
    assert data_dir[1] == f"/var/lib/{unit['Service']['StateDirectory']}"


def test_the_example_of_the_environment_is_taken(
    deploy: Path, unit: configparser.RawConfigParser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert unit["Service"]["EnvironmentFile"] == "/etc/eventdesk/eventdesk.env"
    for line in (deploy / "eventdesk.env.example").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, value = line.partition("=")
            monkeypatch.setenv(name, value)
    chosen = settings.load(data_dir=tmp_path)
    assert chosen.database_url
    assert chosen.redis_url
    assert chosen.proxies == 1


def test_the_target_starts_the_processes_that_nginx_knows(deploy: Path) -> None:
    wanted = parsed(deploy / "eventdesk.target")["Unit"]["Wants"].split()
    ports = re.findall(r"server 127\.0\.0\.1:(\d+) ", (deploy / "desks.conf").read_text())
    assert wanted == [f"eventdesk@{port}.service" for port in ports]


def test_systemd_finds_nothing_wrong(deploy: Path, tmp_path: Path) -> None:
    """Where there is no systemd to ask, what can be read without it has been read above."""
    analyze = shutil.which("systemd-analyze")
    unit = (deploy / "eventdesk@.service").read_text(encoding="utf-8")
    here = tmp_path / "eventdesk@.service"
    here.write_text(unit.replace("/opt/eventdesk", str(ROOT)).replace("/usr/bin/python3", sys.executable))
    shutil.copy(deploy / "eventdesk.target", tmp_path)
    if analyze is None:
        assert {"[Unit]", "[Service]", "[Install]"} <= set(unit.splitlines())
        return
    verified = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / "eventdesk@8001.service"), str(tmp_path / "eventdesk.target")],
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    about_ours = [
        line for line in verified.stderr.splitlines() if "eventdesk" in line and "WorkingDirectory" not in line
    ]
    assert about_ours == []
