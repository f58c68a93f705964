"""What a browser fetches: everything once, nothing twice, and after an upgrade the new files while old pages go on."""

from __future__ import annotations

import re
import shutil
import threading
from collections import Counter
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from werkzeug.serving import WSGIRequestHandler, make_server

from eventdesk import app, settings
from eventdesk.adapters.clock import SystemClock
from eventdesk.domain.visit import Role
from eventdesk.services import registering
from eventdesk.services.actors import Actor
from eventdesk.settings import PROJECT
from eventdesk.web.static_files import LOOKS_EVERY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

SLUG = "spring"
BOARD = f"/e/{SLUG}/board"
HASH = re.compile("/static/([0-9a-f]{16})/")
TOLD = registering.Told(consents_to_treatment=True, consents_to_health_data=True)


class Silent(WSGIRequestHandler):
    """What this server has to say is not what the tests are about."""

    def log(self, *_: object) -> None:
        """Nothing."""


class Site:
    """A desk of this process whose files the test changes, and what it was asked for."""

    def __init__(self, folder: Path) -> None:
        self.static = folder / "static"
        shutil.copytree(PROJECT / "static", self.static, ignore=shutil.ignore_patterns("packed", "*.ttf"))
        (folder / "templates").symlink_to(PROJECT / "templates")
        chosen = settings.load(data_dir=folder / "data", async_mode="threading")
        chosen.prepare()
        self.desk = app.create_app(chosen)
        self.desk.commands.new_event(SLUG, "Spring Run", SystemClock().now().date(), "UTC")
        self.asked: list[str] = []

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked.append(environ["PATH_INFO"])
        return self.desk.flask(environ, start_response)

    def register(self, name: str) -> str:
        """Somebody joins the line; the ticket."""
        wanted = registering.Wanted(treatment="post_event", first_name=name)
        joins = partial(registering.register, wanted=wanted, told=TOLD)
        return self.desk.desk.perform(SLUG, Actor(Role.ORGANISER, "Jo"), joins).ticket

    def change(self, name: str, before: str, after: str) -> None:
        path = self.static / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")

    def files(self) -> list[str]:
        """The static files that were asked for since the last time."""
        asked, self.asked = self.asked, []
        return [each for each in asked if each.startswith("/static/")]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(app, "PROJECT", tmp_path)
    made = Site(tmp_path)
    yield made
    made.desk.close()


@contextmanager
def served(site: Site) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def opened(visitor: BrowserContext, url: str, complaints: list[str]) -> Page:
    page = visitor.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(url + BOARD)
    expect(page.get_by_role("heading", name="Next in line")).to_be_visible()
    return page


def test_a_first_visit_fetches_every_file_once_and_a_second_one_none(site: Site, visitor: BrowserContext) -> None:
    complaints: list[str] = []
    site.register("Anna")
    with served(site) as url:
        first = opened(visitor, url, complaints)
        expect(first.get_by_text("A1", exact=True)).to_be_visible()
        first.wait_for_timeout(300)
        files = site.files()
        assert {count for _, count in Counter(files).items()} == {1}, "no module is fetched twice"
        assert len({HASH.match(each)[1] for each in files}) == 1  # type: ignore[index]
        told_beforehand = first.locator("link[rel=modulepreload]").evaluate_all(
            "all => all.map(each => new URL(each.href).pathname)"
        )
        assert set(told_beforehand) == {each for each in files if each.endswith(".js")}
        second = opened(visitor, url, complaints)
        expect(second.get_by_text("A1", exact=True)).to_be_visible()
        second.wait_for_timeout(300)
        assert site.files() == []
        visitor.close()
    assert complaints == []


def test_after_an_upgrade_old_pages_go_on_and_new_ones_are_new(site: Site, visitor: BrowserContext) -> None:
    complaints: list[str] = []
    with served(site) as url:
        old = opened(visitor, url, complaints)
        old_hash = {HASH.match(each)[1] for each in site.files()}  # type: ignore[index]
        site.change("js/board/head.js", "Massage tent", "Upgraded tent")
        site.change("css/tokens.css", ":root {", ":root { --upgraded: yes;")
        old.wait_for_timeout(LOOKS_EVERY_SECONDS * 1000 + 100)

        ticket = site.register("Anna")
        expect(old.get_by_text(ticket, exact=True)).to_be_visible()
        expect(old.get_by_text("Massage tent")).to_be_visible()
        assert site.files() == [], "an open page needs nothing more"

        new = opened(visitor, url, complaints)
        expect(new.get_by_text("Upgraded tent")).to_be_visible()
        expect(new.get_by_text(ticket, exact=True)).to_be_visible()
        assert new.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--upgraded')") == "yes"
        new_hash = {HASH.match(each)[1] for each in site.files()}  # type: ignore[index]
        assert len(new_hash | old_hash) == 2

        old.reload()
        expect(old.get_by_text("Upgraded tent")).to_be_visible()
        visitor.close()
    assert complaints == []
