"""Who may use which route: every route with every role, and no route without an answer to the question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from eventdesk.domain.visit import TABLE, Role
from eventdesk.web.asking import ANYONE
from eventdesk.web.converters import CONVERTERS
from eventdesk.web.install import UnguardedRoute, check_guarded
from eventdesk.web.problems import CODES
from tests.web.tent import ROUTES, Caller

if TYPE_CHECKING:
    from eventdesk.web.routes import Route
    from tests.web.tent import Tent

ROLES = [Role.ORGANISER, Role.LEAD, Role.THERAPIST, Role.KIOSK, Role.BOARD]


def address(route: Route, event: str = "spring") -> str:
    values = {
        "slug": event,
        "visit_id": "1",
        "therapist_id": "1",
        "pass_id": "999",
        "bib": "12",
        "token": "not-a-real-token",
        "slip": "3-07",
    }
    return re.sub(r"<\w+:(\w+)>", lambda found: values[found[1]], route.path)


def send(caller: Caller, route: Route, event: str = "spring") -> tuple[int, str]:
    body: Any = None if route.method == "GET" or route.has_file else {}
    answer = caller.call(route.method, address(route, event), body)
    said = answer.get_json(silent=True)
    return answer.status_code, said.get("detail", "") if isinstance(said, dict) else ""


def is_let_in(status: int, detail: str) -> bool:
    """Whether the door opened; what the use case then said is another matter."""
    return status != 401 and not (status == 403 and detail == CODES["not_allowed"][1])


@pytest.fixture
def staffed(tent: Tent) -> Tent:
    tent.on_request()
    tent.has_therapist()
    tent.has_visit(bib="12")
    tent.app.commands.new_event("autumn", "Autumn Run", tent.clock.now().date(), "Europe/London")
    return tent


@pytest.mark.parametrize("role", ROLES)
def test_each_route_lets_in_whom_it_names(staffed: Tent, role: Role) -> None:
    for name, route in ROUTES.items():
        staffed.tokens.clear()
        caller = staffed.with_token(role.value, 1 if role is Role.THERAPIST else None)
        before = staffed.seq
        status, detail = send(caller, route)
        may = route.who == ANYONE or role in route.who
        assert is_let_in(status, detail) == may, name
        if not may:
            assert status == 403, name
            assert staffed.seq == before, name


def test_a_stranger_gets_in_only_where_anyone_may(staffed: Tent) -> None:
    before = staffed.seq
    for name, route in ROUTES.items():
        answer = staffed.stranger.call(route.method, address(route), None if route.method == "GET" else {})
        if route.who == ANYONE:
            assert answer.status_code not in {401, 403}, name
        else:
            assert answer.status_code == 401, name
            assert answer.json["code"] == "not_signed_in"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert staffed.seq == before


@pytest.mark.parametrize("role", ROLES)
def test_a_token_opens_its_own_event_only(staffed: Tent, role: Role) -> None:
    for name, route in ROUTES.items():
        if route.is_below_event and route.who != ANYONE:
            caller = staffed.with_token(role.value, 1 if role is Role.THERAPIST else None)
            status, _ = send(caller, route, "autumn")
            assert status == 403, name
    assert staffed.app.desk.store.stamp("autumn").seq == 0


def test_an_organiser_of_one_event_makes_no_other(staffed: Tent) -> None:
    body = {"slug": "winter", "name": "Winter", "date": "2026-12-06", "timezone": "Europe/London"}
    assert staffed.organiser.post("/api/v1/events", body).status_code == 403
    assert {each.slug for each in staffed.app.desk.store.events()} == {"spring", "autumn"}
    assert [each["slug"] for each in staffed.organiser.told("GET", "/api/v1/events")["events"]] == ["spring"]


def test_the_desks_organiser_may_act_on_every_event(staffed: Tent) -> None:
    browser = staffed.organisers_browser()
    assert browser.get("/api/v1/events/autumn/event").status_code == 200
    body = {"slug": "winter", "name": "Winter", "date": "2026-12-06", "timezone": "Europe/London"}
    assert browser.told("POST", "/api/v1/events", body, 201)["slug"] == "winter"
    assert browser.told("POST", "/api/v1/events", body, 409)["code"] == "slug_taken"
    body = {"slug": "Winter!", "name": " ", "date": "soon", "timezone": "Mars/Olympus"}
    assert {"slug", "name", "date"} <= set(browser.told("POST", "/api/v1/events", body, 422)["errors"])


def test_the_lifecycle_says_who_may_act() -> None:
    for action, step in TABLE.items():
        route = ROUTES[f"{action.value.replace('-', '_')}_visit"]
        assert route.who == step.who & {Role.ORGANISER, Role.LEAD, Role.THERAPIST, Role.KIOSK}


def test_a_route_that_does_not_say_who_may_is_refused_at_the_start() -> None:
    app = Flask("careless", static_folder=None)
    app.url_map.converters.update(CONVERTERS)
    app.add_url_rule("/api/v1/secrets", "secrets", lambda: "everything")
    with pytest.raises(UnguardedRoute, match="/api/v1/secrets"):
        check_guarded(app)


def test_every_rule_of_the_desk_says_who_may(tent: Tent) -> None:
    check_guarded(tent.flask)
    endpoints = {rule.endpoint for rule in tent.flask.url_map.iter_rules()}
    assert set(ROUTES) <= endpoints


def test_a_therapist_cannot_act_for_another(staffed: Tent) -> None:
    tom = staffed.has_therapist("Tom")
    before = staffed.seq
    caller = staffed.therapist(1)
    for path in ("ready", "break", "off", "next"):
        assert caller.post(f"therapists/{tom['id']}/{path}").status_code == 403
    assert caller.get(f"therapists/{tom['id']}/now").status_code == 403
    assert caller.post("undo", {"therapist_id": tom["id"]}).status_code == 403
    assert staffed.seq == before


def test_what_a_therapist_may_not_do_to_a_colleagues_runner(staffed: Tent) -> None:
    tom = staffed.has_ready("Tom")
    staffed.organiser.told("POST", "visits/1/call", {"therapist_id": tom["id"]})
    before = staffed.seq
    refused = staffed.therapist(1).told("POST", "visits/1/start", {}, 409)
    assert refused["detail"].startswith("Tom called ticket A1")
    assert staffed.seq == before
