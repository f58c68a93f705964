"""The API explains itself to programs."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from eventdesk.web.asking import ANYONE
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.routes import BASE, Routes

if TYPE_CHECKING:
    from eventdesk.web.parts import Json

routes = Routes("About the API")


@routes.add("GET", BASE + "/openapi.json", who=ANYONE, answers={200: dict[str, Any]})
def show_open_api(ask: Ask) -> Reply:
    """The OpenAPI 3.1 document."""
    return Reply(_text(ask.parts.version), headers={"Cache-Control": "no-cache"})


@cache
def document(version: str) -> Json:
    """Made once, when somebody asks: it takes longer than anything else the desk does for a page."""
    from eventdesk.web.api import open_api, table  # noqa: PLC0415

    return open_api.document(table.all_routes(), version)


@cache
def _text(version: str) -> str:
    return json.dumps(document(version), indent=1)
