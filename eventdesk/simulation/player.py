"""Plays the people of a race day: runners, therapists and the organiser, through the use cases.

Nothing here writes to the store on its own. What happened is read from the journal, whoever did it;
what people then do goes on an agenda with its instant. A real person who taps first wins: what was
planned for the old state of a visit or therapist lapses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from eventdesk.domain import cycle, dispatch
from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Mode
from eventdesk.domain.supervision import is_supervised
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import Role
from eventdesk.services import duty, registering, timers
from eventdesk.services.actors import Actor
from eventdesk.services.ports import Entry, Reading
from eventdesk.simulation.agenda import Agenda
from eventdesk.simulation.behaviour import Behaviour, Habits
from eventdesk.simulation.runners import Runners
from eventdesk.simulation.staff import Staff

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk, UseCase
    from eventdesk.simulation.race_day import Arrival, RaceDay

Result = TypeVar("Result")
Watch = Callable[[Reading, Sequence[Entry], datetime], None]
"""Hears of every change: a look at the tent right after it, the new journal entries, the time."""

KIOSK = Actor(Role.KIOSK)
ENTRIES_AT_ONCE = 1000


class Player:
    """Everybody in the tent. `step` does what is due by the desk's clock; `next_at` says when that is next."""

    def __init__(
        self, desk: Desk, race: RaceDay, *, seed: int, behaviour: Behaviour | None = None, watch: Watch | None = None
    ) -> None:
        self.desk = desk
        self.slug = race.event.slug
        self.turned_away: list[Arrival] = []
        """Those who came while the list was closed, or twice."""
        self._watch = watch
        self._agenda = Agenda()
        habits = Habits(behaviour or Behaviour(), seed)
        self._staff = Staff(self._agenda, habits, self._do, self._tick)
        self._runners = Runners(self._agenda, habits, self._staff, self._do, self._tick)
        self._seq = 0
        for number, arrival in enumerate(race.arrivals):
            self._agenda.plan(arrival.at, partial(self._arrive, number, arrival))

    def next_at(self) -> datetime | None:
        """When something is due next, as far as was known at the last step; None: nothing will happen any more."""
        return self._agenda.next_at()

    def step(self) -> None:
        """Everything that is due now, each deed followed by a look at what came of it."""
        now = self.desk.clock.now()
        self._look()
        while (deed := self._agenda.take(now)) is not None:
            deed()
            self._look()

    def _do(self, actor: Actor, use_case: UseCase[Result]) -> Result | None:
        # Somebody at a real screen may have been faster: then there is nothing left to do here.
        with suppress(EventDeskError):
            return self.desk.perform(self.slug, actor, use_case)
        return None

    def _tick(self) -> None:
        timers.tick(self.desk)
        with self.desk.store.read(self.slug) as reading:
            self._wait_for_calls(reading, self.desk.clock.now())

    def _arrive(self, number: int, arrival: Arrival) -> None:
        visit = self._do(KIOSK, partial(registering.register, wanted=arrival.wanted, told=arrival.told))
        if visit is None:
            self.turned_away.append(arrival)
        else:
            self._runners.welcome(visit, number)

    def _look(self) -> None:
        if self.desk.store.stamp(self.slug).seq == self._seq:
            return
        now = self.desk.clock.now()
        with self.desk.store.read(self.slug) as reading:
            while entries := reading.journal(since=self._seq, limit=ENTRIES_AT_ONCE):
                self._seq = entries[-1].seq
                if self._watch is not None:
                    self._watch(reading, entries, now)
                for subject in dict.fromkeys(each.subject for each in entries):
                    self._notice(reading, subject, now)
            self._wait_for_calls(reading, now)

    def _notice(self, reading: Reading, subject: str, now: datetime) -> None:
        kind, _, number = subject.partition(":")
        if kind == "visit":
            self._runners.notice(reading, reading.visit(int(number)), now)
        elif kind == "therapist":
            self._staff.notice(reading.therapist(int(number)), now)

    def _wait_for_calls(self, reading: Reading, now: datetime) -> None:
        event = reading.event
        if event.mode is not Mode.AUTO and next(reading.callable_line(now), None) is not None:
            # Without automatic calls, whoever is ready taps "next" as soon as somebody may be called.
            for therapist in reading.therapists(TherapistStatus.READY):
                self._staff.plan(therapist, now, duty.next_client)
        round_at = cycle.next_cycle_at(event, now)
        if round_at is not None and _will_call(reading, round_at) and self._agenda.is_new("round", round_at):
            self._agenda.plan(round_at, self._tick, "round")


def _will_call(reading: Reading, at: datetime) -> bool:
    """Whether the round that begins at `at` finds somebody ready for somebody who waits."""
    ready, supervised = reading.therapists(TherapistStatus.READY), is_supervised(reading.therapists())
    return any(
        dispatch.why_not(visit, each, at, reading.event, supervised=supervised) is None
        for visit in reading.callable_line(at)
        for each in ready
    )
