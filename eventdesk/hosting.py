"""One desk from start to end: the folder, the port, the application, the welcome, the serving."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk import runtime, serving, welcome
from eventdesk.backing_up import BackingUp
from eventdesk.bootstrap.locking import lock_file
from eventdesk.settings import BadSetting, Settings

if TYPE_CHECKING:
    from eventdesk.app import EventDeskApp
    from eventdesk.services.ports import Clock

BEAT_SECONDS = 1.0

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
    with _only_desk_on(settings.data_dir), serving.listen(settings.host, settings.port) as listener:
        from eventdesk.app import create_app  # noqa: PLC0415 - half a second that a refusal need not wait for

        port = listener.getsockname()[1]
        desk = create_app(settings, clock)
        routines = _Routines([(desk.beat_once, BEAT_SECONDS), *(prepare(desk) if prepare else ())])
        announcement = welcome.announce(settings, port)
        backing_up = None if prepare else BackingUp(desk.backups, settings.backup_seconds)

        def begin() -> None:
            routines.begin()
            if backing_up:
                backing_up.begin()
            welcome.greet(settings, port, desk.first_run_link())

        def end() -> None:
            if announcement:
                announcement.end()
            routines.end()
            if backing_up:
                backing_up.end()
            desk.close()

        serving.serve(desk.flask, desk.socketio, listener, on_ready=begin, on_stop=end)


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
