"""A race day from the first start to the last runner, over five screens and a runner's phone at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.desk_page import Desk, FirstRun, Setup, SignIn
from tests.browser.kiosk_page import Kiosk
from tests.browser.pages import Board, Phone, Ticket
from tests.browser.screens import Screens, watched
from tests.browser.tent import KIOSK_PIN, PASSPHRASE, Day, now, raised, timezone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SLUG = "riverside-half-marathon"
CSV = """BIB;Vorname;Nachname;Startblock;Notfallkontakt
214;Wilhelmina;Quenneville;Early;+43 660 5550199
215;Leopold;Quenneville;Early;+43 660 5550198
216;Ignatius;Quenneville;Early;+43 660 5550197
"""


@dataclass
class Tent:
    """Everybody's screen."""

    board: Board
    kiosk: Kiosk
    maria: Phone
    tom: Phone
    desk: Desk
    screens: Screens
    keep: Callable[[str], None]


def test_the_whole_day(tmp_path: Path, browser: Browser, keep_picture: Callable[[Page, str], None]) -> None:
    with raised(tmp_path / "desk") as server, watched(browser, server) as screens:
        file = tmp_path / "starters.csv"
        file.write_text(CSV, "utf-8-sig")
        organiser = screens.open(server.first_run_link()).page
        set_up(organiser, file)
        organiser.get_by_role("link", name="Go to the desk").click()
        tent = everybody_signs_in(screens, Desk(organiser), keep_picture)
        first_call(tent)
        away_and_back(tent)
        undo_and_transfer(tent)
        held_and_referred(tent)
        moved_and_later(tent)
        closing(tent)
        server.sign_in()
        day = Day(server, SLUG)
        assert [each["status"] for each in day.visits()] == ["done", "done", "done", "referred", "done", "done"]
        assert len({each["ticket"] for each in day.visits()}) == 6


def set_up(page: Page, file: Path) -> None:
    """As a person does it, from the link on the terminal to a tent that may open."""
    FirstRun(page).go_through(
        passphrase=PASSPHRASE, name="Riverside Half Marathon", timezone=timezone(), kiosk_pin=KIOSK_PIN
    )
    setup = Setup(page)
    starts_at = (now() + timedelta(minutes=90)).astimezone(ZoneInfo(timezone()))
    setup.wave("Early", f"{starts_at:%H:%M}")
    columns = {"BIB": "Bib", "Vorname": "First name", "Nachname": "Last name", "Notfallkontakt": "Leave out"}
    setup.start_list(file, columns=columns, runners=3)
    setup.therapist("Maria Lind", couch="1", gender="A woman", pin="1111")
    setup.therapist("Tom Okafor", couch="2", gender="A man", pin="2222")
    setup.minutes("Turnover", 0)


def everybody_signs_in(screens: Screens, desk: Desk, keep_picture: Callable[[Page, str], None]) -> Tent:
    sign_in = f"/sign-in?event={SLUG}"
    board = screens.open(f"/e/{SLUG}/board", "tv").page
    tablet = screens.open(sign_in, "tablet").page
    SignIn(tablet).as_kiosk(desk.pairing_code())
    phones = []
    for name, pin in (("Maria", "1111"), ("Tom", "2222")):
        page = screens.open(sign_in, "phone").page
        SignIn(page).as_therapist(name, pin)
        phones.append(page)

    def keep(name: str) -> None:
        for place, page in zip(
            ("board", "kiosk", "maria", "tom", "desk"), (board, tablet, *phones, desk.page), strict=True
        ):
            keep_picture(page, f"{name}-{place}")

    return Tent(Board(board), Kiosk(tablet), Phone(phones[0]), Phone(phones[1]), desk, screens, keep)


def follow(tent: Tent) -> Ticket:
    """The runner scans the code on the kiosk."""
    image = tent.kiosk.page.get_by_role("img", name="QR code").get_attribute("src") or ""
    link = parse_qs(urlsplit(image).query)["p"][0]
    return Ticket(tent.screens.open(link, "phone").page)


def first_call(tent: Tent) -> None:
    """Before the race, with a caution: kiosk → board → Maria's phone → the runner's phone."""
    tent.kiosk.by_bib("214", "Wilhelmina")
    tent.kiosk.before_the_race()
    tent.kiosk.length(10)
    tent.kiosk.areas(work="left_calf", avoid="right_knee")
    tent.kiosk.health("blood thinners")
    tent.kiosk.wish("A woman")
    tent.kiosk.agree()
    ticket = tent.kiosk.confirm()
    assert ticket == "B1"
    runner = follow(tent)
    tent.kiosk.done()
    tent.board.waits("B1")
    runner.says("You are next")
    expect(tent.desk.line.get_by_role("row").filter(has_text="Wilhelmina Quenneville")).to_contain_text("B1")
    tent.maria.tap("I’m ready")
    tent.board.calls("B1", "1", "Maria")
    runner.says("Come now")
    tent.maria.has("B1", "Called now")
    for words in ("Take care", "Left calf", "Right knee"):
        expect(tent.maria.page.get_by_text(words).first).to_be_visible()
    tent.keep("called")
    tent.maria.tap("Start")
    tent.board.treats("B1")
    runner.says("Enjoy your massage")


