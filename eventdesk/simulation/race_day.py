"""A made-up race day: waves, a start list, therapists with shifts, and who comes to the tent when.

Sizes and shares follow reports from real tents: about 5 % of a field come before the start and 7 %
after the finish, half of a half-marathon field finishes within half an hour (Budapest), no-shows
5 to 10 %.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.event import Event, Gender, Mode, Wave
from eventdesk.domain.therapist import Pause
from eventdesk.services.ports import Entrant
from eventdesk.services.registering import Told, Wanted

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
STARTS = (("Half marathon", time(9, 30), 600, 124), ("10K", time(10, 15), 400, 58), ("5K", time(11, 0), 300, 31))
"""Name, local start, runners, mean minutes to the finish."""
BEFORE_SHARE, AFTER_SHARE = 0.05, 0.07
CLUSTER_SPREAD = 0.19
"""Standard deviation of finish times over their mean (La Crosse half marathon: 23.4 of 124.5 min)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody comes to the kiosk at `at`."""

    at: datetime
    wanted: Wanted
    told: Told


@dataclass(frozen=True, slots=True)
class RaceDay:
    """Everything that is decided beforehand. `arrivals` are in order of time."""

    event: Event
    opens_at: datetime
    entrants: tuple[Entrant, ...]
    therapists: tuple[dict[str, object], ...]
    arrivals: tuple[Arrival, ...]


def synthetic(seed: int, day: date, *, therapists: int = 10) -> RaceDay:
    """The race day that belongs to `seed`; the same seed gives the same day."""
    chance = random.Random(seed)  # noqa: S311  (a made-up race, not a secret)
    zone = ZoneInfo(TIMEZONE)

    def at(when: time) -> datetime:
        return datetime.combine(day, when, tzinfo=zone).astimezone(UTC)

    waves = tuple(
        Wave(id=number, name=name, starts_at=at(start)) for number, (name, start, _, _) in enumerate(STARTS, 1)
    )
    event = Event(
        id=0,
        slug="demo",
        name="Riverside Races",
        date=day,
        timezone=TIMEZONE,
        mode=Mode.AUTO,
        opens_at=at(time(8, 0)),
        closes_at=at(time(15, 0)),
        waves=waves,
    )
    entrants: list[Entrant] = []
    arrivals: list[Arrival] = []
    for wave, (_, _, runners, mean) in zip(waves, STARTS, strict=True):
        for _ in range(runners):
            entrant = _entrant(chance, len(entrants) + 1, wave)
            entrants.append(entrant)
            arrivals += _arrivals(chance, entrant, wave, mean)
    arrivals.sort(key=lambda arrival: arrival.at)
    return RaceDay(
        event,
        at(time(8, 0)),
        tuple(entrants),
        tuple(_therapist(chance, number, at) for number in range(therapists)),
        tuple(arrivals),
    )


def _entrant(chance: random.Random, number: int, wave: Wave) -> Entrant:
    return Entrant(
        bib=str(100 + number),
        first_name=chance.choice(FIRST_NAMES),
        last_name=chance.choice(LAST_NAMES),
        wave_id=wave.id,
    )


def _arrivals(chance: random.Random, entrant: Entrant, wave: Wave, mean: int) -> list[Arrival]:
    found: list[Arrival] = []
    if chance.random() < BEFORE_SHARE:
        before = timedelta(minutes=chance.uniform(30, 85))
        wanted = Wanted(treatment="pre_event", bib=entrant.bib, minutes=chance.choice((5, 10, 10, 10, 15)))
        found.append(Arrival(wave.starts_at - before, wanted, _told(chance)))
    if chance.random() < AFTER_SHARE:
        finished_at = wave.starts_at + timedelta(minutes=max(0.6 * mean, chance.gauss(mean, CLUSTER_SPREAD * mean)))
        arrives_at = finished_at + timedelta(minutes=5 + chance.expovariate(1 / 10))
        wanted = Wanted(
            treatment="post_event",
            bib=entrant.bib,
            minutes=chance.choice((20, 20, 20, 25, 30)),
            not_before=finished_at + timedelta(minutes=10),
            therapist_gender=chance.choices((None, Gender.WOMAN, Gender.MAN), (85, 12, 3))[0],
        )
        found.append(Arrival(arrives_at, wanted, _told(chance)))
    return found


def _told(chance: random.Random) -> Told:
    answers = {
        key: True
        for key, share in (
            ("painkillers", 0.10),
            ("blood_thinners", 0.02),
            ("first_time", 0.25),
            ("cramp", 0.10),
            ("injury", 0.05),
            ("condition", 0.02),
            ("sick_or_too_hot", 0.015),
            ("one_drink", 0.01),
        )
        if chance.random() < share
    }
    focus = chance.sample(("left_calf", "right_calf", "left_thigh_back", "right_thigh_back", "lower_back"), 2)
    avoid = ("left_knee",) if "injury" in answers else ()
    return Told(
        consents_to_treatment=True,
        consents_to_health_data=True,
        screening=answers,
        focus=tuple(focus),
        avoid=avoid,
    )


_STAFF = (
    ("Mia Berg", Gender.WOMAN),
    ("Tom Reid", Gender.MAN),
    ("Nora Silva", Gender.WOMAN),
    ("Jonas Weber", Gender.MAN),
    ("Priya Gupta", Gender.WOMAN),
    ("Hana Sato", Gender.WOMAN),
    ("Leo Costa", Gender.MAN),
    ("Ruth Okafor", Gender.WOMAN),
    ("Sam Price", Gender.UNSAID),
    ("Elena Rossi", Gender.WOMAN),
    ("Kofi Mills", Gender.MAN),
    ("Zoe Walker", Gender.WOMAN),
)
ONLY_AFTER_SHARE = 0.2


def _therapist(chance: random.Random, number: int, at: Callable[[time], datetime]) -> dict[str, object]:
    name, gender = _STAFF[number % len(_STAFF)]
    # Every third comes for the finishers only; two are students who do not work before a start.
    start, end = (time(8, 0) if (number + 1) % 3 else time(10, 30)), time(15, 0)
    pause = time(11 + number % 3, 15 * (number % 4))
    begin = at(pause)
    return {
        "name": name if number < len(_STAFF) else f"{name} {number}",
        "gender": gender,
        "couch": str(number + 1),
        "skills": frozenset({"post_event"} if chance.random() < ONLY_AFTER_SHARE else {"pre_event", "post_event"}),
        "shift_start": at(start),
        "shift_end": at(end),
        "breaks": (Pause(begin, begin + timedelta(minutes=20)),),
    }
