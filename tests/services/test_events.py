"""The event is changed during the day, and nothing that is queued is lost by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from eventdesk.adapters.memory import MemoryStore
from eventdesk.domain.errors import Invalid, SlugTaken, StillInUse
from eventdesk.domain.event import Mode
from eventdesk.domain.visit import Action
from eventdesk.services import events
from tests.builders import NOW, an_event
from tests.services.tent import Tent


@pytest.fixture
def tent() -> Tent:
    return Tent()


def change(tent: Tent, **values: Any) -> None:
    tent.do(partial(events.change_event, values=values))


def waves(tent: Tent, *shifts: int) -> list[dict[str, Any]]:
    return [
        {"id": wave.id, "name": wave.name, "starts_at": wave.starts_at + timedelta(minutes=shift)}
        for wave, shift in zip(tent.event.waves, shifts, strict=False)
    ]


def test_a_new_event_is_open_until_somebody_closes_it() -> None:
    store = MemoryStore()
    made = events.new_event(
        store, slug="spring-10k", name=" Spring 10K ", day=date(2026, 5, 3), timezone="Europe/London"
    )
    assert made.name == "Spring 10K"
    assert made.is_open(NOW)
    assert [each.code for each in made.treatments] == ["pre_event", "post_event"]
    with pytest.raises(SlugTaken):
        events.new_event(store, slug="spring-10k", name="x", day=date(2026, 5, 3), timezone="UTC")


def test_a_new_event_with_nonsense_is_refused() -> None:
    store = MemoryStore()
    with pytest.raises(Invalid) as refusal:
        events.new_event(store, slug="No Way!", name=" ", day=date(2026, 5, 3), timezone="Mars/Base")
    assert set(refusal.value.fields) == {"slug", "name", "timezone"}
    with pytest.raises(Invalid) as refusal:
        events.new_event(store, slug="spring", name="x" * 81, day=date(2026, 5, 3), timezone="UTC")
    assert set(refusal.value.fields) == {"name"}
    assert store.events() == []


def test_a_start_that_is_put_off_moves_the_due_times_with_it(tent: Tent) -> None:
    visit = tent.register(treatment="pre_event", wave=1)
    own = tent.register(treatment="pre_event", start_at=NOW + timedelta(minutes=90))
    by_hand = tent.act(tent.register(treatment="pre_event", wave=1), Action.MOVE, due_at=NOW, reason="first aid course")
    change(tent, waves=waves(tent, 30, 0))
    assert tent.visit(visit).due_at == visit.due_at + timedelta(minutes=30)
    assert tent.visit(own).due_at == own.due_at
    assert tent.visit(by_hand).due_at == NOW
    assert tent.visit(by_hand).start_at == NOW + timedelta(minutes=90)


def test_a_longer_promise_moves_those_who_wait_for_it(tent: Tent) -> None:
    visit = tent.register()
    change(tent, promised_wait_minutes=45)
    assert tent.visit(visit).due_at == NOW + timedelta(minutes=45)


def test_waves_keep_their_ids_by_id_and_by_name_and_new_ones_get_new_ones(tent: Tent) -> None:
    start = NOW + timedelta(hours=3)
    change(
        tent,
        waves=[
            {"id": 2, "name": "Second", "starts_at": start},
            {"name": "wave 1", "starts_at": start},
            {"name": "Third", "starts_at": start},
        ],
    )
    assert [(each.id, each.name) for each in tent.event.waves] == [(2, "Second"), (1, "wave 1"), (3, "Third")]


def test_what_runners_queue_for_is_not_taken_away(tent: Tent) -> None:
    tent.register(treatment="pre_event", wave=1)
    before = tent.state()
    with pytest.raises(StillInUse):
        change(tent, waves=waves(tent, 0, 0)[1:])
    with pytest.raises(StillInUse):
        change(tent, treatments=[{"code": "post_event"}])
    assert tent.state() == before
    change(tent, treatments=[{"code": "pre_event", "enabled": False}, {"code": "post_event"}])
    with pytest.raises(Invalid):
        tent.register(treatment="pre_event", wave=1)


def test_what_nobody_queues_for_can_go(tent: Tent) -> None:
    change(tent, waves=waves(tent, 0), treatments=[{"code": "post_event"}])
    assert len(tent.event.waves) == 1
    assert [each.code for each in tent.event.treatments] == ["post_event"]


def test_a_treatment_can_be_added_and_shortened(tent: Tent) -> None:
    new = {"code": "legs", "name": "Tired legs", "rule": "promise", "letter": "L", "minutes": [10]}
    change(
        tent,
        treatments=[
            {"code": "post_event", "minutes": [12, 15], "default_minutes": 12},
            {"code": "pre_event"},
            new,
        ],
    )
    assert tent.register(treatment="legs").ticket == "L1"
    assert tent.register().minutes == 12


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"timezone": "Nowhere"}, "timezone"),
        ({"opens_at": NOW, "closes_at": NOW}, "closes_at"),
        ({"grace_minutes": 0}, "grace_minutes"),
        ({"promised_wait_minutes": 241}, "promised_wait_minutes"),
        ({"waves": [{"name": "a", "starts_at": NOW}, {"name": "A", "starts_at": NOW}]}, "waves"),
        ({"waves": [{"name": " ", "starts_at": NOW}]}, "waves"),
        ({"treatments": [{"code": "post_event"}, {"code": "post_event"}]}, "treatments"),
        ({"treatments": [{"code": "post_event", "letter": "ä"}]}, "treatments"),
        ({"treatments": [{"code": "post_event", "minutes": [0]}]}, "treatments"),
        ({"treatments": [{"code": "post_event", "minutes": []}]}, "treatments"),
        ({"treatments": [{"code": "post_event", "default_minutes": 7}]}, "treatments"),
        ({"treatments": [{"code": "yoga", "minutes": [10]}]}, "treatments"),
        ({"screening": {"shoe_size": {"enabled": False}}}, "screening.shoe_size"),
    ],
)
def test_each_wrong_setting_is_named_and_nothing_changes(tent: Tent, values: dict[str, Any], field: str) -> None:
    before = tent.state()
    with pytest.raises(Invalid) as refusal:
        change(tent, **values)
    assert set(refusal.value.fields) == {field}
    assert tent.state() == before


def test_questions_are_edited_one_by_one(tent: Tent) -> None:
    change(tent, screening={"fever": {"enabled": False}})
    change(tent, screening={"fever": {"text": "Ill?"}, "allergy": {"outcome": "ask"}})
    assert tent.event.question_changes == {
        "fever": {"enabled": False, "text": "Ill?"},
        "allergy": {"outcome": "ask"},
    }


def test_new_wordings_make_a_new_version(tent: Tent) -> None:
    change(tent, consent={"treatment": "Our words.", "health_data": "Our other words."})
    assert tent.event.consent_version == 2
    change(tent, consent={"treatment": "Our words."})
    assert tent.event.consent_version == 2


def test_the_same_again_leaves_no_trace(tent: Tent) -> None:
    before = tent.state()
    change(tent, name=tent.event.name, mode=Mode.ON_REQUEST)
    assert tent.state() == before


def test_an_announcement_comes_and_goes(tent: Tent) -> None:
    tent.do(partial(events.announce, text=" Ice at tent 4 "))
    assert (tent.event.announcement, tent.event.announced_at) == ("Ice at tent 4", NOW)
    tent.do(partial(events.announce, text=""))
    assert (tent.event.announcement, tent.event.announced_at) == ("", None)


def test_a_time_of_day_is_meant_where_the_event_is() -> None:
    event = an_event(date=date(2026, 7, 1), timezone="Europe/Berlin")
    assert events.local_instant(event, 9, 30) == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)


def test_the_day_itself_can_be_moved_and_the_answer_knows_the_newest_entry(tent: Tent) -> None:
    seq = tent.do(lambda floor: (events.change_event(floor, {"date": date(2026, 5, 4)}), floor.last_seq)[1])
    assert tent.event.date == date(2026, 5, 4)
    assert seq == len(tent.journal())
    assert tent.journal()[-1].after == {"date": "2026-05-04"}
