"""`run.py simulate`: the same race days under each policy, in memory, and what came of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console

from eventdesk.adapters.memory import MemoryStore
from eventdesk.simulation.chart import chart
from eventdesk.simulation.curves import Curves, curves_of, mean_curves
from eventdesk.simulation.figures import Figures, LawBroken, figures_of
from eventdesk.simulation.pictures import save
from eventdesk.simulation.plan import Plan, days_of
from eventdesk.simulation.policies import POLICIES
from eventdesk.simulation.recording import Record
from eventdesk.simulation.report import as_json, as_table
from eventdesk.simulation.summary import Estimate, summed_up
from eventdesk.simulation.tent import live_through

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from eventdesk.domain.event import Event
    from eventdesk.simulation.behaviour import Behaviour
    from eventdesk.simulation.race_day import RaceDay

TABLE_WIDTH = 120
__all__ = ["LawBroken", "Simulated", "draw", "simulate", "told"]


@dataclass(frozen=True, slots=True)
class Simulated:
    """By policy: every figure, and the curves over the day."""

    event: Event
    summaries: dict[str, dict[str, Estimate]]
    curves: dict[str, Curves]


def simulate(  # noqa: PLR0913 - one for each thing that a person may choose
    plan: Plan,
    behaviour: Behaviour,
    *,
    policies: Sequence[str],
    seed: int,
    repetitions: int,
    progress: Callable[[int, int], None],
) -> Simulated:
    """The days of the seeds `seed`, `seed` + 1, …, each under all `policies` with the same people.

    Raises `Invalid` for results that can't be read, `LawBroken` when the books of a day do not balance.
    """
    day_of = days_of(plan, seed)
    lived: dict[str, list[tuple[Figures, Curves]]] = {policy: [] for policy in policies}
    progress(0, repetitions * len(policies))
    for number in range(repetitions):
        race = day_of(seed + number)
        for place, policy in enumerate(lived, 1):
            lived[policy].append(_lived(race, behaviour, policy, seed + number))
            progress(number * len(lived) + place, repetitions * len(lived))
    return Simulated(
        race.event,
        {policy: summed_up([figures for figures, _ in days]) for policy, days in lived.items()},
        {policy: mean_curves([curves for _, curves in days]) for policy, days in lived.items()},
    )


def _lived(race: RaceDay, behaviour: Behaviour, policy: str, seed: int) -> tuple[Figures, Curves]:
    record = Record()
    day = live_through(MemoryStore(order=POLICIES[policy]), race, seed=seed, behaviour=behaviour, watch=record)
    return figures_of(day, record), curves_of(day, record)


def told(found: Simulated, shape: str, seed: int, repetitions: int) -> str:
    """The figures as text, `shape` "json" or "table"."""
    if shape == "json":
        return json.dumps(as_json(found.summaries, repetitions, seed), indent=2) + "\n"
    console = Console(file=StringIO(), width=TABLE_WIDTH)
    console.print(as_table(found.event, found.summaries, repetitions))
    written = console.file
    return written.getvalue() if isinstance(written, StringIO) else ""


def draw(found: Simulated, path: Path, repetitions: int) -> None:
    """The curves as a picture. Raises `OSError` when it can't be written."""
    days = "one day" if repetitions == 1 else f"mean of {repetitions} days"
    save(chart(f"Simulated race day ({days})", found.event, found.curves), path)
