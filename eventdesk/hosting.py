"""One desk from start to end: the folder, the port, the application, the welcome, the serving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk import runtime, serving, welcome
from eventdesk.bootstrap.locking import lock_file
from eventdesk.settings import BadSetting, Settings

if TYPE_CHECKING:
    from eventdesk.app import EventDeskApp

Companion = Callable[["EventDeskApp", str], object]


def host(settings: Settings, companion: Companion | None = None) -> None:
    """Run the desk until Ctrl-C or SIGTERM; a companion, given the desk and its address, runs in the background.

    Raises BadSetting for a folder that cannot be used and CannotListen for a port that cannot.
    """
    settings.prepare()
    with _only_desk_on(settings.data_dir), serving.listen(settings.host, settings.port) as listener:
        from eventdesk.app import create_app  # noqa: PLC0415 - half a second that a refusal need not wait for

        port = listener.getsockname()[1]
        desk = create_app(settings)
        desk.start_heartbeat()
        announcement = welcome.announce(settings, port)

        def begin() -> None:
            welcome.greet(settings, port, desk.first_run_link())
            if companion:
                runtime.spawn(companion, desk, f"http://127.0.0.1:{port}")

        try:
            serving.serve(desk.flask, desk.socketio, listener, on_ready=begin, on_stop=desk.close)
        finally:
            if announcement:
                announcement.end()


@contextmanager
def _only_desk_on(data_dir: Path) -> Iterator[None]:
    """Two desks on one folder would each run the timers and neither would show what the other one does."""
    try:
        lock = lock_file(data_dir / "running.lock", wait=False)
    except BlockingIOError as held:
        raise BadSetting(f"Another desk is already running on the data folder {data_dir}.") from held
    with lock:
        yield
