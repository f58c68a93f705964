"""Simulated days as a table for people, or as JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eventdesk.domain.event import Event
    from eventdesk.simulation.summary import Estimate

Summary = dict[str, "Estimate"]

WORDS = {
    "visits": "Visits",
    "turned_away": "Turned away at the door",
    "done": "Treated",
    "no_shows": "No-shows",
    "left": "Left before their turn",
    "declined": "Declined",
    "referred": "Referred",
    "never_called": "Never called",
    "starts_missed": "Starts missed",
    "starts_missed_share": "Share of starts missed",
    "longest_line": "Longest line",
    "overtime_minutes": "Overtime, minutes",
    "mean_in_tent": "In the tent on average (L)",
    "arrivals_per_hour": "Arrivals per hour (lambda)",
    "mean_stay_minutes": "Mean stay in the tent, minutes (W)",
    "littles_law_gap": "L against lambda times W, off by",
}
WAITS = {"count": "runners called", "mean": "mean", "median": "median", "p90": "9 of 10 within", "longest": "longest"}
IN_PER_CENT = ("starts_missed_share", "littles_law_gap", "utilisation")


def as_table(event: Event, policies: Mapping[str, Summary], repetitions: int) -> Table:
    """One column for each policy. With repetitions: mean and 95 % interval."""
    note = f"mean of {repetitions} days ± 95 % interval" if repetitions > 1 else "one day"
    table = Table(title=f"Simulated: {note}", title_justify="left")
    table.add_column("")
    for policy in policies:
        table.add_column(policy, justify="right")
    for name, label in _rows(event, policies):
        table.add_row(label, *(_cell(name, summary.get(name)) for summary in policies.values()))
    return table


def _rows(event: Event, policies: Mapping[str, Summary]) -> Iterator[tuple[str, str]]:
    names = list(dict.fromkeys(name for summary in policies.values() for name in summary))
    treatments = {each.code: each.name for each in event.treatments}
    for name in names:
        kind, *of = name.split(".")
        if kind == "wait":
            yield name, f"{treatments.get(of[0], of[0])}: wait in minutes, {WAITS[of[1]]}"
        elif kind == "utilisation":
            yield name, f"{of[0]}: at work of the time on duty"
        else:
            yield name, WORDS[name]


def _cell(name: str, found: Estimate | None) -> str:
    if found is None:
        return "-"
    scale, unit = (100, " %") if name.split(".", maxsplit=1)[0] in IN_PER_CENT else (1, "")
    margin = "" if found.margin is None else f" ± {scale * found.margin:.1f}"
    digits = 0 if found.margin is None and float(scale * found.mean).is_integer() else 1
    return f"{scale * found.mean:.{digits}f}{margin}{unit}"


def as_json(policies: Mapping[str, Summary], repetitions: int, seed: int) -> dict[str, Any]:
    """`margin` is half of the 95 % interval; null with a single day."""
    return {
        "repetitions": repetitions,
        "seed": seed,
        "policies": {
            policy: {name: {"mean": each.mean, "margin": each.margin} for name, each in summary.items()}
            for policy, summary in policies.items()
        },
    }
