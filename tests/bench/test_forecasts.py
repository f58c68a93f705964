"""How often the forecast is run and a snapshot is made: once, however many ask, as long as nothing has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.services import day, snapshots
from tests.bench.conftest import SHORT
from tests.bench.marks import hold
from tests.bench.traced import registration

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.traced import Counted

READS = 50


class Calls:
    """How often something was called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        self.count = 0
        plain = getattr(owner, name)

        def counted(*arguments: Any, **options: Any) -> Any:
            self.count += 1
            return plain(*arguments, **options)

        monkeypatch.setattr(owner, name, counted)


@pytest.fixture
def desk(counted: Callable[[int], Counted]) -> Counted:
    return counted(SHORT)


def test_many_who_look_at_one_seq_share_a_forecast_and_a_snapshot(
    desk: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, made = Calls(monkeypatch, day, "run_forward"), Calls(monkeypatch, snapshots, "board")
    desk.post("/visits", registration())
    desk.told()
    desk.clock.advance(1)  # what is kept is too old now
    runs.count = made.count = 0
    work = desk.trace.begin()
    for _ in range(READS):
        desk.get("/board")
    assert made.count >= 1, "no snapshot was made: the counting does not work"
    hold("forecast_runs_for_50_looks", runs.count)
    hold("snapshots_for_50_looks", made.count)
    hold("statements_for_a_look", round(len(work.statements) / READS, 2))


def test_a_burst_of_commands_is_forecast_once(desk: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Calls(monkeypatch, day, "run_forward")
    desk.clock.advance(1)
    for _ in range(READS):
        desk.post("/visits", registration())
    assert runs.count >= 1, "nothing was forecast: the counting does not work"
    hold("forecast_runs_for_50_commands", runs.count)
