"""Visits, in either store: kept as they were given, found again, one open visit for a bib."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.errors import NoSuchVisit, OpenVisitExists
from eventdesk.domain.event import Gender, Rule
from eventdesk.domain.visit import OPEN, OVER, Advice, VisitStatus
from eventdesk.services.ports import Intake
from tests.builders import NOW, an_event
from tests.storage.adding import a_new_visit, add_visit, an_entry, put_visit
from tests.storage.conftest import everything

if TYPE_CHECKING:
    from eventdesk.services.ports import Store

HOUR = timedelta(hours=1)
FULL: dict[str, Any] = {
    "bib": "A007",
    "last_name": "Müller",
    "phone": "+49 170 1234567",
    "language": "de",
    "full_minutes": 30,
    "wave_id": 2,
    "start_at": NOW + HOUR,
    "not_before": NOW + timedelta(minutes=3, microseconds=1),
    "wish_gender": Gender.WOMAN,
    "wish_therapist_id": 4,
    "therapist_id": 5,
    "couch": "3",
    "calls": 2,
    "misses": 1,
    "called_at": NOW,
    "grace_until": NOW + HOUR,
    "started_at": NOW,
    "ends_at": NOW + HOUR,
    "finished_at": NOW,
    "is_moved": True,
    "is_repeat": True,
    "is_minor": True,
    "has_notes": True,
    "advice": Advice.REFER,
    "decided_by": "Jo",
    "reason": "Felt faint",
    "referred_to": "Red Cross",
    "consented_at": NOW,
    "consent_version": 3,
}
INTAKE = Intake(
    answers={"fever": False, "age": "adult"},
    outcomes={"fever": "go_on"},
    cautions=("Careful with the left knee.",),
    focus=("calf_left",),
    avoid=("neck",),
    note="Cramp at kilometre 30",
    guardian="Pat",
)


def test_a_visit_comes_back_as_it_was_given(store: Store) -> None:
    added = add_visit(store, **FULL)
    with store.read("spring") as reading:
        assert reading.visit(added.id) == added
        assert reading.visit_by_token(added.token) == added
    assert added.id > 0
    assert store.slug_of_token(added.token) == "spring"


@pytest.mark.parametrize("name", sorted(FULL))
def test_each_field_can_be_changed_and_changed_back(store: Store, name: str) -> None:
    bare = add_visit(store)
    changed = replace(bare, **{name: FULL[name]})
    put_visit(store, changed)
    with store.read("spring") as reading:
        assert reading.visit(bare.id) == changed
    put_visit(store, bare)
    with store.read("spring") as reading:
        assert reading.visit(bare.id) == bare


def test_health_data_is_kept_apart_and_can_be_replaced(store: Store) -> None:
    told, silent = add_visit(store, intake=INTAKE), add_visit(store)
    with store.change("spring") as change:
        assert change.intake(told.id) == INTAKE
        assert change.intake(silent.id) == Intake()
        change.put_intake(silent.id, INTAKE)
        change.put_intake(told.id, Intake())
    with store.read("spring") as reading:
        assert reading.intake(silent.id) == INTAKE
        assert reading.intake(told.id) == Intake()


@pytest.mark.parametrize("number", [0, -1, 999, 2**63, 10**30])
def test_there_is_no_visit_with_a_number_never_given(store: Store, number: int) -> None:
    with store.read("spring") as reading:
        with pytest.raises(NoSuchVisit):
            reading.visit(number)
        assert reading.intake(number) == Intake()


def test_visits_of_another_event_do_not_exist_here(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    elsewhere = add_visit(store, slug="autumn", bib="7", intake=INTAKE)
    before = everything(store, "autumn")
    with store.change("spring") as change:
        with pytest.raises(NoSuchVisit):
            change.visit(elsewhere.id)
        with pytest.raises(NoSuchVisit):
            change.visit_by_token(elsewhere.token)
        with pytest.raises(NoSuchVisit):
            change.put_visit(replace(elsewhere, first_name="Eve"))
        with pytest.raises(NoSuchVisit):
            change.put_intake(elsewhere.id, Intake())
        assert change.open_visit_of("7") is None
        assert change.intake(elsewhere.id) == Intake()
        assert list(change.line()) == []
        assert change.find_visits("7", 5) == []
    assert everything(store, "autumn") == before
    assert store.slug_of_token(elsewhere.token) == "autumn"


def test_an_unknown_link_belongs_to_no_event(store: Store) -> None:
    with pytest.raises(NoSuchVisit):
        store.slug_of_token("never given")


@pytest.mark.parametrize("status", sorted(OPEN))
def test_a_bib_has_one_open_visit_capitals_aside(store: Store, status: VisitStatus) -> None:
    first = add_visit(store, bib="a12", status=status)
    before = everything(store)
    with pytest.raises(OpenVisitExists) as refusal:
        add_visit(store, bib=" A12 ")
    assert refusal.value.visit == first
    assert everything(store) == before
    with store.read("spring") as reading:
        assert reading.open_visit_of("A12") == first


def test_a_refused_second_visit_does_not_spoil_the_change(store: Store) -> None:
    first = add_visit(store, bib="12")
    with store.change("spring") as change:
        with pytest.raises(OpenVisitExists):
            change.add_visit(a_new_visit(bib="12"), INTAKE)
        added = change.add_visit(a_new_visit(bib="13"), Intake())
    with store.read("spring") as reading:
        assert list(reading.line()) == [first, added]


@pytest.mark.parametrize("status", sorted(OVER))
def test_a_bib_may_come_again_when_its_visit_is_over(store: Store, status: VisitStatus) -> None:
    add_visit(store, bib="12", status=status)
    second = add_visit(store, bib="12")
    with store.read("spring") as reading:
        assert reading.open_visit_of("12") == second


def test_a_visit_cannot_be_reopened_beside_another_open_one(store: Store) -> None:
    gone = add_visit(store, bib="12", status=VisitStatus.LEFT)
    second = add_visit(store, bib="12")
    before = everything(store)
    with pytest.raises(OpenVisitExists) as refusal:
        put_visit(store, replace(gone, status=VisitStatus.WAITING))
    assert refusal.value.visit == second
    assert everything(store) == before


def test_bibs_are_text_and_visits_may_have_none(store: Store) -> None:
    for bib in ("7", "007", None, None, "", ""):
        add_visit(store, bib=bib)
    with store.read("spring") as reading:
        assert reading.counts()[VisitStatus.WAITING] == 6
        assert reading.open_visit_of("") is None
        found = reading.open_visit_of("007")
    assert found is not None
    assert found.bib == "007"


@pytest.mark.parametrize("name", ["ticket", "token"])
def test_no_ticket_and_no_link_is_given_twice(store: Store, name: str) -> None:
    first = add_visit(store)
    before = everything(store)
    with pytest.raises(Exception, match=r"given before|UNIQUE|unique"):
        add_visit(store, **{name: getattr(first, name)})
    assert everything(store) == before


def test_ticket_numbers_count_for_each_letter_and_event(store: Store) -> None:
    store.add_event(an_event(id=0, slug="autumn"))
    with store.change("spring") as change:
        assert [change.next_number(letter) for letter in "AABA"] == [1, 2, 1, 3]
    with store.change("autumn") as change:
        assert change.next_number("A") == 1
    with store.change("spring") as change:
        assert change.next_number("A") == 4


def test_all_visits_in_some_states_page_by_page(store: Store) -> None:
    waiting = [add_visit(store) for _ in range(5)]
    add_visit(store, status=VisitStatus.DONE)
    held = add_visit(store, status=VisitStatus.HELD)
    states = {VisitStatus.WAITING, VisitStatus.HELD}
    with store.read("spring") as reading:
        assert reading.visits(states) == [*waiting, held]
        assert reading.visits(states, limit=2) == waiting[:2]
        assert reading.visits(states, limit=2, after=waiting[1].id) == waiting[2:4]
        assert reading.visits(states, after=held.id) == []
        assert reading.visits(states, after=10**30) == []
        assert reading.visits(set()) == []


def test_counts_name_every_status(store: Store) -> None:
    add_visit(store)
    add_visit(store)
    add_visit(store, status=VisitStatus.NO_SHOW)
    with store.read("spring") as reading:
        counts = reading.counts()
    assert list(counts) == list(VisitStatus)
    assert {status: count for status, count in counts.items() if count} == {
        VisitStatus.WAITING: 2,
        VisitStatus.NO_SHOW: 1,
    }


def test_those_who_ended_last_come_first_whatever_the_end(store: Store) -> None:
    first, second, third = (add_visit(store) for _ in range(3))
    ended = []
    for visit, status in ((second, "done"), (first, "declined"), (third, "no_show")):
        ended.append(replace(visit, status=VisitStatus(status)))
        with store.change("spring") as change:
            change.put_visit(ended[-1])
            change.record([an_entry(change, action="end")])
    with store.read("spring") as reading:
        assert reading.latest_over(2) == [ended[2], ended[1]]
    put_visit(store, first)
    with store.read("spring") as reading:
        assert reading.latest_over(9) == [ended[2], ended[0]]


def test_somebody_is_found_by_bib_ticket_or_part_of_the_name(store: Store) -> None:
    anna = add_visit(store, bib="A12", ticket="B7", first_name="Ánna-Maria", last_name="Müller")
    bob = add_visit(store, bib="B7", ticket="A12", first_name="Bob", last_name="50%_Off")
    found = {
        "a12": [bob, anna],
        "b7": [bob, anna],
        "mull": [anna],
        "MARIA": [anna],
        "muller anna": [anna],
        "off": [bob],
        "%": [bob],
        "_": [bob],
        "a1": [],
        "": [],
        "  ": [],
        "nobody": [],
    }
    with store.read("spring") as reading:
        assert {text: reading.find_visits(text, 5) for text in found} == found
        assert reading.find_visits("a12", 1) == [bob]


def test_a_changed_name_and_bib_are_found_anew(store: Store) -> None:
    visit = add_visit(store, bib="1", first_name="Anna")
    changed = replace(visit, bib="X2", first_name="Zoë")
    put_visit(store, changed)
    with store.read("spring") as reading:
        assert reading.find_visits("zoe", 5) == [changed]
        assert reading.find_visits("anna", 5) == []
        assert reading.open_visit_of("x2") == changed
        assert reading.open_visit_of("1") is None


def test_whether_a_bib_was_served_before_under_a_rule(store: Store) -> None:
    add_visit(store, bib="a1", status=VisitStatus.DONE)
    add_visit(store, bib="2", status=VisitStatus.LEFT)
    with store.read("spring") as reading:
        assert reading.has_had("A1", Rule.PROMISE)
        assert not reading.has_had("A1", Rule.BEFORE_START)
        assert not reading.has_had("2", Rule.PROMISE)
        assert not reading.has_had("", Rule.PROMISE)


def test_calls_that_nobody_answered_in_time(store: Store) -> None:
    late = add_visit(store, status=VisitStatus.CALLED, grace_until=NOW)
    later = add_visit(store, status=VisitStatus.CALLED, grace_until=NOW - timedelta(minutes=1))
    add_visit(store, status=VisitStatus.CALLED, grace_until=NOW + timedelta(microseconds=1))
    add_visit(store, status=VisitStatus.TREATING, grace_until=NOW - HOUR)
    with store.read("spring") as reading:
        assert reading.grace_over(NOW) == [later, late]
