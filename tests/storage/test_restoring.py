"""Restoring, where something is not as it should be: nothing is changed, and one line says why."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eventdesk.adapters.backup import Desk, Found, Keeper, container, known, locks, newest_good, restoring
from eventdesk.adapters.db import open_database
from eventdesk.https import Https
from eventdesk.keyring import Keyring
from eventdesk.settings import BadSetting, load
from tests.builders import FakeClock, an_event

KILLS = 10
PASSPHRASE = "correct horse"


def a_desk(folder: Path, *, passphrase: str = PASSPHRASE) -> Keeper:
    """A desk with one event and one backup."""
    (folder / "keys").mkdir(parents=True)
    keyring = Keyring(folder / "keys")
    database = open_database(folder / "eventdesk.sqlite3", key=keyring.key("health"))
    database.store.add_event(an_event(slug=folder.name))
    desk = Desk(
        data_dir=folder, database=folder / "eventdesk.sqlite3", keyring=keyring, version="1", address_name="tent"
    )
    (folder / "certificates").mkdir()
    (folder / "certificates" / "authority.pem").write_bytes(b"trusted")
    keeper = Keeper(desk, FakeClock())
    if passphrase:
        keeper.protect(passphrase, f"hash of {passphrase}")
    keeper.make()
    keeper.close()
    database.close()
    return keeper


def brought_back(found: Found, target: Path, passphrase: str = PASSPHRASE) -> restoring.Restored:
    """Into this data folder."""
    target.mkdir(parents=True, exist_ok=True)
    return restoring.restore(found, target, Keyring(target / "keys"), lambda: passphrase, "now")


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def found_in(folder: Path) -> Found:
    found = newest_good(folder)
    assert found is not None
    return found


def test_database_keys_name_and_certificate_come_over(tmp_path: Path) -> None:
    a_desk(tmp_path / "first")

    done = brought_back(found_in(tmp_path / "first"), tmp_path / "second")

    assert done.moved_to is None
    before, after = everything(tmp_path / "first"), everything(tmp_path / "second")
    for name in ("keys/health", "keys/backups", "certificates/authority.pem", "passphrase-lock.json"):
        assert after[name] == before[name], name
    assert after["address-name"] == b"tent"
    assert [name for name in after if name.startswith(".")] == []
    database = open_database(tmp_path / "second" / "eventdesk.sqlite3", key=after["keys/health"])
    assert [each.slug for each in database.store.events()] == ["first"]
    database.close()


def test_what_was_there_is_moved_aside_keys_too(tmp_path: Path) -> None:
    a_desk(tmp_path / "first")
    a_desk(tmp_path / "second", passphrase="of another desk")
    before = everything(tmp_path / "second")

    done = brought_back(found_in(tmp_path / "first"), tmp_path / "second")

    assert done.moved_to == tmp_path / "second" / "before-restore-now"
    aside = everything(done.moved_to)
    for name in ("eventdesk.sqlite3", "keys/health", "keys/backups", "certificates/authority.pem", "backups.json"):
        assert aside[name] == before[name], name
    assert everything(tmp_path / "second")["keys/health"] == everything(tmp_path / "first")["keys/health"]


def test_the_same_desk_still_knows_its_sticks_and_what_has_to_be_cleaned(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    keeper = a_desk(tmp_path / "first")
    keeper.use(stick)
    stick.rename(tmp_path / "pocket")
    keeper.replace_all()
    keeper.close()
    before = known.read(tmp_path / "first")
    assert before.clean_before

    brought_back(found_in(tmp_path / "first"), tmp_path / "first")

    after = known.read(tmp_path / "first")
    assert (after.folders, after.clean_before, after.desk) == (before.folders, before.clean_before, before.desk)
    assert after.last_number >= before.last_number
    assert str(stick) in [each.path for each in after.folders]


@pytest.mark.parametrize(
    ("passphrase", "asked", "why"),
    [(PASSPHRASE, "wrong", "This is not the passphrase"), ("", "", "carries no keys")],
)
def test_without_the_keys_nothing_is_changed(tmp_path: Path, passphrase: str, asked: str, why: str) -> None:
    a_desk(tmp_path / "first", passphrase=passphrase)
    a_desk(tmp_path / "second", passphrase="of another desk")
    before = everything(tmp_path / "second")
    with pytest.raises(restoring.CannotRestore, match=why):
        brought_back(found_in(tmp_path / "first"), tmp_path / "second", asked)
    assert everything(tmp_path / "second") == before


def test_a_backup_without_keys_comes_back_where_the_keys_are(tmp_path: Path) -> None:
    a_desk(tmp_path / "first", passphrase="")
    (tmp_path / "first" / "eventdesk.sqlite3").unlink()
    brought_back(found_in(tmp_path / "first"), tmp_path / "first", "")
    assert (tmp_path / "first" / "eventdesk.sqlite3").stat().st_size > 0


def test_files_that_lead_elsewhere_are_not_written(tmp_path: Path) -> None:
    a_desk(tmp_path / "first")
    found = found_in(tmp_path / "first")
    key = Keyring(tmp_path / "first" / "keys").key("backups")
    header = replace(found.header, number=99, files={"../../evil": b"owned", "keys/health": b"owned"})
    found.path.write_bytes(container.packed(header, container.unpacked(found.path.read_bytes(), key), key))

    brought_back(found_in(tmp_path / "first"), tmp_path / "deep" / "second")

    assert b"owned" not in everything(tmp_path).values()


def restore_there(source: str, target: str) -> None:
    """In a process that may be killed; slow where files change places, so that it is hit there too."""
    path = Path(target)
    real = os.replace

    def slowly(*names: Any) -> None:
        time.sleep(0.01)  # noqa: TID251 - to be killed in
        real(*names)

    Path.replace = slowly  # type: ignore[method-assign,assignment]
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    keyring = Keyring(path / "keys")
    restoring.restore(restoring.chosen(Path(source)), path, keyring, lambda: PASSPHRASE, str(time.monotonic_ns()))


def test_a_restore_that_is_killed_can_be_done_again_and_nothing_is_lost(tmp_path: Path) -> None:
    a_desk(tmp_path / "first")
    a_desk(tmp_path / "second", passphrase="of another desk")
    old = everything(tmp_path / "second")["eventdesk.sqlite3"]
    target = tmp_path / "second"
    program = "import sys; from tests.storage.test_restoring import restore_there; restore_there(*sys.argv[1:])"
    for kill in range(KILLS):
        command = [sys.executable, "-c", program, str(tmp_path / "first" / "backups"), str(target)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(kill * 0.02)  # noqa: TID251 - some instant in the middle
            process.kill()
        assert old in everything(target).values()
        if not (target / "eventdesk.sqlite3").exists():
            with pytest.raises(BadSetting, match="cut off"):
                load(data_dir=target).prepare()

    brought_back(found_in(tmp_path / "first"), target)

    assert old in everything(target).values()
    assert list(target.glob(".restoring-*")) == []
    database = open_database(target / "eventdesk.sqlite3", key=Keyring(target / "keys").key("health"))
    assert [each.slug for each in database.store.events()] == ["first"]
    database.close()


def test_the_newest_good_one_of_a_folder_is_chosen(tmp_path: Path) -> None:
    keeper = a_desk(tmp_path / "first")
    keeper.make()
    keeper.make()
    one, two, three = sorted((tmp_path / "first" / "backups").glob("*.edbackup"))
    three.write_bytes(three.read_bytes()[:-9])
    assert restoring.chosen(tmp_path / "first" / "backups").path == two
    two.write_bytes(b"")
    assert restoring.chosen(tmp_path / "first" / "backups").path == one
    with pytest.raises(restoring.CannotRestore, match="damaged"):
        restoring.chosen(three)


def test_backups_of_two_desks_in_one_folder_are_not_guessed_between(tmp_path: Path) -> None:
    for name in ("first", "second"):
        a_desk(tmp_path / name)
    [other] = (tmp_path / "second" / "backups").glob("*.edbackup")
    other.rename(tmp_path / "first" / "backups" / other.name)
    with pytest.raises(restoring.CannotRestore, match=f"backups of 2 desks.*{other.name}"):
        restoring.chosen(tmp_path / "first" / "backups")


def test_the_stick_as_a_whole_will_do(tmp_path: Path) -> None:
    a_desk(tmp_path / "first")
    assert restoring.chosen(tmp_path / "first").path == found_in(tmp_path / "first").path


def test_another_desks_newer_backup_is_not_taken_for_ones_own(tmp_path: Path) -> None:
    a_desk(tmp_path / "first")
    other = a_desk(tmp_path / "second")
    other.make()
    other.close()
    for path in (tmp_path / "second" / "backups").glob("*.edbackup"):
        path.rename(tmp_path / "first" / "backups" / path.name)
    assert found_in(tmp_path / "first").header.seqs == {"first": 0}


def test_tablets_trust_the_second_laptop_as_they_did_the_first(tmp_path: Path) -> None:
    a_desk(tmp_path / "first")
    (tmp_path / "first" / "certificates" / "authority.pem").unlink()
    first = Https(load(data_dir=tmp_path / "first"), FakeClock())
    again = Keeper(
        Desk(
            data_dir=tmp_path / "first",
            database=tmp_path / "first" / "eventdesk.sqlite3",
            keyring=Keyring(tmp_path / "first" / "keys"),
            version="1",
        ),
        FakeClock(),
    )
    again.make()
    again.close()

    brought_back(found_in(tmp_path / "first"), tmp_path / "second")

    assert Https(load(data_dir=tmp_path / "second"), FakeClock()).authority.pem == first.authority.pem


@pytest.mark.parametrize("content", [b"", b"Dear diary", b"SQLite format 3\0"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(restoring.CannotRestore, match="no backup of EventDesk"):
        restoring.chosen(tmp_path / "file")
    with pytest.raises(restoring.CannotRestore, match="no good backup"):
        restoring.chosen(tmp_path)


@pytest.mark.parametrize("name", ["../../.bashrc", "/etc/passwd", ".hidden"])
def test_keys_with_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    """Somebody who knows the passphrase, or made a backup of their own, must not write where they like."""
    a_desk(tmp_path / "first")
    found = found_in(tmp_path / "first")
    keyring = Keyring(tmp_path / "first" / "keys")
    lock = locks.lock_in(tmp_path / "first")
    assert lock is not None
    sealed = lock.seal(keyring.everything() | {name: b"owned"})
    header = replace(found.header, keys=sealed, number=99)
    copy = container.unpacked(found.path.read_bytes(), keyring.key("backups"))
    found.path.write_bytes(container.packed(header, copy, keyring.key("backups")))

    with pytest.raises(restoring.CannotRestore, match="no file names"):
        brought_back(found_in(tmp_path / "first"), tmp_path / "deep" / "second")

    assert everything(tmp_path / "deep" / "second") == {}
    assert b"owned" not in everything(tmp_path).values()
