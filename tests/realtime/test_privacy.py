"""What public rooms never carry, whatever happens in the tent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter

from eventdesk.domain.event import BoardLabel
from eventdesk.domain.visit import Action
from eventdesk.realtime.contract import PublicVisit
from tests.realtime.afternoon import SECRETS, Afternoon
from tests.realtime.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.realtime.stage import Json

STEPS = 400
HIDDEN_ENDS = {"held", "declined", "referred", "left", "no_show"}
FIRST_NAMES = "Xfirst"
EXACT = TypeAdapter(PublicVisit)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("shown", list(BoardLabel))
def test_the_board_never_carries_what_is_private(tmp_path: Path, shown: BoardLabel, seed: int) -> None:
    stage = Stage(tmp_path, board_label=shown)
    client = stage.client()
    heard = [stage.watch(client)]
    afternoon = Afternoon(stage, seed)
    for step in range(STEPS):
        afternoon.one_step()
        if step % 25 == 0:
            heard += [stage.watch(stage.client()), stage.watch(stage.client(), since=max(0, stage.seq - 50))]
    heard += stage.received(client)
    stage.close()

    assert set(Action) <= afternoon.done, "the afternoon was too short"
    allowed = {BoardLabel.NONE: "", BoardLabel.BIB: SECRETS["bib"], BoardLabel.FIRST_NAME: FIRST_NAMES}[shown]
    _check_words(heard, {*SECRETS.values(), FIRST_NAMES} - {allowed})
    visits = list(_visits(heard))
    assert len(visits) > STEPS / 4
    for visit in visits:
        EXACT.validate_python(visit)
        assert visit["status"] not in HIDDEN_ENDS
    _check_that_labels_are_seen(visits, allowed)


@pytest.mark.parametrize("seed", range(2))
def test_a_ticket_never_carries_what_its_holder_may_not_know(tmp_path: Path, seed: int) -> None:
    stage = Stage(tmp_path)
    afternoon = Afternoon(stage, seed)
    mine = afternoon.tickets[0]
    client = stage.client()
    heard = [stage.watch(client, f"visit:{mine.token}")]
    for _ in range(STEPS):
        afternoon.one_step()
    heard += stage.received(client)
    heard.append(stage.watch(client, f"visit:{mine.token}", since=max(0, stage.seq - 50)))
    stage.close()

    _check_words(heard, set(SECRETS.values()))
    for message in heard:
        text = json.dumps(message)
        assert FIRST_NAMES not in text.replace(mine.first_name, "")
        for visit in _visits(message):
            assert visit["id"] == mine.id
            assert visit["status"] not in HIDDEN_ENDS


def test_forecasts_are_keyed_by_number_and_hold_times_only(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    client = stage.client()
    stage.watch(client)
    afternoon = Afternoon(stage, 1)
    told = []
    for _ in range(STEPS):
        afternoon.one_step()
        told += stage.received(client, "forecast")
    stage.close()

    assert any(each["visits"] for each in told)
    _check_words(told, {*SECRETS.values(), FIRST_NAMES})
    for message in told:
        assert all(set(each) - {"why"} == {"at", "low", "high"} for each in message["visits"].values())


def _check_words(heard: list[Json], words: set[str]) -> None:
    for message in heard:
        text = json.dumps(message)
        for word in words:
            assert word not in text, f"{word} in {text[:2000]}"


def _check_that_labels_are_seen(visits: list[Json], allowed: str) -> None:
    """The search would find what it looks for."""
    assert any(allowed and allowed in each["label"] for each in visits) == bool(allowed)


def _visits(part: Any) -> Iterator[Json]:
    """Every object with a ticket, wherever it stands."""
    if isinstance(part, dict):
        if "ticket" in part:
            yield part
        for each in part.values():
            yield from _visits(each)
    elif isinstance(part, list):
        for each in part:
            yield from _visits(each)
