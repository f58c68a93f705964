"""What organisers and signed-in people click through: first run, set-up, sign-in and the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page


class FirstRun:
    """Three steps behind the one-time link."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_through(self, *, passphrase: str, name: str, timezone: str, kiosk_pin: str) -> None:
        """Ends on the set-up page."""
        page = self.page
        page.get_by_label("Passphrase", exact=True).fill(passphrase)
        page.get_by_label("The same once more").fill(passphrase)
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Name", exact=True).fill(name)
        zone = page.get_by_role("combobox", name="Timezone")
        zone.fill(timezone.rsplit("/", 1)[-1].replace("_", " "))
        page.get_by_role("option", name=timezone).first.click()
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Kiosk PIN").fill(kiosk_pin)
        page.get_by_role("button", name="Open EventDesk").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)


class Setup:
    """One page of sections, each saved by itself."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def section(self, title: str) -> Locator:
        return self.page.get_by_role("region", name=title, exact=True)

    def save(self, title: str) -> None:
        section = self.section(title)
        section.get_by_role("button", name="Save").click()
        expect(section.get_by_text("Saved", exact=True)).to_be_visible()

    def wave(self, name: str, time: str) -> None:
        section = self.section("Waves")
        section.get_by_role("button", name="Add a wave").click()
        section.get_by_label("Name of the wave").last.fill(name)
        section.get_by_label(f"Start of {name}", exact=True).fill(time)
        self.save("Waves")

    def minutes(self, label: str, minutes: int) -> None:
        self.section("Times and rules").get_by_label(label, exact=True).fill(str(minutes))
        self.save("Times and rules")

    def therapist(self, name: str, *, couch: str, gender: str, pin: str) -> None:
        self.section("Therapists").get_by_role("button", name="Add a therapist").click()
        dialog = self.page.get_by_role("dialog", name="Add a therapist")
        dialog.get_by_label("Name", exact=True).fill(name)
        dialog.get_by_label("Couch").fill(couch)
        dialog.get_by_role("radio", name=gender).check()
        dialog.get_by_label("PIN").fill(pin)
        dialog.get_by_role("button", name="Add", exact=True).click()
        expect(self.section("Therapists").get_by_role("row").filter(has_text=name)).to_be_visible()

    def start_list(self, file: Path, *, columns: dict[str, str], runners: int) -> None:
        """The preview says how each column was understood before anything is taken in."""
        section = self.section("Start list")
        section.locator('input[type="file"]').set_input_files(file)
        for heading, meaning in columns.items():
            chosen = section.get_by_label(f"Column {heading} is taken as").locator("option:checked")
            expect(chosen).to_have_text(meaning)
        section.get_by_role("button", name=f"Take in {runners} runners").click()
        expect(section.get_by_text(f"{runners} new, 0 updated, 0 skipped.")).to_be_visible()


class SignIn:
    """The page where everybody begins."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def _type(self, digits: str) -> None:
        for digit in digits:
            self.page.get_by_role("button", name=digit, exact=True).click()

    def as_therapist(self, first_name: str, pin: str) -> None:
        self.page.get_by_role("button", name="I’m a therapist").click()
        self.page.get_by_role("button", name=first_name).click()
        self._type(pin)
        self.page.get_by_role("button", name="Done").click()
        expect(self.page.get_by_role("button", name="I’m ready")).to_be_visible()

    def as_kiosk(self, code: str) -> None:
        self.page.get_by_role("button", name="Pair this tablet").click()
        self._type(code)
        expect(self.page.get_by_role("button", name="Start", exact=True)).to_be_visible()


class Desk:
    """Everything at once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line = page.get_by_role("region", name="The line")
        self.needs_you = page.get_by_role("region", name="Needs you")

    def menu(self, button: str, item: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.get_by_role("menuitem", name=item).click()

    def dialog(self, title: str) -> Locator:
        return self.page.get_by_role("dialog", name=title)

    def pairing_code(self) -> str:
        self.menu("More for this event", "Pair a tablet as kiosk")
        dialog = self.dialog("Pair a tablet as kiosk")
        code = dialog.locator(".pair-code").inner_text().replace(" ", "")
        dialog.get_by_role("button", name="Close").click()
        return code

    def register(self, first_name: str, treatment: str) -> None:
        self.page.get_by_role("button", name="Register", exact=True).click()
        dialog = self.dialog("Register a runner")
        dialog.get_by_label("First name").fill(first_name)
        dialog.get_by_role("radio", name=treatment).check(force=True)
        dialog.get_by_role("checkbox", name="Agrees to the massage").check()
        dialog.get_by_role("checkbox", name="Health answers may be kept").check()
        dialog.get_by_role("button", name="Put in line").click()
        expect(dialog).to_have_count(0)

    def lets_in(self, ticket: str, *, reason: str, by: str) -> None:
        """Decide that a held runner may have a massage."""
        self.page.get_by_role("button", name=f"Decide about {ticket}").click()
        self.page.get_by_role("button", name="Let into the line").click()
        dialog = self.dialog(f"Let {ticket} into the line?")
        dialog.get_by_label("Reason").fill(reason)
        dialog.get_by_label("Decided by").fill(by)
        dialog.get_by_role("button", name="Let into the line").click()
        expect(dialog).to_have_count(0)

    def move_to_the_front(self, ticket: str, reason: str) -> None:
        self.menu(f"More for {ticket}", "Move in line")
        dialog = self.dialog(f"Move {ticket} in the line")
        dialog.get_by_label("Reason").fill(reason)
        dialog.get_by_role("button", name="Move", exact=True).click()
        expect(dialog).to_have_count(0)

    def announce(self, text: str) -> None:
        self.menu("More for this event", "Message on the board")
        dialog = self.dialog("Message on the board")
        dialog.get_by_label("Message").fill(text)
        dialog.get_by_role("button", name="Show it").click()
        expect(dialog).to_have_count(0)

    def close_the_list(self, reason: str) -> None:
        self.menu("List open", "Close the list")
        dialog = self.dialog("Close the list?")
        dialog.get_by_label("What new runners are told").fill(reason)
        dialog.get_by_role("button", name="Close the list").click()
        expect(dialog).to_have_count(0)

    def finds(self, words: str, result: str) -> None:
        """Search opens the runner."""
        self.page.get_by_role("combobox", name="Search").fill(words)
        self.page.get_by_role("option").filter(has_text=result).first.click()
        expect(self.page.get_by_role("dialog", name=result)).to_be_visible()
        self.page.get_by_role("dialog").get_by_role("button", name="Close").click()

    def waiting(self) -> list[str]:
        """The tickets in the line, in order."""
        return self.line.locator("tbody .ticket-code > span:not(.unseen)").all_inner_texts()
