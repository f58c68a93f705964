"""The laptop dies under the screens' eyes, another one takes its place: they are right again without a tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.kiosk_page import Kiosk
from tests.browser.pages import Board, Phone
from tests.browser.screens import NO_ANSWER, NO_SOCKET, watched
from tests.browser.tent import PASSPHRASE, Tent, raised
from tests.startup import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture
def own_tent(tmp_path: Path) -> Iterator[Tent]:
    with raised(tmp_path / "first laptop") as made:
        made.set_up()
        yield made


def test_the_screens_go_on_with_another_laptop(
    browser: Browser, own_tent: Tent, tmp_path: Path, keep_picture: Callable[[Page, str], None]
) -> None:
    stick = tmp_path / "stick"
    with watched(browser, own_tent) as screens:
        day = own_tent.new_day()
        day.therapist("Mia Berg", ready=True)
        first, second = day.runner("Wilhelmina"), day.runner("Leopold")
        opened = {
            "phone": screens.therapist(day, "Mia"),
            "kiosk": screens.kiosk(day),
            "board": screens.open(day.path("board"), "tv"),
            "desk": screens.organiser(day.path("desk")),
        }
        for screen in opened.values():
            screen.excuse(NO_ANSWER, NO_SOCKET)
            screen.page.evaluate("window.sameAsBefore = true")
        phone, board, kiosk = Phone(opened["phone"].page), Board(opened["board"].page), Kiosk(opened["kiosk"].page)
        phone.tap("Start")
        board.treats(first["ticket"])
        day.post("backups/folders", {"folder": str(stick)})
        day.post("backups")
        lost = day.runner("Ignatius")  # after the last backup
        board.waits(lost["ticket"])

        own_tent.kill()
        expect(opened["board"].page.get_by_text("connection").first).to_be_visible()
        said = running.run(
            "restore", str(stick), "--data-dir", str(tmp_path / "second"), EVENTDESK_PASSPHRASE=PASSPHRASE
        )
        assert said.returncode == 0, said.stderr
        own_tent.folder = tmp_path / "second"
        own_tent.start()

        board.lacks(lost["ticket"])
        board.treats(first["ticket"])
        phone.tap("Finish and next")
        phone.has(second["ticket"], "Called now")
        board.calls(second["ticket"], "1", "Mia")
        kiosk.by_hand("Zoe")
        kiosk.after_the_race()
        kiosk.length(20)
        board.waits(kiosk.rest())
        line = opened["desk"].page.get_by_role("region", name="The line")
        expect(line.get_by_role("row").filter(has_text="Zoe")).to_be_visible()
        expect(line.get_by_text("Ignatius")).to_have_count(0)
        keep_picture(opened["desk"].page, "desk")
        for screen in opened.values():
            assert screen.page.evaluate("window.sameAsBefore"), "no screen was loaded again"
