"""Every refusal of the contract, as problem details, and nothing half-done by any of them."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain import errors
from eventdesk.domain.errors import EventDeskError, StoreUnavailable
from eventdesk.web.problems import CODES, TITLES
from eventdesk.web.routes import MEGABYTE
from tests.web.tent import CONSENT, EVENT, ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.tent import Tent

BODY = {"first_name": "Anna", "treatment": "post_event", "consent": CONSENT}


def test_a_refusal_has_the_members_of_rfc_9457(tent: Tent) -> None:
    answer = tent.organiser.get("visits/77")
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "/api/docs#no_such_visit",
        "title": "Not found",
        "status": 404,
        "detail": answer.json["detail"],
        "code": "no_such_visit",
    }
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("raw", ["{", "", "nonsense", '{"a": "\\ud800"}', b"\xff\xfe{}", '{"a": 1}}', "[" * 100_000])
def test_json_that_cannot_be_read(tent: Tent, raw: str | bytes) -> None:
    answer = tent.organiser.call("POST", f"{EVENT}/visits", data=raw, content_type="application/json")
    assert answer.status_code == (422 if raw == "" else 400)
    assert tent.seq == 0


def test_json_that_is_no_object(tent: Tent) -> None:
    for raw in ("[]", "7", '"x"', "null"):
        answer = tent.organiser.call("POST", f"{EVENT}/visits", data=raw, content_type="application/json")
        assert answer.status_code == 422
        assert list(answer.json["errors"]) == ["body"]


def test_a_token_that_is_none(tent: Tent) -> None:
    for header in ("Bearer nonsense", "Bearer ", "Basic b3JnYW5pc2VyOng=", "Bearer " + "x" * 10_000):
        answer = tent.stranger.get("event", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.json["code"] == "not_signed_in"


def test_a_stale_token_does_not_close_what_is_open_to_all(tent: Tent) -> None:
    assert tent.stranger.get("board", headers={"Authorization": "Bearer gone"}).status_code == 200


def test_an_expired_token_opens_nothing(tent: Tent) -> None:
    caller = tent.organiser
    assert caller.get("event").status_code == 200
    tent.clock.advance(60 * 24 * 31)
    assert caller.get("event").status_code == 401


def test_an_event_that_does_not_exist(tent: Tent) -> None:
    assert tent.stranger.get("/api/v1/events/nowhere/board").json["code"] == "no_such_event"
    assert tent.organisers_browser().get("/api/v1/events/nowhere/event").json["code"] == "no_such_event"


def test_an_address_that_does_not_exist(tent: Tent) -> None:
    for path in ("/api/v1/nothing", "/api/v2", "/api/v1/events/UPPER/board", "/api/v1/events/spring/board/x"):
        answer = tent.stranger.get(path)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_a_method_that_is_not_taken(tent: Tent) -> None:
    answer = tent.organiser.call("DELETE", f"{EVENT}/visits")
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert tent.stranger.call("POST", f"{EVENT}/board", {}).status_code == 405


def test_a_body_that_is_too_large(tent: Tent) -> None:
    answer = tent.organiser.post("visits", BODY | {"note": "x" * MEGABYTE})
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    announced = {"CONTENT_LENGTH": str(20 * MEGABYTE + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = tent.organiser.call("POST", "start-list", environ_overrides=announced)
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert tent.seq == 0


def test_a_body_of_another_kind(tent: Tent) -> None:
    for kind, data in (("text/plain", "{}"), ("application/x-www-form-urlencoded", "a=b"), ("multipart/form-data", "")):
        answer = tent.organiser.call("POST", f"{EVENT}/visits", data=data, content_type=kind)
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    answer = tent.organiser.post("start-list", {"file": "x"})
    assert answer.status_code == 415
    assert tent.seq == 0


def test_an_upload_without_a_file(tent: Tent) -> None:
    for path in ("start-list", "start-list/preview"):
        answer = tent.organiser.call("POST", path, data={"other": "x"}, content_type="multipart/form-data")
        assert list(answer.json["errors"]) == ["file"]


def test_a_file_that_is_no_start_list(tent: Tent) -> None:
    for content in (b"", b"\x00\x01\x02", b"%PDF-1.7", b"hello"):
        answer = tent.organiser.call("POST", "start-list", data={"file": (BytesIO(content), "list.csv")})
        assert answer.status_code == 422
        assert list(answer.json["errors"]) == ["file"]
    assert tent.seq == 0


def test_several_wrong_fields_are_all_named(tent: Tent) -> None:
    body = {"treatment": "x" * 41, "minutes": "ten", "nickname": 1, "consent": {"treatment": 1}}
    named = tent.organiser.told("POST", "visits", body, 422)["errors"]
    assert {"treatment", "minutes", "nickname", "consent.treatment", "consent.health_data"} <= set(named)
    assert "ten" not in str(named)


def test_a_host_that_is_none(tent: Tent) -> None:
    others = ("evil.example", "tent.local.evil.example", "localhost.evil.example", "192.168.1.20.evil.example")
    for host in ("evil host", "a/b", "x@y", "[::1", "a" * 300, "host:port", "", *others):
        answer = tent.stranger.get("board", headers={"Host": host})
        assert (answer.status_code, answer.json["code"]) == (400, "malformed"), host
    for host in ("tent.local:8000", "192.168.1.20:8000", "[fe80::1]:8000", "localhost"):
        assert tent.stranger.get("board", headers={"Host": host}).status_code == 200, host


@pytest.fixture
def broken(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tent]:
    """A desk whose database is away."""

    def away(*_: object, **__: object) -> None:
        msg = "The disk is full. Nothing was stored."
        raise StoreUnavailable(msg)

    mia = tent.organiser
    assert mia.get("event").status_code == 200
    with monkeypatch.context() as patched:
        for name in ("change", "read", "stamp"):
            patched.setattr(tent.app.desk.store, name, away)
        patched.setattr(tent.app.database, "engine", None)
        yield tent


def test_a_database_that_is_away(broken: Tent) -> None:
    answer = broken.organiser.post("visits", BODY)
    assert (answer.status_code, answer.json["code"]) == (503, "store_unavailable")
    assert answer.json["detail"] == "The disk is full. Nothing was stored."
    assert broken.stranger.get("board").status_code == 503
    page = broken.stranger.get("/e/spring/board")
    assert (page.status_code, page.mimetype) == (503, "text/plain")
    assert page.text == "Not available. The disk is full. Nothing was stored."


def test_the_health_check(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> None:
    tent.has_visit()
    fine = tent.stranger.told("GET", "/api/v1/health")
    assert (fine["status"], fine["database"], fine["seq"]) == ("ok", "ok", 1)
    with monkeypatch.context() as patched:
        patched.setattr(type(tent.app.database), "check", lambda _: "The disk is full.")
        tent.restart()
        ill = tent.stranger.told("GET", "/api/v1/health", status=503)
    assert (ill["status"], ill["database"]) == ("unavailable", "The disk is full.")


def test_a_fault_of_ours_tells_nothing_and_logs_nothing_personal(
    tent: Tent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        msg = "could not store Anna Secretname"
        raise RuntimeError(msg)

    monkeypatch.setattr(tent.app.desk, "answer", fails)
    with caplog.at_level(logging.DEBUG):
        caller = tent.organiser
        body = BODY | {"last_name": "Secretname"}
        answer: Any = caller.http.post(f"{EVENT}/visits", json=body, headers=caller.headers)
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert "Secretname" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "Secretname" not in caplog.text
    reference = answer.json["detail"].split()[-1].rstrip(".")
    assert reference in caplog.text
    assert "RuntimeError at" in caplog.text


def test_strangers_are_slowed_down_and_those_signed_in_are_not(tent: Tent) -> None:
    limiter = tent.flask.extensions["limiter"]
    [strategy] = {each.limiter for each in limiter}
    organiser, stranger = tent.organiser, tent.stranger
    assert stranger.get("board").status_code == 200
    original = strategy.hit
    strategy.hit = lambda *_, **__: False
    try:
        answer = stranger.get("board")
        assert organiser.get("event").status_code == 200
    finally:
        strategy.hit = original
    assert (answer.status_code, answer.json["code"]) == (429, "too_often")
    assert int(answer.headers["Retry-After"]) >= 1


def codes(error: type[EventDeskError]) -> set[str]:
    return {error.code}.union(*(codes(each) for each in error.__subclasses__()))


def test_every_code_has_its_status_and_meaning() -> None:
    domain = {each for each in codes(EventDeskError) if each != "error"}
    own = {each.code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, EventDeskError)}
    assert domain & own - {"error"} <= set(CODES)
    assert {status for status, _ in CODES.values()} == set(TITLES)
    documented = {status for route in ROUTES.values() for status in route.statuses}
    # 405 belongs to no operation, and 500 is promised by none.
    assert set(TITLES) - {405, 500} == documented - {200, 201}
