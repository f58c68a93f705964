"""A runner joins the queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from eventdesk.domain.errors import Invalid, ListClosed, OpenVisitExists
from eventdesk.domain.event import Gender, Mode
from eventdesk.domain.visit import Action, Advice, VisitStatus
from eventdesk.services import events, start_lists
from eventdesk.services.ports import Entrant
from eventdesk.services.registering import Told, Wanted
from tests.builders import NOW
from tests.services.tent import CONSENTS, ORGANISER, Tent


@dataclass(frozen=True)
class _Line:
    line: int
    bib: str
    first_name: str
    last_name: str
    wave: str
    start_time: str


@pytest.fixture
def tent() -> Tent:
    return Tent()


def with_entrants(tent: Tent, *entrants: Entrant) -> None:
    tent.do(lambda floor: floor.change.put_entrants(entrants))


def test_a_finisher_waits_with_a_ticket_a_due_time_and_a_link(tent: Tent) -> None:
    visit = tent.register(bib="214")
    assert (visit.status, visit.ticket, visit.minutes) == (VisitStatus.WAITING, "A1", 20)
    assert visit.due_at == NOW + timedelta(minutes=30)
    assert len(visit.token) >= 16
    assert tent.visit(visit) == visit
    assert tent.register(bib="215").ticket == "A2"


def test_before_the_race_the_wave_sets_the_due_time(tent: Tent) -> None:
    visit = tent.register(treatment="pre_event", wave="wave 1", minutes=15)
    assert visit.ticket == "B1"
    assert visit.due_at == NOW + timedelta(minutes=60 - 15 - 15)
    by_id = tent.register(treatment="pre_event", wave=2)
    assert by_id.start_at == NOW + timedelta(minutes=120)
    own_start = tent.register(treatment="pre_event", start_at=NOW + timedelta(minutes=200))
    assert own_start.due_at == NOW + timedelta(minutes=200 - 15 - 10)


def test_the_start_list_fills_in_name_and_wave(tent: Tent) -> None:
    with_entrants(tent, Entrant(bib="A123", first_name="Bo", last_name="Lind", wave_id=2))
    visit = tent.register(treatment="pre_event", bib="a123", first_name="")
    assert (visit.first_name, visit.last_name, visit.wave_id) == ("Bo", "Lind", 2)
    assert visit.start_at == NOW + timedelta(minutes=120)


def test_a_later_time_of_their_own_choice_moves_the_due_time(tent: Tent) -> None:
    later = NOW + timedelta(minutes=25)
    visit = tent.register(not_before=later)
    assert visit.due_at == later + timedelta(minutes=30)


def test_a_second_open_visit_is_refused_with_the_first_one(tent: Tent) -> None:
    first = tent.register(bib="214")
    before = tent.state()
    with pytest.raises(OpenVisitExists) as refusal:
        tent.register(bib="214", treatment="pre_event", wave=1)
    assert refusal.value.visit == first
    assert tent.state() == before
    tent.act(first, Action.WITHDRAW)
    assert tent.register(bib="214").ticket == "A2"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"treatment": "yoga"}, "treatment"),
        ({"minutes": 7}, "minutes"),
        ({"first_name": ""}, "first_name"),
        ({"treatment": "pre_event"}, "wave"),
        ({"treatment": "pre_event", "wave": "elite"}, "wave"),
        ({"wave": 99}, "wave"),
        ({"therapist_id": 99}, "therapist_id"),
    ],
)
def test_each_wrong_field_is_named_and_nothing_happens(tent: Tent, wanted: dict[str, Any], field: str) -> None:
    before = tent.state()
    with pytest.raises(Invalid) as refusal:
        tent.register(**wanted)
    assert set(refusal.value.fields) == {field}
    assert tent.state() == before


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Told(consents_to_health_data=True), "consent.treatment"),
        (replace(CONSENTS, consent_version=2), "consent.version"),
        (replace(CONSENTS, focus=("tail",)), "focus"),
        (replace(CONSENTS, avoid=("wing",)), "avoid"),
        (replace(CONSENTS, screening={"shoe_size": True}), "screening.shoe_size"),
    ],
)
def test_what_is_told_is_checked_too(tent: Tent, told: Told, field: str) -> None:
    before = tent.state()
    with pytest.raises(Invalid) as refusal:
        tent.register(told=told)
    assert set(refusal.value.fields) == {field}
    assert tent.state() == before


def test_a_red_flag_is_held_for_a_person(tent: Tent) -> None:
    visit = tent.register(told=replace(CONSENTS, screening={"chest_pain": True}))
    assert (visit.status, visit.advice) == (VisitStatus.HELD, Advice.REFER)


def test_cautions_reach_the_intake_and_not_the_visit(tent: Tent) -> None:
    told = replace(CONSENTS, screening={"blood_thinners": True}, focus=("left_calf",), note="shy")
    visit = tent.register(told=told)
    assert visit.has_notes
    with tent.store.read(tent.slug) as reading:
        intake = reading.intake(visit.id)
    assert intake.cautions == ("Blood thinners: light pressure only.",)
    assert (intake.focus, intake.note, intake.answers) == (("left_calf",), "shy", {"blood_thinners": True})
    assert "Blood" not in repr(tent.journal())


def test_without_consent_nothing_of_health_is_kept_and_a_person_asks(tent: Tent) -> None:
    told = Told(consents_to_treatment=True, screening={"blood_thinners": True}, focus=("neck",), note="x")
    visit = tent.register(told=told)
    assert (visit.status, visit.advice, visit.has_notes) == (VisitStatus.HELD, Advice.ASK, False)
    with tent.store.read(tent.slug) as reading:
        intake = reading.intake(visit.id)
    assert (intake.answers, intake.outcomes, intake.cautions, intake.focus, intake.note) == ({}, {}, (), (), "")


def test_without_consent_a_red_flag_still_counts(tent: Tent) -> None:
    told = Told(consents_to_treatment=True, screening={"confused": True})
    assert tent.register(told=told).advice is Advice.REFER


def test_the_wording_agreed_to_is_on_record(tent: Tent) -> None:
    visit = tent.register()
    assert (visit.consented_at, visit.consent_version) == (NOW, 1)
    tent.do(lambda floor: events.change_event(floor, {"consent": {"treatment": "New words.", "health_data": "x"}}))
    assert tent.register().consent_version == 2
    # The wording changed while this form was open.
    assert tent.register(told=replace(CONSENTS, consent_version=1)).consent_version == 1


def test_a_closed_list_says_why_and_an_organiser_may_add_all_the_same(tent: Tent) -> None:
    tent.do(lambda floor: events.close_list(floor, "Full until three."))
    before = tent.state()
    with pytest.raises(ListClosed, match="Full until three"):
        tent.register()
    with pytest.raises(ListClosed):
        tent.register(force=True)
    with pytest.raises(ListClosed):
        tent.register(actor=ORGANISER)
    assert tent.state() == before
    assert tent.register(actor=ORGANISER, force=True).ticket == "A1"
    tent.do(events.open_list)
    assert tent.register().ticket == "A2"


def test_who_had_one_goes_behind_the_others_if_the_event_says_so() -> None:
    tent = Tent(repeat_goes_last=True, turnover_minutes=0)
    mia = tent.therapist()
    first = tent.register(bib="7")
    tent.next(mia)
    tent.act(first, Action.START)
    tent.act(first, Action.FINISH)
    again = tent.register(bib="7")
    other = tent.register(bib="8")
    assert again.is_repeat
    assert tent.next(mia)[0] == tent.visit(other)


def test_in_an_auto_event_whoever_is_ready_gets_the_newcomer_at_once() -> None:
    tent = Tent(mode=Mode.AUTO)
    mia = tent.therapist(couch="3")
    visit = tent.register()
    assert tent.visit(visit).status is VisitStatus.CALLED
    assert (tent.visit(visit).therapist_id, tent.visit(visit).couch) == (mia.id, "3")


def test_a_quote_before_joining_tells_the_wait_and_what_wishes_cost(tent: Tent) -> None:
    tent.therapist("Mia", gender=Gender.WOMAN)
    quote = tent.looker.quote(tent.slug, Wanted(treatment="post_event"))
    assert quote["wait_minutes"] == 0
    assert quote["wishes"]["man"] is None
    assert quote["wishes"]["woman"] is not None
    assert quote["open"]
    assert quote["open_visit"] is None
    assert tent.journal() == [] or all(each.action != "register" for each in tent.journal())


def test_a_quote_that_cannot_be_kept_offers_what_can(tent: Tent) -> None:
    tent.therapist()
    late = Wanted(treatment="pre_event", start_at=NOW + timedelta(minutes=27), minutes=15, bib="5")
    quote = tent.looker.quote(tent.slug, late)
    assert quote["too_late"]
    assert [(each["treatment"], each["minutes"]) for each in quote["alternatives"]] == [
        ("pre_event", 10),
        ("pre_event", 5),
        ("post_event", 20),
    ]


def test_a_shorter_visit_is_offered_only_where_somebody_is_free_in_time(tent: Tent) -> None:
    mia = tent.therapist()
    tent.next(mia)
    tent.act(tent.register(), Action.CALL)
    late = Wanted(treatment="pre_event", start_at=NOW + timedelta(minutes=27), minutes=15)
    quote = tent.looker.quote(tent.slug, late)
    assert [each["treatment"] for each in quote["alternatives"]] == ["post_event"]


def test_a_quote_for_somebody_in_line_shows_the_ticket(tent: Tent) -> None:
    visit = tent.register(bib="5")
    quote = tent.looker.quote(tent.slug, Wanted(treatment="post_event", bib="5"))
    assert quote["open_visit"]["ticket"] == visit.ticket
    assert quote["expected_start"] is None
    assert quote["wait_minutes"] is None


def test_an_import_updates_by_bib_and_never_touches_a_visit(tent: Tent) -> None:
    visit = tent.register(bib="12", first_name="Old")
    lines = [
        _Line(2, "12", "Anna", "Berg", "Wave 1", ""),
        _Line(3, "13", "Bo", "Lind", "Half marathon", "09:30"),
        _Line(4, "14", "Cy", "Moe", "Fun run", ""),
        _Line(5, "15", "Di", "Noe", "", ""),
        _Line(6, "16", "Ed", "Orr", "10K", ""),
    ]
    done = tent.do(partial(start_lists.import_lines, lines=lines, problems=[(7, "no bib")], wave_starts={"10k": 2}))
    assert (done.imported, done.updated, done.skipped, done.problems) == (5, 0, 1, ((7, "no bib"),))
    with tent.store.read(tent.slug) as reading:
        waves = {bib: reading.entrant(bib).wave_id for bib in ("12", "13", "14", "15", "16")}
        assert waves == {"12": 1, "13": 3, "14": None, "15": None, "16": 2}
        assert [each.name for each in reading.event.waves] == ["Wave 1", "Wave 2", "Half marathon"]
    again = tent.do(partial(start_lists.import_lines, lines=[replace(lines[0], first_name="Ann")]))
    assert (again.imported, again.updated) == (0, 1)
    assert tent.visit(visit) == visit


def test_an_import_can_make_waves_from_starts_and_leave_others_out(tent: Tent) -> None:
    start = NOW + timedelta(hours=3)
    lines = [_Line(1, "1", "A", "", "Elite", "08:00"), _Line(2, "2", "B", "", "Walk", "08:00")]
    tent.do(partial(start_lists.import_lines, lines=lines, wave_starts={"Elite": start, "Walk": None, "x": 99}))
    assert [(each.name, each.starts_at) for each in tent.event.waves][2:] == [("Elite", start)]
    with tent.store.read(tent.slug) as reading:
        assert reading.entrant("2").wave_id is None
