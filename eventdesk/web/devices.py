"""Which device asks: its own signed number in a cookie, and what kind of device it says it is."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import request

from eventdesk.web.limits import address

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from eventdesk.services.access import Access

COOKIE = "eventdesk_device"
LASTS_SECONDS = 365 * 24 * 60 * 60
_SYSTEMS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"))


def whose_tries(access: Access) -> str:
    """Whom tries of a PIN are counted for: the device where it shows its number, else where it asks from."""
    known = access.links.device_of(request.cookies.get(COOKIE, ""))
    return f"device:{known}" if known else f"address:{address()}"


def remember(answer: Response | BaseResponse, access: Access) -> None:
    """Gives a device that has none its number: several tablets behind one router are told apart by it."""
    if access.links.device_of(request.cookies.get(COOKIE, "")):
        return
    answer.set_cookie(
        COOKIE,
        access.links.device(secrets.token_urlsafe(9)),
        max_age=LASTS_SECONDS,
        httponly=True,
        samesite="Strict",
        secure=request.is_secure,
        path="/",
    )


def kind() -> str:
    """What the browser says it runs on: `iPad, Safari`; empty for what is none."""
    said = request.headers.get("User-Agent", "")
    system = next((words for sign, words in _SYSTEMS if sign in said), "")
    browser = next((words for sign, words in _BROWSERS if sign in said), "Safari" if "Safari/" in said else "")
    return ", ".join(each for each in (system, browser) if each)
