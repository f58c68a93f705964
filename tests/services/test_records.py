"""Treatment records: what goes in, who may write, how they leave, and when their time is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.errors import Invalid, NoSuchTherapist, NotAllowed, NotNow
from eventdesk.domain.records import Note, Pressure
from eventdesk.domain.visit import Action, VisitStatus
from eventdesk.services import records
from eventdesk.services.ports import Intake
from eventdesk.services.registering import Told
from tests.builders import NOW
from tests.services.tent import ORGANISER, Tent, as_therapist

if TYPE_CHECKING:
    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.domain.therapist import Therapist
    from eventdesk.domain.visit import Visit
    from eventdesk.services.floor import Floor

HEALTH = Told(
    consents_to_treatment=True,
    consents_to_health_data=True,
    screening={"blood_thinners": True, "under_18": True},
    focus=("left_calf",),
    avoid=("neck",),
    note="Tight since km 15",
    guardian="Paula",
)
NOTE = Note(areas=("left_calf",), pressure=Pressure.LIGHT, reactions=("none",), advice=("drink",), text="Gentle.")


def treated(tent: Tent, therapist: Therapist, told: Told = HEALTH, **wanted: Any) -> Visit:
    """Somebody who was on the couch for twenty minutes."""
    visit = tent.register(told=told, **wanted)
    tent.act(visit, Action.CALL, therapist_id=therapist.id)
    tent.act(visit, Action.START)
    tent.clock.advance(20)
    return tent.act(visit, Action.FINISH)


def here(tent: Tent) -> list[TreatmentRecord]:
    with tent.store.read(tent.slug) as reading:
        return records.here(reading)


def note(tent: Tent, visit: Visit, therapist: Therapist, written: Note = NOTE) -> None:
    tent.do(lambda floor: records.add_note(floor, visit.id, written), as_therapist(therapist))


def hand_over(tent: Tent, therapist_id: int, pack: str = "") -> int:
    def use_case(floor: Floor) -> int:
        mark = pack or records.mark(records.of_keeper(floor.change, therapist_id))
        return records.hand_over(floor, therapist_id, mark)

    return tent.do(use_case)


@pytest.fixture
def tent() -> Tent:
    return Tent()


@pytest.fixture
def mia(tent: Tent) -> Therapist:
    return tent.therapist("Mia Berg")


def test_a_record_holds_what_an_insurer_asks_for(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia, bib="12", last_name="Lind")
    note(tent, visit, mia)
    (record,) = here(tent)
    facts = record.facts
    assert facts is not None
    assert (facts.first_name, facts.last_name, facts.bib, facts.therapist) == ("Anna", "Lind", "12", "Mia Berg")
    assert (facts.treatment, facts.outcome, facts.started_at) == ("After the race", "treated", NOW)
    assert facts.answers == ("Taking blood thinners?", "16 or 17 years old?")
    assert (facts.focus, facts.avoid, facts.said) == (("Left calf",), ("Neck",), "Tight since km 15")
    assert (facts.companion, facts.is_minor) == ("Paula", True)
    assert record.note == NOTE
    assert [each.what for each in record.history] == ["note written"]
    assert record.keep_until == NOW.replace(year=2035)


def test_a_second_note_takes_the_place_of_the_first_and_both_are_on_record(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia)
    note(tent, visit, mia)
    note(tent, visit, mia, replace(NOTE, text="Firmer than planned."))
    (record,) = here(tent)
    assert record.note is not None
    assert record.note.text == "Firmer than planned."
    assert [(each.by, each.what) for each in record.history] == [("Mia", "note written"), ("Mia", "note changed")]


def test_a_minor_of_whom_no_answers_are_kept_counts_as_the_youngest(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia)
    with tent.store.change(tent.slug) as change:
        change.put_intake(visit.id, Intake())
    assert here(tent)[0].keep_until == NOW.replace(year=2045)


def test_of_whom_there_is_a_record(tent: Tent, mia: Therapist) -> None:
    treated(tent, mia, first_name="Done")
    referred = tent.register(first_name="Referred")
    tent.act(referred, Action.REFER, to="Medical tent")
    left = tent.register(first_name="Left")
    tent.act(left, Action.WITHDRAW)
    found = {each.facts.first_name: each for each in here(tent) if each.facts}
    assert set(found) == {"Done", "Referred"}
    assert found["Referred"].therapist_id == records.NOBODY
    assert found["Referred"].facts is not None
    assert found["Referred"].facts.outcome == "sent to the medical team"


@pytest.mark.parametrize(
    ("written", "field"),
    [
        (Note(areas=("left_wing",)), "areas"),
        (Note(reactions=("joy",)), "reactions"),
        (Note(advice=("fly",)), "advice"),
    ],
)
def test_a_note_with_an_answer_that_there_is_not(tent: Tent, mia: Therapist, written: Note, field: str) -> None:
    visit = treated(tent, mia)
    before = here(tent), tent.state()
    with pytest.raises(Invalid) as refused:
        note(tent, visit, mia, written)
    assert set(refused.value.fields) == {field}
    assert (here(tent), tent.state()) == before


def test_somebody_elses_runner_is_not_written_about(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia)
    before = here(tent), tent.state()
    with pytest.raises(NotAllowed):
        note(tent, visit, tent.therapist("Tom", ready=False))
    assert here(tent) == before[0]


def test_without_a_treatment_there_is_nothing_to_write_about(tent: Tent) -> None:
    visit = tent.register()
    before = tent.state()
    with pytest.raises(NotNow):
        tent.do(lambda floor: records.add_note(floor, visit.id, NOTE))
    assert tent.state() == before


def test_handing_over_removes_records_and_answers_and_nothing_else(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia)
    tom = tent.therapist("Tom")
    other = treated(tent, tom, first_name="Ben")
    assert hand_over(tent, mia.id) == 1
    assert [each.visit_id for each in here(tent)] == [other.id]
    with tent.store.read(tent.slug) as reading:
        assert reading.intake(visit.id) == Intake()
        stored = reading.record_of(visit.id)
        assert reading.visit(visit.id).first_name == "Anna"
    assert stored is not None
    assert (stored.facts, stored.note, stored.handed_at) == (None, None, tent.clock.now())
    with pytest.raises(NotNow):
        note(tent, visit, mia)


def test_records_that_changed_since_the_pack_was_made_stay(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia)
    with tent.store.read(tent.slug) as reading:
        pack = records.mark(records.of_keeper(reading, mia.id))
    note(tent, visit, mia)
    before = here(tent), tent.state()
    with pytest.raises(NotNow) as refused:
        hand_over(tent, mia.id, pack)
    assert refused.value.state == "changed"
    assert (here(tent), tent.state()) == before


def test_with_no_records_there_is_nothing_to_hand_over(tent: Tent, mia: Therapist) -> None:
    with pytest.raises(NotNow) as refused:
        hand_over(tent, mia.id)
    assert refused.value.state == "none"


def test_whose_records_somebody_may_take(tent: Tent, mia: Therapist) -> None:
    tom = tent.therapist("Tom", ready=False)
    treated(tent, mia)
    before = here(tent), tent.state()
    with pytest.raises(NotAllowed):
        tent.do(lambda floor: records.check_keeper(floor, mia.id), as_therapist(tom))
    with pytest.raises(NoSuchTherapist):
        tent.do(lambda floor: records.check_keeper(floor, 77), ORGANISER)
    tent.do(lambda floor: records.check_keeper(floor, mia.id), as_therapist(mia))
    tent.do(lambda floor: records.check_keeper(floor, records.NOBODY), ORGANISER)
    assert (here(tent), tent.state()) == before


def test_what_has_to_be_kept_no_longer_goes(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia, told=replace(HEALTH, screening={}))
    tent.do(lambda floor: records.freeze(floor, floor.visit(visit.id)))
    with tent.store.read(tent.slug) as reading:
        (kept,) = reading.records()
        assert not records.has_expired(reading, kept.keep_until - timedelta(seconds=1))
        assert records.has_expired(reading, kept.keep_until)
    assert tent.do(records.drop_expired) == 0
    tent.clock.advance((kept.keep_until - tent.clock.now()).total_seconds() / 60)
    assert tent.do(records.drop_expired) == 1
    with tent.store.read(tent.slug) as reading:
        assert reading.records() == []


def test_a_treatment_that_nobody_finished_is_told_as_such(tent: Tent, mia: Therapist) -> None:
    visit = tent.register()
    tent.act(visit, Action.CALL, therapist_id=mia.id)
    tent.act(visit, Action.START)
    (record,) = here(tent)
    assert record.facts is not None
    assert record.facts.outcome == "not finished at the desk"
    assert tent.visit(visit).status is VisitStatus.TREATING


def test_what_a_therapist_can_write_on(tent: Tent, mia: Therapist) -> None:
    first, second, third = (treated(tent, mia, first_name=name) for name in ("Ann", "Bob", "Cat"))
    treated(tent, tent.therapist("Tom"), first_name="Dan")
    tent.register(first_name="Eve")
    note(tent, second, mia)
    tent.do(lambda floor: records.freeze(floor, floor.visit(third.id), restricted=True))
    with tent.store.read(tent.slug) as reading:
        found = records.to_note(reading, mia.id)
    assert [(each.id, has_note) for each, has_note in found] == [(first.id, False), (second.id, True)]
    hand_over(tent, mia.id)
    with tent.store.read(tent.slug) as reading:
        assert records.to_note(reading, mia.id) == []


def test_a_treatment_that_is_offered_no_more_is_told_by_its_code(tent: Tent, mia: Therapist) -> None:
    treated(tent, mia)
    with tent.store.change(tent.slug) as change:
        change.put_event(replace(change.event, treatments=change.event.treatments[:1]))
    (record,) = here(tent)
    assert record.facts is not None
    assert record.facts.treatment == "post_event"
