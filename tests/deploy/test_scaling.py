"""The page about sizes and the script that computes its table say the same, and the sums are right."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from bench import cost

NO_COST = cost.Assumed(core_hour=0, gb_hour=0, egress_gb=0)
MEASURED = cost.Measured(
    commands_per_second=500, shared_commands_per_second=250, event_commands_per_second=200, delivery_us=10,
    client_kib=60, idle_mb=90, patch_bytes=300, board_bytes=100_000, entries_a_visit=7, visit_kib=3,
)  # fmt: skip
RACE = cost.Scenario(name="a race", races=1, visits=3600, watchers=1000)


def test_the_page_has_the_table_of_the_figures_that_are_kept() -> None:
    page = cost.PAGE.read_text(encoding="utf-8")
    assert cost.written(page, cost.markdown(cost.load(), cost.Assumed())) == page


def test_each_file_that_the_page_names_is_there(deploy: Path) -> None:
    page = cost.PAGE.read_text(encoding="utf-8")
    for each in deploy.iterdir():
        if each.is_file() and each.suffix != ".dockerignore":
            assert f"`{each.name}`" in page, each.name
    for heading in re.findall(r"\]\(#([\w-]+)\)", page):
        assert heading in {each.lower().replace(",", "").replace(" ", "-") for each in re.findall(r"## (.+)", page)}


def test_a_day_is_what_happens_in_it() -> None:
    assumed = cost.Assumed(
        core_hour=1, gb_hour=1, egress_gb=1, hours=1, busiest=2, load=0.5, commands_a_visit=5, forecasts_a_second=1,
        forecast_bytes=100, frame_bytes=0, opens=2,
    )  # fmt: skip
    found = cost.bill(RACE, MEASURED, assumed)
    # One visit a second: 7 patches and a forecast to each of 1,000, twice the patches at the peak.
    assert found.deliveries_per_second == 1000 * (7 * 2 + 1)
    assert found.commands_per_second == 10
    assert found.cores == pytest.approx(15_000 * 10e-6 + 10 / 250)
    assert found.processes == 1
    assert found.out_gb == pytest.approx(1000 * (3600 * (7 * 300 + 100) + 2 * 100_000) / 1e9)
    assert found.memory_gb == pytest.approx(0.09 + 1000 * 60 * 1024 / 1e9)
    assert found.price == pytest.approx(1 + found.memory_gb + found.out_gb)


def test_a_process_takes_so_many_clients_and_no_more() -> None:
    quiet = replace(RACE, visits=1, watchers=cost.MOST_CLIENTS + 1)
    assert cost.bill(quiet, MEASURED, replace(NO_COST, forecasts_a_second=0)).processes == 2


def test_at_the_edge_the_desk_has_the_edges_for_clients() -> None:
    crowd = replace(RACE, watchers=1_000_000, has_edge=True)
    found = cost.bill(crowd, MEASURED, cost.Assumed())
    assert found.processes == 1
    assert found.edges >= 1_000_000 / cost.Assumed().edge_watchers
    assert found.price > 100 * cost.bill(RACE, MEASURED, cost.Assumed()).price


def test_figures_of_a_run_are_taken_and_those_it_has_not_stay(tmp_path: Path) -> None:
    run = {
        "commands": {"register": {"32": {"per_second": 812.5}}},
        "cluster": {"1": {"one_event": {"per_second": 90}}, "2": {"one_event": {"per_second": 120.04}}},
        "page": {"patch": {"board_bytes": {"start": 280, "finish": 270}}},
        "fanout": {"2000": {"desk": {"300": {"cpu_us": 12.5, "kib_a_client": None}}}},
    }
    found, stay = cost.taken(MEASURED, run)
    assert (found.commands_per_second, found.delivery_us, found.client_kib) == (812.5, 12.5, 60)
    assert (found.event_commands_per_second, found.patch_bytes) == (120, 280)
    assert stay == ["shared_commands_per_second", "client_kib", "idle_mb", "board_bytes"]
    cost.keep(found, tmp_path / "figures.json")
    assert cost.load(tmp_path / "figures.json") == found


def test_the_command_prints_the_table_with_other_prices(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost, "PAGE", tmp_path / "page.md")
    cost.PAGE.write_text(f"before\n{cost.BEGIN}\nold\n{cost.END}\nafter\n")
    cost.main(["--egress-gb", "0", "--core-hour", "0", "--gb-hour", "0"])
    said = capsys.readouterr().out
    assert said.count("0.00 (0.00 + 0.00 + 0.00)") == len(cost.SCENARIOS)
    assert "old" in cost.PAGE.read_text()
    cost.main(["--write"])
    page = cost.PAGE.read_text()
    assert page.startswith("before\n")
    assert page.endswith(f"{cost.END}\nafter\n")
    assert cost.SCENARIOS[0].name in page
    assert "old" not in page


def test_the_kept_figures_are_all_there() -> None:
    kept = json.loads(cost.FIGURES.read_text(encoding="utf-8"))
    assert set(kept) == {each.name for each in fields(cost.Measured)}
    assert all(value > 0 for value in kept.values())
