"""Health data is for few, and each look at it is on record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eventdesk.services import health_reading
from tests.services.tent import CONSENTS, KIOSK, ORGANISER, RUNNER, Tent, as_therapist


@pytest.fixture
def tent() -> Tent:
    return Tent()


def looks(tent: Tent) -> list[str]:
    return [each.actor for each in tent.journal() if each.action == health_reading.ACTION]


def test_the_organiser_and_the_therapist_who_has_the_runner_may_read(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia"), tent.therapist("Tom")
    visit = tent.register()
    tent.next(mia)
    called = tent.visit(visit)
    readers = {actor: health_reading.may_read(actor, called) for actor in (ORGANISER, KIOSK, RUNNER)}
    assert readers == {ORGANISER: True, KIOSK: False, RUNNER: False}
    assert health_reading.may_read(as_therapist(mia), called)
    assert not health_reading.may_read(as_therapist(tom), called)
    assert not health_reading.may_read(as_therapist(mia), visit)


def test_each_look_is_noted_once_a_minute_for_each_reader(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register(told=replace(CONSENTS, screening={"painkillers": True}))
    for actor in (ORGANISER, ORGANISER, as_therapist(mia)):
        health_reading.note(tent.desk, tent.slug, actor, visit.id)
    assert looks(tent) == ["organiser", f"therapist:{mia.id}"]
    tent.clock.advance(1)
    health_reading.note(tent.desk, tent.slug, ORGANISER, visit.id)
    assert looks(tent) == ["organiser", f"therapist:{mia.id}", "organiser"]


def test_where_there_is_nothing_to_read_nothing_is_noted(tent: Tent) -> None:
    visit = tent.register()
    health_reading.note(tent.desk, tent.slug, ORGANISER, visit.id)
    assert looks(tent) == []
