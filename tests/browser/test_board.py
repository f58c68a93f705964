"""The board among many people, far away from the race's timezone, and with its voice on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Board
from tests.browser.tent import now, timezone

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.screens import Screens
    from tests.browser.tent import Day, Tent

CROWD = 120

# A browser without a voice of its own gets one that writes down what it was to say.
VOICE = """
window.said = [];
class Utterance { constructor(words) { this.text = words; } }
window.SpeechSynthesisUtterance = Utterance;
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [{ lang: 'en-GB', localService: true, default: true, name: 'Own' }],
  speak: (utterance) => { window.said.push(utterance.text); utterance.onend(); },
  cancel: () => {},
} });
"""


@pytest.fixture(scope="module")
def crowd(tent: Tent) -> Day:
    """More runners than fit on one page of any board."""
    day = tent.new_day(board_label="first_name")
    for name in ("Maria Lind", "Tom Okafor", "Kim Sato"):
        day.therapist(name, ready=True)
    for number in range(CROWD):
        day.runner(("Katharina-Alexandra", "Bo", "Maximiliano")[number % 3])
    return day


@pytest.mark.parametrize("device", ["tv", "laptop", "phone"])
def test_everybody_is_shown_without_scrolling(
    crowd: Day, screens: Screens, keep_picture: Callable[[Page, str], None], device: str
) -> None:
    page = screens.open(crowd.path("board"), device).page
    board = Board(page)
    expect(board.line.get_by_role("listitem").first).to_be_visible()
    keep_picture(page, "crowd")
    fits = "[document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth <= innerWidth]"
    assert page.evaluate(fits) == [True, True]
    waiting = {each["ticket"] for each in crowd.visits("waiting")} | {
        each["ticket"] for each in crowd.get("visits?limit=100&after=100")["visits"] if each["status"] == "waiting"
    }
    turner = board.line.get_by_role("button", name="Next page")
    seen = set(board.shown()["line"])
    for _ in range(40):
        if seen >= waiting:
            break
        words = turner.get_attribute("aria-label") or ""
        turner.click()
        expect(turner).not_to_have_attribute("aria-label", words)
        seen |= set(board.shown()["line"])
    assert seen >= waiting
    assert len(waiting) == CROWD - len(crowd.therapists)


def test_it_shows_the_time_of_the_race_not_of_the_device(day: Day, screens: Screens) -> None:
    page = screens.open(day.path("board"), "tv").page
    hour = now().astimezone(ZoneInfo(timezone())).hour
    # Whatever the minute is when the test looks, and before ten too.
    expect(page.get_by_text(re.compile(rf"It is (0?{hour}:\d\d|0?{(hour + 1) % 24}:0\d)"))).to_be_visible()


def test_a_wrong_clock_on_the_device_does_no_harm(day: Day, screens: Screens) -> None:
    """An old tablet thinks that it is last year."""
    day.therapist("Maria Lind", ready=True)
    visit = day.runner("Wilhelmina")
    day.act(visit, "start")
    screen = screens.open(None, "tv")
    screen.page.clock.install(time="2019-01-01T03:00:00Z")
    board = Board(screen.open(day.path("board")))
    expect(board.place(board.couches, visit["ticket"])).to_contain_text("20 min")
    expect(screen.page.get_by_text("Last update")).to_be_visible()


def test_it_says_each_call_once_with_the_couch(day: Day, screens: Screens) -> None:
    day.change(speech=True, sound=False)
    day.therapist("Maria Lind", ready=True)
    screen = screens.open(None, "tv")
    screen.page.add_init_script(VOICE)
    page = screen.open(day.path("board"))
    page.get_by_role("button", name="Sound is off").click()
    expect(page.get_by_role("button", name="Sound is on")).to_be_visible()
    first = day.runner("Wilhelmina")
    Board(page).calls(first["ticket"], "1", "Maria")
    page.wait_for_function("window.said.length > 0")
    day.runner("Leopold")
    day.post("announcement", {"text": "Water is next to couch 2."})
    expect(page.get_by_text("Water is next to couch 2.")).to_be_visible()
    assert page.evaluate("window.said") == ["Ticket A 1. Please come to Couch 1."]
