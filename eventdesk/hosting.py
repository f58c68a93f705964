"""One desk from start to end: the folder, the port, the application, the welcome, the serving."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk import lean, runtime, serving, welcome
from eventdesk.asking_passphrase import open_keys
from eventdesk.backing_up import BackingUp
from eventdesk.bootstrap.locking import lock_file
from eventdesk.settings import BadSetting, Settings

if TYPE_CHECKING:
    import socket

    from eventdesk.app import EventDeskApp
    from eventdesk.https import Https
    from eventdesk.services.ports import Clock

BEAT_SECONDS = 1.0
LOOK_EVERY_SECONDS = 20.0
"""A laptop that changes the network has other addresses."""

Routine = tuple[Callable[[], object], float]
"""What is done again and again while the desk is served, and the seconds between two times."""


def host(
    settings: Settings, clock: Clock | None = None, prepare: Callable[[EventDeskApp], Sequence[Routine]] | None = None
) -> None:
    """Run the desk until Ctrl-C or SIGTERM.

    `prepare` gets the desk before it is served and answers what is to be done while it is; such a desk is made up,
    and not backed up.
    Raises BadSetting for a folder that cannot be used and CannotListen for a port that cannot.
    """
    settings.prepare()
    open_keys(settings)
    with (
        nullcontext() if settings.is_shared else _only_desk_on(settings.data_dir),
        serving.listen(settings.host, settings.port) as listener,
        _encrypting(settings) as secure,
    ):
        # The live socket's library would load HTTP clients and, for message queues, Redis.
        with lean.without("requests", "websocket", *(() if settings.redis_url else ("redis",))):
            from eventdesk import starting  # noqa: PLC0415 - half a second that a refusal need not wait for
            from eventdesk.app import create_app  # noqa: PLC0415 - as above

        starting.check_database(settings)

        port = listener.getsockname()[1]
        trust = secure[1].trust(port, secure[0].getsockname()[1]) if secure else None
        desk = create_app(settings, clock, trust)
        routines = _Routines([(desk.beat_once, BEAT_SECONDS), *(prepare(desk) if prepare else ())])
        watching = _Routines([(secure[1].look, LOOK_EVERY_SECONDS)] if secure else [])
        announcement = welcome.announce(settings, port)
        backing_up = _backing_up(desk, settings) if prepare is None else None

        def begin() -> None:
            desk.begin()
            routines.begin()
            if backing_up:
                backing_up.begin()
            watching.begin()
            welcome.greet(settings, port, desk.first_run_link(), trust)

        def end() -> None:
            if announcement:
                announcement.end()
            routines.end()
            watching.end()
            if backing_up:
                backing_up.end()
            desk.close()

        both = (secure[0], secure[1].context) if secure else None
        serving.serve(
            desk.flask,
            desk.socketio,
            listener,
            on_ready=begin,
            on_stop=end,
            secure=both,
            behind_proxies=settings.proxies > 0,
        )


def _backing_up(desk: EventDeskApp, settings: Settings) -> BackingUp | None:
    """The rounds of backups; None: the race days are on a server."""
    from eventdesk.adapters.backup import Keeper  # noqa: PLC0415 - as above

    return BackingUp(desk.backups, settings.backup_seconds) if isinstance(desk.backups, Keeper) else None


@contextmanager
def _encrypting(settings: Settings) -> Iterator[tuple[socket.socket, Https] | None]:
    """The second listener and its certificates, where they are wanted."""
    if not settings.https:
        yield None
        return
    from eventdesk.adapters.clock import SystemClock  # noqa: PLC0415 - as above
    from eventdesk.https import Https  # noqa: PLC0415

    with serving.listen(settings.host, settings.https_port, "--https-port") as listener:
        # Certificates go by the machine's clock, also while a demonstration runs.
        yield listener, Https(settings, SystemClock())


class _Routines:
    """Done one at a time, and never after the end: then the database is closed."""

    def __init__(self, routines: Sequence[Routine]) -> None:
        self._routines = routines
        self._turn = runtime.lock()
        self._is_over = False

    def begin(self) -> None:
        for action, seconds in self._routines:
            runtime.spawn(self._repeat, action, seconds)

    def end(self) -> None:
        with self._turn:
            self._is_over = True

    def _repeat(self, action: Callable[[], object], seconds: float) -> None:
        while True:
            with self._turn:
                if self._is_over:
                    return
                action()
            runtime.sleep(seconds)


@contextmanager
def _only_desk_on(data_dir: Path) -> Iterator[None]:
    """Two desks on one folder would each run the timers and neither would show what the other one does."""
    try:
        lock = lock_file(data_dir / "running.lock", wait=False)
    except BlockingIOError as held:
        raise BadSetting(f"Another desk is already running on the data folder {data_dir}.") from held
    with lock:
        yield
