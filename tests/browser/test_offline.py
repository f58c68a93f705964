"""Tablets and phones without network: what is signed up or tapped is kept, and arrives in order and once."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import LIFTED, check
from tests.browser.kiosk_page import WELCOME, Kiosk
from tests.browser.pages import Phone
from tests.browser.screens import DEVICES, ELSEWHERE, FLAGS, NO_ANSWER, NO_SOCKET, PATIENCE_MS, REFUSED
from tests.browser.test_kiosk import KEPT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.browser.screens import Screen, Screens
    from tests.browser.tent import Day, Tent

    Keep = Callable[[Page, str], None]

ON_SLIP = "You’re on the list of this tablet"
AWAY = (NO_ANSWER, NO_SOCKET, r"net::ERR_FAILED")
LIST = "Bib,First Name,Last Name,Wave\n214,Wilhelmina,Quenneville,Early\n"
SECRETS = ("Wilhelmina", "Ignatius", "Leopold", "Thaddeus", "Quenneville", "214", "blood", "calf", "screening")


@pytest.fixture
def open_day(day: Day) -> Day:
    """A tent with a start list and somebody who serves, on request, so that the line stays as it is."""
    day.change(mode="on_request")
    day.waves(Early=90)
    day.start_list(LIST)
    day.therapist("Maria Lind")
    return day


def sign_up(kiosk: Kiosk, first_name: str) -> str:
    """Through all the steps without a desk; the slip's number."""
    kiosk.by_hand(first_name)
    kiosk.after_the_race()
    kiosk.length(20)
    kiosk.areas(work="left_calf")
    kiosk.health("blood thinners")
    kiosk.wish()
    kiosk.agree()
    kiosk.asks(f"All right, {first_name}")
    kiosk.tap("Yes, put me in line")
    return slip_of(kiosk)


def slip_of(kiosk: Kiosk) -> str:
    kiosk.asks(ON_SLIP)
    number = kiosk.page.locator(".kiosk-slip-number").inner_text()
    assert re.fullmatch(r"\d+-\d\d", number)
    return number


def kiosk_on(screen: Screen) -> Kiosk:
    screen.excuse(*AWAY)
    return Kiosk(screen.page)


def restarted(screens: Screens, screen: Screen, path: str, device: str = "tablet") -> Screen:
    """The same tablet after it was switched off and on: another browser with what was on the disk."""
    kept: Any = screen.context.storage_state(indexed_db=True)
    screen.context.close()
    screens.all.remove(screen)
    again = screens.open(None, device, storage_state=kept)
    again.excuse(*AWAY)
    again.open(path)
    return again


def all_sent(page: Page) -> None:
    """A page that was just opened says nothing yet of what waits, so what is kept is asked until it is gone."""
    left = None
    for _ in range(100):
        left = json.loads(page.evaluate(KEPT_ENTRIES))
        if left == []:
            break
        page.wait_for_timeout(100)
    assert left == []
    expect(page.get_by_text("waiting to be sent")).to_have_count(0)


KEPT_ENTRIES = """async () => {
  const opening = indexedDB.open('eventdesk');
  const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
  const all = database.transaction('entries').objectStore('entries').getAll();
  const entries = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  database.close();
  return JSON.stringify(entries);
}"""


def test_sign_ups_without_network_wait_on_the_tablet_and_go_in_after_a_restart(
    open_day: Day, screens: Screens, keep_picture: Keep
) -> None:
    screen = screens.kiosk(open_day)
    kiosk = kiosk_on(screen)
    kiosk.asks(WELCOME)
    screen.context.set_offline(True)
    names = ["Wilhelmina", "Ignatius", "Leopold"]
    slips = []
    for name in names:
        slips.append(sign_up(kiosk, name))
        keep_picture(kiosk.page, f"slip {name}")
        kiosk.done()
    expect(kiosk.page.get_by_text("3 sign-ups are waiting to be sent.")).to_be_visible()
    keep_picture(kiosk.page, "three wait")
    kept = kiosk.page.evaluate(KEPT)
    assert len(json.loads(kiosk.page.evaluate(KEPT_ENTRIES))) == 3
    for secret in SECRETS:
        assert secret not in kept
    assert open_day.visits() == []

    again = restarted(screens, screen, open_day.path("kiosk"))
    all_sent(again.page)
    assert [each["first_name"] for each in open_day.visits()] == names
    assert len(open_day.journal("register")) == 3
    again.page.reload()
    Kiosk(again.page).asks(WELCOME)
    assert len(open_day.journal("register")) == 3

    # Any tablet finds the ticket by the slip's number.
    other = Kiosk(screens.kiosk(open_day).page)
    other.tap("I already have a ticket")
    other.tap("I have a slip number")
    other.asks("What is your slip number?")
    other.type(slips[1])
    keep_picture(other.page, "slip number")
    other.tap("Find my ticket")
    other.asks("Your ticket")
    expect(other.page.get_by_text(open_day.visits()[1]["ticket"], exact=True)).to_be_visible()
    expect(other.page.get_by_text("Ignatius")).to_have_count(0)


