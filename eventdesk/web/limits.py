"""How often somebody may try: a general limit for strangers, narrow ones for what can be guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from eventdesk.web.asking import who_asks
from eventdesk.web.problems import TooOften

if TYPE_CHECKING:
    from flask import Flask

    from eventdesk.services.access import Access
    from eventdesk.services.ports import Clock

# A whole crowd may come through one address (a router of the tent), so this only stops floods.
STRANGERS = "6000 per minute"
GENERAL_WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """How many tries in which time, each kind counted on its own."""

    name: str
    allowance: str


SIGN_IN = Rule("sign-in", "10 per minute")
SIGN_IN_SLOW = Rule("sign-in-slow", "60 per hour")
PIN = Rule("pin", "5 per minute")
PIN_SLOW = Rule("pin-slow", "30 per hour")
# By device, by where it asks from (a new number for each try must not help), and by whose PIN it is.
PIN_DEVICE = Rule("pin-device", "40 per hour")
PIN_ADDRESS = Rule("pin-address", "120 per hour")
PAIRING = Rule("pairing", "10 per 10 minute")
PAIRING_ALL = Rule("pairing-all", "100 per 10 minute")
LINKS = Rule("links", "30 per minute")
# After a restart every screen of the tent comes back at once, and all of them perhaps through one router.
SOCKETS = Rule("sockets", "6000 per minute")
SOCKET_REQUESTS = Rule("socket-requests", "12000 per minute")


@dataclass(frozen=True, slots=True)
class CountedIn:
    """Where tries are counted: the address of a storage that the limits library knows, and what it needs."""

    uri: str = "memory://"
    options: dict[str, Any] = field(default_factory=dict)


class Limits:
    """Counts tries: in the memory of this process, unless it is told of another place."""

    def __init__(self, app: Flask, access: Access, clock: Clock, counted_in: CountedIn = CountedIn()) -> None:
        self._clock = clock
        self._limiter = Limiter(
            get_remote_address,
            app=app,
            application_limits=[STRANGERS],
            storage_uri=counted_in.uri,
            storage_options=counted_in.options,
            strategy="fixed-window",
        )
        # A page has dozens of files; that they are asked for says nothing about a flood. As a filter, because an
        # exemption is only looked at when all that could limit a request has been found.
        self._limiter.request_filter(lambda: request.endpoint == "static" or who_asks(access) is not None)
        self._items: dict[str, RateLimitItem] = {}

    def tries(self, rule: Rule, *whose: object) -> Tries:
        """The tries of `whose` (an address, a therapist) under a rule."""
        if rule.allowance not in self._items:
            self._items[rule.allowance] = parse(rule.allowance)
        return Tries(self, self._items[rule.allowance], (rule.name, *(str(each) for each in whose)))


@dataclass(frozen=True, slots=True)
class Tries:
    """One counter."""

    limits: Limits
    item: RateLimitItem
    key: tuple[str, ...]

    def count(self) -> None:
        """One more try. Raises `TooOften` when it is one too many."""
        if not self.limits._limiter.limiter.hit(self.item, *self.key):  # noqa: SLF001 - the two are one thing
            raise TooOften(self._seconds())

    def check(self) -> None:
        """Raises `TooOften` when no try is left, without counting this one."""
        if not self.limits._limiter.limiter.test(self.item, *self.key):  # noqa: SLF001
            raise TooOften(self._seconds())

    def forgive(self) -> None:
        """It was the right one: start from nothing."""
        self.limits._limiter.limiter.clear(self.item, *self.key)  # noqa: SLF001

    def _seconds(self) -> int:
        reset = self.limits._limiter.limiter.get_window_stats(self.item, *self.key).reset_time  # noqa: SLF001
        left = int(reset - self.limits._clock.now().timestamp()) + 1  # noqa: SLF001
        return min(max(1, left), self.item.get_expiry())


def address() -> str:
    """Where this request comes from."""
    return request.remote_addr or "unknown"
