"""Looking without touching: snapshots, patches to catch up with, forecasts, quotes.

The database is the truth; what is kept here is keyed by the event's `seq` and thrown away when
that moves on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain import screening, views
from eventdesk.domain.event import Event, Gender, Rule, minutes
from eventdesk.domain.forecast import Forecast, run_forward
from eventdesk.domain.visit import OVER, WITH_THERAPIST, Visit, VisitStatus, due_time
from eventdesk.services.noticing import noticed
from eventdesk.services.registering import Wanted, draft_visit, shorter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from eventdesk.domain.forecast import Window
    from eventdesk.domain.therapist import Therapist
    from eventdesk.services.ports import Clock, Entry, News, Reading, Store

Json = dict[str, Any]
BOARD, STAFF = "board", "staff"
FORECAST_LASTS = timedelta(seconds=5)
SNAPSHOT_LASTS = timedelta(seconds=1)
LATEST_OVER = 30
CATCH_UP_AT_MOST = 200
LOOKED_AT_AT_MOST = 400
"""How many in line are looked at for "why is this one passed over": nobody reads further."""


@dataclass(frozen=True, slots=True)
class _Kept:
    seq: int
    at: datetime
    value: Any


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
                "visit": _ticket_view(reading, visit, forecast),
            }

    def _snapshot(self, slug: str, audience: str) -> Json:
        now = self.clock.now()
        kept = self._kept.get((slug, audience))
        stamp = self.store.stamp(slug)
        if kept is not None and kept.seq == stamp.seq and abs(now - kept.at) < SNAPSHOT_LASTS:
            return kept.value  # type: ignore[no-any-return]
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            build = _board if audience == BOARD else _staff
            snapshot = build(reading, forecast, now)
        self._kept[slug, audience] = _Kept(snapshot["seq"], now, snapshot)
        return snapshot

    # Forecast

    def forecast(self, slug: str) -> Forecast:
        """The present forecast: run again when something changed or the old one is five seconds old."""
        now = self.clock.now()
        kept = self._kept.get((slug, "forecast"))
        stamp = self.store.stamp(slug)
        if kept is not None and kept.seq == stamp.seq and abs(now - kept.at) < FORECAST_LASTS:
            return kept.value  # type: ignore[no-any-return]
        with self.store.read(slug) as reading:
            forecast = replace(_run(reading, now), seq=reading.seq)
        self._kept[slug, "forecast"] = _Kept(forecast.seq, now, forecast)
        return forecast

    def forecast_view(self, slug: str) -> Json:
        """`{at, visits: {id: {at, low, high}}, walk_up: {treatment: …}}`."""
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            return {
                "at": views.instant(forecast.now),
                "visits": views.forecast_view(forecast),
                "walk_up": views.walk_up(reading.event, forecast, probes(reading.event, forecast.now)),
            }

    def places(self, slug: str) -> dict[str, int]:
        """The 1-based place of every waiting visit, by id."""
        with self.store.read(slug) as reading:
            return {str(visit.id): place for place, visit in enumerate(reading.line(), start=1)}

    # One visit

    def place_and_start(self, reading: Reading, visit: Visit) -> tuple[int | None, Window | None]:
        """The place in line and the expected start, from the last forecast (no new run)."""
        kept = self._kept.get((reading.event.slug, "forecast"))
        return _place_and_start(reading, visit, kept.value if kept else None)

    def visit(self, slug: str, visit_id: int) -> Json:
        """The staff view of one visit. Raises `NoSuchVisit`."""
        forecast = self.forecast(slug)
        with self.store.read(slug) as reading:
            visit = reading.visit(visit_id)
            return staff_view(reading, visit, self.clock.now(), forecast)

    def with_health(self, reading: Reading, visit: Visit) -> Json:
        """The health part of a visit, for the organiser and the assigned therapist only."""
        return views.health(screening.questions(reading.event), reading.intake(visit.id))

    # Patches

    def changes(self, audience: str, news: News) -> list[Json]:
        """One patch for each journal entry of a commit, as `audience` may see it."""
        forecast = self._last_forecast(news.slug)
        return [
            _patch(entry, _change(audience, subject, news.event, entry.at, forecast))
            for entry, subject in _told(audience, news.entries, news.subjects)
        ]

    def ticket_changes(self, visit_id: int, news: News) -> list[Json]:
        """As `changes`, for the room of one visit's link."""
        subject = f"visit:{visit_id}"
        visit = news.subjects.get(subject)
        view = None
        if visit is not None:
            with self.store.read(news.slug) as reading:
                view = _ticket_view(reading, visit, self._last_forecast(news.slug))
        return [_patch(each, {"visit": view} if each.subject == subject else None) for each in news.entries]

    def _last_forecast(self, slug: str) -> Forecast | None:
        kept = self._kept.get((slug, "forecast"))
        return kept.value if kept else None

    def patches(self, slug: str, audience: str, since: int, visit_id: int | None = None) -> list[Json] | None:
        """What happened after `since`; None when that is so much that a snapshot is shorter.

        `visit_id` is for a ticket's room. Subjects are given as they are now: later patches of the
        same subject can only say the same.
        """
        with self.store.read(slug) as reading:
            if not 0 <= since <= reading.seq or reading.seq - since > CATCH_UP_AT_MOST:
                return None
            entries = reading.journal(since=since, limit=CATCH_UP_AT_MOST)
            subjects = {each.subject: _subject(reading, each.subject) for each in entries}
            if visit_id is None:
                return [
                    _patch(
                        entry, _change(audience, subject, reading.event, self.clock.now(), self._last_forecast(slug))
                    )
                    for entry, subject in _told(audience, entries, subjects)
                ]
            visit = reading.visit(visit_id)
            view = _ticket_view(reading, visit, self._last_forecast(slug))
            own = f"visit:{visit_id}"
            return [_patch(each, {"visit": view} if each.subject == own else None) for each in entries]

    # Quotes

    def quote(self, slug: str, wanted: Wanted) -> Json:
        """What a runner could expect, before joining. Raises `Invalid`."""
        forecast = self.forecast(slug)
        now = self.clock.now()
        with self.store.read(slug) as reading:
            wished = replace(wanted, first_name=wanted.first_name or "?")
            draft = draft_visit(reading, wished, now)
            event = reading.event
            window = forecast.for_newcomer(draft)
            open_visit = reading.open_visit_of(draft.bib) if draft.bib else None
        too_late = _misses_start(draft, window, now)
        return {
            "treatment": draft.treatment,
            "minutes": draft.minutes,
            "due_at": views.instant(draft.due_at),
            "start_at": views.instant(draft.start_at),
            "expected_start": views.span(window),
            "wait_minutes": None if window is None else views.whole_minutes(window.at - now),
            "too_late": too_late,
            "open": event.is_open(now),
            "closed_reason": event.why_closed(now),
            "is_repeat": draft.is_repeat,
            "wishes": _wishes(forecast, draft),
            "alternatives": _alternatives(event, forecast, draft, now) if too_late else [],
            "open_visit": None
            if open_visit is None
            else {"id": open_visit.id, "ticket": open_visit.ticket, "link": views.link(open_visit)},
        }


