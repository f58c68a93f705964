"""What the doctor finds, what it says to do about it, and that it leaves everything as it is."""

from __future__ import annotations

import datetime
import json
import shutil
import socket
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from eventdesk import cli, settings
from eventdesk.adapters import certificates, lan
from eventdesk.adapters.clock import SystemClock
from eventdesk.app import backups_of
from eventdesk.https import CERTIFICATE_FILE, FOLDER, Https
from tests.crash.desks import Day
from tests.startup import running

if TYPE_CHECKING:
    from pathlib import Path

NOW = SystemClock().now()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder of a desk that was set up and backed up."""
    day = Day(tmp_path / "data", 1)
    keeper = backups_of(settings.load(data_dir=day.folder))
    assert not keeper.make().problem
    keeper.close()
    return day.folder


class Doctor:
    """Asks the doctor about a data folder."""

    def __init__(self, folder: Path, port: int, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.port, self.capsys = folder, port, capsys

    def says(self, *more: str) -> tuple[int, str]:
        code = cli.main(["doctor", "--data-dir", str(self.folder), "--port", str(self.port), *more])
        return code, self.capsys.readouterr().out

    def finds(self, name: str) -> list[tuple[str, str]]:
        """State and words of the findings with this name; what is not well has something to do."""
        code, said = self.says("--json")
        document = json.loads(said)
        assert document["ok"] == (code == 0) == all(each["state"] != "bad" for each in document["findings"])
        found = [each for each in document["findings"] if each["name"] == name]
        assert all(each["do"] for each in found if each["state"] != "ok")
        return [(each["state"], f"{each['says']} {each['do']}") for each in found]

    def change(self, sql: str, *values: Any) -> None:
        with closing(sqlite3.connect(self.folder / "eventdesk.sqlite3")) as database:
            database.execute(sql, values)
            database.commit()


@pytest.fixture
def doctor(folder: Path, free_port: int, capsys: pytest.CaptureFixture[str]) -> Doctor:
    return Doctor(folder, free_port, capsys)


def everything_in(folder: Path) -> dict[str, bytes]:
    """What every file holds; what SQLite keeps in memory beside a file is none."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
    return {str(path): path.read_bytes() for path in files if path.stat().st_size}


def test_a_desk_that_is_well(doctor: Doctor) -> None:
    before = everything_in(doctor.folder)
    code, said = doctor.says()
    assert code == 0, said
    assert "bad " not in said
    assert everything_in(doctor.folder) == before


