"""What can be said on the command line to `run.py simulate`, and the plan that it makes."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eventdesk.option_types import SHARE, Number

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.simulation.behaviour import Behaviour
    from eventdesk.simulation.plan import Hours, Plan

POLICIES = ("due", "fifo", "pre-first")
DISTANCES = ("5k", "10k", "half", "marathon")
PICTURES = (".svg", ".png")
_SHIFT = re.compile(r"(?:([1-9]\d{0,2})x)?(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")


class _Clock(click.ParamType[datetime.time]):
    """A time of day."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.time:
        if isinstance(value, datetime.time):
            return value
        try:
            hour, minute = (int(each) for each in value.split(":"))
            return datetime.time(hour, minute)
        except ValueError:
            self.fail(f"{value!r} is not a time like 09:30", param, ctx)


class _Shift(click.ParamType["tuple[int | None, Hours]"]):
    """`4x08:00-12:00`: how many work from when to when; the number may be left out."""

    name = "shift"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int | None, Hours]:
        found = _SHIFT.fullmatch(value)
        if found is None:
            self.fail(f"{value!r} is not a time like 08:00-15:00 or 4x08:00-12:00", param, ctx)
        begins, ends = (_Clock().convert(found[place], param, ctx) for place in (2, 3))
        if ends <= begins:
            self.fail(f"{value!r} ends before it begins", param, ctx)
        return None if found[1] is None else int(found[1]), (begins, ends)


class _Picture(click.ParamType[Path]):
    """A file for a picture."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.suffix.lower() not in PICTURES:
            self.fail(f"{value!r} has to end in {' or '.join(PICTURES)}", param, ctx)
        if not path.parent.is_dir():
            self.fail(f"there is no folder {str(path.parent)!r}", param, ctx)
        return path


_OPTIONS = (
    click.option("--poisson", type=Number(0, 1000, min_open=True), metavar="PER_HOUR", help="Walk-ups."),
    click.option(
        "--results",
        type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
        metavar="FILE",
        help="A field from a CSV with bib, wave_start_min and net_time_min.",
    ),
    click.option("--field", type=click.IntRange(1, 200_000), multiple=True, help="Runners of a race; repeatable."),
    click.option("--distance", type=click.Choice(DISTANCES), multiple=True, help="Of each race (default: half)."),
    click.option("--start", type=_Clock(), default="09:30", show_default=True, help="Of the first race."),
    click.option("--gap", type=Number(0, 600), default=45, show_default=True, help="Minutes between starts."),
    click.option("--hours", type=_Shift(), metavar="08:00-16:00", help="When the list of the tent is open."),
    click.option("--before", type=SHARE, default=0.05, show_default=True, help="Share that comes before the start."),
    click.option("--after", type=SHARE, default=0.07, show_default=True, help="Share that comes after the finish."),
    click.option("--before-minutes", type=click.IntRange(1, 120), default=10, show_default=True),
    click.option("--after-minutes", type=click.IntRange(1, 120), default=20, show_default=True),
    click.option("--wishes", type=SHARE, default=0, show_default=True, help="Share who ask for a woman."),
    click.option("--therapists", type=click.IntRange(1, 500), default=8, show_default=True),
    click.option("--shift", type=_Shift(), multiple=True, metavar="4x08:00-12:00", help="Who works when; repeatable."),
    click.option("--break-every", type=click.IntRange(0, 600), default=0, show_default=True, help="Minutes; 0: none."),
    click.option("--break-minutes", type=click.IntRange(1, 120), default=20, show_default=True),
    click.option("--turnover", type=click.IntRange(0, 60), default=3, show_default=True, help="Minutes."),
    click.option("--promise", type=click.IntRange(0, 600), default=30, show_default=True, help="Promised wait."),
    click.option("--cycle", type=click.IntRange(0), default=0, show_default=True, help="Minutes; 0: no rounds."),
    click.option("--spread", type=Number(0, 1), default=0.15, show_default=True, help="Of real lengths."),
    click.option("--no-shows", type=SHARE, default=0.06, show_default=True, help="Share of calls that are missed."),
    click.option("--policy", type=click.Choice(POLICIES), multiple=True, default=("due",), show_default=True),
    click.option("--seed", type=click.IntRange(0), default=1, show_default=True),
    click.option("--repetitions", type=click.IntRange(1, 10_000), default=1, show_default=True, help="Days."),
    click.option("--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True),
    click.option("--plot", type=_Picture(), metavar="FILE", help="A picture of the day: .svg or .png."),
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """All options of the command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def plan_of(flags: dict[str, Any]) -> Plan:
    """Raises `click.UsageError` for options that do not go together."""
    from eventdesk.simulation.plan import Plan

    if sum((flags["poisson"] is not None, flags["results"] is not None, bool(flags["field"]))) != 1:
        raise click.UsageError("say who comes by exactly one of --poisson, --results and --field")
    distances = flags["distance"] or ("half",) * len(flags["field"])
    if len(distances) != len(flags["field"]):
        raise click.UsageError("each --field needs its --distance")
    hours = flags["hours"]
    if hours is not None and hours[0] is not None:
        raise click.UsageError("--hours takes no number of therapists")
    _check_rounds(flags["cycle"], flags["turnover"])
    return Plan(
        per_hour=flags["poisson"],
        results=flags["results"],
        races=tuple(zip(flags["field"], distances, strict=True)),
        start=flags["start"],
        gap_minutes=flags["gap"],
        hours=hours[1] if hours else None,
        before=flags["before"],
        after=flags["after"],
        before_minutes=flags["before_minutes"],
        after_minutes=flags["after_minutes"],
        wish_woman=flags["wishes"],
        therapists=flags["therapists"],
        shifts=tuple((count or flags["therapists"], times) for count, times in flags["shift"]),
        break_every_minutes=flags["break_every"],
        break_minutes=flags["break_minutes"],
        turnover_minutes=flags["turnover"],
        promised_wait_minutes=flags["promise"],
        cycle_minutes=flags["cycle"],
    )


def _check_rounds(length: int, turnover: int) -> None:
    from eventdesk.services.modes import LEAST_HANDS_ON_MINUTES, LONGEST_CYCLE, SHORTEST_CYCLE

    shortest = max(SHORTEST_CYCLE, turnover + LEAST_HANDS_ON_MINUTES)
    if length and not shortest <= length <= LONGEST_CYCLE:
        raise click.UsageError(f"--cycle takes 0, or {shortest} to {LONGEST_CYCLE} minutes with this turnover")


def behaviour_of(flags: dict[str, Any]) -> Behaviour:
    """How people behave: as usual, but for what was said."""
    from eventdesk.simulation.behaviour import Behaviour

    return Behaviour(length_spread=flags["spread"], no_shows=flags["no_shows"])
