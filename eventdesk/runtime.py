"""The one place that knows eventlet, gevent and threads: patching, waiting, working aside, the servers.

Import nothing of the desk before `patch` has run: a lock or socket made earlier would not be cooperative.
"""

from __future__ import annotations

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

# The eventlet server's own default of 1,024 would refuse the rest, plain HTTP too.
MOST_CONNECTIONS = 8192

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


class Server(Protocol):
    """A WSGI server that runs in the background."""

    def start(self) -> None:
        """Begin to accept."""

    def stop_accepting(self) -> None:
        """Take no new connection; requests that are running go on."""

    def is_idle(self) -> bool:
        """Whether no request is running."""


def server(application: WSGIApplication, listener: socket.socket) -> Server:
    """The server of this mode, which keeps no record of requests, also not of broken ones.

    A line of a request holds names and secret links, and who asked for them.
    """
    return {"eventlet": _eventlet_server, "gevent": _gevent_server, "threading": _threading_server}[mode()](
        application, listener
    )


def _eventlet_server(application: WSGIApplication, listener: socket.socket) -> Server:
    import eventlet
    from eventlet import wsgi

    class Handler(wsgi.HttpProtocol):  # type: ignore[misc]  # eventlet carries no types
        def log_message(self, *_: object) -> None:
            """Keep no record."""

    class EventletServer:
        def __init__(self) -> None:
            self._connections = eventlet.GreenPool(MOST_CONNECTIONS)
            self._accepting: Any = None

        def start(self) -> None:
            self._accepting = eventlet.spawn(
                wsgi.server,
                listener,
                application,
                protocol=Handler,
                custom_pool=self._connections,
                log_output=False,
                debug=False,
            )

        def stop_accepting(self) -> None:
            self._accepting.kill()

        def is_idle(self) -> bool:
            return bool(self._connections.running() == 0)

    return EventletServer()


def _gevent_server(application: WSGIApplication, listener: socket.socket) -> Server:
    from gevent import pool, pywsgi

    running = _Running()

    class Handler(pywsgi.WSGIHandler):
        def handle_one_response(self) -> None:
            with running:
                super().handle_one_response()

        def log_error(self, *_: object) -> None:
            """Keep no record."""

    class GeventServer:
        def __init__(self) -> None:
            self._server = pywsgi.WSGIServer(
                listener, application, log=None, handler_class=Handler, spawn=pool.Pool(MOST_CONNECTIONS)
            )

        def start(self) -> None:
            self._server.start()

        def stop_accepting(self) -> None:
            self._server.close()

        def is_idle(self) -> bool:
            return running.count == 0

    return GeventServer()


def _threading_server(application: WSGIApplication, listener: socket.socket) -> Server:
    from werkzeug import serving

    running = _Running()

    class Handler(serving.WSGIRequestHandler):
        def run_wsgi(self) -> None:
            with running:
                super().run_wsgi()

        def log(self, *_: object) -> None:
            """Keep no record."""

    class ThreadingServer:
        def __init__(self) -> None:
            host, port = listener.getsockname()[:2]
            self._server = serving.make_server(
                host, port, application, threaded=True, request_handler=Handler, fd=listener.fileno()
            )

        def start(self) -> None:
            threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

        def stop_accepting(self) -> None:
            self._server.shutdown()

        def is_idle(self) -> bool:
            return running.count == 0

    return ThreadingServer()


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
