"""Commands over HTTP, durable, through the whole stack: joining the line, and the therapist's big button.

Beside them, in the same run, what this machine does at best: a bare durable commit, a bare answer of the same server.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from bench.asking import Ask, Script
from bench.load import Asking
from bench.report import Figures, main, median_of, note, ratio, table

if TYPE_CHECKING:
    from rich.console import Console

BASE = "/api/v1/events/bench"
CLIENTS = (1, 8, 32)
IN_LINE = (100, 1_000, 10_000, 100_000)
ON_DUTY = 10
SLOW_DISK_MS = 20
RUNNER = {
    "first_name": "Anna",
    "last_name": "Berg",
    "treatment": "post_event",
    "consent": {"treatment": True, "health_data": True},
    "screening": {"painkillers": True},
    "focus": ["left_calf"],
}


def post(path: str, token: str, body: dict[str, Any] | None = None, *, counts: bool = True) -> Ask:
    """A command of a program, with a key of its own."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": secrets.token_hex(16)}
    return Ask(BASE + path, json.dumps(body or {}).encode(), headers=headers, counts=counts)


def registering(number: int, token: str) -> Script:  # noqa: ARG001 - all of them are alike
    """A kiosk: one runner after the other."""
    while True:
        yield post("/visits", token, RUNNER | {"bib": f"X{secrets.token_hex(5)}"})


def tapping(number: int, token: str, taps: int) -> Script:
    """A therapist: begins with whoever was called, then finishes and calls the next. Only that tap counts."""
    next_client = f"/therapists/{number + 1}/next"
    answer = yield post(next_client, token, counts=False)
    for _ in range(taps):
        visit = json.loads(answer.body)["visit"]
        yield post(f"/visits/{visit['id']}/start", token, counts=False)
        answer = yield post(next_client, token)


def measure(quick: bool) -> Figures:
    """Everything; `quick`: less of it, to see that it runs."""
    from bench.raw import commits, wsgi  # noqa: PLC0415 - the clients' process imports this module too

    with Asking() as asking:
        figures = {
            "register": _registrations(asking, quick=quick),
            "register_slow_disk": _registrations(asking, quick=quick, commit_ms=SLOW_DISK_MS),
            "next": {str(waiting): _taps(asking, waiting, quick=quick) for waiting in IN_LINE[: 2 if quick else None]},
            "raw_commits": commits(),
            "raw_wsgi": wsgi(),
        }
    return figures | {"ratios": _ratios(figures)}


def _registrations(asking: Asking, *, quick: bool, commit_ms: float = 0) -> Figures:
    from bench.server import running  # noqa: PLC0415

    found: Figures = {}
    note(f"Joining the line, {commit_ms or 'no'} ms more for each commit …")
    with running(0, on_duty=ON_DUTY, commit_ms=commit_ms) as (port, token):
        for clients in CLIENTS:
            runs = [
                _run(asking, port, "registering", clients, {"token": token}, 0.5 if quick else 2)
                for _ in range(1 if quick else 3)
            ]
            found[str(clients)] = median_of(runs)
    return found


def _taps(asking: Asking, waiting: int, *, quick: bool) -> Figures:
    from bench.server import running  # noqa: PLC0415

    note(f"The next client, {waiting:,} waiting …")
    with running(waiting, on_duty=ON_DUTY) as (port, token):
        taps = min(waiting - 10, 40 if quick else 400)
        return _run(asking, port, "tapping", 1, {"token": token, "taps": taps}, 30)


def _run(  # noqa: PLR0913, PLR0917 - what a run is
    asking: Asking, port: int, script: str, clients: int, arguments: Figures, seconds: float
) -> Figures:
    found = asking.run(port, f"bench.commands:{script}", clients, arguments=arguments, seconds=seconds)
    if "refused" in found:
        raise RuntimeError(found["refused"])
    return found


def _ratios(figures: Figures) -> Figures:
    """Of medians, and of what is done in a second; all from this run."""
    register, slow, taps = figures["register"], figures["register_slow_disk"], figures["next"]
    lengths = [each["p50_ms"] for each in taps.values()]
    per_second = register["32"]["per_second"]
    return {
        "register_to_raw_commits": ratio(per_second, figures["raw_commits"]["per_second"]),
        "register_to_raw_wsgi": ratio(per_second, figures["raw_wsgi"]["per_second"]),
        "slow_disk_32_clients_to_1": ratio(slow["32"]["per_second"], slow["1"]["per_second"]),
        "next_slowest_to_fastest_length": ratio(max(lengths), min(lengths)),
    }


def show(figures: Figures, console: Console) -> None:
    """The tables."""
    rows = [
        (f"{clients} clients{where}", found["per_second"], found["p50_ms"], found["p99_ms"])
        for where, part in (("", "register"), (f", {SLOW_DISK_MS} ms a commit", "register_slow_disk"))
        for clients, found in figures[part].items()
    ]
    console.print(table("Joining the line, durable, whole stack", ("", "a second", "p50 ms", "p99 ms"), rows))
    taps = [(f"{int(waiting):,} waiting", each["p50_ms"], each["p99_ms"]) for waiting, each in figures["next"].items()]
    console.print(table("The next client", ("", "p50 ms", "p99 ms"), taps))
    limits = [("bare durable SQLite commits", figures["raw_commits"]["per_second"])]
    limits += [("bare answers of the same server", figures["raw_wsgi"]["per_second"])]
    limits += [(name.replace("_", " "), value) for name, value in figures["ratios"].items()]
    console.print(table("Against this machine's limits", ("", "a second, or ratio"), limits))


if __name__ == "__main__":
    main(measure, show)
