"""The pages: who is shown what, what goes along with every answer, and what the browser may keep."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.adapters import lan
from tests.web.tent import EVENT

if TYPE_CHECKING:
    from tests.web.tent import Tent


def first(text: str) -> Any:
    """The data that a page begins with."""
    found = re.search(r'<script type="application/json" id="first">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_home_lists_the_events(tent: Tent) -> None:
    page = tent.stranger.get("/").text
    assert "Spring Run" in page
    assert 'href="/e/spring/board"' in page
    assert '<a class="button" href="/sign-in?event=spring#tablet">Pair this tablet</a>' in page
    assert "not set up yet" in page
    tent.set_passphrase()
    assert "not set up yet" not in tent.stranger.get("/").text


def test_the_board_is_for_anyone(tent: Tent) -> None:
    tent.has_visit("Anna")
    page = tent.stranger.get("/e/spring/board")
    data = first(page.text)
    assert (data["page"], data["me"], data["api"]) == ("board", None, EVENT)
    assert [each["ticket"] for each in data["snapshot"]["waiting"]] == ["A1"]
    assert "Anna" not in page.text


@pytest.mark.parametrize("name", ["kiosk", "therapist", "desk", "setup"])
def test_a_page_that_needs_a_sign_in_leads_to_it_and_back(tent: Tent, name: str) -> None:
    answer = tent.stranger.get(f"/e/spring/{name}?id=1&x=y")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?event=spring&next=/e/spring/{name}%3Fid%3D1%26x%3Dy"


@pytest.mark.parametrize("name", ["desk", "setup", "therapist"])
def test_a_kiosk_gets_no_further_than_the_kiosk(tent: Tent, name: str) -> None:
    for open_to_it in ("kiosk", "board"):
        assert tent.kiosk.get(f"/e/spring/{open_to_it}").status_code == 200
    assert tent.kiosk.get(f"/e/spring/{name}").status_code == 303


def test_the_pages_of_the_signed_in(tent: Tent) -> None:
    mia = tent.has_therapist()
    tent.has_visit("Anna")
    browser = tent.organisers_browser()
    desk = first(browser.get("/e/spring/desk").text)
    assert [each["first_name"] for each in desk["snapshot"]["waiting"]] == ["Anna"]
    assert desk["me"]["role"] == "organiser"
    setup = first(browser.get("/e/spring/setup").text)
    assert setup["event_full"]["turnover_minutes"] == 3
    assert [each["name"] for each in setup["therapists"]] == ["Mia Berg"]
    over_the_shoulder = first(browser.get(f"/e/spring/therapist?id={mia['id']}").text)
    assert over_the_shoulder["therapist_id"] == mia["id"]
    own = first(tent.therapist(mia["id"]).get("/e/spring/therapist?id=77").text)
    assert own["therapist_id"] == mia["id"]
    kiosk = first(tent.kiosk.get("/e/spring/kiosk").text)
    assert {"screening", "consent", "areas", "therapists"} <= set(kiosk)
    assert kiosk["therapists"][0]["gender"] == "unsaid"


def test_an_organiser_without_a_therapist_goes_to_the_desk(tent: Tent) -> None:
    for query in ("", "?id=", "?id=x", "?id=٣"):
        answer = tent.organiser.get(f"/e/spring/therapist{query}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/e/spring/desk")
    assert tent.organiser.get("/e/spring/therapist?id=77").status_code == 404


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("/e/spring/desk?x=1", "/e/spring/desk?x=1"),
        ("//evil.example/x", ""),
        ("https://evil.example", ""),
        ("/\\evil.example", ""),
        ("javascript:alert(1)", ""),
        ("/e/\nX", ""),
        ("", ""),
    ],
)
def test_the_sign_in_leads_nowhere_but_to_this_desk(tent: Tent, said: str, kept: str) -> None:
    page = tent.stranger.get("/sign-in", query_string={"event": "spring", "next": said})
    assert first(page.text)["next"] == kept


def test_the_sign_in_offers_the_therapists(tent: Tent) -> None:
    mia = tent.has_therapist("Mia Berg")
    data = first(tent.stranger.get("/sign-in?event=spring").text)
    assert data["therapists"] == [{"id": mia["id"], "first_name": "Mia"}]
    assert data["event"]["slug"] == "spring"
    assert tent.stranger.get("/sign-in?event=nowhere").status_code == 200


def test_the_ticket_page_is_for_the_holder_of_the_link(tent: Tent) -> None:
    visit = tent.has_visit("Anna", last_name="Secretname")
    page = tent.stranger.get(visit["link"])
    data = first(page.text)
    assert data["ticket"]["visit"]["ticket"] == "A1"
    assert "Secretname" not in page.text
    nothing = tent.stranger.get("/t/no-such-link-at-all")
    assert nothing.status_code == 404
    assert "There is nothing here" in nothing.text


def test_the_first_run_page_is_for_the_holder_of_the_link(tent: Tent) -> None:
    link = tent.app.first_run_link()
    assert link
    assert first(tent.stranger.get(link).text)["token"] == link.removeprefix("/first-run/")
    assert tent.stranger.get("/first-run/no-such-link").status_code == 404
    tent.set_passphrase()
    assert tent.stranger.get(link).headers["Location"] == "/"


def test_a_refusal_is_a_page_where_a_person_reads_it(tent: Tent) -> None:
    for path in ("/nowhere", "/e/nowhere/board", "/e/UPPER/board"):
        answer = tent.stranger.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")
        assert "There is nothing here" in answer.text
    assert tent.stranger.call("POST", "/", {}).status_code == 405


def test_what_goes_along_with_every_answer(tent: Tent) -> None:
    for path in ("/", "/e/spring/board", f"{EVENT}/board", "/nowhere", f"{EVENT}/event", "/static/css/base.css"):
        headers = tent.stranger.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
    assert tent.stranger.get(f"{EVENT}/board").headers["Cache-Control"] == "no-store"
    assert tent.organiser.get(f"{EVENT}/event").headers["Cache-Control"] == "no-store"


def test_the_policy_lets_the_import_map_in_and_no_other_inline_script(tent: Tent) -> None:
    page = tent.stranger.get("/e/spring/board")
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page.text, re.DOTALL)
    inline = [(kind, text) for kind, text in scripts if "src=" not in kind and "application/json" not in kind]
    assert [kind for kind, _ in inline] == [' type="importmap"']
    digest = base64.b64encode(hashlib.sha256(inline[0][1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|\son\w+=|<style", page.text)


def test_a_slash_too_many_leads_to_the_page(tent: Tent) -> None:
    answer = tent.stranger.get("/e//spring/board")
    assert answer.status_code == 308
    assert answer.headers["Location"].endswith("/e/spring/board")


def test_qr_codes_of_our_own_addresses_only(tent: Tent) -> None:
    drawn = tent.stranger.get("/qr.svg", query_string={"p": "/t/some-link"})
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.text.startswith("<svg")
    for path in ("https://evil.example", "//evil.example", "/api/v1/health", "", "/t/" + "x" * 300, "/t/\x00"):
        assert tent.stranger.get("/qr.svg", query_string={"p": path}).status_code == 422


def test_a_link_made_on_this_machine_leads_to_it_from_elsewhere(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.1.20"])
    mia = tent.has_therapist()

    def url(host: str) -> str:
        path = f"therapists/{mia['id']}/sign-in-link"
        made = tent.organiser.told("POST", path, {}, 201, headers={"Host": host})
        return str(made["url"])

    assert url("localhost:8000").startswith("http://192.168.1.20:8000/in/")
    assert url("127.0.0.1:8000").startswith("http://192.168.1.20:8000/in/")
    assert url("tent.local:8000").startswith("http://tent.local:8000/in/")
    assert url("desk.local").startswith("http://desk.local/in/")
    monkeypatch.setattr(lan, "addresses", list)
    assert url("localhost:8000").startswith("http://localhost:8000/in/")
