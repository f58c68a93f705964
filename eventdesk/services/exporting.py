"""The day as a table for whoever works on with it elsewhere. Nothing of health is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from eventdesk.domain.visit import VisitStatus
from eventdesk.services import stats
from eventdesk.services.changes import plain

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Reading

Row = dict[str, str | int | float | None]
NAMES = ("bib", "first_name", "last_name")
COLUMNS = (
    "ticket", "status", "treatment", "minutes", "wave", "registered_at", "due_at", "called_at", "started_at",
    "finished_at", "wait_minutes", "calls", "misses", "therapist", "couch", *NAMES,
)  # fmt: skip
# Held, declined and referred tell of somebody's health: here they are one.
_OVER = {VisitStatus.DECLINED: "over", VisitStatus.REFERRED: "over", VisitStatus.HELD: "waiting"}


def columns(*, with_names: bool = True) -> list[str]:
    """The names of the columns, in order."""
    return [each for each in COLUMNS if with_names or each not in NAMES]


def visits(reading: Reading, *, with_names: bool = True) -> list[Row]:
    """One row for each visit, by id; times at the event's place, as `2026-05-03 10:20:31`."""
    names = {each.id: each.name for each in reading.therapists()}
    wanted = columns(with_names=with_names)
    rows = (_row(reading, each, names) for each in reading.visits(set(VisitStatus)))
    return [{name: row[name] for name in wanted} for row in rows]


def _row(reading: Reading, visit: Visit, names: dict[int, str]) -> Row:
    event = reading.event
    zone = ZoneInfo(event.timezone)
    wave = event.wave(visit.wave_id)
    row: Row = {
        "ticket": visit.ticket,
        "status": _OVER.get(visit.status, visit.status.value),
        "treatment": visit.treatment,
        "minutes": visit.minutes,
        "wave": wave.name if wave else "",
        "wait_minutes": None if visit.started_at is None else round(stats.wait_minutes(visit), 1),
        "calls": visit.calls,
        "misses": visit.misses,
        "therapist": names.get(visit.therapist_id or 0, ""),
        "couch": visit.couch,
        "bib": visit.bib or "",
        "first_name": visit.first_name,
        "last_name": visit.last_name,
    }
    instants = {name: getattr(visit, name) for name in COLUMNS if name.endswith("_at")}
    return row | {name: _local(at, zone) for name, at in instants.items()}


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def figures(reading: Reading) -> dict[str, Any]:
    """The day's figures; after a purge those that were kept."""
    kept = reading.figures()
    told = None if kept is None else {"kept_since": plain(kept.at), **kept.document}
    return {"event": reading.event.name, "date": plain(reading.event.date), "day": stats.day(reading), "kept": told}
