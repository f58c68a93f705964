"""Puts the parts together: the one module that knows them all."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask_socketio import SocketIO

from eventdesk import __version__, realtime, runtime, sharing
from eventdesk.adapters import backup, lan
from eventdesk.adapters.clock import SystemClock
from eventdesk.adapters.db import open_database
from eventdesk.adapters.tablet_box import TabletBox
from eventdesk.commands import Commands
from eventdesk.privacy import Privacy, privacy_of
from eventdesk.services import last_call, timers
from eventdesk.services.access import FIRST_RUN_LASTS, Access, CodeKind
from eventdesk.services.backups import KeptElsewhere
from eventdesk.services.desk import Desk
from eventdesk.services.forecasting import SAVED_EVERY, Forecaster
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
    from eventdesk.services.leading import Leading
    from eventdesk.services.ports import Clock, News
    from eventdesk.settings import Settings
    from eventdesk.sharing import Telling
    from eventdesk.web.parts import StartListFile
    from eventdesk.web.trust import Trust

log = logging.getLogger("eventdesk.app")
BEAT = timedelta(seconds=1)


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
    backups: backup.Keeper | KeptElsewhere
    watch: TimeWatch
    privacy: Privacy
    leading: Leading
    telling: Telling

    def begin(self) -> None:
        """Before the first beat: it may have been away for long, and hears other processes from here on."""
        if self.leading.led is None:
            self.watch.expect_start()
        if self.telling.exchange is not None:
            self.telling.exchange.begin(self.telling)

    def beat_once(self) -> None:
        """One beat, due once a second: what is due happens, the screens hear a sign of life. Never raises."""
        for work in (
            self._look_at_time,
            lambda: last_call.beat(self.desk, self.looker.forecaster, self.leading.led),
            lambda: self.live.heartbeat(self.leading.leads),
            self._purge,
        ):
            try:
                work()
            except Exception as fault:  # noqa: BLE001 - the clock has to go on, whatever it is
                # Only the kind of fault: its message may hold what somebody typed.
                log.error("The clock tick met a fault: %s", type(fault).__name__)  # noqa: TRY400
            runtime.sleep(0)  # whoever waits for a turn meanwhile does not wait for all of them

    def _look_at_time(self) -> None:
        # The timers after the watch, and not without it: they would miss everybody who was called while it slept.
        self.leading.renew(lambda: [*self.desk.store.due_events(self.clock.now()), *self.looker.forecaster.asked()])
        timers.tick(self.desk, self.leading.leads)

    def _purge(self) -> None:
        if self.leading.leads_desk:
            self.privacy.purger.beat()

    def first_run_link(self) -> str | None:
        """The path of a one-time set-up link, as long as the desk is not set up."""
        if self.access.store.passphrase_hash() is not None:
            return None
        text, _ = self.access.code(CodeKind.FIRST_RUN, slug=None, therapist_id=None, lasts=FIRST_RUN_LASTS)
        return f"/first-run/{text}"

    def close(self) -> None:
        """Tells what is left, lets other processes have what this one led, and closes the database."""
        self.live.close()
        if self.telling.exchange is not None:
            self.telling.exchange.end()
        self.leading.end()
        self.backups.close()
        self.database.close()


def create_app(settings: Settings, clock: Clock | None = None, trust: Trust | None = None) -> EventDeskApp:
    """A desk on the data folder of `settings`. Raises `StoreUnavailable`, `BadSetting`.

    `clock` is another one than the machine's, for demonstrations and tests. `trust`: it is served encrypted too.
    """
    clock = clock or SystemClock()
    database = open_database(settings.database_url or settings.database_path, key=settings.key("health"))
    flask = make_flask(PROJECT)
    exchange = sharing.exchange_of(settings)
    queue = {} if exchange is None else {"client_manager": exchange}
    socketio = SocketIO(flask, async_mode=runtime.mode(), **realtime.SOCKET_OPTIONS, **queue)
    access = Access(database.access, clock, settings.key("links"))
    desk = Desk(database.store, clock, _Nobody())
    # Clocks that are made up for a day have nothing beside them to be held against.
    watch = TimeWatch(desk, getattr(clock, "elapsed_seconds", None), lambda: _forget_tries(flask))
    leading = sharing.leading_of(settings, database, watch)
    forecaster = Forecaster(
        database.store,
        clock,
        _aside,
        lambda: runtime.sleep(0),
        leads=leading.leads if settings.is_shared else None,
        saved_every=BEAT if settings.is_shared else SAVED_EVERY,
    )
    looker = Looker(database.store, clock, forecaster)
    live = realtime.install(socketio, looker, access, clock)
    desk.announcer = telling = sharing.Telling(live, exchange)
    access.when_revoked(telling.pass_revoked)
    backups = KeptElsewhere() if settings.is_shared else backups_of(settings)
    privacy = privacy_of(desk, database, backups, PROJECT / "static" / "vendor")
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
        counted_in=sharing.counted_in(settings),
        proxies=settings.proxies,
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
        leading=leading,
        telling=telling,
    )


class _Nobody:
    """Hears nothing: until the live side is there, nothing is done."""

    def announce(self, news: News) -> None:
        """See `Telling`."""


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
