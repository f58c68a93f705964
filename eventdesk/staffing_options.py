"""What can be said on the command line to `run.py staffing`, and what it means for the plan."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eventdesk.option_types import SHARE

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.domain.event import Event
    from eventdesk.services.staffing import Wanted

SOME_DAY = datetime.date(2027, 1, 1)
"""Of a race that is no event yet: only the times of day are shown."""
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_OWN_TIMES = re.compile(r"(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)")
_NAMES = {
    "before": "before_share",
    "after": "after_share",
    "promise": "promised_wait_minutes",
    "turnover": "turnover_minutes",
    "shortest": "shortest_shift_minutes",
    "longest": "longest_shift_minutes",
    "couches": "most_at_once",
}


class _TimeOfDay(click.ParamType[datetime.time]):
    """A time of day."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.time:
        found = _TIME.fullmatch(value)
        if found is None:
            self.fail(f"{value!r} is not a time like 09:30", param, ctx)
        return datetime.time(int(found[1]), int(found[2]))


class _Distance(click.ParamType["str | tuple[float, float]"]):
    """One of the usual distances, or the mean and the spread of the finish times in minutes."""

    name = "distance"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | tuple[float, float]:
        from eventdesk.domain.staffing.finish_times import DISTANCES

        if value in DISTANCES:
            return str(value)
        found = _OWN_TIMES.fullmatch(value)
        if found is None or not 0 < float(found[2]) < float(found[1]):
            self.fail(f"{value!r} is not one of {', '.join(DISTANCES)}, nor a mean and spread like 124/23", param, ctx)
        return float(found[1]), float(found[2])


LENGTH = click.IntRange(1, 180)
SHIFT = click.IntRange(60, 480)
_OPTIONS = (
    click.option("--event", "slug", metavar="SLUG", help="An event of this desk, with its start list and settings."),
    click.option("--field", type=click.IntRange(1, 100_000), multiple=True, help="Runners of a wave; repeatable."),
    click.option("--distance", type=_Distance(), multiple=True, metavar="half", help="Of each wave, or one for all."),
    click.option("--start", type=_TimeOfDay(), multiple=True, metavar="09:30", help="Of each wave."),
    click.option("--before", type=SHARE, help="Share that comes before the start (default: 0.05)."),
    click.option("--after", type=SHARE, help="Share that comes after the finish (default: 0.07)."),
    click.option("--promise", type=click.IntRange(0, 240), help="Promised wait in minutes (default: the event's, 30)."),
    click.option("--before-minutes", type=LENGTH, help="Length before the race (default: the event's, 10)."),
    click.option("--after-minutes", type=LENGTH, help="Length after the race (default: the event's, 20)."),
    click.option("--busy-minutes", type=LENGTH, help="Shorter length to try at the peak (default: the event's, 12)."),
    click.option("--turnover", type=click.IntRange(0, 30), help="Minutes (default: the event's, 3)."),
    click.option("--shortest", type=SHIFT, help="Shortest shift in minutes (default: 150)."),
    click.option("--longest", type=SHIFT, help="Longest shift in minutes (default: 480)."),
    click.option("--couches", type=click.IntRange(1, 100), help="Therapists at once, at most (default: 100)."),
    click.option("--seed", type=click.IntRange(0), default=1, show_default=True),
    click.option("--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True),
    click.option("--data-dir", type=click.Path(path_type=Path), help="Folder for the database and the keys."),
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """All options of the command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check(flags: dict[str, Any]) -> None:
    """Raises `click.UsageError` for options that do not go together."""
    fields, distances, starts = (len(flags[name]) for name in ("field", "distance", "start"))
    if bool(flags["slug"]) == bool(fields):
        raise click.UsageError("say who comes by --event SLUG or by --field RUNNERS, one of the two")
    if flags["slug"] and (distances or starts):
        raise click.UsageError("--distance and --start belong to --field")
    if starts != fields:
        raise click.UsageError("each --field needs its --start")
    if distances not in (0, 1, fields):
        raise click.UsageError("give each --field its --distance, or one for all")
    for name in ("shortest", "longest"):
        if (flags[name] or 0) % 30:
            raise click.UsageError(f"--{name} counts in half hours: 60, 90, 120 and so on")


def said(flags: dict[str, Any]) -> dict[str, Any]:
    """What was said beside the waves, in the plan's own words."""
    names = ("before_minutes", "after_minutes", "busy_minutes")
    return {_NAMES.get(name, name): flags[name] for name in (*_NAMES, *names) if flags[name] is not None}


def made_up(flags: dict[str, Any]) -> tuple[Event, Wanted]:
    """A race that is no event of the desk: from `--field`, `--distance` and `--start`."""
    from eventdesk.domain.event import POST_EVENT, Event
    from eventdesk.services.staffing import USUAL_DISTANCE, Wanted, WantedWave

    distances = flags["distance"] or (USUAL_DISTANCE,)
    distances = distances * len(flags["field"]) if len(distances) == 1 else distances
    waves = []
    for runners, distance, start in zip(flags["field"], distances, flags["start"], strict=True):
        starts_at = datetime.datetime.combine(SOME_DAY, start, tzinfo=datetime.UTC)
        usual = distance if isinstance(distance, str) else None
        mean, spread = (None, None) if isinstance(distance, str) else distance
        waves.append(
            WantedWave(
                name=usual or "",
                starts_at=starts_at,
                runners=runners,
                distance=usual,
                mean_minutes=mean,
                sd_minutes=spread,
            )
        )
    event = Event(id=0, slug="plan", name="Plan", date=SOME_DAY, timezone="UTC")
    values = {"busy_minutes": POST_EVENT.busy_minutes} | said(flags)
    return event, Wanted(waves=tuple(waves), **values)
