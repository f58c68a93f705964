"""What cannot be done is said in one line on standard error, with an exit code that is not 0."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from tests.startup.running import desk, run

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess


def assert_refused(outcome: CompletedProcess[str], *words: str) -> None:
    assert outcome.returncode not in (0, None)
    assert outcome.stdout == ""
    lines = outcome.stderr.splitlines()
    assert len(lines) == 1, outcome.stderr
    for word in words:
        assert word in lines[0]


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        refused = run("serve", "--host", "127.0.0.1", "--port", port, "--data-dir", str(tmp_path), "--no-browser")
    assert_refused(refused, port, "in use", "--port")
    assert not list(tmp_path.glob("*.sqlite3"))


def test_a_host_that_is_not_here(tmp_path: Path) -> None:
    assert_refused(run("serve", "--host", "203.0.113.1", "--port", "0", "--data-dir", str(tmp_path)), "203.0.113.1")


def test_a_second_desk_on_the_same_folder(tmp_path: Path) -> None:
    with desk(tmp_path):
        refused = run("serve", "--host", "127.0.0.1", "--port", "0", "--data-dir", str(tmp_path), "--no-browser")
    assert_refused(refused, "already running", str(tmp_path))


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("mine", encoding="utf-8")
    assert_refused(run("serve", "--port", "0", "--data-dir", str(file)), str(file), "cannot be used")
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_data_folder_that_cannot_be_written_to() -> None:
    # /proc refuses everybody, also root, for whom permissions mean nothing.
    folder = "/proc/eventdesk" if os.path.isdir("/proc") else "/eventdesk"  # noqa: PTH112 - not a file of ours
    assert_refused(run("serve", "--port", "0", "--data-dir", folder), folder, "cannot be used")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serv"], ["serv"]),
        (["serve", "--prot", "9000"], ["--prot"]),
        (["--prot"], ["--prot"]),
        (["serve", "--port", "70000"], ["--port", "70000"]),
        (["serve", "--port", "eighty"], ["--port", "eighty"]),
        (["serve", "--async-mode", "asyncio"], ["--async-mode", "asyncio"]),
        (["demo", "--speed", "0"], ["--speed"]),
        (["demo", "--speed", "601"], ["--speed"]),
        (["token", "--event", "spring"], ["--role"]),
        (["token", "--role", "boss", "--event", "spring"], ["boss"]),
        (["token", "--role", "therapist", "--event", "spring"], ["--therapist"]),
        (["event", "new", "spring", "--name", "Spring", "--date", "2027-13-01", "--timezone", "UTC"], ["2027-13-01"]),
        (["event", "new", "spring", "--name", "Spring", "--date", "20270418", "--timezone", "UTC"], ["20270418"]),
        (["event", "new", "spring", "--name", "Spring", "--date", "2027-W16-7", "--timezone", "UTC"], ["2027-W16-7"]),
        (["event", "new", "spring", "--name", "Spring", "--date", "2027-04-18", "--timezone", "Mars"], ["Mars"]),
        (["import-start-list", "no-such.csv", "--event", "spring"], ["no-such.csv"]),
    ],
)
def test_arguments_that_make_no_sense(arguments: list[str], words: list[str]) -> None:
    assert_refused(run(*arguments), *words)


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PORT", "-1"), ("ASYNC_MODE", "asyncio"), ("OPEN_BROWSER", "perhaps")]
)
def test_variables_that_make_no_sense(tmp_path: Path, name: str, value: str) -> None:
    refused = run("serve", "--data-dir", str(tmp_path / "data"), **{f"EVENTDESK_{name}": value})
    assert_refused(refused, f"EVENTDESK_{name}", value)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["token", "--role", "organiser", "--event", "nowhere"],
        ["token", "--role", "therapist", "--therapist", "1", "--event", "nowhere"],
        ["import-start-list", "{file}", "--event", "nowhere"],
    ],
)
def test_an_event_that_does_not_exist(tmp_path: Path, arguments: list[str]) -> None:
    file = tmp_path / "list.csv"
    file.write_text("bib,first name\n7,Ada\n", encoding="utf-8")
    words = [argument.format(file=file) for argument in arguments]
    assert_refused(run(*words, "--data-dir", str(tmp_path / "data")), "nowhere")
