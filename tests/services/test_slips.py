"""Sign-ups that were kept on a tablet: as of when the runner stood there, and no reason is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.errors import Invalid, ListClosed, NoSuchSlip, OpenVisitExists
from eventdesk.domain.event import ListState
from eventdesk.domain.visit import VisitStatus
from eventdesk.services import events, registering, slips
from tests.builders import NOW
from tests.services.tent import CONSENTS, KIOSK, Tent

if TYPE_CHECKING:
    from eventdesk.domain.slip import Slip

HOUR = timedelta(hours=1)


def take(tent: Tent, slip: str = "3-07", *, ago: timedelta = timedelta(), is_here: bool = False, **wanted: Any) -> Any:
    asked = registering.Wanted(**({"treatment": "post_event", "first_name": "Anna"} | wanted))
    sign_up = slips.SignUp(slip=slip, made_ago=ago, is_here=is_here)
    return tent.do(lambda floor: slips.take_in(floor, sign_up, lambda: (asked, CONSENTS)), KIOSK)


def kept(tent: Tent, slip: str = "3-07") -> Slip:
    with tent.store.read(tent.slug) as reading:
        return reading.slip(slip)


def close(tent: Tent, reason: str = "Full.") -> None:
    tent.do(lambda floor: events.close_list(floor, reason))


def test_whoever_stood_there_first_is_first_in_line() -> None:
    tent = Tent()
    tent.clock.advance(40)
    later = tent.register(first_name="Ben")
    taken = take(tent, ago=timedelta(minutes=40))
    visit = tent.visit(taken.visit)
    assert visit.registered_at == NOW
    assert visit.consented_at == NOW
    assert visit.due_at == NOW + timedelta(minutes=30)
    with tent.store.read(tent.slug) as reading:
        assert [each.id for each in reading.line()] == [visit.id, later.id]
    assert kept(tent) == taken.slip
    assert (taken.slip.visit_id, taken.slip.signed_up_at) == (visit.id, NOW)


def test_nobody_is_put_in_line_as_of_longer_ago_than_six_hours() -> None:
    tent = Tent()
    tent.clock.advance(600)
    taken = take(tent, ago=timedelta(days=3))
    assert taken.slip.signed_up_at == tent.clock.now() - slips.LATE_AT_MOST


def test_a_tablet_that_is_ahead_of_the_desk_signs_up_now() -> None:
    tent = Tent()
    assert take(tent, ago=-HOUR).slip.signed_up_at == NOW


def test_nor_before_the_tent_opened() -> None:
    tent = Tent(opens_at=NOW)
    tent.clock.advance(10)
    assert take(tent, ago=HOUR).slip.signed_up_at == NOW


def test_a_tent_that_has_not_opened_takes_nobody() -> None:
    tent = Tent(opens_at=NOW + HOUR)
    taken = take(tent, ago=HOUR)
    assert taken.visit is None
    assert taken.slip.reason == "The tent is not open yet."


def test_who_signed_up_before_closing_time_is_let_in() -> None:
    tent = Tent(closes_at=NOW + HOUR)
    tent.clock.advance(70)
    assert take(tent, "3-07", ago=timedelta(minutes=20)).visit is not None
    refused = take(tent, "3-08", ago=timedelta(minutes=5))
    assert (refused.visit, refused.slip.reason) == (None, "The tent has closed for today.")


def test_who_signed_up_before_the_list_was_closed_by_hand_is_let_in() -> None:
    tent = Tent()
    tent.clock.advance(30)
    close(tent)
    tent.clock.advance(30)
    assert tent.event.state is ListState.CLOSED
    assert take(tent, "3-07", ago=timedelta(minutes=40)).visit is not None
    refused = take(tent, "3-08", ago=timedelta(minutes=20))
    assert (refused.visit, refused.slip.reason) == (None, "Full.")


def test_who_signed_up_while_the_list_was_closed_is_not_let_in_by_its_opening_again() -> None:
    tent = Tent()
    close(tent)
    tent.clock.advance(30)
    tent.do(events.open_list)
    tent.clock.advance(10)
    assert take(tent, "3-07", ago=timedelta(minutes=20)).visit is None
    assert take(tent, "3-08", ago=timedelta(minutes=5)).visit is not None


@pytest.mark.parametrize(
    ("refusal", "wanted"),
    [(OpenVisitExists, {"bib": "12"}), (Invalid, {"minutes": 7}), (ListClosed, {})],
    ids=["open visit", "invalid", "closed"],
)
def test_a_runner_who_is_there_is_told_and_nothing_changes(refusal: type[Exception], wanted: Any) -> None:
    tent = Tent()
    tent.register(bib="12")
    if refusal is ListClosed:
        close(tent)
    before = tent.state()
    with pytest.raises(refusal):
        take(tent, is_here=True, **wanted)
    assert tent.state() == before
    with pytest.raises(NoSuchSlip):
        kept(tent)


def test_a_late_refusal_is_kept_with_its_reason_and_told_to_the_desk() -> None:
    tent = Tent()
    first = tent.register(bib="12")
    taken = take(tent, ago=HOUR, bib="12")
    assert taken.visit is None
    assert taken.slip.reason == f"This runner already has ticket {first.ticket}."
    assert taken.slip.needs_somebody
    [entry] = tent.journal()[-1:]
    assert (entry.subject, entry.action) == ("slip:3-07", "slip-refused")
    assert tent.heard.news[-1].subjects == {"slip:3-07": taken.slip}
    with tent.store.read(tent.slug) as reading:
        assert reading.refused_slips() == [taken.slip]
        assert len(reading.visits(set(VisitStatus))) == 1


def test_several_reasons_are_all_told() -> None:
    tent = Tent()
    taken = take(tent, minutes=7, wave="None such")
    assert taken.slip.reason == "Choose 20 or 25 or 30 minutes. There is no such wave."


def test_what_was_said_about_the_body_is_not_repeated_in_a_reason() -> None:
    tent = Tent()
    asked = registering.Wanted(treatment="post_event", first_name="Anna")
    told = replace(CONSENTS, avoid=("a rash on the left arm",))
    sign_up = slips.SignUp(slip="3-07", made_ago=timedelta(), is_here=False)
    taken = tent.do(lambda floor: slips.take_in(floor, sign_up, lambda: (asked, told)), KIOSK)
    assert (taken.visit, taken.slip.reason) == (None, slips.NOT_UNDERSTOOD)


def test_what_nobody_can_open_is_kept_as_refused() -> None:
    tent = Tent()

    def unreadable() -> Any:
        raise Invalid({"sealed": ["The desk could not open this."]})

    sign_up = slips.SignUp(slip="3-07", made_ago=timedelta(), is_here=False)
    taken = tent.do(lambda floor: slips.take_in(floor, sign_up, unreadable), KIOSK)
    assert (taken.visit, taken.slip.reason) == (None, "The desk could not open this.")


def test_a_refusal_is_seen_once() -> None:
    tent = Tent()
    take(tent, minutes=7)
    tent.clock.advance(5)
    seen = tent.do(lambda floor: slips.see(floor, "3-07"))
    assert seen.seen_at == tent.clock.now()
    assert not seen.needs_somebody
    before = tent.state()
    tent.clock.advance(5)
    assert tent.do(lambda floor: slips.see(floor, "3-07")) == seen
    assert tent.state() == before
    with tent.store.read(tent.slug) as reading:
        assert reading.refused_slips() == []


def test_one_that_is_in_line_needs_nobody() -> None:
    tent = Tent()
    taken = take(tent)
    before = tent.state()
    assert tent.do(lambda floor: slips.see(floor, "3-07")) == taken.slip
    assert tent.state() == before


def test_a_number_that_was_given_twice_gets_a_letter() -> None:
    tent = Tent()
    first = take(tent)
    second = take(tent, first_name="Ben")
    third = take(tent, first_name="Cleo")
    assert [each.slip.slip for each in (first, second, third)] == ["3-07", "3-07b", "3-07c"]
    assert kept(tent).visit_id == first.visit.id
    with tent.store.read(tent.slug) as reading:
        assert reading.last_count_of(3) == 7
