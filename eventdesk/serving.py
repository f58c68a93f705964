"""Serving the desk: taking the port, running until Ctrl-C or SIGTERM, and ending within two seconds."""

from __future__ import annotations

import contextlib
import errno
import logging
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from eventdesk import runtime
from eventdesk.collecting import short_rounds
from eventdesk.connections import Crowd, Door

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS_FOR_OPEN_REQUESTS = 1.0
WAITING_TO_BE_LET_IN = 4096
"""Where the queue is full the system lets newcomers try again after one, three, seven seconds: also the good ones."""


class CannotListen(Exception):
    """The address cannot be served on; the message is one line that says why."""


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """Take the address before anything else is started, so that a port in use is found at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=WAITING_TO_BE_LET_IN)
    except OSError as problem:
        raise CannotListen(_why_not(host, port, problem, option)) from problem
    # Handed on to every connection. Without it a small answer or a second message waits for the client's
    # acknowledgement of what came before, which clients delay; gevent's server answers 6,000/s with it, 365/s without.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _why_not(host: str, port: int, problem: OSError, option: str) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: end that one, or choose another port with {option}."
    return f"Cannot listen on {host}, port {port}: {problem.strerror or problem}."


def serve(  # noqa: PLR0913 - what is served, where, and what happens before and after
    application: WSGIApplication,
    socketio: Any,
    listener: socket.socket,
    *,
    on_ready: Callable[[], object],
    on_stop: Callable[[], object],
    secure: tuple[socket.socket, ssl.SSLContext] | None = None,
    behind_proxies: bool = False,
) -> None:
    """Serve until Ctrl-C or SIGTERM, then end within two seconds.

    `on_ready` is called when connections are accepted; `on_stop` when the last request is through or given up,
    to close the database. `socketio` is the flask_socketio.SocketIO, whose clients are told to go. `secure`: a
    second listener, which encrypts. `behind_proxies`: all connections are those of our own proxies.
    """
    crowd = Crowd(runtime.most_connections(), comes_through_proxies=behind_proxies)
    doors = [(listener, Door(crowd))]
    if secure is not None:
        doors.append((secure[0], Door(crowd, secure[1])))
    prepared = _prepared(application)
    servers = [runtime.server(prepared, where, door) for where, door in doors]
    with _ending_signal() as wait_for_the_end:
        for server in servers:
            server.start()
        runtime.spawn(_hang_up_on_the_late, [door for _, door in doors])
        on_ready()
        with short_rounds():
            wait_for_the_end()
        for server in servers:
            server.stop_accepting()
        _dismiss_clients(socketio)
        _wait_until(lambda: all(server.is_idle() for server in servers), SECONDS_FOR_OPEN_REQUESTS)
        on_stop()


def _hang_up_on_the_late(doors: Sequence[Door]) -> None:
    while True:
        for door in doors:
            door.hang_up(runtime.cut)
        runtime.sleep(1)


def _prepared(application: WSGIApplication) -> WSGIApplication:
    """The application as the servers of every mode get it.

    It takes no offer to compress WebSockets: that is done per client, and costs more than all else in a broadcast.
    """

    def prepared(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if runtime.mode() == "eventlet":
            runtime.sleep(0)  # eventlet lets a connection that always has a next request starve the others
        answer = application(environ, start_response)
        environ[runtime.GUEST].takes()
        return answer

    return prepared


@contextlib.contextmanager
def _ending_signal() -> Iterator[Callable[[], object]]:
    """Turn Ctrl-C and SIGTERM into a byte on a socket, which wakes the loop of every mode at once.

    A handler alone does not: a loop that waits for a client goes on waiting after it.
    """
    receiver, sender = socket.socketpair()
    sender.settimeout(0)
    names = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(name, lambda *_: None) for name in names]
    wakeup = signal.set_wakeup_fd(sender.fileno(), warn_on_full_buffer=False)
    try:
        yield lambda: receiver.recv(1)
    finally:
        signal.set_wakeup_fd(wakeup)
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)
        receiver.close()
        sender.close()


def _dismiss_clients(socketio: Any) -> None:
    """Close every live connection without waiting for any: a client that does not read must not keep the desk."""
    engine = socketio.server.eio
    engine.logger.setLevel(logging.CRITICAL)  # a client that asks once more now is no error worth telling
    for client in list(engine.sockets.values()):
        runtime.spawn(client.close, wait=False)


def _wait_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        runtime.sleep(0.02)
