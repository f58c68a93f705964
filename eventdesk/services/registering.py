"""A runner joins the queue: checks, screening, due time, ticket."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain import busy, screening
from eventdesk.domain.dispatch import shorter_lengths
from eventdesk.domain.errors import Invalid, ListClosed, NoSuchEntrant, NoSuchTherapist, OpenVisitExists
from eventdesk.domain.event import Event, Gender, Rule, Treatment, Wave
from eventdesk.domain.visit import Advice, Role, Visit, VisitStatus, due_time
from eventdesk.services.changes import with_fields
from eventdesk.services.ports import Entrant, Intake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading


LOOK_BACK = 1000
"""Changes of the settings that are looked back at; no race day has as many within the hours that matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a runner asks for. `wave` is a name or an id."""

    treatment: str
    bib: str | None = None
    first_name: str = ""
    last_name: str = ""
    minutes: int | None = None
    wave: str | int | None = None
    start_at: datetime | None = None
    not_before: datetime | None = None
    therapist_gender: Gender | None = None
    therapist_id: int | None = None
    phone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a runner tells and agrees to. `consent_version` None: the present wording."""

    consents_to_treatment: bool = False
    consents_to_health_data: bool = False
    consent_version: int | None = None
    screening: Mapping[str, object] = field(default_factory=dict)
    focus: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    note: str = ""
    guardian: str = ""


def register(
    floor: Floor, wanted: Wanted, told: Told, *, force: bool = False, signed_up_at: datetime | None = None
) -> Visit:
    """A new visit: waiting, or held when a person has to decide.

    `force` lets an organiser add somebody while the list is closed. `signed_up_at`: when the runner signed up, where
    that was earlier than now; the place in line and whether the list was open follow from it. Raises `ListClosed`,
    `OpenVisitExists`, `Invalid` (each field named).
    """
    at = signed_up_at or floor.now
    event_then = floor.event if at == floor.now else event_at(floor.change, at)
    closed = event_then.why_closed(at)
    if closed and not (force and floor.actor.role is Role.ORGANISER):
        raise ListClosed(closed, state="closed")
    _check_told(floor.event, told)
    draft = draft_visit(floor.change, wanted, at)
    if draft.bib and (open_visit := floor.change.open_visit_of(draft.bib)):
        raise OpenVisitExists(open_visit)
    screened = screening.screen(floor.event, draft.rule, told.screening, guardian=told.guardian)
    visit, intake = _screened(floor, draft, screened, told)
    letter = _offered(floor.event, draft.treatment).letter
    numbered = replace(visit, ticket=f"{letter}{floor.change.next_number(letter)}", token=secrets.token_urlsafe(16))
    return floor.add_visit(numbered, intake, "register")


def event_at(reading: Reading, at: datetime) -> Event:
    """The event's settings as they were at an earlier instant, from the journal."""
    event = reading.event
    for entry in reading.journal_of("event", LOOK_BACK):
        if entry.at <= at:
            break
        event = with_fields(event, entry.before)
    return event


def _check_told(event: Event, told: Told) -> None:
    wrong: dict[str, list[str]] = {}
    if (told.consent_version or 0) > event.consent_version:
        wrong["consent.version"] = ["There is no such wording yet."]
    if not told.consents_to_treatment:
        wrong["consent.treatment"] = ["Without this agreement we can't give a massage."]
    for name, areas in (("focus", told.focus), ("avoid", told.avoid)):
        unknown = [each for each in areas if each not in screening.AREAS]
        if unknown:
            wrong[name] = ["There is no such area of the body: " + ", ".join(unknown)[:80] + "."]
    if wrong:
        raise Invalid(wrong)


def _screened(floor: Floor, draft: Visit, screened: screening.Screened, told: Told) -> tuple[Visit, Intake]:
    """The visit with what the answers advise.

    Without consent nothing of health is kept, and a person asks instead.
    """
    advice = screened.advice
    keeps = told.consents_to_health_data
    intake = Intake(
        answers=dict(screened.answers) if keeps else {},
        outcomes=screened.outcomes if keeps else {},
        cautions=screened.cautions if keeps else (),
        focus=told.focus if keeps else (),
        avoid=told.avoid if keeps else (),
        note=told.note if keeps else "",
        guardian=told.guardian,
    )
    if not keeps:
        advice = advice or Advice.ASK
    visit = replace(
        draft,
        status=VisitStatus.HELD if advice else VisitStatus.WAITING,
        advice=advice,
        is_minor=screened.is_minor,
        has_notes=bool(intake.cautions or intake.focus or intake.avoid or intake.note),
        consented_at=draft.registered_at,
        consent_version=told.consent_version or floor.event.consent_version,
    )
    return visit, intake


