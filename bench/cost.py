"""What a race day costs, computed from measured figures and from prices that are said: `python3 -m bench.cost`.

    python3 -m bench.cost                      the table
    python3 -m bench.cost --take BENCH.json    takes the figures of a run of the bench into docs/figures.json first
    python3 -m bench.cost --write              puts the table into docs/scaling.md

Every assumption is an option with a default; none of them is anybody's price list.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "figures.json"
PAGE = ROOT / "docs" / "scaling.md"
BEGIN, END = "<!-- python3 -m bench.cost --write -->", "<!-- end -->"
GIGA = 1e9
MOST_CLIENTS = 8192
"""Connections that one process takes."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the bench has measured; in the file `docs/figures.json`."""

    commands_per_second: float
    """Registrations a second of one process on its own SQLite file."""
    shared_commands_per_second: float
    """Commands a second of one process on PostgreSQL, for several events."""
    event_commands_per_second: float
    """The most that one event takes, however many processes there are: its commands come one after the other."""
    delivery_us: float
    """Processor time for one message to one client."""
    client_kib: float
    """Memory of one client that listens."""
    idle_mb: float
    """Memory of a process that does nothing."""
    patch_bytes: float
    board_bytes: float
    """A board page with everything, compressed."""
    entries_a_visit: float
    """Journal entries, and so patches, of one visit from registration to done."""
    visit_kib: float
    """A visit with its history in the database."""


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What is not measured. Prices in any one currency."""

    core_hour: float = field(default=0.05, metadata={"help": "price of a processor core for an hour"})
    gb_hour: float = field(default=0.006, metadata={"help": "price of a GB of memory for an hour"})
    egress_gb: float = field(default=0.08, metadata={"help": "price of a GB that goes out to the internet"})
    hours: float = field(default=9, metadata={"help": "how long the desk runs, hours"})
    busiest: float = field(default=4, metadata={"help": "the busiest minutes, to the mean of the day"})
    load: float = field(default=0.5, metadata={"help": "share of a core that is planned to be used at the peak"})
    commands_a_visit: float = field(default=5, metadata={"help": "taps from registration to done"})
    forecasts_a_second: float = field(default=0.5, metadata={"help": "forecasts and signs of life to each client"})
    forecast_bytes: float = field(default=150, metadata={"help": "bytes of one of them"})
    frame_bytes: float = field(default=80, metadata={"help": "what TCP, TLS and WebSocket add to a message"})
    opens: float = field(default=3, metadata={"help": "how often a watcher opens the page"})
    edge_watchers: float = field(default=20_000, metadata={"help": "watchers of one edge process"})


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What happens on one day. `watchers`: screens and phones of each race that listen at the same time.

    `has_edge`: they listen to edge processes, each of which hears the desk's board once.
    """

    name: str
    races: int
    visits: int
    watchers: int
    is_shared: bool = True
    has_edge: bool = False


SCENARIOS = (
    Scenario(name="one race, 500 visits, 200 screens and phones", races=1, visits=500, watchers=200, is_shared=False),
    Scenario(name="50 races at once, each like that", races=50, visits=500, watchers=200),
    Scenario(
        name="a marathon: 2,000 therapists, 20,000 visits, 10,000 phones", races=1, visits=20_000, watchers=10_000
    ),
    Scenario(name="the same with 1,000,000 watchers", races=1, visits=20_000, watchers=1_000_000, has_edge=True),
)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """One row. Rates are those of the busiest minutes; `price` is that of the whole day."""

    commands_per_second: float
    deliveries_per_second: float
    cores: float
    processes: int
    edges: int
    memory_gb: float
    stored_gb: float
    out_gb: float
    cores_price: float
    memory_price: float
    out_price: float

    @property
    def price(self) -> float:
        """All three."""
        return self.cores_price + self.memory_price + self.out_price


def bill(scenario: Scenario, measured: Measured, assumed: Assumed) -> Bill:
    """What the day takes and costs."""
    seconds = assumed.hours * 3600
    visits = scenario.races * scenario.visits
    listening = scenario.races * scenario.watchers
    commands = visits * assumed.commands_a_visit / seconds
    patches_each = scenario.visits * measured.entries_a_visit / seconds
    messages_each = patches_each + assumed.forecasts_a_second
    at_peak = listening * (patches_each * assumed.busiest + assumed.forecasts_a_second)
    each_second = measured.shared_commands_per_second if scenario.is_shared else measured.commands_per_second
    delivering = at_peak * measured.delivery_us / 1e6
    commanding = commands * assumed.busiest / each_second
    edges = math.ceil(listening / assumed.edge_watchers) if scenario.has_edge else 0
    own = edges or listening
    processes = max(
        math.ceil(own / MOST_CLIENTS), math.ceil((commanding + (0 if edges else delivering)) / assumed.load)
    )
    edge_processes = max(edges, math.ceil(delivering / assumed.load)) if edges else 0
    memory = (processes + edge_processes) * measured.idle_mb / 1e3 + listening * measured.client_kib * 1024 / GIGA
    spoken = patches_each * measured.patch_bytes + assumed.forecasts_a_second * assumed.forecast_bytes
    out = listening * (seconds * (spoken + messages_each * assumed.frame_bytes) + assumed.opens * measured.board_bytes)
    return Bill(
        commands_per_second=commands * assumed.busiest,
        deliveries_per_second=at_peak,
        cores=commanding + delivering,
        processes=processes,
        edges=edge_processes,
        memory_gb=memory,
        stored_gb=visits * measured.visit_kib * 1024 / GIGA,
        out_gb=out / GIGA,
        cores_price=(processes + edge_processes) * assumed.hours * assumed.core_hour,
        memory_price=memory * assumed.hours * assumed.gb_hour,
        out_price=out / GIGA * assumed.egress_gb,
    )


