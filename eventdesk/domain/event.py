"""An event: one race day at one place, with its waves, treatments and settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Rule(StrEnum):
    """How a treatment's due time is found (the queue rule)."""

    BEFORE_START = "before_start"
    PROMISE = "promise"


class Mode(StrEnum):
    """`auto` calls as soon as somebody is ready; `on_request` when a therapist asks."""

    AUTO = "auto"
    ON_REQUEST = "on_request"


class ListState(StrEnum):
    """Whether the organiser lets new runners in (opening hours come on top)."""

    OPEN = "open"
    CLOSED = "closed"


class BoardLabel(StrEnum):
    """What stands beside a ticket code in public."""

    NONE = "none"
    FIRST_NAME = "first_name"
    BIB = "bib"


class Gender(StrEnum):
    """Of a therapist, as the therapist wishes to state it."""

    WOMAN = "woman"
    MAN = "man"
    UNSAID = "unsaid"


class Keeping(StrEnum):
    """What becomes of treatment records: each therapist takes them along, or they stay, sealed, for years."""

    HAND_OVER = "hand_over"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A group of runners that starts at the same time."""

    id: int
    name: str
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What the tent offers; `minutes` are the lengths a runner can pick from.

    `busy_minutes`: the length for everybody while busy mode is on; None: busy mode leaves it alone.
    """

    code: str
    name: str
    rule: Rule
    minutes: tuple[int, ...]
    default_minutes: int
    letter: str
    enabled: bool = True
    busy_minutes: int | None = None


PRE_EVENT = Treatment(
    code="pre_event",
    name="Before the race",
    rule=Rule.BEFORE_START,
    minutes=(5, 10, 15, 20),
    default_minutes=10,
    letter="B",
)
POST_EVENT = Treatment(
    code="post_event",
    name="After the race",
    rule=Rule.PROMISE,
    minutes=(20, 25, 30),
    default_minutes=20,
    letter="A",
    busy_minutes=12,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One race day. Instants are UTC; `timezone` is an IANA name for the screens.

    `busy_limit_minutes`: a walk-up wait beyond it offers busy mode to the organiser. `last_call`: the
    list closes itself by capacity; `last_ticket`: the last one who will be served, once it has.
    `cycle_minutes`: treatment and turnover of a round, 0: no rounds; `cycle_from`: the first one.
    `purge_after_days`: how long names and numbers stay after the event; `record_years`: how long
    treatment records have to be kept.
    """

    id: int
    slug: str
    name: str
    date: date
    timezone: str
    mode: Mode = Mode.AUTO
    state: ListState = ListState.OPEN
    closed_reason: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    last_call: bool = False
    last_ticket: str = ""
    is_busy: bool = False
    busy_limit_minutes: int = 30
    cycle_minutes: int = 0
    cycle_from: datetime | None = None
    promised_wait_minutes: int = 30
    walk_to_start_minutes: int = 15
    grace_minutes: int = 3
    turnover_minutes: int = 3
    cool_down_minutes: int = 10
    repeat_goes_last: bool = False
    board_label: BoardLabel = BoardLabel.NONE
    announcement: str = ""
    announced_at: datetime | None = None
    sound: bool = True
    speech: bool = False
    waves: tuple[Wave, ...] = ()
    treatments: tuple[Treatment, ...] = (PRE_EVENT, POST_EVENT)
    question_changes: dict[str, dict[str, object]] = field(default_factory=dict)
    consent_version: int = 1
    consent_treatment: str = ""
    consent_health: str = ""
    purge_after_days: int = 7
    records: Keeping = Keeping.HAND_OVER
    record_years: int = 7

    def treatment(self, code: str) -> Treatment | None:
        """The treatment with this code, switched on or not."""
        return next((each for each in self.treatments if each.code == code), None)

    def wave(self, wave_id: int | None) -> Wave | None:
        """The wave with this id."""
        return next((each for each in self.waves if each.id == wave_id), None)

    def wave_named(self, name: str) -> Wave | None:
        """The wave with this name, capitals and outer spaces aside."""
        wanted = name.strip().casefold()
        return next((each for each in self.waves if each.name.strip().casefold() == wanted), None)

    def why_closed(self, now: datetime) -> str:
        """Why no new runner is taken in at `now`; empty while the list is open."""
        if self.state is ListState.CLOSED:
            return self.closed_reason or "The list is closed."
        if self.opens_at is not None and now < self.opens_at:
            return "The tent is not open yet."
        if self.closes_at is not None and now >= self.closes_at:
            return "The tent has closed for today."
        return ""

    def is_open(self, now: datetime) -> bool:
        """Whether a runner may register at `now`."""
        return not self.why_closed(now)


def minutes(count: float) -> timedelta:
    """`count` minutes as a length of time."""
    return timedelta(minutes=count)
