"""A desk that encrypts: the team's pages and secrets over HTTPS only, the runners' pages for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eventdesk import settings
from eventdesk.adapters import lan
from eventdesk.app import create_app
from eventdesk.web.asking import ANYONE, COOKIE
from eventdesk.web.encryption import PLAIN_PAGES
from eventdesk.web.trust import Trust
from tests.web.tent import EVENT, PASSPHRASE, ROUTES, Tent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventdesk.app import EventDeskApp

TENT = {"Host": "tent.local:8000", "Origin": "http://tent.local:8000"}
SECURE = "https://tent.local:8443"
TRUST = Trust(
    port=8000, secure_port=8443, fingerprint="AB:CD", certificate=b"der", text=b"pem", apple_profile=b"profile"
)


class EncryptingTent(Tent):
    def _open(self) -> EventDeskApp:
        chosen = settings.load(data_dir=self.folder)
        chosen.prepare()
        return create_app(chosen, self.clock, TRUST)


@pytest.fixture
def tent(tmp_path: Path) -> Iterator[Tent]:
    """A desk that encrypts."""
    made = EncryptingTent(tmp_path)
    made.set_passphrase()
    yield made
    made.close()


def secure_browser(tent: Tent) -> Any:
    """A browser in which the organiser signed in, encrypted."""
    client = tent.flask.test_client()
    body = {"event": "spring", "role": "organiser", "passphrase": PASSPHRASE}
    answer = client.post("/api/v1/sign-in", json=body, base_url=SECURE, headers={"Origin": SECURE})
    assert answer.status_code == 200
    return client


def staff_pages(tent: Tent) -> list[str]:
    rules = [each for each in tent.flask.url_map.iter_rules() if each.endpoint.startswith("page_")]
    return [
        each.rule.replace("<slug:slug>", "spring").replace("<token:token>", "not-a-real-token")
        for each in rules
        if each.endpoint not in PLAIN_PAGES
    ]


def test_every_page_of_the_team_is_sent_to_https(tent: Tent) -> None:
    paths = staff_pages(tent)
    assert {"/sign-in", "/e/spring/desk", "/e/spring/kiosk", "/first-run/not-a-real-token"} <= set(paths)
    for path in paths:
        answer = tent.stranger.http.get(f"{path}?next=/e/spring/desk", headers=TENT)
        assert answer.status_code == 307, path
        assert answer.headers["Location"] == f"{SECURE}{path}?next=/e/spring/desk"


def test_what_runners_open_stays_as_it_is(tent: Tent) -> None:
    link = tent.has_visit()["link"]
    for path in ("/", "/e/spring/board", link, "/trust", "/qr.svg?p=/trust", "/api/docs", f"{EVENT}/board"):
        assert tent.stranger.http.get(path, headers=TENT).status_code == 200, path


def test_no_page_for_a_role_is_among_those_for_everybody(tent: Tent) -> None:
    for endpoint in PLAIN_PAGES:
        assert getattr(tent.flask.view_functions[endpoint], "who", None) == ANYONE


def test_no_secret_is_taken_in_the_open(tent: Tent) -> None:
    doors = [route for route in ROUTES.values() if route.gives_pass]
    assert {"sign_in", "sign_in_by_link", "pair", "first_run"} <= {each.name for each in doors}
    before = tent.app.access.passes(None)
    for route in doors:
        path = route.path.replace("<token:token>", "not-a-real-token")
        body = {"event": "spring", "role": "organiser", "passphrase": PASSPHRASE}
        answer = tent.stranger.http.post(path, json=body, headers=TENT)
        assert (answer.status_code, answer.json["code"]) == (403, "needs_https"), route.name  # type: ignore[index]
        assert "Set-Cookie" not in answer.headers
    assert tent.app.access.passes(None) == before


def test_a_pass_that_came_in_the_open_opens_nothing(tent: Tent) -> None:
    client = secure_browser(tent)
    cookie = client.get_cookie(COOKIE, domain="tent.local")
    assert cookie.secure
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    shown = {"Cookie": f"{COOKIE}={cookie.value}"}
    stranger = tent.stranger.http
    assert stranger.get("/api/v1/me", base_url=SECURE, headers=shown).status_code == 200
    assert stranger.get("/api/v1/me", headers=TENT | shown).status_code == 401
    before = tent.seq
    other = {"Cookie": f"a=b; {COOKIE}={cookie.value}"}
    assert stranger.patch(f"{EVENT}/event", json={"name": "X"}, headers=TENT | other).status_code == 401
    assert tent.seq == before


def test_a_live_socket_in_the_open_shows_no_pass(tent: Tent) -> None:
    client = secure_browser(tent)
    cookie = client.get_cookie(COOKIE, domain="tent.local")
    seen: list[str] = []
    gate: Any = tent.flask.wsgi_app.gate  # type: ignore[attr-defined]
    behind = gate._application  # noqa: SLF001

    def watched(environ: Any, start: Any) -> Any:
        seen.append(environ["HTTP_COOKIE"])
        return behind(environ, start)

    gate._application = watched  # noqa: SLF001
    path = "/socket.io/?EIO=4&transport=polling"
    shown = {"Cookie": f"{COOKIE}={cookie.value}"}
    assert tent.stranger.http.get(path, headers={"Host": "tent.local:8000"} | shown).status_code == 200
    assert tent.stranger.http.get(path, base_url=SECURE, headers=shown).status_code == 200
    assert seen == ["", f"{COOKIE}={cookie.value}"]


def test_a_token_is_taken_anywhere(tent: Tent) -> None:
    assert tent.organiser.get("event", headers={"Host": "tent.local:8000"}).status_code == 200


def test_this_machine_itself_needs_no_encryption(tent: Tent) -> None:
    assert tent.stranger.http.get("/sign-in", headers={"Host": "localhost:8000"}).status_code == 200
    assert tent.stranger.http.get("/sign-in", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    # Somebody who only says so sits elsewhere.
    told = tent.stranger.http.get(
        "/sign-in", headers={"Host": "localhost:8000"}, environ_overrides={"REMOTE_ADDR": "192.168.1.7"}
    )
    assert told.status_code == 307


def test_codes_lead_to_the_right_door(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(lan, "addresses", lambda: ["192.168.1.20"])
    import segno  # noqa: PLC0415

    real = segno.make_qr

    def watched(url: str, **more: Any) -> Any:
        drawn.append(url)
        return real(url, **more)

    monkeypatch.setattr(segno, "make_qr", watched)
    client = tent.stranger.http
    for base in ("http://localhost:8000", "https://tent.local:8443", "http://192.168.1.20:8000"):
        for path in ("/t/abc", "/e/spring/board", "/trust", "/e/spring/kiosk", "/in/abc"):
            assert client.get("/qr.svg", query_string={"p": path}, base_url=base).status_code == 200
    name = {"http://localhost:8000": "192.168.1.20", "https://tent.local:8443": "tent.local"}
    expected = []
    for base in ("http://localhost:8000", "https://tent.local:8443", "http://192.168.1.20:8000"):
        host = name.get(base, "192.168.1.20")
        expected += [f"http://{host}:8000{path}" for path in ("/t/abc", "/e/spring/board", "/trust")]
        expected += [f"https://{host}:8443{path}" for path in ("/e/spring/kiosk", "/in/abc")]
    assert drawn == expected


def test_the_page_that_says_how_to_trust_it(tent: Tent) -> None:
    page = tent.stranger.http.get("/trust", headers=TENT)
    said = page.get_data(as_text=True)
    assert "AB:<wbr>CD" in said
    assert "http://tent.local:8000/trust" in said
    for word in ("iPad", "Android", "Windows", "Mac"):
        assert word in said
    for name, kind, content in (
        ("eventdesk.crt", "application/x-x509-ca-cert", b"der"),
        ("eventdesk.pem", "application/x-x509-ca-cert", b"pem"),
        ("eventdesk.mobileconfig", "application/x-apple-aspen-config", b"profile"),
    ):
        answer = tent.stranger.http.get(f"/trust/{name}", headers=TENT)
        assert (answer.mimetype, answer.data) == (kind, content)
        assert name in answer.headers["Content-Disposition"]
    assert tent.stranger.http.get("/trust/desk.key", headers=TENT).status_code == 404


def test_a_desk_that_does_not_encrypt_says_so(tmp_path: Path) -> None:
    plain = Tent(tmp_path)
    page = plain.stranger.http.get("/trust")
    assert page.status_code == 200
    assert "--https" in page.get_data(as_text=True)
    assert plain.stranger.http.get("/trust/eventdesk.crt").status_code == 404
    assert plain.stranger.http.get("/sign-in", headers=TENT).status_code == 200
    plain.close()
