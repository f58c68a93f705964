"""No public way leads to health data: whoever reads it trips a wire, and everything public is tried with it up."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.adapters.db.keeping import SqlRecords
from eventdesk.adapters.db.reading import SqlReading
from eventdesk.web.asking import ANYONE
from tests.web.tent import ROUTES, Tent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventdesk.services.ports import News

PACKAGE = Path(__file__).resolve().parent.parent.parent / "eventdesk"
READERS = {"intake": SqlReading, "records": SqlRecords, "record_of": SqlRecords}
HEALTH: dict[str, Any] = {
    "screening": {"blood_thinners": True}, "focus": ["left_calf"], "avoid": ["neck"], "note": "Zebrafell",
    "guardian": "Zebrafell",
}  # fmt: skip


class Tripped(BaseException):
    """Somebody reached for health data. No `Exception`, so that nobody catches it by the way."""


@pytest.fixture
def tent(tmp_path: Path) -> Iterator[Tent]:
    made = Tent(tmp_path)
    made.on_request()
    mia = made.has_ready("Mia")
    for status in ("waiting", "called", "treating", "done", "held", "referred"):
        answers = {"past_clot": True} if status == "held" else HEALTH["screening"]
        visit = made.has_visit(status.title(), **HEALTH | {"screening": answers})
        bring_to(made, visit["id"], status, mia["id"])
    yield made
    made.close()


def bring_to(tent: Tent, visit_id: int, status: str, therapist_id: int) -> None:
    if status == "referred":
        tent.organiser.told("POST", f"visits/{visit_id}/refer", {"to": "Medical tent"})
    if status not in {"called", "treating", "done"}:
        return
    own = tent.has_ready(f"T{visit_id}")["id"] if status != "done" else therapist_id
    for action in ("call", "start", "finish")[: ("called", "treating", "done").index(status) + 1]:
        body = {"therapist_id": own} if action == "call" else {}
        tent.organiser.told("POST", f"visits/{visit_id}/{action}", body)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Puts it up."""

    def trip(*_: object) -> None:
        raise Tripped

    def put_up() -> None:
        for name, reader in READERS.items():
            monkeypatch.setattr(reader, name, trip)

    return put_up


def tokens(tent: Tent) -> list[str]:
    with tent.app.desk.store.read("spring") as reading:
        return [reading.visit(number).token for number in range(1, 7)]


def paths(tent: Tent, rule: str) -> list[str]:
    """The addresses that a rule has here; one for each ticket where it names one."""
    filled = rule.replace("<slug:slug>", "spring").replace("<name>", "none")
    return [filled.replace("<token:token>", each) for each in tokens(tent)] if "<token" in filled else [filled]


def test_the_wire_bites(tent: Tent, wire: Callable[[], None]) -> None:
    wire()
    for ask in ("visits/1", "visits/4/record", "privacy"):
        with pytest.raises(Tripped):
            tent.organiser.get(ask)
    with pytest.raises(Tripped):
        tent.organiser.post("person", {"visit_id": 1})


def test_no_route_that_anybody_may_use_reaches_it(tent: Tent, wire: Callable[[], None]) -> None:
    public = [each for each in ROUTES.values() if each.who == ANYONE]
    asked = [(each.method, path) for each in public for path in paths(tent, each.path)]
    assert len(asked) > 30
    wire()
    for method, path in asked:
        answer = tent.browser().http.open(path, method=method, json={} if method == "POST" else None)
        assert answer.status_code != 500, path
        assert "Zebrafell" not in answer.text


def test_no_page_that_anybody_may_open_reaches_it(tent: Tent, wire: Callable[[], None]) -> None:
    rules = [
        each.rule
        for each in tent.flask.url_map.iter_rules()
        if getattr(tent.flask.view_functions[each.endpoint], "who", None) == ANYONE and "GET" in (each.methods or ())
    ]
    asked = [path for rule in rules for path in paths(tent, rule) if "<" not in path]
    assert "/e/spring/board" in asked
    assert sum(path.startswith("/t/") for path in asked) == 6
    wire()
    for path in asked:
        answer = tent.browser().http.get(path)
        assert answer.status_code != 500, path
        assert "Zebrafell" not in answer.text


def test_no_public_room_reaches_it(tent: Tent, wire: Callable[[], None]) -> None:
    """Watching, catching up, and being told of each change while it is made."""
    rooms = ["board", *(f"visit:{each}" for each in tokens(tent))]
    clients = [tent.app.socketio.test_client(tent.flask, namespace="/live") for _ in rooms]
    wire()
    for since in (None, 0, 5):
        for room, client in zip(rooms, clients, strict=True):
            told = client.emit(
                "watch", {"event": "spring", "room": room, "since": since}, namespace="/live", callback=True
            )
            assert "error" not in told, told
            assert "Zebrafell" not in str(told)
    heard = Heard(tent)
    tent.app.desk.announcer = heard
    tent.browser().told("POST", f"/api/v1/tickets/{tokens(tent)[0]}/cancel", {})
    assert len(heard.told) == 7
    assert any(each[0]["changes"] for each in heard.told)
    assert "Zebrafell" not in str(heard.told)


class Heard:
    """What the public rooms are told of a change, worked out as for them."""

    def __init__(self, tent: Tent) -> None:
        self.looker = tent.app.looker
        self.told: list[list[dict[str, Any]]] = []

    def announce(self, news: News) -> None:
        self.told.append(self.looker.changes("board", news))
        self.told += [self.looker.ticket_changes(number, news) for number in range(1, 7)]


# Whoever reads it, and why that is not public. A new module here wants somebody to think about it.
MAY_READ = {
    "privacy.py": "the copy for a person, by the command line",
    "services/editing.py": "an organiser corrects the note of a visit",
    "services/health_reading.py": "whether a reading is to be journaled",
    "services/looking.py": "with_health: for the organiser and the assigned therapist",
    "services/person.py": "one person's data, for an organiser",
    "services/purging.py": "what is kept, at the purge",
    "services/records.py": "the records themselves",
    "web/api/purge.py": "how many records there are, for an organiser",
    "web/api/shown.py": "asks `may_read` first",
    "web/api/therapists.py": "the therapist's own runner",
    "web/api/visits.py": "through shown",
}
NAMES = {"intake", "records", "record_of", "with_health"}


def test_only_these_modules_reach_for_health() -> None:
    """Without running anything: every call of a reader's name stands in a module that somebody thought about."""
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if not path.is_relative_to(PACKAGE / "adapters") and reaches(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found <= set(MAY_READ), found - set(MAY_READ)
    assert {"services/records.py", "services/looking.py", "web/api/shown.py"} <= found


def reaches(tree: ast.AST) -> bool:
    calls = (each.func for each in ast.walk(tree) if isinstance(each, ast.Call))
    return any(isinstance(each, ast.Attribute) and each.attr in NAMES for each in calls)
