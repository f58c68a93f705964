"""What an anonymous screen is sent: nothing about a person but what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.pages import Board, Phone, Ticket

if TYPE_CHECKING:
    from tests.browser.screens import Screen, Screens
    from tests.browser.tent import Day

# Planted where the contract says that no public room may have it. Each is found nowhere else by chance.
SURNAME = "Quenneville"
PHONE = "+43 660 5550199"
NOTE = "walks with a zebrawood stick"
GUARDIAN = "Ottoline"
CAUTIONS = ("blood thin", "thinner", "left_calf", "left calf", "right_knee", "right knee", "allerg")
SECRETS = (SURNAME, PHONE, "5550199", "zebrawood", GUARDIAN, *CAUTIONS)
ENDS = ("held", "declined", "referred", "no_show", "chest_pain")


def planted(day: Day, first_name: str, **more: Any) -> Any:
    """A runner with a secret in every place where one can be."""
    return day.runner(
        first_name, last_name=SURNAME, phone=PHONE, note=NOTE, guardian=GUARDIAN,
        focus=["left_calf"], avoid=["right_knee"], **({"screening": {"blood_thinners": True, "allergy": True}} | more),
    )  # fmt: skip


def leaks(screen: Screen, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each word that the screen was sent, with where it came from."""
    return [(word, url) for url, text in screen.received for word in words if word.lower() in text.lower()]


@pytest.mark.parametrize("label", ["none", "first_name"])
def test_the_board_is_sent_nothing_private(day: Day, screens: Screens, label: str) -> None:
    day.change(board_label=label)
    day.therapist(f"Maria {SURNAME}")
    before = planted(day, "Wilhelmina")
    screen = screens.open(None, "tv")
    screen.keep()
    board = Board(screen.open(day.path("board")))
    board.waits(before["ticket"])

    held = planted(day, "Thaddeus", screening={"chest_pain": True})
    day.act(held, "refer", {"reason": NOTE, "by": SURNAME})
    declined = planted(day, "Ignatius", screening={"past_clot": True})
    day.act(declined, "decline", {"reason": NOTE, "by": SURNAME})
    phone = Phone(screens.therapist(day, "Maria").page)
    phone.tap("I’m ready")
    board.calls(before["ticket"], "1", "Maria")
    phone.tap("Start")
    board.treats(before["ticket"])
    after = planted(day, "Leopold")
    board.waits(after["ticket"])
    phone.more("Stop and refer")
    phone.page.get_by_role("button", name="Yes, to the medical tent").click()
    # Whoever refers stays with the runner; the next one comes when that is over.
    phone.tap("I’m ready")
    board.calls(after["ticket"], "1", "Maria")
    board.lacks(before["ticket"])
    screen.page.reload()
    board.calls(after["ticket"], "1", "Maria")

    assert any("/socket.io/" in url and "patch" in text for url, text in screen.received)
    assert leaks(screen, ("Maria",)), "what is shown has to be found, or nothing would be"
    names = () if label == "first_name" else ("Wilhelmina", "Leopold")
    assert leaks(screen, (*SECRETS, *ENDS, "Thaddeus", "Ignatius", *names)) == []


def test_a_ticket_page_is_sent_nothing_but_its_own(day: Day, screens: Screens) -> None:
    mine = planted(day, "Wilhelmina")
    planted(day, "Leopold")
    screen = screens.open(None, "phone")
    screen.keep()
    ticket = Ticket(screen.open(mine["link"]))
    ticket.says("You are next")
    day.therapist(f"Maria {SURNAME}", ready=True)
    ticket.says("Come now")
    day.act(mine, "refer", {"reason": NOTE, "by": SURNAME})
    ticket.says("This ticket has ended")
    assert screen.received
    assert leaks(screen, (*SECRETS, *ENDS, "Leopold")) == []


def test_the_kiosk_is_sent_nothing_about_those_who_signed_up_before(day: Day, screens: Screens) -> None:
    day.start_list(f"Bib,First Name,Last Name\n214,Wilhelmina,{SURNAME}\n")
    planted(day, "Wilhelmina", bib="214")
    screen = screens.kiosk(day)
    screen.keep()
    page = screen.page
    page.reload()
    page.get_by_role("button", name="I already have a ticket").click()
    for digit in "214":
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="Find my ticket").click()
    page.get_by_role("heading", name="Your ticket").wait_for()
    screen.excuse(r"status of 409")
    # The questions themselves speak of blood thinners and allergies; the answers of somebody must not come with them.
    assert leaks(screen, (SURNAME, PHONE, "5550199", "zebrawood", GUARDIAN, "Wilhelmina")) == []
