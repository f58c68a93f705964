"""A start that was tapped without network: the treatment counts from the tap, within what can be true."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventdesk.domain.visit import Action
from tests.builders import NOW
from tests.services.tent import Tent, as_therapist


@pytest.mark.parametrize(
    ("tapped", "counts"),
    [(None, 20), (12, 12), (20, 20), (25, 20), (-5, 5)],
    ids=["not said", "earlier", "now", "a fast clock", "before the call"],
)
def test_a_treatment_begins_when_it_was_tapped(tapped: int | None, counts: int) -> None:
    """Called after 5 minutes, and the tap arrives after 20."""
    tent = Tent(grace_minutes=60)
    mia = tent.therapist()
    visit = tent.register()
    tent.clock.advance(5)
    tent.next(mia)
    tent.clock.advance(15)
    at = None if tapped is None else NOW + timedelta(minutes=tapped)
    started = tent.act(visit, Action.START, as_therapist(mia), tapped_at=at)
    assert started.started_at == NOW + timedelta(minutes=counts)
    assert started.ends_at == NOW + timedelta(minutes=counts + 20)


def test_nothing_began_longer_than_an_hour_ago() -> None:
    tent = Tent(grace_minutes=600)
    mia = tent.therapist()
    visit = tent.register()
    tent.next(mia)
    tent.clock.advance(100)
    started = tent.act(visit, Action.START, as_therapist(mia), tapped_at=NOW)
    assert started.started_at == NOW + timedelta(minutes=40)
