"""Three desks behind a proxy: each is killed, Redis and PostgreSQL go away; nothing is lost, nobody is given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventdesk.services.leading import LASTS_SECONDS
from tests.cluster.cluster import Cluster, until
from tests.cluster.screens import WallScreen
from tests.crash import truth
from tests.crash.crowd import API, Crowd
from tests.crash.desks import SLUG, ask

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from pathlib import Path

KIOSKS, THERAPISTS = 30, 14
"""With two tablets that seal, two people at the desk and two who look on: fifty."""
THINKS_SECONDS = 0.6


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path, therapists=THERAPISTS) as started:
        yield started


def test_killed_and_restarted_one_by_one_with_their_redis_and_their_database(
    cluster: Cluster, totals: Counter[str]
) -> None:
    crowd = Crowd(cluster, cluster.port, 1, kiosks=KIOSKS, insists=True, pause_seconds=THINKS_SECONDS)
    rules = {"mode": "auto", "turnover_minutes": 0}
    assert ask(cluster.port, "PATCH", f"{API}/event", rules, as_organiser(cluster))[0] == 200
    screens = on_the_wall(cluster)
    crowd.begin()
    try:
        crowd.let_in()
        work(crowd)
        took = kill_the_leader(cluster)
        work(crowd)
        cluster.redis.kill()
        work(crowd)
        cluster.redis.start()
        work(crowd)
        cluster.postgres.restart()
        work(crowd)
        other = next(each for each in cluster.desks if each is not cluster.leader())
        assert other.end() == 0
        work(crowd)
        other.start()
        other.wait()
        work(crowd)
        crowd.close_door()
        crowd.wait_until_all_noticed()
    finally:
        crowd.end()
    assert took <= LASTS_SECONDS * 4, "somebody else leads before long"
    totals.update(compare(cluster, crowd, screens))
    totals |= {"cut off in the middle": crowd.died, "told to try again": crowd.unavailable}
    totals["ms without a leader"] = round(took * 1000)


def work(crowd: Crowd, answers: int = 90) -> None:
    """Until so many more were answered."""
    crowd.wait_for_answers(crowd.answered + answers)
    assert not crowd.faults, crowd.faults


def as_organiser(cluster: Cluster) -> dict[str, str]:
    return {"Authorization": f"Bearer {cluster.organiser}"}


def on_the_wall(cluster: Cluster) -> list[WallScreen]:
    url = f"http://127.0.0.1:{cluster.port}"
    screens = [WallScreen(url, SLUG, "board") for _ in range(5)]
    screens += [WallScreen(url, SLUG, "board", transport="polling")]
    screens += [WallScreen(url, SLUG, "staff", cluster.organiser) for _ in range(3)]
    for each in screens:
        each.start()
    until(lambda: all(each.screen.seq >= 0 for each in screens), f"no screen: {[each.problem for each in screens]}")
    return screens


def kill_the_leader(cluster: Cluster) -> float:
    """How long nobody else led, seconds. The dead one comes back."""
    until(lambda: cluster.leader() is not None, "nobody leads")
    dead = cluster.leader()
    assert dead
    dead.kill()
    took = until(lambda: cluster.leader() not in (None, dead), "nobody took over")
    dead.start()
    dead.wait()
    return took


def compare(cluster: Cluster, crowd: Crowd, screens: list[WallScreen]) -> Counter[str]:
    """The database is sound and says what everybody was told, and every screen shows what it says."""
    with cluster.app() as app:
        found = truth.read_open(app.database)
        truth.check_sound(found)
        counted = truth.check_told(found, crowd.said)
        assert counted["acknowledged"] > 500
        until(
            lambda: all(each.screen.seq == app.desk.store.stamp(SLUG).seq for each in screens),
            f"screens at {[each.screen.seq for each in screens]}, journal at {found.seq}",
        )
        for each in screens:
            each.end()
            each.screen.compare(app.looker.board(SLUG) if each.room == "board" else app.looker.staff(SLUG))
    for each in screens:
        for seqs in each.seqs:
            # What was told while a watch was answered is said once more.
            assert list(dict.fromkeys(seqs)) == sorted(set(seqs)), "in the order of the journal on each connection"
    return counted
