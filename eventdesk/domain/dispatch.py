"""The queue rule: who is called next, by whom, and why somebody was passed over.

Waiting visits are taken in order of due time, ties by registration. Each goes to a ready
therapist who may serve it: the one with the fewest skills, then the one longest idle. A student is
given nobody while no supervisor is on shift.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from eventdesk.domain import cycle
from eventdesk.domain.event import Event, Gender, minutes
from eventdesk.domain.supervision import is_supervised
from eventdesk.domain.therapist import Grade, Therapist, TherapistStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from eventdesk.domain.visit import Visit


class PassedOver(StrEnum):
    """Why a therapist may not serve a visit, or why a visit is not called at all."""

    NO_SUPERVISOR = "no_supervisor"
    NEXT_ROUND = "next_round"
    NOT_YET = "not_yet"
    TOO_LATE = "too_late"
    SKILL = "skill"
    WISH_GENDER = "wish_gender"
    WISH_THERAPIST = "wish_therapist"
    BREAK_TOO_SOON = "break_too_soon"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One visit goes to one therapist, now."""

    visit: Visit
    therapist: Therapist


def order(visit: Visit) -> tuple[datetime, datetime, int]:
    """The sort key of the queue: due time, then registration."""
    return visit.due_at, visit.registered_at, visit.id


def why_not_now(visit: Visit, now: datetime) -> PassedOver | None:
    """Why nobody may be given this visit by the dispatcher at `now`."""
    if visit.not_before is not None and visit.not_before > now:
        return PassedOver.NOT_YET
    if visit.is_too_late(now):
        return PassedOver.TOO_LATE
    return None


def why_not_ever(visit: Visit, therapist: Therapist) -> PassedOver | None:
    """Why this therapist may not serve this visit at any time; None: may."""
    if visit.treatment not in therapist.skills:
        return PassedOver.SKILL
    if visit.wish_therapist_id is not None and visit.wish_therapist_id != therapist.id:
        return PassedOver.WISH_THERAPIST
    if visit.wish_gender in {Gender.WOMAN, Gender.MAN} and visit.wish_gender is not therapist.gender:
        return PassedOver.WISH_GENDER
    return None


def why_not(
    visit: Visit, therapist: Therapist, now: datetime, event: Event | None = None, *, supervised: bool = True
) -> PassedOver | None:
    """Why this therapist may not serve this visit from `now`; None: may. `supervised`: a supervisor is on shift.

    With rounds (cycle mode of `event`) it is the round that has to fit before a break, not the visit's minutes.
    """
    never = why_not_ever(visit, therapist)
    if never is not None:
        return never
    limit = therapist.free_until(now)
    if limit is not None and _end(visit, now, event) > limit:
        return PassedOver.BREAK_TOO_SOON
    # Last of all: told where nothing else is in the way.
    return None if supervised or therapist.grade is not Grade.STUDENT else PassedOver.NO_SUPERVISOR


def _end(visit: Visit, now: datetime, event: Event | None) -> datetime:
    return now + minutes(visit.minutes) if event is None else cycle.planned_end(event, visit, now)


def preference(therapist: Therapist) -> tuple[int, float, int]:
    """The sort key among therapists who may serve: fewest skills, then longest idle."""
    idle = therapist.idle_since.timestamp() if therapist.idle_since is not None else float("inf")
    return len(therapist.skills), idle, therapist.id


def assign(
    line: Iterable[Visit],
    therapists: Sequence[Therapist],
    now: datetime,
    event: Event | None = None,
    *,
    supervised: bool | None = None,
) -> Iterator[Assignment]:
    """Hands the visits of `line` (waiting, in queue order) to the ready therapists.

    `supervised`: whether a supervisor is on shift; left out, `therapists` are the whole team. Stops
    reading `line` as soon as nobody is ready any more. Between two rounds of `event` nobody is given anybody.
    """
    if event is not None and not cycle.may_call(event, now):
        return
    if supervised is None:
        supervised = is_supervised(therapists)
    may_work = (each for each in therapists if supervised or each.grade is not Grade.STUDENT)
    ready = sorted((each for each in may_work if each.status is TherapistStatus.READY), key=preference)
    if not ready:
        return
    for visit in line:
        if why_not_now(visit, now) is not None:
            continue
        chosen = next((each for each in ready if why_not(visit, each, now, event) is None), None)
        if chosen is None:
            continue
        ready.remove(chosen)
        yield Assignment(visit, chosen)
        if not ready:
            return


_REASONS = {
    PassedOver.NO_SUPERVISOR: "Only a student is free, and no supervisor is on shift.",
    PassedOver.NEXT_ROUND: "Will be called when the next round begins.",
    PassedOver.NOT_YET: "Asked to come later.",
    PassedOver.TOO_LATE: "Too late to be done before the start.",
    PassedOver.SKILL: "Nobody who is ready does this treatment.",
    PassedOver.WISH_GENDER: "Waits for a {wish}.",
    PassedOver.WISH_THERAPIST: "Waits for {name}.",
    PassedOver.BREAK_TOO_SOON: "Does not fit before the break or the end of the shift.",
}


def in_words(reason: PassedOver, visit: Visit, therapists: Sequence[Therapist]) -> str:
    """The reason as the organiser reads it."""
    named = next((each.first_name for each in therapists if each.id == visit.wish_therapist_id), "a therapist")
    return _REASONS[reason].format(wish=visit.wish_gender or "therapist", name=named)


_STRONGEST = (
    PassedOver.NO_SUPERVISOR,
    PassedOver.WISH_THERAPIST,
    PassedOver.WISH_GENDER,
    PassedOver.BREAK_TOO_SOON,
    PassedOver.SKILL,
)


def why_waiting(
    visit: Visit,
    therapists: Sequence[Therapist],
    now: datetime,
    event: Event | None = None,
    *,
    supervised: bool | None = None,
) -> PassedOver | None:
    """Why this visit waits although a therapist is ready; None when simply nobody is ready.

    `supervised`: whether a supervisor is on shift; left out, `therapists` are the whole team. Where
    therapists are ruled out for different reasons, the reason nearest to a fit is told.
    """
    on_hold = why_not_now(visit, now)
    if on_hold is not None:
        return on_hold
    ready = [each for each in therapists if each.status is TherapistStatus.READY]
    called_at = now if event is None else cycle.calls_from(event, now)
    if supervised is None:
        supervised = is_supervised(therapists)
    reasons = {why_not(visit, each, called_at, event, supervised=supervised) for each in ready}
    if not ready or None in reasons:
        return PassedOver.NEXT_ROUND if ready and called_at > now else None
    return next(reason for reason in _STRONGEST if reason in reasons)


def shorter_lengths(event: Event, visit: Visit, now: datetime) -> tuple[int, ...]:
    """Lengths of the same treatment that can still be finished before the start if begun at `now`."""
    treatment = event.treatment(visit.treatment)
    if treatment is None or visit.start_at is None:
        return ()
    latest_end = visit.start_at - minutes(event.walk_to_start_minutes)
    return tuple(each for each in treatment.minutes if now + minutes(each) <= latest_end)
