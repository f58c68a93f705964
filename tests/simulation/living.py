"""A simulated day in one call, with its record and figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.adapters.memory import MemoryStore
from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Event
from eventdesk.simulation.behaviour import Behaviour
from eventdesk.simulation.days import START, plain_event
from eventdesk.simulation.figures import Figures, figures_of
from eventdesk.simulation.policies import POLICIES
from eventdesk.simulation.recording import Record
from eventdesk.simulation.roster import Roster, Shift
from eventdesk.simulation.tent import Day, live_through

if TYPE_CHECKING:
    from eventdesk.simulation.race_day import RaceDay


@dataclass(frozen=True)
class Lived:
    """One day, what was noted of it, and its figures."""

    day: Day
    record: Record
    figures: Figures


def lived(race: RaceDay, *, seed: int = 1, behaviour: Behaviour | None = None, policy: str = "due") -> Lived:
    """The day in memory; the figures check Little's law on the way."""
    record = Record()
    store = MemoryStore(order=POLICIES[policy])
    day = live_through(store, race, seed=seed, behaviour=behaviour or Behaviour(), watch=record)
    return Lived(day, record, figures_of(day, record))


def all_day(count: int, **more: Any) -> Roster:
    """So many therapists, from early in the morning as long as somebody comes."""
    return Roster(shifts=(Shift(starts_at=START - timedelta(hours=3), count=count),), **more)


def event_with(length: int, **settings: Any) -> Event:
    """An event where every treatment is planned for so many minutes."""
    before = replace(PRE_EVENT, minutes=(length,), default_minutes=length)
    after = replace(POST_EVENT, minutes=(length,), default_minutes=length)
    return plain_event(treatments=(before, after), **settings)


def at(minutes: float) -> datetime:
    """So many minutes after the first start."""
    return START + timedelta(minutes=minutes)
