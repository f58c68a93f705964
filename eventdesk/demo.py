"""The demo: a desk on a throw-away folder with a made-up race day running through it, faster than life."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from eventdesk import hosting, runtime
from eventdesk.adapters.clock import SystemClock
from eventdesk.simulation import demo
from eventdesk.simulation.clock import RaceClock
from eventdesk.simulation.player import Player
from eventdesk.simulation.race_day import TIMEZONE, synthetic
from eventdesk.web import secret_words

if TYPE_CHECKING:
    from eventdesk.app import EventDeskApp
    from eventdesk.settings import Settings

MINUTES_BEFORE_ANYBODY_LOOKS = 40
RACE_SECONDS_A_STEP = 10.0
SHORTEST_PAUSE_SECONDS = 0.05


def run(settings: Settings, speed: float, seed: int) -> None:
    """Serve until Ctrl-C; `speed` is times real time, and the same `seed` gives the same day."""
    machine = SystemClock()
    race = synthetic(seed, machine.now().astimezone(ZoneInfo(TIMEZONE)).date())
    clock = RaceClock(race.opens_at, machine)

    def open_tent(app: EventDeskApp) -> Sequence[hosting.Routine]:
        demo.open_tent(app.desk, race)
        _let_everybody_in(app, race.event.slug)
        player = Player(app.desk, race, seed)
        demo.fast_forward(app.desk, clock, player, MINUTES_BEFORE_ANYBODY_LOOKS)
        clock.run(speed)
        click.echo(f"A made-up race day, {speed:g} times faster than life; nothing of it is kept.")
        click.echo(f"Organiser's passphrase: {demo.PASSPHRASE}   PIN of the therapists and the kiosk: {demo.PIN}")
        return [(player.step, max(SHORTEST_PAUSE_SECONDS, RACE_SECONDS_A_STEP / speed))]

    with tempfile.TemporaryDirectory(prefix="eventdesk-demo-") as folder:
        hosting.host(settings.model_copy(update={"data_dir": Path(folder)}), clock, open_tent)


def _let_everybody_in(app: EventDeskApp, slug: str) -> None:
    """The same PIN for everybody, so that a visitor can be each of them."""
    store = app.access.store
    store.set_passphrase_hash(secret_words.hashed(runtime.run_aside, demo.PASSPHRASE))
    pin = secret_words.hashed(runtime.run_aside, demo.PIN)
    with app.desk.store.read(slug) as reading:
        therapists = [therapist.id for therapist in reading.therapists()]
    for therapist_id in (None, *therapists):
        store.set_pin_hash(slug, therapist_id, pin)
