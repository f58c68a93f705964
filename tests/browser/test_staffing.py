"""The staffing plan: worked out from the start list, changed, saved as shifts, printed on one page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.axe import LIFTED, check
from tests.browser.tent import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.screens import Screens
    from tests.browser.tent import Day

    Keep = Callable[[Page, str], None]

# A plan takes seconds, and the machine may be busy with other tests.
PATIENCE_MS = 60_000


def planned(page: Page) -> Page:
    """The page with its plan."""
    expect(page.get_by_role("heading", name="One more, one less")).to_be_visible(timeout=PATIENCE_MS)
    return page


@pytest.fixture
def race(day: Day) -> Day:
    """Two waves with 150 runners each on the start list, and two therapists."""
    # At the full half hour: without a closing time a plan ends at one, so where the starts lie decides who is the last.
    to_half = 30 - now().minute % 30
    day.waves(**{"10K": 120 + to_half, "Half marathon": 150 + to_half})
    lines = [f"{n},Runner,N {n},{'10K' if n % 2 else 'Half marathon'}\n" for n in range(300)]
    day.start_list("Bib,First Name,Last Name,Wave\n" + "".join(lines))
    day.therapist("Maria Lind")
    day.therapist("Tom Okafor")
    return day


def headline(page: Page) -> int:
    """How many therapists it says."""
    words = page.get_by_role("heading", level=2, name=re.compile(r"^\d+ therapists?$")).inner_text()
    return int(words.split()[0])


def test_from_the_start_list_to_the_roster(race: Day, screens: Screens, keep_picture: Keep) -> None:
    screen = screens.organiser(race.path("setup"))
    screen.page.get_by_role("link", name="How many do you need?").click()
    page = planned(screen.page)
    expect(page.get_by_label("Runners of 10K")).to_have_value("150")
    expect(page.get_by_label("Distance of 10K")).to_have_value("10k")
    expect(page.get_by_text("The promise holds.")).to_be_visible()
    keep_picture(page, "plan")
    few = headline(page)

    page.get_by_role("group", name="Who comes for a massage").get_by_label("After the race").fill("20")
    expect(page.get_by_text("You changed something.")).to_be_visible()
    expect(page.get_by_role("button", name="Save as shifts…")).to_be_disabled()
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("You changed something.")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.get_by_text("Expected: 15 before the race and 60 after it.")).to_be_visible(timeout=PATIENCE_MS)
    many = headline(page)
    assert many > few

    page.get_by_role("button", name="Save as shifts…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row")).to_have_count(many + 1)
    dialog.get_by_label(re.compile("^Add")).uncheck()
    expect(dialog.get_by_role("row")).to_have_count(3)
    expect(dialog).to_contain_text("without a therapist")
    dialog.get_by_label(re.compile("^Add")).check()
    expect(dialog.get_by_role("row", name=re.compile("Maria Lind.*all day"))).to_be_visible()
    dialog.get_by_role("button", name=f"Save {many} shifts").click()
    expect(page.get_by_text(f"{many} shifts saved on the roster")).to_be_visible()
    roster = race.get("therapists")["therapists"]
    assert [each["name"] for each in roster][:3] == ["Maria Lind", "Tom Okafor", "Therapist 3"]
    assert len(roster) == many
    assert all(each["shift_start"] and each["shift_end"] for each in roster)

    # The roster and the page agree, also on what was just saved.
    page.get_by_role("button", name="Save as shifts…").click()
    first = dialog.get_by_role("row", name=re.compile("^Maria Lind"))
    now, then = (first.get_by_role("cell").nth(place).inner_text() for place in (1, 2))
    assert now == then
    keep_picture(page, "saved")


def test_what_is_wrong_is_told_at_once(day: Day, screens: Screens) -> None:
    page = screens.organiser(day.path("staffing")).page
    expect(page.get_by_text("How many therapists do you need?")).to_be_visible()
    page.get_by_role("button", name="Work it out").click()
    problems = page.get_by_role("alert")
    expect(problems.get_by_role("link")).to_have_text(["The wave: say when it starts."])
    page.get_by_label("Start of the wave", exact=True).fill("10:00")
    page.get_by_label("Runners of the wave").fill("120")
    page.get_by_label("Couches").fill("200")
    page.get_by_role("button", name="Work it out").click()
    expect(problems.get_by_role("link")).to_have_text(["Couches: 1 to 100, or nothing."])
    page.get_by_label("Couches").fill("")
    page.get_by_role("button", name="Work it out").click()
    planned(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_only_the_desk_knows_to_be_wrong(day: Day, screens: Screens) -> None:
    screen = screens.organiser(day.path("staffing"))
    screen.excuse("status of 422")
    page = screen.page
    page.get_by_label("Start of the wave", exact=True).fill("10:00")
    page.get_by_label("Runners of the wave").fill("90000")
    page.get_by_role("group", name="Who comes for a massage").get_by_label("After the race").fill("80")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("alert")).to_contain_text("a plan can be made for 5,000")


def test_more_waves_and_times_of_their_own(day: Day, screens: Screens) -> None:
    page = screens.organiser(day.path("staffing"), "phone").page
    page.get_by_label("Start of the wave", exact=True).fill("10:00")
    page.get_by_label("Runners of the wave").fill("100")
    page.get_by_label("Distance of the wave").select_option("Own times…")
    results = "Bib,Gun time,Net time\n" + "".join(f"{n},2:00:00,1:{30 + n % 11}:00\n" for n in range(110))
    page.get_by_label("Results file for the wave").set_input_files(
        {"name": "results.csv", "mimeType": "text/csv", "buffer": results.encode()}
    )
    expect(page.get_by_text("110 finish times read")).to_be_visible()
    expect(page.get_by_label("Mean finish time of the wave")).to_have_value("95")
    page.get_by_label("Mean finish time of the wave").fill("96")
    page.get_by_label("Spread of the finish times").fill("12")
    page.get_by_role("button", name="Add a wave").click()
    expect(page.get_by_label("Runners of Wave 2")).to_be_focused()
    page.get_by_role("button", name="Leave Wave 2 out").click()
    page.get_by_role("button", name="Work it out").click()
    planned(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper(race: Day, screens: Screens, keep_picture: Keep) -> None:
    page = planned(screens.organiser(race.path("staffing"), color_scheme="dark").page)
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1032})
    for gone in ("Work it out", "Print", "Save as shifts…"):
        expect(page.get_by_role("button", name=gone)).to_have_count(0)
    expect(page.get_by_text(re.compile("^Riverside Run .*: staffing plan$"))).to_be_visible()
    for shown in ("Shifts", "One more, one less", "Waits, half hour by half hour"):
        expect(page.get_by_role("heading", name=shown)).to_be_visible()
    expect(page.get_by_text("Maria Lind")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    keep_picture(page, "paper")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["laptop", "portrait", "phone"])
def test_for_everybody(race: Day, screens: Screens, keep_picture: Keep, device: str, scheme: str) -> None:
    page = planned(screens.organiser(race.path("staffing"), device, color_scheme=scheme, **LIFTED).page)
    keep_picture(page, f"{device}-{scheme}")
    check(page)
    page.get_by_role("button", name="Save as shifts…").click()
    expect(page.get_by_role("dialog").get_by_role("row").first).to_be_visible()
    check(page)
