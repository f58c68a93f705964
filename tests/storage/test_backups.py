"""Backups of a real database: what is in them, what may go wrong with a folder, and what a purge leaves of them."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eventdesk import sealed_keys
from eventdesk.adapters.backup import Desk, Keeper, container, folder, names, newest_good
from eventdesk.adapters.db import Database, open_database
from eventdesk.domain.errors import Invalid, StoreUnavailable
from eventdesk.keyring import Keyring
from eventdesk.privacy import CopiesAside
from eventdesk.settings import PROJECT
from tests.builders import FakeClock, an_event
from tests.storage.adding import add_visit

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = 12


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    (path / "keys").mkdir(parents=True)
    return path


@pytest.fixture
def keyring(data: Path) -> Keyring:
    return Keyring(data / "keys")


@pytest.fixture
def database(data: Path, keyring: Keyring) -> Iterator[Database]:
    opened = open_database(data / "eventdesk.sqlite3", key=keyring.key("health"))
    opened.store.add_event(an_event(slug="spring"))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def keeper(data: Path, keyring: Keyring, database: Database, clock: FakeClock) -> Iterator[Keeper]:
    desk = Desk(data_dir=data, database=data / "eventdesk.sqlite3", keyring=keyring, version="1")
    made = Keeper(desk, clock)
    assert database.check() == "ok"
    yield made
    made.close()


def files(path: Path) -> list[Path]:
    return [each.path for each in names.all_in(path)]


def one_round(keeper: Keeper) -> int:
    """As the desk does it; answers how many folders got a backup."""
    due = [each for each in keeper.due() if keeper.is_within_reach(each)]
    copy = keeper.copy() if due else None
    done = 0 if copy is None else sum(keeper.deliver(each, copy) for each in due if each.is_used)
    for each in due:
        keeper.clean(each)
    return done


def test_it_holds_the_database_and_only_the_key_opens_it(
    data: Path, keeper: Keeper, keyring: Keyring, database: Database, tmp_path: Path
) -> None:
    add_visit(database.store, first_name="Josefine")
    keeper.make()

    [path] = files(data / "backups")
    content = path.read_bytes()
    assert b"Josefine" not in content
    (tmp_path / "copy.sqlite3").write_bytes(container.unpacked(content, keyring.key("backups")))
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        assert copy.execute("SELECT first_name FROM visits").fetchall() == [("Josefine",)]
    with pytest.raises(container.OtherKey):
        container.unpacked(content, keyring.key("health"))
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("at", [0, 30, 300, -40, -1])
def test_one_changed_byte_is_found_without_any_key(data: Path, keeper: Keeper, at: int) -> None:
    keeper.make()
    [path] = files(data / "backups")
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    with pytest.raises(container.NotABackup):
        container.header_of(bytes(content))


@pytest.mark.parametrize("length", [0, 19, 25, 400, -1])
def test_a_cut_off_file_is_none(data: Path, keeper: Keeper, length: int) -> None:
    keeper.make()
    [path] = files(data / "backups")
    with pytest.raises(container.NotABackup):
        container.header_of(path.read_bytes()[:length])


def test_a_round_does_something_only_when_something_changed(keeper: Keeper, database: Database) -> None:
    assert [one_round(keeper), one_round(keeper)] == [1, 0]
    add_visit(database.store)
    assert keeper.due()
    assert keeper.state().unsaved_since is not None
    assert [one_round(keeper), one_round(keeper)] == [1, 0]
    assert keeper.state().unsaved_since is None


def test_the_keys_travel_sealed_for_the_passphrase(data: Path, keeper: Keeper, keyring: Keyring) -> None:
    keeper.make()
    found = newest_good(data)
    assert found is not None
    assert found.header.keys is None

    keeper.protect("correct horse", "its hash")
    (data / "keys" / "ca.pem").write_bytes(b"a certificate")
    keyring.key("madelater")
    keeper.make()

    found = newest_good(data)
    assert found is not None
    assert found.header.keys is not None
    opened = sealed_keys.opened(found.header.keys, "correct horse")
    assert opened == keyring.everything()
    assert {"health", "backups", "madelater", "ca.pem"} == set(opened)
    with pytest.raises(sealed_keys.WrongPassphrase):
        sealed_keys.opened(found.header.keys, "correct horsf")


def test_a_passphrase_set_in_the_middle_of_a_round_has_another_made(data: Path, keeper: Keeper) -> None:
    [to] = [each for each in keeper.due() if keeper.is_within_reach(each)]
    copy = keeper.copy()
    assert copy is not None
    keeper.protect("correct horse", "hash of it")
    assert keeper.deliver(to, copy)
    assert one_round(keeper) == 1
    newest = newest_good(data)
    assert newest is not None
    assert newest.header.keys is not None
    assert one_round(keeper) == 0


def test_the_lock_is_made_anew_for_another_passphrase_only(data: Path, keeper: Keeper) -> None:
    keeper.protect("correct horse", "its hash")
    lock = (data / "passphrase-lock.json").read_bytes()
    keeper.protect("correct horse", "its hash")
    assert (data / "passphrase-lock.json").read_bytes() == lock
    keeper.protect("another horse", "another hash")
    assert (data / "passphrase-lock.json").read_bytes() != lock


def test_a_stick_that_was_pulled_out_is_told_the_others_go_on_and_it_gets_one_when_it_is_back(
    keeper: Keeper, database: Database, tmp_path: Path, data: Path
) -> None:
    stick = tmp_path / "stick"
    keeper.use(stick)
    assert one_round(keeper) == 2
    stick.rename(tmp_path / "pulled out")
    add_visit(database.store)

    assert one_round(keeper) == 1

    away = {each.folder: each.problem for each in keeper.status()}
    assert away == {data / "backups": "", stick: f"The backup folder {stick} is not there: is the stick plugged in?"}
    assert not stick.exists()
    (tmp_path / "pulled out").rename(stick)
    assert one_round(keeper) == 1
    assert {each.problem for each in keeper.status()} == {""}
    assert names.all_in(stick)[0].number > names.all_in(data / "backups")[0].number


def test_another_stick_in_the_same_place_is_not_written_to_before_it_is_chosen(
    keeper: Keeper, database: Database, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    keeper.use(stick)
    one_round(keeper)
    shutil.rmtree(stick)
    stick.mkdir()
    (stick / folder.MARK).write_text("of another desk")
    add_visit(database.store)

    assert one_round(keeper) == 1
    assert files(stick) == []
    assert "is another one than before" in keeper.state().warning(FakeClock().now())

    keeper.use(stick)
    assert one_round(keeper) == 1
    assert len(files(stick)) == 1


def full(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_folder_is_told_and_nothing_half_written_stays(
    keeper: Keeper, database: Database, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.make()
    [before] = files(data / "backups")
    add_visit(database.store)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert one_round(keeper) == 0
        assert keeper.status()[0].problem == f"The backup folder {data / 'backups'} is full."
    assert files(data / "backups") == [before]
    assert [path.name for path in (data / "backups").iterdir() if path.name.endswith(".part")] == []
    assert one_round(keeper) == 1
    assert keeper.status()[0].problem == ""


def test_what_comes_back_changed_is_no_backup(keeper: Keeper, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes

    def worn_out(path: Path) -> bytes:
        content = real(path)
        return content[:-1] + b"?" if path.suffix == ".edbackup" else content

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", worn_out)
        keeper.make()
        assert "came back changed" in keeper.status()[0].problem
    assert files(data / "backups") == []


def test_a_damaged_database_is_told_and_no_good_backup_goes_for_it(
    keeper: Keeper, database: Database, data: Path
) -> None:
    for _ in range(200):
        add_visit(database.store)
    keeper.make()
    [before] = files(data / "backups")
    database.close()
    path = data / "eventdesk.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : -4096] = bytes(len(content[4096 * 3 : -4096]))
    path.write_bytes(content)

    state = keeper.make()

    assert state.problem.startswith("The database is damaged")
    assert files(data / "backups") == [before]


@pytest.mark.usefixtures("database")
def test_a_database_of_another_key_is_not_backed_up(data: Path, clock: FakeClock) -> None:
    (data / "others").mkdir()
    desk = Desk(
        data_dir=data, database=data / "eventdesk.sqlite3", keyring=Keyring(data / "others"), version="1"
    )  # fmt: skip
    assert "does not fit" in Keeper(desk, clock).make().problem
    assert not (data / "backups").exists() or files(data / "backups") == []


@pytest.mark.parametrize("path", ["relative/stick", "/nowhere/at/all", str(PROJECT / "static" / "backups")])
def test_a_folder_that_cannot_be_used_is_refused_and_not_remembered(keeper: Keeper, path: str) -> None:
    keeper.make()
    with pytest.raises(Invalid):
        keeper.use(Path(path))
    assert not Path(path).exists()
    assert len(keeper.known_folders()) == 1


def test_the_folder_of_the_settings_cannot_be_left(keeper: Keeper, data: Path, tmp_path: Path) -> None:
    keeper.make()
    for path in (data / "backups", tmp_path / "unknown"):
        with pytest.raises(Invalid):
            keeper.leave(path)
    assert [each.is_used for each in keeper.status()] == [True]


def test_a_folder_that_was_left_gets_none_and_stays_known(keeper: Keeper, database: Database, tmp_path: Path) -> None:
    keeper.use(tmp_path / "stick")
    keeper.make()
    keeper.leave(tmp_path / "stick")
    add_visit(database.store)
    assert one_round(keeper) == 1
    assert len(files(tmp_path / "stick")) == 1
    assert tmp_path / "stick" in keeper.known_folders()


def test_old_ones_are_thinned_and_another_desks_are_left_alone(keeper: Keeper, clock: FakeClock, data: Path) -> None:
    keeper.make()
    other = data / "backups" / names.name_of("0123abcd", 1, clock.now() - timedelta(days=400))
    other.write_bytes(b"of another desk")
    for _ in range(8):
        clock.advance(minutes=20)
        keeper.make()
    clock.advance(minutes=3 * 24 * 60)
    keeper.make()
    assert len(files(data / "backups")) == 3  # the newest, one of that day, and the other desk's
    assert other.read_bytes() == b"of another desk"


def test_after_a_purge_none_is_left_from_before_also_where_the_stick_was_away(
    keeper: Keeper, tmp_path: Path, data: Path
) -> None:
    stick, once = tmp_path / "stick", tmp_path / "once"
    keeper.use(stick)
    keeper.make_once(once)
    keeper.make()
    (data / "before-restore-1").mkdir()
    stick.rename(tmp_path / "away")
    before = {path.name for path in (*files(data / "backups"), *files(tmp_path / "away"), *files(once))}

    told = {each.folder: each.is_clean for each in keeper.replace_all()}

    assert told == {data / "backups": True, once: True, stick: False}
    assert len(files(data / "backups")) == 1
    assert files(once) == []
    assert not (data / "before-restore-1").exists()
    assert {path.name for path in files(tmp_path / "away")} <= before
    (tmp_path / "away").rename(stick)
    one_round(keeper)
    assert [each.is_clean for each in keeper.status()] == [True, True, True]
    assert not before & {path.name for path in files(stick)}
    assert len(files(stick)) == 1


def test_what_was_going_to_be_erased_is_known_after_a_crash(
    keeper: Keeper, data: Path, keyring: Keyring, clock: FakeClock
) -> None:
    keeper.intend("one")
    keeper.intend("two")
    keeper.settle(["one"])
    again = Keeper(Desk(data_dir=data, database=data / "eventdesk.sqlite3", keyring=keyring, version="1"), clock)
    assert list(again.intended()) == ["two"]
    again.settle(["two"])
    assert list(keeper.intended()) == []


def test_what_a_restore_moved_aside_and_cannot_be_deleted_is_told(
    keeper: Keeper, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "before-restore-1").mkdir()
    (data / "before-restore-2").mkdir()
    assert [path.name for path in keeper.set_aside()] == ["before-restore-1", "before-restore-2"]
    deletes = shutil.rmtree

    def all_but_one(path: Path, *, ignore_errors: bool) -> None:
        if path.name != "before-restore-2":
            deletes(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", all_but_one)
    said = CopiesAside(keeper).replace()
    assert said == [f"What a restore moved aside could not be deleted: delete {data / 'before-restore-2'} by hand."]


def test_a_backup_begun_before_a_purge_does_not_outlive_it(keeper: Keeper, data: Path) -> None:
    keeper.make()
    slow = keeper.copy()
    assert slow is not None
    keeper.replace_all()
    [after] = files(data / "backups")

    assert not keeper.deliver(keeper.places.used()[0], slow)

    assert files(data / "backups") == [after]


def test_the_old_ones_stay_when_no_new_one_can_be_made(keeper: Keeper, database: Database, data: Path) -> None:
    keeper.make()
    [before] = files(data / "backups")
    database.close()
    keeper.close()
    (data / "eventdesk.sqlite3").rename(data / "gone")
    with pytest.raises(StoreUnavailable):
        keeper.replace_all()
    assert files(data / "backups") == [before]


def test_numbers_go_on_after_those_that_another_laptop_gave(keeper: Keeper, data: Path, clock: FakeClock) -> None:
    keeper.make()
    later = data / "backups" / names.name_of(keeper.name, 50, clock.now())
    shutil.copy(files(data / "backups")[0], later)
    (data / "backups.json").write_text("not JSON")
    keeper.make()
    assert names.all_in(data / "backups")[0].number == 51


def test_the_laptops_own_full_disk_keeps_no_stick_from_its_backup(
    keeper: Keeper, database: Database, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.use(tmp_path / "stick")
    keeper.make()
    add_visit(database.store)

    def no_room(path: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr("eventdesk.adapters.backup.known.put", no_room)
    shutil.rmtree(data / "backups")
    (data / "backups").write_text("no folder any more")

    assert one_round(keeper) == 1
    assert len(files(tmp_path / "stick")) == 2
    assert [each.folder for each in keeper.status() if each.problem] == [data / "backups"]


def test_killed_in_the_middle_the_older_ones_stay_good(
    keeper: Keeper, database: Database, data: Path, keyring: Keyring
) -> None:
    for _ in range(100):
        add_visit(database.store)
    keeper.make()
    highest = 0
    for kill in range(KILLS):
        program = "import sys; from tests.storage.test_backups import endlessly; endlessly(sys.argv[1])"
        with subprocess.Popen([sys.executable, "-c", program, str(data)], stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(0.02 + kill * 0.013)  # noqa: TID251 - some instant in the middle
            process.send_signal(signal.SIGKILL)
        for path in files(data / "backups"):
            container.unpacked(path.read_bytes(), keyring.key("backups"))
        found = newest_good(data)
        assert found is not None
        assert found.header.number > highest
        highest = found.header.number
    keeper.make()
    assert [path for path in (data / "backups").iterdir() if path.suffix == ".part"] == []


def endlessly(data: str) -> None:
    """Makes one backup after the other until it is killed."""
    path = Path(data)
    desk = Desk(data_dir=path, database=path / "eventdesk.sqlite3", keyring=Keyring(path / "keys"), version="1")
    keeper = Keeper(desk, FakeClock())
    keeper.make()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    for _ in range(1000):
        keeper.make()
