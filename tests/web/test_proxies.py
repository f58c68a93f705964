"""Whose word about a client's address counts: that of our own proxies, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from eventdesk import settings
from eventdesk.app import create_app
from eventdesk.connections import FEWEST_OF_ONE, Crowd
from eventdesk.web.proxies import Proxies
from tests.builders import FakeClock
from tests.web.tent import PASSPHRASE, Tent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventdesk.app import EventDeskApp

FORGED = {
    "X-Forwarded-For": "198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "race.example.org",
    "X-Forwarded-Prefix": "/elsewhere",
    "Forwarded": "for=198.51.100.7;proto=https;host=race.example.org",
    "X-Real-IP": "198.51.100.7",
}


def seen_behind(proxies: int, headers: dict[str, str]) -> dict[str, Any]:
    """What the desk is told of a request that came from 192.0.2.1 by http://tent.local."""
    seen: dict[str, Any] = {}

    def gate(environ: dict[str, Any], start: Any) -> list[bytes]:
        seen.update(environ)
        start("200 OK", [])
        return [b""]

    builder = EnvironBuilder(base_url="http://tent.local", headers=list(headers.items()))
    run_wsgi_app(Proxies(gate, proxies), builder.get_environ() | {"REMOTE_ADDR": "192.0.2.1"})
    return seen


def test_without_proxies_forged_headers_count_for_nothing() -> None:
    seen = seen_behind(0, FORGED)
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"], seen["HTTP_HOST"]) == ("192.0.2.1", "http", "tent.local")
    assert not [name for name in seen if "FORWARDED" in name or name == "HTTP_X_REAL_IP"], "nor for any library"


def test_behind_one_proxy_its_word_counts_and_what_the_client_wrote_before_it_does_not() -> None:
    told = {
        "X-Forwarded-For": "198.51.100.7, 203.0.113.5",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "race.example.org",
    }
    seen = seen_behind(1, told)
    assert seen["REMOTE_ADDR"] == "203.0.113.5"
    assert (seen["wsgi.url_scheme"], seen["HTTP_HOST"]) == ("https", "race.example.org")
    assert not [name for name in seen if name.startswith("HTTP_X_FORWARDED")]


def test_behind_two_proxies_the_outer_one_says_who_it_was() -> None:
    told = {"X-Forwarded-For": "198.51.100.7, 203.0.113.5, 192.0.2.9"}
    assert seen_behind(2, told)["REMOTE_ADDR"] == "203.0.113.5"


def test_all_connections_may_be_those_of_our_own_proxy() -> None:
    alone, behind = Crowd(2 * FEWEST_OF_ONE), Crowd(2 * FEWEST_OF_ONE, comes_through_proxies=True)
    for crowd, most in ((alone, FEWEST_OF_ONE), (behind, 2 * FEWEST_OF_ONE)):
        assert sum(crowd.enter("127.0.0.1") for _ in range(3 * FEWEST_OF_ONE)) == most


@pytest.fixture
def behind_one(tmp_path: Path) -> Iterator[EventDeskApp]:
    chosen = settings.load(data_dir=tmp_path, proxies=1, hostnames="race.example.org")
    chosen.prepare()
    app = create_app(chosen, FakeClock())
    yield app
    app.close()


def sign_in(app: EventDeskApp, passphrase: str, **told: str) -> Any:
    body = {"event": "spring", "role": "organiser", "passphrase": passphrase}
    headers = {f"X-Forwarded-{name.capitalize()}": value for name, value in told.items()}
    origin = f"{told.get('proto', 'http')}://{told.get('host', 'localhost')}"
    client = app.flask.test_client()
    return client.post("/api/v1/sign-in", json=body, headers=headers | {"Origin": origin})


def test_behind_a_proxy_limits_cookies_and_names_go_by_what_it_says(behind_one: EventDeskApp) -> None:
    behind_one.commands.new_event("spring", "Spring Run", FakeClock().now().date(), "Europe/London")
    client = behind_one.flask.test_client()
    secure = {"for": "203.0.113.5", "proto": "https", "host": "race.example.org"}
    for _ in range(11):
        last = sign_in(behind_one, "wrong", **secure)
    assert last.status_code == 429
    assert sign_in(behind_one, "wrong", **secure | {"for": "203.0.113.6"}).status_code != 429
    assert (
        sign_in(behind_one, "wrong", **secure | {"for": "203.0.113.7", "host": "evil.example.org"}).status_code == 400
    )
    assert client.get("/api/v1/health", headers={"X-Forwarded-Host": "evil.example.org"}).status_code == 400


def test_a_cookie_is_for_https_only_where_the_proxy_was_asked_so(tmp_path: Path) -> None:
    for proxies, is_secure in ((0, False), (1, True)):
        folder = tmp_path / str(proxies)
        tent = Tent(folder)
        tent.set_passphrase()
        tent.close()
        chosen = settings.load(data_dir=folder, proxies=proxies)
        app = create_app(chosen, tent.clock)
        try:
            headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
            origin = {"Origin": "https://localhost" if proxies else "http://localhost"}
            body = {"event": "spring", "role": "organiser", "passphrase": PASSPHRASE}
            answer = app.flask.test_client().post("/api/v1/sign-in", json=body, headers=headers | origin)
            assert answer.status_code == 200
            assert ("Secure" in answer.headers["Set-Cookie"]) is is_secure
        finally:
            app.close()
