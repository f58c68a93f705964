"""A snapshot and the patches after it come to what the database holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.realtime.afternoon import Afternoon
from tests.realtime.stage import Screen

if TYPE_CHECKING:
    from tests.realtime.stage import Stage

STEPS = 300


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("room", ["board", "staff"])
def test_a_screen_that_hears_everything_shows_the_present(stage: Stage, room: str, seed: int) -> None:
    client, screen = stage.client(auth={"token": stage.secret()}), Screen()
    screen.take(stage.watch(client, room))
    afternoon = Afternoon(stage, seed)

    for _ in range(STEPS):
        afternoon.one_step()
    for patch in stage.received(client):
        screen.hear(patch)

    assert not screen.has_gap
    screen.compare(stage.looker.board(stage.slug) if room == "board" else stage.looker.staff(stage.slug))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("room", ["board", "staff"])
def test_a_screen_that_comes_and_goes_shows_the_present(stage: Stage, room: str, seed: int) -> None:
    """It never hears a patch, and asks now and then with the `seq` that it has."""
    auth, screen = {"token": stage.secret()}, Screen()
    screen.take(stage.watch(stage.client(auth=auth), room))
    afternoon = Afternoon(stage, seed)

    for step in range(STEPS):
        afternoon.one_step()
        if step % 20 == 0:
            screen.take(stage.watch(stage.client(auth=auth), room, since=screen.seq))
    screen.take(stage.watch(stage.client(auth=auth), room, since=screen.seq))

    screen.compare(stage.looker.board(stage.slug) if room == "board" else stage.looker.staff(stage.slug))


def test_lost_doubled_and_reordered_patches_are_mended_by_asking_again(stage: Stage) -> None:
    client, screen = stage.client(), Screen()
    screen.take(stage.watch(client))
    afternoon = Afternoon(stage, 5)
    asked = 0

    for step in range(STEPS):
        afternoon.one_step()
        heard = stage.received(client)
        afternoon.dice.shuffle(heard)
        for patch in [*heard[: len(heard) - step % 2], *heard[:1]]:
            screen.hear(patch)
        if screen.has_gap:
            asked += 1
            screen.take(stage.watch(stage.client(), since=screen.seq))
    screen.take(stage.watch(stage.client(), since=screen.seq))

    assert asked > STEPS / 20
    screen.compare(stage.looker.board(stage.slug))
