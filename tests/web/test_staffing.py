"""The staffing plan over HTTP: worked out, refused with fields named, saved, previewed, for organisers only."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import NOW
from tests.web.tent import z

if TYPE_CHECKING:
    from tests.web.tent import Tent

HOUR = timedelta(hours=1)
SHIFT = {"shift_start": z(NOW + HOUR), "shift_end": z(NOW + 5 * HOUR)}
PAUSE = {"starts_at": z(NOW + 3 * HOUR), "ends_at": z(NOW + 3.25 * HOUR)}


def a_wave(**values: Any) -> dict[str, Any]:
    return {"name": "10K", "starts_at": z(NOW + 2 * HOUR), "runners": 120, "distance": "10k"} | values


def test_what_is_known_already(tent: Tent) -> None:
    tent.organiser.told("PATCH", "event", {"waves": [{"name": "Half", "starts_at": z(NOW + HOUR)}]})
    file = BytesIO(b"Bib,Name,Wave\n1,Ana Berg,Half\n2,Bo Lind,Half\n3,Cy Moe,\n")
    tent.organiser.call("POST", "start-list", data={"file": (file, "list.csv")})
    found = tent.organiser.told("GET", "staffing")
    assert [(each["name"], each["runners"], each["distance"]) for each in found["waves"]] == [("Half", 2, "half")]
    assert found["promised_wait_minutes"] == 30
    # What is left out of a question is taken from there.
    assert tent.organiser.told("POST", "staffing/plan", {"after_share": 1})["after"] == 2


def test_a_plan_changes_nothing(tent: Tent) -> None:
    before = tent.seq
    plan = tent.organiser.told("POST", "staffing/plan", {"waves": [a_wave()], "busy_minutes": 12})
    assert plan["is_kept"]
    assert plan["team"]["therapists"] == len(plan["shifts"]) > 0
    assert plan["promised_wait_minutes"] == 30
    assert tent.seq == before


def test_its_shifts_go_onto_the_roster(tent: Tent) -> None:
    mia = tent.has_therapist("Mia Berg")
    plan = tent.organiser.told("POST", "staffing/plan", {"waves": [a_wave()]})
    wanted = {"shifts": plan["shifts"], "add_missing": True}
    before = tent.seq
    shown = tent.organiser.told("POST", "staffing/save", wanted | {"preview": True})
    assert tent.seq == before
    saved = tent.organiser.told("POST", "staffing/save", wanted)
    assert [each["after"] for each in shown["lines"]] == [each["after"] for each in saved["lines"]] == plan["shifts"]
    assert [each["therapist_id"] for each in shown["lines"]][1:] == [None] * (len(plan["shifts"]) - 1)
    assert saved["lines"][0]["therapist_id"] == mia["id"]
    roster = tent.organiser.told("GET", "therapists")["therapists"]
    assert [each["id"] for each in roster] == [each["therapist_id"] for each in saved["lines"]]
    assert [each["shift_start"] for each in roster] == [each["shift_start"] for each in plan["shifts"]]
    assert {each["action"] for each in tent.organiser.told("GET", "journal")["entries"]} == {
        "add-therapist",
        "change-therapist",
    }


def test_the_same_save_twice_adds_nobody_twice(tent: Tent) -> None:
    body = {"shifts": [SHIFT, SHIFT], "add_missing": True}
    first, again = (
        tent.organiser.call("POST", "staffing/save", body, headers={"Idempotency-Key": "save-1"}) for _ in range(2)
    )
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(tent.organiser.told("GET", "therapists")["therapists"]) == 2


def test_before_and_after_missing_and_left_alone(tent: Tent) -> None:
    tent.has_therapist("Mia Berg", shift_start=z(NOW), breaks=[PAUSE])
    tent.has_ready("Tom Okafor")
    tent.has_visit()
    body = {"shifts": [SHIFT | {"breaks": [PAUSE]}, SHIFT, SHIFT]}
    found = tent.organiser.told("POST", "staffing/save", body | {"preview": True})
    assert found["with_runner"] == ["Tom Okafor"]
    assert found["missing"] == 1
    assert found["unplanned"] == []
    assert [(each["name"], each["is_new"]) for each in found["lines"]] == [("Mia Berg", False)]
    assert found["lines"][0]["before"] == {"shift_start": z(NOW), "shift_end": None, "breaks": [PAUSE]}
    assert found["lines"][0]["after"] == SHIFT | {"breaks": [PAUSE]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "waves"),
        ({"waves": []}, "waves"),
        ({"waves": [a_wave(runners=-1)]}, "waves.0.runners"),
        ({"waves": [a_wave(runners=100_001)]}, "waves.0.runners"),
        ({"waves": [a_wave(distance="7k")]}, "waves.0.distance"),
        ({"waves": [a_wave(distance=None)]}, "waves.0.distance"),
        ({"waves": [a_wave(mean_minutes=0)]}, "waves.0.mean_minutes"),
        ({"waves": [a_wave(starts_at="soon")]}, "waves.0.starts_at"),
        ({"waves": [a_wave(), a_wave(starts_at=z(NOW + 100 * HOUR))]}, "waves"),
        ({"waves": [a_wave()], "before_share": 1.5}, "before_share"),
        ({"waves": [a_wave(runners=100_000)], "after_share": 1}, "after_share"),
        ({"waves": [a_wave()], "after_minutes": 0}, "after_minutes"),
        ({"waves": [a_wave()], "promised_wait_minutes": 300}, "promised_wait_minutes"),
        ({"waves": [a_wave()], "most_at_once": 101}, "most_at_once"),
        ({"waves": [a_wave()], "shortest_shift_minutes": 100}, "shortest_shift_minutes"),
        (
            {"waves": [a_wave()], "shortest_shift_minutes": 300, "longest_shift_minutes": 120},
            "longest_shift_minutes",
        ),
        ({"waves": [a_wave()], "opens_at": z(NOW), "closes_at": z(NOW)}, "closes_at"),
        ({"waves": [a_wave()], "runners": 5}, "runners"),
    ],
)
def test_rubbish_is_named(tent: Tent, body: dict[str, Any], field: str) -> None:
    refused = tent.organiser.told("POST", "staffing/plan", body, 422)
    assert list(refused["errors"]) == [field]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "shifts"),
        ({"shifts": []}, "shifts"),
        ({"shifts": [SHIFT] * 201}, "shifts"),
        ({"shifts": [{"shift_start": z(NOW)}]}, "shifts.0.shift_end"),
        ({"shifts": [{"shift_start": z(NOW), "shift_end": z(NOW)}], "add_missing": True}, "shift_end"),
        ({"shifts": [SHIFT | {"breaks": [PAUSE | {"ends_at": z(NOW)}]}], "add_missing": True}, "breaks"),
    ],
)
def test_shifts_that_are_none_change_nothing(tent: Tent, body: dict[str, Any], field: str) -> None:
    before = tent.seq
    refused = tent.organiser.told("POST", "staffing/save", body, 422)
    assert list(refused["errors"]) == [field]
    assert tent.seq == before


def test_for_organisers_only(tent: Tent) -> None:
    mia = tent.has_therapist()
    for who, status in ((tent.kiosk, 403), (tent.therapist(mia["id"]), 403), (tent.stranger, 401)):
        assert who.call("GET", "staffing").status_code == status
        assert who.call("POST", "staffing/plan", {"waves": [a_wave()]}).status_code == status
        assert who.call("POST", "staffing/save", {"shifts": [SHIFT], "add_missing": True}).status_code == status
    assert len(tent.organiser.told("GET", "therapists")["therapists"]) == 1


def test_the_page_is_for_organisers_and_knows_the_event(tent: Tent) -> None:
    tent.has_therapist("Mia Berg")
    assert tent.stranger.get("/e/spring/staffing").status_code == 303
    page = tent.organisers_browser().get("/e/spring/staffing")
    assert page.status_code == 200
    assert "Mia Berg" in page.text
    assert '"promised_wait_minutes": 30' in page.text or '"promised_wait_minutes":30' in page.text
