"""What one process does the clients of the others see: patches in order, sign-outs, counted tries, timers once."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.services.time_watch import CALL_GOES_ON
from tests.cluster.cluster import PAUSE, Cluster, Desk, until
from tests.cluster.screens import WallScreen
from tests.crash.crowd import API, CONSENT
from tests.crash.desks import SLUG, ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRONG = {"event": SLUG, "role": "organiser", "passphrase": "not the passphrase"}
SIGN_IN_TRIES = 10
_number = count()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two desks, spoken to one by one and not through the proxy."""
    with Cluster(tmp_path_factory.mktemp("two"), desks=2, therapists=2, durable=False) as started:
        yield started


@pytest.fixture
def screens(two: Cluster) -> Iterator[list[WallScreen]]:
    """A board and a staff page at each desk."""
    found = [
        WallScreen(f"http://127.0.0.1:{desk.port}", SLUG, room, token)
        for desk in two.desks
        for room, token in (("board", ""), ("staff", two.organiser))
    ]
    for each in found:
        each.start()
    until(lambda: all(each.screen.seq >= 0 for each in found), f"{[each.problem for each in found]}")
    yield found
    for each in found:
        each.end()


def say(desk: Desk, path: str, body: Any, token: str, status: int = 200) -> Any:
    found, answer = ask(desk.port, "POST", API + path, body, {"Authorization": f"Bearer {token}"})
    assert found == status, answer
    return answer


def register(two: Cluster, desk: Desk) -> Any:
    body = {"bib": f"B{next(_number)}", "first_name": "Bo", "treatment": "post_event", "consent": CONSENT}
    return say(desk, "/visits", body, two.kiosk, 201)


def seq_of(two: Cluster) -> int:
    return int(str(two.sql("SELECT seq FROM events")[0][0]))


def test_a_patch_reaches_the_clients_of_all_processes_in_order(two: Cluster, screens: list[WallScreen]) -> None:
    first = seq_of(two)
    for number in range(40):
        register(two, two.desks[number % 2])
    last = seq_of(two)
    assert last >= first + 40
    until(lambda: all(each.screen.seq == last for each in screens), "a screen did not hear everything")
    for each in screens:
        assert each.connections == 1
        assert each.asked == 1, "nothing was missed"
        assert each.seqs[0] == list(range(first + 1, last + 1))


@pytest.mark.parametrize("mode", ["gevent", "threading"])
def test_so_it_does_in_the_other_modes(tmp_path: Path, mode: str) -> None:
    with Cluster(tmp_path, desks=2, therapists=1, durable=False, EVENTDESK_ASYNC_MODE=mode) as cluster:
        screen = WallScreen(f"http://127.0.0.1:{cluster.desks[1].port}", SLUG, "board")
        screen.start()
        try:
            until(lambda: screen.screen.seq >= 0, screen.problem)
            until_redis_is_back(cluster)
            first = seq_of(cluster)
            for number in range(10):
                register(cluster, cluster.desks[number % 2])
            last = seq_of(cluster)
            until(lambda: screen.screen.seq == last, "the screen did not hear everything")
            assert screen.seqs[0] == list(range(first + 1, last + 1))
            until(lambda: cluster.leader() is not None, "nobody leads")
        finally:
            screen.end()
        assert [each.end() for each in cluster.desks] == [0, 0]


def test_without_redis_the_others_see_it_too(two: Cluster, screens: list[WallScreen]) -> None:
    two.redis.kill()
    try:
        register(two, two.desks[0])
        register(two, two.desks[1])
        last = seq_of(two)
        until(lambda: all(each.screen.seq == last for each in screens), "a screen did not hear everything")
        assert ask(two.desks[0].port, "POST", "/api/v1/sign-in", WRONG)[0] in (401, 403, 409)
    finally:
        two.redis.start()


def test_who_is_signed_out_at_one_desk_hears_no_more_at_the_other(two: Cluster, screens: list[WallScreen]) -> None:
    until_redis_is_back(two)
    lent = give_token(two)
    shown = WallScreen(f"http://127.0.0.1:{two.desks[1].port}", SLUG, "staff", lent)
    shown.start()
    until(lambda: shown.screen.seq >= 0, shown.problem)
    headers = {"Authorization": f"Bearer {two.organiser}"}
    newest = ask(two.desks[0].port, "GET", f"{API}/passes", headers=headers)[1]["passes"][0]
    say(two.desks[0], f"/passes/{newest['id']}/revoke", {}, two.organiser)
    try:
        took = until(lambda: shown.dismissed, "it still listens", 10)
        assert took < 10
        before = shown.screen.seq
        register(two, two.desks[0])
        until(lambda: all(each.screen.seq > before for each in screens), "the others hear")
        assert shown.screen.seq <= before
        assert ask(two.desks[1].port, "GET", f"{API}/passes", headers={"Authorization": f"Bearer {lent}"})[0] == 401
    finally:
        shown.end()


def give_token(two: Cluster) -> str:
    with two.app() as app:
        token: str = app.commands.issue_token("organiser", SLUG, None)
    return token


def until_redis_is_back(two: Cluster) -> None:
    """Each process listens again."""

    def listeners() -> int:
        with two.redis_client() as client:
            return sum(count for _, count in client.pubsub_numsub(*client.pubsub_channels("eventdesk/*")))

    until(lambda: listeners() == len(two.desks), "not every desk listens")


def test_tries_are_counted_over_all_processes(two: Cluster) -> None:
    until_redis_is_back(two)
    PAUSE.wait(2.5)  # they count alone for two seconds after Redis did not answer

    def attempt(number: int, address: str) -> int:
        return ask(two.desks[number % 2].port, "POST", "/api/v1/sign-in", WRONG, {"X-Forwarded-For": address})[0]

    # A minute of the counter may end in between: then it begins anew, once.
    tried = [attempt(number, "203.0.113.9") for number in range(2 * SIGN_IN_TRIES + 2)]
    assert tried.count(429) >= 2
    assert 429 not in tried[:SIGN_IN_TRIES]
    assert attempt(0, "203.0.113.10") != 429, "the address is the one that the proxy tells"


def test_a_timer_runs_once_also_when_its_process_has_died(two: Cluster) -> None:
    therapist_id, token = next(iter(two.therapists.items()))
    for number in range(2):
        register(two, two.desks[number])
    say(two.desks[0], f"/therapists/{therapist_id}/ready", {}, token)
    called = say(two.desks[0], f"/therapists/{therapist_id}/next", {}, token)["visit"]
    until(lambda: two.leader() is not None, "nobody leads")
    dead = two.leader()
    assert dead
    dead.kill()
    two.sql(f"UPDATE visits SET grace_until = called_at WHERE id = {called['id']:d}")
    try:
        query = f"SELECT action, actor FROM journal WHERE subject = 'visit:{called['id']:d}' ORDER BY seq"
        until(lambda: ("miss", "timer") in two.sql(query), "nobody looks after it")
        PAUSE.wait(3)
        said = two.sql(query)
        assert said.count(("miss", "timer")) == 1
        assert CALL_GOES_ON not in [action for action, _ in said], "no desk was away"
    finally:
        dead.start()
        dead.wait()
