"""What the organiser sees of the hours to come: waits, the list's end, the forecast's error, what a mode would do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from eventdesk.domain import busy, views
from eventdesk.domain.arrivals import is_walk_up
from eventdesk.domain.event import Event, Gender, Rule, Treatment, minutes
from eventdesk.domain.visit import Visit
from eventdesk.services.quoting import probes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from eventdesk.domain.forecast import Forecast, Window
    from eventdesk.services.day import Day, Floor, Outcome

Json = dict[str, Any]
FEWEST_TO_TELL = 0.05
"""Runners a minute, below which there is no rate to speak of."""


def outlook(day: Day, forecast: Forecast) -> Json:
    """The staff's `outlook`: see the page on the live protocol for its keys."""
    event, now = day.event, forecast.now
    asking = probes(event, now)
    return {
        "walk_up": {
            each.code: _with_wishes(forecast, asking.get(each.code)) for each in event.treatments if each.enabled
        },
        "next": {
            str(key): {"visit_id": visit_id, "at": views.instant(at)}
            for key, (visit_id, at) in forecast.next_for.items()
        },
        "error": _error(day),
        "closing": closing(day, forecast),
        "busy": _busy(event, forecast, asking),
        "learned": _learned(forecast),
    }


def _with_wishes(forecast: Forecast, probe: Visit | None) -> Json | None:
    shown = _wait(forecast, probe)
    if shown is None or probe is None:
        return None
    return shown | {
        "woman": _wait(forecast, replace(probe, wish_gender=Gender.WOMAN)),
        "man": _wait(forecast, replace(probe, wish_gender=Gender.MAN)),
    }


def _wait(forecast: Forecast, probe: Visit | None) -> Json | None:
    window = None if probe is None else forecast.for_newcomer(probe)
    if window is None:
        return None
    return (views.span(window) or {}) | {"wait_minutes": views.whole_minutes(forecast.wait(window))}


def _error(day: Day) -> Json | None:
    figures = day.accuracy.figures()
    if figures is None:
        return None
    return {
        "count": figures.count,
        "mean_minutes": round(figures.mean_minutes, 1),
        "bias_minutes": round(figures.bias_minutes, 1),
        "inside_share": round(figures.inside_share, 2),
        "later_share": round(figures.later_share, 2),
    }


def _learned(forecast: Forecast) -> Json:
    learned = forecast.known.learned
    return {
        "seen": learned.seen,
        "length_share": round(learned.length_share, 2),
        "walk_minutes": round(learned.walk_minutes, 1),
        "no_show_share": round(learned.miss_share, 2),
    }


def _busy(event: Event, forecast: Forecast, asking: Mapping[str, Visit]) -> Json:
    able = [each for each in event.treatments if each.enabled and each.rule is Rule.PROMISE]
    waits = [
        views.whole_minutes(forecast.wait(window))
        for each in able
        if each.code in asking and (window := forecast.for_newcomer(asking[each.code])) is not None
    ]
    wait = max(waits, default=None)
    # With no time to tell and people in line the day is fuller than any limit.
    is_long = wait > event.busy_limit_minutes if wait is not None else bool(able and forecast.starts)
    return {
        "offered": is_long and not event.is_busy and busy.can_be_busy(event),
        "wait_minutes": wait,
        "limit_minutes": event.busy_limit_minutes,
    }


# The list's end


def closing(day: Day, forecast: Forecast) -> Json | None:
    """When the list has to close for the last one to end before closing time; None without one to come."""
    event, now = day.event, forecast.now
    treatment = _longest_open(event)
    if event.closes_at is None or now >= event.closes_at or treatment is None or not forecast.has_couches:
        return None
    block = _block(event, forecast, treatment)
    ends = {visit.id: forecast.ends_at(visit.id) for visit in forecast.line if visit.id in forecast.starts}
    waiting = [visit for visit in forecast.line if visit.id > 0]
    served = [visit for visit in waiting if visit.id in ends and ends[visit.id] <= event.closes_at]
    last = max(served, key=lambda visit: (ends[visit.id], visit.id), default=None)
    in_time = {visit.id for visit in served}
    not_served = [each.ticket for each in waiting if each.id not in in_time and not each.is_too_late(now)]
    # A gap that nobody in line fits into is no room for anybody else.
    spare = 0 if not_served else _spare(forecast, event.closes_at, block)
    return {
        "closes_at": views.instant(event.closes_at),
        "must_close_at": views.instant(_must_close_at(day, now, event.closes_at - minutes(block), spare)),
        "spare": spare,
        "last_ticket": "" if last is None else last.ticket,
        "last_ends_at": views.instant(max(ends.values(), default=None)),
        "not_served": not_served,
    }


