"""Events in either store: settings, what is due, one change at a time, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.errors import NoSuchEvent, NoSuchTherapist, NoSuchVisit, SlugTaken
from eventdesk.domain.event import BoardLabel, Gender, ListState, Mode, Rule, Treatment, Wave
from eventdesk.domain.therapist import Pause, Therapist, TherapistStatus
from eventdesk.domain.visit import VisitStatus
from tests.builders import NOW, a_therapist, an_event
from tests.storage.adding import add_therapist, add_visit, an_entry
from tests.storage.conftest import everything

if TYPE_CHECKING:
    from eventdesk.services.ports import Store

MINUTE = timedelta(minutes=1)
SETTINGS = an_event(
    name="Frühling & Füße",
    date=date(2026, 5, 4),
    timezone="Europe/Zurich",
    mode=Mode.ON_REQUEST,
    state=ListState.CLOSED,
    closed_reason="Thunder",
    opens_at=NOW,
    closes_at=NOW + timedelta(hours=9, microseconds=5),
    last_call=True,
    last_ticket="A38",
    is_busy=True,
    busy_limit_minutes=45,
    cycle_minutes=15,
    cycle_from=NOW,
    promised_wait_minutes=31,
    walk_to_start_minutes=16,
    grace_minutes=4,
    turnover_minutes=2,
    cool_down_minutes=11,
    repeat_goes_last=True,
    board_label=BoardLabel.BIB,
    announcement="Hello",
    announced_at=NOW,
    sound=False,
    speech=True,
    waves=(Wave(id=1, name="Élite", starts_at=NOW), Wave(id=7, name="B", starts_at=NOW + MINUTE)),
    treatments=(
        Treatment(
            code="foot",
            name="Feet",
            rule=Rule.BEFORE_START,
            minutes=(5, 7),
            default_minutes=7,
            letter="F",
            enabled=False,
            busy_minutes=5,
        ),
    ),
    question_changes={"fever": {"enabled": False, "text": "Feeling hot?"}},
    consent_version=4,
    consent_treatment="Yes",
    consent_health="Also",
)


def test_all_settings_come_back_as_they_were_given(store: Store) -> None:
    added = store.add_event(replace(SETTINGS, id=0, slug="autumn"))
    assert added == replace(SETTINGS, id=added.id, slug="autumn")
    with store.read("autumn") as reading:
        assert reading.event == added


def test_settings_can_be_changed_and_changed_again(store: Store) -> None:
    with store.change("spring") as change:
        bare = change.event
        change.put_event(SETTINGS)
        assert change.event == replace(SETTINGS, id=bare.id)
    with store.read("spring") as reading:
        assert reading.event == replace(SETTINGS, id=bare.id)
    with store.change("spring") as change:
        change.put_event(bare)
    with store.read("spring") as reading:
        assert reading.event == bare


def test_newest_date_first(store: Store) -> None:
    for slug, day in (("later", date(2026, 6, 1)), ("earlier", date(2025, 6, 1)), ("same-day", date(2026, 5, 3))):
        store.add_event(an_event(id=0, slug=slug, date=day))
    assert [each.slug for each in store.events()] == ["later", "same-day", "spring", "earlier"]


def test_a_slug_is_taken_once(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    before = everything(store)
    with pytest.raises(SlugTaken):
        store.add_event(an_event(id=0, name="Other"))
    with store.change("spring") as change, pytest.raises(SlugTaken):
        change.put_event(an_event(slug="autumn"))
    assert everything(store) == before
    assert len(store.events()) == 2


def test_an_event_can_get_another_slug(store: Store) -> None:
    with store.change("spring") as change:
        change.put_event(replace(change.event, slug="summer"))
    assert [each.slug for each in store.events()] == ["summer"]
    assert store.stamp("summer").seq == 0
    with pytest.raises(NoSuchEvent):
        store.stamp("spring")


def test_an_unknown_event_is_refused(store: Store) -> None:
    with pytest.raises(NoSuchEvent), store.change("nowhere"):
        pass
    with pytest.raises(NoSuchEvent), store.read("nowhere"):
        pass
    with pytest.raises(NoSuchEvent):
        store.stamp("nowhere")


def test_a_change_inside_a_change_is_refused_at_once(store: Store) -> None:
    before = everything(store)
    with store.change("spring"), pytest.raises(RuntimeError, match="inside another"), store.change("spring"):
        pass
    assert everything(store) == before
    add_visit(store)


def test_listeners_hear_after_the_commit_in_commit_order(store: Store) -> None:
    heard: list[tuple[str, int]] = []
    for _ in range(3):
        with store.change("spring") as change:
            change.record([an_entry(change)])
            change.after_commit(lambda: heard.append(("first", store.stamp("spring").seq)))
            change.after_commit(lambda: heard.append(("second", store.stamp("spring").seq)))
            assert len(heard) % 2 == 0
    assert heard == [(who, seq) for seq in (1, 2, 3) for who in ("first", "second")]


def test_a_listener_that_fails_harms_nobody(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []

    def fail() -> None:
        msg = "deaf"
        raise OSError(msg)

    with store.change("spring") as change:
        change.record([an_entry(change)])
        change.after_commit(fail)
        change.after_commit(lambda: heard.append("other"))
    assert heard == ["other"]
    assert store.stamp("spring").seq == 1
    assert "listener failed" in caplog.text


def test_a_listener_may_look_but_not_change(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    def change_again() -> None:
        with store.change("spring") as change:
            change.record([an_entry(change)])

    with store.change("spring") as change:
        change.after_commit(change_again)
    assert "inside another" in caplog.text
    assert store.stamp("spring").seq == 0
    add_visit(store)


# therapists


def test_a_therapist_comes_back_as_given(store: Store) -> None:
    full = a_therapist(
        id=0,
        name="Zoë Ångström",
        gender=Gender.WOMAN,
        skills=frozenset({"post_event", "foot"}),
        couch="2",
        status=TherapistStatus.ENGAGED,
        status_since=NOW,
        idle_since=NOW + MINUTE,
        turnover_until=NOW + 2 * MINUTE,
        break_until=NOW + 3 * MINUTE,
        shift_start=NOW - MINUTE,
        shift_end=NOW + timedelta(hours=4),
        breaks=(Pause(NOW, NOW + timedelta(microseconds=1)), Pause(NOW + MINUTE, NOW + 2 * MINUTE)),
        asked_at=NOW,
        visit_id=12,
        served=3,
    )
    added, bare = add_therapist(store, **_values(full)), add_therapist(store)
    with store.change("spring") as change:
        assert change.therapist(added.id) == replace(full, id=added.id)
        change.put_therapist(replace(full, id=bare.id))
        change.put_therapist(replace(bare, id=added.id))
    with store.read("spring") as reading:
        assert reading.therapists() == [replace(bare, id=added.id), replace(full, id=bare.id)]


def _values(therapist: Therapist) -> dict[str, object]:
    return {name: getattr(therapist, name) for name in Therapist.__slots__ if name != "id"}


def test_therapists_who_are_listed_by_status(store: Store) -> None:
    ready = [add_therapist(store, status=TherapistStatus.READY) for _ in range(2)]
    off = add_therapist(store)
    gone = add_therapist(store, is_listed=False, status=TherapistStatus.READY)
    with store.read("spring") as reading:
        assert reading.therapists() == [*ready, off]
        assert reading.therapists(TherapistStatus.READY) == ready
        assert reading.therapists(TherapistStatus.BREAK) == []
        assert reading.therapist(gone.id) == gone


def test_therapists_of_another_event_do_not_exist_here(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    added = add_therapist(store)
    with store.change("autumn") as change:
        assert change.therapists() == []
        for number in (added.id, 0, -1, 10**30):
            with pytest.raises(NoSuchTherapist):
                change.therapist(number)
        with pytest.raises(NoSuchTherapist):
            change.put_therapist(replace(added, name="Eve"))
    with store.read("spring") as reading:
        assert reading.therapists() == [added]


# what is due


def test_a_quiet_event_is_not_due(store: Store) -> None:
    add_visit(store, status=VisitStatus.CALLED, grace_until=NOW + MINUTE)
    add_visit(store, not_before=NOW + MINUTE)
    add_therapist(store, status=TherapistStatus.READY, shift_end=NOW + MINUTE)
    add_therapist(store, status=TherapistStatus.TURNOVER, turnover_until=NOW + MINUTE)
    assert store.due_events(NOW) == []
    assert store.due_events(NOW + MINUTE) == ["spring"]


def test_a_call_without_answer_is_due(store: Store) -> None:
    add_visit(store, status=VisitStatus.CALLED, grace_until=NOW)
    assert store.due_events(NOW) == ["spring"]


@pytest.mark.parametrize(
    "values",
    [
        {"status": TherapistStatus.TURNOVER, "turnover_until": NOW},
        {"status": TherapistStatus.READY, "status_since": NOW - MINUTE, "shift_end": NOW},
        {
            "status": TherapistStatus.READY,
            "status_since": NOW - MINUTE,
            "breaks": (Pause(NOW, NOW + MINUTE), Pause(NOW - 2 * MINUTE, NOW - MINUTE)),
        },
    ],
    ids=["turnover", "shift end", "break"],
)
def test_a_therapist_is_due(store: Store, values: dict[str, object]) -> None:
    therapist = add_therapist(store, **values)
    assert store.due_events(NOW) == ["spring"]
    with store.change("spring") as change:
        change.put_therapist(replace(therapist, status=TherapistStatus.OFF))
    assert store.due_events(NOW) == []


def test_somebody_who_may_be_called_from_now_on_is_due_in_auto_mode_only(store: Store) -> None:
    add_visit(store, not_before=NOW)
    assert store.due_events(NOW) == []
    add_therapist(store, status=TherapistStatus.READY)
    assert store.due_events(NOW) == ["spring"]
    assert store.due_events(NOW - MINUTE) == []
    with store.change("spring") as change:
        change.put_event(replace(change.event, mode=Mode.ON_REQUEST))
    assert store.due_events(NOW) == []


IN_ROUNDS: dict[str, Any] = {"cycle_minutes": 15, "cycle_from": NOW}


def test_an_event_with_rounds_is_due_from_its_next_one_on(store: Store) -> None:
    with store.change("spring") as change:
        change.put_event(replace(change.event, **IN_ROUNDS))
    assert store.due_events(NOW - MINUTE) == []
    assert store.due_events(NOW) == ["spring"]
    with store.change("spring") as change:
        change.wake_at(NOW + 15 * MINUTE)
    assert store.due_events(NOW + 14 * MINUTE) == []
    assert store.due_events(NOW + 15 * MINUTE) == ["spring"]
    with store.change("spring") as change:
        change.put_event(replace(change.event, cycle_minutes=0))
    assert store.due_events(NOW + 15 * MINUTE) == []


def test_an_event_that_is_made_with_rounds_is_due_with_the_first(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn", **IN_ROUNDS))
    assert store.due_events(NOW - MINUTE) == []
    assert store.due_events(NOW) == ["autumn"]


def test_a_round_that_was_not_kept_is_still_to_come(store: Store) -> None:
    with store.change("spring") as change:
        change.put_event(replace(change.event, **IN_ROUNDS))
    with pytest.raises(NoSuchVisit), store.change("spring") as change:  # noqa: PT012 - it fails after it has written
        change.wake_at(None)
        change.visit(10**9)
    assert store.due_events(NOW) == ["spring"]


def test_between_two_rounds_nobody_is_due_for_having_become_callable(store: Store) -> None:
    with store.change("spring") as change:
        change.put_event(replace(change.event, cycle_minutes=15, cycle_from=NOW + 10 * MINUTE))
    add_visit(store, not_before=NOW)
    add_therapist(store, status=TherapistStatus.READY)
    assert store.due_events(NOW) == []
    assert store.due_events(NOW + 10 * MINUTE) == ["spring"]


def test_only_the_event_in_question_is_due(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    add_visit(store, slug="autumn", status=VisitStatus.CALLED, grace_until=NOW)
    assert store.due_events(NOW) == ["autumn"]
