"""Busy mode and last call: how the tent meets more people than it can treat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from eventdesk.domain.errors import Invalid, ListClosed, NotAllowed
from eventdesk.domain.event import ListState, Mode
from eventdesk.domain.visit import Action, Visit, VisitStatus
from eventdesk.services import editing, events, modes
from eventdesk.services.actors import TIMER
from eventdesk.services.registering import Wanted
from tests.builders import NOW
from tests.services.tent import CONSENTS, KIOSK, ORGANISER, Tent, as_therapist


@pytest.fixture
def tent() -> Tent:
    return Tent()


def busy(tent: Tent, *, on: bool = True) -> None:
    tent.do(partial(modes.set_busy, on=on))


def change(tent: Tent, **values: Any) -> None:
    tent.do(partial(events.change_event, values=values))


def lengths(tent: Tent, *visits: Visit) -> list[tuple[int, int | None]]:
    found = [tent.visit(each) for each in visits]
    return [(each.minutes, each.full_minutes) for each in found]


# busy mode


def test_those_queued_are_shortened_and_get_their_length_back(tent: Tent) -> None:
    waiting, longer, away = tent.register(), tent.register(minutes=30), tent.register()
    tent.act(away, Action.STEP_AWAY)
    held = tent.register(told=replace(CONSENTS, screening={"chest_pain": True}))
    before = [tent.visit(each) for each in (waiting, longer, away, held)]
    busy(tent)
    assert tent.event.is_busy
    assert lengths(tent, waiting, longer, away, held) == [(12, 20), (12, 30), (12, 20), (12, 20)]
    busy(tent, on=False)
    assert [tent.visit(each) for each in before] == before
    assert not tent.event.is_busy


def test_each_change_is_in_the_journal_by_itself(tent: Tent) -> None:
    first, second = tent.register(), tent.register()
    seq = tent.journal()[-1].seq
    busy(tent)
    new = [each for each in tent.journal() if each.seq > seq]
    assert [(each.action, each.subject) for each in new] == [
        ("busy-mode", "event"),
        ("busy-mode", f"visit:{first.id}"),
        ("busy-mode", f"visit:{second.id}"),
    ]
    assert (new[1].before, new[1].after) == (
        {"minutes": 20, "full_minutes": None},
        {"minutes": 12, "full_minutes": 20},
    )
    assert {each.actor for each in new} == {str(ORGANISER)}
    tent.undo(first)
    assert lengths(tent, first, second) == [(20, None), (12, 20)]


def test_called_treating_and_before_the_start_stay_as_they_are(tent: Tent) -> None:
    mia, tom = tent.therapist("Mia"), tent.therapist("Tom")
    treated, called = tent.register(), tent.register()
    tent.next(mia)
    tent.act(treated, Action.START)
    tent.next(tom)
    before_start = tent.register(treatment="pre_event", wave=2, minutes=20)
    before = [tent.visit(each) for each in (treated, called, before_start)]
    busy(tent)
    assert [tent.visit(each) for each in before] == before
    assert tent.register(treatment="pre_event", wave=2).minutes == 10


def test_newcomers_get_the_busy_length_and_their_wish_is_remembered(tent: Tent) -> None:
    busy(tent)
    usual, long, short = tent.register(), tent.register(minutes=30), tent.register(minutes=12)
    assert lengths(tent, usual, long, short) == [(12, 20), (12, 30), (12, None)]
    assert usual.due_at == NOW + timedelta(minutes=30)
    busy(tent, on=False)
    assert lengths(tent, usual, long, short) == [(20, None), (30, None), (12, None)]
    with pytest.raises(Invalid, match="20 or 25"):
        tent.register(minutes=13)


def test_a_quote_tells_the_length_there_would_be(tent: Tent) -> None:
    tent.therapist()
    wanted = Wanted(treatment="post_event", minutes=25)
    assert tent.looker.quote(tent.slug, wanted)["minutes"] == 25
    busy(tent)
    assert tent.looker.quote(tent.slug, wanted)["minutes"] == 12


def test_on_twice_is_once(tent: Tent) -> None:
    visit = tent.register()
    busy(tent)
    tent.undo(visit)
    before = tent.state()
    busy(tent)
    assert tent.state() == before


def test_without_a_busy_length_there_is_no_busy_mode(tent: Tent) -> None:
    change(tent, treatments=[{"code": "pre_event"}, {"code": "post_event", "busy_minutes": None}])
    tent.register()
    before = tent.state()
    with pytest.raises(Invalid) as refusal:
        busy(tent)
    assert set(refusal.value.fields) == {"on"}
    assert tent.state() == before


def test_busy_mode_is_for_the_organiser(tent: Tent) -> None:
    mia = tent.therapist(ready=False)
    tent.register()
    before = tent.state()
    for actor in (KIOSK, as_therapist(mia)):
        with pytest.raises(NotAllowed):
            tent.do(partial(modes.set_busy, on=True), actor)
    assert tent.state() == before


@pytest.mark.parametrize("way", ["release", "miss", "return"])
def test_who_was_not_in_line_when_busy_mode_ended_has_the_full_length_back_in_it(tent: Tent, way: str) -> None:
    mia = tent.therapist()
    busy(tent)
    visit = tent.register()
    tent.next(mia)
    if way == "return":
        tent.act(visit, Action.WITHDRAW)
    busy(tent, on=False)
    assert lengths(tent, visit) == [(12, 20)]
    tent.act(visit, Action(way))
    assert lengths(tent, visit) == [(20, None)]


def test_in_busy_hours_who_comes_back_stays_short_and_nobody_is_shortened_by_it(tent: Tent) -> None:
    mia = tent.therapist()
    called = tent.register()
    tent.next(mia)
    busy(tent)
    short = tent.register()
    for visit in (called, short):
        tent.act(visit, Action.WITHDRAW)
        tent.act(visit, Action.RETURN)
    assert lengths(tent, called, short) == [(20, None), (12, 20)]


def test_a_length_by_hand_counts_in_busy_hours_as_well(tent: Tent) -> None:
    busy(tent)
    visit, other = tent.register(), tent.register(minutes=30)

    def edit(visit: Visit, **values: Any) -> None:
        tent.do(partial(editing.edit, visit_id=visit.id, edited=editing.Edited(**values)))

    edit(visit, minutes=25)
    edit(other, first_name="Bea", minutes=12)
    assert lengths(tent, visit, other) == [(25, None), (12, 30)]
    edit(visit, first_name="Cleo")
    assert lengths(tent, visit) == [(25, None)]
    edit(visit, treatment="pre_event", wave=1)
    assert lengths(tent, visit) == [(10, None)]
    edit(visit, treatment="post_event")
    assert lengths(tent, visit) == [(12, 20)]


def treatment(**values: Any) -> list[dict[str, Any]]:
    return [{"code": "pre_event"}, {"code": "post_event"} | values]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, 12),
        ({"busy_minutes": 5}, 5),
        ({"busy_minutes": 20}, 20),
        ({"busy_minutes": None}, None),
        # A length that nobody spoke of follows the others.
        ({"minutes": [10, 20]}, 10),
        ({"minutes": [10, 20], "busy_minutes": 12}, 10),
        ({"minutes": [4, 20]}, None),
        ({"rule": "before_start"}, None),
    ],
)
def test_busy_lengths_that_can_be_set(tent: Tent, said: dict[str, Any], kept: int | None) -> None:
    change(tent, treatments=treatment(**said))
    assert tent.event.treatments[1].busy_minutes == kept


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"busy_minutes": 4}, "between 5 minutes and the shortest length, 20"),
        ({"busy_minutes": 21}, "between 5 minutes and the shortest length, 20"),
        ({"busy_minutes": 11, "minutes": [10], "default_minutes": 10}, "shortest length, 10"),
        ({"busy_minutes": 10, "rule": "before_start"}, "promised wait"),
    ],
)
def test_busy_lengths_that_make_no_sense(tent: Tent, said: dict[str, Any], words: str) -> None:
    before = tent.state()
    with pytest.raises(Invalid, match=words):
        change(tent, treatments=treatment(**said))
    assert tent.state() == before


def test_a_new_treatment_may_have_a_busy_length(tent: Tent) -> None:
    feet = {"code": "feet", "name": "Feet", "letter": "F", "rule": "promise", "minutes": [15], "busy_minutes": 10}
    change(tent, treatments=[*treatment(), feet])
    assert tent.event.treatments[2].busy_minutes == 10
    assert tent.register(treatment="feet").minutes == 15


# last call


def close(tent: Tent, last_ticket: str = "A38") -> None:
    tent.do(partial(modes.close_by_capacity, last_ticket=last_ticket), TIMER)


def test_the_list_closes_itself_and_says_who_is_the_last(tent: Tent) -> None:
    waiting = tent.register()
    close(tent)
    assert (tent.event.state, tent.event.last_ticket) == (ListState.CLOSED, "A38")
    assert tent.event.why_closed(NOW) == "The list is full for today. The last one who will be served is A38."
    entry = tent.journal()[-1]
    assert (entry.action, entry.actor) == ("last-call", str(TIMER))
    before = tent.state()
    with pytest.raises(ListClosed, match="A38"):
        tent.register()
    assert tent.state() == before
    assert tent.visit(waiting).status is VisitStatus.WAITING


def test_nobody_is_named_where_nobody_waits(tent: Tent) -> None:
    close(tent, "")
    assert tent.event.why_closed(NOW) == "The list is full for today."


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_closed_list_is_not_closed_again(tent: Tent, *, by_hand: bool) -> None:
    if by_hand:
        tent.do(partial(events.close_list, reason="Thunder"))
    else:
        close(tent, "A37")
    before = tent.state()
    close(tent)
    assert tent.state() == before


@pytest.mark.parametrize("way", ["open", "settings"])
def test_opened_by_hand_it_does_not_close_itself_again(tent: Tent, way: str) -> None:
    change(tent, last_call=True)
    close(tent)
    if way == "open":
        tent.do(events.open_list)
    else:
        change(tent, state=ListState.OPEN)
    event = tent.event
    assert (event.state, event.last_ticket, event.last_call, event.closed_reason) == (ListState.OPEN, "", False, "")
    assert tent.register().status is VisitStatus.WAITING


def test_last_call_can_be_kept_in_the_same_step(tent: Tent) -> None:
    close(tent)
    change(tent, state=ListState.OPEN, last_call=True, closes_at=NOW + timedelta(hours=9))
    assert (tent.event.last_call, tent.event.last_ticket) == (True, "")


def test_opening_an_open_list_changes_nothing(tent: Tent) -> None:
    change(tent, last_call=True)
    before = tent.state()
    tent.do(events.open_list)
    assert tent.state() == before


def test_the_call_limit_has_bounds(tent: Tent) -> None:
    for minutes in (4, 241):
        before = tent.state()
        with pytest.raises(Invalid) as refusal:
            change(tent, busy_limit_minutes=minutes)
        assert set(refusal.value.fields) == {"busy_limit_minutes"}
        assert tent.state() == before
    change(tent, busy_limit_minutes=45)
    assert tent.event.busy_limit_minutes == 45


def test_shorter_ones_are_called_as_soon_as_they_fit() -> None:
    tent = Tent(mode=Mode.AUTO)
    tent.therapist(shift_end=NOW + timedelta(minutes=15))
    visit = tent.register()
    assert tent.visit(visit).status is VisitStatus.WAITING
    busy(tent)
    assert tent.visit(visit).status is VisitStatus.CALLED
