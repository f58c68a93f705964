"""What proxies in front of this desk say of a client, where they are ours; what anybody else says counts for nothing.

Without a proxy of ours the headers are whatever the client wrote, and the libraries behind would believe some of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_FORWARDED = "HTTP_X_FORWARDED"
_OTHERS = ("HTTP_FORWARDED", "HTTP_X_REAL_IP")


class Proxies:
    """`gate`, as it is to be served behind so many proxies, each of which says who asked it.

    Address, scheme and host are then those that the outermost of them saw.
    """

    def __init__(self, gate: WSGIApplication, proxies: int) -> None:
        self.gate = gate
        self._way_in: WSGIApplication = self._without_headers
        if proxies:
            self._way_in = ProxyFix(self._without_headers, x_for=proxies, x_proto=proxies, x_host=proxies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._way_in(environ, start_response)

    def _without_headers(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for name in [each for each in environ if each.startswith(_FORWARDED) or each in _OTHERS]:
            del environ[name]
        return self.gate(environ, start_response)
