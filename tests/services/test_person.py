"""One person's data: found, copied, corrected, erased; and what nobody may keep of it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.adapters.memory import MemoryStore
from eventdesk.domain.errors import ActionRefused, Invalid, NoSuchEntrant, NoSuchVisit, NothingToUndo
from eventdesk.domain.visit import Action, VisitStatus
from eventdesk.services import forgotten, person, records, undoing
from eventdesk.services.changes import plain
from eventdesk.services.ports import Entrant, Intake, StoredAnswer
from tests.builders import a_visit
from tests.services.tent import Tent, as_therapist
from tests.services.test_records import HEALTH, NOTE, hand_over, treated

if TYPE_CHECKING:
    from pathlib import Path

    from eventdesk.domain.therapist import Therapist
    from eventdesk.services.floor import Floor

TELLING = ("Anna", "Lind", "X77", "0664", "Tight since", "Paula", "Taking blood")


@pytest.fixture(params=["memory", "database"])
def tent(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "memory":
        yield Tent(store=MemoryStore())
        return
    from eventdesk.adapters.db import open_database  # noqa: PLC0415

    database = open_database(tmp_path / "desk.sqlite3", key=bytes(range(32)))
    yield Tent(store=database.store)
    database.close()


@pytest.fixture
def mia(tent: Tent) -> Therapist:
    with tent.store.change(tent.slug) as change:
        change.put_entrants([Entrant(bib="X77", first_name="Anna", last_name="Lind")])
    return tent.therapist("Mia Berg")


WHO: dict[str, Any] = {"bib": "X77", "last_name": "Lind", "phone": "0664"}


def find(tent: Tent, **by: Any) -> person.Person:
    with tent.store.read(tent.slug) as reading:
        return person.find(reading, **by)


def erase(tent: Tent, **by: Any) -> person.Erased:
    return tent.do(lambda floor: person.erase(floor, person.find(floor.change, **by)))


def export(tent: Tent, **by: Any) -> dict[str, Any]:
    return tent.do(lambda floor: person.export(floor, person.find(floor.change, **by)))


def everything(tent: Tent) -> str:
    """All that a store answers of this event, as text."""
    with tent.store.read(tent.slug) as reading:
        visits = reading.visits(set(VisitStatus))
        return json.dumps(
            [
                plain(visits),
                [plain(reading.intake(each.id)) for each in visits],
                plain(reading.journal(since=0, limit=1000)),
                plain(reading.answer_to("key")),
                plain(reading.find_entrants("Anna", 10)),
            ]
        )


def test_whose_data_it_is(tent: Tent, mia: Therapist) -> None:
    first = treated(tent, mia, **WHO)
    second = tent.register(**WHO)
    nobody = tent.register(first_name="Ben")
    assert [each.id for each in find(tent, bib=" x77 ").visits] == [first.id, second.id]
    assert [each.id for each in find(tent, visit_id=second.id).visits] == [first.id, second.id]
    assert find(tent, visit_id=second.id).entrant is not None
    alone = find(tent, visit_id=nobody.id)
    assert ([each.id for each in alone.visits], alone.entrant) == ([nobody.id], None)
    with pytest.raises(NoSuchEntrant):
        find(tent, bib="99")
    with pytest.raises(NoSuchVisit):
        find(tent, visit_id=99)


def test_a_line_of_the_start_list_alone_is_a_person_too(tent: Tent, mia: Therapist) -> None:
    assert mia.id
    assert find(tent, bib="X77").visits == ()
    done = erase(tent, bib="X77")
    assert (done.visits, done.is_off_start_list, done.records_locked) == (0, True, 0)
    with pytest.raises(NoSuchEntrant):
        find(tent, bib="X77")


def test_what_is_held_tells_nothing_of_health(tent: Tent, mia: Therapist) -> None:
    treated(tent, mia, **WHO)
    waiting = tent.register(first_name="Ben")
    with tent.store.read(tent.slug) as reading:
        told = person.held(reading, person.find(reading, bib="X77"))
        other = person.held(reading, person.find(reading, visit_id=waiting.id))
    assert told["on_start_list"]
    (held,) = told["visits"]
    assert held["has_health_answers"]
    assert held["keep_until"].startswith("2035")
    assert not any(each in json.dumps(told) for each in ("Tight", "blood", "calf"))
    assert other["visits"][0]["keep_until"] is None


def test_a_copy_holds_everything_and_is_on_record(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia, **WHO)
    tent.do(lambda floor: records.add_note(floor, visit.id, NOTE), as_therapist(mia))
    text = json.dumps(export(tent, bib="X77"))
    assert all(each in text for each in (*TELLING, "Gentle."))
    assert visit.token not in text
    assert tent.journal()[-1].action == person.EXPORTED
    other = tent.register(first_name="Ben")
    copy = export(tent, visit_id=other.id)
    assert (copy["start_list"], copy["visits"][0]["treatment_record"]) == (None, None)


def test_erasing_leaves_a_ticket_and_a_locked_record(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia, told=HEALTH, **WHO)
    with tent.store.change(tent.slug) as change:
        change.remember("key", StoredAnswer("print", 201, {"visit": {"ticket": visit.ticket, "first_name": "Anna"}}))
    assert all(each in everything(tent) for each in ("Anna", "Lind", "X77", "Tight since"))
    done = erase(tent, bib="X77")
    assert (done.visits, done.is_off_start_list, done.records_locked) == (1, True, 1)
    assert "locked" in done.told[1]
    assert "2035" in done.told[1]
    assert not any(each in everything(tent) for each in TELLING)
    left = tent.visit(visit)
    assert (left.ticket, left.status, left.started_at) == (visit.ticket, VisitStatus.DONE, visit.started_at)
    assert left.token != visit.token
    with tent.store.read(tent.slug) as reading:
        record = reading.record_of(visit.id)
        assert reading.answer_to("key") == StoredAnswer("print", 409, forgotten.FORGOTTEN.body)
    assert record is not None
    assert record.restricted_at == tent.clock.now()
    assert record.facts is not None
    assert record.facts.last_name == "Lind"
    with pytest.raises(NothingToUndo):
        tent.undo(visit)


def test_no_undo_of_a_therapist_brings_somebody_back_who_was_erased(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia, **WHO)
    erase(tent, bib="X77")
    before = tent.state()
    with pytest.raises(NothingToUndo):
        tent.do(lambda floor: undoing.undo_therapist(floor, mia.id))
    assert tent.visit(visit).status is VisitStatus.DONE
    assert tent.state() == before


def test_a_locked_record_is_still_handed_to_its_keeper(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia, **WHO)
    erase(tent, bib="X77")
    assert hand_over(tent, mia.id) == 1
    with tent.store.read(tent.slug) as reading:
        told = person.held(reading, person.find(reading, visit_id=visit.id))
    assert told["visits"][0]["handed_at"] is not None


def test_who_took_the_record_along_is_told(tent: Tent, mia: Therapist) -> None:
    treated(tent, mia, **WHO)
    hand_over(tent, mia.id)
    done = erase(tent, bib="X77")
    assert done.records_locked == 0
    assert "Mia Berg" in done.told[1]


def test_nobody_is_moved_onto_somebody_elses_number(tent: Tent) -> None:
    with tent.store.change(tent.slug) as change:
        lines = {"X77": ("Anna", "Lind"), "Y88": ("Bea", "Day")}
        change.put_entrants([Entrant(bib=bib, first_name=a, last_name=b) for bib, (a, b) in lines.items()])
    tent.register(told=HEALTH, **WHO)
    before = everything(tent), tent.state()
    with pytest.raises(Invalid) as refused:
        correct(tent, {"bib": "Y88"}, bib="X77")
    assert list(refused.value.fields) == ["new_bib"]
    assert (everything(tent), tent.state()) == before
    assert correct(tent, {"bib": "x77"}, bib="X77").entrant


def test_nothing_is_kept_of_whom_nobody_treated(tent: Tent, mia: Therapist) -> None:
    assert mia.id
    visit = tent.register(told=HEALTH, **WHO)
    done = erase(tent, visit_id=visit.id)
    assert (done.visits, done.records_locked, len(done.told)) == (1, 0, 2)
    assert "another import" in done.told[1]
    assert tent.visit(visit).status is VisitStatus.LEFT
    with tent.store.read(tent.slug) as reading:
        assert reading.record_of(visit.id) is None
        assert reading.intake(visit.id) == Intake()


def test_whoever_typed_only_a_name_is_erased_too(tent: Tent) -> None:
    visit = tent.register(first_name="Anna")
    done = erase(tent, visit_id=visit.id)
    assert (done.visits, done.is_off_start_list) == (1, False)
    assert "Anna" not in everything(tent)


def test_whoever_is_on_the_couch_is_not_erased(tent: Tent, mia: Therapist) -> None:
    visit = tent.register(told=HEALTH, **WHO)
    tent.act(visit, Action.CALL, therapist_id=mia.id)
    tent.act(visit, Action.START)
    before = everything(tent), tent.state()
    with pytest.raises(ActionRefused):
        erase(tent, bib="X77")
    assert (everything(tent), tent.state()) == before


def correct(tent: Tent, names: dict[str, str], **by: Any) -> person.Person:
    def use_case(floor: Floor) -> person.Person:
        return person.correct(floor, person.find(floor.change, **by), names)

    return tent.do(use_case)


def test_a_name_is_corrected_everywhere(tent: Tent, mia: Therapist) -> None:
    visit = treated(tent, mia, **WHO)
    tent.do(partial(_freeze, visit_id=visit.id))
    corrected = correct(tent, {"first_name": "Ana", "bib": "X78"}, bib="X77")
    assert [each.first_name for each in corrected.visits] == ["Ana"]
    assert corrected.entrant == Entrant(bib="X78", first_name="Ana", last_name="Lind")
    with tent.store.read(tent.slug) as reading:
        record = reading.record_of(visit.id)
    assert record is not None
    assert record.facts is not None
    assert (record.facts.first_name, record.facts.bib) == ("Ana", "X78")
    assert record.history[-1].what == "name or number corrected"
    with pytest.raises(NoSuchEntrant):
        find(tent, bib="X77")


def _freeze(floor: Floor, visit_id: int) -> None:
    records.freeze(floor, floor.visit(visit_id))


def test_without_a_bib_the_one_visit_is_corrected(tent: Tent) -> None:
    visit = tent.register(first_name="Ben")
    corrected = correct(tent, {"first_name": "Benno"}, visit_id=visit.id)
    assert [each.first_name for each in corrected.visits] == ["Benno"]


def test_which_answers_tell_of_a_visit() -> None:
    visit = a_visit(ticket="A7")
    assert forgotten.tells_of({"visits": [{"id": 1}, {"ticket": "A7"}]}, visit)
    assert not forgotten.tells_of({"visits": [{"id": 1}, {"ticket": "A70"}], "text": "A7"}, visit)
