"""The demo: a made-up race day that runs through a real desk, so that every screen is alive at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from eventdesk import hosting, runtime
from eventdesk.adapters.clock import SystemClock
from eventdesk.simulation import tent
from eventdesk.simulation.clock import RaceClock
from eventdesk.simulation.player import Player
from eventdesk.simulation.race_day import RaceDay
from eventdesk.simulation.synthetic import synthetic
from eventdesk.web import secret_words

if TYPE_CHECKING:
    from eventdesk.app import EventDeskApp
    from eventdesk.settings import Settings

PASSPHRASE = "demo-demo"  # noqa: S105 - of a throw-away desk, told to everybody
PIN = "1234"
MINUTES_BEFORE = 135
"""How much of the day is over when the screens open: the first finishers are about to come."""
STEP_SECONDS = 0.1


def run(settings: Settings, speed: float, seed: int) -> None:
    """Serve a made-up race day at `speed` times real time until Ctrl-C. Errors as for `hosting.host`."""
    race = synthetic(seed, SystemClock().now().date())
    clock = RaceClock(race.opens_at)

    def prepare(desk: EventDeskApp) -> list[hosting.Routine]:
        player = _prepared(desk, race, clock, seed)
        click.echo(
            f"A made-up race day is on; nothing of it is kept. Organiser's passphrase: {PASSPHRASE}   "
            f"PIN of every therapist and of the kiosk: {PIN}"
        )
        clock.run(speed, SystemClock())
        return [(player.step, STEP_SECONDS)]

    hosting.host(settings, clock, prepare)


def _prepared(desk: EventDeskApp, race: RaceDay, clock: RaceClock, seed: int) -> Player:
    slug = race.event.slug
    player = Player(desk.desk, race, seed=seed)
    tent.open_tent(desk.desk, race)
    store = desk.access.store
    store.set_passphrase_hash(secret_words.hashed(runtime.run_aside, PASSPHRASE))
    pin = secret_words.hashed(runtime.run_aside, PIN)
    for therapist_id in (None, *(each["id"] for each in desk.looker.board(slug)["therapists"])):
        store.set_pin_hash(slug, therapist_id, pin)
    tent.fast_forward(player, clock, race.opens_at + timedelta(minutes=MINUTES_BEFORE))
    return player
