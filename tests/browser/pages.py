"""The board, a therapist's phone and a runner's ticket, as people see them: by names and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


class Board:
    """The screen in the tent."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.called = page.get_by_role("region", name="Called now")
        self.couches = page.get_by_role("region", name="On the couches")
        self.line = page.get_by_role("region", name="Next in line")

    def place(self, region: Locator, ticket: str) -> Locator:
        """The cell of a ticket in a part of the board."""
        return region.get_by_role("listitem").filter(has=self.page.get_by_text(ticket, exact=True))

    def calls(self, ticket: str, couch: str, therapist: str) -> None:
        """The board shows this call."""
        cell = self.place(self.called, ticket)
        expect(cell).to_contain_text(f"Couch {couch}")
        expect(cell).to_contain_text(f"with {therapist}")

    def treats(self, ticket: str) -> None:
        expect(self.place(self.couches, ticket)).to_be_visible()
        expect(self.place(self.called, ticket)).to_have_count(0)

    def waits(self, ticket: str) -> None:
        expect(self.place(self.line, ticket)).to_be_visible()
        expect(self.place(self.line, ticket)).not_to_contain_text("away")

    def greys(self, ticket: str) -> None:
        """Somebody stepped away and keeps the place."""
        expect(self.place(self.line, ticket)).to_contain_text("away")

    def lacks(self, ticket: str) -> None:
        expect(self.page.get_by_text(ticket, exact=True)).to_have_count(0)

    def shown(self) -> dict[str, list[str]]:
        """The tickets in each part, in order."""
        parts = {"called": self.called, "couches": self.couches, "line": self.line}
        return {name: _codes(part) for name, part in parts.items()}


def _codes(part: Locator) -> list[str]:
    return part.locator(".ticket-code > span:not(.unseen)").all_inner_texts()


class Phone:
    """A therapist's phone: one runner, one large button."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.runner = page.get_by_role("region", name="With you now")

    def tap(self, label: str) -> None:
        """The button of this name on the screen itself; it settles first, as under a finger."""
        button = self.page.get_by_role("button", name=label, exact=True)
        expect(button).not_to_have_attribute("aria-disabled", "true")
        button.click()

    def more(self, label: str) -> None:
        """What is behind "More"."""
        self.tap("More")
        row = self.page.get_by_role("dialog").get_by_role("button", name=label)
        expect(row).not_to_have_attribute("aria-disabled", "true")
        row.click()

    def has(self, ticket: str, title: str) -> None:
        """The runner with this ticket, in this state."""
        expect(self.runner.get_by_text(ticket, exact=True)).to_be_visible()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)

    def is_free(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)
        expect(self.runner).to_have_count(0)

    def ticket(self) -> str:
        return _codes(self.runner)[0]


class Ticket:
    """The runner's own phone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def says(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def later(self, minutes: int) -> None:
        self.page.get_by_role("button", name="I’ll be later").click()
        self.page.get_by_role("dialog").get_by_role("button", name=f"{minutes} minutes").click()

    def back(self) -> None:
        self.page.get_by_role("button", name="I’m back").click()
