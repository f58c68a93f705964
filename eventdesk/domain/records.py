"""What a therapist keeps of a treatment, for how long, and when the rest of an event goes.

A record belongs to its therapist for years; what the queue needed goes within days. Years follow
what insurers of therapists ask for (5 to 10 years after the last treatment, a minor's to the 25th
birthday); they need the sign-off of whoever is responsible for the event's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.visit import VisitStatus

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.domain.visit import Visit

FEWEST_YEARS, MOST_YEARS = 5, 10
MOST_PURGE_DAYS = 60
MINOR_UNTIL_AGE = 25
# Nobody is asked for a birthday: the youngest that the answer can mean counts.
YOUNGEST = {"under_18": 16, "under_16": 6}


class Pressure(StrEnum):
    """How firmly was worked."""

    LIGHT = "light"
    MEDIUM = "medium"
    FIRM = "firm"


REACTIONS: dict[str, str] = {
    "none": "Nothing unusual",
    "sore": "Sore",
    "cramp": "Cramp",
    "dizzy": "Dizzy when getting up",
    "pain": "Pain, stopped there",
    "skin": "Skin reaction",
}
"""What the therapist may tap about how the runner took it: key to the words shown."""

ADVICE: dict[str, str] = {
    "drink": "Drink to thirst, eat something",
    "walk": "Keep walking gently",
    "warm_up": "Warm up before the start",
    "rest": "Rest today, sleep well",
    "watch": "See a doctor if it gets worse",
    "medical": "Sent to the medical tent",
}
"""What the therapist may tap about what was said at the end: key to the words shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the therapist adds with a few taps. Health data."""

    areas: tuple[str, ...] = ()
    pressure: Pressure | None = None
    reactions: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was known when the record was written, in words, so that it can be read without EventDesk."""

    event: str
    ticket: str
    first_name: str
    last_name: str
    bib: str
    treatment: str
    minutes: int
    therapist: str
    outcome: str
    started_at: datetime | None = None
    finished_at: datetime | None = None
    reason: str = ""
    referred_to: str = ""
    decided_by: str = ""
    is_minor: bool = False
    companion: str = ""
    answers: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    said: str = ""
    consented_at: datetime | None = None
    consent_version: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Who did what to a record, and when."""

    at: datetime
    by: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentRecord:
    """One treatment as its therapist has to keep it. Health data: sealed at rest.

    `visit_id` is negative once the visit is gone; `therapist_id` 0: nobody treated (sent to the
    medical tent before), the organisers keep it. `facts` are written when the record leaves the
    queue (handed over, erased, purged). `handed_at`: the therapist has it, nothing of it is here.
    """

    id: int
    visit_id: int
    therapist_id: int
    treated_at: datetime
    keep_until: datetime
    facts: Facts | None = None
    note: Note | None = None
    history: tuple[Step, ...] = ()
    restricted_at: datetime | None = None
    handed_at: datetime | None = None

    @property
    def is_here(self) -> bool:
        """Whether there is something left to hand over."""
        return self.handed_at is None


def needs_record(visit: Visit) -> bool:
    """Whether somebody has to be able to say, years later, what was done: treated, or sent to the medical tent."""
    if visit.status in {VisitStatus.TREATING, VisitStatus.DONE}:
        return visit.started_at is not None
    return visit.status is VisitStatus.REFERRED


def keep_until(treated_at: datetime, years: int, youngest: int | None) -> datetime:
    """Until when a record has to be kept; `youngest`: the least age in years that a minor may have."""
    wanted = years if youngest is None else max(years, MINOR_UNTIL_AGE - youngest)
    return years_later(treated_at, wanted)


def years_later(at: datetime, years: int) -> datetime:
    """The same day `years` later; 29 February becomes 1 March."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, month=3, day=1)


def ends_at(event: Event) -> datetime:
    """When the event is over: at the end of its day at its place, or when the tent closes, whichever is later (UTC)."""
    zone = ZoneInfo(event.timezone)
    midnight = datetime.combine(event.date + timedelta(days=1), time(), zone).astimezone(_UTC)
    return midnight if event.closes_at is None else max(midnight, event.closes_at)


def purge_due_at(event: Event) -> datetime:
    """From when on what the queue needed has to be gone (UTC)."""
    return ends_at(event) + timedelta(days=event.purge_after_days)


def purges_itself_at(event: Event, last_used_at: datetime | None) -> datetime | None:
    """When the desk purges by itself (UTC); None: there is nothing to purge.

    It counts from `last_used_at`, when something personal came last, if that is later than the event:
    a desk that was tried out on another day is not emptied under somebody's hands.
    """
    if last_used_at is None:
        return None
    return max(purge_due_at(event), last_used_at + timedelta(days=event.purge_after_days))


_UTC = ZoneInfo("UTC")
