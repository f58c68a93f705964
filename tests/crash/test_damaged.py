"""A damaged database at the start: it is said, left as it is to the last byte, and the newest good backup is named."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from eventdesk import settings
from eventdesk.adapters import backup
from eventdesk.app import backups_of
from tests.crash import truth
from tests.crash.desks import SLUG, Day, Nursery
from tests.startup import running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE_BYTES = 4096


def first_page(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[:PAGE_BYTES] = bytes(PAGE_BYTES)
    file.write_bytes(content)


def pages_in_the_middle(file: Path) -> None:
    content = bytearray(file.read_bytes())
    chance = random.Random(1)
    for page in range(2, len(content) // PAGE_BYTES):
        content[page * PAGE_BYTES : page * PAGE_BYTES + 60] = chance.randbytes(60)
    file.write_bytes(content)


def second_half_gone(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def something_else(file: Path) -> None:
    file.write_bytes(b"Dear diary, " * 5000)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def deleted(file: Path) -> None:
    file.unlink()


HURTS = [first_page, pages_in_the_middle, second_half_gone, something_else, emptied, deleted]


def content_of(folder: Path) -> dict[str, bytes]:
    """Every file that holds something; what SQLite keeps in memory beside a file is none."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith((".lock", "-shm"))]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.stat().st_size}


def serve(folder: Path) -> subprocess.CompletedProcess[str]:
    return running.run("serve", "--host", "127.0.0.1", "--port", "0", "--no-browser", "--data-dir", str(folder))


def back_up(folder: Path) -> Path:
    keeper = backups_of(settings.load(data_dir=folder))
    try:
        assert not keeper.make().problem
    finally:
        keeper.close()
    found = backup.newest_good(folder)
    assert found
    return found.path


@pytest.mark.parametrize("hurt", HURTS)
def test_it_is_said_with_the_newest_good_backup(tmp_path: Path, hurt: Callable[[Path], None]) -> None:
    day = Day(tmp_path / "data", 2)
    saved = back_up(day.folder)
    hurt(day.database)
    before = content_of(day.folder)
    refused = serve(day.folder)
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1)
    assert str(day.database) in refused.stderr
    assert f"run.py restore {saved} --data-dir {day.folder}" in refused.stderr
    assert content_of(day.folder) == before


def test_the_command_that_is_named_brings_the_desk_back(tmp_path: Path) -> None:
    day = Day(tmp_path / "data", 2)
    back_up(day.folder)
    whole = truth.read(day.database, day.chosen.key("health"))
    pages_in_the_middle(day.database)
    words = serve(day.folder).stderr.partition("python3 run.py ")[2].split()
    done = running.run(*words)
    assert done.returncode == 0, done.stderr
    with running.desk(day.folder):
        assert truth.read(day.database, settings.load(data_dir=day.folder).key("health")) == whole


def test_a_damaged_backup_is_not_offered(tmp_path: Path) -> None:
    day = Day(tmp_path / "data", 2)
    older, newer = back_up(day.folder), back_up(day.folder)
    assert older != newer
    newer.write_bytes(newer.read_bytes()[:-100])
    something_else(day.database)
    assert str(older) in serve(day.folder).stderr


def test_without_a_backup_it_says_where_to_look(tmp_path: Path) -> None:
    day = Day(tmp_path / "data", 2)
    shutil.rmtree(day.folder / "backups", ignore_errors=True)
    something_else(day.database)
    before = content_of(day.folder)
    refused = serve(day.folder)
    assert refused.returncode == 1
    assert "No good backup of it is known here" in refused.stderr
    assert content_of(day.folder) == before


def test_what_was_written_last_is_not_thrown_away_with_a_lost_file(tmp_path: Path) -> None:
    day = Day(tmp_path / "data", 2)
    with closing(sqlite3.connect(day.database)) as held:
        held.execute("UPDATE desk SET id = id")
        held.commit()
        copy = tmp_path / "copy"
        shutil.copytree(day.folder, copy)
    (copy / day.database.name).unlink()
    before = content_of(copy)
    refused = serve(copy)
    assert refused.returncode == 1
    assert "is gone" in refused.stderr
    assert content_of(copy) == before


def test_a_killed_desk_is_not_taken_for_a_damaged_one(tmp_path: Path) -> None:
    day = Day(tmp_path / "data", 2)
    with Nursery() as nursery:
        desk = nursery.start(day.folder)
        desk.wait()
        desk.kill()
        assert (day.folder / f"{day.database.name}-wal").exists()
        again = nursery.start(day.folder)
        again.wait()
        assert again.end() == 0
    assert truth.read(day.database, day.chosen.key("health")).event.slug == SLUG
