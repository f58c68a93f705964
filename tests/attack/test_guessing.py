"""One address that looks for ticket links, or asks for everything again and again, over as many sockets as it likes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.visit import Role
from eventdesk.realtime.tries import (
    ADDRESSES_AT_MOST,
    GUESSES_AT_MOST,
    SNAPSHOTS_AT_MOST,
    WITHIN,
    TooManyAtOnce,
    Tries,
)
from tests.builders import NOW
from tests.realtime.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """One event, nobody there yet."""
    made = Stage(tmp_path)
    yield made
    made.close()


def test_each_address_has_its_own_tries_and_gets_them_back() -> None:
    tries = Tries(3)
    for _ in range(3):
        tries.check("10.0.0.1", NOW)
        tries.count("10.0.0.1", NOW)
    with pytest.raises(TooManyAtOnce):
        tries.check("10.0.0.1", NOW + timedelta(seconds=1))
    tries.check("10.0.0.2", NOW)
    tries.check("10.0.0.1", NOW + WITHIN)
    # A laptop whose clock was set back must not keep people waiting for hours.
    tries.check("10.0.0.1", NOW - timedelta(hours=1))


def test_many_addresses_take_no_room_for_ever() -> None:
    tries = Tries(3)
    for number in range(ADDRESSES_AT_MOST + 5):
        tries.count(f"10.0.{number // 250}.{number % 250}", NOW)
    assert len(tries._by_address) == ADDRESSES_AT_MOST  # noqa: SLF001


def test_guessing_links_over_many_sockets_ends_and_the_board_goes_on(stage: Stage) -> None:
    visit = stage.register()
    answers = []
    for number in range(GUESSES_AT_MOST + 10):
        client = stage.client()
        answers.append(stage.watch(client, f"visit:wrong-link-{number}")["error"])
        client.disconnect("/live")
    assert answers == ["no_such_visit"] * GUESSES_AT_MOST + ["too_often"] * 10
    assert stage.watch(stage.client(), f"visit:{visit.token}")["error"] == "too_often", "not told that it is one"
    assert "snapshot" in stage.watch(stage.client())
    stage.clock.advance(1)
    assert "snapshot" in stage.watch(stage.client(), f"visit:{visit.token}")


def test_asking_for_everything_ends_and_staff_goes_on(stage: Stage) -> None:
    stage.register()
    asked = 0
    while asked < SNAPSHOTS_AT_MOST:
        client = stage.client()
        for _ in range(20):
            assert "snapshot" in stage.watch(client)
            asked += 1
        client.disconnect("/live")
    assert stage.watch(stage.client())["error"] == "too_often"
    staff = stage.client(auth={"token": stage.secret(Role.ORGANISER)})
    assert "snapshot" in stage.watch(staff, "staff")
    assert "patches" in stage.watch(stage.client(), since=stage.seq - 1), "who only catches up is served"
    stage.clock.advance(1)
    assert "snapshot" in stage.watch(stage.client())
