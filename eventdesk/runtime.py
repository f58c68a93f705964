"""The one place that knows eventlet, gevent and threads: patching, waiting, working aside, the servers.

Import nothing of the desk before `patch` has run: a lock or socket made earlier would not be cooperative.
"""

from __future__ import annotations

import _socket
import contextlib
import gc
import itertools
import os
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Mode = Literal["eventlet", "gevent", "threading"]
P = ParamSpec("P")
T = TypeVar("T")

# The eventlet server's own default of 1,024 would refuse the rest, plain HTTP too. A thread costs more than that.
MOST_CONNECTIONS: dict[Mode, int] = {"eventlet": 8192, "gevent": 8192, "threading": 1024}
FILES_FOR_THE_REST = 200
"""Files that the database, the pages and the libraries may have open beside the connections."""
BEING_REFUSED = 64
STEP_SECONDS = 75.0

SWITCH_SECONDS = 0.0005
"""How long the sockets wait for work aside to let them in, at each statement of the database: with Python's own
5 ms a request took a quarter of a second while a long forecast was worked out."""

_patched: list[Mode] = []


def mode() -> Mode:
    """The async mode of this process: what `patch` was told, or plain threads."""
    return _patched[0] if _patched else "threading"


def mode_for(arguments: Sequence[str], environment: Mapping[str, str]) -> Mode:
    """The mode that this command line asks for; commands that serve nothing run unpatched.

    It is read by hand because the patching must come before any library that could read it is imported.
    A value that is none is left for the settings to refuse.
    """
    command = arguments[0] if arguments and not arguments[0].startswith("-") else "serve"
    if command not in ("serve", "demo"):
        return "threading"
    wanted = environment.get("EVENTDESK_ASYNC_MODE", "eventlet")
    for argument, following in itertools.pairwise([*arguments, ""]):
        name, _, value = argument.partition("=")
        if name == "--async-mode":
            wanted = value or following
    return wanted if wanted in ("eventlet", "gevent") else "threading"  # type: ignore[return-value]


def patch(wanted: Mode) -> None:
    """Make the standard library cooperative for this mode; once, before anything else is imported."""
    if _patched:
        raise RuntimeError("already patched")
    _patched.append(wanted)
    sys.setswitchinterval(SWITCH_SECONDS)
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")  # its C wait loop would block the other green threads
    if wanted == "eventlet":
        os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")  # its own resolver cannot see names ending in .local
        if sys.platform == "darwin":
            os.environ.setdefault("EVENTLET_HUB", "asyncio")  # the kqueue hub loses wake-ups there
        # We know that it is retired; docs/decisions says why it is used and how it is left.
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        import eventlet

        eventlet.monkey_patch()
    elif wanted == "gevent":
        from gevent import monkey

        monkey.patch_all()


def sleep(seconds: float) -> None:
    """Wait, letting the others run."""
    time.sleep(seconds)


