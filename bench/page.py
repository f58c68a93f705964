"""What a screen has to load, and how soon it shows something: patches in bytes, the board in a slow browser.

Bytes of the page are those of the wire, the heads of the answers included, with nothing in the browser's cache. Paint
is Chromium's own figure, its processor slowed down to a quarter; `drawn`: the largest part of the page is there.
"""

from __future__ import annotations

import contextlib
import json
import statistics
from typing import TYPE_CHECKING, Any

from bench.report import Figures, main, table
from bench.server import SLUG, Client, registration, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from rich.console import Console

IN_LINE = (0, 200)
SLOWER = 4
SETTLED_MS = 2500
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
ROOMS = ("board", "staff")
_LARGEST = """
new PerformanceObserver((list) => { window.largest = Math.max(...list.getEntries().map((each) => each.startTime)); })
  .observe({ type: 'largest-contentful-paint', buffered: true });
"""
_PAINTED = """() => ({
  first_paint_ms: performance.getEntriesByName('first-paint')[0]?.startTime ?? null,
  first_contentful_paint_ms: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
  drawn_ms: window.largest ?? null,
})"""


def measure(quick: bool) -> Figures:
    """`patch`: bytes by room and action; `board`: by how many are in line. Without a Chromium only the former."""
    from eventdesk.bootstrap import system  # noqa: PLC0415

    figures: Figures = {"patch": _patches()}
    chromium = system.find_chromium()
    if chromium:
        figures["board"] = _boards(chromium, 1 if quick else 7)
    return figures


def _patches() -> Figures:
    """The text of each frame about the one visit."""
    with running(0, 3, on_duty=1) as (port, token):
        desk = Client(port, token)
        found: Figures = {}
        for room in ROOMS:
            with _screen(port, token, room) as screen:
                found[f"{room}_bytes"] = {name: _told(screen, act) for name, act in _day_of(desk)}
    return found


def _day_of(desk: Client) -> Any:
    """What happens to one runner, from the kiosk to the end."""
    number = desk.post("/visits", registration(1_000_000))["id"]
    yield "register", lambda: number
    yield "next", lambda: desk.post("/therapists/1/next")["visit"]["id"]
    yield "recall", lambda: desk.post(f"/visits/{number}/recall")["id"]
    yield "miss", lambda: desk.post(f"/visits/{number}/miss")["id"]
    yield "return", lambda: desk.post(f"/visits/{number}/return")["id"]
    yield "next again", lambda: desk.post("/therapists/1/next")["visit"]["id"]
    yield "start", lambda: desk.post(f"/visits/{number}/start")["id"]
    yield "extend", lambda: desk.post(f"/visits/{number}/extend", {"minutes": 5})["id"]
    yield "finish", lambda: desk.post(f"/visits/{number}/finish")["id"]


@contextlib.contextmanager
def _screen(port: int, token: str, room: str) -> Iterator[Any]:
    from websockets.sync.client import connect  # noqa: PLC0415 - one of the tests' packages

    with connect(f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket", compression=None) as screen:
        screen.recv()
        screen.send("40/live," + json.dumps({"token": token}))
        screen.recv()
        screen.send("42/live,0" + json.dumps(["watch", {"event": SLUG, "room": room, "since": None}]))
        while not str(screen.recv(5)).startswith("43/live,0"):
            pass
        yield screen


def _told(screen: Any, act: Any) -> int:
    """The bytes of the next frame about the visit that this is done to."""
    number = act()
    while True:
        text = str(screen.recv(5))
        if text.startswith('42/live,["patch"'):
            changes = json.loads(text.partition(",")[2])[1]["changes"]
            if any(change.get("visit", {}).get("id") == number for change in changes):
                return len(text.encode())


def _boards(chromium: str, times: int) -> Figures:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - as above

    found: Figures = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for waiting in IN_LINE:
            with running(waiting, on_duty=0) as (port, _):
                visits = [_visit(browser, f"http://127.0.0.1:{port}/e/{SLUG}/board") for _ in range(times)]
            found[str(waiting)] = {name: statistics.median([each[name] for each in visits]) for name in visits[0]}
        browser.close()
    return found


def _visit(browser: Browser, url: str) -> Figures:
    """One visit of a browser that has never been here."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    session = context.new_cdp_session(page)
    asked: list[str] = []
    loaded: dict[str, float] = {}
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: loaded.update({event["requestId"]: event["encodedDataLength"]}))
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(_LARGEST)
    page.goto(url)
    page.wait_for_timeout(SETTLED_MS)
    painted = {name: round(value, 1) for name, value in page.evaluate(_PAINTED).items()}
    context.close()
    return {"bytes": round(sum(loaded.values())), "requests": len(asked), **painted}


def show(figures: Figures, console: Console) -> None:
    """Patches, then the page."""
    patches = figures["patch"]
    names = patches["board_bytes"]
    rows = [(name, *(patches[f"{room}_bytes"][name] for room in ROOMS)) for name in names]
    console.print(table("A patch of one changed visit (bytes)", ("", *ROOMS), rows))
    if "board" in figures:
        headings = ("in line", "bytes", "requests", "first paint, ms", "with content, ms", "drawn, ms")
        rows = [(waiting, *each.values()) for waiting, each in figures["board"].items()]
        console.print(table("A board, nothing cached, processor slowed to a quarter", headings, rows))


if __name__ == "__main__":
    main(measure, show)
