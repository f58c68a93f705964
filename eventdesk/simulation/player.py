"""Plays the people of a race day: runners, therapists and the organiser, through the use cases.

Nothing here writes to the store on its own; whatever a person at a real screen does first wins.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import count, takewhile
from typing import TYPE_CHECKING, TypeVar

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.therapist import Therapist, TherapistStatus
from eventdesk.domain.visit import Action, Advice, Role, Visit, VisitStatus
from eventdesk.services import duty, registering, visits
from eventdesk.services.actors import Actor

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk, UseCase
    from eventdesk.services.ports import Reading
    from eventdesk.simulation.race_day import Arrival, RaceDay

Result = TypeVar("Result")
ORGANISER = Actor(Role.ORGANISER, "Race desk")
KIOSK = Actor(Role.KIOSK)
RUNNER = Actor(Role.RUNNER)

NO_SHOW, COMES_BACK, STEPS_AWAY, LEAVES, IS_REFERRED, WANTS_MORE = 0.06, 0.6, 0.03, 0.02, 0.006, 0.06
LENGTH_SPREAD = 0.15
"""Sigma of the lognormal factor between a planned and a real length."""


class Player:
    """Everybody in the tent. Call `step` often: it does what is due by the desk's clock."""

    def __init__(self, desk: Desk, race: RaceDay, seed: int) -> None:
        self.desk = desk
        self.slug = race.event.slug
        self._arrivals = list(race.arrivals)
        self._next = 0
        self._chance = random.Random(seed)  # noqa: S311  (a made-up race, not a secret)
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = count()
        self._seen: set[tuple[object, ...]] = set()

    @property
    def is_done(self) -> bool:
        """Whether nobody will come any more and nothing is left to do."""
        return self._next >= len(self._arrivals) and not self._agenda

    def step(self) -> None:
        """Everything that is due now."""
        now = self.desk.clock.now()
        while self._next < len(self._arrivals) and self._arrivals[self._next].at <= now:
            self._arrive(self._arrivals[self._next])
            self._next += 1
        with self.desk.store.read(self.slug) as reading:
            self._look_around(reading, now)
        while self._agenda and self._agenda[0][0] <= now:
            heapq.heappop(self._agenda)[2]()

    def _do(self, actor: Actor, use_case: UseCase[Result]) -> Result | None:
        # Somebody at a real screen may have been faster: then there is nothing left to do here.
        with suppress(EventDeskError):
            return self.desk.perform(self.slug, actor, use_case)
        return None

    def _act(self, visit_id: int, action: Action, actor: Actor, **details: object) -> None:
        wanted = visits.Details(**details)  # type: ignore[arg-type]
        self._do(actor, partial(visits.act, visit_id=visit_id, action=action, details=wanted))

    def _arrive(self, arrival: Arrival) -> None:
        register = partial(registering.register, wanted=arrival.wanted, told=arrival.told)
        visit = self._do(KIOSK, register)
        if visit is None or visit.status is not VisitStatus.WAITING:
            return
        chance = self._chance.random()
        if chance < STEPS_AWAY:
            self._later(4, 15, partial(self._act, visit.id, Action.STEP_AWAY, RUNNER, minutes=15))
        elif chance < STEPS_AWAY + LEAVES:
            self._later(15, 40, partial(self._act, visit.id, Action.WITHDRAW, RUNNER))

    def _later(self, least: float, most: float, deed: Callable[[], None]) -> None:
        at = self.desk.clock.now() + timedelta(minutes=self._chance.uniform(least, most))
        heapq.heappush(self._agenda, (at, next(self._number), deed))

    def _first_sight(self, *sight: object) -> bool:
        if sight in self._seen:
            return False
        self._seen.add(sight)
        return True

    def _look_around(self, reading: Reading, now: datetime) -> None:
        for therapist in reading.therapists():
            if therapist.visit_id is not None:
                self._with_runner(therapist, reading.visit(therapist.visit_id))
            else:
                self._on_duty(therapist, now)
        self._off_to_the_start(reading, now)
        for visit in reading.visits({VisitStatus.HELD, VisitStatus.AWAY}):
            if not self._first_sight(visit.id, visit.status, visit.misses):
                continue
            if visit.status is VisitStatus.HELD:
                self._later(0.5, 3, partial(self._decide, visit))
            elif self._chance.random() < COMES_BACK:
                self._later(3, 20, partial(self._act, visit.id, Action.RETURN, RUNNER))

    def _off_to_the_start(self, reading: Reading, now: datetime) -> None:
        """Whom nobody can treat in time any more goes without."""
        for visit in takewhile(lambda each: each.due_at < now, reading.line()):
            if visit.is_too_late(now) and self._first_sight(visit.id, "too late"):
                self._later(1, 6, partial(self._act, visit.id, Action.WITHDRAW, RUNNER))

    def _on_duty(self, therapist: Therapist, now: datetime) -> None:
        begins = therapist.shift_start is not None and therapist.shift_start <= now
        ends = therapist.shift_end is not None and therapist.shift_end <= now
        if (therapist.status is TherapistStatus.OFF and begins and not ends) or (
            therapist.status is TherapistStatus.BREAK and (therapist.break_until or now) <= now
        ):
            self._come_back(therapist)

    def _come_back(self, therapist: Therapist) -> None:
        if self._first_sight(therapist.id, therapist.status_since):
            self._later(0, 3, partial(self._tap, therapist, duty.ready))

    def _tap(self, therapist: Therapist, use_case: Callable[..., object]) -> None:
        self._do(_as(therapist), lambda floor: use_case(floor, therapist.id))

    def _with_runner(self, therapist: Therapist, visit: Visit) -> None:
        if not self._first_sight(visit.id, visit.status, visit.calls, visit.ends_at):
            return
        actor = _as(therapist)
        if visit.status is VisitStatus.CALLED:
            if self._chance.random() < NO_SHOW:
                self._later(1.5, 2, partial(self._act, visit.id, Action.RECALL, actor))
            else:
                self._later(0.4, 2.2, partial(self._act, visit.id, Action.START, actor))
        elif visit.status is VisitStatus.TREATING and visit.ends_at is not None:
            self._treat(visit, actor)

    def _treat(self, visit: Visit, actor: Actor) -> None:
        chance = self._chance.random()
        length = visit.minutes * self._chance.lognormvariate(0, LENGTH_SPREAD)
        if chance < IS_REFERRED:
            self._later(1, length, partial(self._act, visit.id, Action.REFER, actor, to="Medical tent"))
        elif chance < IS_REFERRED + WANTS_MORE and self._first_sight(visit.id, "more"):
            self._later(length * 0.8, length * 0.9, partial(self._act, visit.id, Action.EXTEND, actor, minutes=5))
        else:
            self._later(length, length, partial(self._act, visit.id, Action.FINISH, actor))

    def _decide(self, visit: Visit) -> None:
        by = "Dr Ek"
        match visit.advice:
            case Advice.REFER:
                self._act(visit.id, Action.REFER, ORGANISER, to="Medical tent", by=by)
            case Advice.DECLINE:
                self._act(visit.id, Action.DECLINE, ORGANISER, reason="Not today.", by=by)
            case _:
                self._act(visit.id, Action.CLEAR, ORGANISER, reason="Spoke to the runner.", by=by)


def _as(therapist: Therapist) -> Actor:
    return Actor(Role.THERAPIST, therapist.first_name, therapist.id)
