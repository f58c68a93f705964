"""A note for the record, records handed over as a file, one person erased, and everybody's data deleted."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pyzipper
from playwright.sync_api import expect

from tests.browser.axe import LIFTED, check

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.screens import Screens
    from tests.browser.tent import Day

    Keep = Callable[[Page, str], None]

ANSWERS: dict[str, Any] = {"screening": {"blood_thinners": True}, "focus": ["left_calf"], "note": "Tight since km 15"}
# A file, a purge and a backup take longer than a tap.
PATIENCE_MS = 60_000


@pytest.fixture
def treated(day: Day) -> Day:
    """Mia has treated Anna; Ben waits; there is a start list."""
    day.change(mode="on_request")
    mia = day.therapist("Mia Berg", ready=True)
    day.start_list("Bib,First Name,Last Name\n12,Anna,Lind\n13,Cara,Moss\n")
    anna = day.runner("Anna", bib="12", **ANSWERS)
    day.act(anna, "call", {"therapist_id": mia})
    day.act(anna, "start")
    day.act(anna, "finish")
    day.runner("Ben", bib="14", last_name="Ode")
    return day


def test_a_note_in_a_few_taps(treated: Day, screens: Screens, keep_picture: Keep) -> None:
    screen = screens.therapist(treated, "Mia", **LIFTED)
    page = screen.page
    page.get_by_role("button", name="A1 Anna Write a note").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Keep the note")).to_have_attribute("aria-disabled", "true")
    for tap in ("Light", "Sore", "Nothing unusual", "Drink to thirst, eat something"):
        dialog.get_by_role("button", name=tap, exact=True).click()
    expect(dialog.get_by_role("button", name="Sore", exact=True)).to_have_attribute("aria-pressed", "false")
    dialog.get_by_text("Worked on").click()
    dialog.get_by_role("button", name="Left calf").click()
    dialog.get_by_label("Anything else").fill("Through clothes.")
    check(page)
    keep_picture(page, "note")
    dialog.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("It is written.")).to_be_visible()
    keep_picture(page, "noted")
    stored = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Through clothes" not in stored
    noted = treated.get(f"visits/{treated.visits()[0]['id']}/record")
    assert noted["note"] == {
        "areas": ["left_calf"], "pressure": "light", "reactions": ["none"], "advice": ["drink"],
        "text": "Through clothes.",
    }  # fmt: skip


def test_records_are_handed_over_and_everybody_is_deleted(
    treated: Day, screens: Screens, keep_picture: Keep, tmp_path: Path
) -> None:
    page = screens.organiser(treated.path("privacy"), accept_downloads=True, **LIFTED).page
    expect(page.get_by_role("heading", name="Names and answers go in")).to_be_visible()
    check(page)
    keep_picture(page, "countdown")

    page.get_by_role("button", name="Hand over the records of Mia Berg").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make one up for me").click()
    password = dialog.get_by_label("Password for the file").input_value()
    assert len(password) == 23
    with page.expect_download(timeout=PATIENCE_MS) as loading:
        dialog.get_by_role("button", name="Make the file").click()
    file = tmp_path / "records.zip"
    loading.value.save_as(file)
    with pyzipper.AESZipFile(io.BytesIO(file.read_bytes())) as pack:
        pack.setpassword(password.encode())
        told = json.loads(pack.read("records.json"))
        assert pack.read("records.pdf").startswith(b"%PDF")
    assert [each["facts"]["first_name"] for each in told["records"]] == ["Anna"]
    expect(dialog.get_by_text(password)).to_be_visible()
    check(page)
    keep_picture(page, "handing-over")
    dialog.get_by_text("I have opened it").click()
    dialog.get_by_role("button", name="Remove from this desk").click()
    expect(page.get_by_text("No records here")).to_be_visible(timeout=PATIENCE_MS)

    page.get_by_role("button", name="Delete now").click()
    page.get_by_label(f"Type {treated.slug} to go on").fill(treated.slug)
    keep_picture(page, "deleting")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Nobody’s data is here")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    check(page)
    keep_picture(page, "deleted")
    assert treated.visits() == []


def test_one_person_is_corrected_and_erased_at_the_desk(treated: Day, screens: Screens, keep_picture: Keep) -> None:
    page = screens.organiser(treated.path("desk"), accept_downloads=True, **LIFTED).page
    page.get_by_role("button", name="Ben Ode").first.click()
    page.get_by_role("button", name="This person’s data").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("No line on the start list")).to_be_visible()
    with page.expect_download(timeout=PATIENCE_MS) as loading:
        dialog.get_by_role("button", name="A copy to read").click()
    assert Path(loading.value.path()).read_bytes().startswith(b"%PDF")
    dialog.get_by_text("Correct name or bib").click()
    dialog.get_by_label("Last name").fill("Odell")
    dialog.get_by_role("button", name="Correct", exact=True).click()
    expect(dialog.get_by_text("Corrected, in every visit")).to_be_visible()
    dialog.get_by_text("Erase", exact=True).click()
    dialog.get_by_label("The person has asked for it").check()
    check(page)
    keep_picture(page, "person")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(dialog.get_by_text("Name, number and phone are erased")).to_be_visible(timeout=PATIENCE_MS)
    keep_picture(page, "erased")
    names = json.dumps(treated.visits())
    assert "Ode" not in names
    assert "Ben" not in names