def is_full(day: Day, forecast: Forecast) -> bool:
    """Whether somebody who came now, at the end of the line, could not be done before closing time.

    Who has a start to catch would be taken sooner, and the last one in line would go without: so
    they do not count, unless the tent treats nobody else.
    """
    event, now = day.event, forecast.now
    if event.closes_at is None or now >= event.closes_at or not forecast.has_couches:
        return False
    asking = probes(event, now).values()
    at_the_end = [each for each in asking if each.rule is Rule.PROMISE] or list(asking)
    return not any(_is_done_in_time(forecast, each, event.closes_at) for each in at_the_end)


def _is_done_in_time(forecast: Forecast, probe: Visit, closes_at: datetime) -> bool:
    window = forecast.for_newcomer(probe)
    length = forecast.known.learned.length(probe.treatment, probe.minutes, None)
    return window is not None and window.at + minutes(length) <= closes_at


def _longest_open(event: Event) -> Treatment | None:
    able = [each for each in event.treatments if each.enabled and each.rule is Rule.PROMISE]
    return max(able, key=lambda each: busy.usual_minutes(event, each), default=None)


def _block(event: Event, forecast: Forecast, treatment: Treatment) -> float:
    learned = forecast.known.learned
    return learned.walk_minutes + learned.length(treatment.code, busy.usual_minutes(event, treatment), None)


def _spare(forecast: Forecast, closes_at: datetime, block: float) -> int:
    """How many more could be treated before closing time, after all who wait; newcomers only expected take no room."""
    turnover = forecast.turnover_minutes
    room = sum(is_walk_up(visit) and at + minutes(block) <= closes_at for visit, at in forecast.calls_in_time())
    for free_at, ends_at in forecast.last_gaps(closes_at):
        left = (ends_at - free_at).total_seconds() / 60 + turnover
        room += max(0, int(left // (block + turnover)))
    return room


def _must_close_at(day: Day, now: datetime, latest: datetime, spare: int) -> datetime:
    rate = day.walk_ups.per_minute(now)
    if spare == 0 or rate < FEWEST_TO_TELL:
        return now if spare == 0 else latest
    return max(now, min(latest, now + minutes(spare / rate)))


# What a mode would do


def busy_effect(day: Day, floor: Floor, work_out: Callable[[Floor], Outcome]) -> Json:
    """The wait of a walk-up and the end of the last treatment, with usual and with busy lengths."""
    event = day.event

    def under(*, is_busy: bool) -> Json:
        settings = replace(event, is_busy=is_busy)
        change = (lambda visit: busy.shortened(settings, visit)) if is_busy else busy.in_full
        forecast = work_out(_with(floor, settings, change)).forecast
        probe = _promise_probe(settings, floor.now)
        wait = _wait(forecast, probe)
        return {"wait_minutes": wait and wait["wait_minutes"], "last_ends_at": _last_end(forecast)}

    return {
        "is_on": event.is_busy,
        "treatments": [
            {"code": each.code, "name": each.name, "minutes": each.default_minutes, "busy_minutes": each.busy_minutes}
            for each in event.treatments
            if each.enabled and each.busy_minutes is not None
        ],
        "usual": under(is_busy=False),
        "busy": under(is_busy=True),
    }


def cycle_effect(day: Day, floor: Floor, cycle_minutes: int, work_out: Callable[[Floor], Outcome]) -> Json:
    """The waits of those in line and the end of the last treatment, each couch on its own and in rounds."""

    def under(length: int) -> Json:
        settings = replace(day.event, cycle_minutes=length, cycle_from=floor.now if length else None)
        forecast = work_out(_with(floor, settings, lambda visit: visit)).forecast
        waits = [_waited(visit, forecast.windows[visit.id]) for visit in floor.line if visit.id in forecast.windows]
        return {
            "mean_wait_minutes": round(sum(waits) / len(waits)) if waits else None,
            "longest_wait_minutes": round(max(waits)) if waits else None,
            "last_ends_at": _last_end(forecast),
        }

    return {"cycle_minutes": cycle_minutes, "usual": under(0), "cycle": under(cycle_minutes)}


def _with(floor: Floor, event: Event, change: Callable[[Visit], Visit]) -> Floor:
    expected = tuple(change(each) for each in floor.known.expected)
    return replace(
        floor,
        event=event,
        line=tuple(change(each) for each in floor.line),
        known=replace(floor.known, expected=expected),
        told={},
    )


def _promise_probe(event: Event, now: datetime) -> Visit | None:
    asking: Iterable[Visit] = probes(event, now).values()
    return next((each for each in asking if each.rule is Rule.PROMISE), None)


def _waited(visit: Visit, window: Window) -> float:
    ready_at = max(visit.registered_at, visit.not_before or visit.registered_at)
    return max(window.at - ready_at, timedelta()).total_seconds() / 60


def _last_end(forecast: Forecast) -> str | None:
    return views.instant(max((forecast.ends_at(visit_id) for visit_id in forecast.windows), default=None))
