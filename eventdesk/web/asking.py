"""Who asks: found out once for each request, from a bearer token or the session cookie."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import g, request

from eventdesk.domain.errors import StoreUnavailable
from eventdesk.domain.visit import Role
from eventdesk.services.access import LIFETIMES, WITH_EVENT_AT_MOST
from eventdesk.services.actors import Actor
from eventdesk.web.problems import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response

    from eventdesk.services.access import Access, Pass

COOKIE = "eventdesk"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CLOCK_HEADER = "EventDesk-Clock"
"""Milliseconds since 1970, by the device's own clock."""
MOST_CLOCK_DIGITS = 14

ANYONE = "anyone"
ORGANISER = frozenset({Role.ORGANISER})
STAFF = frozenset({Role.ORGANISER, Role.THERAPIST})
KIOSK = frozenset({Role.KIOSK})
LEAD = frozenset({Role.LEAD})
BOARD = frozenset({Role.BOARD})
DESK = ORGANISER | LEAD
"""Who runs the line: a lead may do less, and sees nothing of anybody's health."""
TENT = STAFF | LEAD | KIOSK
DEVICES = TENT | BOARD
"""Whoever was let in as anything: a board shows only what everybody may see, but is known."""
Who = frozenset[Role] | str
"""Who may use a route: roles, or `ANYONE`."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody signed in."""

    opened_by: Pass
    by_cookie: bool

    @property
    def role(self) -> Role:
        """As what they signed in."""
        return self.opened_by.role

    @property
    def slug(self) -> str | None:
        """The one event this opens; None: every event of this desk."""
        return self.opened_by.slug

    @property
    def therapist_id(self) -> int | None:
        """Whose page this is, for therapists."""
        return self.opened_by.therapist_id

    @property
    def actor(self) -> Actor:
        """As the use cases know them."""
        return Actor(self.role, self.opened_by.label, self.therapist_id)

    def may(self, who: Who, slug: str | None) -> bool:
        """Whether this one may use a route for `who` below the event `slug` (None: below none)."""
        if who == ANYONE:
            return True
        return self.role in who and (slug is None or self.slug is None or self.slug == slug)


def who_asks(access: Access) -> Asker | None:
    """Who sent this request; None: nobody who is known. A stale secret is as good as none."""
    if not hasattr(g, "asker"):
        g.asker = _recognise(access)
    asker: Asker | None = g.asker
    return asker


def _recognise(access: Access) -> Asker | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    by_cookie = kind.lower() != "bearer"
    secret = request.cookies.get(COOKIE, "") if by_cookie else token.strip()
    found = access.recognise(secret) if secret else None
    if found is None:
        return None
    # Nice to know, not worth refusing anything when the disk is full.
    with contextlib.suppress(StoreUnavailable):
        access.saw(found, _clock_ahead(access.clock.now()))
    return Asker(found, by_cookie)


def _clock_ahead(now: datetime) -> int | None:
    """By how many seconds the device's clock is ahead of ours, as it says itself; None: it does not say."""
    said = request.headers.get(CLOCK_HEADER, "")
    if not (said.isascii() and said.isdigit() and len(said) <= MOST_CLOCK_DIGITS):
        return None
    return round(int(said) / 1000 - now.timestamp())


def check_origin(asker: Asker | None) -> None:
    """Refuses a changing request that another web site made a browser send.

    With the cookie the browser has to say where the request comes from; without it a foreign origin
    is refused too, so that nobody can be signed in as somebody else.
    """
    if request.method in SAFE or (asker is not None and not asker.by_cookie):
        return
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is not None:
        is_ours = urlsplit_host(origin) == request.host.lower()
    elif site is not None:
        is_ours = site == "same-origin"
    else:
        is_ours = COOKIE not in request.cookies
    if not is_ours:
        code = "wrong_origin"
        raise Refused(code)


def urlsplit_host(url: str) -> str:
    """The host and port of a URL; empty for what is none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def remember(response: Response, secret: str, opened_by: Pass) -> None:
    """Gives the browser its pass, for longer than it may be good: the event's hours can still be moved."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(max(LIFETIMES[opened_by.kind], WITH_EVENT_AT_MOST).total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
        path="/",
    )


def forget(response: Response) -> None:
    """Takes the browser's pass away."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