def staff_view(reading: Reading, visit: Visit, now: datetime, forecast: Forecast | None) -> Json:
    """The staff view with place, expected start and flags that need the forecast."""
    place, window = _place_and_start(reading, visit, forecast)
    return views.placed(views.staff_visit(visit, reading.event, now, forecast), place, window)


def _place_and_start(reading: Reading, visit: Visit, forecast: Forecast | None) -> tuple[int | None, Window | None]:
    if visit.status is not VisitStatus.WAITING:
        return None, None
    place = reading.place(visit)
    if forecast is None:
        return place, None
    return place, forecast.starts.get(visit.id) or forecast.for_newcomer(visit)


def _run(reading: Reading, now: datetime) -> Forecast:
    on_couch = {each.id: each for each in reading.visits(WITH_THERAPIST)}
    return run_forward(reading.event, list(reading.line()), reading.therapists(), on_couch, now)


def probes(event: Event, now: datetime) -> dict[str, Visit]:
    """Somebody who came now, for each treatment: for the walk-up waits."""
    found: dict[str, Visit] = {}
    for treatment in event.treatments:
        probe = Visit(
            id=2**62,
            ticket="",
            token="",
            treatment=treatment.code,
            rule=treatment.rule,
            minutes=treatment.default_minutes,
            status=VisitStatus.WAITING,
            registered_at=now,
            due_at=now,
        )
        if treatment.rule is Rule.BEFORE_START:
            latest = now + minutes(event.walk_to_start_minutes + treatment.default_minutes)
            starts = [each.starts_at for each in event.waves if each.starts_at >= latest]
            if not starts:
                continue
            probe = replace(probe, start_at=min(starts))
        found[treatment.code] = replace(probe, due_at=due_time(event, probe))
    return found


