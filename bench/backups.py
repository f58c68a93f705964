"""How long the desk's loop stands still while a large database is backed up, in each async mode's own way.

`python3 -m bench.backups [--visits N] [--async-mode M]`: a task that wants to run every millisecond notes how late it
was, first beside nothing, then beside registrations, then beside the same with backups being made all the time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from eventdesk import runtime

SECONDS = 12.0
TICK = 0.001
PAUSE = 0.05
TIMES = 5


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python3 -m bench.backups", description=__doc__)
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--async-mode", default="eventlet")
    wanted = parser.parse_args()
    runtime.patch(wanted.async_mode)
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        measured(Path(folder), wanted.visits, wanted.async_mode)


def measured(folder: Path, visits: int, mode: str) -> None:
    """Fill a desk, back it up under load, print."""
    from bench import server  # noqa: PLC0415 - nothing of the desk before the patching
    from eventdesk import settings  # noqa: PLC0415
    from eventdesk.app import create_app  # noqa: PLC0415

    server.fill(folder, visits, 20)
    app = create_app(settings.load(data_dir=folder, async_mode=mode))
    app.backups.protect("a long passphrase", "hash")
    table = Table(title=f"{visits} visits, {mode}: how late a task was that wants to run every ms")
    for heading in ("beside", "longest (ms)", "over 20 ms", "times"):
        table.add_column(heading)
    for beside, tasks in (
        ("nothing", ()),
        ("registrations", (registering(app),)),
        ("registrations and backups", (registering(app), backing_up(app))),
    ):
        late = lateness(tasks)
        cells = (round(max(late) * 1000, 1), sum(1 for each in late if each > 0.02), len(late))
        table.add_row(beside, *map(str, cells))
    Console().print(table)
    Console().print(steps(app))
    app.close()


def lateness(tasks: tuple[Callable[[], object], ...]) -> list[float]:
    """Seconds by which each tick came late while the tasks were done again and again."""
    late: list[float] = []
    over = time.monotonic() + SECONDS

    def again(task: Callable[[], object]) -> None:
        while time.monotonic() < over:
            task()
            runtime.sleep(PAUSE)

    for task in tasks:
        runtime.spawn(again, task)
    while time.monotonic() < over:
        asked = time.monotonic()
        runtime.sleep(TICK)
        late.append(time.monotonic() - asked - TICK)
    runtime.sleep(3)
    return late


def registering(app: Any) -> Callable[[], object]:
    """One more runner."""
    from bench.server import SLUG  # noqa: PLC0415
    from eventdesk.domain.visit import Role  # noqa: PLC0415
    from eventdesk.services import registering as use_case  # noqa: PLC0415
    from eventdesk.services.actors import Actor  # noqa: PLC0415

    told = use_case.Told(consents_to_treatment=True, consents_to_health_data=True)
    wanted = use_case.Wanted(treatment="post_event", first_name="Bo")
    one = partial(use_case.register, wanted=wanted, told=told)
    return lambda: app.desk.perform(SLUG, Actor(Role.ORGANISER, "Bench"), one)


def backing_up(app: Any) -> Callable[[], object]:
    """One backup, aside as the rounds do it."""
    return lambda: runtime.run_aside(app.backups.make)


def steps(app: Any) -> str:
    """How long one backup takes, and how large it is."""
    keeper, taken = app.backups, []
    for _ in range(TIMES):
        began = time.perf_counter()
        copy = keeper.copy()
        taken.append(time.perf_counter() - began)
    assert copy is not None
    megabytes = copy.header.size / 1e6, len(copy.content) / 1e6
    return f"One copy: {min(taken):.2f} s; database {megabytes[0]:.1f} MB, backup {megabytes[1]:.1f} MB."


if __name__ == "__main__":
    main()
