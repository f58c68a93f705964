"""A small tent to try the use cases in: a real desk on the in-memory store, with a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from eventdesk.adapters.memory import MemoryStore
from eventdesk.domain.event import Mode, Wave
from eventdesk.domain.visit import Action, Role, Visit, VisitStatus
from eventdesk.services import duty, registering, timers, undoing, visits
from eventdesk.services.actors import Actor
from eventdesk.services.desk import Desk
from eventdesk.services.looking import Looker
from tests.builders import NOW, FakeClock, an_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.domain.event import Event
    from eventdesk.domain.therapist import Therapist
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Entry, News, Store

Result = TypeVar("Result")
ORGANISER = Actor(Role.ORGANISER, "Jo")
KIOSK = Actor(Role.KIOSK)
RUNNER = Actor(Role.RUNNER)
CONSENTS = registering.Told(consents_to_treatment=True, consents_to_health_data=True)


@dataclass
class Heard:
    """An announcer that remembers."""

    news: list[News] = field(default_factory=list)

    def announce(self, news: News) -> None:
        self.news.append(news)


class Tent:
    """One event with a desk, acted on as a person would."""

    def __init__(self, event: Event | None = None, store: Store | None = None, **values: Any) -> None:
        self.clock = FakeClock(NOW)
        self.store: Store = store or MemoryStore()
        self.heard = Heard()
        self.desk = Desk(self.store, self.clock, self.heard)
        self.looker = Looker(self.store, self.clock)
        waves = (
            Wave(id=1, name="Wave 1", starts_at=NOW + timedelta(minutes=60)),
            Wave(id=2, name="Wave 2", starts_at=NOW + timedelta(minutes=120)),
        )
        new = event or an_event(**({"id": 0, "mode": Mode.ON_REQUEST, "waves": waves} | values))
        self.slug = self.store.add_event(new).slug

    def do(self, use_case: Callable[[Floor], Result], actor: Actor = ORGANISER) -> Result:
        return self.desk.perform(self.slug, actor, use_case)

    def register(self, actor: Actor = KIOSK, told: registering.Told = CONSENTS, **wanted: Any) -> Visit:
        force = wanted.pop("force", False)
        asked = registering.Wanted(**({"treatment": "post_event", "first_name": "Anna"} | wanted))
        return self.do(lambda floor: registering.register(floor, asked, told, force=force), actor)

    def act(self, visit: Visit | int, action: Action, actor: Actor = ORGANISER, **details: Any) -> Visit:
        visit_id = visit if isinstance(visit, int) else visit.id
        return self.do(partial(visits.act, visit_id=visit_id, action=action, details=visits.Details(**details)), actor)

    def therapist(self, name: str = "Mia Berg", *, ready: bool = True, **values: Any) -> Therapist:
        added = self.do(lambda floor: duty.add_therapist(floor, {"name": name} | values))
        return self.ready(added) if ready else added

    def ready(self, therapist: Therapist) -> Therapist:
        return self.do(lambda floor: duty.ready(floor, therapist.id), as_therapist(therapist))

    def next(self, therapist: Therapist, actor: Actor | None = None) -> tuple[Visit | None, str]:
        return self.do(lambda floor: duty.next_client(floor, therapist.id), actor or as_therapist(therapist))

    def undo(self, subject: Visit | Therapist, actor: Actor = ORGANISER) -> list[Entry]:
        undo = undoing.undo_visit if isinstance(subject, Visit) else undoing.undo_therapist
        return self.do(lambda floor: undo(floor, subject.id), actor)

    def tick(self, minutes: float = 0) -> None:
        self.clock.advance(minutes)
        timers.tick(self.desk)

    def visit(self, visit: Visit | int) -> Visit:
        with self.store.read(self.slug) as reading:
            return reading.visit(visit if isinstance(visit, int) else visit.id)

    def of(self, therapist: Therapist) -> Therapist:
        with self.store.read(self.slug) as reading:
            return reading.therapist(therapist.id)

    @property
    def event(self) -> Event:
        with self.store.read(self.slug) as reading:
            return reading.event

    def journal(self) -> list[Entry]:
        with self.store.read(self.slug) as reading:
            return reading.journal(since=0, limit=100_000)

    def state(self) -> tuple[Any, ...]:
        """Everything, for "nothing has changed"."""
        with self.store.read(self.slug) as reading:
            return (
                reading.event,
                reading.seq,
                tuple(reading.visits(set(VisitStatus))),
                tuple(reading.therapists()),
                reading.count_entrants(),
            )


def as_therapist(therapist: Therapist) -> Actor:
    """The therapist as the one who acts."""
    return Actor(Role.THERAPIST, therapist.first_name, therapist.id)
