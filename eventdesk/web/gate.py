"""In front of pages, API and live sockets alike: what must not reach any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventdesk.web import encryption, problems
from eventdesk.web.limits import SOCKET_REQUESTS, SOCKETS
from eventdesk.web.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from eventdesk.web.hosts import Hosts
    from eventdesk.web.limits import Limits

NOT_OUR_NAME = "This desk does not go by that name. EVENTDESK_HOSTNAMES says by which ones it does."
SOCKET_PATH = "/socket.io"


class Gate:
    """The WSGI application behind it gets what may pass."""

    def __init__(self, application: WSGIApplication, hosts: Hosts, limits: Limits, *, encrypts: bool) -> None:
        self._application = application
        self._hosts = hosts
        self._limits = limits
        self._encrypts = encrypts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            self._check(environ)
        except Refused as refused:
            return problems.of_error(refused)(environ, start_response)
        if self._encrypts and encryption.is_open(environ):
            encryption.without_cookie(environ)
        return self._application(environ, start_response)

    def _check(self, environ: dict[str, Any]) -> None:
        if not self._hosts.knows(environ.get("HTTP_HOST", "localhost")):
            code = "malformed"
            raise Refused(code, NOT_OUR_NAME)
        if environ.get("PATH_INFO", "").startswith(SOCKET_PATH):
            self._count_socket(environ)

    def _count_socket(self, environ: dict[str, Any]) -> None:
        address = environ.get("REMOTE_ADDR", "unknown")
        self._limits.tries(SOCKET_REQUESTS, address).count()
        if "sid=" not in environ.get("QUERY_STRING", ""):
            self._limits.tries(SOCKETS, address).count()
