"""The Socket.IO message queue between several processes, which also carries that there is something new.

What is new goes by name and number only (`slug`, `seq`): each process reads the journal itself and tells its own
clients, in order. Whoever commits never waits for Redis: what is to be said is put down, and a task of its own says
it. What is lost while Redis is away each process finds at its next beat.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

import redis
from redis.exceptions import RedisError
from socketio import RedisManager

from eventdesk import runtime
from eventdesk.adapters.redis.connecting import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis.client import PubSub

log = logging.getLogger("eventdesk.redis")

NEWS, PASSES = "eventdesk-news", "eventdesk-passes"
AGAIN_SECONDS = 0.5
"""Between two tries to reach a Redis that is away."""
SILENCE_SECONDS = 5.0
"""After so long without a word the connection is tried; without an answer in so long again it counts as broken."""
MOST_WAITING = 1000
"""Messages of the library that wait for Redis; older ones are lost."""


class Hearing(Protocol):
    """Who is told what other processes say. Nothing of it may block or raise."""

    def look(self, slug: str) -> None:
        """Something was committed."""

    def check_passes(self) -> None:
        """A pass was taken back."""

    def catch_up(self) -> None:
        """Something may have been missed."""


class Exchange(RedisManager):  # type: ignore[misc]  # the library carries no types
    """`url`: of Redis. `channel`: the same for all processes of one desk, and for nobody else."""

    def __init__(self, url: str, channel: str) -> None:
        super().__init__(url, channel=channel)
        self.is_connected_to_redis = False
        self._hearing: Hearing | None = None
        self._is_over = False
        self._lock = threading.Lock()
        self._something = threading.Event()
        self._newest: dict[str, int] = {}
        self._waiting: deque[dict[str, Any]] = deque(maxlen=MOST_WAITING)

    def begin(self, hearing: Hearing) -> None:
        """From here on it says and hears."""
        self._hearing = hearing
        runtime.spawn(self._hear)
        runtime.spawn(self._say)

    def initialize(self) -> None:
        """What the library does at the first client: it has been done by `begin`."""

    def end(self) -> None:
        """Says and hears no more."""
        self._is_over = True
        self._something.set()

    # saying

    def tell_news(self, slug: str, seq: int) -> None:
        """Up to here an event is committed. Does not block, does not raise."""
        with self._lock:
            self._newest[slug] = max(seq, self._newest.get(slug, 0))
        self._something.set()

    def tell_passes(self) -> None:
        """A pass was taken back. Does not block, does not raise."""
        self._publish({"method": PASSES, "host_id": self.host_id})

    def _publish(self, data: dict[str, Any]) -> None:
        with self._lock:
            self._waiting.append(data)
        self._something.set()

    def _say(self) -> None:
        client = redis.Redis.from_url(self.redis_url, **options())
        while not self._is_over:
            self._something.wait()
            self._something.clear()
            try:
                for message in self._taken():
                    client.publish(self.channel, json.dumps(message))
            except RedisError as fault:
                # The others look at the journal at each beat anyhow.
                log.warning("Other processes could not be told: %s", type(fault).__name__)
                runtime.sleep(AGAIN_SECONDS)
        client.close()

    def _taken(self) -> Iterator[dict[str, Any]]:
        with self._lock:
            newest, self._newest = self._newest, {}
            waiting = list(self._waiting)
            self._waiting.clear()
        yield from waiting
        for slug, seq in newest.items():
            yield {"method": NEWS, "host_id": self.host_id, "slug": slug, "seq": seq}

    # hearing

    def _hear(self) -> None:
        """In the place of the library's own listening task."""
        # Who starts without it is to know: the screens work all the same, only later.
        is_told = False
        while not self._is_over:
            try:
                self._heard()
            except (RedisError, OSError) as fault:
                # Only the kind of fault: its message holds the address.
                if not (is_told or self.is_connected_to_redis):
                    log.warning("Redis cannot be used: %s. It is tried again and again.", type(fault).__name__)
                    is_told = True
            if self.is_connected_to_redis:
                self.is_connected_to_redis, is_told = False, True
                log.warning("The connection to Redis is broken.")
            runtime.sleep(AGAIN_SECONDS)

    def _heard(self) -> None:
        with redis.Redis.from_url(self.redis_url, **options()) as client, client.pubsub() as ear:
            ear.subscribe(self.channel)
            for text in self._texts(ear):
                message = _understood(text)
                if message is not None and message.get("host_id") != self.host_id:
                    self._take_in(message)

    def _texts(self, ear: PubSub) -> Iterator[bytes]:
        is_asked = False
        while not self._is_over:
            found = ear.get_message(timeout=SILENCE_SECONDS)
            if found is None:
                if is_asked:
                    return
                ear.ping()
            is_asked = found is None
            if found is not None and found["type"] == "subscribe":
                self.is_connected_to_redis = True
                self._told.catch_up()
            elif found is not None and found["type"] == "message":
                yield found["data"]

    def _take_in(self, message: dict[str, Any]) -> None:
        # And nothing else. The library would put any socket into any room, or say anything to all, for whoever
        # reaches Redis; each process of ours does that for its own sockets.
        if message["method"] == NEWS:
            self._told.look(str(message.get("slug")))
        elif message["method"] == PASSES:
            self._told.check_passes()

    @property
    def _told(self) -> Hearing:
        assert self._hearing is not None, "begin() comes first"  # noqa: S101
        return self._hearing


def _understood(text: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) and "method" in message else None
