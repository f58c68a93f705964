"""Every role at every address and in every room: the addresses from the code, who may from `expected`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.visit import Role
from eventdesk.realtime.contract import NAMESPACE, Watch
from eventdesk.services.access import Kind
from eventdesk.web.problems import CODES
from tests.attack import expected
from tests.web.tent import CONSENT, Caller

if TYPE_CHECKING:
    from tests.web.tent import Tent

# What stands in the places of an address. A kind of place that is not here fails the tests: think about it.
PLACES = {
    "slug": "spring",
    "visit_id": "1",
    "therapist_id": "1",
    "pass_id": "999",
    "bib": "12",
    "token": "not-a-real-token",
    "slip": "3-07",
    "name": "eventdesk.crt",
}
SECRET = "Zebrafisch"
"""Stands in what the runner said about health, and nowhere else."""
WHO: list[Role | None] = [None, *Role]
"""Also the roles that no pass should ever have."""


@dataclass(frozen=True)
class Rule:
    """One method on one path of the running desk."""

    method: str
    path: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def address(self, event: str) -> str:
        places = PLACES | {"slug": event}
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: places[found[1]], self.path)


def rules(tent: Tent) -> list[Rule]:
    """Everything the desk answers to but files, as the server itself has it."""
    found = [
        Rule(method, rule.rule)
        for rule in tent.flask.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    return sorted(found, key=lambda each: each.name)


def listed(rule: Rule) -> str:
    return {**expected.ROUTES, **expected.PAGES}[rule.name]


@pytest.fixture
def staffed(tent: Tent) -> Tent:
    """Somebody in line who said something about health, and another event."""
    tent.on_request()
    tent.has_therapist()
    said = {"bib": "12", "screening": {"blood_thinners": True}, "note": SECRET, "consent": CONSENT}
    tent.organiser.told("POST", "visits", {"first_name": "Anna", "treatment": "post_event"} | said, 201)
    tent.app.commands.new_event("autumn", "Autumn Run", tent.clock.now().date(), "Europe/London")
    return tent


def somebody(tent: Tent, role: Role | None, event: str | None = "spring") -> Caller:
    """A program with a fresh pass of this role: some addresses end the pass they are asked with."""
    if role is None:
        return tent.stranger
    secret, _ = tent.app.access.give(
        Kind.TOKEN, role, slug=event, therapist_id=1 if role is Role.THERAPIST else None, label="Somebody"
    )
    return Caller(tent.flask, tent.flask.test_client(use_cookies=False), {"Authorization": f"Bearer {secret}"})


def ask(caller: Caller, rule: Rule, event: str = "spring") -> Any:
    body: dict[str, Any] | None = None if rule.method == "GET" else {}
    return caller.http.open(rule.address(event), method=rule.method, json=body, headers=caller.headers, buffered=True)


def is_let_in(answer: Any) -> bool:
    """Whether the door opened; what happened behind it is another matter."""
    if answer.status_code in (302, 303, 307):
        return not answer.headers["Location"].startswith("/sign-in")
    said = answer.get_json(silent=True)
    detail = said.get("detail", "") if isinstance(said, dict) else ""
    return answer.status_code != 401 and not (answer.status_code == 403 and detail == CODES["not_allowed"][1])


def test_every_address_of_the_desk_is_listed_and_no_other(tent: Tent) -> None:
    assert {each.name for each in rules(tent)} == {*expected.ROUTES, *expected.PAGES}
    assert not set(expected.ROUTES) & set(expected.PAGES)


@pytest.mark.parametrize("role", WHO, ids=str)
def test_each_address_lets_in_whom_the_list_names(staffed: Tent, role: Role | None) -> None:
    for rule in rules(staffed):
        caller = somebody(staffed, role)
        before = state(staffed)
        answer = ask(caller, rule)
        may = expected.may(role, listed(rule))
        assert is_let_in(answer) == may, f"{rule.name}: {answer.status_code} {answer.get_data(as_text=True)[:200]}"
        assert answer.status_code < 500, rule.name
        if not may:
            assert state(staffed) == before, rule.name


def state(tent: Tent) -> tuple[int, int, int]:
    """What a refusal must not change."""
    access = tent.app.access
    return tent.seq, len(access.passes("spring")), len(access.passes(None))


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_pass_of_one_event_opens_nothing_of_another(staffed: Tent, role: Role) -> None:
    for rule in rules(staffed):
        if "<slug:slug>" in rule.path and listed(rule) != expected.EVERYBODY:
            answer = ask(somebody(staffed, role), rule, "autumn")
            assert not is_let_in(answer), rule.name
    assert staffed.app.desk.store.stamp("autumn").seq == 0


def test_a_pass_that_was_taken_back_or_ran_out_opens_nothing(staffed: Tent) -> None:
    access = staffed.app.access
    for end in ("revoked", "expired"):
        for rule in rules(staffed):
            if listed(rule) == expected.EVERYBODY:
                continue
            caller = somebody(staffed, Role.ORGANISER)
            given = access.recognise(caller.headers["Authorization"].removeprefix("Bearer "))
            assert given
            if end == "revoked":
                access.store.revoke(given.id)
            else:
                staffed.clock.advance(60 * 24 * 40)
            assert not is_let_in(ask(caller, rule)), f"{rule.name}, {end}"


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "OPTIONS")


def test_no_address_takes_a_method_that_is_not_listed(staffed: Tent) -> None:
    before = state(staffed)
    known = rules(staffed)
    by_path: dict[str, set[str]] = {}
    for rule in known:
        by_path.setdefault(rule.path, set()).add(rule.method)
    for path, methods in by_path.items():
        address = Rule("", path).address("spring")
        for method in set(METHODS) - methods:
            answer = staffed.stranger.http.open(address, method=method)
            assert answer.status_code in (401, 404, 405), f"{method} {path}: {answer.status_code}"
    assert state(staffed) == before


@pytest.mark.parametrize("role", [None, Role.LEAD, Role.KIOSK, Role.BOARD], ids=str)
def test_nobody_else_is_answered_what_a_runner_said_about_health(staffed: Tent, role: Role | None) -> None:
    known = somebody(staffed, Role.ORGANISER).get("visits/1").get_data(as_text=True)
    assert SECRET in known
    assert '"answer":true' in known
    for rule in rules(staffed):
        if rule.method == "GET":
            said = ask(somebody(staffed, role), rule).get_data(as_text=True)
            assert SECRET not in said, rule.name
            assert '"answer":true' not in said.replace(" ", ""), rule.name


# The live rooms


def test_every_room_is_listed() -> None:
    pattern = next(each.pattern for each in Watch.model_fields["room"].metadata if getattr(each, "pattern", None))
    inner = re.fullmatch(r"\^\((.*)\)\$", str(pattern))
    assert inner
    rooms = {each.partition(":")[0] for each in inner[1].split("|")}
    assert rooms == set(expected.ROOMS)


def watch(tent: Tent, role: Role | None, room: str, event: str = "spring") -> Any:
    secret = somebody(tent, role).headers.get("Authorization", "").removeprefix("Bearer ")
    client = tent.app.socketio.test_client(tent.flask, namespace=NAMESPACE, auth={"token": secret} if secret else None)
    wanted = {"event": event, "room": room, "since": None}
    answer = client.emit("watch", wanted, callback=True, namespace=NAMESPACE)
    heard = listens(tent, client)
    client.disconnect(NAMESPACE)
    return answer, heard


def listens(tent: Tent, client: Any) -> bool:
    """Whether the socket sits in any room."""
    rooms = tent.app.socketio.server.manager.rooms.get(NAMESPACE, {})
    sids = [
        sid
        for sid, member in tent.app.socketio.server.manager.rooms[NAMESPACE][None].items()
        if member == client.eio_sid
    ]
    return any(sid in members for name, members in rooms.items() if name not in (None, *sids) for sid in sids)


@pytest.mark.parametrize("role", WHO, ids=str)
def test_each_room_lets_in_whom_the_list_names(staffed: Tent, role: Role | None) -> None:
    link = staffed.organiser.told("GET", "visits/1")["link"].removeprefix("/t/")
    for room, who in expected.ROOMS.items():
        answer, heard = watch(staffed, role, f"visit:{link}" if room == "visit" else room)
        may = expected.may(role, who)
        assert ("snapshot" in answer, heard) == (may, may), f"{room}: {answer}"
        told_of_health = room == "staff" and expected.may(role, expected.TOLD_OF_HEALTH)
        assert (SECRET in str(answer)) <= told_of_health, room


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_no_pass_opens_a_room_of_another_event(staffed: Tent, role: Role) -> None:
    answer, heard = watch(staffed, role, "staff", "autumn")
    assert answer["error"] in ("not_allowed", "not_signed_in")
    assert not heard


def test_a_ticket_link_of_one_event_is_none_of_another(staffed: Tent) -> None:
    link = staffed.organiser.told("GET", "visits/1")["link"].removeprefix("/t/")
    answer, heard = watch(staffed, None, f"visit:{link}", "autumn")
    assert (answer["error"], heard) == ("no_such_visit", False)


@pytest.mark.parametrize(
    "room",
    [
        "lead",
        "visit:",
        "visit:1",
        "spring/staff",
        "staff/",
        "visits",
        "visit/1",
        "*",
        "",
        "board|staff",
        "STAFF",
        "/live",
    ],
)
def test_a_room_by_a_name_of_the_house_is_none(staffed: Tent, room: str) -> None:
    answer, heard = watch(staffed, None, room)
    assert answer["error"] in ("malformed", "no_such_visit")
    assert not heard
