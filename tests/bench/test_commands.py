"""What a command costs the database, in counts that no busy machine changes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.bench.conftest import LONG, SHORT
from tests.bench.marks import hold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.bench.traced import Counted, Work

COMMANDS = ("register", "next", "start", "finish", "next_again", "miss", "return")
GROWS = {"register"}
"""What its answer tells of the place in line is counted over those before."""


@pytest.fixture
def short(counted: Callable[[int], Counted]) -> dict[str, Work]:
    """What each command costs with hardly anybody in line."""
    return dict(counted(SHORT).commands())


@pytest.fixture
def long(counted: Callable[[int], Counted]) -> dict[str, Work]:
    """What each command costs with thousands in line."""
    return dict(counted(LONG).commands())


def test_a_command_asks_the_database_no_more_than_it_did(short: dict[str, Work]) -> None:
    assert set(short) == set(COMMANDS)
    for name, work in short.items():
        hold(f"{name}_statements", len(work.statements))
        hold(f"{name}_steps", work.steps)


def test_a_command_is_one_transaction(short: dict[str, Work]) -> None:
    for name, work in short.items():
        assert work.commits >= 1, f"{name} committed nothing: the counting does not work"
        hold("command_transactions", work.begins)
        hold("command_commits", work.commits)


def test_no_statement_of_a_command_is_said_again_for_each_of_the_line(
    short: dict[str, Work], long: dict[str, Work]
) -> None:
    for name in COMMANDS:
        assert Counter(long[name].shapes) == Counter(short[name].shapes), name


def test_the_database_works_no_harder_for_a_command_when_the_line_is_long(
    short: dict[str, Work], long: dict[str, Work]
) -> None:
    for name in COMMANDS:
        growth = (long[name].steps - short[name].steps) / (LONG - SHORT)
        hold("steps_for_each_in_line_of_register" if name in GROWS else "steps_for_each_in_line", round(growth, 3))


def test_every_look_at_the_line_goes_by_an_index(counted: Callable[[int], Counted], tmp_path: Path) -> None:
    works = {waiting: dict(counted(waiting).commands()) for waiting in (SHORT, LONG)}
    for name in COMMANDS:
        plans = {waiting: _plans(tmp_path / str(waiting), works[waiting][name]) for waiting in works}
        assert plans[SHORT] == plans[LONG], f"{name}: the database goes another way when the line is long"
        for table in ("visits", "journal", "answers", "intakes", "entrants"):
            scans = [step for step in plans[LONG] if step.startswith(f"SCAN {table}")]
            assert not scans, f"{name} goes through all of {table}: {scans}"
        sorted_by_hand = [step for step in plans[LONG] if "TEMP B-TREE" in step]
        assert not sorted_by_hand, f"{name} sorts what an index has in order: {sorted_by_hand}"


def _plans(folder: Path, work: Work) -> set[str]:
    """How SQLite finds what the statements ask for."""
    (file,) = folder.glob("*.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        return {
            str(step[3]) for each in work.plans for step in database.execute(f"EXPLAIN QUERY PLAN {each}").fetchall()
        }
