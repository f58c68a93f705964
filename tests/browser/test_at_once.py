"""What breaks other queues: two at the same instant, screens that slept, a server that died."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.kiosk_page import WELCOME, Kiosk
from tests.browser.pages import Board, Phone, Ticket
from tests.browser.screens import NO_ANSWER, NO_SOCKET, REFUSED, watched
from tests.browser.tent import raised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.screens import Screens
    from tests.browser.tent import Day, Tent

ROUNDS = 4


def press_at_one_moment(buttons: list[Locator]) -> None:
    """Each page presses its button by itself at one agreed moment of this machine's clock."""
    for button in buttons:
        expect(button).not_to_have_attribute("aria-disabled", "true")
    moment = max(button.evaluate("() => Date.now()") for button in buttons) + 300
    for button in buttons:
        button.evaluate("(button, at) => void setTimeout(() => button.click(), at - Date.now())", moment)


def press_together(pages: list[Page], label: str) -> None:
    """The large button of several phones."""
    press_at_one_moment([page.get_by_role("button", name=label, exact=True) for page in pages])


def test_two_therapists_who_tap_next_at_the_same_instant_get_two_runners(day: Day, screens: Screens) -> None:
    day.change(mode="on_request")
    for name in ("Maria Lind", "Tom Okafor"):
        day.therapist(name, ready=True)
    joined = [day.runner(f"Runner {number}")["ticket"] for number in range(2 * ROUNDS)]
    pages = [screens.therapist(day, name).page for name in ("Maria", "Tom")]
    phones = [Phone(page) for page in pages]
    label, served = "Call next", []
    for number in range(ROUNDS):
        press_together(pages, label)
        for page in pages:
            expect(page.get_by_role("heading", level=1)).to_contain_text("Called now")
        served += [phone.ticket() for phone in phones]
        assert sorted(served, key=joined.index) == joined[: 2 * number + 2]
        press_together(pages, "Start")
        label = "Finish and next"
    calls = [each["subject"] for each in day.journal("call") if each["subject"].startswith("visit:")]
    assert len(calls) == len(set(calls)) == len(joined)


def test_tapping_next_twice_calls_one_runner(day: Day, screens: Screens) -> None:
    day.change(mode="on_request")
    day.therapist("Maria Lind", ready=True)
    for number in range(3):
        day.runner(f"Runner {number}")
    phone = Phone(screens.therapist(day, "Maria").page)
    for before, state in (("Call next", "called"), ("Start", "treating"), ("Finish and next", "called")):
        button = phone.page.get_by_role("button", name=before, exact=True)
        expect(button).not_to_have_attribute("aria-disabled", "true")
        button.dblclick(delay=0)
        expect(phone.page.get_by_role("button", name=before, exact=True)).to_have_count(0)
        assert len(day.visits(state)) == 1
    assert [len(day.visits(state)) for state in ("done", "called", "waiting")] == [1, 1, 1]


def test_two_who_choose_the_same_runner_are_told_who_has_them(day: Day, screens: Screens) -> None:
    day.change(mode="on_request")
    for name in ("Maria Lind", "Tom Okafor"):
        day.therapist(name, ready=True)
    wanted = day.runner("Wilhelmina")
    opened = [screens.therapist(day, name) for name in ("Maria", "Tom")]
    for screen in opened:
        screen.excuse(REFUSED)
        Phone(screen.page).more("Call somebody else")
    rows = [screen.page.get_by_role("dialog").get_by_role("button", name=wanted["ticket"]) for screen in opened]
    board = Board(screens.open(day.path("board"), "tv").page)
    press_at_one_moment(rows)
    expect(board.place(board.called, wanted["ticket"])).to_be_visible()
    taken = day.visits("called")
    assert [each["id"] for each in taken] == [wanted["id"]]
    winner, loser = opened if taken[0]["therapist_id"] == day.therapists["Maria"] else reversed(opened)
    Phone(winner.page).has(wanted["ticket"], "Called now")
    Phone(loser.page).is_free("You are ready")
    told = "Maria called ticket A1, couch 1." if winner is opened[0] else "Tom called ticket A1, couch 2."
    expect(loser.page.get_by_text(told)).to_be_visible()
    assert len([each for each in day.journal("call") if each["subject"].startswith("visit:")]) == 1


