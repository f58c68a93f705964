"""What goes through Redis between processes, and what happens where it is away: nobody waits, nothing fails."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import redis
from limits._storage_scheme import SCHEMES

from eventdesk.adapters.redis import SCHEME, Exchange, SharedCounts
from eventdesk.adapters.redis.exchange import AGAIN_SECONDS
from tests.cluster.cluster import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.servers import Redis


@dataclass
class Ear:
    """Remembers what it was told."""

    slugs: list[str] = field(default_factory=list)
    passes: int = 0
    gaps: int = 0

    def look(self, slug: str) -> None:
        self.slugs.append(slug)

    def check_passes(self) -> None:
        self.passes += 1

    def catch_up(self) -> None:
        self.gaps += 1


@pytest.fixture
def pair(own_redis: Redis) -> Iterator[tuple[Exchange, Exchange, Ear, Ear]]:
    """Two processes of one desk, and what each hears."""
    first, second = Exchange(own_redis.url, "ours"), Exchange(own_redis.url, "ours")
    ears = Ear(), Ear()
    first.begin(ears[0])
    second.begin(ears[1])
    until(lambda: first.is_connected_to_redis and second.is_connected_to_redis, "no connection")
    yield first, second, *ears
    first.end()
    second.end()


def test_the_others_hear_and_who_said_it_does_not(pair: tuple[Exchange, Exchange, Ear, Ear]) -> None:
    first, _, own, other = pair
    first.tell_news("spring", 7)
    first.tell_passes()
    until(lambda: other.slugs == ["spring"] and other.passes == 1, "the other did not hear")
    assert (own.slugs, own.passes) == ([], 0)


def test_another_desk_on_the_same_redis_hears_nothing(
    pair: tuple[Exchange, Exchange, Ear, Ear], own_redis: Redis
) -> None:
    stranger, ear = Exchange(own_redis.url, "theirs"), Ear()
    stranger.begin(ear)
    until(lambda: stranger.is_connected_to_redis, "no connection")
    pair[0].tell_news("spring", 7)
    until(lambda: pair[3].slugs, "the other did not hear")
    stranger.end()
    assert ear.slugs == []


def test_rubbish_and_what_nobody_understands_is_passed_over(
    pair: tuple[Exchange, Exchange, Ear, Ear], own_redis: Redis
) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        for text in (
            "",
            "[" * 100_000,
            "{",
            "[]",
            "7",
            '{"method": "unheard-of"}',
            '{"slug": "spring"}',
            '{"method": null}',
        ):
            client.publish("ours", text)
    pair[0].tell_news("spring", 7)
    until(lambda: pair[3].slugs == ["spring"], "the other did not hear")


def test_whoever_reaches_redis_gets_no_socket_into_a_room_and_says_nothing_to_any(
    pair: tuple[Exchange, Exchange, Ear, Ear], own_redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for method in ("emit", "enter_room", "leave_room", "close_room", "disconnect", "callback"):
        monkeypatch.setattr(pair[1], f"_handle_{method}", lambda message: done.append(message["method"]))
    with redis.Redis.from_url(own_redis.url) as client:
        for method in ("emit", "enter_room", "leave_room", "close_room", "disconnect", "callback"):
            told = {"method": method, "sid": "mine", "room": "spring/staff", "namespace": "/live", "event": "patch"}
            client.publish("ours", json.dumps(told | {"host_id": "mine"}))
    pair[0].tell_news("spring", 7)
    until(lambda: pair[3].slugs == ["spring"], "the other did not hear")
    assert done == []


def test_after_redis_was_away_they_hear_each_other_again_and_that_there_was_a_gap(
    pair: tuple[Exchange, Exchange, Ear, Ear], own_redis: Redis
) -> None:
    first, second, _, other = pair
    assert other.gaps == 1
    own_redis.kill()
    until(lambda: not second.is_connected_to_redis, "it was not noticed")
    first.tell_news("spring", 8)
    own_redis.start()
    until(lambda: first.is_connected_to_redis and second.is_connected_to_redis, "no connection")
    assert other.gaps == 2
    first.tell_news("spring", 9)
    until(lambda: other.slugs[-1:] == ["spring"], "the other did not hear")


def test_a_redis_that_is_not_there_at_the_start_is_told_once_without_its_password(
    own_redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    own_redis.kill()
    early, ear = Exchange(own_redis.url, "ours"), Ear()
    early.begin(ear)
    until(lambda: caplog.messages, "nothing was said")
    threading.Event().wait(3 * AGAIN_SECONDS)
    assert caplog.messages == ["Redis cannot be used: ConnectionError. It is tried again and again."]
    own_redis.start()
    until(lambda: early.is_connected_to_redis, "no connection")
    early.end()
    assert own_redis.password not in caplog.text


def test_nobody_who_commits_waits_for_a_redis_that_hangs(
    pair: tuple[Exchange, Exchange, Ear, Ear], own_redis: Redis
) -> None:
    assert own_redis.pid
    os.kill(own_redis.pid, signal.SIGSTOP)
    try:
        done = threading.Event()

        def commit() -> None:
            for seq in range(5000):
                pair[0].tell_news("spring", seq)
                pair[0].tell_passes()
            done.set()

        threading.Thread(target=commit, daemon=True).start()
        assert done.wait(20), "it hangs as well"
    finally:
        os.kill(own_redis.pid, signal.SIGCONT)
    until(lambda: pair[3].slugs or pair[3].passes, "the other did not hear")


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def __call__(self) -> float:
        return self.now


Counting = Callable[[], SharedCounts]


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def counting(own_redis: Redis, seconds: Seconds) -> Iterator[Counting]:
    """Gives counts as one more process has them."""
    made: list[SharedCounts] = []

    def more() -> SharedCounts:
        assert SCHEMES[SCHEME] is SharedCounts, "Flask-Limiter finds it"
        made.append(SharedCounts(SCHEME, redis_url=own_redis.url, prefix="ours", seconds=seconds))
        return made[-1]

    yield more
    for each in made:
        each.close()


def test_tries_are_counted_together_and_alone_while_redis_is_away(
    own_redis: Redis, counting: Counting, seconds: Seconds
) -> None:
    first, second = counting(), counting()
    assert [first.incr("a", 60), second.incr("a", 60), first.get("a"), second.get("a")] == [1, 2, 2, 2]
    assert first.get_expiry("a") > 0
    assert first.check()
    own_redis.kill()
    assert [first.incr("a", 60), first.incr("a", 60), second.incr("a", 60)] == [1, 2, 1]
    own_redis.start()
    assert first.get("a") == 2, "asked again only after a while"
    seconds.now += 10
    assert [first.incr("a", 60), second.get("a")] == [1, 1], "it keeps nothing over a restart"
    first.clear("a")
    assert second.get("a") == 0
    first.reset()


def test_a_redis_that_hangs_holds_up_one_try_and_not_the_next(own_redis: Redis, counting: Counting) -> None:
    found = counting()
    assert own_redis.pid
    os.kill(own_redis.pid, signal.SIGSTOP)
    try:
        assert [found.incr("a", 60) for _ in range(100)] == list(range(1, 101))
    finally:
        os.kill(own_redis.pid, signal.SIGCONT)
