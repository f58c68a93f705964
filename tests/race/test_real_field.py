"""A marathon's field through a running server: start list in, finishers treated, everybody accounted for.

`EVENTDESK_RACE_DATA` names a file of finishers (bib, wave, wave_start_min, net_time_min); without it a
field of the same size and shape is made up.
"""

from __future__ import annotations

import csv
import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
import socketio

from tests.race.running import Person, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

SLUG = "marathon"
SPEED = 400
FIELD = 31_883
RUNNERS = 300
THERAPISTS = 30
START = datetime(2026, 4, 20, 10, 0, tzinfo=UTC)
FIRST_NAMES = ("Anna", "Bo", "Chloé", "Dana", "Émile", "Fay", "Günter", "Hana", "Iñigo", "Jo")


@dataclass(frozen=True)
class Finisher:
    bib: str
    wave: str
    wave_start_minutes: float
    finish_minutes: float


def field() -> list[Finisher]:
    path = os.environ.get("EVENTDESK_RACE_DATA")
    if path:
        with Path(path).open(encoding="utf-8") as file:
            return [
                Finisher(
                    row["bib"],
                    f"Wave {row['wave']}",
                    float(row["wave_start_min"]),
                    float(row["wave_start_min"]) + float(row["net_time_min"]),
                )
                for row in csv.DictReader(file)
            ]
    chance = random.Random(26)
    starts = (0, 25, 60, 85)
    return [
        Finisher(
            str(bib),
            f"Wave {bib * 4 // (FIELD + 1) + 1}",
            float(start := starts[bib * 4 // (FIELD + 1)]),
            start + max(128, chance.gauss(185 + 25 * (bib * 4 // (FIELD + 1)), 25)),
        )
        for bib in range(1, FIELD + 1)
    ]


def start_list(finishers: list[Finisher]) -> bytes:
    lines = ["Bib;First Name;Last Name;Wave;Start Time;City;Emergency Contact"]
    for each in finishers:
        starts_at = START + timedelta(minutes=each.wave_start_minutes)
        first = FIRST_NAMES[len(each.bib + each.wave) % len(FIRST_NAMES)]
        lines.append(f"{each.bib};{first};Runner {each.bib};{each.wave};{starts_at:%H:%M};Boston;nobody")
    return "\n".join(lines).encode("cp1252")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("marathon"), SLUG)
    made.command("event", "new", SLUG, "--name", "Marathon", "--date", "2026-04-20", "--timezone", "UTC")
    process = made.start(START + timedelta(minutes=125), SPEED)
    try:
        yield made
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()


class Board:
    """A screen that follows the tent over the socket, with the rules of the live protocol.

    The client hands each message to a thread of its own, so patches are put in order here by their number.
    """

    def __init__(self, server: Server) -> None:
        self.seq = -1
        self.shown: dict[int, str] = {}
        self._early: dict[int, dict[str, Any]] = {}
        self._lock = threading.Lock()
        self._socket = socketio.Client(reconnection=False)
        self._socket.on("patch", self._patch, namespace="/live")
        self._socket.connect(server.url, namespaces=["/live"], transports=["websocket"], wait_timeout=10)

    def __enter__(self) -> Board:
        snapshot = self._watch(since=None)["snapshot"]
        with self._lock:
            self.seq = snapshot["seq"]
            self.shown = on_board(snapshot)
            self._apply()
        return self

    def _watch(self, since: int | None) -> dict[str, Any]:
        request = {"event": SLUG, "room": "board", "since": since}
        answer: dict[str, Any] = self._socket.call("watch", request, namespace="/live", timeout=20)
        return answer

    def catch_up(self) -> None:
        """Asks for what it has missed, as a client does that has fallen behind; the connection is still its first."""
        answer = self._watch(since=self.seq)
        with self._lock:
            if "snapshot" in answer:
                self.seq, self.shown = answer["snapshot"]["seq"], on_board(answer["snapshot"])
            self._early |= {patch["seq"]: patch for patch in answer.get("patches", ())}
            self._apply()

    def __exit__(self, *_: object) -> None:
        self._socket.disconnect()

    def _patch(self, patch: dict[str, Any]) -> None:
        with self._lock:
            self._early[patch["seq"]] = patch
            if self.seq >= 0:
                self._apply()

    def _apply(self) -> None:
        while (patch := self._early.pop(self.seq + 1, None)) is not None:
            self.seq = patch["seq"]
            for visit in (change["visit"] for change in patch["changes"] if "visit" in change):
                self.shown[visit["id"]] = visit["status"]
                if visit["status"] == "done":
                    del self.shown[visit["id"]]


def on_board(snapshot: dict[str, Any]) -> dict[int, str]:
    """The status of every visit that the board shows."""
    return {each["id"]: each["status"] for name in ("called", "treating", "waiting", "away") for each in snapshot[name]}


def hired(server: Server, organiser: Person, number: int) -> tuple[Person, int]:
    """A new therapist with a connection; the first has a pass of her own, the others use the desk's."""
    values = {"name": f"Therapist {number}", "couch": str(number), "skills": ["post_event"]}
    therapist_id = int(organiser.post("/therapists", values)["id"])
    token = organiser.token if number else server.token("therapist", "--therapist", str(therapist_id))
    return Person(server, token), therapist_id


def work(person: Person, therapist_id: int, is_over: threading.Event) -> None:
    """One therapist's day: call, start, treat, finish and next."""
    while not is_over.is_set():
        visit = person.post(f"/therapists/{therapist_id}/next")["visit"]
        if visit is None:
            time.sleep(0.2)
            continue
        person.post(f"/visits/{visit['id']}/start")
        time.sleep(visit["minutes"] * 60 / SPEED)


def test_everybody_who_came_is_accounted_for(server: Server) -> None:
    finishers = field()
    organiser = Person(server, server.token("organiser"))
    began = time.perf_counter()
    answer = organiser.http.post(
        f"{server.api}/start-list", files={"file": ("field.csv", start_list(finishers))}, timeout=60
    )
    assert answer.ok, answer.text
    imported = answer.json()
    print(f"{imported['imported']} lines imported in {time.perf_counter() - began:.2f} s")
    assert (imported["imported"], imported["skipped"]) == (len(finishers), 0)
    assert organiser.get(f"/start-list/{finishers[77].bib}")["wave"] is not None
    settings = {"mode": "on_request", "grace_minutes": 30}
    assert organiser.http.patch(f"{server.api}/event", json=settings, timeout=20).ok
    with Board(server) as board:
        registered = the_day(server, organiser, finishers)
        visits = all_visits(organiser)
        assert {each["id"] for each in visits} == set(registered)
        assert len({each["ticket"] for each in visits}) == RUNNERS
        assert Counter(each["status"] for each in visits) == {"done": RUNNERS}
        seq = organiser.get("/journal?since=0&limit=1")["seq"]
        for number in range(200):
            if board.seq == seq:
                break
            time.sleep(0.05)
            if number % 20 == 19:
                board.catch_up()
        assert board.seq == seq, "a number of the journal never came"
        snapshot = requests.get(f"{server.api}/board", timeout=20).json()
        assert board.shown == on_board(snapshot) == {}
    in_pairs = sorted((each["therapist_id"], each["started_at"], each["finished_at"]) for each in visits)
    for (one, _, ended), (other, started, _) in pairwise(in_pairs):
        assert one != other or ended <= started, "a therapist had two runners at once"


def the_day(server: Server, organiser: Person, finishers: list[Finisher]) -> list[int]:
    """All therapists at work until everybody who came is served: the ids of those who came."""
    is_over = threading.Event()
    threads = [
        threading.Thread(target=work, args=(*hired(server, organiser, number), is_over), daemon=True)
        for number in range(THERAPISTS)
    ]
    for thread in threads:
        thread.start()
    try:
        arrivals = sorted(random.Random(300).sample(finishers, RUNNERS), key=lambda each: each.finish_minutes)
        registered = send_in(organiser, arrivals)
        wait_until_all_are_served(organiser)
    finally:
        is_over.set()
        for thread in threads:
            thread.join(15)
    return registered


def send_in(kiosk: Person, arrivals: list[Finisher]) -> list[int]:
    """Each comes to the tent five minutes after the finish line, by the server's own clock."""
    registered = []
    for each in arrivals:
        arrives_at = START + timedelta(minutes=each.finish_minutes + 5)
        server_now = datetime.fromisoformat(kiosk.get("/board")["at"])
        time.sleep(max(0.0, (arrives_at - server_now).total_seconds() / SPEED))
        visit = kiosk.post(
            "/visits",
            {
                "bib": each.bib,
                "treatment": "post_event",
                "consent": {"treatment": True, "health_data": True},
                "screening": {"painkillers": True} if int(each.bib) % 7 == 0 else {},
            },
        )
        assert visit["status"] == "waiting"
        registered.append(visit["id"])
    return registered


def wait_until_all_are_served(organiser: Person) -> None:
    for _ in range(600):
        counts = organiser.get("/board")["counts"]
        if counts["waiting"] == counts["called"] == counts["treating"] == counts["away"] == 0:
            return
        time.sleep(0.1)
    raise AssertionError(f"still in the tent: {counts}")


def all_visits(organiser: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = organiser.get(f"/visits?limit=100&after={after}")
        found += page["visits"]
        after = page["next"]
    return found
