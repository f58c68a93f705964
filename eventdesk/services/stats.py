"""The day in figures. Counts below five are not told apart where they could point at a person."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING, Any

from eventdesk.domain.event import Rule
from eventdesk.domain.visit import Visit, VisitStatus
from eventdesk.services.ports import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 5


def day(reading: Reading) -> dict[str, Any]:
    """Figures of the event so far: counts, waits (minutes), starts met, work by therapist and hour."""
    visits = reading.visits(set(VisitStatus))
    started = [each for each in visits if each.started_at is not None]
    return {
        "registered": len(visits),
        "by_status": {status.value: count for status, count in reading.counts().items()},
        "treated": sum(each.status is VisitStatus.DONE for each in visits),
        "no_shows": sum(each.misses > 0 for each in visits),
        "referred": _at_least(sum(each.status is VisitStatus.REFERRED for each in visits)),
        "declined": _at_least(sum(each.status is VisitStatus.DECLINED for each in visits)),
        "wait_minutes": _spread([wait_minutes(each) for each in started]),
        "wait_minutes_by_treatment": {
            treatment.code: _spread([wait_minutes(each) for each in started if each.treatment == treatment.code])
            for treatment in reading.event.treatments
        },
        "before_start": _before_start(visits),
        "therapists": _by_therapist(reading, visits),
        "by_hour": _by_hour(started),
    }


def _at_least(count: int) -> int | str:
    return count if count == 0 or count >= FEWEST else f"fewer than {FEWEST}"


def wait_minutes(visit: Visit) -> float:
    """From when the runner could be called (registered, or the agreed later time) to the start."""
    ready_at = max(visit.registered_at, visit.not_before or visit.registered_at)
    return max(0.0, ((visit.started_at or ready_at) - ready_at).total_seconds() / 60)


def _spread(waits: Sequence[float]) -> dict[str, float | int | None]:
    ordered = sorted(waits)
    if not ordered:
        return {"count": 0, "mean": None, "median": None, "p95": None, "longest": None}
    return {
        "count": len(ordered),
        "mean": round(sum(ordered) / len(ordered), 1),
        "median": round(median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
        "longest": round(ordered[-1], 1),
    }


def _before_start(visits: Sequence[Visit]) -> dict[str, int]:
    done = [each for each in visits if each.rule is Rule.BEFORE_START and each.finished_at and each.start_at]
    treated = [each for each in done if each.status is VisitStatus.DONE]
    in_time = sum((each.finished_at or each.due_at) <= (each.start_at or each.due_at) for each in treated)
    return {"treated": len(treated), "in_time": in_time}


def _by_therapist(reading: Reading, visits: Sequence[Visit]) -> list[dict[str, Any]]:
    hands_on: dict[int, float] = defaultdict(float)
    count: dict[int, int] = defaultdict(int)
    for visit in visits:
        if visit.therapist_id is not None and visit.started_at and visit.finished_at:
            hands_on[visit.therapist_id] += (visit.finished_at - visit.started_at).total_seconds() / 60
            count[visit.therapist_id] += 1
    return [
        {
            "id": each.id,
            "name": each.name,
            "treated": count[each.id],
            "hands_on_minutes": round(hands_on[each.id]),
        }
        for each in reading.therapists()
    ]


def _by_hour(started: Sequence[Visit]) -> dict[str, int]:
    hours: dict[str, int] = defaultdict(int)
    for each in started:
        hours[f"{each.started_at:%Y-%m-%dT%H:00:00Z}"] += 1
    return dict(sorted(hours.items()))
