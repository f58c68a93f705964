"""Settings: a flag beats the variable, the variable beats the default; and the keys beside the database."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import ifaddr
import pytest

from eventdesk import runtime
from eventdesk.adapters import lan
from eventdesk.settings import BadSetting, Settings, load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    prepared = load(data_dir=tmp_path / "data")
    prepared.prepare()
    return prepared


def test_flag_beats_variable_beats_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().port == 8000
    monkeypatch.setenv("EVENTDESK_PORT", "9001")
    assert load().port == 9001
    assert load(port=None).port == 9001
    assert load(port=9002).port == 9002


def test_the_data_folder_does_not_depend_on_where_the_command_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load().data_dir
    monkeypatch.chdir(tmp_path)
    assert load().data_dir == before
    monkeypatch.setenv("EVENTDESK_DATA_DIR", "mine")
    assert load().data_dir == tmp_path / "mine"


@pytest.mark.parametrize(
    ("arguments", "variable", "wanted"),
    [
        ([], None, "eventlet"),
        (["serve"], "gevent", "gevent"),
        (["serve", "--async-mode", "threading"], "gevent", "threading"),
        (["--port", "9000", "--async-mode=gevent"], None, "gevent"),
        (["demo", "--async-mode", "gevent"], None, "gevent"),
        (["token", "--role", "organiser"], "gevent", "threading"),
        (["serve", "--async-mode"], None, "threading"),
        (["serve", "--async-mode", "asyncio"], None, "threading"),
    ],
)
def test_the_mode_is_known_before_anything_is_imported(arguments: list[str], variable: str | None, wanted: str) -> None:
    variables = {"EVENTDESK_ASYNC_MODE": variable} if variable else {}
    assert runtime.mode_for(arguments, variables) == wanted


def test_a_key_is_made_once_and_for_its_owner_only(settings: Settings) -> None:
    key = settings.key("sessions")
    assert len(key) == 32
    assert settings.key("sessions") == key
    assert settings.key("health") != key
    assert (settings.data_dir / "keys" / "sessions").stat().st_mode & 0o777 == 0o600
    assert settings.data_dir.stat().st_mode & 0o777 == 0o700


def test_eight_at_once_get_the_same_key(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(settings.key, ["sessions"] * 8))
    assert len(keys) == 1
    assert [path.name for path in (settings.data_dir / "keys").iterdir()] == ["sessions"]


def test_a_damaged_key_is_refused_and_left_as_it_is(settings: Settings) -> None:
    path = settings.data_dir / "keys" / "health"
    path.write_bytes(b"half of it")
    with pytest.raises(BadSetting, match="damaged"):
        settings.key("health")
    assert path.read_bytes() == b"half of it"


@pytest.mark.parametrize("name", ["", "../sessions", "a/b", "Sessions"])
def test_a_name_that_is_no_keys_name(settings: Settings, name: str) -> None:
    with pytest.raises(ValueError, match="not a key's name"):
        settings.key(name)
    assert not list((settings.data_dir / "keys").iterdir())


def test_addresses_for_a_tablet_come_before_this_machines_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.1.20", "10.0.0.3"])
    assert lan.urls("0.0.0.0", 8000) == ["http://192.168.1.20:8000", "http://10.0.0.3:8000", "http://127.0.0.1:8000"]  # noqa: S104
    assert lan.urls("192.168.1.20", 80) == ["http://192.168.1.20"]
    assert lan.urls("::1", 8000) == ["http://[::1]:8000"]


def test_networks_inside_the_machine_come_last(monkeypatch: pytest.MonkeyPatch) -> None:
    class Address:
        def __init__(self, ip: str | tuple[str, int, int]) -> None:
            self.ip = ip

    class Adapter:
        def __init__(self, name: str, *ips: str | tuple[str, int, int]) -> None:
            self.nice_name = name
            self.ips = [Address(ip) for ip in ips]

    adapters = [
        Adapter("lo", "127.0.0.1"),
        Adapter("docker0", "172.17.0.1"),
        Adapter("wlan0", ("fe80::1", 0, 2), "169.254.3.4", "10.1.2.3"),
        Adapter("eth0", "192.168.8.2"),
    ]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: adapters)
    assert lan.addresses() == ["192.168.8.2", "10.1.2.3", "172.17.0.1"]


@pytest.mark.parametrize(
    ("host", "name"),
    [("tent", "tent.local"), ("Anna's MacBook.home", "anna-s-macbook.local"), ("localhost", None), ("", None)],
)
def test_the_name_on_the_local_network(monkeypatch: pytest.MonkeyPatch, host: str, name: str | None) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    assert lan.local_name() == name


def test_a_desk_whose_keys_are_gone_gets_no_new_ones(settings: Settings) -> None:
    settings.database_path.write_bytes(b"a race day")
    with pytest.raises(BadSetting, match="put them back"):
        load(data_dir=settings.data_dir).prepare()
    assert not list((settings.data_dir / "keys").iterdir())


def test_folders_for_backups_are_named_in_one_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTDESK_BACKUP_DIRS", f"{tmp_path}/a b:/media/stick:")
    assert [str(path) for path in load().backup_dirs] == [f"{tmp_path}/a b", "/media/stick"]
    monkeypatch.setenv("EVENTDESK_BACKUP_DIRS", "")
    assert load().backup_dirs == ()


def test_another_name_is_announced_where_one_was_set_or_restored(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.address_name == ""
    (settings.data_dir / "address-name").write_text("tent\n", encoding="ascii")
    assert settings.address_name == "tent"
    assert lan.local_name(settings.address_name) == "tent.local"
    monkeypatch.setenv("EVENTDESK_NAME", "Massage")
    assert lan.local_name(load(data_dir=settings.data_dir).address_name) == "massage.local"
