"""What is answered, shape by shape. The tests hold every answer against these; the documentation is made from them."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from eventdesk.domain.event import BoardLabel, Gender, Keeping, ListState, Mode, Rule
from eventdesk.domain.screening import Group, Outcome
from eventdesk.domain.therapist import Grade, TherapistStatus
from eventdesk.domain.visit import Advice, VisitStatus
from eventdesk.services.access import Kind
from eventdesk.web.api.bodies import RoleName
from eventdesk.web.api.fields import Answer

At = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="UTC, with Z.")]
PublicStatus = Literal["waiting", "away", "called", "treating", "done"]
TicketStatus = Literal["waiting", "away", "called", "treating", "done", "ask", "over"]


class Empty(Answer):
    """Nothing to say."""


class Problem(Answer):
    """Problem details (RFC 9457). `code` is stable; `errors` by field with 422, `state` with 409."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: dict[str, list[str]] | None = None
    state: str | None = None
    visit: OpenVisit | StaffVisit | None = None


class Span(Answer):
    """An expected instant with its low and high end; `why`: only where it has moved later."""

    at: At
    low: At
    high: At
    why: str | None = None


class ExpectedStart(Answer):
    """When a visit is expected to start; null where nobody can tell, or once it was called."""

    at: At | None
    low: At | None
    high: At | None
    why: str | None = None


class WalkUp(Span):
    """What somebody who came now would wait."""

    wait_minutes: int


class PublicVisit(Answer):
    """A visit as everybody may see it. `label` is empty, the first name or the bib, as the event sets it."""

    id: int
    ticket: str
    label: str
    treatment: str
    status: PublicStatus
    couch: str
    due_at: At
    called_at: At | None
    ends_at: At | None


class TicketVisit(Answer):
    """A visit as its runner sees it. `ask`: please ask the team; `over`: it has ended."""

    id: int
    ticket: str
    label: str
    treatment: str
    status: TicketStatus
    couch: str
    due_at: At
    called_at: At | None
    ends_at: At | None
    started_at: At | None
    minutes: int
    not_before: At | None
    first_name: str
    therapist_first_name: str
    can_return: bool
    position: int | None
    expected_start: ExpectedStart


class NewTicket(Answer):
    """A visit as the kiosk shows it to the runner who stands there; `held`: a person decides first."""

    id: int
    ticket: str
    label: str
    treatment: str
    status: VisitStatus
    advice: Advice | None
    couch: str
    due_at: At
    called_at: At | None
    ends_at: At | None
    minutes: int
    not_before: At | None
    position: int | None
    expected_start: ExpectedStart
    link: str


class OpenVisit(Answer):
    """The visit that a runner has already, without anything that another one at the kiosk should not see."""

    id: int
    ticket: str
    label: Annotated[str, Field(description="Always empty: whose visit it is nobody at the kiosk needs to be told.")]
    treatment: str
    status: PublicStatus
    couch: str
    due_at: At
    called_at: At | None
    ends_at: At | None
    position: int | None
    expected_start: ExpectedStart


class SlipTaken(Answer):
    """What became of a sign-up of a tablet: a visit, or a reason why there is none, which the desk is told as well."""

    slip: str
    visit: NewTicket | None
    reason: str


class SlipShown(Answer):
    """What a slip's number stands for by now: an open visit, or a reason why there is none."""

    slip: str
    signed_up_at: At
    visit: OpenVisit | None
    reason: str


class RefusedSlip(Answer):
    """A sign-up of a tablet as the desk sees it; `visit_id` null: it was refused, for the `reason`."""

    slip: str
    visit_id: int | None
    reason: str
    signed_up_at: At
    arrived_at: At
    seen_at: At | None


class WishShown(Answer):
    """By whom the runner would like to be treated."""

    therapist_gender: Gender | None
    therapist_id: int | None


class AnswerShown(Answer):
    """A yes of the screening."""

    key: str
    question: str
    answer: bool
    outcome: Outcome | Literal[""]


class Health(Answer):
    """Health data: for the organiser and the assigned therapist only."""

    cautions: list[str]
    focus: list[str]
    avoid: list[str]
    answers: list[AnswerShown]
    note: str
    guardian: str


class StaffVisit(Answer):
    """A visit as the people who work here see it.

    `health` only for the organiser and the assigned therapist, `phone` only for the organiser, one visit at a time.
    """

    id: int
    ticket: str
    label: str
    treatment: str
    status: VisitStatus
    couch: str
    due_at: At
    called_at: At | None
    ends_at: At | None
    bib: str | None
    first_name: str
    last_name: str
    minutes: int
    full_minutes: int | None
    wave: str | None
    start_at: At | None
    not_before: At | None
    registered_at: At
    therapist_id: int | None
    position: int | None
    expected_start: ExpectedStart
    flags: list[str]
    calls: int
    misses: int
    grace_until: At | None
    started_at: At | None
    finished_at: At | None
    wish: WishShown
    advice: Advice | None
    decided_by: str
    reason: str
    referred_to: str
    link: str
    has_notes: bool
    language: str
    phone: str | None = None
    health: Health | None = None