def test_a_board_that_slept_shows_what_is_so_when_it_wakes(day: Day, screens: Screens) -> None:
    day.therapist("Maria Lind", ready=True)
    first, second, third = (day.runner(f"Runner {number}") for number in range(3))
    screen = screens.open(day.path("board"), "tv")
    screen.excuse(NO_ANSWER, NO_SOCKET)
    board = Board(screen.page)
    board.calls(first["ticket"], "1", "Maria")
    screen.context.set_offline(True)
    expect(screen.page.get_by_text("The connection is lost.")).to_be_visible()
    day.act(first, "start")
    day.post(f"therapists/{day.therapists['Maria']}/next")
    day.act(third, "step-away")
    fourth = day.runner("Runner 4", "pre_event", start_at="2099-01-01T00:00:00Z")
    board.calls(first["ticket"], "1", "Maria")
    screen.context.set_offline(False)
    board.calls(second["ticket"], "1", "Maria")
    board.greys(third["ticket"])
    board.waits(fourth["ticket"])
    board.lacks(first["ticket"])
    expect(screen.page.get_by_text("The connection is lost.")).to_have_count(0)
    expect(screen.page.get_by_text("Last update")).to_be_visible()


def test_a_board_with_a_dead_socket_notices_and_renews_it(day: Day, screens: Screens) -> None:
    """The socket looks open and says nothing, as after a sleep: no error ever comes."""
    day.therapist("Maria Lind", ready=True)
    dead: list[bool] = []
    screen = screens.open(None, "tv")

    def through(socket: Any) -> None:
        server = socket.connect_to_server()
        number = len(dead)
        dead.append(False)
        server.on_message(lambda message: None if dead[number] else socket.send(message))
        socket.on_message(lambda message: None if dead[number] else server.send(message))

    screen.page.route_web_socket("**/socket.io/**", through)
    screen.page.clock.install()
    board = Board(screen.open(day.path("board")))
    expect(screen.page.get_by_text("Last update")).to_be_visible()
    dead[0] = True
    runner = day.runner("Wilhelmina")
    screen.page.clock.run_for(6_000)
    expect(screen.page.get_by_text("The connection is lost.")).to_be_visible()
    board.lacks(runner["ticket"])
    screen.page.clock.run_for(12_000)
    board.calls(runner["ticket"], "1", "Maria")
    expect(screen.page.get_by_text("The connection is lost.")).to_have_count(0)
    assert len(dead) > 1


@pytest.fixture
def own_tent(tmp_path: Path) -> Iterator[Tent]:
    """A desk that this test may kill."""
    with raised(tmp_path) as made:
        made.set_up()
        yield made


def test_five_screens_are_right_again_after_the_server_was_killed(
    own_tent: Tent, browser: Browser, keep_picture: Callable[[Page, str], None]
) -> None:
    with watched(browser, own_tent) as screens:
        day = own_tent.new_day(grace_minutes=10)
        for name in ("Maria Lind", "Tom Okafor"):
            day.therapist(name, ready=True)
        one, two, three, four = (day.runner(f"Runner {number}") for number in range(4))
        opened = {
            "board": screens.open(day.path("board"), "tv"),
            "kiosk": screens.kiosk(day),
            "maria": screens.therapist(day, "Maria"),
            "tom": screens.therapist(day, "Tom"),
            "desk": screens.organiser(day.path("desk")),
            "ticket": screens.open(three["link"], "phone"),
        }
        for screen in opened.values():
            screen.excuse(NO_ANSWER, NO_SOCKET)
            screen.page.evaluate("window.sameAsBefore = true")
        board, maria, tom = Board(opened["board"].page), Phone(opened["maria"].page), Phone(opened["tom"].page)
        kiosk, ticket = Kiosk(opened["kiosk"].page), Ticket(opened["ticket"].page)
        maria.tap("Start")
        board.treats(one["ticket"])
        board.calls(two["ticket"], "2", "Tom")
        ticket.says("You are next")

        own_tent.kill()
        for name in ("board", "maria", "tom", "desk", "ticket"):
            expect(opened[name].page.get_by_text("connection").first).to_be_visible()
        keep_picture(opened["board"].page, "lost")
        own_tent.start()

        board.treats(one["ticket"])
        board.calls(two["ticket"], "2", "Tom")
        maria.tap("Finish and next")
        maria.has(three["ticket"], "Called now")
        ticket.says("Come now")
        tom.has(two["ticket"], "Called now")
        tom.tap("Start")
        board.treats(two["ticket"])
        board.calls(three["ticket"], "1", "Maria")
        line = opened["desk"].page.get_by_role("region", name="The line")
        expect(line.get_by_role("row").filter(has_text=four["ticket"])).to_be_visible()
        expect(line.get_by_role("row").filter(has_text=three["ticket"])).to_have_count(0)
        kiosk.by_hand("Zoe")
        kiosk.after_the_race()
        kiosk.length(20)
        fifth = kiosk.rest()
        board.waits(fifth)
        kiosk.done()
        kiosk.asks(WELCOME)
        for screen in opened.values():
            assert screen.page.evaluate("window.sameAsBefore"), "no screen was loaded again"
        assert len({each["ticket"] for each in day.visits()}) == 5
