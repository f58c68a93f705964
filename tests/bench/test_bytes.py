"""What goes over the air: the text of a patch, and everything that a board loads before it shows something."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from websocket import create_connection

from bench.server import SLUG, fill
from eventdesk import settings
from eventdesk.app import create_app
from tests.bench.marks import hold
from tests.bench.served import served
from tests.bench.traced import registration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from websocket import WebSocket

    from tests.bench.served import Served

BOARD = f"/e/{SLUG}/board"
IN_LINE = 60
LOADED = re.compile(
    r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"|@import\s+(?:url\()?["']([^"']+)|url\(["']?([^"')]+)["']?\)"""
    r"""|\bimport\s*(?:[\w*{}\s,$]+?\bfrom\s*)?["']([^"']+)["']"""
)
IMPORT_MAP = re.compile(r'<script type="importmap"[^>]*>(.*?)</script>', re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("EVENTDESK_ANNOUNCE", "no")
    with served(tmp_path, IN_LINE) as running:
        yield running


def test_a_patch_for_one_visit_is_short_as_it_goes_over_the_wire(desk: Served) -> None:
    with contextlib.ExitStack() as opened:
        screens = {room: opened.enter_context(contextlib.closing(watch(desk, room))) for room in ("board", "staff")}
        desk.program.post("/visits", registration())
        called = desk.program.post("/therapists/1/next")["visit"]["id"]
        for action in ("start", "extend", "finish"):
            desk.program.post(f"/visits/{called}/{action}", {"minutes": 5} if action == "extend" else {})
        for room, screen in screens.items():
            heard = patches(screen, called)
            assert len(heard) >= 4, "the treatment of one runner is told in several patches"
            hold(f"patch_bytes_{room}", max(len(each.encode()) for each in heard))


def watch(desk: Served, room: str) -> WebSocket:
    """A screen that reads what it gets as text."""
    screen = create_connection(f"ws://127.0.0.1:{desk.port}/socket.io/?EIO=4&transport=websocket", timeout=5)
    screen.recv()
    screen.send("40/live," + json.dumps({"token": desk.token}))
    screen.recv()
    screen.send("42/live,0" + json.dumps(["watch", {"event": SLUG, "room": room, "since": None}]))
    while not str(screen.recv()).startswith("43/live,0"):
        pass
    return screen


def patches(screen: WebSocket, visit: int) -> list[str]:
    """The frames about this visit, up to the one that says it is over."""
    found = []
    for _ in range(60):
        text = str(screen.recv())
        if not text.startswith('42/live,["patch"'):
            continue
        changes = json.loads(text.partition(",")[2])[1]["changes"]
        about = [change["visit"] for change in changes if "visit" in change and change["visit"]["id"] == visit]
        found += [text] * bool(about)
        if any(each["status"] == "done" for each in about):
            return found
    raise AssertionError("the end of the treatment was not told")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[FlaskClient]:
    """What a browser says when it loads a page."""
    fill(tmp_path, IN_LINE, 3, on_duty=3)
    app = create_app(settings.load(data_dir=tmp_path, async_mode="threading"))
    client = app.flask.test_client()
    client.environ_base["HTTP_ACCEPT_ENCODING"] = "gzip, deflate, br"
    yield client
    app.close()


def test_a_board_and_all_that_it_loads_is_small(browser: FlaskClient) -> None:
    sizes = loaded(browser, BOARD)
    assert len(sizes) > 3, f"a board loads more than {sorted(sizes)}: the looking does not work"
    hold("board_page_bytes", sum(sizes.values()))
    hold("board_page_requests", len(sizes))


def loaded(browser: FlaskClient, page: str) -> dict[str, int]:
    """The compressed bytes of the page, in which how things stand is, and of each file, by address."""
    sizes: dict[str, int] = {}
    bare: dict[str, str] = {}
    waiting = [page]
    while waiting:
        address = waiting.pop()
        if address in sizes:
            continue
        text = read(browser, address, sizes).decode(errors="replace")
        for found in IMPORT_MAP.findall(text):
            bare |= json.loads(found)["imports"]
        if address.endswith(".svg"):
            continue
        names = [next(filter(None, groups)) for groups in LOADED.findall(text)]
        waiting += [urljoin(address, bare.get(name, name)) for name in names if is_ours(name, bare)]
    return sizes


def is_ours(name: str, bare: dict[str, str]) -> bool:
    return name in bare or (name[:1] in "./" and "." in name)


def read(browser: FlaskClient, address: str, sizes: dict[str, int]) -> bytes:
    """The content; what it took on the way is added to the sizes."""
    answer: Any = browser.get(address, buffered=True)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    sizes[address] = len(answer.data)
    packed = answer.headers.get("Content-Encoding") == "gzip"
    content: bytes = gzip.decompress(answer.data) if packed else answer.data
    return content
