"""What the use cases need from the outside, as protocols. Stores keep these promises:

* `Store.change(slug)` takes the event's write lock *before* it reads, so what is read stays true
  until the commit; leaving the block normally commits, leaving it by an exception rolls back.
* `seq` counts the event's journal one by one, without gaps, in commit order.
* Ticket codes are unique per event; a bib has at most one open visit (the store enforces both).
* Health data (`Intake`) is encrypted at rest and never part of `Visit` or the journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from eventdesk.domain.promises import ToldWindow
from eventdesk.services.keeping import Forgetting, RecordsReading

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from eventdesk.domain.event import Event, Rule
    from eventdesk.domain.slip import Slip
    from eventdesk.domain.therapist import Therapist, TherapistStatus
    from eventdesk.domain.visit import Visit, VisitStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One line of the start list."""

    bib: str
    first_name: str
    last_name: str
    wave_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a runner told the desk about the body. Health data: sealed at rest, shown to few.

    `answers`: question key to True or a chosen option. `outcomes`: key to outcome.
    `cautions`: sentences for the therapist. `focus`, `avoid`: areas of the body by key.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    note: str = ""
    guardian: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal. `subject` is `visit:12`, `therapist:3` or `event`.

    `before` and `after` hold the changed fields only, as JSON values. Entries made by one command
    share `command` (the `seq` of its first entry); `undoes` names the command that an undo reverses.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
    command: int
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a request with this idempotency key was answered."""

    fingerprint: str
    status: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """How far an event is: cheap to ask, changes with every journal entry."""

    event_id: int
    seq: int


class Reading(RecordsReading, Protocol):
    """A consistent look at one event. Ids of another event do not exist here."""

    @property
    def event(self) -> Event:
        """The event as it is now."""

    @property
    def seq(self) -> int:
        """The `seq` of the newest journal entry, 0 before the first."""

    def visit(self, visit_id: int) -> Visit:
        """Raises `NoSuchVisit`."""

    def visit_by_token(self, token: str) -> Visit:
        """By the secret link's token. Raises `NoSuchVisit`."""

    def open_visit_of(self, bib: str) -> Visit | None:
        """The visit of this bib that is not over."""

    def line(self) -> Iterator[Visit]:
        """All waiting visits in queue order (due, registered, id), read lazily along an index."""

    def callable_line(self, now: datetime) -> Iterator[Visit]:
        """As `line`, without those that may not be called at `now` (too late, not yet)."""

    def waiting_ids(self) -> list[int]:
        """The ids of all waiting visits, in queue order: places for many at once."""

    def place(self, visit: Visit) -> int | None:
        """1-based place among the waiting; None when not waiting."""

    def visits(
        self, statuses: Collection[VisitStatus], *, limit: int | None = None, after: int | None = None
    ) -> list[Visit]:
        """By id ascending, ids greater than `after`."""

    def latest_over(self, limit: int) -> list[Visit]:
        """The visits that ended last, newest first."""

    def counts(self) -> dict[VisitStatus, int]:
        """How many visits are in each status (every status is a key)."""

    def count_over_after_call(self) -> int:
        """How many visits are over, whatever the end, and had been called."""

    def find_visits(self, text: str, limit: int) -> list[Visit]:
        """By bib, ticket (exact, capitals aside) or part of a name; newest first."""

    def has_had(self, bib: str, rule: Rule) -> bool:
        """Whether this bib has a visit that is done under this rule."""

    def grace_over(self, now: datetime) -> list[Visit]:
        """Called visits whose `grace_until` has passed."""

    def told(self) -> dict[int, ToldWindow]:
        """What was told about the starts of this event's visits, by visit id."""

    def therapist(self, therapist_id: int) -> Therapist:
        """Raises `NoSuchTherapist`."""

    def therapists(self, status: TherapistStatus | None = None) -> list[Therapist]:
        """All that are listed (in this status), by id. With a status: an index look-up."""

    def intake(self, visit_id: int) -> Intake:
        """Health data of a visit (empty when there is none)."""

    def entrant(self, bib: str) -> Entrant:
        """Raises `NoSuchEntrant`. Capitals aside."""

    def find_entrants(self, name: str, limit: int) -> list[Entrant]:
        """By the beginning of a first or last name, capitals and accents aside, or exact bib."""

    def count_entrants(self) -> int:
        """Lines on the start list."""

    def count_entrants_by_wave(self) -> dict[int | None, int]:
        """Lines on the start list by wave id; None: without a wave."""

    def journal(self, *, since: int, limit: int, subject: str | None = None) -> list[Entry]:
        """Entries (of one subject) with `seq` greater than `since`, ascending."""

    def journal_of(self, subject: str, limit: int) -> list[Entry]:
        """The newest entries of one subject, newest first."""

    def command(self, command: int) -> list[Entry]:
        """All entries of one command, ascending."""

    def undone(self, commands: Collection[int]) -> set[int]:
        """Which of these commands have been undone."""

    def answer_to(self, key: str) -> StoredAnswer | None:
        """What this idempotency key was answered."""

    def slip(self, slip: str) -> Slip:
        """What became of the sign-up with this number. Raises `NoSuchSlip`."""

    def refused_slips(self) -> list[Slip]:
        """Those that came to nothing and that nobody at the desk has seen yet, the latest arrival last."""

    def last_count_of(self, tablet: int) -> int:
        """The highest count among the numbers of this tablet; 0 before the first."""


