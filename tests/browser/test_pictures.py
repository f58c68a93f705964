"""The pictures of the README, made anew whenever somebody asks for it.

    EVENTDESK_PICTURES=docs/screenshots python3 run.py test tests/browser/test_pictures.py

Without the variable they go where all pictures of the tests go, so that what makes them stays right.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARTEFACTS, ROOT
from tests.browser.kiosk_page import Kiosk
from tests.browser.pages import Board, Phone

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.screens import Screens
    from tests.browser.tent import Day, Tent

FOLDER = ROOT / os.environ.get("EVENTDESK_PICTURES", ARTEFACTS / "pictures")
LARGEST_BYTES = 250_000
PEOPLE = """
    Ana Berg, Ben Costa, Carla Dupont, David Eder, Elif Fischer, Finn Garcia, Greta Huber, Hugo Jansen, Ines Lopez,
    Jonas Novak, Kim Olsen, Leo Petit, Mia Rossi, Noah Silva, Olga Braun, Paul Conti, Rosa Dietz, Sam Evans, Uma Farkas,
    Wim Gruber, Yara Haas, Zoe Ilic, Aron Jung, Bea Klein, Cem Lang, Dora Moser
"""
CALM = {"reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def morning(tent: Tent) -> Day:
    """A tent in full swing, the same each time."""
    day = tent.new_day(name="Riverside Half Marathon", turnover_minutes=2)
    day.waves(**{"Elite": -35, "Wave 1": 55, "Wave 2": 85})
    people = [each.split() for each in PEOPLE.split(",")]
    waves = ("Elite", "Wave 1", "Wave 2")
    rows = [f"{101 + n},{first},{last},{waves[n % 3]}" for n, (first, last) in enumerate(people)]
    day.start_list("\n".join(["Bib,First Name,Last Name,Wave", *rows]))
    roster = (("Maria Lind", "woman"), ("Tom Okafor", "man"), ("Kim Sato", "unsaid"), ("Rosa Weiss", "woman"))
    for name, gender in (*roster, ("Idris Bello", "man")):
        day.therapist(name, gender=gender)
    for n in range(24):
        treatment = "pre_event" if n % 3 == 1 else "post_event"
        screening = {"blood_thinners": True} if n % 4 == 1 else {"past_clot": True} if n == 7 else {}
        wish = {"therapist_gender": "woman"} if n == 10 else {}
        areas = {"focus": ["left_calf", "lower_back"], "avoid": ["right_knee"]}
        day.runner(people[n][0], treatment, bib=str(101 + n), screening=screening, **areas, **wish)
    for therapist_id in list(day.therapists.values())[:4]:
        day.post(f"therapists/{therapist_id}/ready")
    for visit in day.visits("called"):
        if visit["therapist_id"] in (day.therapists["Maria"], day.therapists["Kim"]):
            day.act(visit, "start")
    day.act(day.visits("waiting")[9], "step-away", {"minutes": 20})
    day.post("announcement", {"text": "Water and fruit are next to couch 4."})
    return day


def keep(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = Path(FOLDER) / f"{name}.png"
    page.screenshot(path=path)
    assert path.stat().st_size < LARGEST_BYTES


def test_the_board(morning: Day, screens: Screens) -> None:
    # A TV, made small.
    page = screens.open(morning.path("board"), "tv", device_scale_factor=2 / 3, **CALM).page
    expect(Board(page).called.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_text("Last update")).to_be_visible()
    keep(page, "board")


def test_the_desk(morning: Day, screens: Screens) -> None:
    page = screens.organiser(morning.path("desk"), **CALM).page
    expect(page.get_by_role("button", name="Decide about")).to_be_visible()
    expect(page.get_by_text("Last update")).to_be_visible()
    keep(page, "desk")


def test_a_therapists_phone(morning: Day, screens: Screens) -> None:
    page = screens.therapist(morning, "Maria", device_scale_factor=1.5, **CALM).page
    expect(Phone(page).runner).to_be_visible()
    expect(page.get_by_text("Leave alone")).to_be_visible()
    keep(page, "therapist")


def test_the_kiosk(morning: Day, screens: Screens) -> None:
    page = screens.kiosk(morning, **CALM).page
    kiosk = Kiosk(page)
    kiosk.by_bib("126", "Dora")
    kiosk.after_the_race()
    kiosk.length(20)
    kiosk.asks("Where may we help?")
    for area, taps in (("left_calf", 1), ("lower_back", 1), ("right_knee", 2)):
        for _ in range(taps):
            kiosk.area(area).click()
    keep(page, "kiosk")