def test_the_laptop_goes_away_and_comes_back_and_the_runner_gets_the_ticket(
    tent: Tent, open_day: Day, screens: Screens, keep_picture: Keep
) -> None:
    kiosk = kiosk_on(screens.kiosk(open_day))
    kiosk.asks(WELCOME)
    tent.kill()
    expect(kiosk.page.get_by_text("We can’t reach the desk just now.")).to_be_visible()
    keep_picture(kiosk.page, "welcome while away")
    kiosk.start()
    kiosk.type("214")
    kiosk.page.get_by_role("button", name="OK", exact=True).click()
    kiosk.tap("Yes, I am 214")
    kiosk.page.get_by_label("First name").fill("Wilhelmina")
    kiosk.tap("Continue")
    kiosk.before_the_race("Early")
    kiosk.length(10)
    kiosk.areas()
    kiosk.health()
    kiosk.wish()
    kiosk.agree()
    kiosk.asks("All right, Wilhelmina")
    kiosk.tap("Yes, put me in line")
    slip_of(kiosk)
    tent.start()
    ticket = kiosk.ticket()
    [visit] = open_day.visits()
    assert (visit["ticket"], visit["bib"], visit["last_name"], visit["wave"]) == (ticket, "214", "Quenneville", "Early")
    kiosk.done()
    all_sent(kiosk.page)


@pytest.mark.parametrize(("device", "scheme"), [("tablet", "light"), ("portrait", "dark"), ("phone", "light")])
def test_the_screens_without_a_desk_can_be_read_by_everybody(
    open_day: Day, screens: Screens, keep_picture: Keep, device: str, scheme: str
) -> None:
    screen = screens.kiosk(open_day, device, color_scheme=scheme, **LIFTED)
    kiosk = kiosk_on(screen)
    kiosk.asks(WELCOME)
    screen.context.set_offline(True)
    sign_up(kiosk, "Wilhelmina")
    for name in ("slip", "waiting", "by slip", "still here"):
        if name == "waiting":
            kiosk.done()
        elif name == "by slip":
            kiosk.tap("I already have a ticket")
            kiosk.tap("I have a slip number")
        elif name == "still here":
            kiosk.type(json.loads(screen.page.evaluate(KEPT_ENTRIES))[0]["command"]["slip"])
            kiosk.tap("Find my ticket")
            expect(screen.page.get_by_text("still on this tablet").first).to_be_visible()
        keep_picture(screen.page, name)
        check(screen.page)


def test_an_answer_that_was_lost_with_the_laptop_is_asked_for_again_not_signed_up_again(
    tent: Tent, open_day: Day, screens: Screens
) -> None:
    screen = screens.kiosk(open_day)
    kiosk = kiosk_on(screen)
    kiosk.asks(WELCOME)
    done: list[int] = []

    def lose(route: Any) -> None:
        done.append(route.fetch().status)
        route.abort()

    screen.page.route("**/slips", lose, times=1)
    kiosk.by_hand("Leopold")
    kiosk.after_the_race()
    kiosk.length(20)
    kiosk.areas()
    kiosk.health()
    kiosk.wish()
    kiosk.agree()
    kiosk.asks("All right, Leopold")
    kiosk.tap("Yes, put me in line")
    slip = slip_of(kiosk)
    tent.kill()
    assert done == [201]
    kiosk.done()
    tent.start()
    again = restarted(screens, screen, open_day.path("kiosk"))
    all_sent(again.page)
    assert len(open_day.journal("register")) == 1
    assert open_day.get(f"slips/{slip}")["visit"]["ticket"] == open_day.visits()[0]["ticket"]


