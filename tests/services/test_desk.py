"""The one path of every command: answered once, and only when it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from eventdesk.adapters.memory import MemoryAccess
from eventdesk.domain.errors import KeyReused, ListClosed, NotAllowed
from eventdesk.domain.visit import Action, Role, Visit
from eventdesk.services import events, registering
from eventdesk.services.access import PAIRING_LASTS, Access, CodeKind, Kind
from eventdesk.services.actors import DISPATCHER, Actor
from eventdesk.services.desk import Answer, Once
from tests.builders import FakeClock
from tests.services.tent import CONSENTS, KIOSK, Tent

WANTED = registering.Wanted(treatment="post_event", first_name="Anna", bib="7")


@pytest.fixture
def tent() -> Tent:
    return Tent()


def answer(tent: Tent, key: str | None = "k", fingerprint: str = "f") -> Answer:
    def register(floor: Any) -> Visit:
        return registering.register(floor, WANTED, CONSENTS)

    def render(_floor: Any, visit: Visit) -> tuple[int, dict[str, Any]]:
        return 201, {"ticket": visit.ticket}

    once = None if key is None else Once(key, fingerprint)
    return tent.desk.answer(tent.slug, KIOSK, register, render, once)


def test_the_same_key_again_gets_the_first_answer_and_does_nothing_twice(tent: Tent) -> None:
    assert answer(tent) == Answer(201, {"ticket": "A1"})
    before = tent.state()
    assert answer(tent) == Answer(201, {"ticket": "A1"}, is_repeat=True)
    assert tent.state() == before


def test_a_key_does_not_serve_two_requests(tent: Tent) -> None:
    answer(tent)
    before = tent.state()
    with pytest.raises(KeyReused):
        answer(tent, fingerprint="other")
    assert tent.state() == before


def test_a_refusal_is_not_remembered(tent: Tent) -> None:
    tent.do(lambda floor: events.close_list(floor, ""))
    with pytest.raises(ListClosed):
        answer(tent)
    tent.do(events.open_list)
    assert answer(tent).status == 201


def test_without_a_key_each_request_counts(tent: Tent) -> None:
    first = answer(tent, key=None)
    tent.act(_only(tent), Action.WITHDRAW)
    assert answer(tent, key=None).body != first.body


def test_actors_in_the_journal_and_in_the_records() -> None:
    assert str(Actor(Role.THERAPIST, "Mia", 3)) == "therapist:3"
    assert str(DISPATCHER) == "dispatcher"
    assert Actor(Role.ORGANISER).shown_name == "Organiser"
    assert Actor(Role.THERAPIST, "Mia", 3).shown_name == "Mia"


def test_passes_are_recognised_until_they_expire_or_are_taken_back() -> None:
    clock = FakeClock()
    access = Access(MemoryAccess(), clock)
    secret, given = access.give(Kind.SESSION, Role.ORGANISER, slug=None)
    assert access.recognise(secret) == given
    assert access.recognise(secret + "x") is None
    access.store.revoke(given.id)
    assert access.recognise(secret) is None
    other, _ = access.give(Kind.SESSION, Role.THERAPIST, slug="spring", therapist_id=3)
    clock.advance(16 * 60)
    assert access.recognise(other) is None


def test_a_code_works_once_and_not_for_ever() -> None:
    clock = FakeClock()
    access = Access(MemoryAccess(), clock)
    text, code = access.code(CodeKind.PAIR, slug="spring", therapist_id=None, lasts=PAIRING_LASTS, digits=6)
    assert len(text) == 6
    assert access.redeem(text, CodeKind.PAIR) == code
    with pytest.raises(NotAllowed):
        access.redeem(text, CodeKind.PAIR)
    late, _ = access.code(CodeKind.SIGN_IN, slug="spring", therapist_id=3, lasts=PAIRING_LASTS)
    assert len(late) > 20
    clock.advance(11)
    with pytest.raises(NotAllowed):
        access.redeem(late, CodeKind.SIGN_IN)


def _only(tent: Tent) -> Visit:
    (visit,) = tent.state()[2]
    return visit  # type: ignore[no-any-return]
