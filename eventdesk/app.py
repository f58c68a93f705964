"""Puts the parts together: the one module that knows them all."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_socketio import SocketIO

from eventdesk import __version__, realtime, runtime
from eventdesk.adapters import backup, lan
from eventdesk.adapters.clock import SystemClock
from eventdesk.adapters.db import open_database
from eventdesk.adapters.tablet_box import TabletBox
from eventdesk.commands import Commands
from eventdesk.privacy import Privacy, privacy_of
from eventdesk.services import last_call, timers
from eventdesk.services.access import FIRST_RUN_LASTS, Access, CodeKind
from eventdesk.services.desk import Desk
from eventdesk.services.forecasting import Forecaster
from eventdesk.services.looking import Looker
from eventdesk.services.time_watch import TimeWatch
from eventdesk.settings import PROJECT
from eventdesk.web.hosts import Hosts
from eventdesk.web.install import install, make_flask
from eventdesk.web.parts import FileRefused, Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

    from eventdesk.adapters.db import Database
    from eventdesk.services.day import Floor, Outcome
    from eventdesk.services.ports import Clock
    from eventdesk.settings import Settings
    from eventdesk.web.parts import StartListFile
    from eventdesk.web.trust import Trust

log = logging.getLogger("eventdesk.app")


@dataclass(frozen=True, kw_only=True)
class EventDeskApp:
    """A desk that is ready to be served."""

    flask: Flask
    socketio: SocketIO
    desk: Desk
    looker: Looker
    access: Access
    live: realtime.Live
    clock: Clock
    commands: Commands
    database: Database
    backups: backup.Keeper
    watch: TimeWatch
    privacy: Privacy

    def beat_once(self) -> None:
        """One beat, due once a second: what is due happens, the screens hear a sign of life. Never raises."""
        for work in (
            self._look_at_time,
            lambda: last_call.beat(self.desk, self.looker.forecaster),
            self.live.heartbeat,
            self.privacy.purger.beat,
        ):
            try:
                work()
            except Exception as fault:  # noqa: BLE001 - the clock has to go on, whatever it is
                # Only the kind of fault: its message may hold what somebody typed.
                log.error("The clock tick met a fault: %s", type(fault).__name__)  # noqa: TRY400

    def _look_at_time(self) -> None:
        # The timers after the watch, and not without it: they would miss everybody who was called while it slept.
        self.watch.look()
        timers.tick(self.desk)

    def first_run_link(self) -> str | None:
        """The path of a one-time set-up link, as long as the desk is not set up."""
        if self.access.store.passphrase_hash() is not None:
            return None
        text, _ = self.access.code(CodeKind.FIRST_RUN, slug=None, therapist_id=None, lasts=FIRST_RUN_LASTS)
        return f"/first-run/{text}"

    def close(self) -> None:
        """Tells what is left and closes the database."""
        self.live.close()
        self.backups.close()
        self.database.close()


def create_app(settings: Settings, clock: Clock | None = None, trust: Trust | None = None) -> EventDeskApp:
    """A desk on the data folder of `settings`. Raises `StoreUnavailable`, `BadSetting`.

    `clock` is another one than the machine's, for demonstrations and tests. `trust`: it is served encrypted too.
    """
    clock = clock or SystemClock()
    database = open_database(settings.database_path, key=settings.key("health"))
    flask = make_flask(PROJECT)
    socketio = SocketIO(flask, async_mode=runtime.mode(), **realtime.SOCKET_OPTIONS)
    access = Access(database.access, clock, settings.key("links"))
    forecaster = Forecaster(database.store, clock, _aside, lambda: runtime.sleep(0))
    looker = Looker(database.store, clock, forecaster)
    live = realtime.install(socketio, looker, access, clock)
    desk = Desk(database.store, clock, live)
    backups = backups_of(settings)
    privacy = privacy_of(desk, database, backups, PROJECT / "static" / "vendor")
    # Clocks that are made up for a day have nothing beside them to be held against.
    watch = TimeWatch(desk, getattr(clock, "elapsed_seconds", None), lambda: _forget_tries(flask))
    parts = Parts(
        desk=desk,
        looker=looker,
        access=access,
        clock=clock,
        run_aside=runtime.run_aside,
        read_start_list=read_start_list,
        addresses=_addresses,
        fingerprint_key=settings.key("sessions"),
        tablet_box=TabletBox(settings.key("tablets")),
        check_database=database.check,
        backups=backups,
        privacy=privacy,
        version=__version__,
        hosts=Hosts([*lan.own_names(), *settings.hostnames]),
        trust=trust,
    )
    install(flask, parts, PROJECT)
    return EventDeskApp(
        flask=flask,
        socketio=socketio,
        desk=desk,
        looker=looker,
        access=access,
        live=live,
        clock=clock,
        commands=Commands(desk, access, read_start_list),
        database=database,
        backups=backups,
        watch=watch,
        privacy=privacy,
    )


def backups_of(settings: Settings) -> backup.Keeper:
    """The backups of this data folder. Their times are those of the machine, also while a demonstration runs."""
    desk = backup.Desk(
        data_dir=settings.data_dir,
        database=settings.database_path,
        keyring=settings.keyring,
        version=__version__,
        address_name=(lan.local_name(settings.address_name) or "").removesuffix(".local"),
        folders=settings.backup_dirs,
    )
    return backup.Keeper(desk, SystemClock())


def _forget_tries(flask: Flask) -> None:
    """Tries are counted by the machine's clock: put back an hour, it would keep people out for an hour."""
    for limiter in flask.extensions["limiter"]:
        limiter.reset()


def _aside(work: Callable[[Floor], Outcome], floor: Floor) -> Outcome:
    """A forecast in a thread of its own."""

    def quietly() -> Outcome:
        with runtime.without_collecting():
            return work(floor)

    return runtime.run_aside(quietly)


def read_start_list(
    content: bytes,
    filename: str,
    *,
    columns: Mapping[str, int] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> StartListFile:
    """Reads a start-list file; the readers for spreadsheets are loaded when one comes."""
    from eventdesk.adapters import start_list  # noqa: PLC0415

    try:
        return start_list.read_start_list(content, filename, columns=columns, progress=progress)
    except start_list.StartListUnreadable as refusal:
        raise FileRefused(str(refusal), refusal.columns) from None


def _addresses() -> list[str]:
    return lan.addresses()  # asked anew for each code that is drawn
