"""The live namespace: sockets come, `watch` a room, and go. Commands never come this way."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError
from socketio import Namespace

from eventdesk.domain import views
from eventdesk.domain.errors import EventDeskError, NoSuchVisit
from eventdesk.realtime.admission import secrets_shown
from eventdesk.realtime.contract import NAMESPACE, WATCH, Watch, refusal
from eventdesk.realtime.faults import what_and_where
from eventdesk.realtime.rooms import Audience
from eventdesk.realtime.snapshots import Snapshots
from eventdesk.realtime.tries import GUESSES_AT_MOST, SNAPSHOTS_AT_MOST, Tries

if TYPE_CHECKING:
    from eventdesk.realtime.admission import Admission
    from eventdesk.realtime.announcer import Announcer
    from eventdesk.realtime.contract import Answer, Patch, PatchesAnswer, SnapshotAnswer
    from eventdesk.realtime.post import Post
    from eventdesk.realtime.rooms import Listener, Listeners, Room
    from eventdesk.services.looking import Looker

log = logging.getLogger(__name__)


class LiveNamespace(Namespace):  # type: ignore[misc]  # the library carries no types
    """What clients may send: `watch`, and nothing else."""

    def __init__(
        self, looker: Looker, admission: Admission, listeners: Listeners, post: Post, announcer: Announcer
    ) -> None:
        super().__init__(NAMESPACE)
        self._looker = looker
        self._shared = Snapshots(looker, post.let_others_in)
        self._clock = looker.clock
        self._announcer = announcer
        self._admission = admission
        self._listeners = listeners
        self._post = post
        self._guesses = Tries(GUESSES_AT_MOST)
        self._snapshots = Tries(SNAPSHOTS_AT_MOST)

    def trigger_event(self, event: str, *arguments: Any) -> Answer | None:
        """Every message of the namespace; whatever a client sends is answered, never raised."""
        sid = arguments[0]
        if event == "connect":
            self._connect(*arguments)
            return None
        if event == "disconnect":
            self._listeners.remove(sid)
            return None
        if event != WATCH:
            return refusal("malformed", "The only message is watch, with {event, room, since}.")
        return self._watch(sid, arguments[1] if len(arguments) > 1 else None)

    def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Anybody may connect; nothing is sent here, as it would be lost before the client is told."""
        self._listeners.add(sid, secrets_shown(environ, auth), environ.get("REMOTE_ADDR") or "unknown")

    def _watch(self, sid: str, payload: Any) -> Answer:
        listener = self._listeners.get(sid)
        if listener is None:
            return refusal("not_connected", "Please connect again.")
        if not listener.may_ask(self._clock.now()):
            return refusal("too_often", "Too many requests. Please wait ten seconds.")
        try:
            wanted = Watch.model_validate(payload)
        except ValidationError as refused:
            return refusal("malformed", _what_is_wrong(refused))
        try:
            with listener.moving:
                return self._answer(listener, wanted)
        except EventDeskError as refused:
            return refusal(refused.code, str(refused))
        except Exception as fault:  # noqa: BLE001 - a client is answered, whatever it is
            log.error("a watch of %s could not be answered: %s", wanted.event, what_and_where(fault))  # noqa: TRY400
            return refusal("internal", "Something went wrong here. Please try again.")

    def _answer(self, listener: Listener, wanted: Watch) -> Answer:
        """Seats the listener and tells it where things stand. A refusal leaves it where it was.

        First into the room, then the look: what is committed in between is told twice, and the client
        drops what is not newer than its answer. The other way round it would not be told at all.
        """
        room = self._room(listener, wanted)
        self.seat(listener, room)
        try:
            answer = self._patches(room, wanted.since) or self._snapshot(listener.address, room, wanted)
        except BaseException:
            self.seat(listener, None)
            raise
        listener.lacks_forecast = "patches" in answer
        self._announcer.begin_at(room.slug, answer["seq"])
        # These are on their way before the answer is. What goes out from here on comes after it.
        listener.overtaken = range(answer["seq"] + 1, self._announcer.told.get(room.slug, 0) + 1)
        self._listeners.answered(listener)
        return answer

    def _room(self, listener: Listener, wanted: Watch) -> Room:
        """The room that is wanted. Links can't be guessed, and nobody should try."""
        if wanted.room.startswith("visit:"):
            self._guesses.check(listener.address, self._clock.now())
        try:
            return self._admission.room(wanted, listener.secrets)
        except NoSuchVisit:
            self._guesses.count(listener.address, self._clock.now())
            raise

    def seat(self, listener: Listener, room: Room | None) -> None:
        """Out of the room it was in, into this one. To be called with `listener.moving` held."""
        before = listener.room
        if before == room:
            return
        self._listeners.move(listener, room)
        for channel in before.channels if before else ():
            self._post.leave(listener.sid, channel)
        for channel in room.channels if room else ():
            self._post.enter(listener.sid, channel)

    def _patches(self, room: Room, since: int | None) -> PatchesAnswer | None:
        if since is None:
            return None
        patches = self._looker.patches(room.slug, room.audience, since, room.visit_id)
        if patches is None:
            return None
        return {"seq": since + len(patches), "at": self._now(), "patches": cast("list[Patch]", patches)}

    def _snapshot(self, address: str, room: Room, wanted: Watch) -> SnapshotAnswer:
        if room.audience in (Audience.BOARD, Audience.VISIT):  # who is signed in may look as often as they like
            self._snapshots.check(address, self._clock.now())
            self._snapshots.count(address, self._clock.now())
        # Not the snapshot's own instant: it may be a second old, and clients set their clocks by this one.
        if room.audience is not Audience.VISIT:
            return cast("SnapshotAnswer", self._shared.answer(room.slug, room.audience, self._now()))
        snapshot = self._looker.ticket(room.slug, wanted.room.partition(":")[2])
        return {"seq": snapshot["seq"], "at": self._now(), "snapshot": snapshot}

    def _now(self) -> str:
        return str(views.instant(self._clock.now()))


def _what_is_wrong(refused: ValidationError) -> str:
    """Which fields, and not what was in them: that may be a secret link."""
    names = {".".join(str(part) for part in each["loc"]) or "the message" for each in refused.errors()}
    return "Wrong or missing: " + ", ".join(sorted(names)) + "."
