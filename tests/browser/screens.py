"""Browsers, each on a device of its own, that note whatever a page should not do."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebSocket

    from tests.browser.tent import Day, Tent

DEVICES: dict[str, dict[str, Any]] = {
    "tv": {"viewport": {"width": 1920, "height": 1080}},
    "laptop": {"viewport": {"width": 1280, "height": 800}},
    "tablet": {"viewport": {"width": 1280, "height": 800}, "has_touch": True},
    "portrait": {"viewport": {"width": 800, "height": 1280}, "has_touch": True},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}

# A second is promised from a tap to the board; a busy machine is not to be told for a slow desk.
PATIENCE_MS = 15_000

# The devices are set to another place than the race: whoever shows the device's own time shows the wrong one.
ELSEWHERE = "Asia/Kathmandu"

# Said by the browser itself whenever a server is away or refuses; a test that brings this about excuses it.
NO_ANSWER = r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)"
NO_SOCKET = r"WebSocket connection to .* failed"
REFUSED = r"the server responded with a status of 4\d\d"


FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextlib.contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """The browser that all screens of a module are shown in."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield made
        made.close()


@dataclass
class Screen:
    """One page of one browser that shares nothing with the others."""

    context: BrowserContext
    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    # Leaving a page, or a clock that leaps, while the socket is still being made is nobody's fault.
    excused: list[str] = field(default_factory=lambda: ["WebSocket is closed before the connection is established"])
    received: list[tuple[str, str]] = field(default_factory=list)

    def watch(self) -> None:
        """From now on everything is noted."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._request)

    def keep(self) -> None:
        """Keep the text of all that is received as well: documents, answers, socket frames."""
        self.page.on("response", self._response)
        self.page.on("websocket", self._socket)

    def excuse(self, *patterns: str) -> None:
        """What this test brings about itself."""
        self.excused += patterns

    def open(self, path: str) -> Page:
        self.page.goto(self.home + path)
        return self.page

    @property
    def unexcused(self) -> list[str]:
        return [each for each in self.complaints if not any(re.search(pattern, each) for pattern in self.excused)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({self.page.url})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.complaints.append(f"request to {request.url}")

    def _response(self, response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if response.ok and not urlsplit(response.url).path.startswith("/static/") and "image/" not in kind:
            self.received.append((response.url, response.text()))

    def _socket(self, socket: WebSocket) -> None:
        host = self.home.removeprefix("http://")
        if not socket.url.startswith(f"ws://{host}/"):
            self.complaints.append(f"socket to {socket.url}")
        socket.on("framereceived", lambda frame: self.received.append((socket.url, str(frame))))


class Screens:
    """Opens them, signed in as whoever uses them."""

    def __init__(self, browser: Browser, tent: Tent) -> None:
        self.browser = browser
        self.tent = tent
        self.all: list[Screen] = []

    def open(self, path: str | None, device: str = "laptop", cookie: str | None = None, **more: Any) -> Screen:
        """A new browser on this page; with None, before any page."""
        options = DEVICES[device] | {"locale": "en-GB", "timezone_id": ELSEWHERE} | more
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        if cookie:
            context.add_cookies([{"name": "eventdesk", "value": cookie, "url": self.tent.url}])
        screen = Screen(context, context.new_page(), self.tent.url)
        screen.watch()
        self.all.append(screen)
        if path is not None:
            screen.open(path)
        return screen

    def organiser(self, path: str | None, device: str = "laptop", **more: Any) -> Screen:
        return self.open(path, device, self.tent.cookie, **more)

    def therapist(self, day: Day, first_name: str, pin: str = "1111", **more: Any) -> Screen:
        """A phone on which somebody of the roster signed in."""
        screen = self.open(None, "phone", **more)
        who = {"event": day.slug, "role": "therapist", "therapist_id": day.therapists[first_name], "pin": pin}
        self._post(screen, "/api/v1/sign-in", who)
        screen.open(day.path("therapist"))
        return screen

    def kiosk(self, day: Day, device: str = "tablet", **more: Any) -> Screen:
        """A tablet that was paired."""
        screen = self.open(None, device, **more)
        self._post(screen, "/api/v1/pair", {"code": day.post("pairings")["code"]})
        screen.open(day.path("kiosk"))
        return screen

    def _post(self, screen: Screen, path: str, body: dict[str, Any]) -> None:
        answer = screen.context.request.post(self.tent.url + path, data=body, headers={"Origin": self.tent.url})
        assert answer.ok, (path, answer.status, answer.text())

    def complaints(self) -> list[str]:
        return [each for screen in self.all for each in screen.unexcused]

    def close(self) -> None:
        for screen in self.all:
            screen.context.close()


@contextlib.contextmanager
def watched(browser: Browser, tent: Tent) -> Iterator[Screens]:
    """Screens of this desk. Whatever they complained about and nobody excused is an error in the end."""
    made = Screens(browser, tent)
    try:
        yield made
        complaints = made.complaints()
        assert not complaints, complaints
    finally:
        made.close()
