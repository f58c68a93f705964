"""Under which address another device reaches this desk, seen from a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Request

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
