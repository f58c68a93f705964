"""A race day on paper: everything that is decided before the first runner comes to the tent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.domain.event import Event
    from eventdesk.services.ports import Entrant
    from eventdesk.services.registering import Told, Wanted


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody comes to the kiosk at `at`."""

    at: datetime
    wanted: Wanted
    told: Told


@dataclass(frozen=True, slots=True)
class RaceDay:
    """`therapists` are fields of `Therapist` by name; `arrivals` are in order of time."""

    event: Event
    opens_at: datetime
    entrants: tuple[Entrant, ...]
    therapists: tuple[dict[str, object], ...]
    arrivals: tuple[Arrival, ...]
