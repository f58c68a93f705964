"""The drill of docs/backups.md: the laptop dies in the middle of a race, another one goes on from the stick."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.adapters.backup import newest_good
from tests.startup.race_day import PASSPHRASE, SLUG, Device, kiosk_beside, set_up, sign_up, wait_until
from tests.startup.running import Desk, desk, run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

OFTEN = {"EVENTDESK_BACKUP_SECONDS": "1"}
PROMISED_SECONDS = 60


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def first_laptop(tmp_path: Path, stick: Path) -> Iterator[Desk]:
    with desk(tmp_path / "first", settings={**OFTEN, "EVENTDESK_BACKUP_DIRS": str(stick)}) as running:
        yield running


def wait_for_backup(stick: Path, seq: int) -> None:
    """Until the stick has the latest change."""

    def has_it() -> bool:
        found = newest_good(stick.parent / "nothing", [stick])
        return found is not None and found.header.seqs.get(SLUG, -1) >= seq and found.header.keys is not None

    wait_until(has_it)


def pulled_plug(running: Desk, stick: Path, seq: int) -> None:
    """The laptop dies once the stick has the latest change."""
    wait_for_backup(stick, seq)
    running.process.send_signal(signal.SIGKILL)
    running.process.wait(10)


def test_another_laptop_takes_over_and_nobody_signs_in_again(tmp_path: Path, stick: Path, first_laptop: Desk) -> None:
    organiser = set_up(first_laptop)
    tablet = kiosk_beside(organiser)
    organiser.post("therapists", {"name": "Ada Berg", "couch": "1"})
    visits = [sign_up(tablet, name) for name in ("Jo", "Kim", "Lou")]
    program = Device(first_laptop.url, token_of(tmp_path / "first"))
    seq = int(organiser.watch()["seq"])
    kept = organiser.get("visits")["visits"]
    pulled_plug(first_laptop, stick, seq)

    began = time.monotonic()
    said = restored(stick, tmp_path / "second")
    assert said.returncode == 0, said.stderr
    with desk(tmp_path / "second", f"--port={port_of(first_laptop)}") as second:
        assert second.url == first_laptop.url
        # The same tablet, browser and program as before, with what they have had all along.
        assert tablet.get("/api/v1/me")["role"] == "kiosk"
        assert sign_up(tablet, "Max")["ticket"] == "A4"
        assert time.monotonic() - began < PROMISED_SECONDS

        assert same(program.get("visits")["visits"], kept)
        assert organiser.watch(since=seq)["seq"] > seq
        assert organiser.get(f"visits/{visits[0]['id']}")["health"]["answers"][0]["key"] == "painkillers"
        link = visits[1]["link"].rpartition("/")[2]
        assert Device(second.url).get(f"/api/v1/tickets/{link}")["visit"]["status"] == "waiting"


def test_a_wrong_passphrase_changes_nothing(tmp_path: Path, stick: Path, first_laptop: Desk) -> None:
    organiser = set_up(first_laptop)
    pulled_plug(first_laptop, stick, int(organiser.watch()["seq"]))

    said = restored(stick, tmp_path / "second", passphrase="correct horse")

    assert said.returncode == 1
    assert said.stderr.splitlines()[-1] == "run.py: This is not the passphrase."
    assert [path.name for path in (tmp_path / "second").iterdir()] == ["running.lock"]


def test_on_the_same_laptop_no_passphrase_is_asked_and_what_was_there_is_kept(
    tmp_path: Path, stick: Path, first_laptop: Desk
) -> None:
    organiser = set_up(first_laptop)
    wait_for_backup(stick, int(organiser.watch()["seq"]))
    sign_up(organiser, "Jo")
    pulled_plug(first_laptop, stick, int(organiser.watch()["seq"]))
    database = tmp_path / "first" / "eventdesk.sqlite3"
    database.write_bytes(b"a cosmic ray")
    newest = max(stick.glob("*.edbackup"))
    newest.write_bytes(newest.read_bytes()[:-1])  # and the newest backup was cut off

    said = run("restore", str(stick), "--data-dir", str(tmp_path / "first"))

    assert said.returncode == 0, said.stderr
    [aside] = (tmp_path / "first").glob("before-restore-*")
    assert str(aside) in said.stdout
    assert (aside / "eventdesk.sqlite3").read_bytes() == b"a cosmic ray"
    with desk(tmp_path / "first", f"--port={port_of(first_laptop)}"):
        assert organiser.get("visits")["visits"] == []  # the newest good one is from before


def test_nothing_is_restored_under_a_running_desk(tmp_path: Path, stick: Path, first_laptop: Desk) -> None:
    set_up(first_laptop)
    wait_until(lambda: newest_good(tmp_path / "nothing", [stick]) is not None)

    said = restored(stick, tmp_path / "first")

    assert said.returncode == 1
    assert "end it first" in said.stderr
    assert not list((tmp_path / "first").glob("before-restore-*"))


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_a_running_desk_is_backed_up_by_itself_and_on_command(tmp_path: Path, mode: str) -> None:
    with desk(tmp_path / "first", "--async-mode", mode, settings=OFTEN) as running:
        organiser = set_up(running)
        sign_up(organiser, "Jo")
        seq = int(organiser.watch()["seq"])
        wait_for_backup(tmp_path / "first" / "backups", seq)
        before = list((tmp_path / "first" / "backups").glob("*.edbackup"))

        said = run("backup", "--data-dir", str(tmp_path / "first"), "--to", str(tmp_path / "once"))

        assert said.returncode == 0, said.stderr
        assert len(list((tmp_path / "once").glob("*.edbackup"))) == 1
        told = organiser.get("backups")
        assert [(each["folder"], each["is_used"]) for each in told["folders"]] == [
            (str(tmp_path / "first" / "backups"), True),
            (str(tmp_path / "once"), False),
        ]
        assert (told["warning"], told["is_late"]) == ("", False)
        assert organiser.post("backups")["last_good_at"] >= told["last_good_at"]
        assert len(list((tmp_path / "first" / "backups").glob("*.edbackup"))) > len(before)
        assert running.end(signal.SIGTERM) == (0, "")


def test_the_last_changes_before_the_end_are_backed_up(tmp_path: Path) -> None:
    with desk(tmp_path / "first", settings={"EVENTDESK_BACKUP_SECONDS": "60"}) as running:
        organiser = set_up(running)
        seq = int(organiser.watch()["seq"])
        assert running.end(signal.SIGTERM) == (0, "")
    found = newest_good(tmp_path / "first")
    assert found is not None
    assert found.header.seqs == {SLUG: seq}


def test_locked_keys_are_asked_for_at_each_start(tmp_path: Path) -> None:
    data = tmp_path / "first"
    with desk(data) as running:
        organiser = set_up(running)
        visit = sign_up(organiser, "Jo")
        running.end(signal.SIGTERM)
    assert run("keys", "lock", "--data-dir", str(data), EVENTDESK_PASSPHRASE="wrong").returncode == 1
    assert (data / "keys" / "health").exists()

    assert run("keys", "lock", "--data-dir", str(data), EVENTDESK_PASSPHRASE=PASSPHRASE).returncode == 0

    assert [path.name for path in (data / "keys").iterdir() if not path.name.endswith(".pem")] == ["locked.json"]
    refused = run("token", "--role", "organiser", "--event", SLUG, "--data-dir", str(data), EVENTDESK_PASSPHRASE="x")
    assert (refused.returncode, refused.stderr) == (1, "run.py: This is not the passphrase.\n")
    with desk(data, f"--port={port_of(running)}", settings={"EVENTDESK_PASSPHRASE": PASSPHRASE}) as again:
        assert organiser.get(f"visits/{visit['id']}")["health"]["answers"][0]["key"] == "painkillers"
        organiser.post("/api/v1/passphrase", {"passphrase": PASSPHRASE, "new_passphrase": "another horse"})
        again.end(signal.SIGTERM)
    assert run("keys", "unlock", "--data-dir", str(data), EVENTDESK_PASSPHRASE=PASSPHRASE).returncode == 1
    assert run("keys", "unlock", "--data-dir", str(data), EVENTDESK_PASSPHRASE="another horse").returncode == 0
    assert not (data / "keys" / "locked.json").exists()
    with desk(data, f"--port={port_of(running)}"):
        assert organiser.get("/api/v1/me")["role"] == "organiser"


def test_keys_on_a_stick_that_is_not_there_are_asked_for_and_not_made_anew(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    kept_apart = {"EVENTDESK_KEYS_DIR": str(tmp_path / "stick" / "keys")}
    with desk(tmp_path / "first", settings=kept_apart) as running:
        set_up(running)
        running.end(signal.SIGTERM)
    assert not (tmp_path / "first" / "keys").exists()
    (tmp_path / "stick").rename(tmp_path / "pulled out")

    said = run("serve", "--no-browser", "--port=0", "--data-dir", str(tmp_path / "first"), **kept_apart)

    assert said.returncode == 1
    assert "is the stick plugged in?" in said.stderr
    assert not (tmp_path / "stick").exists()


def restored(source: Path, data_dir: Path, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    return run("restore", str(source), "--data-dir", str(data_dir), EVENTDESK_PASSPHRASE=passphrase)


def port_of(running: Desk) -> str:
    return running.url.rpartition(":")[2]


def same(now: list[dict[str, Any]], before: list[dict[str, Any]]) -> bool:
    """Whether each visit is as it was; forecasts go on with the time."""
    facts = [
        {each["id"]: [each[key] for key in ("ticket", "status", "due_at")] for each in told} for told in (now, before)
    ]
    return bool(before) and facts[1].items() <= facts[0].items()


def token_of(folder: Path) -> str:
    return run("token", "--role", "organiser", "--event", SLUG, "--data-dir", str(folder)).stdout.strip()
