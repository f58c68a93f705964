"""`run.py staffing`: a plan on a terminal, for an event of the desk or for a race that is none yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eventdesk.cli import main

if TYPE_CHECKING:
    from pathlib import Path

RACE = ["staffing", "--field", "80", "--distance", "10k", "--start", "09:30"]


def told(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int = 0) -> str:
    assert main(arguments) == code
    said = capsys.readouterr()
    assert (said.err == "") == (code == 0)
    return said.out if code == 0 else said.err


def test_a_race_that_is_no_event_yet(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, RACE)
    assert "The promise holds: after the race" in text
    assert "Expected: 4 before the race and 6 after it" in text
    assert "Therapist 1" in text
    assert "as planned" in text
    assert "With 12 minutes after the race between" in text
    # 85 minutes before the start.
    assert "\n08:00" in text


def test_the_same_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    said = ["--format", "json", "--before", "0", "--promise", "20", "--turnover", "5", "--shortest", "120"]
    plan = json.loads(told(capsys, [*RACE, *said, "--longest", "240", "--couches", "3", "--busy-minutes", "20"]))
    assert plan["promised_wait_minutes"] == 20
    assert plan["before"] == 0
    assert plan["team"]["at_once"] <= 3
    assert plan["busy"] is None


def test_waves_with_finish_times_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    two = ["--field", "60", "--start", "9:00", "--field", "40", "--start", "9:30"]
    for distances in ([], ["--distance", "30/4"], ["--distance", "5k", "--distance", "95.5/20"]):
        assert "Therapist 1" in told(capsys, ["staffing", *two, *distances])


def test_an_event_with_its_start_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = ["--data-dir", str(tmp_path)]
    runners = tmp_path / "runners.csv"
    lines = "".join(f"{n},N {n},10K,10:00\n" for n in range(60))
    runners.write_text(f"Bib,Name,Wave,Start time\n{lines}")
    new = ["event", "new", "spring", "--name", "Spring", "--date", "2027-04-18", "--timezone", "Europe/Vienna"]
    assert main([*new, *desk]) == 0
    assert main(["import-start-list", str(runners), "--event", "spring", *desk]) == 0
    capsys.readouterr()
    text = told(capsys, ["staffing", "--event", "spring", "--after", "0.2", *desk])
    assert "Expected: 3 before the race and 12 after it" in text
    assert "\n08:30" in text


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "say who comes by --event SLUG or by --field RUNNERS"),
        (["--event", "spring", "--field", "10", "--start", "09:00"], "one of the two"),
        (["--event", "spring", "--start", "09:00"], "belong to --field"),
        (["--field", "10"], "each --field needs its --start"),
        (["--field", "10", "--start", "25:00"], "not a time like 09:30"),
        (["--field", "10", "--start", "09:00", "--distance", "7k"], "nor a mean and spread like 124/23"),
        (["--field", "10", "--start", "09:00", "--distance", "30/40"], "nor a mean and spread like 124/23"),
        (["--field", "9", "--start", "9:00", "--distance", "5k", "--distance", "5k"], "or one for all"),
        (["--field", "10", "--start", "09:00", "--after", "nan"], "is not a number"),
        (["--field", "10", "--start", "09:00", "--shortest", "100"], "--shortest counts in half hours"),
    ],
)
def test_what_does_not_go_together(capsys: pytest.CaptureFixture[str], arguments: list[str], why: str) -> None:
    assert why in told(capsys, ["staffing", *arguments], code=2)


def test_what_no_plan_can_be_made_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nobody would come" in told(capsys, [*RACE, "--before", "0", "--after", "0"], code=1)
    text = told(capsys, ["staffing", "--event", "nope", "--data-dir", str(tmp_path)], code=1)
    assert text == "run.py: There is no event 'nope' on this desk.\n"


def test_few_couches_are_not_enough(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, [*RACE, "--after", "1", "--couches", "2"])
    assert "Not enough to keep the promise" in text
    assert "too long" in text
