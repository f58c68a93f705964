"""What a snapshot holds: the whole tent as one audience may see it, at one instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventdesk.domain import reasons, views
from eventdesk.domain.slip import staff_view
from eventdesk.domain.visit import Visit, VisitStatus
from eventdesk.services.quoting import probes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from eventdesk.domain.event import Event
    from eventdesk.domain.forecast import Forecast, Window
    from eventdesk.services.ports import Reading

Json = dict[str, Any]
LATEST_OVER = 30


def _common(reading: Reading, forecast: Forecast, now: datetime) -> Json:
    event = reading.event
    counts = reading.counts()
    shown = (
        VisitStatus.WAITING,
        VisitStatus.CALLED,
        VisitStatus.TREATING,
        VisitStatus.AWAY,
        VisitStatus.DONE,
    )
    return {
        "seq": reading.seq,
        "at": views.instant(now),
        "event": views.public_event(event, now),
        "counts": {each.value: counts[each] for each in shown},
        "forecast": {
            "visits": views.forecast_view(forecast),
            "walk_up": views.walk_up(event, forecast, probes(event, now)),
        },
    }


def board(reading: Reading, forecast: Forecast, now: datetime) -> Json:
    """The public snapshot."""
    event = reading.event

    def public(visits: Iterable[Visit]) -> list[Json]:
        return [view for visit in visits if (view := views.public_visit(visit, event)) is not None]

    common = _common(reading, forecast, now)
    # Whoever was called and is over counts, whatever the end: else the sum would tell who was sent elsewhere.
    common["counts"]["done"] = reading.count_over_after_call()
    return common | {
        "called": public(_called(reading)),
        "treating": public(_treating(reading)),
        "waiting": public(reading.line()),
        "away": public(reading.visits({VisitStatus.AWAY})),
        "therapists": [views.public_therapist(each) for each in reading.therapists()],
    }


def staff(reading: Reading, forecast: Forecast, now: datetime) -> Json:
    """The staff snapshot: staff shapes, who is held, who ended lately, who is passed over and why."""
    line = list(reading.line())
    therapists = reading.therapists()
    event = reading.event
    found = reasons.found(event, line, therapists, now)

    def each_view(visits: Iterable[Visit]) -> list[Json]:
        return [views.placed(views.staff_visit(each, event, now), None, None) for each in visits]

    return _common(reading, forecast, now) | {
        "held": each_view(reading.visits({VisitStatus.HELD})),
        "called": each_view(_called(reading)),
        "treating": each_view(_treating(reading)),
        "waiting": [_in_line(event, visit, place, forecast, now) for place, visit in enumerate(line, start=1)],
        "away": each_view(reading.visits({VisitStatus.AWAY})),
        "ended": each_view(reading.latest_over(LATEST_OVER)),
        "therapists": [
            views.staff_therapist(each) | {"why_idle": found.why_idle.get(str(each.id), "")} for each in therapists
        ],
        "passed_over": found.passed_over,
        "slips": [staff_view(each) for each in reading.refused_slips()],
        "counts": {status.value: count for status, count in reading.counts().items()},
    }


def _in_line(event: Event, visit: Visit, place: int, forecast: Forecast, now: datetime) -> Json:
    return views.placed(views.staff_visit(visit, event, now, forecast), place, forecast.starts.get(visit.id))


def _called(reading: Reading) -> list[Visit]:
    visits = reading.visits({VisitStatus.CALLED})
    return sorted(visits, key=lambda visit: visit.called_at or visit.registered_at, reverse=True)


def _treating(reading: Reading) -> list[Visit]:
    visits = reading.visits({VisitStatus.TREATING})
    return sorted(visits, key=lambda visit: visit.ends_at or visit.registered_at)


def ticket_view(reading: Reading, visit: Visit, window: Window | None) -> Json:
    """The runner's own view of a visit; `window`: when it will start."""
    therapist = None if visit.therapist_id is None else reading.therapist(visit.therapist_id)
    place, start = place_and_start(reading, visit, window)
    return views.placed(views.ticket_visit(visit, reading.event, therapist), place, start)


def places(reading: Reading) -> dict[int, int]:
    """The 1-based place of every waiting visit, by id, in one walk of the line."""
    return {visit_id: place for place, visit_id in enumerate(reading.waiting_ids(), start=1)}


def place_and_start(reading: Reading, visit: Visit, window: Window | None) -> tuple[int | None, Window | None]:
    """The place in line and the expected start; neither for who does not wait."""
    if visit.status is not VisitStatus.WAITING:
        return None, None
    return reading.place(visit), window
