"""How good the forecast is: made-up race days with real finish times, and what each runner was told when coming.

For each share of the field, number of therapists and spread of lengths some days are lived through. Half
of the therapists come 80 minutes before the first start, the rest when the first finishers do; all have
breaks. Not counted: who missed the call or stepped away (their start depends on themselves), and who
was called at once.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.forecast_cost import LINES, costs, show_cost
from bench.forecast_figures import Figures, figures, marks
from bench.forecast_watch import Case, Follower
from eventdesk.adapters.memory import MemoryStore
from eventdesk.simulation.behaviour import Behaviour
from eventdesk.simulation.days import day_of_field, plain_event
from eventdesk.simulation.field import Field, fitted, read_results, together
from eventdesk.simulation.roster import Roster, Shift
from eventdesk.simulation.tent import live_through
from eventdesk.simulation.uptake import Uptake

START = datetime(2027, 4, 18, 14, 0, tzinfo=UTC)
SHARES, THERAPISTS, SIGMAS = (0.005, 0.0075, 0.01), (8, 12, 16, 20, 24), (0.15, 0.2, 0.3)
QUICK = ((0.005, 12, 0.2), (0.01, 24, 0.3))
HEADINGS = ("n", "none", "wait", "error", "a", "b", "c", "bias", "in", "late", "<1 h", "width")
CAPTION = (
    "day: share of the field x therapists, sigma of lengths; none: served, though no time could be told; a: place x "
    "mean length / therapists at work; b: the last starter's wait; c: the rule run forward from the plan alone; "
    "<1 h: error of waits under an hour. Not counted: who missed the call or stepped away, and who was called at once."
)
MADE_UP_WAVES = (0, 25, 60, 85)
MADE_UP_WAVE = 7_970


@dataclass(frozen=True, slots=True)
class Scenario:
    """`share`: of the field, before as well as after the race; `sigma`: of the logarithm of real over planned."""

    share: float
    therapists: int
    sigma: float


def main() -> None:
    """Lives through the days that were asked for and prints one line for each scenario."""
    parser = argparse.ArgumentParser(prog="python3 -m bench.forecast", description=__doc__)
    parser.add_argument(
        "--results",
        type=Path,
        default=_results(),
        help="CSV with bib, wave_start_min, net_time_min; default: EVENTDESK_RACE_DATA or a finishers file beside the "
        "project, else a made-up field",
    )
    parser.add_argument("--seeds", type=int, default=3, help="days for each scenario")
    parser.add_argument("--quick", action="store_true", help="two scenarios, to see that it runs")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    wanted = parser.parse_args()
    field = made_up() if wanted.results is None else read_results(wanted.results, START)
    scenarios = [Scenario(*each) for each in (QUICK if wanted.quick else product(SHARES, THERAPISTS, SIGMAS))]
    found: dict[Scenario, Figures] = {}
    everybody: list[Case] = []
    for scenario in track(scenarios, "Race days"):
        days = [live(field, scenario, seed) for seed in range(1, wanted.seeds + 1)]
        cases = [case for day in days for case in day.cases()]
        found[scenario] = figures(cases, sum(day.untold for day in days))
        everybody += cases
    overall = figures(everybody, sum(each.untold for each in found.values()))
    cost = costs(LINES[:2] if wanted.quick else LINES)
    console = Console()
    show(console, found, overall)
    show_cost(console, cost)
    if wanted.json:
        wanted.json.write_text(json.dumps(_as_json(found, overall) | {"cost": cost}, indent=2), encoding="utf-8")


def live(field: Field, scenario: Scenario, seed: int) -> Follower:
    """One day; the same seed, the same day."""
    early = scenario.therapists // 2
    ends_at = START + timedelta(hours=9)
    shifts = (
        Shift(starts_at=START - timedelta(minutes=80), ends_at=ends_at, count=early),
        Shift(starts_at=START + timedelta(minutes=110), ends_at=ends_at, count=scenario.therapists - early),
    )
    roster = Roster(shifts=shifts, only_after=0.2, break_every_minutes=120, break_minutes=20)
    uptake = Uptake(
        before=scenario.share,
        after=scenario.share,
        wishes_woman=0.12,
        wishes_man=0.03,
        before_minutes=(5, 10, 10, 15),
        after_minutes=(20, 20, 20, 25, 30),
        tells=True,
    )
    race = day_of_field(plain_event(slug="bench"), field, uptake, roster, seed=seed)
    follower = Follower()
    behaviour = Behaviour(length_spread=scenario.sigma, no_shows=0.06)
    live_through(MemoryStore(), race, seed=seed, behaviour=behaviour, watch=follower)
    return follower


def show(console: Console, found: dict[Scenario, Figures], overall: Figures) -> None:
    """Print the table and whether the marks hold."""
    table = Table(
        title="What runners were told when they came (minutes)", caption=CAPTION, box=None, padding=(0, 0, 0, 1)
    )
    table.add_column("day", no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for scenario, each in found.items():
        table.add_row(f"{scenario.share * 100:g}% x{scenario.therapists} {scenario.sigma}", *_cells(each))
    table.add_section()
    table.add_row("all", *_cells(overall), style="bold")
    console.print(table)
    per_scenario = [marks(each) for each in found.values()]
    for number, mark in enumerate(marks(overall)):
        held = sum(each[number].is_reached for each in per_scenario)
        verdict = "[green]holds[/]" if mark.is_reached else "[red]does not hold[/]"
        console.print(f"{verdict}: {mark.words} ({held} of {len(found)} scenarios alone)")


def _cells(each: Figures) -> tuple[str, ...]:
    errors = (each.mean_wait, each.mae, each.mae_by_place, each.mae_by_last_wait, each.mae_by_plan)
    return (
        str(each.count),
        str(each.untold),
        *(f"{error:.1f}" for error in errors),
        f"{each.bias:+.1f}",
        f"{each.inside:.0%}",
        f"{each.later:.0%}",
        f"{each.short_wait_mae:.1f}",
        f"{each.width:.1f}",
    )


def _as_json(found: dict[Scenario, Figures], overall: Figures) -> dict[str, Any]:
    return {
        "scenarios": [asdict(scenario) | asdict(each) for scenario, each in found.items()],
        "overall": asdict(overall),
        "marks": {each.words: each.is_reached for each in marks(overall)},
    }


def _results() -> Path | None:
    """A file of finishers that was named, or that lies beside the project."""
    named = os.environ.get("EVENTDESK_RACE_DATA")
    beside = sorted(Path(__file__).parent.parent.parent.glob("*/data/*finishers*.csv"))
    return Path(named) if named else next(iter(beside), None)


def made_up() -> Field:
    """Four waves of a marathon, as large as a big one."""
    waves = ((f"Wave {number}", START + timedelta(minutes=at)) for number, at in enumerate(MADE_UP_WAVES, 1))
    return together([fitted(name, "marathon", MADE_UP_WAVE, starts_at, seed=1) for name, starts_at in waves])


if __name__ == "__main__":
    main()
