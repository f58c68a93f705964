"""Rooms, and which socket listens in which: one room at a time, so that `seq` counts one by one."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

WATCHES_AT_MOST = 20
WATCHES_WITHIN = timedelta(seconds=10)


class Audience(StrEnum):
    """Who is told. The names are those that `services.looking` knows."""

    BOARD = "board"
    STAFF = "staff"
    LEAD = "lead"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Room:
    """Where the same news is heard. `visit_id`: whose ticket, for `VISIT`."""

    slug: str
    audience: Audience
    visit_id: int | None = None

    @property
    def name(self) -> str:
        """Holds nothing personal and no secret. A slash: no session id has one, so none can be taken for it."""
        number = "" if self.visit_id is None else f"/{self.visit_id}"
        return f"{self.slug}/{self.audience}{number}"

    @property
    def is_staff(self) -> bool:
        """Whether one has to be signed in to listen here."""
        return self.audience in {Audience.STAFF, Audience.LEAD}

    @property
    def channels(self) -> tuple[str, ...]:
        """What a socket of this room gets: ticket holders also hear what is told to all of them at once."""
        return (self.name, crowd(self.slug)) if self.audience is Audience.VISIT else (self.name,)


def crowd(slug: str) -> str:
    """The name of the room that all ticket holders of an event share."""
    return f"{slug}/visits"


@dataclass(eq=False, slots=True)
class Listener:
    """One socket. `secrets`: what it may have shown to sign in, asked again at every `watch`.

    `overtaken`: the patches that went out while its answer was made, until the next beat says them again.
    """

    sid: str
    secrets: tuple[str, ...]
    address: str = ""
    room: Room | None = None
    overtaken: range = range(0)
    lacks_forecast: bool = False
    # Two watches of one socket must not cross: it would stay in a room that it has left.
    moving: threading.Lock = field(default_factory=threading.Lock)
    _asked_at: deque[datetime] = field(default_factory=lambda: deque(maxlen=WATCHES_AT_MOST))

    def may_ask(self, now: datetime) -> bool:
        """Whether this is not one `watch` too many; counts it."""
        is_flood = len(self._asked_at) == WATCHES_AT_MOST and abs(now - self._asked_at[0]) < WATCHES_WITHIN
        if not is_flood:
            self._asked_at.append(now)
        return not is_flood


class Listeners:
    """All sockets of this process, by room. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_sid: dict[str, Listener] = {}
        self._by_room: dict[Room, set[Listener]] = {}
        self._answered: set[Listener] = set()

    def add(self, sid: str, secrets: tuple[str, ...], address: str = "") -> None:
        """A socket that has connected, from this address, and hears nothing yet."""
        with self._lock:
            self._by_sid.setdefault(sid, Listener(sid, secrets, address))

    def remove(self, sid: str) -> None:
        """A socket that has gone."""
        with self._lock:
            listener = self._by_sid.pop(sid, None)
            if listener is not None:
                self._leave(listener)
                self._answered.discard(listener)

    def get(self, sid: str) -> Listener | None:
        """The listener of a socket that is connected."""
        return self._by_sid.get(sid)

    def move(self, listener: Listener, room: Room | None) -> None:
        """Seats a listener elsewhere (None: nowhere). One that has gone meanwhile is not seated."""
        with self._lock:
            self._leave(listener)
            if room is not None and listener.sid in self._by_sid:
                listener.room = room
                self._by_room.setdefault(room, set()).add(listener)

    def _leave(self, listener: Listener) -> None:
        room, listener.room = listener.room, None
        if room is None:
            return
        seated = self._by_room.get(room, set())
        seated.discard(listener)
        if not seated:
            self._by_room.pop(room, None)

    def answered(self, listener: Listener) -> None:
        """It was told where things stand, and the next beat looks after it."""
        with self._lock:
            if listener.sid in self._by_sid:
                self._answered.add(listener)

    def take_answered(self) -> list[Listener]:
        """Those who were answered since this was asked last."""
        with self._lock:
            answered, self._answered = self._answered, set()
            return list(answered)

    def all(self) -> list[Listener]:
        """Everybody who is connected."""
        with self._lock:
            return list(self._by_sid.values())

    def rooms(self, slug: str | None = None) -> list[Room]:
        """The rooms (of an event) where somebody listens."""
        with self._lock:
            return [room for room in self._by_room if slug in (None, room.slug)]

    def seated(self, room: Room) -> list[Listener]:
        """Everybody in a room."""
        with self._lock:
            return list(self._by_room.get(room, ()))
