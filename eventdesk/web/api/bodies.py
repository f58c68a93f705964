"""What requests about visits, tickets and therapists say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from eventdesk.domain.event import Gender
from eventdesk.domain.therapist import Grade
from eventdesk.domain.visit import VisitStatus
from eventdesk.web.api.fields import (
    MOST_ID,
    Bib,
    Body,
    Changes,
    Code,
    Id,
    Instant,
    Minutes,
    Name,
    NeededName,
    Note,
    Pin,
    Query,
    Sentence,
    Seq,
    ShortText,
)

Area = Annotated[str, StringConstraints(max_length=40)]
Key = Annotated[str, StringConstraints(max_length=60)]
Language = Annotated[str, StringConstraints(max_length=35, pattern=r"^[A-Za-z0-9-]*$")]
SlipNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,8}-[0-9]{2,6}$")]
Areas = Annotated[list[Area], Field(max_length=40)]


class Nothing(Body):
    """No members: an empty object, or no body at all."""


class Consent(Body):
    """What the runner agrees to; each box on its own."""

    treatment: bool
    health_data: bool
    version: Annotated[int, Field(ge=1)] | None = None
    """Which wording was read; the present one where this is left out."""


class Wish(Body):
    """What a runner asks for."""

    treatment: Code
    bib: Bib | None = None
    minutes: Minutes | None = None
    wave: Annotated[Name | int | None, Field(description="The wave's name or its id.")] = None
    start_at: Instant | None = None
    not_before: Instant | None = None
    therapist_gender: Gender | None = None
    therapist_id: Id | None = None


class NewVisit(Wish):
    """A runner joins the queue."""

    first_name: Name | None = None
    last_name: Name | None = None
    phone: ShortText | None = None
    language: Language | None = None
    consent: Consent
    screening: Annotated[dict[Key, bool], Field(max_length=60)] | None = None
    focus: Areas | None = None
    avoid: Areas | None = None
    note: Note | None = None
    guardian: Name | None = None
    force: Annotated[bool, Field(description="An organiser may add somebody while the list is closed.")] = False


class SealedSignUp(Body):
    """What a tablet seals: a registration, with the event and the number that it was made for."""

    event: Annotated[str, StringConstraints(max_length=40)]
    slip: SlipNumber
    visit: NewVisit


class NewSlip(Body):
    """A sign-up sealed for this desk; without `runner_is_here` a refusal is kept for the desk instead of answered."""

    slip: SlipNumber
    sealed: Annotated[str, StringConstraints(min_length=1, max_length=40_000)]
    made_seconds_ago: Annotated[int, Field(ge=0, le=604_800)] = 0
    runner_is_here: bool = False


class Quote(Wish):
    """What would it be like? Nothing is stored."""

    first_name: Name | None = None


class VisitChanges(Changes):
    """What an organiser corrects.

    A null takes `bib`, `phone`, `start_at` (then the wave's start counts), `not_before`, `therapist_gender` or
    `therapist_id` away; so do a gender `unsaid` and a `therapist_id` of 0.
    """

    first_name: Name | None = None
    last_name: Name | None = None
    bib: Bib | None = None
    treatment: Code | None = None
    minutes: Minutes | None = None
    wave: Name | int | None = None
    start_at: Instant | None = None
    not_before: Instant | None = None
    therapist_gender: Gender | None = None
    therapist_id: Annotated[int, Field(ge=0, le=MOST_ID)] | None = None
    phone: ShortText | None = None
    note: Note | None = None


class Decided(Body):
    """A person decides. `by`: the name of who decided, if it is not who is signed in."""

    reason: Sentence = ""
    by: Name = ""


class Referred(Decided):
    """To whom the runner was sent."""

    to: Name = ""


class Called(Body):
    """For an organiser: to whom. A therapist always calls to the own couch."""

    therapist_id: Id | None = None


class Started(Body):
    """`tapped_at`: when the therapist tapped, where the network was away then; it counts from the call on at most."""

    tapped_at: Instant | None = None


class Extended(Body):
    """How many minutes more."""

    minutes: Minutes = 5


class Transferred(Body):
    """To which colleague."""

    therapist_id: Id


class Moved(Body):
    """Where in the line: a due time, or in front of another visit; and why."""

    reason: Sentence
    due_at: Instant | None = None
    before: Id | None = None


class SteppedAway(Body):
    """For how long; left out: until the runner is back."""

    minutes: Minutes | None = None


class Later(Body):
    """How many minutes later the runner will come."""

    minutes: Annotated[int, Field(ge=1, le=240)]


class Pause(Body):
    """A planned break."""

    starts_at: Instant
    ends_at: Instant


class NewTherapist(Body):
    """A new line of the roster. Without `skills`: every treatment."""

    name: NeededName
    gender: Gender = Gender.UNSAID
    grade: Grade = Grade.THERAPIST
    skills: Annotated[list[Code], Field(max_length=20)] | None = None
    couch: ShortText | None = None
    pin: Pin | None = None
    shift_start: Instant | None = None
    shift_end: Instant | None = None
    breaks: Annotated[list[Pause], Field(max_length=20)] | None = None


class TherapistChanges(Changes):
    """What is left out stays. A `pin` of null takes the PIN away; `is_listed` false takes the line away."""

    name: NeededName = ""
    gender: Gender = Gender.UNSAID
    grade: Grade = Grade.THERAPIST
    skills: Annotated[list[Code], Field(max_length=20, default_factory=list)]
    couch: ShortText = ""
    pin: Pin | None = None
    shift_start: Instant | None = None
    shift_end: Instant | None = None
    breaks: Annotated[list[Pause], Field(max_length=20, default_factory=list)]
    is_listed: bool = True


class BreakTaken(Body):
    """How long; left out: until the therapist says so."""

    minutes: Annotated[int, Field(ge=1, le=480)] | None = None


class Undone(Body):
    """The latest action on this visit, or on this therapist."""

    visit_id: Id | None = None
    therapist_id: Id | None = None


class SearchFor(Body):
    """A bib, a ticket code, or part of a name."""

    q: Annotated[str, StringConstraints(max_length=80)]


class SearchName(Body):
    """The beginning of a first or last name."""

    name: Annotated[str, StringConstraints(max_length=80)]


class VisitsQuery(Query):
    """Which visits; the next page begins after the id `after`."""

    status: Annotated[list[VisitStatus], Field(max_length=20)] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    after: Seq = 0


class JournalQuery(Query):
    """Entries after `since`; with a `subject`, its own only."""

    since: Seq = 0
    subject: Annotated[
        str | None,
        Field(
            pattern=r"^(event|(visit|therapist):[0-9]{1,15}|slip:[0-9]{1,9}-[0-9]{2,6}[a-z]?)$",
            description="`visit:12`, `therapist:3`, `slip:3-07` or `event`.",
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class Text(Body):
    """A sentence for every board; empty takes it away."""

    text: Sentence


class Reason(Body):
    """Why."""

    reason: Sentence = ""


RoleName = Literal["organiser", "lead", "therapist", "kiosk", "board"]
