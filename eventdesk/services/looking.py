"""Looking without touching: snapshots, patches to catch up with, forecasts, quotes.

The database is the truth; what is kept here is keyed by the event's `seq` and thrown away when
that moves on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain import reasons, screening, views
from eventdesk.domain.visit import VisitStatus
from eventdesk.services import patching, quoting, snapshots
from eventdesk.services.patching import BOARD, STAFF, TICKET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.domain.forecast import Forecast, Window
    from eventdesk.domain.reasons import Reasons
    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Clock, News, Reading, Store
    from eventdesk.services.registering import Wanted

__all__ = ["BOARD", "CATCH_UP_AT_MOST", "STAFF", "Looker"]

Json = dict[str, Any]
FORECAST_LASTS = timedelta(seconds=5)
SHORT_LINE = 100
"""With so many in line a new run for an answer takes a millisecond or two; more would hold up the others."""
SNAPSHOT_LASTS = timedelta(seconds=1)
CATCH_UP_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class _Kept:
    seq: int
    at: datetime
    value: Any

    def serves(self, seq: int, now: datetime) -> bool:
        """Whether a forecast is still the one to tell."""
        return self.seq == seq and abs(now - self.at) < FORECAST_LASTS


class Looker:
    """Answers what the screens ask. Never writes; never called inside a transaction that does."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self._kept: dict[tuple[str, str], _Kept] = {}

    # Snapshots

    def board(self, slug: str) -> Json:
        """The public snapshot."""
        return self._snapshot(slug, BOARD)

    def staff(self, slug: str) -> Json:
        """The staff snapshot: staff shapes, who is held, who ended lately, who is passed over and why."""
        return self._snapshot(slug, STAFF)

    def snapshot_json(self, slug: str, audience: str) -> str:
        """The snapshot of `board` or `staff` as JSON text, encoded once for all who ask."""
        snapshot = self._snapshot(slug, audience)
        kept = self._kept.get((slug, audience + ".json"))
        if kept is None or kept.value[0] is not snapshot:
            text = json.dumps(snapshot, separators=(",", ":"))
            kept = _Kept(snapshot["seq"], self.clock.now(), (snapshot, text))
            self._kept[slug, audience + ".json"] = kept
        return str(kept.value[1])

    def ticket(self, slug: str, token: str) -> Json:
        """The snapshot for the holder of a ticket link. Raises `NoSuchVisit`."""
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            now = self.clock.now()
            visit = reading.visit_by_token(token)
            return {
                "seq": reading.seq,
                "at": views.instant(now),
                "event": views.public_event(reading.event, now),
                "visit": snapshots.ticket_view(reading, visit, forecast),
            }

    def _snapshot(self, slug: str, audience: str) -> Json:
        now = self.clock.now()
        kept = self._kept.get((slug, audience))
        stamp = self.store.stamp(slug)
        if kept is not None and kept.seq == stamp.seq and abs(now - kept.at) < SNAPSHOT_LASTS:
            return kept.value  # type: ignore[no-any-return]
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            build = snapshots.board if audience == BOARD else snapshots.staff
            snapshot = build(reading, forecast, now)
        self._kept[slug, audience] = _Kept(snapshot["seq"], now, snapshot)
        return snapshot

    # Forecast

    def forecast(self, slug: str) -> Forecast:
        """The present forecast: run again when something changed or the old one is five seconds old."""
        now = self.clock.now()
        kept = self._kept.get((slug, "forecast"))
        stamp = self.store.stamp(slug)
        if kept is not None and kept.serves(stamp.seq, now):
            return kept.value  # type: ignore[no-any-return]
        with self.store.read(slug) as reading:
            forecast = replace(snapshots.run(reading, now), seq=reading.seq)
        self._kept[slug, "forecast"] = _Kept(forecast.seq, now, forecast)
        return forecast

    def forecast_view(self, slug: str) -> Json:
        """`{at, visits: {id: {at, low, high}}, walk_up: {treatment: …}}`."""
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            return {
                "at": views.instant(forecast.now),
                "visits": views.forecast_view(forecast),
                "walk_up": views.walk_up(reading.event, forecast, quoting.probes(reading.event, forecast.now)),
            }

    def reasons(self, slug: str) -> Reasons:
        """Who is passed over and who idles, with the present forecast: as fresh as that is, and worked out once."""
        forecast = self.forecast(slug)
        kept = self._kept.get((slug, "reasons"))
        if kept is None or kept.value[0] is not forecast:
            with self.store.read(slug) as reading:
                found = reasons.found(reading.event, reading.line(), reading.therapists(), forecast.now)
            kept = self._kept[slug, "reasons"] = _Kept(forecast.seq, forecast.now, (forecast, found))
        return kept.value[1]  # type: ignore[no-any-return]

    def places(self, slug: str) -> dict[str, int]:
        """The 1-based place of every waiting visit, by id."""
        with self.store.read(slug) as reading:
            return {str(key): place for key, place in snapshots.places(reading).items()}

    # One visit

    def place_and_start(self, reading: Reading, visit: Visit) -> tuple[int | None, Window | None]:
        """The place in line and the expected start, as of the look or command that `reading` is."""
        return snapshots.place_and_start(reading, visit, self._forecast_for(reading, visit))

    def visit(self, slug: str, visit_id: int) -> Json:
        """The staff view of one visit. Raises `NoSuchVisit`."""
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            visit = reading.visit(visit_id)
            return snapshots.staff_view(reading, visit, self.clock.now(), forecast)

    def staff_view(self, reading: Reading, visit: Visit, now: datetime) -> Json:
        """As `visit`, within a look or a command that is open already."""
        return snapshots.staff_view(reading, visit, now, self._forecast_for(reading, visit))

    def staff_views(self, reading: Reading, page: Sequence[Visit], now: datetime) -> list[Json]:
        """As `staff_view` of each, with all their places from one walk of the line."""
        some_wait = any(each.status is VisitStatus.WAITING for each in page)
        places = snapshots.places(reading) if some_wait else {}
        return [self._placed(reading, each, places.get(each.id), now) for each in page]

    def _placed(self, reading: Reading, visit: Visit, place: int | None, now: datetime) -> Json:
        forecast = self._forecast_for(reading, visit)
        window = None if place is None else snapshots.expected_start(visit, forecast)
        return views.placed(views.staff_visit(visit, reading.event, now, forecast), place, window)

    def with_health(self, reading: Reading, visit: Visit) -> Json:
        """The health part of a visit, for the organiser and the assigned therapist only."""
        return views.health(screening.questions(reading.event), reading.intake(visit.id))

    # Patches

    def changes(self, audience: str, news: News) -> list[Json]:
        """One patch for each journal entry of a commit, as `audience` may see it."""
        room = patching.Room(audience, news.event, self.clock.now(), self._last_forecast(news.slug))
        return patching.for_room(room, news.entries, news.subjects)

    def ticket_changes(self, visit_id: int, news: News) -> list[Json]:
        """As `changes`, for the room of one visit's link."""
        room = patching.Room(TICKET, news.event, self.clock.now(), self._last_forecast(news.slug))
        own = f"visit:{visit_id}"
        visit = news.subjects.get(own)
        if visit is None:
            return patching.for_ticket(room, news.entries, {})
        with self.store.read(news.slug) as reading:
            view = snapshots.ticket_view(reading, visit, room.forecast)
        return patching.for_ticket(room, news.entries, {own: view})

    def patches(self, slug: str, audience: str, since: int, visit_id: int | None = None) -> list[Json] | None:
        """What happened after `since`; None when that is so much that a snapshot is shorter.

        `visit_id` is for a ticket's room. Subjects are given as they are now: later patches of the
        same subject can only say the same.
        """
        forecast = self._last_forecast(slug)
        with self.store.read(slug) as reading:
            if not 0 <= since <= reading.seq or reading.seq - since > CATCH_UP_AT_MOST:
                return None
            entries = reading.journal(since=since, limit=CATCH_UP_AT_MOST)
            room = patching.Room(audience, reading.event, self.clock.now(), forecast)
            if visit_id is not None:
                view = snapshots.ticket_view(reading, reading.visit(visit_id), forecast)
                return patching.for_ticket(room, entries, {f"visit:{visit_id}": view})
            return patching.for_room(room, entries, patching.subjects_of(reading, entries))

    def _forecast_for(self, reading: Reading, visit: Visit) -> Forecast | None:
        """The present forecast while the line is short, else the last one: newcomers are placed into it."""
        last = self._kept.get((reading.event.slug, "forecast"))
        if visit.status is not VisitStatus.WAITING:
            return last.value if last else None
        now = self.clock.now()
        if last is not None and (last.value.length > SHORT_LINE or last.serves(reading.seq, now)):
            return last.value  # type: ignore[no-any-return]
        # A key of its own: what a command sees before its commit is nobody else's.
        own = self._kept.get((reading.event.slug, "answers"))
        if own is None or not own.serves(reading.seq, now):
            own = _Kept(reading.seq, now, snapshots.run(reading, now))
            self._kept[reading.event.slug, "answers"] = own
        return own.value  # type: ignore[no-any-return]

    def _last_forecast(self, slug: str) -> Forecast | None:
        kept = self._kept.get((slug, "forecast"))
        return kept.value if kept else None

    # Quotes

    def quote(self, slug: str, wanted: Wanted) -> Json:
        """What a runner could expect, before joining. Raises `Invalid`."""
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            return quoting.quote(reading, forecast, wanted, self.clock.now())