def _misses_start(draft: Visit, window: Window | None, now: datetime) -> bool:
    if draft.rule is not Rule.BEFORE_START:
        return False
    return draft.is_too_late(now if window is None else window.at)


def _wishes(forecast: Forecast, draft: Visit) -> Json:
    free = replace(draft, wish_gender=None, wish_therapist_id=None)
    return {
        "any": views.span(forecast.for_newcomer(free)),
        "woman": views.span(forecast.for_newcomer(replace(free, wish_gender=Gender.WOMAN))),
        "man": views.span(forecast.for_newcomer(replace(free, wish_gender=Gender.MAN))),
    }


def _alternatives(event: Event, forecast: Forecast, draft: Visit, now: datetime) -> list[Json]:
    """Shorter visits that can still be done in time, then a visit after the race."""
    found: list[Json] = []
    for length in sorted(shorter(event, draft, now), reverse=True):
        shorter_draft = replace(draft, minutes=length)
        shorter_draft = replace(shorter_draft, due_at=due_time(event, shorter_draft))
        window = forecast.for_newcomer(shorter_draft)
        if window is not None and not shorter_draft.is_too_late(window.at):
            found.append({"treatment": draft.treatment, "minutes": length, "expected_start": views.span(window)})
    found += [
        {"treatment": each.code, "minutes": each.default_minutes, "expected_start": None}
        for each in event.treatments
        if each.enabled and each.rule is Rule.PROMISE
    ]
    return found


# What a snapshot holds


def _common(reading: Reading, forecast: Forecast, now: datetime) -> Json:
    event = reading.event
    counts = reading.counts()
    shown = (
        VisitStatus.WAITING,
        VisitStatus.CALLED,
        VisitStatus.TREATING,
        VisitStatus.AWAY,
        VisitStatus.DONE,
    )
    return {
        "seq": reading.seq,
        "at": views.instant(now),
        "event": views.public_event(event, now),
        "counts": {each.value: counts[each] for each in shown},
        "forecast": {
            "visits": views.forecast_view(forecast),
            "walk_up": views.walk_up(event, forecast, probes(event, now)),
        },
    }


def _board(reading: Reading, forecast: Forecast, now: datetime) -> Json:
    event = reading.event

    def public(visits: Iterable[Visit]) -> list[Json]:
        return [view for visit in visits if (view := views.public_visit(visit, event)) is not None]

    common = _common(reading, forecast, now)
    # In public `done` holds every end, so that the number does not tell who was sent elsewhere.
    common["counts"]["done"] = sum(count for status, count in reading.counts().items() if status in OVER)
    return common | {
        "called": public(_called(reading)),
        "treating": public(_treating(reading)),
        "waiting": public(reading.line()),
        "away": public(reading.visits({VisitStatus.AWAY})),
        "therapists": [views.public_therapist(each) for each in reading.therapists()],
    }


