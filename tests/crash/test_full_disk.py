"""The disk is full: each change is refused in words, nothing is half-done, and work goes on when there is room."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.crash import truth
from tests.crash.crowd import API, CONSENT, Crowd
from tests.crash.desks import Day, Desk, Nursery, ask
from tests.crash.small_disk import LimitedFiles, MountedDisk, how_to_mount

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT, MOUNTED = "file size limit", "small disk"


def kinds() -> list[str]:
    """Both where a disk may be mounted; the limit works on every Linux."""
    with tempfile.TemporaryDirectory() as folder:
        return [LIMIT, MOUNTED] if how_to_mount(Path(folder)) else [LIMIT]


class Scene:
    """A desk on a disk that can be filled, and somebody who asks."""

    def __init__(self, nursery: Nursery, disk: MountedDisk | LimitedFiles, folder: Path, elsewhere: Path) -> None:
        self.nursery = nursery
        self.disk = disk
        self.elsewhere = elsewhere
        self.day = Day(elsewhere / "made", 3)
        self.folder = folder / "data"
        shutil.copytree(self.day.folder, disk.seen_here / "data")
        self.desk = self.start()

    def start(self) -> Desk:
        desk = self.nursery.start(self.folder)
        desk.wait()
        return desk

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.day.organiser}"} | ({"Idempotency-Key": key} if key else {})
        return ask(self.nursery.port, method, API + path, body, headers)

    def register(self, name: str) -> tuple[int, Any]:
        body = {"first_name": name, "bib": name, "treatment": "post_event", "consent": CONSENT}
        return self.ask("POST", "/visits", body, key=name)

    def register_until_refused(self) -> tuple[list[str], str, dict[str, Any]]:
        """Who got in (what the log has room for still goes in), who did not, and the answer to that."""
        got_in: list[str] = []
        for number in range(2000):
            name = f"late{number}"
            status, answer = self.register(name)
            if status != 201:
                assert status == 503, answer
                return got_in, name, answer
            got_in.append(name)
        raise AssertionError("the disk never was full")

    def truth(self) -> truth.Truth:
        """From a copy, while nobody writes: SQLite finds no way to what only the desk's process sees."""
        folder = Path(tempfile.mkdtemp(dir=self.elsewhere))
        for file in (self.disk.seen_here / "data").glob(f"{self.day.database.name}*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, folder)
        return truth.read(folder / self.day.database.name, self.day.chosen.key("health"))


@pytest.fixture(params=kinds())
def scene(request: pytest.FixtureRequest, tmp_path: Path, totals: Counter[str]) -> Iterator[Scene]:
    folder = tmp_path / "disk"
    folder.mkdir()
    totals[f"full disks by {request.param}"] += 1
    is_mounted = request.param == MOUNTED
    with Nursery(prefix=how_to_mount(folder) if is_mounted else ()) as nursery:
        yield Scene(nursery, MountedDisk(nursery, folder) if is_mounted else LimitedFiles(folder), folder, tmp_path)


def test_it_says_so_and_goes_on_when_there_is_room(scene: Scene) -> None:
    assert scene.register("first")[0] == 201
    scene.disk.fill(scene.desk)
    got_in, refused, problem = scene.register_until_refused()
    assert problem["detail"].startswith(scene.disk.said)
    assert (problem["title"], problem["status"], problem["code"]) == ("Not available", 503, "store_unavailable")
    before = scene.truth()
    visit = next(iter(before.visits))
    for method, path, body in (
        ("POST", f"/visits/{visit}/withdraw", {}),
        ("PATCH", "/event", {"name": "Full " * 10}),
        ("POST", "/therapists", {"name": "Kim " * 15}),
        ("POST", "/therapists/1/next", {}),
    ):
        status, answer = scene.ask(method, path, body)
        assert (status, answer["detail"]) == (503, problem["detail"])
    assert scene.truth() == before
    status, board = scene.ask("GET", "/board")
    assert (status, board["seq"]) == (200, before.seq)

    scene.disk.make_room(scene.desk)
    assert scene.register(refused)[0] == 201
    assert scene.register(refused)[0] == 201
    assert scene.ask("POST", "/therapists/1/next", {})[0] == 200
    after = scene.truth()
    truth.check_sound(after)
    assert Counter(each.bib for each in after.visits.values()) == Counter(["first", *got_in, refused])
    assert scene.desk.end() == 0


def test_full_and_free_again_while_many_work(scene: Scene) -> None:
    crowd = Crowd(scene.day, scene.nursery.port, 1)
    crowd.begin()
    chance = random.Random(1)
    try:
        crowd.let_in()
        for _ in range(3):
            crowd.wait_for_answers(crowd.answered + 40)
            scene.disk.fill(scene.desk)
            crowd.wait_for_unavailable(crowd.unavailable + chance.randrange(5, 30))
            scene.disk.make_room(scene.desk)
        crowd.work(chance, at_least=60)
        crowd.wait_until_all_noticed()
    finally:
        crowd.end()
    found = scene.truth()
    truth.check_sound(found)
    counted = truth.check_told(found, crowd.said)
    assert counted["acknowledged"] > 100
    assert scene.desk.end() == 0


def test_the_power_goes_while_the_disk_is_full(scene: Scene) -> None:
    assert scene.register("first")[0] == 201
    scene.disk.fill(scene.desk)
    got_in, _, _ = scene.register_until_refused()
    scene.desk.kill()
    scene.disk.make_room(scene.desk)
    desk = scene.start()
    found = scene.truth()
    truth.check_sound(found)
    assert Counter(each.bib for each in found.visits.values()) == Counter(["first", *got_in])
    assert scene.register("next")[0] == 201
    assert desk.end() == 0
