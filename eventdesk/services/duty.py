"""A therapist's day: ready, break, off, and the roster behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain import cycle
from eventdesk.domain import therapist as duty
from eventdesk.domain.errors import Invalid, NotAllowed, StillInUse
from eventdesk.domain.event import Event
from eventdesk.domain.therapist import Therapist, TherapistStatus
from eventdesk.domain.visit import Role, Visit
from eventdesk.services import calling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventdesk.services.floor import Floor


def _check_own(floor: Floor, therapist_id: int) -> None:
    if floor.actor.role is Role.THERAPIST and floor.actor.therapist_id != therapist_id:
        msg = "Please use your own page."
        raise NotAllowed(msg)


def ready(floor: Floor, therapist_id: int) -> Therapist:
    """On duty and free; in an `auto` event the next runner is called at once."""
    _check_own(floor, therapist_id)
    therapist = duty.set_ready(floor.therapist(therapist_id), now=floor.now)
    return floor.save_therapist(therapist, "ready")


def take_break(floor: Floor, therapist_id: int, *, length_minutes: int | None = None) -> Therapist:
    """Pausing; with a length, the screens count it down. With rounds a break ends where one begins."""
    _check_own(floor, therapist_id)
    until = None
    if length_minutes is not None:
        until = cycle.break_ends_at(floor.event, floor.now, timedelta(minutes=length_minutes))
    therapist = duty.set_break(floor.therapist(therapist_id), now=floor.now, until=until)
    return floor.save_therapist(therapist, "break")


def off(floor: Floor, therapist_id: int) -> Therapist:
    """End of the shift."""
    _check_own(floor, therapist_id)
    therapist = duty.set_off(floor.therapist(therapist_id), now=floor.now)
    return floor.save_therapist(therapist, "off")


def next_client(floor: Floor, therapist_id: int) -> tuple[Visit | None, str]:
    """Finishes what is treating, then calls the next: (visit, "") or (None, why not).

    Between two rounds the next one is called when the round begins, also in an `on_request` event.
    """
    _check_own(floor, therapist_id)
    return calling.next_for(floor, therapist_id)


def add_therapist(floor: Floor, values: Mapping[str, Any]) -> Therapist:
    """A new line of the roster; off until somebody says otherwise. Raises `Invalid`."""
    therapist = Therapist(id=0, name="", status_since=floor.now, skills=_all_skills(floor.event))
    return floor.add_therapist(_checked(floor.event, replace(therapist, **values)), "add-therapist")


def change_therapist(floor: Floor, therapist_id: int, values: Mapping[str, Any]) -> Therapist:
    """Corrects a line of the roster at any time of the day. Raises `Invalid`, `StillInUse`."""
    therapist = floor.therapist(therapist_id)
    changed = _checked(floor.event, replace(therapist, **values))
    if not changed.is_listed and changed.status is TherapistStatus.ENGAGED:
        msg = f"{therapist.first_name} has a runner now."
        raise StillInUse(msg, state=therapist.status)
    if not changed.is_listed:
        changed = duty.set_off(changed, now=floor.now)
    saved = floor.save_therapist(changed, "change-therapist")
    if saved.visit_id is not None and saved.couch != therapist.couch:
        # Whoever is called to the old couch has to be sent to the new one.
        floor.save_visit(replace(floor.visit(saved.visit_id), couch=saved.couch), "change-therapist")
    return saved


def _all_skills(event: Event) -> frozenset[str]:
    return frozenset(each.code for each in event.treatments)


def _checked(event: Event, therapist: Therapist) -> Therapist:
    wrong: dict[str, list[str]] = {}
    if not therapist.name.strip():
        wrong["name"] = ["Please give a name."]
    unknown = therapist.skills - _all_skills(event)
    if unknown:
        wrong["skills"] = ["There is no treatment " + ", ".join(sorted(unknown))[:80] + "."]
    start, end = therapist.shift_start, therapist.shift_end
    if start is not None and end is not None and end <= start:
        wrong["shift_end"] = ["The shift has to end after it starts."]
    if any(each.ends_at <= each.starts_at for each in therapist.breaks):
        wrong["breaks"] = ["A break has to end after it starts."]
    if wrong:
        raise Invalid(wrong)
    return replace(therapist, name=therapist.name.strip())
