"""The whole put together: the clock tick, the one-time link, the commands, a restart in the middle."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.errors import Invalid, NoSuchEvent, NoSuchTherapist, SlugTaken
from eventdesk.services import timers
from eventdesk.web.api.readable import codes_table, routes_table
from eventdesk.web.api.table import all_routes
from eventdesk.web.problems import CODES
from tests.builders import NOW

if TYPE_CHECKING:
    from tests.web.tent import Tent

API = Path(__file__).parents[2] / "docs" / "api.md"


def test_time_does_its_work_at_each_beat(tent: Tent) -> None:
    tent.has_ready()
    visit = tent.has_visit()
    assert tent.visit(visit["id"]).status == "called"
    tent.clock.advance(3)
    tent.app.beat_once()
    assert tent.visit(visit["id"]).status == "away"


def test_timers_go_on_after_a_restart(tent: Tent) -> None:
    tent.has_ready()
    visit = tent.has_visit()
    tent.clock.advance(1)
    tent.restart()
    tent.app.beat_once()
    assert tent.visit(visit["id"]).status == "called"
    tent.clock.advance(2)
    tent.app.beat_once()
    assert tent.visit(visit["id"]).status == "away"


def test_the_clock_goes_on_after_a_fault_and_logs_no_name(
    tent: Tent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        msg = "Anna Secretname"
        raise RuntimeError(msg)

    beats: list[int] = []
    monkeypatch.setattr(timers, "tick", fails)
    monkeypatch.setattr(type(tent.app.live), "heartbeat", lambda *_: beats.append(1))
    with caplog.at_level(logging.DEBUG):
        tent.app.beat_once()
        tent.app.beat_once()
    assert beats == [1, 1]
    assert "RuntimeError" in caplog.text
    assert "Secretname" not in caplog.text


def test_the_commands_of_the_command_line(tent: Tent, tmp_path: Path) -> None:
    commands = tent.app.commands
    mia = tent.has_therapist()
    roles = (("organiser", None), ("lead", None), ("kiosk", None), ("board", None), ("therapist", mia["id"]))
    for role, therapist_id in roles:
        caller = tent.stranger
        caller.headers = {"Authorization": f"Bearer {commands.issue_token(role, 'spring', therapist_id)}"}
        assert caller.told("GET", "/api/v1/me")["role"] == role
    with pytest.raises(NoSuchEvent):
        commands.issue_token("organiser", "nowhere", None)
    with pytest.raises(NoSuchTherapist):
        commands.issue_token("therapist", "spring", 77)
    for role, therapist_id in (("therapist", None), ("kiosk", 1)):
        with pytest.raises(Invalid):
            commands.issue_token(role, "spring", therapist_id)
    with pytest.raises(SlugTaken):
        commands.new_event("spring", "Spring", NOW.date(), "Europe/London")

    told: list[tuple[int, int]] = []
    path = tmp_path / "list.csv"
    path.write_text("Bib,Name\n" + "".join(f"{bib},Runner {bib}\n" for bib in range(1, 1501)) + ",nobody\n")
    done = commands.import_start_list(path, "spring", lambda count, total: told.append((count, total)))
    assert (done.imported, done.updated, done.skipped) == (1500, 0, 1)
    assert [line for line, _ in done.problems] == [1502]
    assert told
    with pytest.raises(NoSuchEvent):
        commands.import_start_list(path, "nowhere", lambda *_: None)
    path.write_text("hello")
    with pytest.raises(Invalid):
        commands.import_start_list(path, "spring", lambda *_: None)


def test_the_page_about_the_api_names_every_route_and_code() -> None:
    text = API.read_text(encoding="utf-8")
    assert routes_table(all_routes()) in text, "docs/api.md needs this table:\n" + routes_table(all_routes())
    assert codes_table(CODES) in text, "docs/api.md needs this table:\n" + codes_table(CODES)
