"""Notices that the desk was away (asleep, stopped, ended) or that the machine's clock was changed, and puts it right.

It runs before the timers: what they would take for a call that nobody answered may be a lid that was closed.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from eventdesk.domain import time_lost
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import OPEN, VisitStatus
from eventdesk.services.actors import TIMER

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from eventdesk.services.desk import Desk
    from eventdesk.services.floor import Floor

AWAY_SECONDS = 15
"""A desk that looks once a second and has not for so long was away; a busy machine is late by less."""
CHANGED_SECONDS = 30
"""Corrections of the clock by less are everyday life (time servers) and harm nobody."""
AHEAD_OF_JOURNAL = timedelta(seconds=5)
"""How far the journal may seem to be ahead of the clock: two clocks' reading of one moment."""

CLOCK_CHANGED = "clock-changed"
CALL_GOES_ON = "call-goes-on"


class TimeWatch:
    """Asked at each beat.

    `elapsed_seconds`: seconds that nobody can put forward or back and that count sleep; None: there is no such
    thing (made-up clocks), and the watch only looks after a start. `on_change` hears that the clock was changed.
    """

    def __init__(
        self,
        desk: Desk,
        elapsed_seconds: Callable[[], float] | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk = desk
        self._elapsed_seconds = elapsed_seconds
        self._on_change = on_change
        self._last: tuple[datetime, float] | None = None
        self._has_started = False

    def expect_start(self) -> None:
        """The next look is the first one after a start."""
        self._has_started = True

    def begin(self, *, was_away: bool) -> None:
        """The next look is the first one of this process; `was_away`: before it nobody looked for long."""
        self._last = None
        self._has_started = was_away

    def look(self) -> None:
        """Puts right what the time since the last look would do to people. Raises `StoreUnavailable`."""
        now = self._desk.clock.now()
        elapsed = self._elapsed_seconds() if self._elapsed_seconds else None
        if self._has_started:
            self._everywhere(_after_start)
            self._has_started = False
        elif self._last is not None and elapsed is not None:
            self._compare(now, elapsed, *self._last)
        self._last = None if elapsed is None else (now, elapsed)

    def _compare(self, now: datetime, elapsed: float, last_now: datetime, last_elapsed: float) -> None:
        away = timedelta(seconds=elapsed - last_elapsed)
        by = now - last_now - away
        if abs(by) >= timedelta(seconds=CHANGED_SECONDS):
            self._everywhere(partial(_move_along, by=by))
            self._on_change()
        if away >= timedelta(seconds=AWAY_SECONDS):
            self._everywhere(partial(let_come, away=away))

    def _everywhere(self, use_case: Callable[[Floor], None]) -> None:
        for event in self._desk.store.events():
            self._desk.perform(event.slug, TIMER, use_case)


def _after_start(floor: Floor) -> None:
    """Nobody knows how long the desk was away; but if its journal is ahead of the clock, that was put back."""
    newest = floor.change.journal(since=floor.change.seq - 1, limit=1)
    if newest and newest[0].at - floor.now > AHEAD_OF_JOURNAL:
        _move_along(floor, floor.now - newest[0].at)
    let_come(floor, None)


def _move_along(floor: Floor, by: timedelta) -> None:
    """What was measured by the clock moves with it."""
    is_concerned = False
    for visit in floor.change.visits(OPEN):
        floor.save_visit(time_lost.visit_moved_along(visit, by), CLOCK_CHANGED)
        is_concerned = True
    for therapist in floor.change.therapists():
        if therapist.status is not TherapistStatus.OFF:
            floor.save_therapist(time_lost.therapist_moved_along(therapist, by), CLOCK_CHANGED)
            is_concerned = True
    if is_concerned:
        floor.save_event(time_lost.event_moved_along(floor.event, by), CLOCK_CHANGED)
        floor.note("event", CLOCK_CHANGED, {"seconds": round(by.total_seconds())})


def let_come(floor: Floor, away: timedelta | None) -> None:
    """Whoever is called gets the time that the desk was away; None: nobody knows how long that was."""
    for called in floor.change.visits({VisitStatus.CALLED}):
        visit = floor.visit(called.id)
        again = time_lost.with_time_to_come(visit, floor.event, floor.now, away)
        if again != visit:
            floor.save_visit(again, CALL_GOES_ON)
    for cleaning in floor.change.therapists(TherapistStatus.TURNOVER):
        therapist = floor.therapist(cleaning.id)
        floor.save_therapist(time_lost.with_turnover_of_now(therapist, floor.event, floor.now), CALL_GOES_ON)