HEADINGS = (
    "the day", "commands/s", "messages/s", "cores at work", "processes", "memory", "database", "goes out", "price",
)  # fmt: skip


def row(scenario: Scenario, found: Bill) -> tuple[str, ...]:
    """As the table says it."""
    processes = f"{found.processes:,}" + (f" + {found.edges:,} at the edge" if found.edges else "")
    parts = f"{found.cores_price:,.2f} + {found.memory_price:,.2f} + {found.out_price:,.2f}"
    return (
        scenario.name,
        f"{found.commands_per_second:,.1f}",
        f"{found.deliveries_per_second:,.0f}",
        f"{found.cores:,.2f}",
        processes,
        _size(found.memory_gb),
        _size(found.stored_gb),
        _size(found.out_gb),
        f"{found.price:,.2f} ({parts})",
    )


def _size(gigabytes: float) -> str:
    return f"{gigabytes * 1000:,.0f} MB" if gigabytes < 1 else f"{gigabytes:,.1f} GB"


def markdown(measured: Measured, assumed: Assumed) -> str:
    """What stands in the page: measured, assumed, and what comes of both."""
    rows = [row(each, bill(each, measured, assumed)) for each in SCENARIOS]
    lines = [f"| {' | '.join(HEADINGS)} |", "| --- |" + " ---: |" * (len(HEADINGS) - 1)]
    lines += [f"| {' | '.join(each)} |" for each in rows]
    told = ", ".join(f"`{each.name}` {_plain(getattr(measured, each.name))}" for each in fields(measured))
    taken = "; ".join(
        f"`--{each.name.replace('_', '-')}` {_plain(getattr(assumed, each.name))} ({each.metadata['help']})"
        for each in fields(assumed)
    )
    return "\n".join([*lines, "", f"Measured: {told}.", "", f"Assumed: {taken}."])


def _plain(value: float) -> str:
    return f"{value:,.3f}".rstrip("0").rstrip(".")


# Where each figure stands in what `python3 -m bench --json` writes.
TAKEN: dict[str, Callable[[Any], float]] = {
    "commands_per_second": lambda found: found["commands"]["register"]["32"]["per_second"],
    "shared_commands_per_second": lambda found: found["cluster"]["1"]["per_second"],
    "delivery_us": lambda found: found["fanout"]["2000"]["desk"]["300"]["cpu_us"],
    "client_kib": lambda found: found["fanout"]["2000"]["desk"]["300"]["kib_a_client"],
    "event_commands_per_second": lambda found: max(
        found["cluster"][count]["one_event"]["per_second"] for count in ("1", "2", "4") if count in found["cluster"]
    ),
    "idle_mb": lambda found: found["size"]["memory"]["idle_kib"] * 1024 / 1e6,
    "patch_bytes": lambda found: max(found["page"]["patch"]["board_bytes"].values()),
    "board_bytes": lambda found: max(each["bytes"] for each in found["page"]["board"].values()),
}


def taken(measured: Measured, found: Any) -> tuple[Measured, list[str]]:
    """The figures of a run, and the names of those that it has not and that stay as they were."""
    stay: list[str] = []
    for name, read in TAKEN.items():
        try:
            measured = replace(measured, **{name: round(float(read(found)), 1)})
        except (KeyError, TypeError, ValueError):
            stay.append(name)
    return measured, stay


def load(file: Path = FIGURES) -> Measured:
    """The figures that are kept."""
    return Measured(**json.loads(file.read_text(encoding="utf-8")))


def keep(measured: Measured, file: Path = FIGURES) -> None:
    """Keeps them."""
    kept = {each.name: getattr(measured, each.name) for each in fields(measured)}
    file.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def written(page: str, table: str) -> str:
    """The page with this table between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; with the options take figures in and write the page."""
    parser = argparse.ArgumentParser(prog="python3 -m bench.cost", description="What a race day costs.")
    parser.add_argument("--take", type=Path, metavar="FILE", help="figures of `python3 -m bench --json FILE`")
    parser.add_argument("--write", action="store_true", help="put the table into docs/scaling.md")
    for each in fields(Assumed):
        help_ = f"{each.metadata['help']} (default {_plain(getattr(Assumed(), each.name))})"
        parser.add_argument(f"--{each.name.replace('_', '-')}", type=float, default=each.default, help=help_)
    wanted = parser.parse_args(arguments)
    measured = load()
    if wanted.take:
        measured, stay = taken(measured, json.loads(wanted.take.read_text(encoding="utf-8")))
        keep(measured)
        for name in stay:
            print(f"{name} is not in {wanted.take}: it stays as it was.")
    assumed = Assumed(**{each.name: getattr(wanted, each.name) for each in fields(Assumed)})
    table = markdown(measured, assumed)
    print(table)
    if wanted.write:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), markdown(measured, Assumed())), encoding="utf-8")


if __name__ == "__main__":
    main()
