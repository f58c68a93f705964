"""The commands that need no server: a race day made, filled and opened to a program from the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from tests.startup.running import desk, run

if TYPE_CHECKING:
    from pathlib import Path

LIST = "bib,first name,last name,wave\n7,Ada,Lane,Early\n,Bo,Moor,Early\nA08,Cy,North,Late\n7,Di,Oak,Late\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one event, `spring`."""
    data = tmp_path / "data"
    made = run(
        "event", "new", "spring", "--name", "Spring Run", "--date", "2027-04-18", "--timezone", "Europe/Vienna",
        "--data-dir", str(data),
    )  # fmt: skip
    assert (made.returncode, made.stderr) == (0, "")
    return data


def test_a_race_day_from_the_terminal(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    imported = run("import-start-list", str(file), "--event", "spring", "--data-dir", str(folder))
    token = run("token", "--role", "organiser", "--event", "spring", "--data-dir", str(folder))

    assert (imported.returncode, imported.stderr) == (0, "")
    first, *problems = imported.stdout.splitlines()
    assert first == "imported 2, updated 0, skipped 2"
    assert [problem.split(":")[0] for problem in problems] == ["line 3", "line 5"]
    assert (token.returncode, token.stderr, len(token.stdout.splitlines())) == (0, "", 1)

    with desk(folder) as running:
        base = f"{running.url}/api/v1/events/spring"
        sign = {"Authorization": f"Bearer {token.stdout.strip()}"}
        event = requests.get(f"{base}/event", headers=sign, timeout=10).json()
        assert (event["name"], event["timezone"], event["is_open"]) == ("Spring Run", "Europe/Vienna", True)
        assert requests.get(f"{base}/start-list/A08", headers=sign, timeout=10).json()["first_name"] == "Cy"
        assert requests.get(f"{base}/event", timeout=10).status_code == 401


def test_a_second_import_updates(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    words = ("import-start-list", str(file), "--event", "spring", "--data-dir", str(folder))
    run(*words)
    file.write_text(LIST.replace("Ada", "Adah") + "9,Ed,Park,Late\n", encoding="utf-8")
    assert run(*words).stdout.startswith("imported 1, updated 2, skipped 2\n")


def test_an_event_is_not_made_twice(folder: Path) -> None:
    other = ("--name", "Other", "--date", "2027-04-19", "--timezone", "UTC")
    again = run("event", "new", "spring", *other, "--data-dir", str(folder))
    assert (again.returncode, again.stdout, len(again.stderr.splitlines())) == (1, "", 1)
    with desk(folder) as running:
        board = requests.get(f"{running.url}/api/v1/events/spring/board", timeout=10).json()
        assert (board["event"]["name"], board["event"]["date"]) == ("Spring Run", "2027-04-18")


def test_a_file_that_is_no_list_is_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"\x00\x01\x02 not a workbook \xff" * 40)
    refused = run("import-start-list", str(file), "--event", "spring", "--data-dir", str(folder))
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1)


def test_a_token_for_a_therapist_who_is_not_there(folder: Path) -> None:
    refused = run("token", "--role", "therapist", "--therapist", "99", "--event", "spring", "--data-dir", str(folder))
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1)
