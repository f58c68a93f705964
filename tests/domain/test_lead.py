"""What a line lead sees, and what of it nobody who only runs the line needs to know."""

from __future__ import annotations

import json

from eventdesk.domain import lead, views
from eventdesk.domain.visit import Advice, VisitStatus
from tests.builders import NOW, a_visit, an_event

EVENT = an_event()


def seen(**values: object) -> dict[str, object]:
    view = views.placed(views.staff_visit(a_visit(**values), EVENT, NOW), 1, None)
    return lead.visit(view)


def test_a_lead_sees_every_key_that_staff_see_and_nothing_of_health() -> None:
    shown = seen(
        status=VisitStatus.REFERRED, advice=Advice.REFER, has_notes=True, is_minor=True, decided_by="Jo",
        reason="chest pain", referred_to="Cardiology",
    )  # fmt: skip
    assert shown.keys() == views.placed(views.staff_visit(a_visit(), EVENT, NOW), 1, None).keys()
    text = json.dumps(shown)
    for secret in ("chest", "Cardiology", "minor", Advice.REFER.value + '"'):
        assert secret not in text.replace('"referred_to"', "").replace('"referred"', "")
    assert shown["has_notes"] is False


def test_two_runners_who_answered_differently_look_the_same() -> None:
    quiet = seen(status=VisitStatus.HELD)
    assert seen(status=VisitStatus.HELD, advice=Advice.DECLINE, has_notes=True, is_minor=True) == quiet


def test_why_somebody_was_moved_is_told_and_why_somebody_was_let_in_is_not() -> None:
    assert seen(is_moved=True, reason="Guide runner")["reason"] == "Guide runner"
    assert seen(decided_by="Jo", reason="Ankle is fine")["reason"] == ""
    assert seen(is_moved=True)["flags"] == ["moved"]


def test_what_staff_views_get_later_stays_hidden_from_a_lead() -> None:
    view = views.placed(views.staff_visit(a_visit(), EVENT, NOW), None, None)
    assert "cautions" not in lead.visit(view | {"cautions": ["Knee"]})


def test_every_visit_of_the_snapshot_is_seen_so() -> None:
    view = views.placed(views.staff_visit(a_visit(advice=Advice.ASK), EVENT, NOW), None, None)
    snapshot = {name: [view] for name in lead.LISTS} | {"seq": 4}
    assert all(lead.snapshot(snapshot)[name][0]["advice"] is None for name in lead.LISTS)
    assert lead.snapshot(snapshot)["seq"] == 4
