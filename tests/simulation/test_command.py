"""`run.py simulate`, as somebody types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from eventdesk import simulate_options
from eventdesk.cli import main
from eventdesk.domain.staffing.finish_times import DISTANCES
from eventdesk.simulation.policies import POLICIES

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ("simulate", "--field", "300", "--distance", "10k", "--therapists", "3")


def test_the_words_of_the_command_are_those_of_the_simulator() -> None:
    assert tuple(POLICIES) == simulate_options.POLICIES
    assert tuple(DISTANCES) == simulate_options.DISTANCES


def test_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--policy", "due", "--policy", "fifo", "--repetitions", "3"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "mean of 3 days ± 95 % interval" in told.out
    for words in (
        "due",
        "fifo",
        "After the race: wait in minutes, 9 of 10 within",
        "Share of starts missed",
        "Mia: at work",
    ):
        assert words in told.out
    assert "off by" in told.out


def test_json_for_programs_and_the_same_days_again(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        *SMALL,
        "--policy",
        "pre-first",
        "--policy",
        "due",
        "--seed",
        "7",
        "--repetitions",
        "2",
        "--format",
        "json",
    ]
    assert main(words) == 0
    first = capsys.readouterr().out
    assert main(words) == 0
    assert capsys.readouterr().out == first
    told = json.loads(first)
    assert (told["repetitions"], told["seed"], list(told["policies"])) == (2, 7, ["pre-first", "due"])
    figures = told["policies"]["due"]
    assert figures["visits"]["mean"] > 10
    assert figures["littles_law_gap"]["mean"] < 1e-9
    assert set(figures["wait.post_event.mean"]) == {"mean", "margin"}


def test_walk_ups_shifts_breaks_and_rounds(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["simulate", "--poisson", "12", "--before", "0.3", "--hours", "09:00-13:00", "--shift", "2x09:00-13:00"]
    more = ["--shift", "10:00-14:00", "--therapists", "3", "--break-every", "60", "--cycle", "20", "--wishes", "0.1"]
    assert main([*words, *more, "--format", "json"]) == 0
    figures = json.loads(capsys.readouterr().out)["policies"]["due"]
    assert sum(name.startswith("utilisation.") for name in figures) == 5
    assert figures["visits"]["mean"] == pytest.approx(48, abs=25)


def test_the_results_of_a_race(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{bib},{bib % 3 * 20},{100 + bib % 60}\n" for bib in range(1, 301))
    path = tmp_path / "results.csv"
    path.write_text("bib,wave_start_min,net_time_min\n" + rows, encoding="utf-8")
    assert main(["simulate", "--results", str(path), "--start", "10:00", "--after", "0.2", "--format", "json"]) == 0
    figures = json.loads(capsys.readouterr().out)["policies"]["due"]
    assert figures["visits"]["mean"] == pytest.approx(75, abs=25)


def test_a_picture_that_scales(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "day.svg"
    assert main([*SMALL, "--policy", "due", "--policy", "fifo", "--plot", str(path)]) == 0
    assert capsys.readouterr().err == ""
    picture = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  (our own file)
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"due", "fifo", "Waiting runners", "After the race: wait in minutes", "10:00"} <= set(texts)
    width, height = float(picture.attrib["width"]), float(picture.attrib["height"])
    for line in picture.iter("{http://www.w3.org/2000/svg}polyline"):
        for point in line.attrib["points"].split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= width
            assert 0 <= y <= height


def test_a_picture_in_pixels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "day.png"
    assert main([*SMALL, "--policy", "due", "--policy", "fifo", "--plot", str(path)]) == 0
    assert capsys.readouterr().err == ""
    with Image.open(path) as picture:
        assert picture.width == 2000
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1_000_000) or []}
    assert {(0x0B, 0x5C, 0xAD), (0xB3, 0x50, 0x0F), (0x1F, 0x29, 0x33)} <= colours


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "exactly one of"),
        (("--poisson", "9", "--field", "9"), "exactly one of"),
        (("--field", "9", "--field", "9", "--distance", "5k"), "each --field needs its --distance"),
        (("--field", "9", "--distance", "3k"), "3k"),
        (("--field", "9", "--shift", "12:00-09:00"), "ends before it begins"),
        (("--field", "9", "--shift", "noon"), "is not a time like"),
        (("--field", "9", "--shift", "25:00-26:00"), "is not a time like"),
        (("--field", "9", "--start", "9"), "is not a time like"),
        (("--field", "9", "--hours", "3x09:00-12:00"), "--hours takes no number"),
        (("--field", "9", "--plot", "day.gif"), ".svg or .png"),
        (("--field", "9", "--plot", "nowhere/day.svg"), "there is no folder"),
        (("--field", "9", "--before", "2"), "--before"),
        (("--field", "9", "--before", "nan"), "is not a number"),
        (("--poisson", "nan"), "is not a number"),
        (("--field", "9", "--shift", "0x09:00-12:00"), "is not a time like"),
        (("--field", "9", "--cycle", "9"), "--cycle takes 0, or 10 to 60 minutes"),
        (("--field", "9", "--cycle", "61"), "--cycle takes 0, or 10 to 60 minutes"),
        (("--field", "9", "--cycle", "16", "--turnover", "12"), "--cycle takes 0, or 17 to 60 minutes"),
        (("--results", "nothing.csv"), "nothing.csv"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("run.py: ")
    assert why in told.err
    assert len(told.err.splitlines()) == 1


@pytest.mark.parametrize("content", [b"\x7fELF\xd0", b"bib,wave_start_min,net_time_min\n1,\xff,30\n"])
def test_results_that_are_no_text(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(content)
    assert main(["simulate", "--results", str(path)]) == 1
    assert capsys.readouterr().err == "run.py: results: results.csv is no CSV file in UTF-8.\n"


def test_results_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "results.csv"
    path.write_text("bib,net_time_min\n1,30\n", encoding="utf-8")
    assert main(["simulate", "--results", str(path)]) == 1
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert "no column wave_start_min" in told.err
