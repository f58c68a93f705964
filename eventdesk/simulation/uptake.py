"""Who of a field comes to the tent, when, and what they ask for.

Each runner is drawn from a generator of their own: a larger share brings others in addition and
changes nothing for those who came anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Gender, minutes
from eventdesk.domain.staffing.demand import BEFORE_EARLIEST, BEFORE_LATEST, MEAN_DAWDLE, SHORTEST_WALK
from eventdesk.services.registering import Told, Wanted
from eventdesk.simulation.race_day import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from eventdesk.domain.event import Event
    from eventdesk.simulation.field import Field, Runner

TELLS_NOTHING = Told(consents_to_treatment=True, consents_to_health_data=True)
_SCREENED = (
    ("painkillers", 0.10),
    ("blood_thinners", 0.02),
    ("first_time", 0.25),
    ("cramp", 0.10),
    ("injury", 0.05),
    ("condition", 0.02),
    ("sick_or_too_hot", 0.015),
    ("one_drink", 0.01),
)
"""Answers, and the share of runners who give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptake:
    """Shares are of the field. Lengths are picked with equal chance, so a length named twice counts twice."""

    before: float = 0.05
    after: float = 0.07
    before_minutes: tuple[int, ...] = (10,)
    after_minutes: tuple[int, ...] = (20,)
    earliness_minutes: tuple[float, float] = (BEFORE_LATEST, BEFORE_EARLIEST)
    """How long before their start they come: the least and the most, anything between with equal chance."""
    wishes_woman: float = 0.0
    wishes_man: float = 0.0
    tells: bool = False
    """Whether they answer the screening; else all say no to everything."""


def who_comes(event: Event, field: Field, uptake: Uptake, *, seed: int) -> tuple[Arrival, ...]:
    """Everybody who comes, in order of time; they are on the start list by their bibs.

    After the finish nobody may be called before the event's cool-down is over.
    """
    cool_down = minutes(event.cool_down_minutes)
    found: list[Arrival] = []
    for number, runner in enumerate(field.runners):
        found += _comings(runner, uptake, cool_down, Random((seed << 32) + number))  # noqa: S311  (a made-up race)
    return tuple(sorted(found, key=lambda each: each.at))


def _comings(runner: Runner, uptake: Uptake, cool_down: timedelta, chance: Random) -> Iterator[Arrival]:
    comes_before, comes_after = chance.random() < uptake.before, chance.random() < uptake.after
    before = minutes(chance.uniform(*uptake.earliness_minutes))
    walk = minutes(SHORTEST_WALK + chance.expovariate(1 / MEAN_DAWDLE))
    if comes_before:
        yield Arrival(
            runner.starts_at - before,
            Wanted(
                treatment=PRE_EVENT.code,
                bib=runner.bib,
                minutes=chance.choice(uptake.before_minutes),
                therapist_gender=_wish(uptake, chance),
            ),
            _told(uptake, chance),
        )
    if comes_after:
        yield Arrival(
            runner.finishes_at + walk,
            Wanted(
                treatment=POST_EVENT.code,
                bib=runner.bib,
                minutes=chance.choice(uptake.after_minutes),
                not_before=runner.finishes_at + cool_down,
                therapist_gender=_wish(uptake, chance),
            ),
            _told(uptake, chance),
        )


def _wish(uptake: Uptake, chance: Random) -> Gender | None:
    drawn = chance.random()
    if drawn < uptake.wishes_woman:
        return Gender.WOMAN
    return Gender.MAN if drawn < uptake.wishes_woman + uptake.wishes_man else None


def _told(uptake: Uptake, chance: Random) -> Told:
    if not uptake.tells:
        return TELLS_NOTHING
    answers = {key: True for key, share in _SCREENED if chance.random() < share}
    focus = chance.sample(("left_calf", "right_calf", "left_thigh_back", "right_thigh_back", "lower_back"), 2)
    return Told(
        consents_to_treatment=True,
        consents_to_health_data=True,
        screening=answers,
        focus=tuple(focus),
        avoid=("left_knee",) if "injury" in answers else (),
    )