def test_a_refusal_that_comes_later_is_told_to_the_desk_and_at_the_tablet(
    open_day: Day, screens: Screens, keep_picture: Keep
) -> None:
    screen = screens.kiosk(open_day)
    kiosk = kiosk_on(screen)
    kiosk.asks(WELCOME)
    screen.context.set_offline(True)
    slip = sign_up(kiosk, "Thaddeus")
    kiosk.done()
    treatments = open_day.get("event")["treatments"]
    open_day.change(treatments=[each | {"enabled": each["rule"] == "before_start"} for each in treatments])
    desk = screens.organiser(open_day.path("desk")).page
    screen.context.set_offline(False)
    expect(kiosk.page.get_by_text(f"sign-up {slip} came to nothing")).to_be_visible()
    keep_picture(kiosk.page, "came to nothing")
    expect(desk.get_by_text(f"Slip {slip}")).to_be_visible()
    expect(desk.get_by_text("This treatment is not offered.")).to_be_visible()
    keep_picture(desk, "desk")
    desk.get_by_role("button", name=f"Seen: slip {slip}").click()
    expect(desk.get_by_text(f"Slip {slip}")).to_have_count(0)
    desk.reload()
    expect(desk.get_by_role("heading", name="Needs you")).to_be_visible()
    expect(desk.get_by_text(f"Slip {slip}")).to_have_count(0)
    assert open_day.visits() == []


def test_a_tablet_that_was_signed_out_keeps_what_it_has_until_it_is_paired_again(
    open_day: Day, screens: Screens, keep_picture: Keep
) -> None:
    screen = screens.kiosk(open_day)
    screen.excuse(REFUSED)
    kiosk = kiosk_on(screen)
    kiosk.asks(WELCOME)
    screen.context.set_offline(True)
    slip = sign_up(kiosk, "Leopold")
    kiosk.done()
    [tablet] = [each for each in open_day.get("passes")["passes"] if each["role"] == "kiosk"]
    open_day.post(f"passes/{tablet['id']}/revoke")
    screen.context.set_offline(False)
    expect(kiosk.page.get_by_text("this tablet is not signed in any more")).to_be_visible()
    keep_picture(kiosk.page, "signed out")
    assert open_day.visits() == []
    screens._post(screen, "/api/v1/pair", {"code": open_day.post("pairings")["code"]})  # noqa: SLF001 - paired once more
    screen.open(open_day.path("kiosk"))
    all_sent(screen.page)
    assert [each["first_name"] for each in open_day.visits()] == ["Leopold"]
    assert open_day.get(f"slips/{slip}")["visit"]["ticket"] == open_day.visits()[0]["ticket"]


def test_a_tablet_without_storage_says_so_and_still_sends(open_day: Day, screens: Screens, keep_picture: Keep) -> None:
    screen = screens.open(None, "tablet")
    screen.context.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('off'); } })")
    screens._post(screen, "/api/v1/pair", {"code": open_day.post("pairings")["code"]})  # noqa: SLF001
    screen.open(open_day.path("kiosk"))
    kiosk = kiosk_on(screen)
    expect(kiosk.page.get_by_text("this tablet keeps nothing when it is switched off")).to_be_visible()
    screen.context.set_offline(True)
    sign_up(kiosk, "Leopold")
    expect(kiosk.page.get_by_text("this tablet must stay switched on")).to_be_visible()
    keep_picture(kiosk.page, "no storage")
    screen.context.set_offline(False)
    kiosk.ticket()
    assert [each["first_name"] for each in open_day.visits()] == ["Leopold"]


def test_a_tablet_whose_battery_is_pulled_has_kept_what_it_said(
    tent: Tent, open_day: Day, browser: Browser, chromium_path: str, tmp_path: Path
) -> None:
    """The browser's processes are killed the moment the runner has the number; the disk alone is left."""
    options: dict[str, Any] = DEVICES["tablet"] | {"locale": "en-GB", "timezone_id": ELSEWHERE}
    options |= {"executable_path": chromium_path, "args": FLAGS}
    first = browser.browser_type.launch_persistent_context(tmp_path, **options)
    first.set_default_timeout(PATIENCE_MS)
    code = open_day.post("pairings")["code"]
    first.request.post(f"{tent.url}/api/v1/pair", data={"code": code}, headers={"Origin": tent.url})
    page = first.new_page()
    page.goto(tent.url + open_day.path("kiosk"))
    kiosk = Kiosk(page)
    kiosk.asks(WELCOME)
    cookies: Any = first.cookies()
    first.set_offline(True)
    sign_up(kiosk, "Ignatius")
    end_at_once(tmp_path)

    second = browser.browser_type.launch_persistent_context(tmp_path, **options)
    second.set_default_timeout(PATIENCE_MS)
    # A cookie that was set a minute ago is on the disk; one of a few seconds need not be.
    second.add_cookies(cookies)
    page = second.new_page()
    page.goto(tent.url + open_day.path("kiosk"))
    Kiosk(page).asks(WELCOME)
    all_sent(page)
    second.close()
    assert [each["first_name"] for each in open_day.visits()] == ["Ignatius"]