def _staff(reading: Reading, forecast: Forecast, now: datetime) -> Json:
    line = list(reading.line())
    therapists = reading.therapists()
    event = reading.event

    def staff(visits: Iterable[Visit]) -> list[Json]:
        return [views.placed(views.staff_visit(each, event, now), None, None) for each in visits]

    return _common(reading, forecast, now) | {
        "held": staff(reading.visits({VisitStatus.HELD})),
        "called": staff(_called(reading)),
        "treating": staff(_treating(reading)),
        "waiting": [_in_line(event, visit, place, forecast, now) for place, visit in enumerate(line, start=1)],
        "away": staff(reading.visits({VisitStatus.AWAY})),
        "ended": staff(reading.latest_over(LATEST_OVER)),
        "therapists": [_therapist(each, line, now) for each in therapists],
        "passed_over": views.passed_over(line[:LOOKED_AT_AT_MOST], therapists, now),
        "counts": {status.value: count for status, count in reading.counts().items()},
    }


def _in_line(event: Event, visit: Visit, place: int, forecast: Forecast, now: datetime) -> Json:
    return views.placed(views.staff_visit(visit, event, now, forecast), place, forecast.starts.get(visit.id))


def _therapist(therapist: Therapist, line: Sequence[Visit], now: datetime) -> Json:
    return views.staff_therapist(therapist) | {"why_idle": views.why_idle(therapist, line[:LOOKED_AT_AT_MOST], now)}


def _called(reading: Reading) -> list[Visit]:
    visits = reading.visits({VisitStatus.CALLED})
    return sorted(visits, key=lambda visit: visit.called_at or visit.registered_at, reverse=True)


def _treating(reading: Reading) -> list[Visit]:
    visits = reading.visits({VisitStatus.TREATING})
    return sorted(visits, key=lambda visit: visit.ends_at or visit.registered_at)


# What a patch holds


def _patch(entry: Entry, change: Json | None) -> Json:
    return {"seq": entry.seq, "at": views.instant(entry.at), "changes": [] if change is None else [change]}


def _subject(reading: Reading, subject: str) -> Any:
    kind, _, number = subject.partition(":")
    if kind == "visit":
        return reading.visit(int(number))
    if kind == "therapist":
        return reading.therapist(int(number))
    return reading.event


def _told(audience: str, entries: Sequence[Entry], subjects: Mapping[str, Any]) -> Iterator[tuple[Entry, Any]]:
    """Each entry with its subject; None where this audience must not notice it."""
    seen = noticed(entries, subjects) if audience == BOARD else set()
    for entry in entries:
        subject = subjects.get(entry.subject)
        is_hidden = audience == BOARD and isinstance(subject, Visit) and entry.seq not in seen
        yield entry, None if is_hidden else subject


def _change(audience: str, subject: Any, event: Event, now: datetime, forecast: Forecast | None) -> Json | None:
    if subject is None:
        return None
    if isinstance(subject, Visit):
        if audience == STAFF:
            return {"visit": views.staff_visit(subject, event, now, forecast)}
        # Held again (a clearing was undone): for the public it just goes.
        return {"visit": views.public_visit(subject, event) or views.gone(subject)}
    if isinstance(subject, Event):
        return {"event": views.public_event(subject, now)}
    shown = views.staff_therapist if audience == STAFF else views.public_therapist
    return {"therapist": shown(subject)}


def _ticket_view(reading: Reading, visit: Visit, forecast: Forecast | None) -> Json:
    therapist = None if visit.therapist_id is None else reading.therapist(visit.therapist_id)
    place, window = _place_and_start(reading, visit, forecast)
    return views.placed(views.ticket_visit(visit, reading.event, therapist), place, window)
