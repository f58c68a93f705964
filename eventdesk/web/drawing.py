"""Drawing a page: its template, and what every page is told first."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from eventdesk.domain import views
from eventdesk.web import headers
from eventdesk.web.problems import TITLES

if TYPE_CHECKING:
    from eventdesk.domain.event import Event
    from eventdesk.domain.therapist import Therapist
    from eventdesk.web.doors import Ask
    from eventdesk.web.parts import Json
    from eventdesk.web.static_files import StaticFiles


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page being drawn."""

    ask: Ask
    statics: StaticFiles

    def event(self, slug: str = "") -> Event:
        """The event of the page."""
        with self.ask.parts.store.read(slug or self.ask.slug) as reading:
            return reading.event

    def roster(self) -> list[Therapist]:
        """All who are listed."""
        with self.ask.parts.store.read(self.ask.slug) as reading:
            return reading.therapists()

    def show(self, template: str, name: str, event: Event | None, **own: Any) -> Response:
        """A page that a script goes on with; `own` is its part of the first data."""
        now = self.ask.parts.clock.now()
        shown = None if event is None else views.public_event(event, now)
        first: Json = {
            "page": name,
            "event": shown,
            "me": self._me(),
            "now": views.instant(now),
            "api": None if event is None else f"/api/v1/events/{event.slug}",
            "live": True,
        }
        import_map = self.statics.tree().import_map()
        headers.allow_script(import_map)
        scripts = {"importmap": import_map, "modules": self.statics.modules(name)}
        return make_response(render_template(template, first=first | own, event=shown, **scripts, **own))

    def plain(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page without a script."""
        return make_response(render_template(template, **context), status)

    def _me(self) -> Json | None:
        asker = self.ask.asker
        if asker is None:
            return None
        return {
            "role": asker.role.value,
            "therapist_id": asker.therapist_id,
            "name": asker.opened_by.label,
        }


def day(date: str) -> str:
    """`2026-05-03` as people say it: Sunday 3 May 2026."""
    at = datetime.date.fromisoformat(date)
    return f"{at:%A} {at.day} {at:%B %Y}"


def local_path(path: str) -> str:
    """`path` if it leads nowhere but to this desk, else empty."""
    is_local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_local else ""


def error_page(answer: Response) -> Response:
    """A refusal for a person: the same status and headers, in words."""
    refusal = json.loads(answer.get_data(as_text=True))
    if refusal["status"] >= 500:  # noqa: PLR2004
        # Nothing more is asked of a desk in trouble.
        return Response(f"{refusal['title']}. {refusal['detail']}", refusal["status"], content_type="text/plain")
    title = {404: "There is nothing here", 429: "Please wait a moment"}.get(
        refusal["status"], TITLES.get(refusal["status"], "This did not work")
    )
    text = "Perhaps a letter is missing in the address." if refusal["code"] == "not_found" else refusal["detail"]
    shown = make_response(render_template("error.html", title=title, text=text), refusal["status"])
    for name in ("Retry-After", "Allow"):
        if name in answer.headers:
            shown.headers[name] = answer.headers[name]
    return shown
