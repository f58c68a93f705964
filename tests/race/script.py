"""What people did on a simulated day, written down so that it can be done again at a running desk."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from eventdesk.domain.visit import Role
from eventdesk.services import registering, visits
from eventdesk.services.changes import plain
from eventdesk.services.desk import Desk

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.domain.event import Event
    from eventdesk.services.actors import Actor
    from eventdesk.services.desk import UseCase
    from eventdesk.services.ports import Clock, News, Reading, Store

Result = TypeVar("Result")
Line = tuple[str, str, str]
"""One line of the journal: the instant, whom it is about (ticket or name), what happened."""
ON_THERAPISTS_PAGE = {"ready": "ready", "off": "off", "next_client": "next"}


@dataclass(frozen=True)
class Said:
    """One request. `about`: the ticket or the therapist's name in the path, if there is one."""

    path: str
    body: dict[str, Any]
    about: str = ""


@dataclass(frozen=True)
class Step:
    """At `at` somebody taps (`said`), or time does something by itself; then the journal has `lines` lines."""

    at: datetime
    said: Said | None
    lines: int


class NoScreens:
    def announce(self, news: News) -> None:
        pass


class Scribe(Desk):
    """A desk that writes down what is done at it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock, NoScreens())
        self.steps: list[Step] = []

    def perform(self, slug: str, actor: Actor, use_case: UseCase[Result]) -> Result:
        with self.store.read(slug) as reading:
            before, said = reading.seq, _said(reading, actor, use_case)
        result = super().perform(slug, actor, use_case)
        after = self.store.stamp(slug).seq
        if said is not None or after > before:
            self.steps.append(Step(self.clock.now(), said, after))
        return result


def _said(reading: Reading, actor: Actor, use_case: object) -> Said | None:
    if actor.role is Role.TIMER or not isinstance(use_case, partial):
        return None
    if use_case.func is registering.register:
        return Said("/visits", _new_visit(reading.event, **use_case.keywords))
    if use_case.func is visits.act:
        ticket = reading.visit(use_case.keywords["visit_id"]).ticket
        details = {key: plain(value) for key, value in asdict(use_case.keywords["details"]).items() if value}
        return Said(f"/visits/{{}}/{use_case.keywords['action'].value}", details, ticket)
    on_page, therapist_id = use_case.args
    return Said(f"/therapists/{{}}/{ON_THERAPISTS_PAGE[on_page.__name__]}", {}, reading.therapist(therapist_id).name)


def _new_visit(event: Event, wanted: registering.Wanted, told: registering.Told) -> dict[str, Any]:
    asked = {key: plain(value) for key, value in asdict(wanted).items() if value not in (None, "")}
    consent = {"treatment": told.consents_to_treatment, "health_data": told.consents_to_health_data}
    areas = {"focus": list(told.focus), "avoid": list(told.avoid)}
    assert event.waves, "made for races"
    return asked | areas | {"consent": consent, "screening": dict(told.screening)}


def journal(reading: Reading, since: int) -> list[Line]:
    """What happened after the entry `since`, with tickets and names in place of ids."""
    return [
        (plain(each.at), _named(reading, each.subject), each.action)
        for each in reading.journal(since=since, limit=100_000)
    ]


def _named(reading: Reading, subject: str) -> str:
    kind, _, number = subject.partition(":")
    if kind == "visit":
        return reading.visit(int(number)).ticket
    return reading.therapist(int(number)).name if kind == "therapist" else subject
