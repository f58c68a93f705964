"""Race days to simulate, put together from a field or a stream of walk-ups and a roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from eventdesk.domain.event import POST_EVENT, Event
from eventdesk.services.ports import Entrant
from eventdesk.services.registering import Wanted
from eventdesk.simulation.race_day import Arrival, RaceDay
from eventdesk.simulation.roster import hired
from eventdesk.simulation.uptake import TELLS_NOTHING, who_comes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.simulation.field import Field
    from eventdesk.simulation.roster import Roster
    from eventdesk.simulation.uptake import Uptake

START = datetime(2027, 4, 18, 9, 30, tzinfo=UTC)
"""When the first wave starts where nothing else is said."""


def plain_event(*, slug: str = "simulated", **settings: object) -> Event:
    """An event without opening hours; `settings` are any fields of `Event`."""
    event = Event(id=0, slug=slug, name="Simulated race day", date=START.date(), timezone="UTC")
    return replace(event, **settings)  # type: ignore[arg-type]


def day_of_field(event: Event, field: Field, uptake: Uptake, roster: Roster, *, seed: int) -> RaceDay:
    """A race: some of the field come to the tent. The field's waves become the event's."""
    arrivals = who_comes(event, field, uptake, seed=seed)
    come = {each.wanted.bib for each in arrivals}
    entrants = (
        Entrant(bib=each.bib, first_name="Runner", last_name=each.bib, wave_id=each.wave_id)
        for each in field.runners
        if each.bib in come
    )
    return day_of_arrivals(replace(event, waves=field.waves), arrivals, roster, entrants=tuple(entrants))


def day_of_arrivals(
    event: Event, arrivals: Sequence[Arrival], roster: Roster, *, entrants: tuple[Entrant, ...] = ()
) -> RaceDay:
    """A day with these arrivals, in order of time."""
    first = [shift.starts_at for shift in roster.shifts] + [each.at for each in arrivals[:1]]
    opens_at = event.opens_at or min(first, default=START)
    return RaceDay(event, min([opens_at, *first]), entrants, hired(roster), tuple(arrivals))


def walk_ups(
    per_hour: float,
    since: datetime,
    *,
    seed: int,
    until: datetime | None = None,
    count: int | None = None,
    **asks: object,
) -> list[Arrival]:
    """A Poisson stream from `since`, up to `until` or `count` runners. `asks` are fields of `Wanted`.

    Raises `ValueError` for a stream without an end.
    """
    if until is None and count is None:
        msg = "a stream of walk-ups needs an end"
        raise ValueError(msg)
    chance = Random(seed)  # noqa: S311  (a made-up race, not a secret)
    wanted = Wanted(**({"treatment": POST_EVENT.code, "first_name": "Runner"} | asks))  # type: ignore[arg-type]
    found: list[Arrival] = []
    at = since
    while count is None or len(found) < count:
        at += timedelta(hours=chance.expovariate(per_hour))
        if until is not None and at >= until:
            break
        found.append(Arrival(at, wanted, TELLS_NOTHING))
    return found
