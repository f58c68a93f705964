"""The live side as the app uses it: installed once, hears of every commit, beats once a second."""

from __future__ import annotations

import contextlib
import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import EventDeskError, NotAllowed, StoreUnavailable
from eventdesk.realtime.admission import Admission
from eventdesk.realtime.announcer import Announcer
from eventdesk.realtime.contract import DISMISSED, LARGEST_MESSAGE_BYTES, PATCH, refusal
from eventdesk.realtime.faults import what_and_where
from eventdesk.realtime.forecasts import BEAT, Forecasts
from eventdesk.realtime.packets import LivePacket, careful, engine_logger
from eventdesk.realtime.pings import Pings
from eventdesk.realtime.post import Post
from eventdesk.realtime.rooms import Listener, Listeners, Room
from eventdesk.realtime.watch import LiveNamespace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from flask_socketio import SocketIO

    from eventdesk.services.access import Access
    from eventdesk.services.looking import Looker
    from eventdesk.services.ports import Clock, News

log = logging.getLogger(__name__)

SOCKET_OPTIONS: dict[str, Any] = {
    "serializer": LivePacket,
    "max_http_buffer_size": LARGEST_MESSAGE_BYTES,
    # A patch is smaller than a packet; compressing each for each client costs more than all the rest.
    "http_compression": False,
    # Who is signed in is asked of the passes at each `watch`, not of a Flask session.
    "manage_session": False,
    "engineio_logger": engine_logger(),
}
"""For `SocketIO(app, **SOCKET_OPTIONS, async_mode=…)`. Only pages of the same origin may connect: the default."""

PASSES_EVERY = timedelta(seconds=30)
A_LITTLE_EARLY = BEAT * 0.1


def always(_slug: str) -> bool:
    """Of a process that is alone: it keeps the forecast of every event."""
    return True


