"""A snapshot is made and written once for all who ask, and never for anybody else than those it is for."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.visit import Role
from eventdesk.realtime import snapshots
from eventdesk.realtime.packets import LivePacket
from eventdesk.realtime.rooms import Audience
from eventdesk.realtime.snapshots import Snapshots, Written, written
from tests.realtime.stage import Screen, eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.realtime.stage import Json, Stage

AT = "2027-04-18T10:00:00Z"
SECRET = "Secretname"


def breathe() -> None:
    """Nobody else is there."""


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"a": {}, "b": [], "c": None, "d": {"e": [1, {"f": 'ä\u2028"\\'}]}},
        {"list": list(range(1001)), "object": {str(each): {"n": each} for each in range(401)}},
        {str(each): each for each in range(450)},
    ],
)
def test_what_is_written_in_parts_is_json(value: Any) -> None:
    turns: list[int] = []
    text = "".join(written(value, lambda: turns.append(1)))
    assert json.loads(text) == value
    assert text == json.dumps(value, separators=(",", ":"))
    assert bool(turns) is (len(text) > 1000)


def test_an_answer_goes_over_the_wire_as_the_library_would_write_it() -> None:
    snapshot = {"seq": 7, "waiting": [{"id": 1, "label": "Å B"}]}
    answer = Written(7, AT, snapshot, json.dumps(snapshot, separators=(",", ":")))
    mine = LivePacket(3, data=[answer], namespace="/live", id=12).encode()
    plain = LivePacket(3, data=[dict(answer)], namespace="/live", id=12).encode()
    assert mine == plain


def test_all_who_ask_share_one_text_and_something_new_makes_another(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.register()
    times: list[int] = []

    def counted(value: Any, breathe: Callable[[], None]) -> Iterator[str]:
        if isinstance(value, dict) and "waiting" in value and "seq" in value:
            times.append(value["seq"])
        return written(value, breathe)

    monkeypatch.setattr(snapshots, "written", counted)
    answers = [stage.watch(stage.client()) for _ in range(30)]
    assert times == [1]
    assert answers == [answers[0]] * 30

    stage.register()
    assert stage.watch(stage.client())["seq"] == 2
    assert times == [1, 2]


def test_many_at_once_wait_for_one_who_makes_it(stage: Stage) -> None:
    stage.register()
    made: list[int] = []
    goes_on = threading.Event()
    board = stage.looker.board

    def slowly(slug: str) -> Json:
        made.append(1)
        goes_on.wait(10)
        return board(slug)

    stage.looker.board = slowly  # type: ignore[method-assign]
    shared = Snapshots(stage.looker, breathe)
    answers: list[Written] = []
    asking = [
        threading.Thread(target=lambda: answers.append(shared.answer(stage.slug, Audience.BOARD, AT))) for _ in range(8)
    ]
    for each in asking:
        each.start()
    eventually(lambda: made)
    assert made == [1], "nobody else has begun"
    goes_on.set()
    for each in asking:
        each.join(10)
    assert len({id(each["snapshot"]) for each in answers}) == 1
    assert len(answers) == 8


def test_what_staff_may_see_is_in_nobody_elses_answer(stage: Stage) -> None:
    """Whoever asks first, and whatever was made before."""
    visit = stage.register(first_name="Anna", last_name=SECRET, bib="4711")
    rooms = {
        "board": {},
        "staff": {"auth": {"token": stage.secret()}},
        f"visit:{visit.token}": {},
        "lead": {"auth": {"token": stage.secret(Role.LEAD, stage.slug)}},
    }
    orders = [list(rooms), list(reversed(rooms)), ["staff", "lead", "board", f"visit:{visit.token}"]]
    for number, order in enumerate(orders):
        stage.register(first_name=f"Other {number}")
        seen = {}
        for room in order:
            wanted = "staff" if room == "lead" else room
            seen[room] = stage.watch(stage.client(**rooms[room]), wanted)["snapshot"]
        assert SECRET in json.dumps(seen["staff"])
        assert SECRET not in json.dumps(seen["board"])
        assert "screening" not in json.dumps(seen["lead"])
        assert "flags" not in json.dumps(seen["board"])
        assert {"slips", "held", "passed_over"} <= seen["staff"].keys()
        assert not {"slips", "held", "passed_over", "outlook"} & seen["board"].keys()
        assert seen["lead"] == stage.looker.lead(stage.slug)
        assert seen["board"] == stage.looker.board(stage.slug)
        assert "waiting" not in seen[f"visit:{visit.token}"]


def test_a_large_one_is_shared_for_a_second_and_what_it_lacks_is_said_at_the_next_beat(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "LARGE", 100)
    stage.register()
    early = stage.client()
    stage.watch(early)
    stage.register()
    late, screen = stage.client(), Screen()
    screen.take(stage.watch(late))
    assert screen.seq == 1, "made before the second came"

    stage.beat(0.9)
    for patch in stage.received(late):
        screen.hear(patch)
    screen.compare(stage.looker.board(stage.slug))
    stage.beat()
    assert stage.watch(stage.client())["seq"] == 2


def test_a_tickets_snapshot_is_never_shared(stage: Stage) -> None:
    with pytest.raises(ValueError, match="alone"):
        Snapshots(stage.looker, breathe).answer(stage.slug, Audience.VISIT, AT)
