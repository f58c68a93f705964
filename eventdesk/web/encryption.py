"""What goes encrypted only, on a desk that can encrypt: everything for staff. The runners' pages stay as they are.

A runner's phone does not trust this desk's certificate and never will, so board and ticket are for everybody over
plain HTTP. What travels within this machine alone counts as encrypted.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from flask import current_app, redirect, request

from eventdesk.web import hosts
from eventdesk.web.asking import COOKIE, SAFE
from eventdesk.web.problems import Refused

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

    from eventdesk.web.trust import Trust

PLAIN_PAGES = frozenset(
    {"page_home", "page_board", "page_ticket", "page_qr_code", "page_trust", "page_trust_file", "page_api_docs"}
)
"""Every other page is for staff; a page that nobody put here is taken for one."""
PLAIN_PATHS = ("/t/", "/trust")


def install(app: Flask, trust: Trust | None) -> None:
    """Has staff pages redirected, and secrets refused where everybody on the network could read them."""
    if trust is None:
        return
    secure_port = trust.secure_port

    def see_to_it() -> Response | None:
        return _send_on(secure_port) if is_open(request.environ) else None

    app.before_request(see_to_it)


def is_open(environ: dict[str, Any]) -> bool:
    """Whether others on the network could read this request."""
    if environ["wsgi.url_scheme"] == "https":
        return False
    is_within = hosts.is_this_machine(environ.get("HTTP_HOST", hosts.THIS_MACHINE))
    return not (is_within and _is_loopback(environ.get("REMOTE_ADDR", "")))


def without_cookie(environ: dict[str, Any]) -> None:
    """A pass that came over an open network opens nothing: it may be anybody's by now."""
    kept = [each for each in environ.get("HTTP_COOKIE", "").split(";") if each.partition("=")[0].strip() != COOKIE]
    environ["HTTP_COOKIE"] = ";".join(kept)


def _send_on(secure_port: int) -> Response | None:
    if request.endpoint is None:
        return None
    if request.method in SAFE and request.endpoint.startswith("page_"):
        if request.endpoint in PLAIN_PAGES:
            return None
        name = hosts.name_of(request.host)
        return redirect(f"https://{name}:{secure_port}{request.full_path.removesuffix('?')}", code=307)
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "gives_pass", False):
        code = "needs_https"
        raise Refused(code, "Please sign in over HTTPS.")
    return None


def is_for_everybody(path: str) -> bool:
    """Whether runners open this address."""
    return path.startswith(PLAIN_PATHS) or path.endswith("/board")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