class Change(Reading, Forgetting, Protocol):
    """A unit of work: reads, then writes, committed together."""

    def next_number(self, letter: str) -> int:
        """A ticket number never given before for this letter in this event (1, 2, 3, …)."""

    def add_visit(self, visit: Visit, intake: Intake) -> Visit:
        """With its id filled in. Raises `OpenVisitExists`."""

    def put_visit(self, visit: Visit) -> None:
        """Overwrites. Raises `OpenVisitExists` when it reopens a bib that has another open visit."""

    def put_intake(self, visit_id: int, intake: Intake) -> None:
        """Overwrites the health data of a visit."""

    def add_therapist(self, therapist: Therapist) -> Therapist:
        """With its id filled in."""

    def put_therapist(self, therapist: Therapist) -> None:
        """Overwrites."""

    def put_event(self, event: Event) -> None:
        """Overwrites settings, waves and treatments; a timer looks at it from its first round on."""

    def wake_at(self, at: datetime | None) -> None:
        """From this instant on the event is among `due_events`, until another is set; None: not by itself."""

    def put_entrants(self, entrants: Sequence[Entrant]) -> tuple[int, int]:
        """Adds or updates by bib, never touching visits: (imported, updated)."""

    def record(self, entries: Iterable[Entry]) -> None:
        """Appends to the journal; `seq` values continue `self.seq` without a gap."""

    def remember(self, key: str, answer: StoredAnswer) -> None:
        """Keeps the answer for a repeated idempotency key (sealed: it may hold names)."""

    def put_slip(self, slip: Slip) -> None:
        """Adds or overwrites by number."""

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Calls `callback` once this change is committed, in commit order; never after a rollback.

        The writer's lock is still held, so it must not block, wait or begin another change.
        """


class Store(Protocol):
    """Where events live."""

    def change(self, slug: str) -> AbstractContextManager[Change]:
        """One transaction that may write. Raises `NoSuchEvent`, `StoreUnavailable`."""

    def read(self, slug: str) -> AbstractContextManager[Reading]:
        """One consistent read-only look. Raises `NoSuchEvent`, `StoreUnavailable`."""

    def add_event(self, event: Event) -> Event:
        """With its id filled in (waves get theirs from the caller). Raises `SlugTaken`."""

    def events(self) -> list[Event]:
        """All events, newest date first."""

    def stamp(self, slug: str) -> Stamp:
        """Cheap. Raises `NoSuchEvent`."""

    def keep_told(self, slug: str, rows: Sequence[ToldWindow]) -> None:
        """Adds or overwrites by visit, in a transaction of its own; nothing is journaled, `seq` stays.

        Rows of a visit that is gone are left out. Raises `NoSuchEvent`, `StoreUnavailable`.
        """

    def slug_of_token(self, token: str) -> str:
        """The event of a ticket link. Raises `NoSuchVisit`."""

    def due_events(self, now: datetime) -> list[str]:
        """Slugs where a timer is due or somebody ready may have a visit that became callable."""


class Leases(Protocol):
    """Which process does what only one may do, where several work on one database.

    By the clock of the database: the processes may run on machines whose clocks differ.
    """

    def hold(self, name: str, holder: str, seconds: float) -> bool:
        """Takes the lease when it is free, over, or mine already; it is over `seconds` from now.

        True: it is mine now. Raises `StoreUnavailable`: then it has to be taken for lost.
        """

    def let_go(self, holder: str) -> None:
        """Frees all that this holder has, so that nobody has to wait until they are over."""

    def free_for(self, name: str) -> float | None:
        """For how many seconds nobody has had it; 0 while somebody has; None: nobody ever had."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Aware UTC."""


@dataclass(frozen=True, slots=True)
class News:
    """What a committed command changed: given to the listener after the commit, in `seq` order.

    `subjects` maps a journal subject to the Visit, Therapist or Event as committed.
    """

    slug: str
    event: Event
    entries: tuple[Entry, ...]
    subjects: dict[str, Any]


class Announcer(Protocol):
    """Hears of every commit."""

    def announce(self, news: News) -> None:
        """Must not block and must not raise; called in commit order."""
