"""One browser, one desk, and screens that have to behave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import tent as tents
from tests.browser.screens import PATIENCE_MS, chromium, watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.screens import Screens

ROOT = Path(__file__).resolve().parent.parent.parent
ARTEFACTS = ROOT / "test-artefacts"

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with chromium(chromium_path) as made:
        yield made


@pytest.fixture(scope="session")
def tent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tents.Tent]:
    """A desk that has been set up; each test takes an event of its own on it."""
    with tents.ready(tmp_path_factory.mktemp("tent")) as made:
        yield made


@pytest.fixture
def day(tent: tents.Tent) -> tents.Day:
    """An event where therapists are ready at once after a runner."""
    return tent.new_day()


@pytest.fixture
def screens(browser: Browser, tent: tents.Tent) -> Iterator[Screens]:
    """Browsers. Whatever they complained about and the test did not excuse makes it fail."""
    with watched(browser, tent) as made:
        yield made


@pytest.fixture
def keep_picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keeps a picture of a page under `test-artefacts/`, for people to look at."""
    folder = ARTEFACTS / request.node.name

    def keep(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")

    return keep