class Live:
    """The services' `Announcer`, and what the app's tick beats once a second."""

    def __init__(self, socketio: SocketIO, looker: Looker, access: Access, clock: Clock) -> None:
        self._looker = looker
        self._clock = clock
        self._access = access
        self._listeners = Listeners()
        self._post = Post(socketio)
        self._admission = Admission(looker.store, access)
        self._announcer = Announcer(socketio, looker, self._listeners, self._post)
        self._namespace = LiveNamespace(looker, self._admission, self._listeners, self._post, self._announcer)
        self._forecasts = Forecasts(looker, clock, self._listeners, self._post)
        self._beat_at: datetime | None = None
        self._passes_at = clock.now()
        socketio.server.register_namespace(self._namespace)
        access.when_revoked(self.check_passes)

    def announce(self, news: News) -> None:
        """Told after every commit, in order. Does not block, does not raise."""
        self._looker.forecaster.hear(news)
        self._announcer.announce(news)

    def look(self, slug: str) -> None:
        """Told when somebody else may have committed: has what is new looked up in the journal. Does not block."""
        self._announcer.look(slug)

    def told(self, slug: str) -> int:
        """The `seq` of the last patch that has gone out; 0 before the first since the start."""
        return self._announcer.told.get(slug, 0)

    def close(self) -> None:
        """Tells what is left, then no more."""
        self._announcer.close()

    def heartbeat(self, leads: Callable[[str], bool] = always) -> None:
        """To be called each second: forecasts, signs of life, passes that have expired, sockets that don't read.

        `leads`: whether this process keeps the forecast of an event. Each process tells its own sockets only; one
        that follows runs the forecast on demand, for those who have none yet and every few seconds for all.
        """
        now = self._clock.now()
        if self._beat_at is not None and abs(now - self._beat_at) < BEAT - A_LITTLE_EARLY:
            return
        self._beat_at = now
        self._post.cut_the_slow()
        if abs(now - self._passes_at) >= PASSES_EVERY:
            self._passes_at = now
            self.check_passes()
            self._see_devices()
        rooms = self._listeners.rooms()
        self._forecasts.forget_empty_rooms(rooms)
        without = self._look_after_new()
        for slug in {room.slug for room in rooms}:
            fresh = {room: sids for room, sids in without.items() if room.slug == slug}
            self._beat(slug, [room for room in rooms if room.slug == slug], fresh, leads=leads(slug))

    def _beat(self, slug: str, rooms: list[Room], fresh: Mapping[Room, Collection[str]], *, leads: bool) -> None:
        self._announcer.look(slug)
        try:
            self._forecasts.tell(slug, rooms, self.told(slug), fresh, leads=leads)
        except StoreUnavailable:
            # No sign of life then: what the screens show may be old. The commands say why.
            return
        except Exception as fault:  # noqa: BLE001 - the other events have screens too
            log.error("no forecast for %s at this beat: %s", slug, what_and_where(fault))  # noqa: TRY400

    def _look_after_new(self) -> dict[Room, list[str]]:
        """Those who were answered since the last beat; by room, the sockets that have no forecast yet.

        A patch that goes out while an answer is made overtakes it, and a client may have thrown it
        away. So such patches, and only they, are said again.
        """
        without: dict[Room, list[str]] = defaultdict(list)
        again: dict[tuple[Room, range], list[str]] = defaultdict(list)
        for listener in self._listeners.take_answered():
            with listener.moving:
                room, overtaken, lacks_forecast = listener.room, listener.overtaken, listener.lacks_forecast
                listener.overtaken, listener.lacks_forecast = range(0), False
            if room is not None and overtaken:
                again[room, overtaken].append(listener.sid)
            if room is not None and lacks_forecast:
                without[room].append(listener.sid)
        for (room, seqs), sids in again.items():
            # The database is away, or the event has another name now: the others hear theirs all the same.
            with contextlib.suppress(EventDeskError):
                self._say_again(room, sids, seqs)
        return without

    def _say_again(self, room: Room, sids: Collection[str], seqs: range) -> None:
        for patch in self._looker.patches(room.slug, room.audience, seqs.start - 1, room.visit_id) or ():
            if patch["seq"] in seqs:
                self._post.send(PATCH, patch, sids)

    def check_passes(self) -> None:
        """Whoever's pass was taken back or has expired hears no more, and is told so."""
        for room in self._listeners.rooms():
            if room.is_staff:
                for listener in self._listeners.seated(room):
                    with contextlib.suppress(StoreUnavailable):
                        self._check_pass(room, listener)

    def _see_devices(self) -> None:
        """A screen that is only looked at asks for nothing for hours, and is there all the same."""
        shown = {secret for listener in self._listeners.all() for secret in listener.secrets}
        with contextlib.suppress(StoreUnavailable):
            given = [self._access.recognise(each) for each in shown]
            self._access.saw_all([each for each in given if each is not None])

    def _check_pass(self, room: Room, listener: Listener) -> None:
        with listener.moving:
            if listener.room != room:
                return
            refused = self._refusal(room, listener)
            if refused is not None:
                self._namespace.seat(listener, None)
                self._post.send(DISMISSED, refusal(refused.code, str(refused)), listener.sid)

    def _refusal(self, room: Room, listener: Listener) -> NotAllowed | None:
        """Why this listener may not hear the room any more; None: may."""
        try:
            may_hear = self._admission.staff_room(room.slug, listener.secrets)
        except NotAllowed as refused:
            return refused
        # What was open to the staff is more than a line lead may hear.
        return None if may_hear == room else NotAllowed("This device is signed in as somebody else now.")


def install(socketio: SocketIO, looker: Looker, access: Access, clock: Clock) -> Live:
    """Opens the live namespace on `socketio` (bound to its app already) and starts telling."""
    engine = socketio.server.eio
    # The library has no place to put another WebSocket class; this is the table it looks its own up in.
    engine._async = engine._async | {"websocket": careful(engine._async["websocket"])}  # noqa: SLF001
    engine.start_background_task = Pings(engine).begin
    return Live(socketio, looker, access, clock)