def test_a_folder_that_is_not_there_yet_stays_so(
    tmp_path: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor = Doctor(tmp_path / "none", free_port, capsys)
    code, said = doctor.says()
    assert code == 0, said
    assert "the first start makes it" in said
    assert not doctor.folder.exists()


def test_a_damaged_database(doctor: Doctor) -> None:
    (doctor.folder / "eventdesk.sqlite3").write_bytes(b"no database" * 1000)
    ((state, said),) = doctor.finds("database")
    assert state == "bad"
    assert "run.py restore" in said
    assert doctor.says()[0] == 1


@pytest.mark.parametrize(("version", "state"), [("0000", "warn"), ("9999", "bad")])
def test_a_database_of_another_version(doctor: Doctor, version: str, state: str) -> None:
    doctor.change("UPDATE alembic_version SET version_num = ?", version)
    assert doctor.finds("database version")[0][0] == state


def test_keys_that_are_gone_or_others(doctor: Doctor) -> None:
    key = doctor.folder / "keys" / "health"
    key.write_bytes(bytes(32))
    assert doctor.finds("keys")[0][0] == "bad"
    key.unlink()
    ((state, said),) = doctor.finds("keys")
    assert state == "bad"
    assert "stick" in said
    assert not key.exists()


def test_no_backup_and_one_that_lacks_something(doctor: Doctor) -> None:
    doctor.change("UPDATE events SET seq = seq + 7")
    state, said = doctor.finds("backups")[0]
    assert (state, "lacks the last 7 entries" in said) == ("warn", True)
    shutil.rmtree(doctor.folder / "backups")
    assert doctor.finds("backups")[0][0] == "bad"


@pytest.mark.parametrize(("free", "state"), [(50_000_000, "bad"), (500_000_000, "warn"), (5_000_000_000, "ok")])
def test_a_disk_that_is_nearly_full(doctor: Doctor, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert doctor.finds("disk")[0][0] == state


def test_a_data_folder_that_others_can_look_into(doctor: Doctor) -> None:
    doctor.folder.chmod(0o755)
    ((state, said),) = doctor.finds("data folder")
    assert (state, "chmod 700" in said) == ("warn", True)


def seen(doctor: Doctor, *ahead: int) -> None:
    """Tablets that were here just now, and by how many seconds their clocks are ahead."""
    at = int(NOW.timestamp() * 1_000_000)
    doctor.change("DELETE FROM passes")
    for number, seconds in enumerate(ahead):
        doctor.change(
            "INSERT INTO passes"
            " (secret_hash, kind, role, label, device, created_at, last_seen_at, clock_ahead_seconds, is_revoked)"
            " VALUES (?, 'kiosk', 'kiosk', ?, '', ?, ?, ?, 0)",
            f"hash{number}", f"Tablet {number}", at, at, seconds,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("ahead", "state", "words"),
    [
        ((), "ok", "No tablet"),
        ((1, -2, 3), "ok", "3 agree"),
        ((60, 61), "warn", "60 seconds behind"),
        ((-3600, -3601, 0), "bad", "60 minutes ahead"),
        ((0, 1, 240), "warn", "Tablet 2 is 4 minutes ahead"),
        ((-90, 1, 0), "warn", "Tablet 0 is 90 seconds behind"),
        ((500,), "warn", "Tablet 0 is 8 minutes ahead"),
        ((5,), "ok", "1 agree"),
    ],
)
def test_clocks_that_differ(doctor: Doctor, ahead: tuple[int, ...], state: str, words: str) -> None:
    seen(doctor, *ahead)
    found = doctor.finds("clock against tablets")
    assert (found[0][0], words in found[0][1]) == (state, True), found


def test_a_clock_that_was_put_back(doctor: Doctor) -> None:
    assert doctor.finds("clock")[0][0] == "ok"
    later = int((SystemClock().now() + datetime.timedelta(hours=1)).timestamp() * 1_000_000)
    doctor.change("UPDATE journal SET at = ? WHERE seq = 1", later)
    assert doctor.finds("clock")[0][0] == "bad"


def test_a_port_that_another_program_has(doctor: Doctor) -> None:
    assert doctor.finds("port") == [("ok", f"{doctor.port} is free. ")]
    with socket.create_server(("127.0.0.1", doctor.port)):
        assert doctor.finds("port")[0][0] == "bad"


def test_a_desk_that_is_running(doctor: Doctor) -> None:
    with running.desk(doctor.folder) as desk:
        assert doctor.finds("port")[0][0] == "warn"
        doctor.port = urlsplit(desk.url).port or 0
        ((state, said),) = doctor.finds("port")
        assert (state, "on this data folder" in said) == ("ok", True)
        assert doctor.finds("database")[0][0] == "ok"


def test_a_machine_without_network(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "addresses", list)
    assert doctor.finds("addresses")[0][0] == "warn"


def test_the_certificate(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.finds("certificate")[0][0] == "ok"
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.1.10"])
    https = Https(settings.load(data_dir=doctor.folder), SystemClock())
    assert doctor.finds("certificate")[0][0] == "ok"
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.1.10", "192.168.1.99"])
    ((state, said),) = doctor.finds("certificate")
    assert (state, "192.168.1.99" in said) == ("warn", True)
    long_ago = NOW - datetime.timedelta(days=2000)
    secret = settings.load(data_dir=doctor.folder).key("authority")
    old = certificates.issue(https.authority, certificates.private_key(secret, "desk"), ["localhost"], long_ago)
    path = doctor.folder / FOLDER / CERTIFICATE_FILE
    path.write_bytes(old.public_bytes(Encoding.PEM))
    assert doctor.finds("certificate")[0][0] == "bad"
    path.write_bytes(b"nothing")
    assert doctor.finds("certificate")[0][0] == "bad"


def test_packages_that_are_not_the_pinned_ones(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.finds("packages")[0][0] == "ok"
    monkeypatch.setattr("importlib.metadata.version", lambda _: "0.0")
    ((state, said),) = doctor.finds("packages")
    assert (state, "and" in said) == ("bad", True)


def test_what_cannot_be_looked_at_does_not_hide_the_rest(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> list[str]:
        raise OSError("no such device")

    monkeypatch.setattr(lan, "addresses", fails)
    assert doctor.finds("network")[0][0] == "bad"
    assert doctor.finds("database")[0][0] == "ok"
