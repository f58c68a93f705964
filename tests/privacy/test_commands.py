"""`purge` and `export` from the command line: what they write, delete and refuse, each in one clear line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eventdesk.cli import main
from tests.storage.test_purge import files_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

NAMES = (b"Grimhilde", b"Quastenflosser")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--data-dir", str(folder)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Run:
    """An event of long ago and one to come, each with a start list."""
    lines = tmp_path / "list.csv"
    lines.write_text("Bib,First name,Last name\n12,Grimhilde,=Quastenflosser\n13,Xaver,Berg\n", encoding="utf-8")
    for slug, date in (("past", "2026-01-03"), ("next", "2090-05-03")):
        assert run("event", "new", slug, "--name", slug, "--date", date, "--timezone", "Europe/London")[0] == 0
        assert run("import-start-list", str(lines), "--event", slug)[0] == 0
    return run


def test_only_what_is_due_goes(desk: Run, folder: Path) -> None:
    code, said, wrong = desk("purge")
    assert (code, wrong) == (0, "")
    assert said == "past: 0 visits and 2 lines of the start list are deleted.\n"
    assert files_with(folder, *NAMES)
    assert desk("purge") == (0, "Nothing is due.\n", "")


def test_before_its_time_it_takes_a_word_more(desk: Run, folder: Path) -> None:
    code, _, wrong = desk("purge", "--event", "next")
    assert (code, wrong.count("\n")) == (1, 1)
    assert "2090-05-11 00:00" in wrong
    code, _, wrong = desk("purge", "--event", "next", "--now")
    assert (code, wrong) == (1, "run.py: Nobody is here to be asked: say --yes as well.\n")
    assert files_with(folder, *NAMES)
    assert desk("purge", "--event", "next", "--now", "--yes")[0] == 0
    assert desk("purge", "--event", "past", "--yes")[0] == 0
    assert files_with(folder, *NAMES) == {}


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("purge", "--event", "nope"), 1, "There is no event 'nope'"),
        (("purge", "--now"), 2, "--now needs --event"),
        (("export", "--event", "nope"), 1, "There is no event 'nope'"),
        (("export", "--event", "past", "--person", "99"), 1, "Nothing is held about this number"),
        (("export", "--event", "past", "--person", "12", "--without-names"), 2, "does not go with --person"),
    ],
)
def test_refusals_are_one_line(desk: Run, folder: Path, words: tuple[str, ...], code: int, why: str) -> None:
    before = files_with(folder, *NAMES)
    found, said, wrong = desk(*words)
    assert (found, said, wrong.count("\n")) == (code, "", 1)
    assert why in wrong
    assert files_with(folder, *NAMES) == before


def test_nothing_twice(desk: Run) -> None:
    desk("purge")
    code, said, wrong = desk("purge", "--event", "past")
    assert (code, said) == (1, "")
    assert "nothing to delete" in wrong


@pytest.mark.parametrize("command", ["purge", "export"])
def test_a_folder_without_a_desk_stays_empty(run: Run, folder: Path, command: str) -> None:
    code, _, wrong = run(command, "--event", "past")
    assert code == 1
    assert "There is no desk in" in wrong
    assert not folder.exists()


def test_the_day_as_files_for_this_user_alone(desk: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, said, _ = desk("export", "--event", "past", "--to", str(out))
    assert code == 0
    names = sorted(each.name for each in out.iterdir())
    assert names == ["past-figures.json", "past-visits.csv", "past-visits.json", "past-visits.xlsx"]
    assert sorted(said.split()) == [str(out / each) for each in names]
    assert {each.stat().st_mode & 0o777 for each in out.iterdir()} == {0o600}
    header = (out / "past-visits.csv").read_text(encoding="utf-8-sig")
    assert "first_name" in header
    desk("export", "--event", "past", "--to", str(out), "--without-names")
    assert "first_name" not in (out / "past-visits.csv").read_text(encoding="utf-8-sig")


def test_one_persons_data_as_files(desk: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert desk("export", "--event", "past", "--to", str(out), "--person", "12")[0] == 0
    told = json.loads((out / "past-person.json").read_text(encoding="utf-8"))
    assert told["start_list"]["first_name"] == "Grimhilde"
    assert (out / "past-person.pdf").read_bytes().startswith(b"%PDF")
