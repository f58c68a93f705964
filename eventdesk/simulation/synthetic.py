"""The demo's race day: three starts in one park, a start list with names, ten therapists.

Sizes and shares follow reports from real tents: about 5 % of a field come before the start and 7 %
after the finish.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event
from eventdesk.services.ports import Entrant
from eventdesk.simulation.field import Runner, fitted, together
from eventdesk.simulation.race_day import RaceDay
from eventdesk.simulation.roster import Roster, Shift, hired
from eventdesk.simulation.uptake import Uptake, who_comes

TIMEZONE = "Europe/London"
FIRST_NAMES = """
    Aisha Alex Amelia Anna Ben Carla Chen Chloe Daniel David Elena Eli Emma Fatima Felix Freya George
    Grace Hana Harry Ines Isaac Isla Jack James Jonas Julia Kofi Lara Leo Lena Liam Lucia Luca Maria
    Marta Max Mei Mila Mohammed Nadia Nina Noah Nora Oliver Omar Oscar Paula Pavel Priya Quinn Ravi Rosa
    Ruth Sam Sara Sofia Tara Theo Tom Uma Vera Victor Wei Will Yara Yusuf Zoe
""".split()  # noqa: SIM905  (a list of names reads better so)
LAST_NAMES = """
    Adams Ahmed Baker Bauer Bell Berg Brown Clark Cohen Costa Cruz Davies Diaz Evans Fischer Garcia
    Green Gupta Hall Haas Hughes Ito Jansen Jones Kaya Keller Khan Kim King Kumar Lee Lopez Marsh Martin
    Meyer Mills Moore Novak Okafor Olsen Patel Petit Price Reid Rossi Roy Sato Scott Silva Smith Stone
    Suzuki Taylor Turner Walker Wang Weber White Wilson Wood Wright Young Zhang
""".split()  # noqa: SIM905  (a list of names reads better so)
STARTS = (
    ("Half marathon", "half", time(9, 30), 600),
    ("10K", "10k", time(10, 15), 400),
    ("5K", "5k", time(11, 0), 300),
)
"""Name, distance, local start, runners."""
OPENS, FINISHERS_COME, CLOSES = time(8, 0), time(10, 30), time(15, 0)
UPTAKE = Uptake(
    before_minutes=(5, 10, 10, 10, 15),
    after_minutes=(20, 20, 20, 25, 30),
    wishes_woman=0.1,
    wishes_man=0.03,
    tells=True,
)
FIRST_BIB = 100


def synthetic(seed: int, day: date, *, therapists: int = 10) -> RaceDay:
    """The race day that belongs to `seed`; the same seed gives the same day."""
    zone = ZoneInfo(TIMEZONE)

    def at(when: time) -> datetime:
        return datetime.combine(day, when, tzinfo=zone).astimezone(UTC)

    field = together(
        [fitted(name, distance, runners, at(start), seed=seed) for name, distance, start, runners in STARTS]
    )
    runners = tuple(replace(each, bib=str(FIRST_BIB + int(each.bib))) for each in field.runners)
    event = Event(
        id=0,
        slug="demo",
        name="Riverside Races",
        date=day,
        timezone=TIMEZONE,
        opens_at=at(OPENS),
        closes_at=at(CLOSES),
        waves=field.waves,
    )
    chance = Random(seed)  # noqa: S311  (a made-up race, not a secret)
    # Every third comes for the finishers only.
    late = therapists // 3
    shifts = (
        Shift(starts_at=at(OPENS), ends_at=at(CLOSES), count=therapists - late),
        Shift(starts_at=at(FINISHERS_COME), ends_at=at(CLOSES), count=late),
    )
    roster = Roster(shifts=shifts, only_after=0.2, break_every_minutes=150)
    return RaceDay(
        event,
        at(OPENS),
        tuple(_entrant(chance, each) for each in runners),
        hired(roster),
        who_comes(event, replace(field, runners=runners), UPTAKE, seed=seed),
    )


def _entrant(chance: Random, runner: Runner) -> Entrant:
    return Entrant(
        bib=runner.bib,
        first_name=chance.choice(FIRST_NAMES),
        last_name=chance.choice(LAST_NAMES),
        wave_id=runner.wave_id,
    )
