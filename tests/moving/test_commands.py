"""`event export` and `event import` from the command line: what they write, say and refuse, each in one clear line."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from eventdesk.adapters.db import Database, open_database
from eventdesk.adapters.db.engine import transaction
from eventdesk.bootstrap.locking import lock_file
from eventdesk.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

PASSPHRASE = "a long walk by the sea"
NEW = ("event", "new", "spring", "--name", "Spring", "--date", "2090-05-03", "--timezone", "Europe/London")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """One command on the desk `on`, with what is typed into it."""

    def run(*words: str, on: str = "laptop", typed: str = f"{PASSPHRASE}\n") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main([*words, "--data-dir", str(tmp_path / on)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def laptop(run: Run, tmp_path: Path) -> Run:
    """A desk with an event that has a start list."""
    lines = tmp_path / "list.csv"
    lines.write_text("Bib,First name,Last name\n12,Grimhilde,Roe\n13,Xaver,Berg\n", encoding="utf-8")
    assert run(*NEW)[0] == 0
    assert run("import-start-list", str(lines), "--event", "spring")[0] == 0
    return run


def test_there_and_back(laptop: Run, tmp_path: Path) -> None:
    there, back = str(tmp_path / "there.eventdesk"), str(tmp_path / "back.eventdesk")
    code, said, wrong = laptop("event", "export", "spring", there, "--close")
    assert (code, wrong) == (0, "")
    assert f"{there} holds spring up to entry 1: 0 visits, 0 therapists, 2 lines of the start list.\n" in said
    assert "closed here" in said
    code, said, wrong = laptop("event", "import", there, on="server")
    assert (code, wrong) == (0, "")
    assert "spring is here up to entry 1" in said
    assert "PINs and ticket links stay" in said
    assert laptop("event", "export", "spring", back, "--close", on="server")[0] == 0
    code, _, wrong = laptop("event", "import", back)
    assert (code, wrong) == (
        1,
        "run.py: There is an event 'spring' on this desk already. Give this one another name with --slug.\n",
    )
    assert laptop("event", "import", back, "--replace")[0] == 0
    assert laptop("token", "--role", "organiser", "--event", "spring")[0] == 0


def test_a_copy_says_that_the_original_goes_on(laptop: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "copy")
    code, said, _ = laptop("event", "export", "spring", file)
    assert code == 0
    assert "spring goes on here" in said
    code, said, _ = laptop("event", "import", file, "--slug", "spring-2", on="server")
    assert code == 0
    assert said.startswith("spring-2 is here")


def test_the_passphrase_may_stand_in_the_environment(
    laptop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENTDESK_FILE_PASSPHRASE", PASSPHRASE)
    file = str(tmp_path / "copy")
    assert laptop("event", "export", "spring", file, typed="")[0] == 0
    assert laptop("event", "import", file, on="server", typed="")[0] == 0


@pytest.mark.parametrize(
    ("words", "typed", "why"),
    [
        (("export", "nope", "new"), PASSPHRASE, "There is no event 'nope' on this desk."),
        (("export", "spring", "new"), "", "Give the passphrase of the file"),
        (("export", "spring", "new"), "short", "needs 8 characters"),
        (("export", "spring", "there"), PASSPHRASE, "is there already: choose another name."),
        (("export", "spring", "no-folder/file"), PASSPHRASE, "No such file or directory"),
        (("import", "list.csv"), PASSPHRASE, "is no event file of EventDesk"),
        (("import", "there"), "another one", "is not the passphrase"),
        (("import", "there"), PASSPHRASE, "There is an event 'spring' on this desk already"),
        (("import", "there", "--slug", "Spring"), PASSPHRASE, "small letters"),
        (("import", "there", "--replace"), PASSPHRASE, "did not move away"),
        (("import", "there", "--replace", "--slug", "x"), PASSPHRASE, "does not go with --slug"),
    ],
)
def test_refusals_are_one_line(laptop: Run, tmp_path: Path, words: tuple[str, ...], typed: str, why: str) -> None:
    assert laptop("event", "export", "spring", str(tmp_path / "there"))[0] == 0
    before = sorted(path.name for path in tmp_path.iterdir())
    named = [str(tmp_path / each) if each in ("new", "there", "list.csv", "no-folder/file") else each for each in words]
    found, said, wrong = laptop("event", *named, typed=typed)
    assert (found, said) == (2 if "does not go with" in why else 1, "")
    assert why in wrong
    assert wrong.count("\n") == 1
    assert wrong.startswith("run.py: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_where_there_is_no_desk_none_is_made(run: Run, tmp_path: Path) -> None:
    code, said, wrong = run("event", "export", "spring", str(tmp_path / "file"), on="nowhere")
    assert (code, said, wrong) == (1, "", f"run.py: There is no desk in {tmp_path / 'nowhere'}.\n")
    assert list(tmp_path.iterdir()) == []


def test_nor_under_one_of_several_processes(
    laptop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    file, back = str(tmp_path / "file"), str(tmp_path / "back")
    assert laptop("event", "export", "spring", file, "--close")[0] == 0
    monkeypatch.setenv("EVENTDESK_DATABASE_URL", postgres_url)
    for words in (("import", file), ("export", "spring", back, "--close")):
        assert laptop("event", *words, on="server")[0] == 0
    opened = open_database(postgres_url, key=(tmp_path / "server" / "keys" / "health").read_bytes())
    assert opened.leases.hold("desk", "another process", 60)
    code, said, wrong = laptop("event", "import", back, "--replace", on="server")
    assert (code, said) == (1, "")
    assert wrong == "run.py: This desk is running: end all its processes first.\n"
    opened.leases.let_go("another process")
    code, said, wrong = laptop("event", "import", back, "--replace", on="server")
    assert (code, said) == (1, "")
    assert "did not move away with what is in this file" in wrong
    assert not _has_been_held_by(opened, "event import"), "whoever starts next sees how long the desk was away"
    opened.close()


def _has_been_held_by(database: Database, holder: str) -> bool:
    with transaction(database.engine) as connection:
        return holder in connection.execute(text("SELECT holder FROM leases")).scalars().all()


def test_an_event_is_not_replaced_under_a_running_desk(laptop: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "file")
    assert laptop("event", "export", "spring", file, "--close")[0] == 0
    with lock_file(tmp_path / "laptop" / "running.lock", wait=False):
        code, said, wrong = laptop("event", "import", file, "--replace")
    assert (code, said) == (1, "")
    assert "A desk is running" in wrong
