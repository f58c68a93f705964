"""Killed at random instants while many people work: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import random
import signal
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from eventdesk.adapters import backup
from tests.crash import power_cut, truth
from tests.crash.crowd import API, Crowd
from tests.crash.desks import PAUSE, SLUG, Day, Nursery, ask
from tests.startup import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAYS = [("auto", 1), ("on_request", 2), ("auto", 3), ("on_request", 4), ("auto", 5)]
KILLS_A_DAY = 22
KILLS_OF_RUN_PY = 2
THERAPISTS = 5
CUTS = 40


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as started:
        yield started


@pytest.mark.parametrize(("mode", "seed"), DAYS)
def test_killed_at_random_instants(
    tmp_path: Path, nursery: Nursery, totals: Counter[str], mode: str, seed: int
) -> None:
    chance = random.Random(seed)
    day = Day(tmp_path / "data", THERAPISTS)
    crowd = Crowd(day, nursery.port, seed)
    desk = nursery.start(day.folder)
    desk.wait()
    set_rules(day, nursery.port, mode)
    crowd.begin()
    try:
        for _ in range(KILLS_A_DAY):
            crowd.work(chance)
            desk.kill()
            crowd.wait_until_all_noticed()
            desk = nursery.start(day.folder)
            if chance.random() < 0.2:
                PAUSE.wait(chance.random() * 0.25)
                desk.kill()
                totals["killed while starting"] += 1
                desk = nursery.start(day.folder)
            desk.wait()
            counted = compare(day, crowd)
            totals["kills under load"] += 1
    finally:
        crowd.end()
    totals.update(counted)
    totals["cut off in the middle"] += crowd.died
    assert desk.end() == 0
    compare(day, crowd)
    # Backups were cut off as often as the desk was: one that is whole holds no more than there is.
    newest = backup.newest_good(day.folder)
    assert newest
    assert newest.header.seqs[SLUG] <= truth.read(day.database, day.chosen.key("health")).seq


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_killed_as_people_start_it(tmp_path: Path, totals: Counter[str], mode: str) -> None:
    chance = random.Random(mode)
    day = Day(tmp_path / "data", THERAPISTS)
    crowd = Crowd(day, 0, 1)
    crowd.begin()
    try:
        for _ in range(KILLS_OF_RUN_PY):
            with running.desk(day.folder, "--async-mode", mode) as desk:
                crowd.port = urlsplit(desk.url).port or 0
                set_rules(day, crowd.port, "auto")
                crowd.work(chance)
                desk.process.kill()
                crowd.wait_until_all_noticed()
            counted = compare(day, crowd)
            totals["kills of run.py"] += 1
        with running.desk(day.folder, "--async-mode", mode) as desk:
            compare(day, crowd)
            assert desk.end(signal.SIGTERM) == (0, "")
    finally:
        crowd.end()
    totals.update(counted)


def test_the_power_is_cut_at_any_point_of_the_log(tmp_path: Path, nursery: Nursery, totals: Counter[str]) -> None:
    """What the disk keeps of SQLite's log after a power cut is some beginning of it, with rubbish behind."""
    chance = random.Random(9)
    day = Day(tmp_path / "data", THERAPISTS)
    crowd = Crowd(day, nursery.port, 9)
    desk = nursery.start(day.folder)
    desk.wait()
    set_rules(day, nursery.port, "auto")
    crowd.begin()
    try:
        crowd.let_in()
        # SQLite begins its log anew about every 80 transactions.
        for _ in range(2000):
            if 25 < len(power_cut.Log.of(day.database).commits) < 50:
                break
            PAUSE.wait(0.01)
        desk.kill()
        crowd.close_door()
        crowd.wait_until_all_noticed()
    finally:
        crowd.end()
    log = power_cut.Log.of(day.database)
    assert 25 < len(log.commits) < 70
    seqs = []
    for number, length in enumerate(sorted(chance.randrange(log.length) for _ in range(CUTS))):
        copy = log.cut(tmp_path / f"cut{number}", length, rubbish=chance.randbytes(chance.randrange(9000)))
        found = truth.read(copy, day.chosen.key("health"))
        truth.check_sound(found)
        truth.check_once(found, [crowd.said[key] for key in found.answers])
        seqs.append(found.seq)
    assert seqs == sorted(seqs)
    whole = log.cut(tmp_path / "whole", log.length, rubbish=b"")
    truth.check_told(truth.read(whole, day.chosen.key("health")), crowd.said)
    assert max(seqs) > min(seqs)
    totals["power cuts"] += CUTS


def set_rules(day: Day, port: int, mode: str) -> None:
    rules = {"mode": mode, "turnover_minutes": 0}
    assert ask(port, "PATCH", f"{API}/event", rules, {"Authorization": f"Bearer {day.organiser}"})[0] == 200


def compare(day: Day, crowd: Crowd) -> Counter[str]:
    """What is there is sound, and it is what everybody was told."""
    found = truth.read(day.database, day.chosen.key("health"))
    truth.check_sound(found)
    return truth.check_told(found, crowd.said)
