"""Under which address another device reaches this desk, seen from a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.web.encryption import is_for_everybody

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Request

    from eventdesk.web.parts import Parts

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def reachable(request: Request, addresses: Callable[[], list[str]]) -> str:
    """The desk's root URL without a slash at the end.

    An organiser often sits at the laptop itself, as `localhost`: a phone needs its address in the network.
    """
    host, _, port = request.host.rpartition(":")
    if not port.isdigit():
        host, port = request.host, ""
    if host in _THIS_MACHINE:
        found = addresses()
        if found:
            host = found[0]
    return f"{request.scheme}://{host}{':' + port if port else ''}"


def to_page(request: Request, parts: Parts, path: str) -> str:
    """The whole URL of one of this desk's pages: runners' pages plain, those for staff encrypted where the desk does.

    A runner's phone does not trust this desk's certificate.
    """
    root = reachable(request, parts.addresses)
    if parts.trust is None:
        return root + path
    host = root.partition("://")[2]
    name = host.rpartition(":")[0] or host
    if is_for_everybody(path):
        return f"http://{name}:{parts.trust.port}{path}"
    return f"https://{name}:{parts.trust.secure_port}{path}"