def end_at_once(profile: Path) -> None:
    """Ends the browser of this profile, and nobody else's, without a chance to write anything more."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in said.split(b"\0") and b"--type=" not in said:
            os.kill(int(folder.name), signal.SIGKILL)


def called(day: Day, first_name: str = "Wilhelmina") -> Any:
    """Somebody whom Maria has called."""
    maria = day.therapists["Maria"]
    visit = day.runner(first_name)
    day.post(f"therapists/{maria}/ready")
    day.act(visit, "call", {"therapist_id": maria})
    return visit


def test_a_tap_without_network_is_kept_and_sent_once_after_a_restart(
    open_day: Day, screens: Screens, keep_picture: Keep
) -> None:
    visit = called(open_day)
    screen = screens.therapist(open_day, "Maria")
    screen.excuse(*AWAY)
    phone = Phone(screen.page)
    phone.has(visit["ticket"], "Called now")
    screen.context.set_offline(True)
    phone.tap("Start")
    expect(screen.page.get_by_text(f"Not sent yet: Start ({visit['ticket']})")).to_be_visible()
    keep_picture(screen.page, "not sent yet")
    assert "Wilhelmina" not in screen.page.evaluate(KEPT)
    assert open_day.journal("start") == []
    again = restarted(screens, screen, open_day.path("therapist"), "phone")
    Phone(again.page).has(visit["ticket"], "On the couch")
    expect(again.page.get_by_text("Not sent yet")).to_have_count(0)
    again.page.reload()
    Phone(again.page).has(visit["ticket"], "On the couch")
    assert len(open_day.journal("start")) == 1


def test_a_tap_survives_the_laptop_and_is_done_once(tent: Tent, open_day: Day, screens: Screens) -> None:
    visit = called(open_day)
    screen = screens.therapist(open_day, "Maria")
    screen.excuse(*AWAY)
    phone = Phone(screen.page)
    phone.has(visit["ticket"], "Called now")
    tent.kill()
    phone.tap("Start")
    expect(screen.page.get_by_text("Not sent yet: Start")).to_be_visible()
    tent.start()
    phone.has(visit["ticket"], "On the couch")
    assert len(open_day.journal("start")) == 1


def test_a_tap_that_came_too_late_is_refused_with_the_reason(
    open_day: Day, screens: Screens, keep_picture: Keep
) -> None:
    visit = called(open_day)
    screen = screens.therapist(open_day, "Maria")
    screen.excuse(*AWAY, REFUSED)
    phone = Phone(screen.page)
    phone.has(visit["ticket"], "Called now")
    screen.context.set_offline(True)
    phone.tap("Start")
    expect(screen.page.get_by_text("Not sent yet: Start")).to_be_visible()
    open_day.act(visit, "withdraw")
    screen.context.set_offline(False)
    expect(screen.page.get_by_text("Not done: Start.")).to_be_visible()
    keep_picture(screen.page, "not done")
    assert open_day.visit(visit["id"])["status"] == "left"
    assert open_day.journal("start") == []


def test_an_old_tap_is_asked_about_first(open_day: Day, screens: Screens, keep_picture: Keep) -> None:
    open_day.change(grace_minutes=30)
    visit = called(open_day)
    screen = screens.therapist(open_day, "Maria")
    screen.excuse(*AWAY)
    screen.page.clock.install()
    screen.page.reload()
    phone = Phone(screen.page)
    phone.has(visit["ticket"], "Called now")
    screen.page.clock.run_for(1000)
    screen.context.set_offline(True)
    phone.tap("Start")
    screen.page.clock.run_for(2000)
    expect(screen.page.get_by_text("Not sent yet: Start")).to_be_visible()
    screen.page.clock.fast_forward(11 * 60_000)
    screen.page.clock.run_for(2000)
    expect(screen.page.get_by_text("You tapped it 11 minutes ago. Shall it still be sent?")).to_be_visible()
    keep_picture(screen.page, "shall it still be sent")
    screen.context.set_offline(False)
    screen.page.clock.run_for(5000)
    assert open_day.journal("start") == []
    screen.page.get_by_role("button", name="Send now").click()
    phone.has(visit["ticket"], "On the couch")
    assert len(open_day.journal("start")) == 1
