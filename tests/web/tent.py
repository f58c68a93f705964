"""A desk on a real data folder, and callers who hold every answer against what the documentation promises."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from werkzeug.exceptions import HTTPException

from eventdesk import settings
from eventdesk.app import create_app
from eventdesk.domain.visit import Role
from eventdesk.services.access import Kind
from eventdesk.web.api import answers
from eventdesk.web.api.table import all_routes
from tests.builders import NOW, FakeClock

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from eventdesk.app import EventDeskApp
    from eventdesk.web.routes import Route

EVENT = "/api/v1/events/spring"
HOST = "localhost"
PASSPHRASE = "correct horse battery"
CONSENT = {"treatment": True, "health_data": True}
ROUTES = {route.name: route for route in all_routes()}


def z(at: datetime) -> str:
    """As the API writes instants."""
    return at.isoformat().replace("+00:00", "Z")


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def check_documented(flask: Flask, answer: TestResponse) -> None:
    """The status is one the route announces, and the body has the documented shape, no key more."""
    route = _route(flask, answer)
    if route is None:
        return
    status = answer.status_code
    assert status in route.statuses, f"{route.name} answered {status}, which is not documented"
    model = route.answers.get(status, answers.Problem)
    if model is bytes:
        assert answer.mimetype in [each.partition(";")[0] for each in route.media_type.split(", ")]
        return
    _adapter(model).validate_json(answer.data)
    assert answer.mimetype == ("application/problem+json" if model is answers.Problem else "application/json")


def _route(flask: Flask, answer: TestResponse) -> Route | None:
    path, method = answer.request.path, answer.request.method
    try:
        rule, _ = flask.url_map.bind(HOST).match(path, method=method, return_rule=True)
    except HTTPException:
        return None
    return ROUTES.get(str(rule.endpoint))


@dataclass
class Caller:
    """Somebody who talks to the desk: with a token, or as a browser with its cookies."""

    flask: Flask
    http: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """One request; `path` below the event unless it begins with a slash."""
        url = path if path.startswith("/") else f"{EVENT}/{path}"
        headers = self.headers | more.pop("headers", {})
        if body is not None:
            more["json"] = body
        answer = self.http.open(url, method=method, headers=headers, buffered=True, **more)
        check_documented(self.flask, answer)
        return answer

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, {} if body is None else body, **more)

    def patch(self, path: str, body: Any, **more: Any) -> Any:
        return self.call("PATCH", path, body, **more)

    def told(self, method: str, path: str, body: Any = None, status: int = 200, **more: Any) -> Any:
        """The body of an answer that has to have this status."""
        answer = self.call(method, path, body, **more)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return json.loads(answer.data)


class Tent:
    """A running desk with one event, `spring`, on 3 May 2026, and whoever is needed."""

    def __init__(self, folder: Path, clock: FakeClock | None = None) -> None:
        self.folder = folder
        self.clock = clock or FakeClock()
        self.tokens: dict[tuple[str, int | None], str] = {}
        self.app = self._open()
        self.app.commands.new_event("spring", "Spring Run", NOW.date(), "Europe/London")

    def _open(self) -> EventDeskApp:
        chosen = settings.load(data_dir=self.folder)
        chosen.prepare()
        return create_app(chosen, self.clock)

    def restart(self) -> None:
        """The process ends, and a new one begins on the same folder."""
        self.app.close()
        self.app = self._open()

    def close(self) -> None:
        self.app.close()

    @property
    def flask(self) -> Flask:
        return self.app.flask

    def with_token(self, role: str, therapist_id: int | None = None, event: str = "spring") -> Caller:
        """Somebody with an API token; the same one again, also after a restart."""
        key = (f"{role}@{event}", therapist_id)
        if key not in self.tokens:
            # Not by the command: that it made one stands in the journal, and the tests count what is there.
            label = ""
            if therapist_id is not None:
                with self.app.desk.store.read(event) as reading:
                    label = reading.therapist(therapist_id).name
            access = self.app.access
            self.tokens[key], _ = access.give(
                Kind.TOKEN, Role(role), slug=event, therapist_id=therapist_id, label=label
            )
        client = self.flask.test_client(use_cookies=False)
        return Caller(self.flask, client, {"Authorization": f"Bearer {self.tokens[key]}"})

    @property
    def organiser(self) -> Caller:
        return self.with_token("organiser")

    @property
    def kiosk(self) -> Caller:
        return self.with_token("kiosk")

    def therapist(self, therapist_id: int) -> Caller:
        return self.with_token("therapist", therapist_id)

    @property
    def stranger(self) -> Caller:
        """A program that nobody knows."""
        return Caller(self.flask, self.flask.test_client(use_cookies=False))

    def browser(self) -> Caller:
        """A browser: keeps cookies, and says where its requests come from."""
        return Caller(self.flask, self.flask.test_client(), {"Origin": f"http://{HOST}"})

    def organisers_browser(self) -> Caller:
        """A browser on which the organiser has signed in, after setting the desk up."""
        if self.app.access.store.passphrase_hash() is None:
            self.set_passphrase()
        browser = self.browser()
        browser.told("POST", "/api/v1/sign-in", {"event": "spring", "role": "organiser", "passphrase": PASSPHRASE})
        return browser

    def set_passphrase(self) -> None:
        """As the first run does, for an event that is there already."""
        link = self.app.first_run_link()
        assert link
        other = {"slug": "first", "name": "First", "date": "2026-05-02", "timezone": "Europe/London"}
        body = {"passphrase": PASSPHRASE, "event": other}
        self.browser().told("POST", f"/api/v1{link}", body, 201)

    # People

    def has_therapist(self, name: str = "Mia Berg", **more: Any) -> Any:
        """A new line of the roster."""
        return self.organiser.told("POST", "therapists", {"name": name} | more, 201)

    def has_ready(self, name: str = "Mia Berg", **more: Any) -> Any:
        """A therapist who is ready."""
        found = self.has_therapist(name, **more)
        return self.organiser.told("POST", f"therapists/{found['id']}/ready", {})

    def has_visit(self, first_name: str = "Anna", **more: Any) -> Any:
        """Somebody who joined at the desk."""
        body = {"first_name": first_name, "treatment": "post_event", "consent": CONSENT} | more
        return self.organiser.told("POST", "visits", body, 201)

    def on_request(self) -> None:
        """Nobody is called by itself."""
        self.organiser.told("PATCH", "event", {"mode": "on_request"})

    # What is there

    @property
    def seq(self) -> int:
        """How far the journal is."""
        return self.app.desk.store.stamp("spring").seq

    def visit(self, visit_id: int) -> Any:
        """A visit as it is stored."""
        with self.app.desk.store.read("spring") as reading:
            return reading.visit(visit_id)
