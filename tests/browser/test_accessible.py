"""Every page, looked at by axe: nothing serious or critical, and no complaint of the browser either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.axe import LIFTED, check
from tests.browser.kiosk_page import Kiosk
from tests.browser.screens import watched
from tests.browser.tent import raised

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.screens import Screens
    from tests.browser.tent import Day, Tent

    Keep = Callable[[Page, str], None]


class Busy:
    """An event with somebody in every state; one visit of each by its state."""

    def __init__(self, day: Day) -> None:
        self.day = day
        day.waves(Early=20, Late=120)
        day.start_list("Bib,First Name,Last Name,Wave\n" + "".join(f"{n},Runner,N {n},Late\n" for n in range(1, 30)))
        for name, gender in (("Maria Lind", "woman"), ("Tom Okafor", "man"), ("Kim Sato", "unsaid")):
            day.therapist(name, gender=gender)
        self.visits = {"held": day.runner("Ada", screening={"past_clot": True})}
        for number in range(1, 12):
            treatment = "pre_event" if number % 3 == 0 else "post_event"
            self.visits["waiting"] = day.runner("Bea", treatment, bib=str(number), screening={"blood_thinners": True})
        self.visits["away"] = day.runner("Cleo")
        day.act(self.visits["away"], "step-away")
        day.runner("Dan", "pre_event", wave="Early")
        for name in ("Maria", "Tom"):
            day.post(f"therapists/{day.therapists[name]}/ready")
        self.visits["treating"] = day.visits("called")[0]
        day.act(self.visits["treating"], "start")
        day.post("announcement", {"text": "Water and fruit are next to couch 4."})


@pytest.fixture(scope="module")
def busy(tent: Tent) -> Busy:
    """Pages are only looked at, so that one event will do for all of them."""
    return Busy(tent.new_day())


def shown(page: Page) -> Page:
    """The page once it has drawn itself."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board(busy: Busy, screens: Screens, keep_picture: Keep, scheme: str) -> None:
    for device in ("tv", "phone"):
        page = shown(screens.open(busy.day.path("board"), device, color_scheme=scheme, **LIFTED).page)
        keep_picture(page, device)
        check(page)


def test_tickets(busy: Busy, screens: Screens) -> None:
    screen = screens.open(None, "phone", **LIFTED)
    for state in ("held", "waiting", "away", "treating"):
        link = busy.day.visit(busy.visits[state]["id"])["link"]
        check(shown(screen.open(link)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_organisers_pages(busy: Busy, screens: Screens, keep_picture: Keep, scheme: str) -> None:
    for device in ("laptop", "phone"):
        screen = screens.organiser(None, device, color_scheme=scheme, **LIFTED)
        for name in ("desk", "setup", "staffing"):
            page = shown(screen.open(busy.day.path(name)))
            keep_picture(page, f"{name}-{device}")
            check(page)


def test_a_held_runner_opened_at_the_desk(busy: Busy, screens: Screens, keep_picture: Keep) -> None:
    page = screens.organiser(busy.day.path("desk"), **LIFTED).page
    page.get_by_role("button", name=f"Decide about {busy.visits['held']['ticket']}").click()
    expect(page.get_by_role("dialog")).to_contain_text("Ever had a blood clot")
    keep_picture(page, "held")
    check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_therapists_phones(busy: Busy, screens: Screens, keep_picture: Keep, scheme: str) -> None:
    for name in ("Maria", "Tom", "Kim"):
        page = shown(screens.therapist(busy.day, name, color_scheme=scheme, **LIFTED).page)
        expect(page.get_by_text("Care notes are coming")).to_have_count(0)
        keep_picture(page, name)
        check(page)


@pytest.mark.parametrize("device", ["tablet", "portrait"])
def test_every_step_of_the_kiosk(day: Day, screens: Screens, keep_picture: Keep, device: str) -> None:
    day.waves(Early=90)
    day.start_list("Bib,First Name,Wave\n214,Wilhelmina,Early\n")
    day.therapist("Maria Lind", gender="woman", ready=True)
    page = screens.kiosk(day, device, **LIFTED).page

    def look(heading: str) -> None:
        keep_picture(page, heading.rstrip("?").replace(" ", "-"))
        check(page)

    kiosk = Kiosk(page, look)
    kiosk.by_bib("214", "Wilhelmina")
    kiosk.after_the_race()
    kiosk.length(20)
    kiosk.asks("Where may we help?")
    kiosk.tap("Show a list")
    check(page)
    kiosk.tap("Show the picture")
    kiosk.rest("blood thinners")
    kiosk.done()
    kiosk.tap("I already have a ticket")
    kiosk.asks("What is your race number?")
    kiosk.tap("Back")
    kiosk.tap("Team")
    kiosk.asks("For the team")


def test_pages_for_everybody(busy: Busy, screens: Screens) -> None:
    screen = screens.open(None, **LIFTED)
    sign_in = f"/sign-in?event={busy.day.slug}"
    maria = busy.day.therapists["Maria"]
    link = busy.day.post(f"therapists/{maria}/sign-in-link")["path"]
    steps = [f"{sign_in}#{step}" for step in ("therapist", f"pin-{maria}", "organiser", "tablet")]
    for path in ("/", "/sign-in", sign_in, *steps, link, "/api/docs"):
        check(shown(screen.open(path)))
    screen.excuse("status of 404")
    check(shown(screen.open("/t/nobody-has-this-ticket")))


def test_the_first_run(browser: Browser, tmp_path: Path) -> None:
    with raised(tmp_path) as tent, watched(browser, tent) as screens:
        check(shown(screens.open(tent.first_run_link(), **LIFTED).page))


def test_axe_would_find_something(busy: Busy, screens: Screens) -> None:
    page = screens.open(busy.day.path("board"), **LIFTED).page
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"/static/img/logo.svg\">'")
    with pytest.raises(AssertionError, match="image-alt"):
        check(page)
