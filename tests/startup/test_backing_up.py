"""The rounds of a running desk: one copy for all folders, and none waits for another."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from eventdesk.adapters.backup import Desk, Keeper, folder, names
from eventdesk.adapters.db import Database, open_database
from eventdesk.backing_up import BackingUp
from eventdesk.keyring import Keyring
from tests.builders import FakeClock, an_event
from tests.startup.race_day import wait_until
from tests.storage.adding import add_visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "keys").mkdir()
    opened = open_database(tmp_path / "eventdesk.sqlite3", key=Keyring(tmp_path / "keys").key("health"))
    opened.store.add_event(an_event(slug="spring"))
    yield opened
    opened.close()


@pytest.fixture
def keeper(tmp_path: Path, database: Database) -> Iterator[Keeper]:
    assert database.check() == "ok"
    desk = Desk(
        data_dir=tmp_path, database=tmp_path / "eventdesk.sqlite3", keyring=Keyring(tmp_path / "keys"), version="1"
    )
    made = Keeper(desk, FakeClock())
    made.use(tmp_path / "stick")
    yield made
    made.close()


def count(path: Path) -> int:
    return len(names.all_in(path)) if path.exists() else 0


def test_a_round_puts_the_same_copy_into_each_folder(tmp_path: Path, keeper: Keeper) -> None:
    BackingUp(keeper, 60).once()
    wait_until(lambda: count(tmp_path / "stick") == count(tmp_path / "backups") == 1)
    [one], [other] = names.all_in(tmp_path / "stick"), names.all_in(tmp_path / "backups")
    assert one.path.read_bytes() == other.path.read_bytes()


def test_a_folder_that_does_not_answer_keeps_no_other_waiting(
    tmp_path: Path, keeper: Keeper, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, real = threading.Event(), folder.check
    asked: list[Path] = []

    def check(path: Path, mark: str) -> None:
        if path == tmp_path / "stick":
            asked.append(path)
            answers.wait(30)
        real(path, mark)

    monkeypatch.setattr(folder, "check", check)
    rounds = BackingUp(keeper, 60)
    for number in range(1, 4):
        add_visit(database.store)
        rounds.once()
        wait_until(lambda: count(tmp_path / "backups") == number)  # noqa: B023 - it is asked within the round
    assert (count(tmp_path / "stick"), len(asked)) == (0, 1)

    answers.set()
    wait_until(lambda: count(tmp_path / "stick") == 1)
    rounds.once()
    wait_until(lambda: {each.last_good_at is not None for each in keeper.status()} == {True})


def test_a_fault_ends_no_rounds(tmp_path: Path, keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = BackingUp(keeper, 60)
    with monkeypatch.context() as patched:
        patched.setattr(keeper, "due", lambda: 1 // 0)
        rounds.once()
    rounds.once()
    wait_until(lambda: count(tmp_path / "backups") == 1)


def test_the_end_makes_one_more(tmp_path: Path, keeper: Keeper, database: Database) -> None:
    rounds = BackingUp(keeper, 0.05)
    rounds.begin()
    wait_until(lambda: count(tmp_path / "backups") >= 1 and keeper.due() == [])
    add_visit(database.store)
    rounds.end()
    wait_until(lambda: keeper.due() == [])
    assert count(tmp_path / "backups") >= 2
