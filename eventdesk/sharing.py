"""What is different where several processes serve the same events; put together in `app`."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk import runtime
from eventdesk.adapters.clock import SystemClock
from eventdesk.services.leading import Alone, Shared
from eventdesk.settings import BadSetting
from eventdesk.web.limits import CountedIn

if TYPE_CHECKING:
    from eventdesk.adapters.db import Database
    from eventdesk.adapters.redis import Exchange
    from eventdesk.realtime import Live
    from eventdesk.services.leading import Leading
    from eventdesk.services.ports import News
    from eventdesk.services.time_watch import TimeWatch
    from eventdesk.settings import Settings


def leading_of(settings: Settings, database: Database, watch: TimeWatch) -> Leading:
    """By leases where there may be others."""
    if not settings.is_shared:
        return Alone(watch)
    # By the machine's clock, whatever the desk's own is: how long a lease lasts is no matter of the race day.
    return Shared(database.leases, _own_place(), watch, SystemClock().elapsed_seconds)


def _own_place() -> str:
    """What this process is called in the table of leases: whoever looks there finds it again."""
    return f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"


def exchange_of(settings: Settings) -> Exchange | None:
    """What carries news between the processes; None: there is no Redis. Raises `BadSetting`."""
    if not settings.redis_url:
        return None
    from eventdesk.adapters.redis import Exchange, is_understood  # noqa: PLC0415 - a laptop need not load it

    if not is_understood(settings.redis_url):
        raise BadSetting("EVENTDESK_REDIS_URL has an option that Redis does not know.")
    return Exchange(settings.redis_url, f"eventdesk/{_own_name(settings)}/messages")


def counted_in(settings: Settings) -> CountedIn:
    """Where tries are counted."""
    if not settings.redis_url:
        return CountedIn()
    from eventdesk.adapters.redis import SCHEME  # noqa: PLC0415 - as above

    return CountedIn(
        f"{SCHEME}://", {"redis_url": settings.redis_url, "prefix": f"eventdesk/{_own_name(settings)}/tries"}
    )


def _own_name(settings: Settings) -> str:
    """The same for all processes of a desk: several desks may use one Redis, and none hears what another says."""
    return hashlib.sha256(b"exchange" + settings.key("links")).hexdigest()[:24]


@dataclass(frozen=True)
class Telling:
    """The services' `Announcer` and the exchange's `Hearing`: own clients, and the other processes."""

    live: Live
    exchange: Exchange | None

    def announce(self, news: News) -> None:
        """Told after every commit, in order. Does not block, does not raise."""
        self.live.announce(news)
        if self.exchange is not None:
            self.exchange.tell_news(news.slug, news.entries[-1].seq)

    def pass_revoked(self) -> None:
        """Told after each revocation here."""
        if self.exchange is not None:
            self.exchange.tell_passes()

    def look(self, slug: str) -> None:
        """Somebody else has committed."""
        self.live.look(slug)

    def check_passes(self) -> None:
        """Somebody else has taken a pass back."""
        runtime.spawn(self.live.check_passes)

    def catch_up(self) -> None:
        """News are looked up at each beat; passes are not."""
        self.check_passes()
