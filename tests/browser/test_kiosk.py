"""The kiosk among people who tap twice, walk away, go back, or want out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.kiosk_page import WELCOME, Kiosk
from tests.browser.screens import NO_ANSWER, NO_SOCKET, REFUSED
from tests.browser.tent import KIOSK_PIN

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.browser.screens import Screens
    from tests.browser.tent import Day

LIST = "Bib,First Name,Last Name,Wave\n214,Wilhelmina,Quenneville,Early\n215,Leopold,Quenneville,Early\n"


def opened(day: Day) -> None:
    """A tent with a start list and somebody who serves."""
    day.waves(Early=90)
    day.start_list(LIST)
    day.therapist("Maria Lind")


# All that the browser keeps of its own accord for this page, as text.
KEPT = """async () => {
  const text = [];
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      text.push(JSON.stringify(await new Promise((done) => (all.onsuccess = () => done(all.result)))));
    }
    database.close();
  }
  return text.join();
}"""


def nothing_is_left(page: Page) -> None:
    """Neither on the page nor kept by the browser is there a word of the last runner."""
    html = page.locator("#app").inner_html() + page.title()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, location.href])")
    kept += page.evaluate(KEPT)
    for word in ("Wilhelmina", "Quenneville", "214", "blood_thinners", "left_calf"):
        assert word not in html
        assert word not in kept


def at_the_last_step(kiosk: Kiosk, bib: str = "214", name: str = "Wilhelmina") -> None:
    kiosk.by_bib(bib, name)
    kiosk.after_the_race()
    kiosk.length(20)
    kiosk.areas(work="left_calf")
    kiosk.health("blood thinners")
    kiosk.wish()
    kiosk.agree()
    kiosk.asks("All right, Wilhelmina?")
    expect(
        kiosk.page.get_by_text("Your massage will start about").or_(kiosk.page.get_by_text("We can’t say yet"))
    ).to_be_visible()


def test_tapping_twice_signs_up_once(day: Day, screens: Screens) -> None:
    opened(day)
    kiosk = Kiosk(screens.kiosk(day).page)
    at_the_last_step(kiosk)
    kiosk.button("Yes, put me in line").dblclick(delay=0)
    ticket = kiosk.ticket()
    assert [each["ticket"] for each in day.visits()] == [ticket]
    assert len(day.journal("register")) == 1


def hold_up(routes: list[Route], route: Route) -> None:
    """The network is slow: it goes on when the test says so."""
    routes.append(route)


def test_tapping_again_and_again_while_the_network_is_slow_signs_up_once(day: Day, screens: Screens) -> None:
    opened(day)
    page = screens.kiosk(day).page
    kiosk = Kiosk(page)
    at_the_last_step(kiosk)
    held_up: list[Route] = []
    page.route("**/slips", lambda route: hold_up(held_up, route))
    button = kiosk.button("Yes, put me in line")
    place = button.bounding_box()
    assert place
    with page.expect_request("**/slips"):
        button.evaluate("(button) => [1, 2, 3].forEach(() => button.click())")
    kiosk.asks("One moment")
    for _ in range(3):
        page.mouse.click(place["x"] + 20, place["y"] + 20)
    kiosk.asks("One moment")
    for route in held_up:
        route.continue_()
    ticket = kiosk.ticket()
    assert [each["ticket"] for each in day.visits()] == [ticket]
    assert len(held_up) == 1


def test_an_answer_lost_on_the_way_is_asked_for_again_not_signed_up_again(day: Day, screens: Screens) -> None:
    opened(day)
    screen = screens.kiosk(day)
    screen.excuse("net::ERR_FAILED")
    kiosk = Kiosk(screen.page)
    at_the_last_step(kiosk)
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    screen.page.route("**/slips", lose_the_first)
    kiosk.tap("Yes, put me in line")
    ticket = kiosk.ticket()
    assert lost == [201]
    assert [each["ticket"] for each in day.visits()] == [ticket]


def test_a_sign_up_waits_for_the_network_and_goes_by_itself(day: Day, screens: Screens) -> None:
    opened(day)
    screen = screens.kiosk(day)
    screen.excuse(NO_ANSWER, NO_SOCKET)
    kiosk = Kiosk(screen.page)
    at_the_last_step(kiosk)
    screen.context.set_offline(True)
    kiosk.tap("Yes, put me in line")
    kiosk.asks("You’re on the list of this tablet")
    assert day.visits() == []
    screen.context.set_offline(False)
    ticket = kiosk.ticket()
    assert [each["ticket"] for each in day.visits()] == [ticket]


def test_it_clears_itself_when_nobody_is_there(day: Day, screens: Screens) -> None:
    opened(day)
    screen = screens.kiosk(day)
    page = screen.page
    page.clock.install()
    page.reload()
    kiosk = Kiosk(page)
    kiosk.by_bib("214", "Wilhelmina")
    kiosk.after_the_race()
    kiosk.length(20)
    kiosk.areas(work="left_calf")
    kiosk.asks("Any of these right now?")
    page.clock.run_for(21_000)
    expect(page.get_by_role("alertdialog", name="Still there?")).to_be_visible()
    kiosk.tap("Yes, I’m still here")
    page.clock.run_for(15_000)
    kiosk.asks("Any of these right now?")
    page.clock.run_for(16_000)
    kiosk.asks(WELCOME)
    nothing_is_left(page)
    assert day.visits() == []


def test_the_ticket_does_not_stay_for_the_next_one(day: Day, screens: Screens) -> None:
    opened(day)
    screen = screens.kiosk(day)
    page = screen.page
    page.clock.install()
    page.reload()
    kiosk = Kiosk(page)
    at_the_last_step(kiosk)
    ticket = kiosk.confirm()
    page.clock.run_for(31_000)
    kiosk.asks(WELCOME)
    nothing_is_left(page)
    expect(page.get_by_text(ticket, exact=True)).to_have_count(0)


def test_back_shows_nothing_of_the_last_runner(day: Day, screens: Screens) -> None:
    opened(day)
    page = screens.kiosk(day).page
    kiosk = Kiosk(page)
    at_the_last_step(kiosk)
    page.go_back()
    kiosk.asks("Do you agree?")
    kiosk.tap("Continue")
    kiosk.confirm()
    kiosk.done()
    for _ in range(3):
        page.go_back()
        kiosk.asks(WELCOME)
        nothing_is_left(page)
    page.reload()
    kiosk.asks(WELCOME)
    nothing_is_left(page)


def test_leaving_needs_the_pin(day: Day, screens: Screens) -> None:
    opened(day)
    screen = screens.kiosk(day)
    screen.excuse(REFUSED)
    page = screen.page
    kiosk = Kiosk(page)
    page.goto(f"{screen.home}{day.path('desk')}")
    expect(page.get_by_role("button", name="Register")).to_have_count(0)
    screen.open(day.path("kiosk"))
    kiosk.asks(WELCOME)
    kiosk.tap("Team")
    kiosk.asks("For the team")
    kiosk.type("9999")
    kiosk.tap("Done")
    expect(page.get_by_text("This is not the PIN.")).to_be_visible()
    kiosk.type(KIOSK_PIN)
    kiosk.tap("Done")
    kiosk.asks("Who are you?")
    page.go_back()
    expect(page.get_by_role("button", name="Start", exact=True)).to_have_count(0)
    screen.open(day.path("kiosk"))
    kiosk.asks("Pair this tablet")


def test_who_is_in_line_is_shown_the_ticket_and_not_given_another(day: Day, screens: Screens) -> None:
    opened(day)
    mine = day.runner("Wilhelmina", bib="214")
    page = screens.kiosk(day).page
    kiosk = Kiosk(page)
    kiosk.start()
    kiosk.type("214")
    page.get_by_role("button", name="OK", exact=True).click()
    kiosk.asks("You’re already in line")
    expect(page.get_by_text(mine["ticket"], exact=True)).to_be_visible()
    expect(page.get_by_text("Wilhelmina")).to_have_count(0)
    kiosk.done()
    assert len(day.visits()) == 1


def test_who_is_called_at_once_reads_where_to_go(day: Day, screens: Screens) -> None:
    """The event calls by itself and somebody is free: the call may be in the answer or come a moment later."""
    opened(day)
    kiosk = Kiosk(screens.kiosk(day).page)
    at_the_last_step(kiosk)
    day.post(f"therapists/{day.therapists['Maria']}/ready")
    kiosk.confirm()
    expect(kiosk.page.get_by_role("alert")).to_have_text("Your turn now: couch 1 with Maria")
    expect(kiosk.page.get_by_text("Watch the board")).to_have_count(0)


def test_too_late_for_the_start_is_said_kindly_with_what_else_there_is(day: Day, screens: Screens) -> None:
    day.waves(Early=12)
    day.start_list(LIST)
    day.therapist("Maria Lind", ready=True)
    kiosk = Kiosk(screens.kiosk(day).page)
    kiosk.by_bib("214", "Wilhelmina")
    kiosk.before_the_race()
    kiosk.length(20)
    kiosk.asks("a little late for that one")
    kiosk.tap("After the race")
    kiosk.asks("When will you be back here?")
    assert day.visits() == []


def test_who_is_unwell_is_sent_to_the_team_at_once(day: Day, screens: Screens) -> None:
    opened(day)
    page = screens.kiosk(day).page
    kiosk = Kiosk(page)
    kiosk.by_hand("Ignatius")
    kiosk.after_the_race()
    kiosk.length(20)
    kiosk.areas()
    kiosk.asks("Any of these right now?")
    page.get_by_role("checkbox", name="Chest pain").check()
    kiosk.tap("Continue")
    kiosk.asks("Please talk to the team now")
    kiosk.tap("Tell the team I’m here")
    kiosk.asks("Do you agree?")
    for box in page.get_by_role("checkbox").all():
        box.check()
    kiosk.tap("Send")
    kiosk.ticket()
    expect(page.get_by_text("Please go to the medical tent")).to_be_visible()
    assert [(each["status"], each["advice"]) for each in day.visits()] == [("held", "refer")]
