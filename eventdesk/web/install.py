"""Puts the doors into a Flask application, and refuses a route that does not say who may use it."""

from __future__ import annotations

import logging
import secrets
import traceback
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from eventdesk.domain import lead
from eventdesk.domain.errors import EventDeskError, OpenVisitExists
from eventdesk.domain.visit import Role, VisitStatus
from eventdesk.web import encryption, headers, problems, static_files
from eventdesk.web.api import shown
from eventdesk.web.api.table import all_routes
from eventdesk.web.asking import who_asks
from eventdesk.web.converters import CONVERTERS
from eventdesk.web.doors import Door
from eventdesk.web.drawing import day, error_page
from eventdesk.web.gate import Gate
from eventdesk.web.limits import GENERAL_WAIT_SECONDS, Limits
from eventdesk.web.pages import Page, pages
from eventdesk.web.proxies import Proxies
from eventdesk.web.routes import MEGABYTE
from eventdesk.web.static_files import StaticFiles

if TYPE_CHECKING:
    from pathlib import Path

    from eventdesk.web.parts import Parts

log = logging.getLogger("eventdesk.web")
_OF_STATUS = {
    400: "malformed",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_often",
}


class UnguardedRoute(Exception):
    """A route does not say who may use it."""


def make_flask(folder: Path) -> Flask:
    """The application without its doors; `folder` holds `templates`."""
    app = Flask("eventdesk", root_path=str(folder), template_folder="templates", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MEGABYTE
    app.url_map.converters.update(CONVERTERS)
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = True
    app.jinja_env.filters["day"] = day
    return app


def install(app: Flask, parts: Parts, folder: Path) -> None:
    """Every door; `folder` holds `static`. Raises `UnguardedRoute`."""
    headers.install(app)
    encryption.install(app, parts.trust)
    limits = Limits(app, parts.access, parts.clock, parts.counted_in)
    gate = Gate(app.wsgi_app, parts.hosts, limits, encrypts=parts.trust is not None)
    app.wsgi_app = Proxies(gate, parts.proxies)  # type: ignore[method-assign]
    for route in all_routes():
        _bind(app, route.method, route.path, route.name, Door(route, parts, limits))
    statics = StaticFiles(folder / "static")
    _bind(app, "GET", static_files.PATH, "static", statics)
    static_files.version_addresses(app, statics)
    for page in pages(parts, limits, statics):
        _bind(app, "GET", page.path, page.name, page)
    _answer_errors(app, parts)
    check_guarded(app)


def _bind(app: Flask, method: str, path: str, name: str, door: Door | Page | StaticFiles) -> None:
    def view(**said: Any) -> Any:
        return door(**said)

    # Flask-Limiter looks for these names, which only a function has.
    view.__name__ = view.__qualname__ = name
    view.who = door.who  # type: ignore[attr-defined]
    view.gives_pass = isinstance(door, Door) and door.route.gives_pass  # type: ignore[attr-defined]
    app.add_url_rule(path, name, view, methods=[method], provide_automatic_options=False)


def check_guarded(app: Flask) -> None:
    """Raises `UnguardedRoute` for a route that anybody could use because nobody thought about it."""
    for rule in app.url_map.iter_rules():
        if not getattr(app.view_functions[rule.endpoint], "who", None):
            raise UnguardedRoute(rule.rule)


def _answer_errors(app: Flask, parts: Parts) -> None:
    app.register_error_handler(OpenVisitExists, lambda error: _open_visit(parts, error))
    app.register_error_handler(EventDeskError, lambda error: _shown(problems.of_error(error)))
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _fault)


def _open_visit(parts: Parts, error: OpenVisitExists) -> Response:
    """The visit that there is already; a kiosk is told no more of it than that it is there."""
    asker = who_asks(parts.access)
    is_staff = asker is not None and asker.role in {Role.ORGANISER, Role.LEAD}
    visit = error.visit
    with parts.store.read(parts.store.slug_of_token(visit.token)) as reading:
        view = (
            shown.staff_visit(parts, reading, visit, parts.clock.now())
            if is_staff
            else shown.open_visit(parts, reading, visit)
        )
    if asker is not None and asker.role is Role.LEAD:
        view = lead.visit(view)
    state = visit.status.value if is_staff else shown.public_state(VisitStatus(visit.status))
    return problems.problem(error.code, str(error), state=state, visit=view)


def _of_http(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    more = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        more["Allow"] = ", ".join(sorted(error.valid_methods))
    if status == 429:  # noqa: PLR2004
        more["Retry-After"] = str(GENERAL_WAIT_SECONDS)
    code = _OF_STATUS.get(status, "internal" if status >= 500 else "malformed")  # noqa: PLR2004
    return _shown(problems.problem(code, headers=more))


def _fault(error: Exception) -> BaseResponse:
    """A fault of ours: where it happened goes to the log, what was sent (names, health) does not."""
    reference = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{each.filename.rpartition('/')[2]}:{each.lineno}" for each in reversed(frames[-6:]))
    rule = request.url_rule.rule if request.url_rule else "no route"
    log.error("Fault %s: %s %s: %s at %s", reference, request.method, rule, type(error).__name__, where)
    return _shown(problems.problem("internal", f"A fault of EventDesk, kept in its log as {reference}."))


def _shown(answer: Response) -> BaseResponse:
    """The refusal, as a page where a person reads it."""
    if request.path.startswith("/api/") and request.path != "/api/docs":
        return answer
    return error_page(answer)
