"""One event as this process knows it: the present floor, what the day has taught, what its runners were told.

It follows the journal, so a forecast reads nothing from the store.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from eventdesk.domain.accuracy import Accuracy
from eventdesk.domain.arrivals import Leads, WalkUps
from eventdesk.domain.dispatch import order
from eventdesk.domain.event import Event, Rule, minutes
from eventdesk.domain.forecast import Forecast, Known, Window, run_forward
from eventdesk.domain.learning import Experience, Learned
from eventdesk.domain.margins import Calibration
from eventdesk.domain.promises import LATER_AT_MOST_EVERY, Situation, ToldWindow, holds, told, why_later
from eventdesk.domain.therapist import Therapist
from eventdesk.domain.visit import WITH_THERAPIST, Advice, Visit, VisitStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

EXPECTED_ID = 10**9
DECIDED_WITHIN = minutes(2)
"""How soon somebody who is held, or due back, is taken to stand in line."""
GIVEN_UP_AFTER = minutes(10)
"""Who is not back in line by so long after the agreed time has probably gone."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a told window rested on: the start as run, the wait (minutes) and the situation."""

    start_at: datetime
    wait_minutes: float
    situation: Situation


@dataclass(frozen=True, slots=True)
class Floor:
    """What a run needs, as of one instant; nothing in it changes any more."""

    event: Event
    line: tuple[Visit, ...]
    therapists: tuple[Therapist, ...]
    on_couch: Mapping[int, Visit]
    now: datetime
    known: Known
    told: Mapping[int, ToldWindow]
    situations: Mapping[int, Situation]
    shown: Mapping[int, Window]

    def run(self) -> Forecast:
        """The rule run forward."""
        return run_forward(self.event, self.line, self.therapists, self.on_couch, self.now, known=self.known)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run, the windows to be shown after it, and those of them that changed with what they rest on."""

    forecast: Forecast
    shown: Mapping[int, Window]
    anew: Mapping[int, tuple[ToldWindow, Said]]


def work_out(floor: Floor) -> Outcome:
    """One run and what is to be told of it. Pure: may be done in a thread of its own."""
    forecast = floor.run()
    soon = list(accumulate(each.rule is Rule.BEFORE_START for each in forecast.line))
    shown: dict[int, Window] = {}
    anew: dict[int, tuple[ToldWindow, Said]] = {}
    for visit_id, found in forecast.windows.items():
        before = floor.told.get(visit_id)
        known = floor.shown.get(visit_id)
        if before is not None and known is not None and holds(before, found):
            shown[visit_id] = known
            continue
        start = forecast.calls[visit_id]
        situation = Situation(forecast.pool(start), soon[start.rank])
        why = why_later(floor.situations.get(visit_id, situation), situation)
        window = told(before, visit_id, found, floor.now, why)
        if window is not before:
            anew[visit_id] = window, Said(forecast.start_at(start), start.at, situation)
        shown[visit_id] = Window(window.at, window.low, window.high, window.why)
    return Outcome(forecast, shown, anew)


class Day:
    """Fed with visits, therapists and the event as they change; `seq`: how far in the journal."""

    def __init__(self, event: Event, guess: Learned) -> None:
        self.event = event
        self.seq = -1
        self.experience = Experience(guess)
        self.leads = Leads()
        self.walk_ups = WalkUps()
        self.calibration = Calibration()
        self.accuracy = Accuracy()
        self._told: dict[int, ToldWindow] = {}
        self._said: dict[int, Said] = {}
        self._situations: dict[int, Situation] = {}
        self._over: dict[int, ToldWindow] = {}
        self._unsaved: set[int] = set()
        self._just_missed: set[int] = set()
        self._shown: Mapping[int, Window] = {}
        self._therapists: dict[int, Therapist] = {}
        self._open: dict[int, Visit] = {}
        self._line: list[Visit] = []

    def was_told(self, windows: Mapping[int, ToldWindow]) -> None:
        """What runners were told before this process began."""
        self._told |= windows

    def hear_told(self, windows: Mapping[int, ToldWindow]) -> None:
        """What runners in line were told by another process: it holds here too, whatever this one would have said."""
        shown = dict(self._shown)
        for visit in self._line:
            window = windows.get(visit.id)
            if window is None or window in (self._told.get(visit.id), self._over.get(visit.id)):
                continue
            self._told[visit.id] = window
            self._unsaved.discard(visit.id)
            shown.pop(visit.id, None)
        self._shown = shown

    # Following what happens

    def apply(self, subject: object) -> None:
        """Takes over a visit, a therapist or the event as it is now."""
        match subject:
            case Visit():
                self._visit(subject)
            case Therapist():
                self._therapist(subject)
            case Event():
                self.event = subject

    def _visit(self, visit: Visit) -> None:
        before = self._open.pop(visit.id, None)
        if before is not None and before.status is VisitStatus.WAITING:
            del self._line[bisect_left(self._line, order(before), key=order)]
        if before is not None and before.misses < visit.misses:
            self._just_missed.add(visit.id)
        if visit.is_open:
            self._open[visit.id] = visit
        if visit.status is VisitStatus.WAITING:
            insort(self._line, visit, key=order)
        self.experience.see(visit)
        self.leads.see(visit)
        self.walk_ups.see(visit)
        if visit.started_at is not None:
            self._has_started(visit.id, visit.started_at)
        elif not visit.is_open or visit.status is VisitStatus.AWAY or _is_moved(before, visit):
            # Who was not there when called, or went for a walk, is told anew on coming back; so is whom
            # a person has given another place.
            self._told_before(visit)
            self._forget(visit.id)

    def _told_before(self, visit: Visit) -> None:
        """What does not hold any more, though the database still has it."""
        if visit.is_open and visit.id in self._told:
            self._over[visit.id] = self._told[visit.id]
        else:
            self._over.pop(visit.id, None)

    def _therapist(self, therapist: Therapist) -> None:
        before = self._therapists.pop(therapist.id, None)
        if therapist.is_listed:
            self._therapists[therapist.id] = therapist
        if before is None or before.visit_id is None or before.visit_id == therapist.visit_id:
            return
        if before.visit_id in self._just_missed and before.status_since and therapist.status_since:
            self._just_missed.discard(before.visit_id)
            self.experience.see_lost(therapist.status_since - before.status_since)

    def _has_started(self, visit_id: int, started_at: datetime) -> None:
        """What was told of it is compared with what came."""
        window = self._told.get(visit_id)
        if window is None:
            return
        self.accuracy.see(window, started_at)
        said = self._said.get(visit_id)
        if said is None:
            wait = (window.first_at - window.said_at).total_seconds() / 60
            said = Said(window.first_at, wait, Situation(max(len(self._therapists), 1), 0))
        self.calibration.see(
            (started_at - said.start_at).total_seconds() / 60, said.wait_minutes, said.situation.couches
        )
        self._forget(visit_id)

    def _forget(self, visit_id: int) -> None:
        for each in (self._told, self._said, self._situations):
            each.pop(visit_id, None)

    # Looking ahead

    @property
    def length(self) -> int:
        """How many are waiting."""
        return len(self._line)

    def queued(self) -> Iterator[Visit]:
        """Who has been called or is on a couch, then those in line."""
        yield from (each for each in self._open.values() if each.status in WITH_THERAPIST)
        yield from self._line

    def places(self) -> dict[int, int]:
        """The 1-based place of every waiting visit, by id."""
        return {visit.id: place for place, visit in enumerate(self._line, start=1)}

    def floor(self, now: datetime, event: Event | None = None) -> Floor:
        """What a run needs at `now`; `event`: under other settings."""
        learned = self.experience.learned(self.event.turnover_minutes)
        expected = (
            *self.leads.still_to_come(self.event, now),
            *self.walk_ups.still_to_come(self.event, now),
            *self._coming_back(now),
        )
        return Floor(
            event or self.event,
            tuple(self._line),
            tuple(self._therapists[key] for key in sorted(self._therapists)),
            {key: each for key, each in self._open.items() if each.status in WITH_THERAPIST},
            now,
            Known(learned=learned, margins=self.calibration.margins(), expected=expected),
            dict(self._told),
            dict(self._situations),
            self._shown,
        )

    def _coming_back(self, now: datetime) -> Iterator[Visit]:
        """Who is held (a person nearly always lets them in) or has stepped away for a while keeps a place."""
        for visit in self._open.values():
            if visit.status is VisitStatus.HELD and visit.advice is Advice.ASK:
                due_back_at = max(visit.registered_at, visit.not_before or visit.registered_at)
            elif visit.status is VisitStatus.AWAY and not visit.misses and visit.not_before is not None:
                due_back_at = visit.not_before
            else:
                continue
            if now < due_back_at + GIVEN_UP_AFTER:
                not_before = max(now + DECIDED_WITHIN, due_back_at)
                yield replace(visit, id=-EXPECTED_ID - visit.id, not_before=not_before)

    # What is told

    def say(self, visit: Visit, window: Window, now: datetime) -> None:
        """Somebody has been told a window before the first run that knows of the visit."""
        if visit.status is VisitStatus.WAITING and visit.id not in self._told:
            # Said before any run: the first one may put it right at once, with the reason.
            first = told(None, visit.id, window, now, "")
            self._told[visit.id] = replace(first, said_at=now - LATER_AT_MOST_EVERY)
            self._unsaved.add(visit.id)

    def keep(self, outcome: Outcome, seq: int) -> Forecast:
        """Takes over what a run says for those who still wait; the forecast as it is shown."""
        for visit_id, (window, said) in outcome.anew.items():
            visit = self._open.get(visit_id)
            if visit is not None and visit.status is VisitStatus.WAITING:
                self._told[visit_id] = window
                self._said.setdefault(visit_id, said)
                self._situations[visit_id] = said.situation
                self._unsaved.add(visit_id)
        self._shown = outcome.shown
        return replace(outcome.forecast, seq=seq, told=outcome.shown)

    def to_save(self, limit: int) -> list[ToldWindow]:
        """What was told since this was last asked, the earliest visits first; the rest the next time."""
        self._unsaved &= self._told.keys()
        chosen = heapq.nsmallest(limit, self._unsaved)
        self._unsaved -= set(chosen)
        return [self._told[key] for key in chosen]


def _is_moved(before: Visit | None, visit: Visit) -> bool:
    return before is not None and before.due_at != visit.due_at
