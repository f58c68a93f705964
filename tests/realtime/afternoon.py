"""An afternoon in the tent: random people doing random things through the real use cases."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import TABLE, WITH_THERAPIST, Action, Role
from eventdesk.services import duty, editing, events
from eventdesk.services.actors import Actor
from eventdesk.services.registering import Told
from tests.services.tent import as_therapist

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.domain.visit import Visit
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading
    from tests.realtime.stage import Stage

# Planted where only staff may see them. Each is long enough to be no accident.
SECRETS = {
    "last_name": "Zellwegersurname",
    "phone": "+4179555019955",
    "note": "xnotexlefthipx",
    "guardian": "Xguardianfather",
    "reason": "xreasonwobblyx",
    "to": "Xmedicaltentnorth",
    "therapist": "Xtherapistsurname",
    "bib": "BIB77",
}

_DUTY: list[tuple[str, Callable[[Floor, int], object]]] = [
    ("ready", duty.ready),
    ("ready", duty.ready),
    ("break", duty.take_break),
    ("off", duty.off),
    ("next", duty.next_client),
    ("next", duty.next_client),
]
HALF = 0.5
_ENDINGS = {Action.DECLINE, Action.REFER, Action.WITHDRAW}


class Afternoon:
    """Random people doing random things through the real use cases."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage = stage
        self.dice = random.Random(seed)  # noqa: S311 - an afternoon that can be had again
        self.therapists = [stage.therapist(f"Mia{number} {SECRETS['therapist']}") for number in range(3)]
        self.tickets: list[Visit] = []
        self.done: set[str] = set()
        self._register()

    def one_step(self) -> None:
        choices: list[Callable[[], object]] = [self._register, self._therapist, self._settings, self._tick, self._undo]
        with suppress(EventDeskError):
            self.dice.choice([*choices, *[self._act] * 12])()

    def _register(self) -> None:
        number = len(self.tickets)
        answers = self.dice.choice([{}, {"cramp": True}, {"chest_pain": True}, {"fever": True}, {"condition": True}])
        told = Told(
            consents_to_treatment=True,
            consents_to_health_data=True,
            screening=answers,
            note=SECRETS["note"],
            guardian=SECRETS["guardian"],
        )
        visit = self.stage.register(
            told=told,
            treatment=self.dice.choice(["post_event", "pre_event"]),
            wave="Wave 2",
            bib=f"{SECRETS['bib']}{number}",
            first_name=f"Xfirst{number}x",
            last_name=SECRETS["last_name"],
            phone=SECRETS["phone"],
        )
        self.tickets.append(visit)
        self.done.add(Action.REGISTER)

    def _act(self) -> None:
        visit = self._somebody()
        possible = [each for each, step in TABLE.items() if visit.status in step.origins]
        goes_on = [each for each in possible if each not in _ENDINGS]
        not_yet_done = [each for each in possible if each not in self.done]
        actions = self.dice.choices([possible, goes_on, not_yet_done, list(TABLE)], [2, 5, 3, 1])[0]
        if not actions:
            return
        action = self.dice.choice(actions)
        actors = [Actor(Role.ORGANISER), Actor(Role.RUNNER), *map(as_therapist, self.therapists)]
        self.stage.act(
            visit,
            action,
            self.dice.choices(actors, [6, 1, 1, 1, 1])[0],
            reason=SECRETS["reason"],
            to=SECRETS["to"],
            minutes=self.dice.choice([None, 5]),
            therapist_id=self._colleague(),
            due_at=self.stage.clock.now(),
        )
        self.done.add(action)

    def _somebody(self) -> Visit:
        """One who came lately, or one with a therapist."""
        with self.stage.store.read(self.stage.slug) as reading:
            busy = reading.visits(WITH_THERAPIST)
            return self.dice.choice(busy if busy and self.dice.random() < HALF else self._latest(reading))

    def _latest(self, reading: Reading) -> list[Visit]:
        return [reading.visit(each.id) for each in self.tickets[-12:]]

    def _colleague(self) -> int:
        now = [self.stage.of(each) for each in self.therapists]
        ready = [each for each in now if each.status is TherapistStatus.READY]
        return self.dice.choice(ready or now).id

    def _therapist(self) -> None:
        therapist = self.dice.choice(self.therapists)
        actor = as_therapist(therapist)
        name, step = self.dice.choice(_DUTY)
        self.stage.do(lambda floor: step(floor, therapist.id), actor)
        self.done.add(name)

    def _settings(self) -> None:
        visit = self.dice.choice(self.tickets)
        edited = editing.Edited(note=SECRETS["note"], last_name=SECRETS["last_name"] + "b")
        steps: list[Callable[[Floor], object]] = [
            lambda floor: events.announce(floor, "Soup"),
            lambda floor: events.change_event(floor, {"promised_wait_minutes": self.dice.randint(10, 40)}),
            lambda floor: editing.edit(floor, visit.id, edited),
        ]
        self.stage.do(self.dice.choice(steps))

    def _tick(self) -> None:
        self.stage.tick(self.dice.choice([1, 4]))
        self.stage.live.heartbeat()

    def _undo(self) -> None:
        self.stage.undo(self.dice.choice(self.tickets))
        self.done.add("undo")
