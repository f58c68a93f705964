"""Devices: paired by QR or digits, listed, named, sent away; a line lead's desk; students without a supervisor."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.desk_page import Desk
from tests.browser.tent import now, z

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.screens import Screens
    from tests.browser.tent import Day

CLOCK = timedelta(minutes=7)


@pytest.fixture
def full_day(day: Day) -> Day:
    """A line, somebody held, somebody treated, a student and a supervisor."""
    day.change(closes_at=z(now() + timedelta(hours=6)))
    day.therapist("Maria Long-Doublename", ready=True)
    day.therapist("Stu Young", grade="student")
    day.therapist("Sue Boss", grade="supervisor", skills=["pre_event"], ready=True)
    for name in ("Anna", "Ben", "Cleo"):
        day.runner(name)
    day.runner("Sara", screening={"chest_pain": True}, last_name="Held")
    return day


def pair_by_link(screens: Screens, day: Day, role: str, name: str, device: str, **more: str) -> Page:
    made = day.post("pairings", {"role": role})
    screen = screens.open(made["path"], device, **more)
    screen.page.get_by_label("What is it called?").fill(name)
    return screen.page


def test_a_tablet_is_paired_for_the_line_lead_who_then_runs_the_line(
    screens: Screens, full_day: Day, keep_picture: Callable[[Page, str], None]
) -> None:
    page = pair_by_link(screens, full_day, "lead", "Line, north door", "tablet")
    expect(page.get_by_role("heading", name="This device becomes: Line lead")).to_be_visible()
    keep_picture(page, "pairing")
    page.get_by_role("button", name="Pair this device").click()
    page.wait_for_url(re.compile("/desk$"))
    desk = Desk(page)
    expect(page.get_by_role("region", name="The line")).to_be_visible()
    desk.register("Dora", "After the race")
    assert len(desk.waiting()) == 3
    keep_picture(page, "lead")

    # What is for others to do is not offered, and what is health is not told.
    for name in ("Answers and notes", "Edit…", "Decline today…", "What happened so far"):
        expect(page.get_by_text(name)).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Look at ")).click()
    panel = page.get_by_role("dialog", name="Sara Held")
    expect(panel.get_by_text("The organiser or a therapist decides.")).to_be_visible()
    assert [each.strip() for each in panel.locator(".panel-actions button").all_inner_texts()] == [
        "Refer to medical…",
        "Withdraw",
    ]
    keep_picture(page, "held")
    panel.get_by_role("button", name="Close").click()
    desk.finds("Cleo", "Cleo")
    page.get_by_role("button", name="More for this event").click()
    assert page.get_by_role("menuitem").all_inner_texts() == ["The board", "Light or dark", "Keyboard", "Sign out"]
    page.keyboard.press("Escape")
    desk.move_to_the_front("A4" if "A4" in desk.waiting() else desk.waiting()[-1], "Guide runner")


def test_whoever_is_sent_away_is_told_at_once(
    screens: Screens, full_day: Day, keep_picture: Callable[[Page, str], None]
) -> None:
    lead = pair_by_link(screens, full_day, "lead", "Line", "portrait")
    lead.get_by_role("button", name="Pair this device").click()
    lead.wait_for_url(re.compile("/desk$"))
    board = pair_by_link(screens, full_day, "board", "TV at the gate", "tv")
    board.get_by_role("button", name="Pair this device").click()
    board.wait_for_url(re.compile("/board$"))
    screens.therapist(full_day, "Maria")
    wrong = (now() + CLOCK).timestamp() * 1000
    lead.context.request.get(f"{screens.tent.url}/api/v1/me", headers={"EventDesk-Clock": str(int(wrong))})

    page = screens.organiser(full_day.path("devices")).page
    devices = page.get_by_role("region", name=re.compile("^Devices"))
    expect(devices.get_by_role("listitem")).to_have_count(2)
    expect(devices.get_by_text("TV at the gate, Board")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("^People")).get_by_text("Maria")).to_be_visible()
    keep_picture(page, "devices")

    devices.get_by_role("button", name="Name: Line, Line lead").click()
    naming = page.get_by_role("dialog", name="What is it called?")
    naming.get_by_label("Name").fill("North door")
    naming.get_by_role("button", name="Save").click()
    expect(devices.get_by_text("North door, Line lead")).to_be_visible()

    devices.get_by_role("button", name=re.compile("^Sign out: North door")).click()
    page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    expect(lead.get_by_text("You have been signed out.")).to_be_visible(timeout=3000)
    # A tablet that was lost keeps nobody's name on its screen.
    for name in ("Ben", "Sara"):
        expect(lead.get_by_text(name)).to_have_count(0)
    expect(devices.get_by_role("listitem")).to_have_count(1)
    keep_picture(lead, "sent-away")


def test_a_screen_without_a_camera_types_the_digits(
    screens: Screens, day: Day, keep_picture: Callable[[Page, str], None]
) -> None:
    page = screens.organiser(day.path("devices")).page
    page.get_by_role("radio", name="Board").check(force=True)
    page.get_by_label("What is it called?").fill("TV")
    page.get_by_role("button", name="Show the code").click()
    dialog = page.get_by_role("dialog", name="Pair a screen as board")
    code = dialog.locator(".pair-code").inner_text().replace(" ", "")
    keep_picture(page, "code")
    screen = screens.open(f"/sign-in?event={day.slug}").page
    screen.get_by_role("button", name="Pair this tablet").click()
    for digit in code:
        screen.get_by_role("button", name=digit, exact=True).click()
    screen.wait_for_url(re.compile("/board$"))
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("region", name=re.compile("^Devices")).get_by_text("TV, Board")).to_be_visible()


def test_students_who_get_nobody_are_told_at_the_desk(
    screens: Screens, full_day: Day, keep_picture: Callable[[Page, str], None]
) -> None:
    page = screens.organiser(full_day.path("desk")).page
    strip = page.get_by_role("status").filter(has_text="No supervisor is on shift: ")
    full_day.post(f"therapists/{full_day.therapists['Sue']}/off")
    full_day.post(f"therapists/{full_day.therapists['Stu']}/ready")
    expect(strip).to_contain_text("Stu gets no new runner.")
    expect(page.get_by_text("No supervisor is on shift, so students get no new runner.")).to_be_visible()
    keep_picture(page, "unsupervised")
    full_day.post(f"therapists/{full_day.therapists['Sue']}/ready")
    expect(strip).to_have_count(0)
    expect(page.get_by_role("region", name="Therapists").get_by_text("Ben")).to_be_visible()


def test_the_grade_is_set_on_the_roster(screens: Screens, day: Day, keep_picture: Callable[[Page, str], None]) -> None:
    day.therapist("Stu Young")
    page = screens.organiser(day.path("setup")).page
    page.get_by_role("button", name="Change Stu Young").click()
    dialog = page.get_by_role("dialog", name="Stu Young")
    dialog.get_by_role("radio", name="Student").check(force=True)
    keep_picture(page, "grade")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=re.compile("Stu Young")).get_by_text("Student")).to_be_visible()
    assert day.get("therapists")["therapists"][0]["grade"] == "student"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "portrait", "laptop"])
def test_the_pages_are_for_everybody(
    screens: Screens, full_day: Day, device: str, theme: str, keep_picture: Callable[[Page, str], None]
) -> None:
    how = {"color_scheme": theme} | axe.LIFTED
    lead = pair_by_link(screens, full_day, "lead", "Line lead of the north door, a long name", device, **how)
    axe.check(lead)
    keep_picture(lead, "pair")
    lead.get_by_role("button", name="Pair this device").click()
    lead.wait_for_url(re.compile("/desk$"))
    expect(lead.get_by_role("region", name="The line")).to_be_visible()
    axe.check(lead)
    keep_picture(lead, "lead")
    page = screens.organiser(full_day.path("devices"), device, **how).page
    expect(page.get_by_text("a long name")).to_be_visible()
    axe.check(page)
    page.evaluate("window.scrollTo(0, 0)")
    keep_picture(page, "devices")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.get_by_role("button", name="Show the code").click()
    expect(page.locator(".pair-code")).to_be_visible()
    axe.check(page)
    keep_picture(page, "code")
