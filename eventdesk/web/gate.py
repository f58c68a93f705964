"""In front of pages, API and live sockets alike: what must not reach any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventdesk.web import encryption, problems
from eventdesk.web.headers import NOT_OUR_NAME
from eventdesk.web.limits import SOCKET_REQUESTS, SOCKETS
from eventdesk.web.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from eventdesk.web.hosts import Hosts
    from eventdesk.web.limits import Limits

SOCKET_PATH = "/socket.io"


class Gate:
    """The WSGI application behind it gets what may pass. Flask sees to pages and API itself, in its own words."""

    def __init__(self, application: WSGIApplication, hosts: Hosts, limits: Limits, *, encrypts: bool) -> None:
        self._application = application
        self._hosts = hosts
        self._limits = limits
        self._encrypts = encrypts

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._encrypts and encryption.is_open(environ):
            encryption.without_cookie(environ)
        if environ.get("PATH_INFO", "").startswith(SOCKET_PATH):
            try:
                self._check_socket(environ)
            except Refused as refused:
                return problems.of_error(refused)(environ, start_response)
        return self._application(environ, start_response)

    def _check_socket(self, environ: dict[str, Any]) -> None:
        if not self._hosts.knows(environ.get("HTTP_HOST", "localhost")):
            code = "malformed"
            raise Refused(code, NOT_OUR_NAME)
        address = environ.get("REMOTE_ADDR", "unknown")
        self._limits.tries(SOCKET_REQUESTS, address).count()
        if "sid=" not in environ.get("QUERY_STRING", ""):
            self._limits.tries(SOCKETS, address).count()
