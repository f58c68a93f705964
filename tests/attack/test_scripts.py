"""Scripts typed into every field that takes text, and into start lists; each screen is then shown in a browser.

The browser is told to ignore the content security policy, which would stop a script that got in: here none may get in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.web.api.table import all_routes
from tests.browser import tent as tents
from tests.browser.screens import chromium
from tests.browser.tent import CONSENT, z

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SHORT = "<img src=x onerror=ran=1>"  # fits into 40
TEXT = "\"'></script><script>ran=1</script>" + SHORT  # fits into 80
LONG = (
    TEXT + "<svg onload=ran=1><a href=javascript:ran=1>x</a>"
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>${ran=1}{{7*7}}"
)
BIB = "<svg onload=ran=1>"  # fits into 20
MARK = "ran=1"

# Where each text that somebody may type is planted, or why it is nowhere shown.
PLANTED = {
    "event": {
        "ConsentSaid.health_data", "ConsentSaid.treatment", "EventChanges.closed_reason", "EventChanges.name",
        "NewEvent.name",
        "QuestionSaid.caution", "QuestionSaid.text", "TreatmentSaid.name", "WaveSaid.name", "Text.text",
    },
    "roster": {"NewTherapist.couch", "NewTherapist.name", "TherapistChanges.couch", "TherapistChanges.name"},
    "runner": {
        "NewVisit.bib", "NewVisit.first_name", "NewVisit.guardian", "NewVisit.last_name", "NewVisit.note",
        "NewVisit.phone",
        "NewVisit.wave", "VisitChanges.bib", "VisitChanges.first_name", "VisitChanges.last_name", "VisitChanges.note",
        "VisitChanges.phone", "VisitChanges.wave", "Quote.bib", "Quote.first_name", "Quote.wave", "NewSlip.sealed",
        "PersonCorrected.bib", "PersonCorrected.first_name", "PersonCorrected.last_name", "PersonCorrected.new_bib",
    },
    "decision": {
        "Decided.by", "Decided.reason", "Moved.reason", "Reason.reason", "Referred.by", "Referred.reason",
        "Referred.to",
        "RecordNote.text",
    },
    "device": {"DeviceNamed.name", "NewPairing.name", "Paired.name", "SignIn.name"},
    "one of a list, anything else is refused": {
        "EventChanges.timezone", "NewEvent.timezone", "NewVisit.avoid", "NewVisit.focus", "RecordNote.advice",
        "RecordNote.areas", "RecordNote.reactions", "WaveWanted.name", "PurgeWanted.confirm",
    },
    "a secret, never shown": {
        "FirstRun.passphrase", "KioskLeft.pin", "LinkUsed.token", "PackWanted.password", "Paired.token",
        "PassphraseChanged.new_passphrase", "PassphraseChanged.passphrase", "SignIn.passphrase", "SignIn.pin",
    },
    "looked for and forgotten": {"SearchFor.q", "SearchName.name", "PersonExport.bib", "PersonWanted.bib"},
}  # fmt: skip


def texts(schema: dict[str, Any], shapes: dict[str, Any], name: str) -> Iterator[str]:
    """Each member of a body that takes any text."""
    for member, shape in schema.get("properties", {}).items():
        waiting = [shape]
        while waiting:
            each = waiting.pop()
            if "$ref" in each:
                inner = each["$ref"].rpartition("/")[2]
                yield from texts(shapes[inner], shapes, inner)
            waiting += [*each.get("anyOf", ()), *each.get("allOf", ()), *([each["items"]] if "items" in each else ())]
            if isinstance(each.get("additionalProperties"), dict):
                waiting.append(each["additionalProperties"])
            if each.get("type") == "string" and not {"enum", "const", "format", "pattern"} & each.keys():
                yield f"{name}.{member}"


def test_every_field_that_takes_text_was_thought_of() -> None:
    found: set[str] = set()
    for route in all_routes():
        if route.body is not None:
            schema = route.body.model_json_schema()
            found |= set(texts(schema, schema.get("$defs", {}), route.body.__name__))
    assert found == set().union(*PLANTED.values())


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with chromium(chromium_path) as made:
        yield made


@pytest.fixture(scope="module")
def tent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tents.Tent]:
    with tents.ready(tmp_path_factory.mktemp("tent")) as made:
        yield made


def planted(tent: tents.Tent) -> tuple[tents.Day, dict[str, Any]]:
    """An event with a script wherever somebody may type one; and a visit in each place of the screens."""
    day = tent.new_day()
    event = day.get("event")
    soon = z(tents.now() + timedelta(hours=3))
    day.change(
        name=TEXT[:80],
        waves=[{"name": TEXT[:80], "starts_at": soon}],
        treatments=[each | {"name": TEXT[:80]} for each in event["treatments"]],
        screening={each["key"]: {"text": LONG, "caution": LONG} for each in event["screening"]},
        consent={"treatment": LONG, "health_data": LONG},
        board_label="first_name",
        mode="on_request",
    )
    day.post("announcement", {"text": LONG})
    mia = day.therapist(TEXT[:80], couch=SHORT)
    tom = day.therapist("Tom " + TEXT[:70])
    lines = (
        "Bib,First name,Last name,Wave",
        f"=1+1,{quoted(TEXT)},{quoted(TEXT)},{quoted(TEXT)}",
        f"{quoted(BIB)},Ann,,",
    )
    day.start_list("\n".join(lines))
    runner = {"last_name": TEXT[:80], "phone": SHORT, "note": LONG, "guardian": TEXT[:80], "consent": CONSENT}

    def joins(number: int, **more: Any) -> Any:
        said = {"first_name": TEXT[:80], "treatment": "post_event", "bib": BIB if number == 0 else f"<b {number}>"}
        return day.post("visits", said | runner | more)

    waiting = joins(0)
    joins(1, screening={"chest_pain": True})
    declined = joins(2, screening={"past_clot": True})
    day.act(declined, "decline", {"reason": LONG[:300], "by": TEXT[:80]})
    referred = joins(3)
    day.act(referred, "refer", {"reason": LONG[:300], "by": TEXT[:80], "to": TEXT[:80]})
    for each in (mia, tom):
        day.post(f"therapists/{each}/ready")
    treated = day.post(f"therapists/{mia}/next")["visit"]
    day.act(treated, "start")
    called = joins(4)
    day.post(f"therapists/{tom}/next")
    joins(5)
    day.post("pairings", {"role": "board", "name": SHORT})
    return day, {"mia": mia, "link": called["link"], "waiting": waiting, "referred": referred}


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_nothing_that_was_typed_runs_on_any_screen(browser: Browser, tent: tents.Tent) -> None:
    day, there = planted(tent)
    context = browser.new_context(bypass_csp=True, base_url=tent.url)
    context.add_cookies([{"name": "eventdesk", "value": tent.cookie, "url": tent.url}])
    context.on("dialog", lambda _: pytest.fail("a dialog was opened"))
    pages = [day.path(name) for name in ("board", "desk", "setup", "staffing", "devices", "kiosk", "privacy")]
    pages += [
        f"{day.path('therapist')}?id={there['mia']}",
        there["link"],
        "/",
        "/sign-in",
        f"/sign-in?event={day.slug}",
    ]
    shown = set()
    for path in pages:
        page = context.new_page()
        page.goto(path)
        page.wait_for_timeout(700)
        check(page, path)
        if MARK in page.inner_text("body"):
            shown.add(path.rpartition("/")[2].partition("?")[0])
        press(page, path)
        page.close()
    # As text it is there: whoever types that sees it again.
    assert {"board", "desk", "setup", "therapist"} <= shown
    context.close()


def test_a_script_that_got_in_would_be_found(browser: Browser) -> None:
    page = browser.new_page()
    for typed in (SHORT, BIB, TEXT, LONG):
        page.set_content(f"<p>{typed}</p>")
        page.wait_for_timeout(200)
        with pytest.raises(AssertionError):
            check(page, "a careless page")
    page.close()


def press(page: Page, path: str) -> None:
    """Opens what can be opened without changing anything: folds and dialogs."""
    for fold in page.locator("summary").all()[:12]:
        if fold.is_visible():
            fold.click()
    names = page.locator("button").filter(has_text="</script>").all()[:4]
    for name in names:
        if name.is_visible() and name.is_enabled():
            name.click(timeout=3000, force=True)
            page.wait_for_timeout(200)
            check(page, f"{path}, after pressing what is named like that")
            page.keyboard.press("Escape")
    check(page, f"{path}, opened")


def check(page: Page, where: str) -> None:
    """Nothing ran, and nothing that was typed became part of the page."""
    assert page.evaluate("typeof ran") == "undefined", where
    made = "[onerror],[onload],img[src=x],iframe,a[href^=javascript],svg[onload]"
    assert page.locator(made).count() == 0, where
    scripts = page.evaluate("[...document.scripts].filter(s => s.textContent.trim() === 'ran=1').length")
    assert scripts == 0, where
