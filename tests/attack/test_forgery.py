"""Requests that are not what they seem: of other sites, for other names, with paths and addresses made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.visit import Role
from eventdesk.web.asking import COOKIE, SAFE
from eventdesk.web.hosts import Hosts
from eventdesk.web.limits import LINKS, SOCKETS
from tests.attack import expected
from tests.attack.test_doors import PLACES, Rule, listed, rules
from tests.web.tent import CONSENT, EVENT

if TYPE_CHECKING:
    from tests.web.tent import Tent

OTHER_SITES: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:9999"},
    {"Origin": "http://localhost@evil.example"},
    {"Origin": "http://[evil"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {},
]


@pytest.mark.parametrize("told", OTHER_SITES, ids=str)
def test_another_site_changes_nothing_through_a_signed_in_browser(tent: Tent, told: dict[str, str]) -> None:
    browser = tent.organisers_browser()
    tent.has_therapist()
    tent.has_visit(bib="12")
    passes = len(tent.app.access.passes(None))
    before = tent.seq
    for rule in rules(tent):
        if rule.method not in SAFE:
            answer = browser.http.open(rule.address("spring"), method=rule.method, json={}, headers=told)
            said = answer.get_json(silent=True) or {}
            code = "wrong_origin" if expected.may(Role.ORGANISER, listed(rule)) else "not_allowed"
            assert (answer.status_code, said.get("code")) == (403, code), f"{rule.name} {said}"
    assert tent.seq == before
    assert len(tent.app.access.passes(None)) == passes
    assert browser.get("/api/v1/me").status_code == 200


def test_a_form_of_another_site_gets_nowhere(tent: Tent) -> None:
    """What a page can send without asking first: three kinds of body, and the cookie if the browser were old."""
    browser = tent.organisers_browser()
    before = tent.seq
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "http://localhost"}):
            answer = browser.http.post(
                f"{EVENT}/announcement", data=b'{"text": "Go home"}', content_type=kind, headers=headers
            )
            assert answer.status_code in (403, 415)
    assert tent.seq == before


def test_no_answer_may_be_read_by_another_site(tent: Tent) -> None:
    browser = tent.organisers_browser()
    for path in ("/api/v1/me", f"{EVENT}/event", "/e/spring/desk", f"{EVENT}/board"):
        answer = browser.get(path, headers={"Origin": "https://evil.example"})
        assert not [name for name in answer.headers.keys() if name.lower().startswith("access-control")]  # noqa: SIM118
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


FORGED_HOSTS = [
    "evil.example", "evil.example:8000", "localhost.evil.example", "192.168.1.20.evil.example",
    "localhost:80@evil.example", "local", "evil.local.example", "xlocal", "evil.localx", "2130706433",
    "0x7f.1", "localhost,evil.example", "[::1].evil",
    "localhost/", "localhost evil", "127.0.0.1:8000:80", "", "..", ".local", "-.local",
]  # fmt: skip


@pytest.mark.parametrize("host", FORGED_HOSTS)
def test_a_forged_host_is_refused_everywhere(tent: Tent, host: str) -> None:
    before = tent.seq
    for rule in [Rule("GET", "/socket.io/?EIO=4&transport=polling"), Rule("GET", "/static/css/base.css"), *rules(tent)]:
        answer = tent.stranger.http.open(
            rule.address("spring"), method=rule.method, headers={"Host": host} | tent.organiser.headers
        )
        assert answer.status_code == 400, f"{rule.name}: {answer.status_code}"
        assert host not in answer.get_data(as_text=True).replace("EVENTDESK_HOSTNAMES", "") or host in (
            ".",
            "",
            "..",
            "local",
        )
    assert tent.seq == before


def test_by_which_names_the_desk_answers() -> None:
    hosts = Hosts(["tent", "desk.club.example"])
    good = (
        "localhost", "LOCALHOST:8000", "127.0.0.1", "192.168.1.20:8000", "[fe80::1]:8000", "8.8.8.8", "tent", "Tent.",
        "tent.local", "a.b.local:8000", "desk.club.example:443",
    )  # fmt: skip
    for host in good:
        assert hosts.knows(host), host
    for host in (*FORGED_HOSTS, "club.example", "x.desk.club.example", "tent.example"):
        assert not hosts.knows(host), host


def test_whoever_forwards_a_request_is_not_believed(tent: Tent) -> None:
    """Somebody who could choose an address for each try could try for ever."""
    for number in range(30):
        shown = {
            "X-Forwarded-For": f"10.0.0.{number}",
            "Forwarded": f"for=10.0.0.{number}",
            "X-Real-IP": f"10.0.0.{number}",
        }
        assert tent.stranger.get(f"/api/v1/tickets/wrong-link-{number}", headers=shown).status_code == 404
    refused = tent.stranger.get("/api/v1/tickets/wrong-link-x", headers={"X-Forwarded-For": "10.9.9.9"})
    assert refused.status_code == 429


def test_guessing_ticket_links_ends_at_429_and_others_go_on(tent: Tent) -> None:
    link = tent.has_visit()["link"]
    number = int(LINKS.allowance.split()[0])
    answers = [tent.stranger.http.get(f"/t/wrong-link-{each}").status_code for each in range(number + 5)]
    assert answers == [404] * number + [429] * 5
    refused = tent.stranger.http.get(f"/api/v1/tickets/{PLACES['token']}")
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
    elsewhere = {"REMOTE_ADDR": "192.168.1.77"}
    assert tent.stranger.http.get(link, environ_overrides=elsewhere).status_code == 200


def test_a_flood_of_new_sockets_ends_at_429_and_pages_go_on(tent: Tent) -> None:
    path = "/socket.io/?EIO=4&transport=polling"
    number = int(SOCKETS.allowance.split()[0])
    client = tent.stranger.http
    statuses = {client.get(path).status_code for _ in range(number // 100)}
    assert statuses == {200}
    limits = tent.flask.wsgi_app.gate._limits  # type: ignore[attr-defined]  # noqa: SLF001
    for _ in range(number):  # the rest of them, without the work
        try:
            limits.tries(SOCKETS, "127.0.0.1").count()
        except Exception:  # noqa: BLE001 - that is what is waited for
            break
    refused = client.get(path)
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
    assert client.get(f"{EVENT}/board").status_code == 200
    assert client.get(path, environ_overrides={"REMOTE_ADDR": "192.168.1.77"}).status_code == 200


TRICKS = [
    "../run.py", "..%2frun.py", "%2e%2e/run.py", "....//run.py", "%2e%2e%2f%2e%2e%2fetc/passwd",
    "/etc/passwd", "//etc/passwd", "..\\run.py", "..%5crun.py", "css/../../run.py",
    "css/%2e%2e/%2e%2e/eventdesk/app.py", "%00", "css/base.css%00.js",
    "\u2025/run.py", "c:/windows/win.ini", ".", "..", "%c0%ae%c0%ae/run.py", "vendor/../../instance/keys/health",
]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_no_path_leads_out_of_the_folder(tent: Tent, trick: str) -> None:
    for start in ("/static/", "/trust/", "/e/spring/", f"{EVENT}/start-list/", f"{EVENT}/", "/t/", "/e/", "/"):
        answer = tent.stranger.http.get(start + trick)
        assert answer.status_code in (301, 303, 308, 400, 401, 404, 405), f"{start}{trick}: {answer.status_code}"
        said = answer.get_data(as_text=True)
        assert "root:" not in said
        assert "import" not in said or "importmap" in said, f"{start}{trick}"


def test_the_way_back_after_the_sign_in_stays_here(tent: Tent) -> None:
    for there in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\\\\evil",
        "/\t/evil",
    ):
        page = tent.stranger.http.get("/sign-in", query_string={"next": there}).get_data(as_text=True)
        assert '"next": ""' in page or '"next":""' in page, there


def test_no_pass_is_fixed_by_somebody_else(tent: Tent) -> None:
    """A cookie that was planted before the sign-in is worth nothing after it."""
    tent.set_passphrase()
    planted = "p" * 43
    client = tent.flask.test_client()
    client.set_cookie(COOKIE, planted, domain="localhost")
    body: dict[str, Any] = {"event": "spring", "role": "organiser", "passphrase": "correct horse battery"}
    answer = client.post("/api/v1/sign-in", json=body, headers={"Origin": "http://localhost"})
    assert answer.status_code == 200
    cookie = client.get_cookie(COOKIE)
    assert cookie
    assert cookie.value != planted
    assert tent.app.access.recognise(planted) is None


def test_what_a_kiosk_is_told_about_an_open_visit_is_no_more_than_that(tent: Tent) -> None:
    tent.has_visit(bib="12", note="Zebrafisch")
    body = {"bib": "12", "first_name": "Eve", "treatment": "post_event", "consent": CONSENT}
    refused = tent.kiosk.post("visits", body)
    assert refused.status_code == 409
    assert "Zebrafisch" not in refused.get_data(as_text=True)


def test_every_listed_address_has_an_answer_for_the_table(tent: Tent) -> None:
    assert all(listed(rule) for rule in rules(tent))
