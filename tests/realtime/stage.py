"""A desk with its live side on a real database, and screens that keep what they hear as the protocol says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_socketio import SocketIO

from eventdesk import runtime
from eventdesk.adapters.db import open_database
from eventdesk.domain.visit import Role
from eventdesk.realtime import SOCKET_OPTIONS, install
from eventdesk.realtime.contract import NAMESPACE
from eventdesk.services.access import Access, Kind
from eventdesk.services.looking import Looker
from tests.services.tent import Tent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask_socketio import SocketIOTestClient

Json = dict[str, Any]


class Stage(Tent):
    """A tent whose news are told to sockets."""

    def __init__(self, folder: Path, *, async_mode: str = "threading", **values: Any) -> None:
        self.database = open_database(folder / "stage.sqlite3", key=b"k" * 32)
        super().__init__(store=self.database.store, **values)
        self.access = Access(self.database.access, self.clock)
        self.looker = Looker(self.store, self.clock)
        self.app = Flask("stage")
        self.socketio = SocketIO(self.app, async_mode=async_mode, **SOCKET_OPTIONS)
        self.live = install(self.socketio, self.looker, self.access, self.clock)
        self.desk.announcer = self.live

    def close(self) -> None:
        self.live.close()
        self.database.close()

    @property
    def seq(self) -> int:
        return self.store.stamp(self.slug).seq

    def secret(self, role: Role = Role.ORGANISER, slug: str | None = None, therapist_id: int | None = None) -> str:
        return self.access.give(Kind.SESSION, role, slug=slug, therapist_id=therapist_id)[0]

    def client(self, **how: Any) -> SocketIOTestClient:
        """A socket without a network."""
        return self.socketio.test_client(self.app, namespace=NAMESPACE, **how)

    def watch(self, client: SocketIOTestClient, room: str = "board", **more: Any) -> Json:
        self.all_told()  # else what is in the answer already may be heard after it, and the tests count what is heard
        wanted = {"event": self.slug, "room": room, "since": None} | more
        answer: Json = client.emit("watch", wanted, callback=True, namespace=NAMESPACE)
        return answer

    def received(self, client: SocketIOTestClient, name: str = "patch") -> list[Json]:
        """What this socket was sent since it was last asked, when everything committed has been told."""
        self.all_told()
        return [each["args"][0] for each in client.get_received(NAMESPACE) if each["name"] == name]

    def all_told(self) -> None:
        eventually(lambda: self.live.told(self.slug) == self.seq)

    def beat(self, seconds: float = 1) -> None:
        """The clock goes on, then the tick."""
        self.clock.advance(seconds / 60)
        self.live.heartbeat()


def eventually(condition: Callable[[], object], seconds: float = 10) -> None:
    """Waits for something that another thread does."""
    for _ in range(int(seconds / 0.005)):
        if condition():
            return
        runtime.sleep(0.005)
    raise AssertionError("this did not come about")


@dataclass
class Screen:
    """What a client knows of a board or staff room: the rules of docs/live-protocol.md, and nothing else."""

    seq: int = -1
    visits: dict[int, Json] = field(default_factory=dict)
    therapists: dict[int, Json] = field(default_factory=dict)
    event: Json = field(default_factory=dict)
    has_gap: bool = False

    def take(self, answer: Json) -> None:
        """The answer to a `watch`."""
        self.has_gap = False
        if "snapshot" in answer:
            self.show(answer["snapshot"])
        for patch in answer.get("patches", ()):
            self.hear(patch)

    def show(self, snapshot: Json) -> None:
        lists = ("called", "treating", "waiting", "away", "held")
        self.seq = snapshot["seq"]
        self.visits = {each["id"]: _kept(each) for name in lists for each in snapshot.get(name, ())}
        self.therapists = {each["id"]: each for each in snapshot["therapists"]}
        self.event = snapshot["event"]

    def hear(self, patch: Json) -> None:
        if patch["seq"] <= self.seq:
            return
        if patch["seq"] != self.seq + 1:
            self.has_gap = True
            return
        self.seq = patch["seq"]
        for change in patch["changes"]:
            self._apply(change)

    def _apply(self, change: Json) -> None:
        if "event" in change:
            self.event = change["event"]
        elif "therapist" in change:
            therapist = change["therapist"]
            self.therapists[therapist["id"]] = self.therapists.get(therapist["id"], {}) | therapist
        elif change["visit"]["status"] in ("done", "declined", "referred", "left", "no_show"):
            self.visits.pop(change["visit"]["id"], None)
        else:
            self.visits[change["visit"]["id"]] = _kept(change["visit"])

    def compare(self, snapshot: Json) -> None:
        """Fails unless this screen shows what the database holds."""
        other = Screen()
        other.show(snapshot)
        assert self.seq == other.seq
        assert self.visits == other.visits
        assert _by_facts(self.therapists) == _by_facts(other.therapists)
        assert self.event == other.event


def _kept(visit: Json) -> Json:
    """Without what is not in patches: it comes by forecast, or goes with the time."""
    return {key: each for key, each in visit.items() if key not in ("position", "expected_start", "flags")}


def _by_facts(therapists: dict[int, Json]) -> dict[int, Json]:
    """Without why somebody idles, which goes with the time."""
    return {
        number: {key: each for key, each in shown.items() if key != "why_idle"} for number, shown in therapists.items()
    }
