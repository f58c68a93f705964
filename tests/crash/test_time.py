"""A running desk is put to sleep, killed, and its clock is put forward and back: nobody is missed for it."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.crash import truth
from tests.crash.crowd import API, CONSENT
from tests.crash.desks import PATIENCE_SECONDS, PAUSE, BentTime, Day, Nursery, ask
from tests.startup import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOUR = 3600.0
GRACE_SECONDS = 180
TOLERATED_SECONDS = 60
"""Real seconds that a test takes at most, on a busy machine: no length in these tests is near it."""


class Scene:
    """One desk on a clock that the test bends; one runner is called, two wait."""

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self.nursery = nursery
        self.time = BentTime(folder / "clock")
        self.day = Day(folder / "data", 1)
        self.start()
        self.ask("PATCH", "/event", {"mode": "on_request"})
        self.visits = [self.register(name) for name in ("Ada", "Eve", "Kim")]
        self.called = self.ask("POST", "/therapists/1/next")["visit"]
        assert self.called["id"] == self.visits[0]["id"]

    def start(self) -> None:
        self.desk = self.nursery.start(self.day.folder, clock=self.time.file)
        self.desk.wait()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        body = {} if method == "POST" and body is None else body
        status, answer = ask(
            self.nursery.port, method, API + path, body, {"Authorization": f"Bearer {self.day.organiser}"}
        )
        assert status < 300, answer
        return answer

    def register(self, name: str) -> Any:
        return self.ask(
            "POST", "/visits", {"first_name": name, "bib": name, "treatment": "post_event", "consent": CONSENT}
        )

    def visit(self, visit: Any) -> Any:
        return self.ask("GET", f"/visits/{visit['id']}")

    def actions(self) -> list[str]:
        return [each["action"] for each in self.ask("GET", "/journal?since=0&limit=500")["entries"]]

    def until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(round(PATIENCE_SECONDS * 20)):
            if is_so():
                return
            PAUSE.wait(0.05)
        raise AssertionError("it never came to that")

    def seconds_to_come(self) -> float:
        """What is left of the time to come, by the desk's own clock."""
        now = instant(self.ask("GET", "/board")["at"])
        return (instant(self.grace()) - now).total_seconds()

    def grace(self) -> str:
        found = truth.read(self.day.database, self.day.chosen.key("health"))
        until = found.visits[self.called["id"]].grace_until
        assert until
        return until.isoformat()

    def line(self) -> list[str]:
        return [each["ticket"] for each in self.ask("GET", "/board")["waiting"]]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as started:
        yield started


@pytest.fixture
def scene(nursery: Nursery, tmp_path: Path) -> Iterator[Scene]:
    made = Scene(nursery, tmp_path)
    yield made
    if not made.desk.is_over:
        made.desk.kill()


def test_asleep_for_twenty_minutes(scene: Scene) -> None:
    os.kill(scene.desk.pid, signal.SIGSTOP)
    scene.time.slept += 20 * 60
    scene.time.write()
    os.kill(scene.desk.pid, signal.SIGCONT)
    scene.until(lambda: "call-goes-on" in scene.actions())
    assert scene.visit(scene.called)["status"] == "called"
    assert 0 < scene.seconds_to_come() <= GRACE_SECONDS
    scene.ask("POST", f"/visits/{scene.called['id']}/start")
    assert scene.ask("GET", "/board")["waiting"]


@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
def test_the_clock_jumps_by_an_hour(scene: Scene, seconds: float) -> None:
    line = scene.line()
    due = [instant(scene.visit(each)["due_at"]) for each in scene.visits[1:]]
    scene.time.ahead += seconds
    scene.time.write()
    scene.until(lambda: "clock-changed" in scene.actions())
    assert scene.visit(scene.called)["status"] == "called"
    assert GRACE_SECONDS - TOLERATED_SECONDS < scene.seconds_to_come() <= GRACE_SECONDS
    late = scene.register("Late")
    assert scene.line() == [*line, late["ticket"]]
    moved = [instant(scene.visit(each)["due_at"]) for each in scene.visits[1:]]
    for before, after in zip(due, moved, strict=True):
        assert abs((after - before - timedelta(seconds=seconds)).total_seconds()) < TOLERATED_SECONDS
    truth.check_sound(truth.read(scene.day.database, scene.day.chosen.key("health")))


def test_killed_and_back_within_the_time_to_come(scene: Scene) -> None:
    before = scene.grace()
    scene.desk.kill()
    scene.start()
    assert scene.grace() == before
    assert scene.visit(scene.called)["status"] == "called"


@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
def test_killed_and_back_with_another_clock(scene: Scene, seconds: float) -> None:
    line = scene.line()
    scene.desk.kill()
    scene.time.ahead += seconds
    scene.time.write()
    scene.start()
    scene.until(lambda: 0 < scene.seconds_to_come() <= GRACE_SECONDS)
    assert scene.visit(scene.called)["status"] == "called"
    late = scene.register("Late")
    assert scene.line() == [*line, late["ticket"]]
    journal = scene.ask("GET", "/journal?since=0&limit=500")["entries"]
    assert [each["seq"] for each in journal] == list(range(1, len(journal) + 1))


def test_signed_in_people_stay_signed_in(scene: Scene) -> None:
    for seconds in (HOUR, -2 * HOUR):
        noted = scene.actions().count("clock-changed")
        scene.time.ahead += seconds
        scene.time.write()
        scene.until(lambda noted=noted: scene.actions().count("clock-changed") > noted)  # type: ignore[misc]
        assert scene.visit(scene.called)["id"] == scene.called["id"]


def test_a_second_desk_is_refused_also_while_the_first_one_hangs(scene: Scene) -> None:
    def second() -> tuple[int, str]:
        refused = running.run(
            "serve", "--host", "127.0.0.1", "--port", "0", "--no-browser", "--data-dir", str(scene.day.folder)
        )
        return refused.returncode, refused.stderr

    os.kill(scene.desk.pid, signal.SIGSTOP)
    code, said = second()
    os.kill(scene.desk.pid, signal.SIGCONT)
    assert code == 1
    assert "already running" in said
    assert scene.visit(scene.called)["status"] == "called"
    scene.desk.kill()
    with running.desk(scene.day.folder):
        assert second()[0] == 1
