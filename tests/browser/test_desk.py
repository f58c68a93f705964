"""The desk takes steps back: what was done by mistake is as it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk_page import Desk
from tests.browser.pages import Board

if TYPE_CHECKING:
    from tests.browser.screens import Screens
    from tests.browser.tent import Day


def present(day: Day) -> list[Any]:
    """Every visit as it is, but for what counts the changes themselves."""
    names = ("ticket", "status", "therapist_id", "couch", "due_at", "called_at", "started_at", "ends_at", "position")
    return [{name: each[name] for name in names} for each in day.visits()]


def undo(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Undo").last.click()


@pytest.mark.parametrize("item", ["Withdraw", "Step away", "Decline today", "Move in line", "Call…"])
def test_a_step_in_the_line_is_taken_back(day: Day, screens: Screens, item: str) -> None:
    day.change(mode="on_request")
    day.therapist("Maria Lind", ready=True)
    for name in ("Wilhelmina", "Leopold", "Ignatius"):
        day.runner(name)
    board = Board(screens.open(day.path("board"), "tv").page)
    board.waits("A3")
    line = board.shown()["line"]
    before = present(day)
    desk = Desk(screens.organiser(day.path("desk")).page)
    desk.menu("More for A3", item)
    dialog = desk.page.get_by_role("dialog")
    if item == "Step away":
        dialog.get_by_role("button", name="10 min").click()
    elif item == "Call…":
        dialog.get_by_role("button", name="Call now").click()
    elif item != "Withdraw":
        dialog.get_by_label("Reason").fill("By mistake")
        dialog.get_by_role("button", name="Move" if item == "Move in line" else item, exact=True).click()
    expect(desk.page.get_by_role("button", name="Undo")).to_be_visible()
    assert present(day) != before
    undo(desk)
    expect(desk.line.locator("tbody tr")).to_have_count(3)
    board.waits("A3")
    assert desk.waiting() == ["A1", "A2", "A3"]
    assert present(day) == before
    assert board.shown()["line"] == line


def test_a_treatment_finished_by_mistake_goes_on(day: Day, screens: Screens) -> None:
    day.therapist("Maria Lind", ready=True)
    visit = day.runner("Wilhelmina")
    day.act(visit, "start")
    board = Board(screens.open(day.path("board"), "tv").page)
    board.treats("A1")
    before = present(day)
    desk = Desk(screens.organiser(day.path("desk")).page)
    desk.page.get_by_role("button", name="A1").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Finish").click()
    board.lacks("A1")
    undo(desk)
    board.treats("A1")
    assert present(day) == before


def test_closing_by_mistake_is_taken_back(day: Day, screens: Screens) -> None:
    desk = Desk(screens.organiser(day.path("desk")).page)
    board = Board(screens.open(day.path("board"), "tv").page)
    desk.close_the_list("We are full for today.")
    expect(board.page.get_by_text("The list is closed.")).to_be_visible()
    undo(desk)
    expect(board.page.get_by_text("If you come now")).to_be_visible()


def test_two_organisers_see_each_others_steps(day: Day, screens: Screens) -> None:
    day.runner("Wilhelmina")
    one, other = (Desk(screens.organiser(day.path("desk")).page) for _ in range(2))
    expect(other.line.get_by_role("row").filter(has_text="Wilhelmina")).to_be_visible()
    one.menu("More for A1", "Withdraw")
    expect(other.line.get_by_text("Nobody is waiting")).to_be_visible()


def test_who_will_miss_the_start_is_told_although_nobody_will_ever_be_free(day: Day, screens: Screens) -> None:
    day.waves(Early=45)
    day.therapist("Maria Lind", ready=True)
    for number in range(4):
        day.runner(f"Runner {number}", "pre_event", wave="Early")
    desk = Desk(screens.organiser(day.path("desk")).page)
    expect(desk.needs_you.get_by_role("heading", name="Will miss their start")).to_be_visible()
    late = desk.needs_you.get_by_role("listitem").filter(has_text="B4")
    expect(late).to_contain_text("Nobody is free in time")