class PublicTherapist(Answer):
    """A therapist as everybody may see them."""

    id: int
    first_name: str
    couch: str
    status: TherapistStatus
    visit_id: int | None


class PauseShown(Answer):
    """A planned break."""

    starts_at: At
    ends_at: At


class StaffTherapist(PublicTherapist):
    """A therapist as the people who work here see them."""

    name: str
    gender: Gender
    grade: Grade
    skills: list[str]
    shift_start: At | None
    shift_end: At | None
    breaks: list[PauseShown]
    status_since: At | None
    idle_since: At | None
    turnover_until: At | None
    break_until: At | None
    served: int
    is_listed: bool
    why_idle: str = ""
    pin_set: bool | None = None


class WaveShown(Answer):
    """A group of runners that starts at the same time."""

    id: int
    name: str
    starts_at: At


class TreatmentShown(Answer):
    """What the tent offers."""

    code: str
    name: str
    rule: Rule
    minutes: list[int]
    default_minutes: int
    letter: str
    enabled: bool
    busy_minutes: int | None


class Announcement(Answer):
    """A sentence on every board."""

    text: str
    at: At


class PublicEvent(Answer):
    """What every screen needs of an event."""

    slug: str
    name: str
    date: datetime.date
    timezone: str
    mode: Mode
    state: ListState
    is_open: bool
    closed_reason: str
    opens_at: At | None
    closes_at: At | None
    board_label: BoardLabel
    is_busy: bool
    last_ticket: str
    cycle_minutes: int
    cycle_hands_on_minutes: int
    next_cycle_at: At | None
    waves: list[WaveShown]
    treatments: list[TreatmentShown]
    announcement: Announcement | None
    sound: bool
    speech: bool
    cool_down_minutes: int


class QuestionShown(Answer):
    """One question of the screening, and what a yes leads to."""

    key: str
    text: str
    group: Group
    rule: Rule | None
    needs_person: bool
    outcome: Outcome
    caution: str
    enabled: bool


class ConsentShown(Answer):
    """What runners agree to, with the version of the wording."""

    version: int
    treatment: str
    health_data: str


class FullEvent(PublicEvent):
    """Every setting, for the organiser."""

    promised_wait_minutes: int
    walk_to_start_minutes: int
    grace_minutes: int
    turnover_minutes: int
    repeat_goes_last: bool
    busy_limit_minutes: int
    last_call: bool
    purge_after_days: int
    records: Keeping
    record_years: int
    screening: list[QuestionShown]
    consent: ConsentShown
    kiosk_pin_set: bool
    seq: int


class BusyLength(Answer):
    """A treatment with the length that busy mode gives it."""

    code: str
    name: str
    minutes: int
    busy_minutes: int


class BusyOutcome(Answer):
    """The wait of somebody who came now, and the end of the last treatment in line; null where nobody can tell."""

    wait_minutes: int | None
    last_ends_at: At | None


class BusyEffect(Answer):
    """What comes of the usual lengths, and of the busy ones."""

    is_on: bool
    treatments: list[BusyLength]
    usual: BusyOutcome
    busy: BusyOutcome


class CycleOutcome(Answer):
    """The waits of those in line, and the end of the last of their treatments; null where nobody waits."""

    mean_wait_minutes: int | None
    longest_wait_minutes: int | None
    last_ends_at: At | None


class CycleEffect(Answer):
    """What comes of each couch on its own, and of rounds of so many minutes."""

    cycle_minutes: int
    usual: CycleOutcome
    cycle: CycleOutcome


class ForecastShown(Answer):
    """When each waiting visit is expected to start, by id, and the wait of somebody who came now, by treatment."""

    visits: dict[str, Span]
    walk_up: dict[str, WalkUp | None]


class Board(Answer):
    """The public snapshot."""

    seq: int
    at: At
    event: PublicEvent
    called: list[PublicVisit]
    treating: list[PublicVisit]
    waiting: list[PublicVisit]
    away: list[PublicVisit]
    counts: dict[str, int]
    therapists: list[PublicTherapist]
    forecast: ForecastShown


class Ticket(Answer):
    """The snapshot for the holder of a ticket link."""

    seq: int
    at: At
    event: PublicEvent
    visit: TicketVisit


class Visits(Answer):
    """A page of visits, by id; `next` is the `after` of the next page."""

    visits: list[StaffVisit]
    next: int | None


class Therapists(Answer):
    """The roster; a kiosk sees the public part."""

    therapists: list[StaffTherapist | PublicTherapist]


class NextClient(Answer):
    """Who comes next, or why nobody."""

    visit: StaffVisit | None
    reason: str


class Now(Answer):
    """What a therapist has to do with."""

    therapist: StaffTherapist
    visit: StaffVisit | None
    next_hint: str


class Fit(Answer):
    """Whether a therapist may serve a visit now; `why_not` is empty where nothing speaks against it."""

    therapist_id: int
    why_not: str


class Fits(Answer):
    """For each therapist, what speaks against the visit."""

    therapists: list[Fit]


