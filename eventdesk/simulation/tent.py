"""The tent of a made-up race day: set up, and lived through faster than any clock."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from eventdesk.services import duty, timers
from eventdesk.simulation.player import ORGANISER, Player

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk
    from eventdesk.simulation.clock import RaceClock
    from eventdesk.simulation.race_day import RaceDay

STEP = timedelta(seconds=30)


def open_tent(desk: Desk, race: RaceDay) -> None:
    """Makes the event with its start list and roster."""
    slug = desk.store.add_event(race.event).slug
    desk.perform(slug, ORGANISER, lambda floor: floor.change.put_entrants(race.entrants))
    for values in race.therapists:
        desk.perform(slug, ORGANISER, partial(duty.add_therapist, values=values))


def fast_forward(desk: Desk, clock: RaceClock, player: Player, minutes: float) -> None:
    """Lives through the first `minutes` of the day at once, so that the tent is not empty."""
    until = clock.now() + timedelta(minutes=minutes)
    while clock.now() < until:
        clock.set(clock.now() + STEP)
        player.step()
        timers.tick(desk)
