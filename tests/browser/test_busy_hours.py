"""More come than can be treated: busy mode, rounds, a list that closes itself, and a start that moved."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.axe import LIFTED, check
from tests.browser.desk_page import Desk, Setup
from tests.browser.kiosk_page import Kiosk
from tests.browser.pages import Phone, Ticket
from tests.browser.tent import now, z

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute

    from tests.browser.screens import Screens
    from tests.browser.tent import Day

SHORTER = "Massages after the race are 12 minutes just now, so that everybody gets one."
ROUND_BEGINS_EVERY = 300
# A screen reader speaks whenever a status changes.
NOTE_WHAT_IS_SPOKEN = """() => {
  window.spoken = [];
  const region = document.querySelector('.now-later');
  const changes = { subtree: true, childList: true, characterData: true };
  new MutationObserver(() => window.spoken.push(region.innerText)).observe(region, changes);
}"""
A_WHILE = 45


def test_busy_mode_from_the_offer_to_the_way_back(day: Day, screens: Screens) -> None:
    day.therapist("Maria Lind", ready=True)
    for name in ("Ada", "Bea", "Cleo"):
        day.runner(name)
    last = day.runner("Dan")
    desk = Desk(screens.organiser(day.path("desk"), **LIFTED).page)
    board = screens.open(day.path("board"), "tv").page
    ticket = screens.open(last["link"], "phone", **LIFTED).page
    kiosk = Kiosk(screens.kiosk(day).page)
    expect(ticket.get_by_text("After the race · 20 min")).to_be_visible()

    expect(desk.page.get_by_text("Shorter treatments?")).to_be_visible()
    desk.page.get_by_role("button", name="See what it does").click()
    dialog = desk.dialog("Shorter treatments for now?")
    expect(dialog).to_contain_text("After the race: 20 → 12 minutes")
    usual, shorter = (
        dialog.get_by_role("row", name="Somebody who comes now waits").get_by_role("cell").all_inner_texts()
    )
    assert _minutes(shorter) < _minutes(usual)
    check(desk.page)
    assert {each["minutes"] for each in day.visits("waiting")} == {20}, "nothing is done before somebody decides"

    dialog.get_by_role("button", name="Switch on shorter treatments").click()
    expect(desk.page.get_by_role("button", name="Busy mode")).to_be_visible()
    expect(desk.page.get_by_text("Shorter treatments?")).to_have_count(0)
    assert {each["minutes"] for each in day.visits("waiting")} == {12}
    expect(board.get_by_text(SHORTER)).to_be_visible()
    expect(ticket.get_by_text("After the race · 12 min")).to_be_visible()
    expect(ticket.get_by_text("Shorter just now, so that everybody gets one.")).to_be_visible()
    expect(kiosk.page.get_by_text(SHORTER)).to_be_visible()
    _signs_up_for_twelve_minutes(kiosk)
    check(ticket)

    desk.menu("Busy mode", "Back to full lengths")
    back = desk.dialog("Back to full lengths?")
    expect(back).to_contain_text("After the race: 12 → 20 minutes")
    back.get_by_role("button", name="Back to full lengths").click()
    expect(desk.page.get_by_role("button", name="Busy mode")).to_have_count(0)
    expect(board.get_by_text(SHORTER)).to_have_count(0)
    expect(ticket.get_by_text("After the race · 20 min")).to_be_visible()
    assert {each["minutes"] for each in day.visits("waiting")} == {20}


def _minutes(wait: str) -> int:
    hours, _, minutes = wait.replace(" min", "").rpartition(" h")
    return int(hours or 0) * 60 + int(minutes or 0)


def _signs_up_for_twelve_minutes(kiosk: Kiosk) -> None:
    """Without being asked for a length, for there is only one."""
    kiosk.by_hand("Eve")
    kiosk.after_the_race()
    kiosk.areas()
    kiosk.health()
    kiosk.wish()
    kiosk.agree()
    kiosk.asks("All right, Eve?")
    expect(kiosk.page.get_by_text("After the race, 12 minutes")).to_be_visible()
    kiosk.tap("Yes, put me in line")
    kiosk.ticket()


def test_what_the_set_up_says_of_busy_hours(day: Day, screens: Screens) -> None:
    day.change(closes_at=z(now() + timedelta(hours=4)))
    setup = Setup(screens.organiser(day.path("setup")).page)
    busy_length = setup.page.get_by_role("group", name="After the race").get_by_label("Length in busy mode")
    before = day.get("event")
    busy_length.fill("25")
    setup.section("Treatments").get_by_role("button", name="Save").click()
    expect(setup.section("Treatments").get_by_role("alert")).to_contain_text("up to the shortest length, 20")
    assert day.get("event") == before
    busy_length.fill("15")
    setup.save("Treatments")
    setup.minutes("Busy from", 45)
    setup.page.get_by_label("Close the list by itself when it is full").check(force=True)
    setup.save("Event")
    after = day.get("event")
    assert (after["busy_limit_minutes"], after["last_call"]) == (45, True)
    assert [each["busy_minutes"] for each in after["treatments"]] == [None, 15]


def test_an_offer_that_was_waved_away_stays_away(day: Day, screens: Screens) -> None:
    day.therapist("Maria Lind", ready=True)
    for name in ("Ada", "Bea", "Cleo"):
        day.runner(name)
    page = screens.organiser(day.path("desk")).page
    page.get_by_role("button", name="Not now: A walk-up now waits").click()
    day.runner("Dan")
    expect(page.get_by_role("region", name="The line").get_by_role("row").filter(has_text="Dan")).to_be_visible()
    expect(page.get_by_text("Shorter treatments?")).to_have_count(0)
    assert day.get("event")["is_busy"] is False


def test_a_list_that_closes_itself_says_who_is_the_last(day: Day, screens: Screens) -> None:
    day.change(closes_at=z(now() + timedelta(minutes=57)))
    day.therapist("Maria Lind", ready=True)
    desk = Desk(screens.organiser(day.path("desk"), **LIFTED).page)
    board = screens.open(day.path("board"), "tv", **LIFTED).page
    kiosk = Kiosk(screens.kiosk(day).page)
    expect(desk.page.get_by_text("There is room for 2 more who can be done by")).to_be_visible()
    desk.page.get_by_role("button", name="Close by itself when full").click()
    expect(desk.page.get_by_text("There is room for")).to_have_count(0)
    assert day.get("event")["last_call"] is True

    day.runner("Ada")
    day.runner("Bea")
    expect(board.get_by_text("The list is full for today.")).to_be_visible()
    expect(board.get_by_text("The last one who will be served is")).to_contain_text("A2")
    kiosk.asks("We are full for today")
    expect(kiosk.page.get_by_text("The last one who will be served is A2.")).to_be_visible()
    expect(kiosk.button("Start")).to_have_count(0)
    for page in (board, desk.page):
        check(page)

    desk.page.get_by_role("button", name="Open the list").click()
    dialog = desk.dialog("Open the list again?")
    expect(dialog).to_contain_text("the list does not close itself again")
    dialog.get_by_role("button", name="Open the list").click()
    expect(board.get_by_text("If you come now")).to_be_visible()
    expect(kiosk.button("Start")).to_be_visible()
    assert day.get("event")["last_call"] is False


def test_rounds_are_looked_at_before_they_begin_and_everybody_knows_the_next_one(day: Day, screens: Screens) -> None:
    day.therapist("Maria Lind")
    desk = Desk(screens.organiser(day.path("desk"), **LIFTED).page)
    board = screens.open(day.path("board"), "tv", **LIFTED).page
    phone_screen = screens.therapist(day, "Maria", **LIFTED)
    phone = Phone(phone_screen.page)
    visit = day.runner("Ada")
    _wait_until_no_round_is_about_to_begin(desk.page)

    desk.menu("More for this event", "Rounds")
    dialog = desk.dialog("Work in rounds?")
    dialog.get_by_role("radio", name="15 min").check(force=True)
    expect(dialog.get_by_role("columnheader", name="Rounds")).to_be_visible()
    check(desk.page)
    assert day.get("event")["cycle_minutes"] == 0
    dialog.get_by_role("button", name="Start rounds of 15 minutes").click()
    expect(desk.page.get_by_role("button", name="Next round")).to_be_visible()
    expect(board.get_by_text("Next round at")).to_be_visible()

    phone.tap("I’m ready")
    expect(phone.page.get_by_text("The next round starts at")).to_be_visible()
    phone.tap("Call next")
    expect(phone.page.get_by_text("The next runner is called when the round begins.")).to_be_visible()
    assert day.visit(visit["id"])["status"] == "waiting"
    for page in (desk.page, board, phone.page):
        check(page)

    desk.page.get_by_role("button", name="Next round").click()
    desk.page.get_by_role("menuitem", name="Change or end the rounds").click()
    desk.dialog("Rounds are on").get_by_role("button", name="End the rounds").click()
    expect(board.get_by_text("Next round at")).to_have_count(0)
    phone.has("A1", "Called now")


def _wait_until_no_round_is_about_to_begin(page: Page) -> None:
    """Rounds begin at the next full five minutes."""
    left = page.evaluate(f"{ROUND_BEGINS_EVERY} - (Date.now() / 1000) % {ROUND_BEGINS_EVERY}")
    if left < A_WHILE:
        page.wait_for_timeout((left + 1) * 1000)


def test_a_runner_is_told_once_why_the_start_moved(day: Day, screens: Screens) -> None:
    day.therapist("Maria Lind", ready=True)
    day.runner("Ada")
    visit = day.runner("Bea")
    screen = screens.open(None, "phone", **LIFTED)
    lines: list[WebSocketRoute] = []

    def tap_the_line(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    screen.page.route_web_socket("**/socket.io/**", tap_the_line)
    page = screen.open(visit["link"])
    Ticket(page).says("You are next")
    page.evaluate(NOTE_WHAT_IS_SPOKEN)
    page.wait_for_timeout(2500)  # the desk's own first forecast comes within two beats, and would take this one's place

    def forecast(at: int, why: str) -> None:
        """As the desk tells it when five minutes have passed."""
        window = {
            name: z(now() + timedelta(minutes=at + more)) for name, more in (("low", -4), ("at", 0), ("high", 11))
        }
        news = {"at": z(now()), "visits": {str(visit["id"]): window | {"why": why, "position": 1}}}
        lines[-1].send(f'42/live,["forecast",{json.dumps(news)}]')

    forecast(40, "Treatments are taking a little longer.")
    told = page.get_by_role("status").filter(has_text="Treatments are taking a little longer.")
    expect(told).to_contain_text("Now about")
    forecast(40, "Treatments are taking a little longer.")
    forecast(55, "Fewer therapists are working just now.")
    expect(page.get_by_role("status").filter(has_text="Fewer therapists are working just now.")).to_be_visible()
    expect(page.get_by_text("Treatments are taking a little longer.")).to_have_count(0)
    assert len(page.evaluate("[...new Set(window.spoken)]")) == 2
    check(page)