def spawn(task: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Run a task in the background; it ends with the process at the latest."""
    if mode() == "eventlet":
        import eventlet

        eventlet.spawn_n(task, *args, **kwargs)
    elif mode() == "gevent":
        import gevent

        gevent.spawn(task, *args, **kwargs)
    else:
        threading.Thread(target=task, args=args, kwargs=kwargs, daemon=True).start()


def run_aside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do work that takes more than about 20 ms of processor (argon2, a large file) without holding up the others.

    The work runs in a real thread: it must not sleep, lock, or use a socket or a database connection of the desk.
    """
    if mode() == "eventlet":
        from eventlet import tpool

        done: T = tpool.execute(work, *args, **kwargs)
        return done
    if mode() == "gevent":
        import gevent

        failures: list[Exception] = []
        result = gevent.get_hub().threadpool.apply(_caught, (work, failures, args, kwargs))
        if failures:
            raise failures[0]
        return cast("T", result)
    return work(*args, **kwargs)


def _caught(
    work: Callable[..., T], failures: list[Exception], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> T | None:
    """Keep the exception to raise it where the work was asked for; gevent's pool would print it as well."""
    try:
        return work(*args, **kwargs)
    except Exception as failure:  # noqa: BLE001 - it is raised again by the one who waits
        failures.append(failure)
        return None


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """For work that makes many objects and no circles of them.

    The collector would go through all there are, again and again, and nothing else runs meanwhile.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def lock() -> contextlib.AbstractContextManager[bool]:
    """A lock between the tasks of this process; cooperative after `patch`."""
    return threading.Lock()


def most_connections() -> int:
    """How many connections this process can hold; asks the system for as many open files as it gives.

    One connection too many, and the system refuses files too: the database could not be opened any more.
    """
    wanted = MOST_CONNECTIONS[mode()]
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    aim = wanted + FILES_FOR_THE_REST
    if soft < aim:
        most = aim if hard == resource.RLIM_INFINITY else min(aim, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(64, min(wanted, soft - FILES_FOR_THE_REST))


class Guest(Protocol):
    """A connection, whose steps have to be done in time."""

    def __enter__(self) -> object:
        """It is there."""

    def __exit__(self, kind: Any, fault: Any, trace: Any, /) -> None:
        """It is gone."""

    def waits(self) -> None:
        """A first or a next request may come."""

    def asks(self) -> None:
        """The first line is there, the rest of the head has to come."""

    def tells(self, length: int | None) -> None:
        """The head is there; the body has to come."""


class Door(Protocol):
    """Whom a listener lets in, and how it encrypts."""

    @property
    def tls(self) -> object | None:
        """None: it does not."""

    def admit(self, connection: socket.socket, address: str) -> Guest | None:
        """None: there are too many."""

    def encrypt(self, guest: Any) -> socket.socket:
        """The connection to go on with. Raises OSError."""


class Server(Protocol):
    """A WSGI server that runs in the background."""

    def start(self) -> None:
        """Begin to accept."""

    def stop_accepting(self) -> None:
        """Take no new connection; requests that are running go on."""

    def is_idle(self) -> bool:
        """Whether no request is running."""


GUEST = "eventdesk.guest"
"""Under this name of the WSGI environment a request finds its connection."""


def server(application: WSGIApplication, listener: socket.socket, door: Door) -> Server:
    """The server of this mode, which keeps no record of requests, also not of broken ones.

    A line of a request holds names and secret links, and who asked for them.
    """
    return {"eventlet": _eventlet_server, "gevent": _gevent_server, "threading": _threading_server}[mode()](
        application, listener, door
    )


def cut(connection: Any) -> None:
    """End a connection from outside: whoever reads from it finds no more. Below the encryption, where there is any."""
    real = getattr(connection, "fd", None) or getattr(connection, "_sock", None) or connection
    with contextlib.suppress(OSError):
        _socket.socket.shutdown(real, socket.SHUT_RDWR)


def _begin(environ: dict[str, Any], guest: Guest) -> dict[str, Any]:
    """The head of a request is there."""
    length = str(environ.get("CONTENT_LENGTH") or "0")
    is_known = length.isdecimal() and not environ.get("HTTP_TRANSFER_ENCODING")
    guest.tells(int(length) if is_known else None)
    environ[GUEST] = guest
    return environ


class _Steady:
    """A listener that goes on, whatever one client does: eventlet's server would end at the first odd connection."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listener, name)

    def accept(self) -> Any:
        while True:
            try:
                accepted = self._listener.accept()
            except OSError:
                if self._listener.fileno() < 0:
                    raise
                sleep(0.05)  # no file is free, or the client was gone before it was let in
            else:
                sleep(0)  # else thousands who come at once are all let in before anybody else is served
                return accepted


def _eventlet_server(application: WSGIApplication, listener: socket.socket, door: Door) -> Server:
    import eventlet
    from eventlet import wsgi

    class EventletServer:
        def __init__(self) -> None:
            self._connections = eventlet.GreenPool(MOST_CONNECTIONS["eventlet"] + BEING_REFUSED)
            self._accepting: Any = None

        def start(self) -> None:
            self._accepting = eventlet.spawn(
                wsgi.server,
                _Steady(listener),
                application,
                protocol=_eventlet_handler(door),
                custom_pool=self._connections,
                environ=_scheme(door),
                log_output=False,
                debug=False,
                socket_timeout=STEP_SECONDS,
            )

        def stop_accepting(self) -> None:
            self._accepting.kill()

        def is_idle(self) -> bool:
            return bool(self._connections.running() == 0)

    return EventletServer()


def _eventlet_handler(door: Door) -> type:
    from eventlet import wsgi

    class Handler(wsgi.HttpProtocol):  # type: ignore[misc]  # eventlet carries no types
        def __init__(self, conn_state: list[Any], server: Any) -> None:
            guest = door.admit(conn_state[1], conn_state[0][0])
            if guest is None:
                return
            self._guest = guest
            # A client that vanishes or breaks off is no fault of ours.
            try:
                with guest, contextlib.suppress(OSError):
                    conn_state[1] = door.encrypt(guest)
                    super().__init__(conn_state, server)
            finally:
                # It refers to itself by its last request: thousands of connections would wait for the collector.
                self.__dict__.clear()

        def _read_request_line(self) -> Any:
            self._guest.waits()
            line = super()._read_request_line()
            self._guest.asks()
            return line

        def get_environ(self) -> dict[str, Any]:
            return _begin(super().get_environ(), self._guest)

        def log_message(self, *_: object) -> None:
            """Keep no record."""

    return Handler


def _scheme(door: Door) -> dict[str, str]:
    return {"wsgi.url_scheme": "https", "HTTPS": "on"} if door.tls else {"wsgi.url_scheme": "http"}


def _gevent_server(application: WSGIApplication, listener: socket.socket, door: Door) -> Server:
    from gevent import pool, pywsgi

    running = _Running()
    handler_class = _gevent_handler(running)

    class Listening(pywsgi.WSGIServer):
        max_accept = 8  # at once, before others are served; a hundred otherwise

        def handle(self, sock: Any, address: Any) -> None:
            guest = door.admit(sock, address[0])
            if guest is None:
                return
            with guest, contextlib.suppress(OSError):
                handler = handler_class(door.encrypt(guest), address, self)
                handler.guest = guest
                handler.handle()

    class GeventServer:
        def __init__(self) -> None:
            spawn = pool.Pool(MOST_CONNECTIONS["gevent"] + BEING_REFUSED)
            self._server = Listening(listener, application, log=None, environ=_scheme(door), spawn=spawn)

        def start(self) -> None:
            self._server.start()

        def stop_accepting(self) -> None:
            self._server.close()

        def is_idle(self) -> bool:
            return running.count == 0

    return GeventServer()


def _gevent_handler(running: _Running) -> Any:
    from gevent import pywsgi

    class Handler(pywsgi.WSGIHandler):
        guest: Guest

        def read_requestline(self) -> str:
            self.guest.waits()
            line = super().read_requestline()
            self.guest.asks()
            return line

        def get_environ(self) -> dict[str, Any]:
            return _begin(super().get_environ(), self.guest)

        def handle_one_response(self) -> None:
            with running:
                super().handle_one_response()

        def log_error(self, *_: object) -> None:
            """Keep no record."""

    return Handler


def _threading_server(application: WSGIApplication, listener: socket.socket, door: Door) -> Server:
    from werkzeug import serving

    running = _Running()
    handler_class = _threading_handler(running)

    class Listening(serving.ThreadedWSGIServer):
        def finish_request(self, request: Any, client_address: Any) -> None:
            guest = door.admit(request, client_address[0])
            if guest is None:
                return
            of_this_guest = type("Handler", (handler_class,), {"guest": guest})
            with guest, contextlib.suppress(OSError), door.encrypt(guest) as connection:
                of_this_guest(connection, client_address, self)

    class ThreadingServer:
        def __init__(self) -> None:
            host, port = listener.getsockname()[:2]
            self._server = Listening(host, port, application, handler_class, fd=listener.fileno())
            # The library would encrypt at the listener: one client that does not answer would keep all others out.
            self._server.ssl_context = cast("Any", door.tls)

        def start(self) -> None:
            threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

        def stop_accepting(self) -> None:
            self._server.shutdown()

        def is_idle(self) -> bool:
            return running.count == 0

    return ThreadingServer()


def _threading_handler(running: _Running) -> Any:
    from werkzeug import serving

    class Handler(serving.WSGIRequestHandler):
        guest: Guest

        def parse_request(self) -> bool:
            self.guest.asks()
            return super().parse_request()

        def make_environ(self) -> Any:
            return _begin(super().make_environ(), self.guest)

        def run_wsgi(self) -> None:
            with running:
                super().run_wsgi()

        def log(self, *_: object) -> None:
            """Keep no record."""

    return Handler


class _Running:
    """Counts the requests that are being answered."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.count += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.count -= 1
