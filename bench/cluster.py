"""Registrations a second of 1, 2 and 4 processes on one PostgreSQL and one Redis; beside them one process on SQLite.

The clients, PostgreSQL and Redis run on the same machine as the desks: on two cores more processes share what is
there, and the figures say what sharing costs, not what more cores bring. With more cores they grow until PostgreSQL
is busy; one event grows no further than one row that is locked after the other. `desk_cpu_ms`: what a registration
takes of a desk's processor, which is what one more core is divided by.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.asking import Ask, Script
from bench.load import Asking
from bench.report import Figures, main, median_of, note, ratio, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from eventdesk.settings import Settings
    from tests.cluster.cluster import Desk

PROCESSES = (1, 2, 4)
CLIENTS = 32
EVENTS = 8
SQLITE = "sqlite"
RUNNER = {"first_name": "Anna", "treatment": "post_event", "consent": {"treatment": True, "health_data": True}}


def registering(number: int, tokens: dict[str, str], events: int) -> Script:
    """A kiosk of one of so many events: one runner after the other."""
    slug, token = list(tokens.items())[number % events]
    while True:
        body = json.dumps(RUNNER | {"bib": f"X{secrets.token_hex(5)}"}).encode()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": secrets.token_hex(16)}
        yield Ask(f"/api/v1/events/{slug}/visits", body, headers=headers)


def measure(quick: bool) -> Figures:
    """Everything; `quick`: less of it, to see that it runs."""
    figures: Figures = {"cores": os.cpu_count()}
    counts = PROCESSES[: 2 if quick else None]
    for name in (SQLITE, *map(str, counts)):
        note(f"{'One process on SQLite' if name == SQLITE else f'Processes on PostgreSQL: {name}'} …")
        figures[name] = _measured(1 if name == SQLITE else int(name), on_server=name != SQLITE, quick=quick)
    one = figures["1"]["per_second"]
    figures["ratios"] = {
        "postgres_to_sqlite": ratio(one, figures[SQLITE]["per_second"]),
        **{f"{count}_to_1": ratio(figures[str(count)]["per_second"], one) for count in counts[1:]},
    }
    return figures


def _measured(processes: int, *, on_server: bool, quick: bool) -> Figures:
    with _desks(processes, on_server=on_server) as (desks, tokens):
        found = {}
        for name, events in (("several_events", EVENTS), ("one_event", 1)):
            runs = [_run(desks, tokens, events, 0.5 if quick else 2.0) for _ in range(1 if quick else 3)]
            found[name] = median_of(runs)
    return found["several_events"] | found


def _run(desks: Sequence[Desk], tokens: dict[str, str], events: int, seconds: float) -> Figures:
    """All clients at once, the same number at each process; each process has clients of their own process."""
    used = sum(_cpu_seconds(each.pid) for each in desks)
    with ExitStack() as stack:
        asking = [stack.enter_context(Asking()) for _ in desks]
        for each, desk in zip(asking, desks, strict=True):
            said = {"tokens": tokens, "events": events}
            each.begin(desk.port, "bench.cluster:registering", CLIENTS // len(desks), arguments=said, seconds=seconds)
        found = [each.end() for each in asking]
    used = sum(_cpu_seconds(each.pid) for each in desks) - used
    if refused := [each["refused"] for each in found if "refused" in each]:
        raise RuntimeError(refused[0])
    return {
        "per_second": round(sum(each["per_second"] for each in found), 1),
        "p50_ms": round(sum(each["p50_ms"] for each in found) / len(found), 2),
        "p99_ms": max(each["p99_ms"] for each in found),
        "desk_cpu_ms": round(used * 1000 / max(1, sum(each["count"] for each in found)), 2),
    }


def _cpu_seconds(pid: int) -> float:
    """What a process has used of the processor; says the same on a machine that is busy with other things."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return 0.0
    fields = path.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _desks(processes: int, *, on_server: bool) -> Iterator[tuple[list[Desk], dict[str, str]]]:
    """So many processes, and a kiosk's token of each event."""
    from tests.cluster.cluster import Desk  # noqa: PLC0415 - the clients' process imports this module too
    from tests.cluster.servers import Postgres, Redis  # noqa: PLC0415

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="eventdesk-bench-")))
        urls: dict[str, str] = {}
        if on_server:
            postgres = stack.enter_context(Postgres())
            urls["database_url"] = postgres.url(postgres.new_database())
            urls["redis_url"] = stack.enter_context(Redis()).url
        tokens = _fill(folder, urls)
        plain = {name: value for name, value in os.environ.items() if not name.startswith("EVENTDESK_")}
        own = {f"EVENTDESK_{name.upper()}": value for name, value in urls.items()}
        environment = plain | own | {"EVENTDESK_KEYS_DIR": str(folder / "keys"), "EVENTDESK_ANNOUNCE": "no"}
        desks = [Desk(number, environment, folder) for number in range(processes)]
        for each in desks:
            each.start()
            stack.callback(each.kill)
        for each in desks:
            each.wait()
        yield desks, tokens


def _fill(folder: Path, urls: dict[str, str]) -> dict[str, str]:
    """The events, empty and with nobody on duty: what is measured is the joining."""
    from eventdesk import settings  # noqa: PLC0415
    from eventdesk.adapters.clock import SystemClock  # noqa: PLC0415
    from eventdesk.app import create_app  # noqa: PLC0415

    # Where the first desk looks for its file, too.
    said: dict[str, Any] = {"data_dir": folder / "data0", "keys_dir": folder / "keys", **urls}
    chosen: Settings = settings.load(**said)
    chosen.prepare()
    app = create_app(chosen)
    try:
        slugs = [f"race{number}" for number in range(EVENTS)]
        for slug in slugs:
            app.commands.new_event(slug, slug, SystemClock().now().date(), "Europe/Vienna")
        return {slug: app.commands.issue_token("kiosk", slug, None) for slug in slugs}
    finally:
        app.close()


def show(figures: Figures, console: Console) -> None:
    """The table."""
    rows = [
        (
            "SQLite" if name == SQLITE else f"PostgreSQL, {name}",
            *(figures[name][events][figure] for events in ("several_events", "one_event") for figure in _SHOWN),
        )
        for name in (SQLITE, *map(str, PROCESSES))
        if name in figures
    ]
    headings = (
        "",
        *(f"{what}, {each}" for what in (f"{EVENTS} events", "1 event") for each in ("/s", "p50 ms", "CPU ms")),
    )
    title = f"Registrations with {CLIENTS} clients, everything on {figures['cores']} cores"
    console.print(table(title, headings, rows))


_SHOWN = ("per_second", "p50_ms", "desk_cpu_ms")

if __name__ == "__main__":
    main(measure, show)