def draft_visit(reading: Reading, wanted: Wanted, now: datetime) -> Visit:
    """The visit that `wanted` asks for, before screening; not stored, without a ticket.

    In busy mode with the busy length, the wished one in `full_minutes`. Raises `Invalid` with every wrong field named.
    """
    event = reading.event
    wrong: dict[str, list[str]] = {}
    treatment = _offered(event, wanted.treatment)
    entrant = entrant_of(reading, wanted.bib)
    length = wanted.minutes or treatment.default_minutes
    if length not in busy.lengths(treatment):
        wrong["minutes"] = [f"Choose {' or '.join(str(each) for each in treatment.minutes)} minutes."]
    first_name = wanted.first_name or (entrant.first_name if entrant else "")
    if not first_name:
        wrong["first_name"] = ["Please tell us the first name."]
    wave, start_at = _start(event, treatment, wanted, entrant, wrong)
    _check_therapist(reading, wanted.therapist_id, wrong)
    if wrong:
        raise Invalid(wrong)
    draft = Visit(
        id=0,
        ticket="",
        token="",
        treatment=treatment.code,
        rule=treatment.rule,
        minutes=length,
        status=VisitStatus.WAITING,
        registered_at=now,
        due_at=now,
        bib=wanted.bib or None,
        first_name=first_name,
        last_name=wanted.last_name or (entrant.last_name if entrant else ""),
        phone=wanted.phone,
        language=wanted.language,
        wave_id=wave.id if wave else None,
        start_at=start_at,
        not_before=wanted.not_before,
        wish_gender=None if wanted.therapist_gender is Gender.UNSAID else wanted.therapist_gender,
        wish_therapist_id=wanted.therapist_id,
        is_repeat=_is_repeat(reading, treatment, wanted.bib),
    )
    return replace(busy.shortened(event, draft), due_at=due_time(event, draft))


def _offered(event: Event, code: str) -> Treatment:
    treatment = event.treatment(code)
    if treatment is None or not treatment.enabled:
        raise Invalid({"treatment": ["This treatment is not offered."]})
    return treatment


def _is_repeat(reading: Reading, treatment: Treatment, bib: str | None) -> bool:
    return bool(bib) and treatment.rule is Rule.PROMISE and reading.has_had(bib or "", Rule.PROMISE)


def entrant_of(reading: Reading, bib: str | None) -> Entrant | None:
    """The line of the start list for this bib, if there is one."""
    if not bib:
        return None
    try:
        return reading.entrant(bib)
    except NoSuchEntrant:
        return None


def _start(
    event: Event, treatment: Treatment, wanted: Wanted, entrant: Entrant | None, wrong: dict[str, list[str]]
) -> tuple[Wave | None, datetime | None]:
    wave = event.wave(entrant.wave_id) if entrant else None
    if wanted.wave is not None:
        wave = event.wave(wanted.wave) if isinstance(wanted.wave, int) else event.wave_named(wanted.wave)
        if wave is None:
            wrong["wave"] = ["There is no such wave."]
    start_at = wanted.start_at or (wave.starts_at if wave else None)
    if treatment.rule is Rule.BEFORE_START and start_at is None and not wrong.get("wave"):
        wrong["wave"] = ["Please tell us your wave, so that you are done before it starts."]
    return wave, start_at


def _check_therapist(reading: Reading, therapist_id: int | None, wrong: dict[str, list[str]]) -> None:
    if therapist_id is None:
        return
    try:
        reading.therapist(therapist_id)
    except NoSuchTherapist:
        wrong["therapist_id"] = ["There is no such therapist."]


def shorter(event: Event, draft: Visit, now: datetime) -> tuple[int, ...]:
    """Lengths that can still be done in time where the wished one can't."""
    return tuple(each for each in shorter_lengths(event, draft, now) if each < draft.minutes)
