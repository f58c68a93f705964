"""Plays the people of a race day: runners, therapists and the organiser, through the use cases.

Nothing here writes to the store on its own. What happened is read from the journal, whoever did it;
what people then do goes on an agenda with its instant. A real person who taps first wins: what was
planned for the old state of a visit or therapist lapses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import Mode, Rule, minutes
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import Action, Advice, Role, Visit, VisitStatus
from eventdesk.services import duty, registering, timers, visits
from eventdesk.services.actors import Actor
from eventdesk.services.ports import Entry, Reading
from eventdesk.simulation.agenda import Agenda
from eventdesk.simulation.behaviour import Behaviour, Person
from eventdesk.simulation.staff import Staff, as_therapist

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk, UseCase
    from eventdesk.simulation.race_day import Arrival, RaceDay

Result = TypeVar("Result")
Watch = Callable[[Reading, Sequence[Entry], datetime], None]
"""Hears of every change: a look at the tent right after it, the new journal entries, the time."""

ORGANISER = Actor(Role.ORGANISER, "Race desk")
KIOSK = Actor(Role.KIOSK)
RUNNER = Actor(Role.RUNNER)
ENTRIES_AT_ONCE = 1000
STRANGERS = 1_000_000
"""From here on count those who came to a real kiosk: they have no number in the made-up day."""


class Player:
    """Everybody in the tent. `step` does what is due by the desk's clock; `next_at` says when that is next."""

    def __init__(
        self, desk: Desk, race: RaceDay, *, seed: int, behaviour: Behaviour | None = None, watch: Watch | None = None
    ) -> None:
        self.desk = desk
        self.slug = race.event.slug
        self.turned_away: list[Arrival] = []
        """Those who came while the list was closed, or twice."""
        self._seed = seed
        self._behaviour = behaviour or Behaviour()
        self._watch = watch
        self._agenda = Agenda()
        self._staff = Staff(self._agenda, self._behaviour, seed, self._tap, self._tick)
        self._people: dict[int, Person] = {}
        self._seq = 0
        for number, arrival in enumerate(race.arrivals):
            self._agenda.plan(arrival.at, partial(self._arrive, number, arrival))

    def next_at(self) -> datetime | None:
        """When something is due next by itself; None: nothing will happen any more."""
        self._look()
        return self._agenda.next_at()

    def step(self) -> None:
        """Everything that is due now, each deed followed by a look at what came of it."""
        now = self.desk.clock.now()
        self._look()
        while (deed := self._agenda.take(now)) is not None:
            deed()
            self._look()

    # doing

    def _do(self, actor: Actor, use_case: UseCase[Result]) -> Result | None:
        # Somebody at a real screen may have been faster: then there is nothing left to do here.
        with suppress(EventDeskError):
            return self.desk.perform(self.slug, actor, use_case)
        return None

    def _act(self, visit_id: int, action: Action, actor: Actor, details: visits.Details) -> None:
        self._do(actor, partial(visits.act, visit_id=visit_id, action=action, details=details))

    def _tap(self, actor: Actor, use_case: UseCase[object]) -> None:
        self._do(actor, use_case)

    def _tick(self) -> None:
        timers.tick(self.desk)
        with self.desk.store.read(self.slug) as reading:
            self._ask_for_next(reading)

    def _arrive(self, number: int, arrival: Arrival) -> None:
        visit = self._do(KIOSK, partial(registering.register, wanted=arrival.wanted, told=arrival.told))
        if visit is None:
            self.turned_away.append(arrival)
        else:
            self._people[visit.id] = self._behaviour.person(self._seed, number)

    # looking

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
            self._ask_for_next(reading)

    def _notice(self, reading: Reading, subject: str, now: datetime) -> None:
        kind, _, number = subject.partition(":")
        if kind == "visit":
            self._notice_visit(reading, reading.visit(int(number)), now)
        elif kind == "therapist":
            self._staff.notice(reading.therapist(int(number)), now)

    def _ask_for_next(self, reading: Reading) -> None:
        """Without automatic calls, whoever is ready taps "next" as soon as somebody may be called."""
        if reading.event.mode is Mode.AUTO:
            return
        now = self.desk.clock.now()
        ready = reading.therapists(TherapistStatus.READY)
        if ready and next(reading.callable_line(now), None) is not None:
            for therapist in ready:
                self._staff.plan(therapist, now, duty.next_client)

    def _notice_visit(self, reading: Reading, visit: Visit, now: datetime) -> None:
        key = f"visit:{visit.id}"
        if not visit.is_open:
            self._agenda.forget(key)
            self._people.pop(visit.id, None)
            return
        if not self._agenda.is_new(key, _sight(visit)):
            return
        if visit.id not in self._people:
            self._people[visit.id] = self._behaviour.person(self._seed, STRANGERS + visit.id)
        person = self._people[visit.id]
        match visit.status:
            case VisitStatus.HELD:
                self._held(visit, person, now)
            case VisitStatus.WAITING:
                self._waits(visit, person, now)
            case VisitStatus.AWAY:
                self._soon(visit, now, person.back_after_minutes, Action.RETURN)
            case VisitStatus.CALLED:
                self._called(visit, person, now, self._with(reading, visit))
            case _:
                self._treated(visit, person, now, self._with(reading, visit))

    # what follows

    def _plan(self, visit: Visit, at: datetime, action: Action, actor: Actor, **details: object) -> None:
        wanted = visits.Details(**details)  # type: ignore[arg-type]
        self._agenda.plan(at, partial(self._act, visit.id, action, actor, wanted), f"visit:{visit.id}")

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
            self._agenda.plan(visit.not_before, self._tick, f"visit:{visit.id}")
        if visit.rule is Rule.BEFORE_START:
            self._soon(visit, max(now, visit.due_at), person.gives_up_after_minutes, Action.WITHDRAW)
        self._soon(visit, now, person.steps_away_after_minutes, Action.STEP_AWAY, minutes=15)
        self._soon(visit, now, person.leaves_after_minutes, Action.WITHDRAW)
        # Whoever has come back stays.
        self._people[visit.id] = replace(person, steps_away_after_minutes=None, leaves_after_minutes=None)

    def _called(self, visit: Visit, person: Person, now: datetime, actor: Actor) -> None:
        if visit.grace_until is not None:
            self._agenda.plan(visit.grace_until, self._tick, f"visit:{visit.id}")
        if visit.misses >= len(person.misses) or not person.misses[visit.misses]:
            self._plan(visit, now + minutes(person.walk_minutes), Action.START, actor)
        elif visit.calls <= 2 * visit.misses + 1:
            # Every call is repeated once before its grace time runs out.
            self._plan(visit, now + minutes(person.recalled_after_minutes), Action.RECALL, actor)

    def _treated(self, visit: Visit, person: Person, now: datetime, actor: Actor) -> None:
        started_at, ends_at = visit.started_at or now, visit.ends_at or now
        length = (ends_at - started_at) * (person.length_share * self._staff.speed(actor.therapist_id or 0))
        refer, more = person.referred_after_share, person.wants_more_after_share
        if refer is not None:
            self._plan(visit, started_at + refer * length, Action.REFER, actor, to="Medical tent")
        elif more is not None:
            self._people[visit.id] = replace(person, wants_more_after_share=None)
            extra = self._behaviour.more_minutes
            self._plan(visit, started_at + more * length, Action.EXTEND, actor, minutes=extra)
        else:
            self._plan(visit, started_at + length, Action.FINISH, actor)

    def _with(self, reading: Reading, visit: Visit) -> Actor:
        return as_therapist(reading.therapist(visit.therapist_id or 0))


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
