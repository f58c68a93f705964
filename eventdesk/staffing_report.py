"""The staffing plan on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Json = dict[str, Any]


def as_table(plan: Json, timezone: str) -> str:
    """The shown plan as text, with times at the place of the race."""
    zone = ZoneInfo(timezone)

    def time(at: str) -> str:
        return datetime.fromisoformat(at).astimezone(zone).strftime("%H:%M")

    parts = [_headline(plan), _half_hours(plan, time), _shifts(plan, time), _variants(plan), _busy(plan, time)]
    return "\n\n".join(part for part in parts if part)


def _headline(plan: Json) -> str:
    team = plan["team"]
    verdict = "The promise holds" if plan["is_kept"] else "Not enough to keep the promise"
    return (
        f"{team['therapists']} therapists, {team['at_once']} at once, {team['working_minutes'] / 60:g} hours of work.\n"
        f"{verdict}: after the race {team['within_share']:.0%} are called within {plan['promised_wait_minutes']} "
        f"minutes, before it {team['missed_share']:.1%} are not done in time.\n"
        f"Expected: {plan['before']} before the race and {plan['after']} after it; the average wait is "
        f"{_wait(team['mean_wait_minutes'])}, nine in ten wait {_wait(team['most_wait_minutes'])} at most."
    )


def _wait(minutes: int | None) -> str:
    return "too long" if minutes is None else f"{minutes} min"


def _half_hours(plan: Json, time: Callable[[str], str]) -> str:
    rows = [
        (
            time(each["at"]),
            each["therapists"],
            each["on_break"] or "",
            f"{each['before']:.0f}",
            f"{each['after']:.0f}",
            *(
                (_wait(each["mean_wait_minutes"]), _wait(each["most_wait_minutes"]))
                if each["before"] + each["after"]
                else ("", "")
            ),
        )
        for each in plan["half_hours"]
    ]
    return _table(("from", "therapists", "on break", "before", "after", "mean wait", "nine in ten"), rows)


def _shifts(plan: Json, time: Callable[[str], str]) -> str:
    rows = [
        (
            f"Therapist {number}",
            f"{time(each['shift_start'])}-{time(each['shift_end'])}",
            " ".join(f"{time(pause['starts_at'])}-{time(pause['ends_at'])}" for pause in each["breaks"]),
        )
        for number, each in enumerate(plan["shifts"], 1)
    ]
    return _table(("", "shift", "break"), rows)


def _variants(plan: Json) -> str:
    every = sorted([*plan["variants"], plan["team"] | {"change": 0}], key=lambda each: int(each["change"]))
    rows = [
        (
            f"{each['change']:+d}" if each["change"] else "as planned",
            each["therapists"],
            f"{each['within_share']:.0%}",
            _wait(each["mean_wait_minutes"]),
            _wait(each["most_wait_minutes"]),
            f"{each['missed_share']:.1%}",
        )
        for each in every
    ]
    return _table(("at the peak", "therapists", "in time", "mean wait", "nine in ten", "missed before"), rows)


def _busy(plan: Json, time: Callable[[str], str]) -> str:
    busy = plan["busy"]
    if busy is None:
        return ""
    when = f"{busy['minutes']} minutes after the race between {time(busy['starts_at'])} and {time(busy['ends_at'])}"
    fewer = busy["fewer"]
    saved = f"{fewer['therapists']} therapists with {fewer['working_minutes'] / 60:g} hours of work would do"
    same = f"with the same shifts nine in ten wait {_wait(busy['same']['most_wait_minutes'])} at most"
    return f"With {when}: {saved}; {same}."


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines: list[Sequence[str]] = [heads, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]

    def padded(line: Sequence[str]) -> str:
        cells = zip(line, widths, strict=True)
        return "  ".join(
            f"{cell:>{width}}" if place else f"{cell:<{width}}" for place, (cell, width) in enumerate(cells)
        )

    return "\n".join(padded(line).rstrip() for line in lines)
