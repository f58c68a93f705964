"""The kiosk, step by step as a runner goes through it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

WELCOME = "Would you like a massage?"


class Kiosk:
    """The tablet at the entrance."""

    def __init__(self, page: Page, look: Callable[[str], None] | None = None) -> None:
        self.page = page
        self.look = look or (lambda _: None)

    def asks(self, heading: str) -> None:
        """A screen of this heading is up; whoever wanted to look at each screen is told."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.look(heading)

    def tap(self, name: str) -> None:
        self.button(name).click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def type(self, bib: str) -> None:
        for digit in bib:
            self.page.get_by_role("button", name=digit, exact=True).click()

    def start(self) -> None:
        self.asks(WELCOME)
        self.tap("Start")
        self.asks("What is your race number?")

    def by_bib(self, bib: str, first_name: str) -> None:
        """Bib, and the name that comes with it."""
        self.start()
        self.type(bib)
        self.page.get_by_role("button", name="OK", exact=True).click()
        self.asks(f"Hello {first_name}")
        self.tap("Yes, that’s me")

    def by_hand(self, first_name: str) -> None:
        """Nobody on the list."""
        self.start()
        self.tap("I’m not on the list")
        self.asks("What is your first name?")
        self.page.get_by_label("First name").fill(first_name)
        self.tap("Continue")

    def after_the_race(self, finished: str = "10 minutes ago or more") -> None:
        self.asks("When would you like your massage?")
        self.tap("After the race")
        self.asks("When did you finish?")
        self.tap(finished)

    def before_the_race(self, wave: str | None = None) -> None:
        self.asks("When would you like your massage?")
        self.tap("Before the race")
        if wave:
            self.asks("When do you start?")
            self.tap(wave)

    def length(self, minutes: int) -> None:
        self.asks("How long?")
        self.page.get_by_role("button", name=re.compile(rf"^{minutes} minutes")).click()
        self.tap(f"Continue with {minutes} minutes")

    def area(self, key: str) -> Locator:
        """A place on the body picture."""
        return self.page.locator(f'[data-area="{key}"]').first

    def areas(self, *, work: str = "", avoid: str = "") -> None:
        """Taps on the picture: once where to work, twice what to leave alone."""
        self.asks("Where may we help?")
        for key, taps in ((work, 1), (avoid, 2)):
            for _ in range(taps if key else 0):
                self.area(key).click()
        self.tap("Continue" if work or avoid else "Nothing special, continue")

    def health(self, *true: str) -> None:
        """The three groups of questions; what is named by a piece of its text is ticked."""
        for heading in ("Any of these right now?", "Any of these today?", "And a little about you"):
            self.asks(heading)
            ticked = 0
            for words in true:
                box = self.page.get_by_role("checkbox", name=words)
                if box.count():
                    box.check()
                    ticked += 1
            self.tap("Continue" if ticked else "None of these")

    def wish(self, wish: str = "No preference") -> None:
        self.asks("Who would you like?")
        self.page.get_by_role("radio", name=wish).check()
        self.tap("Continue")

    def agree(self) -> None:
        """Two boxes, neither of them ticked beforehand."""
        self.asks("Do you agree?")
        boxes = self.page.get_by_role("checkbox")
        expect(boxes).to_have_count(2)
        for number in range(2):
            expect(boxes.nth(number)).not_to_be_checked()
            boxes.nth(number).check()
        self.tap("Continue")

    def confirm(self) -> str:
        """The wait is told before anything is sent; the ticket's code."""
        self.asks("All right")
        expect(self.page.get_by_text("Looking at the line")).to_have_count(0)
        self.tap("Yes, put me in line")
        return self.ticket()

    def ticket(self) -> str:
        self.asks("your ticket is")
        return self.page.locator(".ticket-code > span:not(.unseen)").first.inner_text()

    def done(self) -> None:
        self.tap("Done")
        self.asks(WELCOME)

    def rest(self, *true: str) -> str:
        """Everything after the length, with nothing special but these answers; the ticket's code."""
        self.areas()
        self.health(*true)
        self.wish()
        self.agree()
        return self.confirm()
