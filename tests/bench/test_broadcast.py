"""What it costs to tell many: counted in a served desk with real sockets, with few and with many screens.

Whatever is done once for all comes to the same with both; what is done for each is the difference.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bench.load import Hearing
from bench.server import SLUG
from tests.bench.marks import hold
from tests.bench.served import boards, least, served, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.served import Served

FEW, MANY = 10, 60
IN_LINE = 30
Counts = dict[str, int]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One desk for all of them; nobody changes what another one counts."""
    os.environ["EVENTDESK_ANNOUNCE"] = "no"
    with served(tmp_path_factory.mktemp("counting"), IN_LINE) as running, boards(running, 1):
        running.program.post("/announcement", {"text": "What is made once has been made."})
        settled()
        yield running


def told(desk: Served, count: int) -> Counts:
    """What one command comes to with so many screens, which all hear of it."""
    with boards(desk, count) as screens:
        return least([_told(desk, screens, count) for _ in range(6)])


def _told(desk: Served, screens: Hearing, count: int) -> Counts:
    settled()
    desk.counts()
    screens.heard(0, 0)
    desk.program.post("/announcement", {"text": "Twenty minutes' wait."})
    assert screens.heard(count, 20)["count"] == count
    return desk.counts()


def test_a_broadcast_is_encoded_and_framed_once_however_many_hear_it(desk: Served) -> None:
    few, many = told(desk, FEW), told(desk, MANY)
    hold("encodings_of_a_broadcast", many.get("packets", 0))
    hold("frames_of_a_broadcast", many.get("frames", 0) + many.get("framed_by_library", 0))
    for name, mark in (
        ("json", "encodings"), ("writes", "writes"), ("queued", "queue_puts"), ("timers", "timers"),
        ("statements", "statements"),
    ):  # fmt: skip
        each = (many.get(name, 0) - few.get(name, 0)) / (MANY - FEW)
        hold(f"{mark}_for_each_who_hears", round(each, 2))


def watched(desk: Served, count: int) -> Counts:
    """What so many new screens come to, until each has its answer; `answer`: the characters of one."""
    settled()
    desk.counts()
    with Hearing() as screens:
        came = screens.watch(desk.port, count, event=SLUG)
        assert came["ready"] == count, came["why"]
        return desk.counts() | {"answer": came["answer_bytes"]}


def test_a_snapshot_is_made_once_for_all_who_ask_at_one_seq(desk: Served) -> None:
    few, many = (least([watched(desk, count) for _ in range(3)]) for count in (FEW, MANY))
    assert few["answer"] > 1000, "an answer without a snapshot: the counting does not work"
    each = (many["json_characters"] - few["json_characters"]) / (MANY - FEW)
    hold("snapshot_encodings_for_each_who_watches", round(each / few["answer"], 2))
    hold("statements_for_each_who_watches", round((many["statements"] - few["statements"]) / (MANY - FEW), 2))


def test_a_screen_costs_few_objects(desk: Served) -> None:
    with boards(desk, FEW):
        settled()
        before = desk.objects()
    with boards(desk, MANY):
        settled()
        hold("objects_for_each_screen", round((desk.objects() - before) / (MANY - FEW)))
