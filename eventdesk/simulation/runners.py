"""The runners of a played day, and the desk that decides on those who are held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from eventdesk.domain import cycle
from eventdesk.domain.event import Event, Rule, minutes
from eventdesk.domain.visit import Action, Advice, Role, Visit, VisitStatus
from eventdesk.services import visits
from eventdesk.services.actors import Actor
from eventdesk.simulation.staff import as_therapist

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.services.ports import Reading
    from eventdesk.simulation.agenda import Agenda
    from eventdesk.simulation.behaviour import Habits, Person
    from eventdesk.simulation.staff import Do, Staff

ORGANISER = Actor(Role.ORGANISER, "Race desk")
RUNNER = Actor(Role.RUNNER)
STRANGERS = 1_000_000
"""From here on count those who came to a real kiosk: they have no number in the made-up day."""


class Runners:
    """What becomes of each visit; `do` performs a use case, `tick` lets the timers look."""

    def __init__(self, agenda: Agenda, habits: Habits, staff: Staff, do: Do, tick: Callable[[], None]) -> None:
        self._agenda = agenda
        self._habits = habits
        self._staff = staff
        self._do = do
        self._tick = tick
        self._people: dict[int, Person] = {}

    def welcome(self, visit: Visit, number: int) -> None:
        """The visit of runner `number` of the made-up day."""
        self._people[visit.id] = self._habits.person(number)

    def notice(self, reading: Reading, visit: Visit, now: datetime) -> None:
        """What follows from how the visit is now."""
        if not visit.is_open:
            self._agenda.forget(_subject(visit))
            self._people.pop(visit.id, None)
        elif self._agenda.is_new(_subject(visit), _sight(visit)):
            if visit.id not in self._people:
                self.welcome(visit, STRANGERS + visit.id)
            self._plan_for(reading, visit, self._people[visit.id], now)

    def _plan_for(self, reading: Reading, visit: Visit, person: Person, now: datetime) -> None:
        match visit.status:
            case VisitStatus.HELD:
                self._held(visit, person, now)
            case VisitStatus.WAITING:
                self._waits(visit, person, now)
            case VisitStatus.AWAY:
                self._soon(visit, now, person.back_after_minutes, Action.RETURN)
            case VisitStatus.CALLED:
                self._called(visit, person, now, _actor(reading, visit))
            case _:
                self._treated(visit, person, _actor(reading, visit), reading.event)

    def _plan(self, visit: Visit, at: datetime, action: Action, actor: Actor, **details: object) -> None:
        wanted = visits.Details(**details)  # type: ignore[arg-type]
        act = partial(visits.act, visit_id=visit.id, action=action, details=wanted)
        self._agenda.plan(at, partial(self._do, actor, act), _subject(visit))

    def _soon(self, visit: Visit, since: datetime, after: float | None, action: Action, **details: object) -> None:
        if after is not None:
            self._plan(visit, since + minutes(after), action, RUNNER, **details)

    def _held(self, visit: Visit, person: Person, now: datetime) -> None:
        at, by = now + minutes(person.decided_after_minutes), "Dr Ek"
        match visit.advice:
            case Advice.REFER:
                self._plan(visit, at, Action.REFER, ORGANISER, to="Medical tent", by=by)
            case Advice.DECLINE:
                self._plan(visit, at, Action.DECLINE, ORGANISER, reason="Not today.", by=by)
            case _:
                self._plan(visit, at, Action.CLEAR, ORGANISER, reason="Spoke to the runner.", by=by)

    def _waits(self, visit: Visit, person: Person, now: datetime) -> None:
        if visit.not_before is not None and visit.not_before > now:
            self._agenda.plan(visit.not_before, self._tick, _subject(visit))
        if visit.rule is Rule.BEFORE_START:
            self._soon(visit, max(now, visit.due_at), person.gives_up_after_minutes, Action.WITHDRAW)
        self._soon(visit, now, person.steps_away_after_minutes, Action.STEP_AWAY, minutes=15)
        self._soon(visit, now, person.leaves_after_minutes, Action.WITHDRAW)
        # Whoever has come back stays.
        self._people[visit.id] = replace(person, steps_away_after_minutes=None, leaves_after_minutes=None)

    def _called(self, visit: Visit, person: Person, now: datetime, actor: Actor) -> None:
        if visit.grace_until is not None:
            self._agenda.plan(visit.grace_until, self._tick, _subject(visit))
        if visit.misses >= len(person.misses) or not person.misses[visit.misses]:
            self._plan(visit, now + minutes(person.walk_minutes), Action.START, actor)
        elif visit.calls <= 2 * visit.misses + 1:
            # Every call is repeated once before its grace time runs out.
            self._plan(visit, now + minutes(person.recalled_after_minutes), Action.RECALL, actor)

    def _treated(self, visit: Visit, person: Person, actor: Actor, event: Event) -> None:
        if visit.started_at is None or visit.ends_at is None:
            return
        planned = visit.ends_at - visit.started_at
        # With rounds there is one bell for all couches, and whoever takes longer stops with it.
        speed = self._staff.speed(actor.therapist_id or 0)
        length = planned if cycle.is_on(event) else planned * (person.length_share * speed)
        refer, more = person.referred_after_share, person.wants_more_after_share
        if refer is not None:
            self._plan(visit, visit.started_at + refer * length, Action.REFER, actor, to="Medical tent")
        elif more is not None:
            self._people[visit.id] = replace(person, wants_more_after_share=None)
            extra = self._habits.behaviour.more_minutes
            self._plan(visit, visit.started_at + more * length, Action.EXTEND, actor, minutes=extra)
        else:
            self._plan(visit, visit.started_at + length, Action.FINISH, actor)


def _actor(reading: Reading, visit: Visit) -> Actor:
    return as_therapist(reading.therapist(visit.therapist_id or 0))


def _subject(visit: Visit) -> str:
    return f"visit:{visit.id}"


def _sight(visit: Visit) -> tuple[object, ...]:
    """What people see of a visit: while it stays the same, what they had planned stays, too."""
    return (
        visit.status,
        visit.calls,
        visit.misses,
        visit.therapist_id,
        visit.ends_at,
        visit.due_at,
        visit.not_before,
    )