class Reversed(Answer):
    """What was undone, newest last, and how things are now."""

    undone: list[str]
    visit: StaffVisit | None
    therapist: StaffTherapist | None


class EntryShown(Answer):
    """One line of the journal; `before` and `after` hold the changed fields only."""

    seq: int
    at: At
    actor: str
    action: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
    command: int
    undoes: int | None


class Journal(Answer):
    """Entries after `since`; `seq` is the event's newest."""

    entries: list[EntryShown]
    seq: int


class EntrantShown(Answer):
    """One line of the start list."""

    bib: str
    first_name: str
    last_name: str
    wave: str | None


class Entrants(Answer):
    """Lines of the start list."""

    entrants: list[EntrantShown]


class Found(Entrants):
    """What a search found; `slips`: a slip's number that was searched for, where its sign-up was refused."""

    visits: list[StaffVisit]
    slips: list[RefusedSlip]


class ProblemLine(Answer):
    """A line that was left out, and why."""

    line: int
    reason: str


class ColumnShown(Answer):
    """How a column was understood; `meaning` null: nothing of it is taken in."""

    index: int
    heading: str
    meaning: str | None
    reason: str | None


class ImportedShown(Answer):
    """What an import did."""

    imported: int
    updated: int
    skipped: int
    problems: list[ProblemLine]


class WaveFound(Answer):
    """A wave named in the file, and whether the event has it."""

    name: str
    known: bool


class Preview(Answer):
    """How a file would be understood."""

    columns: list[ColumnShown]
    sample: list[dict[str, str | int]]
    problems: list[ProblemLine]
    lines: int
    waves: list[WaveFound]
    kind: str
    encoding: str


class Alternative(Answer):
    """What else is possible."""

    treatment: str
    minutes: int
    expected_start: Span | None


class Wishes(Answer):
    """The expected start by whom one would be treated."""

    any: Span | None
    woman: Span | None
    man: Span | None


class OpenTicket(Answer):
    """The visit that this runner has already."""

    id: int
    ticket: str
    link: str | None = None


class Quoted(Answer):
    """What a runner could expect."""

    treatment: str
    minutes: int
    due_at: At
    start_at: At | None
    expected_start: Span | None
    wait_minutes: int | None
    too_late: bool
    open: bool
    closed_reason: str
    is_repeat: bool
    wishes: Wishes
    alternatives: list[Alternative]
    open_visit: OpenTicket | None


class SignedIn(Answer):
    """As what, and where to go."""

    role: RoleName
    next: str


class Me(Answer):
    """Who is signed in. `event` null: every event of this desk."""

    role: RoleName
    event: str | None
    therapist_id: int | None
    name: str


class Next(Answer):
    """Where to go."""

    next: str


class Made(Next):
    """The new event."""

    event: PublicEvent


class Events(Answer):
    """All events, newest date first."""

    events: list[PublicEvent]


class NameShown(Answer):
    """A therapist to choose at the sign-in."""

    id: int
    first_name: str


class Names(Answer):
    """The therapists to choose from."""

    therapists: list[NameShown]


class Pairing(Answer):
    """Six digits to type on the device, or a link for its camera: one of them, once."""

    code: str
    role: RoleName
    name: str
    path: str
    url: str
    expires_at: At


class PassShown(Answer):
    """A browser, a tablet or a program that is signed in. `name`: the therapist's, or what it was called.

    `device`: what it runs on, as the browser says; `clock_ahead_seconds`: how far its clock is ahead of the desk's.
    """

    id: int
    kind: Kind
    role: RoleName
    name: str
    therapist_id: int | None
    device: str
    is_for_every_event: bool
    is_yours: bool
    created_at: At
    last_seen_at: At | None
    expires_at: At | None
    clock_ahead_seconds: int | None


class Passes(Answer):
    """What is signed in, newest first."""

    passes: list[PassShown]


class SignInLink(Answer):
    """A link that signs a therapist in, once."""

    url: str
    path: str
    expires_at: At


class HealthCheck(Answer):
    """Whether the desk works. `seq` is the newest of all events together."""

    status: Literal["ok", "unavailable"]
    version: str
    database: str
    seq: int
    events: dict[str, int]


class Spread(Answer):
    """A distribution, minutes."""

    count: int
    mean: float | None
    median: float | None
    p95: float | None
    longest: float | None


class BeforeStart(Answer):
    """How many treatments before the race were done in time."""

    treated: int
    in_time: int


class TherapistDay(Answer):
    """One therapist's day."""

    id: int
    name: str
    treated: int
    hands_on_minutes: int


class Stats(Answer):
    """The day in figures; small counts that could point at a person are not told apart."""

    registered: int
    by_status: dict[str, int]
    treated: int
    no_shows: int
    referred: int | str
    declined: int | str
    wait_minutes: Spread
    wait_minutes_by_treatment: dict[str, Spread]
    before_start: BeforeStart
    therapists: list[TherapistDay]
    by_hour: dict[str, int]


Problem.model_rebuild()