def away_and_back(tent: Tent) -> None:
    """Leopold does not hear the call, keeps his place, and comes back at the kiosk."""
    tent.kiosk.by_bib("215", "Leopold")
    tent.kiosk.after_the_race()
    tent.kiosk.length(20)
    assert tent.kiosk.rest() == "A1"
    tent.kiosk.done()
    tent.kiosk.by_hand("Ada")
    tent.kiosk.after_the_race()
    tent.kiosk.length(20)
    assert tent.kiosk.rest() == "A2"
    tent.kiosk.done()
    tent.tom.tap("I’m ready")
    tent.board.calls("A1", "2", "Tom")
    tent.tom.tap("Call again")
    tent.tom.has("A1", "Called a second time")
    tent.tom.tap("Not here")
    tent.board.greys("A1")
    tent.board.calls("A2", "2", "Tom")
    tent.kiosk.tap("I already have a ticket")
    tent.kiosk.type("215")
    tent.kiosk.tap("Find my ticket")
    tent.kiosk.asks("Your ticket")
    tent.kiosk.tap("I’m back")
    tent.kiosk.asks("Welcome back!")
    tent.kiosk.done()
    tent.board.waits("A1")


def undo_and_transfer(tent: Tent) -> None:
    """A wrong tap is taken back; a colleague takes over."""
    tent.tom.tap("Start")
    tent.board.treats("A2")
    tent.tom.tap("Undo")
    tent.board.calls("A2", "2", "Tom")
    tent.tom.tap("Start")
    tent.board.treats("A2")
    tent.tom.tap("+5 minutes")
    expect(tent.tom.page.get_by_text("5 minutes more for A2")).to_be_visible()
    tent.maria.tap("Finish and next")
    tent.board.calls("A1", "1", "Maria")
    tent.board.lacks("B1")
    tent.tom.more("Finish without next")
    tent.tom.is_free("Waiting for the next runner")
    tent.maria.more("Pass to a colleague")
    tent.maria.page.get_by_role("dialog").get_by_role("button", name="Tom").click()
    tent.board.calls("A1", "2", "Tom")
    tent.tom.has("A1", "Called a third time")
    tent.maria.is_free("Waiting for the next runner")


def held_and_referred(tent: Tent) -> None:
    """An answer needs a person, who decides at the desk; on the couch it turns out otherwise."""
    tent.kiosk.by_bib("216", "Ignatius")
    tent.kiosk.after_the_race()
    tent.kiosk.length(20)
    assert tent.kiosk.rest("blood clot") == "A3"
    expect(tent.kiosk.page.get_by_text("One of the team will come to you")).to_be_visible()
    tent.kiosk.done()
    expect(tent.desk.needs_you.get_by_text("A3", exact=True)).to_be_visible()
    tent.board.lacks("A3")
    tent.desk.lets_in("A3", reason="Talked to the runner", by="Petra")
    tent.board.calls("A3", "1", "Maria")
    tent.maria.tap("Start")
    tent.board.treats("A3")
    tent.maria.tap("Medical")
    tent.maria.page.get_by_role("button", name="Yes, to the medical tent").click()
    tent.board.lacks("A3")
    tent.maria.is_free("On a break")
    tent.maria.tap("I’m ready")
    tent.maria.is_free("Waiting for the next runner")
    tent.desk.finds("Ignatius", "Ignatius Quenneville")


def moved_and_later(tent: Tent) -> None:
    """Both therapists are taken: the order of the line is what matters now."""
    tent.maria.tap("Break")
    tent.maria.page.get_by_role("button", name="Until I’m back").click()
    tent.maria.is_free("On a break")
    tent.kiosk.by_hand("Zoe")
    tent.kiosk.after_the_race()
    tent.kiosk.length(20)
    assert tent.kiosk.rest() == "A4"
    runner = follow(tent)
    tent.kiosk.done()
    tent.desk.register("Benedict", "After the race")
    tent.board.waits("A5")
    assert tent.board.shown()["line"] == ["A4", "A5"]
    tent.desk.move_to_the_front("A5", "Has a train to catch")
    expect(tent.board.line.get_by_role("listitem").first).to_contain_text("A5")
    runner.says("You are 2nd in line")
    runner.later(10)
    tent.board.greys("A4")
    runner.says("You stepped away")
    runner.back()
    tent.board.waits("A4")
    assert tent.desk.waiting() == ["A5", "A4"]
    tent.desk.announce("Water is next to couch 2.")
    for page in (tent.board.page, tent.kiosk.page, runner.page):
        expect(page.get_by_text("Water is next to couch 2.")).to_be_visible()
    tent.keep("busy")


def closing(tent: Tent) -> None:
    """New runners are told why; those in line still get their turn."""
    tent.desk.close_the_list("We are full for today.")
    tent.kiosk.asks("We can’t take new sign-ups right now")
    expect(tent.kiosk.page.get_by_text("We are full for today.")).to_be_visible()
    expect(tent.kiosk.button("Start")).to_have_count(0)
    expect(tent.board.page.get_by_text("The list is closed.")).to_be_visible()
    tent.maria.tap("I’m ready")
    tent.board.calls("A5", "1", "Maria")
    tent.tom.tap("Start")
    tent.tom.tap("Finish and next")
    tent.board.calls("A4", "2", "Tom")
    for phone, ticket in ((tent.maria, "A5"), (tent.tom, "A4")):
        phone.tap("Start")
        phone.has(ticket, "On the couch")
        phone.more("Finish without next")
        phone.is_free("Waiting for the next runner")
    expect(tent.board.page.get_by_text("Nobody is waiting.")).to_be_visible()
    assert tent.board.shown() == {"called": [], "couches": [], "line": []}
    tent.keep("over")
