"""Many people at a desk that keeps dying: each repeats with the same key what was not answered, as the pages do."""

from __future__ import annotations

import base64
import http.client
import json
import random
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from nacl.public import Box, PrivateKey, PublicKey

from tests.crash.desks import PATIENCE_SECONDS, PAUSE, SLUG, ask, exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

API = f"/api/v1/events/{SLUG}"
GIVES_UP = 0.15
"""Part of those who never ask again after the desk died: a tablet that was closed."""
CONSENT = {"treatment": True, "health_data": True}
MET_BUSY = 503


@dataclass
class Said:
    """A command with its key: answered, unknown (None) until it is, or given up."""

    key: str
    who: str
    method: str
    path: str
    body: dict[str, Any]
    status: int | None = None
    answer: dict[str, Any] = field(default_factory=dict)
    bib: str = ""
    is_given_up: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the desk said that it has done it."""
        return self.status is not None and self.status < 300

    @property
    def is_refused(self) -> bool:
        """Whether the desk said that it has not done it."""
        return self.status is not None and not self.is_done


class People(Protocol):
    """Their tokens."""

    @property
    def kiosk(self) -> str:
        """Of every kiosk and tablet."""

    @property
    def tablet_key(self) -> bytes:
        """What tablets seal with."""

    @property
    def therapists(self) -> dict[int, str]:
        """By id."""

    @property
    def organiser(self) -> str:
        """Of everybody at the desk."""


class Crowd:
    """The people of one day, their threads, and everything they ever said.

    `insists`: whoever is told that it does not work just now says it again, as the pages do, instead of something
    else. `pause_seconds`: the longest time that somebody thinks before the next command.
    """

    def __init__(  # noqa: PLR0913 - how many come, and how they are
        self, day: People, port: int, seed: int, *, kiosks: int = 2, insists: bool = False, pause_seconds: float = 0
    ) -> None:
        self.port = port
        self.insists = insists
        self.pause_seconds = pause_seconds
        self.said: dict[str, Said] = {}
        self.answered = 0
        self.died = self.unavailable = 0
        self.faults: list[str] = []
        self._door = threading.Condition()
        self._is_open = self._is_over = False
        self._parked = 0
        self.visits: dict[int, str] = {}
        people: list[tuple[str, str, Callable[[Person], Iterator[Command]]]] = [
            *((f"kiosk{number}", day.kiosk, runners) for number in range(kiosks)),
            *((f"tablet{number}", day.kiosk, sealed_runners(day.tablet_key)) for number in range(2)),
            *((f"therapist{each}", token, served_by(each)) for each, token in day.therapists.items()),
            ("desk1", day.organiser, desk_work),
            ("desk2", day.organiser, settings_work),
        ]
        self.people = [Person(self, name, token, work, random.Random(f"{seed}{name}")) for name, token, work in people]

    def begin(self) -> None:
        for each in self.people:
            each.start()

    def end(self) -> None:
        with self._door:
            self._is_over = True
            self._door.notify_all()
        for each in self.people:
            each.join(PATIENCE_SECONDS)

    def work(self, chance: random.Random, at_least: int = 1) -> None:
        """Everybody works until some random instant; then nobody begins anything new, and some still wait."""
        self.let_in()
        self.wait_for_answers(self.answered + at_least + chance.randrange(60))
        PAUSE.wait(chance.random() * 0.03)
        self.close_door()

    def close_door(self) -> None:
        """Nobody begins anything new; answers may still come."""
        with self._door:
            self._is_open = False

    def let_in(self) -> None:
        """The desk is open: those who wait begin by asking again."""
        with self._door:
            self._is_open = True
            self._door.notify_all()

    def wait_for_answers(self, count: int) -> None:
        """Until so many commands were answered in all."""
        with self._door:
            is_there = self._door.wait_for(lambda: self.answered >= count or bool(self.faults), PATIENCE_SECONDS)
        assert is_there, f"{self.answered} of {count} answers came"

    def wait_for_unavailable(self, count: int) -> None:
        """Until so many were told in all that nothing can be saved just now."""
        with self._door:
            is_there = self._door.wait_for(lambda: self.unavailable >= count or bool(self.faults), PATIENCE_SECONDS)
        assert is_there, f"{self.unavailable} of {count} refusals came"

    def wait_until_all_noticed(self) -> None:
        """Until everybody stands at the closed door."""
        with self._door:
            everybody = self._door.wait_for(lambda: self._parked == len(self.people), PATIENCE_SECONDS)
        assert everybody, "somebody still waits for an answer"
        assert not self.faults, self.faults

    def stands_at_door(self) -> bool:
        """Waits until the desk is open; False when the day is over."""
        with self._door:
            if not self._is_open:
                self._parked += 1
                self._door.notify_all()
                self._door.wait_for(lambda: self._is_open or self._is_over)
                self._parked -= 1
            return not self._is_over

    def heard(self, said: Said, status: int, answer: dict[str, Any]) -> None:
        with self._door:
            if status >= 500 and status != MET_BUSY:
                self.faults.append(f"{said.method} {said.path}: {status} {answer}")
            self.unavailable += status == MET_BUSY
            said.status, said.answer = status, answer
            self.answered += 1
            self._door.notify_all()

    def put_off(self) -> None:
        """Somebody was told to try again; whether it was done nobody knows."""
        with self._door:
            self.unavailable += 1
            self._door.notify_all()

    def lost(self, *, gives_up: bool, said: Said) -> None:
        with self._door:
            self.died += 1
            said.is_given_up = gives_up

    def fault(self, problem: Exception) -> None:
        with self._door:
            self.faults.append(repr(problem))
            self._door.notify_all()


@dataclass(frozen=True)
class Command:
    """What somebody wants of the desk."""

    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    bib: str = ""


class Person(threading.Thread):
    """Somebody at a tablet."""

    def __init__(
        self, crowd: Crowd, name: str, token: str, work: Callable[[Person], Iterator[Command]], chance: random.Random
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.crowd = crowd
        self.chance = chance
        self.seen: dict[str, Any] = {}
        self._headers = {"Authorization": f"Bearer {token}"}
        self._work = work
        self._line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            for number, command in enumerate(self._work(self)):
                said = Said(f"{self.name}-{number}", self.name, command.method, API + command.path, command.body)
                said.bib = command.bib
                if not self._insist(said):
                    break
                self.seen = said.answer if said.is_done else {}
        except Exception as problem:  # noqa: BLE001 - told where somebody looks
            self.crowd.fault(problem)
        finally:
            self._hang_up()

    def _insist(self, said: Said) -> bool:
        """Says it until it is answered or given up; False when the day is over."""
        while self.crowd.stands_at_door():
            self.crowd.said[said.key] = said
            try:
                status, answer = exchange(
                    self._connected(), said.method, said.path, said.body, self._headers | {"Idempotency-Key": said.key}
                )
                if status >= MET_BUSY - 1 and self.crowd.insists:
                    self.crowd.put_off()
                    PAUSE.wait(self.chance.random() * 0.2)
                    continue
            except (OSError, http.client.HTTPException, ValueError):
                self._hang_up()
                gives_up = self.chance.random() < GIVES_UP
                self.crowd.lost(gives_up=gives_up, said=said)
                if gives_up:
                    return True
                continue
            self.crowd.heard(said, status, answer)
            if self.crowd.pause_seconds:
                PAUSE.wait(self.chance.random() * self.crowd.pause_seconds)
            return True
        return False

    def look(self, path: str) -> Any:
        """Something that is only read; None when the desk is away."""
        try:
            status, answer = ask(self.crowd.port, "GET", API + path, headers=self._headers)
        except (OSError, http.client.HTTPException, ValueError):
            return None
        return answer if status == 200 else None

    def _connected(self) -> http.client.HTTPConnection:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.crowd.port, timeout=PATIENCE_SECONDS)
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


# What they do


def new_runner(person: Person, number: int) -> dict[str, Any]:
    """Somebody whom nobody else has brought."""
    body: dict[str, Any] = {"bib": f"{person.name}-{number}", "first_name": f"Runner{number}"}
    body |= {"treatment": "post_event", "consent": CONSENT, "minutes": 20}
    return body | ({"last_name": "Böhm-Ohara" * 3} if person.chance.random() < 0.1 else {})


def runners(person: Person) -> Iterator[Command]:
    """A program that registers one runner after the other."""
    for number in range(10**6):
        body = new_runner(person, number)
        yield Command("POST", "/visits", body, body["bib"])


def sealed_runners(key: bytes) -> Callable[[Person], Iterator[Command]]:
    """A tablet: each sign-up sealed before it is sent, and sent as it is until it is answered."""

    def work(person: Person) -> Iterator[Command]:
        for number in range(10**6):
            body, slip = new_runner(person, number), f"{int(person.name[-1]) + 1}-{number:02}"
            own = PrivateKey.generate()
            said = json.dumps({"event": SLUG, "slip": slip, "visit": body}).encode()
            box = bytes(Box(own, PublicKey(key)).encrypt(said))
            text = base64.b64encode(b"\x01" + bytes(own.public_key) + box).decode()
            yield Command("POST", "/slips", {"slip": slip, "sealed": text}, body["bib"])

    return work


def served_by(therapist_id: int) -> Callable[[Person], Iterator[Command]]:
    """A therapist: next, start, perhaps more minutes, finish; sometimes missed, put back or undone."""

    def work(person: Person) -> Iterator[Command]:
        while True:
            yield Command("POST", f"/therapists/{therapist_id}/next")
            visit = person.seen.get("visit")
            if not visit:
                yield Command("POST", f"/therapists/{therapist_id}/ready")
                continue
            path = f"/visits/{visit['id']}"
            other = person.chance.choices([*OTHERWISE, None], [0.08, 0.04, 0.04, 0.84])[0]
            if other is not None:
                yield Command("POST", other.format(**visit), {"therapist_id": therapist_id} if other == UNDO else {})
                continue
            yield Command("POST", f"{path}/start")
            for _ in range(person.chance.randrange(3)):
                yield Command("POST", f"{path}/extend", {"minutes": 1})
            if person.chance.random() < 0.95:  # else by the next tap on Next
                yield Command("POST", f"{path}/finish")

    return work


UNDO = "/undo"
OTHERWISE = ("/visits/{id}/miss", "/visits/{id}/release", UNDO)


def desk_work(person: Person) -> Iterator[Command]:
    """The organiser at the desk: people who go away, come back, are moved, or leave."""
    while True:
        page = person.look("/visits?status=waiting,away,no_show&limit=50")
        found = page["visits"] if page else []
        if not found:
            yield Command("POST", "/announcement", {"text": "Welcome"})
            continue
        visit = person.chance.choice(found)
        path = f"/visits/{visit['id']}"
        if visit["status"] != "waiting":
            yield Command("POST", f"{path}/return")
            continue
        yield person.chance.choice(
            [
                Command("POST", f"{path}/step-away", {"minutes": 10}),
                Command("POST", f"{path}/withdraw"),
                Command("POST", f"{path}/move", {"reason": "asked for it", "before": found[0]["id"]}),
            ]
        )


def settings_work(person: Person) -> Iterator[Command]:
    """The organiser in the settings: a name that was never there before, so each change is one."""
    for number in range(10**6):
        yield Command("PATCH", "/event", {"name": f"Storm {number}"})
        for _ in range(3):
            person.look("/journal?since=0&limit=1")
