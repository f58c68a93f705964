"""Of several processes one keeps an event's forecast and saves what it told; the others promise nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.visit import Action
from eventdesk.services.forecasting import Forecaster
from tests.services.tent import Tent

if TYPE_CHECKING:
    from eventdesk.domain.forecast import Forecast

SECOND = 1 / 60


class Two:
    """Two processes on one store; one of them leads."""

    def __init__(self) -> None:
        self.tent = Tent()
        self.leader = "first"
        self.first, self.second = self._one("first"), self._one("second")
        self.tent.therapist()
        self.visits = [self.tent.register() for _ in range(4)]

    def _one(self, name: str) -> Forecaster:
        return Forecaster(
            self.tent.store,
            self.tent.clock,
            leads=lambda _slug: self.leader == name,
            saved_every=timedelta(seconds=1),
        )

    def beat(self, seconds: float = 1) -> None:
        self.tent.clock.advance(seconds * SECOND)
        for name, each in (("first", self.first), ("second", self.second)):
            each.beat([self.tent.slug] if self.leader == name else [])

    def asked(self, forecaster: Forecaster) -> Forecast:
        return forecaster.forecast(self.tent.slug)

    def saved(self) -> int:
        with self.tent.store.read(self.tent.slug) as reading:
            return len(reading.told())


@pytest.fixture
def two() -> Two:
    return Two()


def test_what_the_leader_told_holds_at_the_other(two: Two) -> None:
    two.beat()
    assert two.saved() == 4
    theirs = two.asked(two.first)
    two.tent.clock.advance(0.9)
    mine = two.asked(two.second)
    for visit in two.visits:
        assert mine.starts[visit.id] == theirs.starts[visit.id]


def test_what_the_other_had_said_gives_way_to_what_the_leader_told(two: Two) -> None:
    before = two.asked(two.second)
    two.tent.clock.advance(0.9)
    two.beat()
    told = two.asked(two.first)
    after = two.asked(two.second)
    assert after.starts == told.starts
    assert before.starts != after.starts


def test_who_follows_saves_nothing(two: Two) -> None:
    two.asked(two.second)
    two.leader = "nobody"
    two.beat(20)
    two.beat(3600)
    assert two.saved() == 0
    assert two.second.asked() == []


def test_who_takes_over_goes_on_with_what_was_told(two: Two) -> None:
    two.asked(two.second)
    two.tent.clock.advance(0.9)
    two.beat()
    told = two.asked(two.first)
    two.leader = "second"
    two.tent.register()
    two.beat()
    two.beat()
    mine = two.asked(two.second)
    assert {key: mine.starts[key] for key in told.starts} == told.starts
    assert two.saved() == 5
    assert two.first.latest(two.tent.slug) is not None, "somebody asked it"
    two.beat(3600)
    two.beat()
    assert two.first.latest(two.tent.slug) is None


def test_a_day_that_was_only_kept_is_forgotten_by_who_keeps_it_no_more(two: Two) -> None:
    two.beat()
    assert two.first.latest(two.tent.slug) is not None
    two.leader = "second"
    two.beat()
    assert two.first.latest(two.tent.slug) is None


@pytest.mark.parametrize("is_back", [True, False])
def test_who_was_away_is_told_anew_whatever_the_database_has(two: Two, is_back: bool) -> None:  # noqa: FBT001
    two.beat()
    two.asked(two.second)
    first = two.visits[1]
    old = two.asked(two.second).starts[first.id]
    two.tent.act(first, Action.STEP_AWAY, minutes=10)
    two.tent.clock.advance(1)
    two.asked(two.second)
    two.tent.act(first, Action.RETURN if is_back else Action.WITHDRAW)
    two.tent.clock.advance(20)
    assert (two.asked(two.second).starts.get(first.id) not in (None, old)) is is_back
