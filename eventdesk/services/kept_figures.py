"""The figures of an event that stay for ever: nobody's name in them, and no count below five."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventdesk.domain.suppressing import FEWEST, at_least, cells
from eventdesk.services import stats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventdesk.services.keeping import Figures
    from eventdesk.services.ports import Reading


def of(reading: Reading) -> dict[str, Any]:
    """What stays of the day: counts, waits (minutes), starts met, starts of treatments by hour."""
    day = stats.day(reading)
    before = day["before_start"]
    in_time = cells({"in_time": before["in_time"], "late": before["treated"] - before["in_time"]})
    return {
        "registered": at_least(day["registered"]),
        "by_status": cells(day["by_status"]),
        "wait_minutes": _spread(day["wait_minutes"]),
        "wait_minutes_by_treatment": {code: _spread(each) for code, each in day["wait_minutes_by_treatment"].items()},
        "before_start": in_time,
        "missed_a_call": at_least(day["no_shows"]),
        "therapists": len([each for each in day["therapists"] if each["treated"]]),
        "by_hour": cells(day["by_hour"]),
    }


def _spread(waits: Mapping[str, Any]) -> dict[str, Any]:
    """Means of few are about few; the longest wait is one person's, so it is left out always."""
    if waits["count"] < FEWEST:
        return {"count": at_least(waits["count"]), "mean": None, "median": None, "p95": None}
    return {name: waits[name] for name in ("count", "mean", "median", "p95")}


def with_earlier(document: dict[str, Any], earlier: Figures | None) -> dict[str, Any]:
    """The figures with those of an earlier purge of the same event, which stay as well."""
    if earlier is None:
        return document
    before = {name: each for name, each in earlier.document.items() if name != "earlier"}
    return document | {"earlier": [*earlier.document.get("earlier", []), before]}
