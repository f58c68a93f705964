"""What goes with every answer so that browsers take no risks."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from flask import g

if TYPE_CHECKING:
    from flask import Flask, Response

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def install(app: Flask) -> None:
    """Sets the headers of every answer."""
    app.after_request(_protect)


def allow_script(text: str) -> None:
    """Lets this very inline script (the import map) through the policy of the present answer."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    g.script_hash = f" 'sha256-{digest}'"


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
