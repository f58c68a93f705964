"""What somebody who has not joined yet could expect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain import busy, views
from eventdesk.domain.event import Event, Gender, Rule, minutes
from eventdesk.domain.visit import Visit, VisitStatus, due_time
from eventdesk.services.registering import Wanted, draft_visit, shorter

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.domain.forecast import Forecast, Window
    from eventdesk.services.ports import Reading

Json = dict[str, Any]


def quote(reading: Reading, forecast: Forecast, wanted: Wanted, now: datetime) -> Json:
    """The expected start of what is wanted, what wishes cost, and what else is possible. Raises `Invalid`."""
    event = reading.event
    draft = draft_visit(reading, replace(wanted, first_name=wanted.first_name or "?"), now)
    window = forecast.for_newcomer(draft)
    open_visit = reading.open_visit_of(draft.bib) if draft.bib else None
    too_late = _misses_start(forecast, draft, window)
    return {
        "treatment": draft.treatment,
        "minutes": draft.minutes,
        "due_at": views.instant(draft.due_at),
        "start_at": views.instant(draft.start_at),
        "expected_start": views.span(window),
        "wait_minutes": None if window is None else views.whole_minutes(forecast.wait(window)),
        "too_late": too_late,
        "open": event.is_open(now),
        "closed_reason": event.why_closed(now),
        "is_repeat": draft.is_repeat,
        "wishes": _wishes(forecast, draft),
        "alternatives": _alternatives(event, forecast, draft, now) if too_late else [],
        "open_visit": None
        if open_visit is None
        else {"id": open_visit.id, "ticket": open_visit.ticket, "link": views.link(open_visit)},
    }


def _misses_start(forecast: Forecast, draft: Visit, window: Window | None) -> bool:
    """Whether somebody would be called too late to be done before the start."""
    if draft.rule is not Rule.BEFORE_START:
        return False
    return draft.is_too_late(forecast.now + (forecast.wait(window) if window else timedelta()))


def _wishes(forecast: Forecast, draft: Visit) -> Json:
    free = replace(draft, wish_gender=None, wish_therapist_id=None)
    return {
        "any": views.span(forecast.for_newcomer(free)),
        "woman": views.span(forecast.for_newcomer(replace(free, wish_gender=Gender.WOMAN))),
        "man": views.span(forecast.for_newcomer(replace(free, wish_gender=Gender.MAN))),
    }


def _alternatives(event: Event, forecast: Forecast, draft: Visit, now: datetime) -> list[Json]:
    """Shorter visits that can still be done in time, then a visit after the race."""
    found: list[Json] = []
    for length in sorted(shorter(event, draft, now), reverse=True):
        shorter_draft = replace(draft, minutes=length)
        shorter_draft = replace(shorter_draft, due_at=due_time(event, shorter_draft))
        window = forecast.for_newcomer(shorter_draft)
        if window is not None and not _misses_start(forecast, shorter_draft, window):
            found.append({"treatment": draft.treatment, "minutes": length, "expected_start": views.span(window)})
    found += [
        {"treatment": each.code, "minutes": busy.usual_minutes(event, each), "expected_start": None}
        for each in event.treatments
        if each.enabled and each.rule is Rule.PROMISE
    ]
    return found


def probes(event: Event, now: datetime) -> dict[str, Visit]:
    """Somebody who came now, for each treatment: for the walk-up waits."""
    found: dict[str, Visit] = {}
    for treatment in event.treatments:
        probe = Visit(
            id=2**62,
            ticket="",
            token="",
            treatment=treatment.code,
            rule=treatment.rule,
            minutes=busy.usual_minutes(event, treatment),
            status=VisitStatus.WAITING,
            registered_at=now,
            due_at=now,
        )
        if treatment.rule is Rule.BEFORE_START:
            latest = now + minutes(event.walk_to_start_minutes + treatment.default_minutes)
            starts = [each.starts_at for each in event.waves if each.starts_at >= latest]
            if not starts:
                continue
            probe = replace(probe, start_at=min(starts))
        found[treatment.code] = replace(probe, due_at=due_time(event, probe))
    return found
