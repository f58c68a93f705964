"""Tells each room when the visits will start: what moved by a minute or more, at most once a second."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from eventdesk.domain import views
from eventdesk.realtime.contract import FORECAST
from eventdesk.realtime.rooms import Audience, Room, crowd

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from eventdesk.domain.forecast import Window
    from eventdesk.domain.reasons import Reasons
    from eventdesk.realtime.contract import Expected, ForecastMessage, Json
    from eventdesk.realtime.post import Post
    from eventdesk.realtime.rooms import Listeners
    from eventdesk.services.looking import Looker
    from eventdesk.services.ports import Clock

WORTH_TELLING = timedelta(minutes=1)
BEAT = timedelta(seconds=1)
MOST_AT_ONCE = 1000
"""Visits in one message, those who start soonest first; the rest at the next beats. More would hold up the sockets."""
# The beat after this one would come too late for "every three seconds".
SIGN_OF_LIFE = timedelta(seconds=3) - BEAT
FOLLOWED_EVERY = timedelta(seconds=5)
"""How often a process that does not keep the forecast runs one for its own rooms; one keeps it each second."""


class Outlook(NamedTuple):
    """The expected start and, for the runner, the place in line of one visit."""

    window: Window | None = None
    place: int | None = None

    def differs(self, told: Outlook | None) -> bool:
        """Whether it is worth telling somebody who was told `told` (None: nothing yet)."""
        if told is None or self.place != told.place:
            return True
        if self.window is told.window:
            return False
        if self.window is None or told.window is None:
            return True
        return any(
            abs(mine - theirs) >= WORTH_TELLING
            for mine, theirs in (
                (self.window.at, told.window.at),
                (self.window.low, told.window.low),
                (self.window.high, told.window.high),
            )
        )

    def shown(self, *, with_place: bool) -> Expected:
        """As it goes over the wire."""
        window = self.window
        shown: Expected = {
            "at": views.instant(window.at) if window else None,
            "low": views.instant(window.low) if window else None,
            "high": views.instant(window.high) if window else None,
        }
        if window and window.why:
            shown["why"] = window.why
        if with_place:
            shown["position"] = self.place
        return shown


NOTHING = Outlook()


@dataclass(slots=True)
class Told:
    """What one room has been told, and when it last was told anything."""

    outlooks: dict[int, Outlook] = field(default_factory=dict)
    waits: dict[str, int | None] | None = None
    reasons: tuple[int, Reasons] | None = None
    outlook: Json | None = None
    at: datetime | None = None

    def changes(self, present: Mapping[int, Outlook]) -> dict[int, Outlook]:
        """What is worth telling now; remembers it as told. Visits that have left the line are told once."""
        differing = (item for item in present.items() if item[1].differs(self.outlooks.get(item[0])))
        changed = dict(islice(differing, MOST_AT_ONCE))
        gone = self.outlooks.keys() - present.keys()
        changed |= dict.fromkeys(gone, NOTHING)
        self.outlooks.update(changed)
        for key in gone:
            del self.outlooks[key]
        return changed

    def is_silent(self, now: datetime) -> bool:
        """Whether it is time for a sign of life."""
        return self.at is None or abs(now - self.at) > SIGN_OF_LIFE


@dataclass(frozen=True, slots=True)
class Present:
    """What there is to tell of one event at this beat."""

    slug: str
    seq: int
    now: datetime
    windows: Mapping[int, Window]
    places: Mapping[int, int]
    walk_up: Json
    reasons: tuple[int, Reasons] | None
    """For staff, with the `seq` they are of: told after each change, for what a patch shows may have outdated them."""
    outlook: Json | None = None

    def outlook_for(self, room: Room) -> Json | None:
        """Of the whole tent: for nobody but staff."""
        return self.outlook if room.is_staff else None

    def reasons_for(self, room: Room) -> tuple[int, Reasons] | None:
        """They name wishes and breaks: for nobody but staff."""
        return self.reasons if room.is_staff else None

    def of(self, room: Room) -> Mapping[int, Outlook]:
        """What concerns this room."""
        if room.audience is Audience.VISIT:
            key = room.visit_id or 0
            return {key: Outlook(self.windows.get(key), self.places.get(key))}
        return {key: Outlook(window) for key, window in self.windows.items()}

    def message(
        self, room: Room, outlooks: Mapping[int, Outlook], *, walk_up: bool, reasons: tuple[int, Reasons] | None
    ) -> ForecastMessage:
        """As it goes over the wire."""
        with_place = room.audience is Audience.VISIT
        message: ForecastMessage = {
            "at": str(views.instant(self.now)),
            "seq": self.seq,
            "visits": {str(key): each.shown(with_place=with_place) for key, each in outlooks.items()},
        }
        if walk_up:
            message["walk_up"] = self.walk_up
        if reasons is not None:
            message |= {"passed_over": reasons[1].passed_over, "why_idle": reasons[1].why_idle}
        return message


class Forecasts:
    """Keeps what each room was told, and tells what has changed since."""

    def __init__(self, looker: Looker, clock: Clock, listeners: Listeners, post: Post) -> None:
        self._looker = looker
        self._clock = clock
        self._listeners = listeners
        self._post = post
        self._told: dict[Room, Told] = {}
        self._crowd_told_at: dict[str, datetime] = {}
        self._run_at: dict[str, datetime] = {}

    def forget_empty_rooms(self, rooms: Collection[Room]) -> None:
        """Who comes into an empty room next has another snapshot."""
        for room in self._told.keys() - set(rooms):
            del self._told[room]

    def tell(
        self,
        slug: str,
        rooms: Sequence[Room],
        seq: int,
        fresh: Mapping[Room, Collection[str]],
        *,
        leads: bool = True,
    ) -> None:
        """One beat of one event. `fresh`: sockets that caught up by patches and need it all.

        Who does not lead runs the forecast for those, and now and then; in between there are signs of life.
        """
        now = self._clock.now()
        last = self._run_at.get(slug)
        if not leads and not fresh and last is not None and abs(now - last) < FOLLOWED_EVERY:
            self._show_life(slug, rooms, seq, now)
            return
        self._run_at[slug] = now
        present = self._present(slug, rooms, seq)
        self._post.let_others_in()
        heard: list[str] = []
        for room in rooms:
            alone = fresh.get(room, ())
            if alone:
                self._post.send(FORECAST, self._whole(present, room), alone)
            if self._tell_room(present, room, alone) or alone:
                heard += [each.sid for each in self._listeners.seated(room)]
        if any(room.audience is Audience.VISIT for room in rooms):
            self._tell_crowd(slug, seq, present.now, heard)

    def _show_life(self, slug: str, rooms: Iterable[Room], seq: int, now: datetime) -> None:
        """That this desk is there, and up to where it has told."""
        body: ForecastMessage = {"at": str(views.instant(now)), "seq": seq, "visits": {}}
        for room in rooms:
            told = self._told.setdefault(room, Told())
            if room.audience is not Audience.VISIT and told.is_silent(now):
                told.at = now
                self._post.send(FORECAST, body, room.name)
        if any(room.audience is Audience.VISIT for room in rooms):
            self._tell_crowd(slug, seq, now, ())

    def _present(self, slug: str, rooms: Iterable[Room], seq: int) -> Present:
        forecast = self._looker.forecast(slug)
        needs_places = any(room.audience is Audience.VISIT for room in rooms)
        places = self._looker.places(slug) if needs_places else {}
        has_staff = any(room.is_staff for room in rooms)
        return Present(
            slug,
            seq,
            self._clock.now(),
            forecast.starts,
            places,
            self._looker.walk_up(slug),
            (forecast.seq, self._looker.reasons(slug)) if has_staff else None,
            self._looker.outlook(slug) if has_staff else None,
        )

    def _whole(self, present: Present, room: Room) -> ForecastMessage:
        shows_waits = room.audience is not Audience.VISIT
        whole = present.message(room, present.of(room), walk_up=shows_waits, reasons=present.reasons_for(room))
        return _with_outlook(whole, present.outlook_for(room))

    def _tell_room(self, present: Present, room: Room, skip: Collection[str]) -> bool:
        told = self._told.setdefault(room, Told())
        changed = told.changes(present.of(room))
        waits = {code: each and each["wait_minutes"] for code, each in present.walk_up.items()}
        shows_waits = room.audience is not Audience.VISIT and waits != told.waits
        reasons = present.reasons_for(room)
        outlook = present.outlook_for(room)
        shows_outlook = outlook is not None and _gist(outlook) != told.outlook
        news = changed or shows_waits or shows_outlook or reasons != told.reasons
        if not news and (room.audience is Audience.VISIT or not told.is_silent(present.now)):
            return False
        message = present.message(
            room, changed, walk_up=shows_waits, reasons=reasons if reasons != told.reasons else None
        )
        told.waits, told.reasons, told.at = waits, reasons, present.now
        if shows_outlook and outlook is not None:
            told.outlook = _gist(outlook)
            message = _with_outlook(message, outlook)
        self._post.let_others_in()
        self._post.send(FORECAST, message, room.name, skip=skip)
        return True

    def _tell_crowd(self, slug: str, seq: int, now: datetime, heard: Collection[str]) -> None:
        """One sign of life for all ticket holders, but those who have just heard something."""
        last = self._crowd_told_at.get(slug)
        if last is not None and abs(now - last) <= SIGN_OF_LIFE:
            return
        self._crowd_told_at[slug] = now
        body: ForecastMessage = {"at": str(views.instant(now)), "seq": seq, "visits": {}}
        self._post.send(FORECAST, body, crowd(slug), skip=heard)


def _with_outlook(message: ForecastMessage, outlook: Json | None) -> ForecastMessage:
    if outlook is not None:
        message["outlook"] = outlook
    return message


def _gist(outlook: Json) -> Json:
    """What has to change for the outlook to be worth telling: whole minutes, not the seconds that pass."""
    closing = outlook["closing"] or {}
    return {
        "walk_up": {code: _wait_minutes(each) for code, each in outlook["walk_up"].items()},
        "next": {key: each["visit_id"] for key, each in outlook["next"].items()},
        "error": outlook["error"],
        "closing": [closing.get(key) for key in ("closes_at", "spare", "last_ticket", "not_served")],
        "busy": outlook["busy"],
    }


def _wait_minutes(walk_up: Json | None) -> list[int | None]:
    each = walk_up or {}
    return [(wait or {}).get("wait_minutes") for wait in (each, each.get("woman"), each.get("man"))]
