"""Looking without touching: snapshots, patches to catch up with, forecasts, quotes.

The database is the truth; what is kept here is keyed by the event's `seq` and thrown away when
that moves on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain import lead, reasons, screening, views
from eventdesk.domain.visit import VisitStatus
from eventdesk.services import outlook, patching, quoting, snapshots
from eventdesk.services.forecasting import Forecaster
from eventdesk.services.patching import BOARD, LEAD, STAFF, TICKET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.domain.forecast import Forecast, Window
    from eventdesk.domain.reasons import Reasons
    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Clock, News, Reading, Store
    from eventdesk.services.registering import Wanted

__all__ = ["BOARD", "CATCH_UP_AT_MOST", "STAFF", "Looker"]

Json = dict[str, Any]
SNAPSHOT_LASTS = timedelta(seconds=1)
CATCH_UP_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class _Kept:
    seq: int
    at: datetime
    value: Any


class Looker:
    """Answers what the screens ask. Never writes; a forecast is never run inside a transaction."""

    def __init__(self, store: Store, clock: Clock, forecaster: Forecaster | None = None) -> None:
        self.store = store
        self.clock = clock
        self.forecaster = forecaster or Forecaster(store, clock)
        self._kept: dict[tuple[str, str], _Kept] = {}

    # Snapshots

    def board(self, slug: str) -> Json:
        """The public snapshot."""
        return self._snapshot(slug, BOARD)

    def staff(self, slug: str) -> Json:
        """The staff snapshot: staff shapes, who is held, who ended lately, who is passed over and why."""
        return self._snapshot(slug, STAFF)

    def lead(self, slug: str) -> Json:
        """The staff snapshot as a line lead may see it: nothing of anybody's health."""
        snapshot = self._snapshot(slug, STAFF)
        kept = self._kept.get((slug, LEAD))
        if kept is None or kept.value[0] is not snapshot:
            seen = lead.snapshot(snapshot)
            kept = self._kept[slug, LEAD] = _Kept(snapshot["seq"], self.clock.now(), (snapshot, seen))
        return kept.value[1]  # type: ignore[no-any-return]

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
        self.forecast(slug)
        with self.store.read(slug) as reading:
            now = self.clock.now()
            visit = reading.visit_by_token(token)
            return {
                "seq": reading.seq,
                "at": views.instant(now),
                "event": views.public_event(reading.event, now),
                "visit": self._ticket_view(reading, visit),
            }

    def _snapshot(self, slug: str, audience: str) -> Json:
        now = self.clock.now()
        kept = self._kept.get((slug, audience))
        stamp = self.store.stamp(slug)
        if kept is not None and kept.seq == stamp.seq and abs(now - kept.at) < SNAPSHOT_LASTS:
            return kept.value  # type: ignore[no-any-return]
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            if audience == BOARD:
                snapshot = snapshots.board(reading, forecast, now)
            else:
                snapshot = snapshots.staff(reading, forecast, now) | {"outlook": self.outlook(slug)}
        self._kept[slug, audience] = _Kept(snapshot["seq"], now, snapshot)
        return snapshot

    # Forecast

    def forecast(self, slug: str) -> Forecast:
        """The present forecast (see `Forecaster.forecast`)."""
        return self.forecaster.forecast(slug)

    def outlook(self, slug: str) -> Json:
        """The hours to come, for staff: worked out once for each forecast."""
        forecast = self.forecast(slug)
        kept = self._kept.get((slug, "outlook"))
        if kept is None or kept.value[0] is not forecast:
            found = outlook.outlook(self.forecaster.day(slug), forecast)
            kept = self._kept[slug, "outlook"] = _Kept(forecast.seq, forecast.now, (forecast, found))
        return kept.value[1]  # type: ignore[no-any-return]

    def busy_effect(self, slug: str) -> Json:
        """What busy mode would do, or does, to the waits."""
        day = self.forecaster.day(slug)
        return outlook.busy_effect(day, day.floor(self.clock.now()), self.forecaster.work_out)

    def cycle_effect(self, slug: str, minutes: int) -> Json:
        """What rounds of so many minutes would do to the waits."""
        day = self.forecaster.day(slug)
        return outlook.cycle_effect(day, day.floor(self.clock.now()), minutes, self.forecaster.work_out)

    def walk_up(self, slug: str) -> Json:
        """What somebody who came now would wait, by treatment."""
        forecast = self.forecast(slug)
        event = self.forecaster.day(slug).event
        return views.walk_up(event, forecast, quoting.probes(event, forecast.now))

    def reasons(self, slug: str) -> Reasons:
        """Who is passed over and who idles, with the present forecast: as fresh as that is, and worked out once."""
        forecast = self.forecast(slug)
        kept = self._kept.get((slug, "reasons"))
        if kept is None or kept.value[0] is not forecast:
            with self.store.read(slug) as reading:
                found = reasons.found(reading.event, reading.line(), reading.therapists(), forecast.now)
            kept = self._kept[slug, "reasons"] = _Kept(forecast.seq, forecast.now, (forecast, found))
        return kept.value[1]  # type: ignore[no-any-return]

    def places(self, slug: str) -> dict[int, int]:
        """The 1-based place of every waiting visit, by id."""
        return self.forecaster.day(slug).places()

    # One visit

    def place_and_start(self, reading: Reading, visit: Visit) -> tuple[int | None, Window | None]:
        """The place in line and the expected start, as of the look or command that `reading` is."""
        return snapshots.place_and_start(reading, visit, self._window_of(reading, visit))

    def visit(self, slug: str, visit_id: int) -> Json:
        """The staff view of one visit. Raises `NoSuchVisit`."""
        self.forecast(slug)
        with self.store.read(slug) as reading:
            return self.staff_view(reading, reading.visit(visit_id), self.clock.now())

    def staff_view(self, reading: Reading, visit: Visit, now: datetime) -> Json:
        """As `visit`, within a look or a command that is open already."""
        place = reading.place(visit) if visit.status is VisitStatus.WAITING else None
        return self._placed(reading, visit, place, now)

    def staff_views(self, reading: Reading, page: Sequence[Visit], now: datetime) -> list[Json]:
        """As `staff_view` of each, with all their places from one walk of the line."""
        some_wait = any(each.status is VisitStatus.WAITING for each in page)
        places = snapshots.places(reading) if some_wait else {}
        return [self._placed(reading, each, places.get(each.id), now) for each in page]

    def _placed(self, reading: Reading, visit: Visit, place: int | None, now: datetime) -> Json:
        forecast = self.forecaster.latest(reading.event.slug)
        return views.placed(
            views.staff_visit(visit, reading.event, now, forecast), place, self._window_of(reading, visit)
        )

    def _window_of(self, reading: Reading, visit: Visit) -> Window | None:
        return self.forecaster.expected(reading.event.slug, visit)

    def with_health(self, reading: Reading, visit: Visit) -> Json:
        """The health part of a visit, for the organiser and the assigned therapist only."""
        return views.health(screening.questions(reading.event), reading.intake(visit.id))

    def _ticket_view(self, reading: Reading, visit: Visit) -> Json:
        return snapshots.ticket_view(reading, visit, self._window_of(reading, visit))

    # Patches

    def changes(self, audience: str, news: News) -> list[Json]:
        """One patch for each journal entry of a commit, as `audience` may see it."""
        room = patching.Room(audience, news.event, self.clock.now(), self.forecaster.latest(news.slug))
        return patching.for_room(room, news.entries, news.subjects)

    def ticket_changes(self, visit_id: int, news: News) -> list[Json]:
        """As `changes`, for the room of one visit's link."""
        room = patching.Room(TICKET, news.event, self.clock.now(), self.forecaster.latest(news.slug))
        own = f"visit:{visit_id}"
        visit = news.subjects.get(own)
        if visit is None:
            return patching.for_ticket(room, news.entries, {})
        with self.store.read(news.slug) as reading:
            view = self._ticket_view(reading, visit)
        return patching.for_ticket(room, news.entries, {own: view})

    def patches(self, slug: str, audience: str, since: int, visit_id: int | None = None) -> list[Json] | None:
        """What happened after `since`; None when that is so much that a snapshot is shorter.

        `visit_id` is for a ticket's room. Subjects are given as they are now: later patches of the
        same subject can only say the same.
        """
        forecast = self.forecaster.latest(slug)
        with self.store.read(slug) as reading:
            if not 0 <= since <= reading.seq or reading.seq - since > CATCH_UP_AT_MOST:
                return None
            entries = reading.journal(since=since, limit=CATCH_UP_AT_MOST)
            if len(entries) < reading.seq - since:
                # A purge took the older ones, and what they were about.
                return None
            room = patching.Room(audience, reading.event, self.clock.now(), forecast)
            if visit_id is not None:
                view = self._ticket_view(reading, reading.visit(visit_id))
                return patching.for_ticket(room, entries, {f"visit:{visit_id}": view})
            return patching.for_room(room, entries, patching.subjects_of(reading, entries))

    # Quotes

    def quote(self, slug: str, wanted: Wanted) -> Json:
        """What a runner could expect, before joining. Raises `Invalid`."""
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            return quoting.quote(reading, forecast, wanted, self.clock.now())
