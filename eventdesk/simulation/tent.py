"""The tent of a made-up race day: set up, and lived through faster than any clock."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from eventdesk.services import duty
from eventdesk.services.desk import Desk
from eventdesk.simulation.clock import RaceClock
from eventdesk.simulation.player import Player
from eventdesk.simulation.runners import ORGANISER

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.domain.therapist import Therapist
    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import News, Store
    from eventdesk.simulation.behaviour import Behaviour
    from eventdesk.simulation.player import Watch
    from eventdesk.simulation.race_day import Arrival, RaceDay


@dataclass(frozen=True, slots=True)
class Day:
    """What became of a race day: everybody as they were at the end, and who was not let in."""

    race: RaceDay
    visits: tuple[Visit, ...]
    therapists: tuple[Therapist, ...]
    turned_away: tuple[Arrival, ...]
    ended_at: datetime


class _NoScreens:
    """Nobody follows a simulated day."""

    def announce(self, news: News) -> None:
        """Hears of it and does nothing."""


def open_tent(desk: Desk, race: RaceDay) -> None:
    """Makes the event with its start list and roster."""
    slug = desk.store.add_event(race.event).slug
    desk.perform(slug, ORGANISER, lambda floor: floor.change.put_entrants(race.entrants))
    for values in race.therapists:
        desk.perform(slug, ORGANISER, partial(duty.add_therapist, values=values))


def fast_forward(player: Player, clock: RaceClock, until: datetime | None = None) -> None:
    """Lives through the day up to `until`, or until nothing will happen any more, as fast as it goes.

    The clock jumps from one thing that happens to the next.
    """
    player.step()
    while (at := player.next_at()) is not None and (until is None or at <= until):
        clock.set(max(at, clock.now()))
        player.step()
    if until is not None:
        clock.set(until)


def live_through(
    store: Store, race: RaceDay, *, seed: int, behaviour: Behaviour | None = None, watch: Watch | None = None
) -> Day:
    """The whole day in an empty `store`, whose line decides the policy; the same seed, the same day."""
    clock = RaceClock(race.opens_at)
    desk = Desk(store, clock, _NoScreens())
    open_tent(desk, race)
    player = Player(desk, race, seed=seed, behaviour=behaviour, watch=watch)
    fast_forward(player, clock)
    with store.read(race.event.slug) as reading:
        return Day(
            race,
            tuple(reading.visits(set(reading.counts()))),
            tuple(reading.therapists()),
            tuple(player.turned_away),
            clock.now(),
        )
