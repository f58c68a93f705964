"""What goes with every answer so that browsers take no risks, and which hosts are no hosts."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from flask import g, request

from eventdesk.web.problems import Refused

if TYPE_CHECKING:
    from flask import Flask, Response

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def install(app: Flask) -> None:
    """Checks the host of every request, and sets the headers of every answer."""
    app.before_request(_check_host)
    app.after_request(_protect)


def allow_script(text: str) -> None:
    """Lets this very inline script (the import map) through the policy of the present answer."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    g.script_hash = f" 'sha256-{digest}'"


def _check_host() -> None:
    if not _HOST.fullmatch(request.environ.get("HTTP_HOST", "localhost")):
        code = "malformed"
        raise Refused(code, "The request names no good host.")


def _protect(answer: Response) -> Response:
    answer.headers.update(_ALWAYS)
    answer.headers["Content-Security-Policy"] = (
        "default-src 'self'; "
        f"script-src 'self'{getattr(g, 'script_hash', '')}; "
        "style-src 'self'; img-src 'self' data:; media-src 'self' data:; connect-src 'self'; object-src 'none'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = "no-store"
    return answer
