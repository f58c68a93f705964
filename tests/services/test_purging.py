"""The two clocks: when the desk purges by itself, what goes, what stays, and that figures name nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from eventdesk.adapters.memory import MemoryAccess, MemoryStore
from eventdesk.domain.errors import NotNow, StoreUnavailable
from eventdesk.domain.event import ListState
from eventdesk.domain.suppressing import FEW
from eventdesk.domain.visit import Action, Role, VisitStatus
from eventdesk.services import exporting, kept_figures, purging, records
from eventdesk.services.access import Access, Kind
from eventdesk.services.erasing import Erasing
from eventdesk.services.keeping import Figures
from eventdesk.services.ports import Entrant
from eventdesk.services.purging import Purger
from tests.services.tent import ORGANISER, Tent
from tests.services.test_records import HEALTH, hand_over, here, note, treated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from eventdesk.services.floor import Floor

MINUTES_A_DAY = 24 * 60


@dataclass
class Files:
    """What is done to the files of the desk."""

    done: list[str] = field(default_factory=list)
    is_busy: bool = False
    away: list[str] = field(default_factory=list)
    is_cut_off: bool = False
    remembered: list[str] = field(default_factory=list)

    def intend(self, what: str) -> None:
        self.remembered.append(what)

    def intended(self) -> list[str]:
        return list(self.remembered)

    def settle(self, marks: Sequence[str]) -> None:
        self.remembered = [each for each in self.remembered if each not in marks]

    def compact(self) -> None:
        if self.is_busy:
            msg = "busy"
            raise StoreUnavailable(msg)
        self.done.append("compact")

    def checkpoint(self) -> None:
        self.done.append("checkpoint")

    def replace(self) -> list[str]:
        if self.is_cut_off:
            msg = "the plug is pulled"
            raise RuntimeError(msg)
        self.done.append("copies")
        return self.away


@pytest.fixture
def tent() -> Tent:
    return Tent(store=MemoryStore())


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def access() -> MemoryAccess:
    return MemoryAccess()


@pytest.fixture
def purger(tent: Tent, files: Files, access: MemoryAccess) -> Purger:
    return a_purger(tent, files, access)


def a_purger(tent: Tent, files: Files, access: MemoryAccess) -> Purger:
    """As each start of the desk makes one."""
    erasing = Erasing(tent.clock, files, compact=files.compact, checkpoint=files.checkpoint)
    return Purger(tent.desk, access, erasing)


def to(tent: Tent, at: datetime) -> None:
    tent.clock.advance((at - tent.clock.now()).total_seconds() / 60)


def a_day(tent: Tent) -> None:
    """Mia has treated Anna, Ben waits, and a line of the start list was never used."""
    with tent.store.change(tent.slug) as change:
        change.put_entrants([Entrant(bib="9", first_name="Cara", last_name="Moss")])
    mia = tent.therapist("Mia Berg")
    tent.therapist("Tom", ready=False)
    note(tent, treated(tent, mia), mia)
    tent.register(first_name="Ben")


def test_the_queue_goes_and_the_record_stays_sealed(tent: Tent, purger: Purger, files: Files) -> None:
    a_day(tent)
    seq = len(tent.journal())
    done = purger.purge(tent.slug, ORGANISER, early=True)
    assert (done.visits, done.entrants, done.records_here, done.undone) == (2, 1, 1, ())
    assert files.done == ["copies", "compact"]
    with tent.store.read(tent.slug) as reading:
        assert reading.visits(set(VisitStatus)) == []
        assert reading.count_entrants() == 0
        assert [each.name for each in reading.therapists()] == ["Mia Berg"]
        assert [each.action for each in reading.journal(since=0, limit=100)] == ["purge"]
        assert reading.seq == seq + 1
        assert reading.purged_at == tent.clock.now()
        assert reading.event.state is ListState.CLOSED
        assert reading.journal_of("event", 5)[0].after == {"visits": 2, "entrants": 1, "records_here": 1}
        assert reading.command(seq + 1)[0].action == "purge"
    (record,) = here(tent)
    assert record.visit_id < 0
    assert record.facts is not None
    assert (record.facts.first_name, record.note is not None) == ("Anna", True)


def test_a_start_list_that_nobody_used_goes_and_leaves_no_figures(tent: Tent, purger: Purger) -> None:
    with tent.store.change(tent.slug) as change:
        change.put_entrants([Entrant(bib="9", first_name="Cara", last_name="Moss")])
    tent.do(lambda floor: floor.note("event", "import", {"imported": 1}))
    assert purger.purge(tent.slug, ORGANISER, early=True).entrants == 1
    with tent.store.read(tent.slug) as reading:
        assert (reading.count_entrants(), reading.figures()) == (0, None)


def test_once_the_record_is_handed_over_nobody_is_left(tent: Tent, purger: Purger) -> None:
    a_day(tent)
    purger.purge(tent.slug, ORGANISER, early=True)
    assert hand_over(tent, here(tent)[0].therapist_id) == 1
    with tent.store.read(tent.slug) as reading:
        assert (reading.records(), reading.therapists()) == ([], [])


def test_records_handed_over_before_leave_nothing(tent: Tent, purger: Purger) -> None:
    a_day(tent)
    hand_over(tent, here(tent)[0].therapist_id)
    assert purger.purge(tent.slug, ORGANISER, early=True).records_here == 0
    with tent.store.read(tent.slug) as reading:
        assert (reading.records(), reading.therapists()) == ([], [])


def test_before_its_time_nothing_goes(tent: Tent, purger: Purger, files: Files) -> None:
    a_day(tent)
    before = tent.state()
    with pytest.raises(NotNow) as refused:
        purger.purge(tent.slug, ORGANISER)
    assert refused.value.state == "early"
    assert (tent.state(), files.done) == (before, [])
    assert purger.purge_due(ORGANISER) == []
    assert tent.state() == before


def test_in_its_time_everything_due_goes(tent: Tent, purger: Purger) -> None:
    a_day(tent)
    due = purger.due_at(tent.slug)
    assert due is not None
    to(tent, due)
    assert [each.slug for each in purger.purge_due(ORGANISER)] == [tent.slug]
    assert purger.due_at(tent.slug) is None
    with pytest.raises(NotNow) as refused:
        purger.purge(tent.slug, ORGANISER, early=True)
    assert refused.value.state == "empty"


def test_the_desk_purges_by_itself_after_a_moment_of_caution(tent: Tent, purger: Purger) -> None:
    a_day(tent)
    assert purger.beat() == []
    with tent.store.read(tent.slug) as reading:
        goes_at = purging.goes_at(reading)
    assert goes_at is not None
    to(tent, goes_at)
    assert purger.beat() == []
    tent.clock.advance(0.5)
    assert purger.beat() == []
    tent.clock.advance(9)
    assert purger.beat() == []
    tent.clock.advance(1)
    assert purger.beat() == [tent.slug]
    assert tent.journal()[0].actor == "timer"


def test_a_clock_that_was_wrong_for_a_moment_purges_nothing(tent: Tent, purger: Purger) -> None:
    a_day(tent)
    tent.clock.advance(400 * MINUTES_A_DAY)
    assert purger.beat() == []
    tent.clock.advance(-400 * MINUTES_A_DAY)
    assert purger.beat() == []
    tent.clock.advance(400 * MINUTES_A_DAY)
    assert purger.beat() == []
    assert tent.journal()[-1].action != "purge"


def test_records_go_when_their_time_is_over(tent: Tent, purger: Purger, files: Files) -> None:
    a_day(tent)
    purger.purge(tent.slug, ORGANISER, early=True)
    files.done.clear()
    purger.beat()
    to(tent, here(tent)[0].keep_until + timedelta(minutes=1))
    purger.beat()
    assert here(tent) == []
    assert files.done == ["copies", "checkpoint"]


def test_what_could_not_be_done_is_said(tent: Tent, purger: Purger, files: Files) -> None:
    a_day(tent)
    files.is_busy, files.away = True, ["The stick is away."]
    done = purger.purge(tent.slug, ORGANISER, early=True)
    assert len(done.undone) == 2
    assert done.undone[1] == "The stick is away."


def test_what_a_pulled_plug_left_in_the_files_goes_after_the_next_start(
    tent: Tent, purger: Purger, files: Files, access: MemoryAccess
) -> None:
    a_day(tent)
    files.is_cut_off = True
    with pytest.raises(RuntimeError):
        purger.purge(tent.slug, ORGANISER, early=True)
    with tent.store.read(tent.slug) as reading:
        assert reading.purged_at is not None
    assert files.done == []
    files.is_cut_off = False

    again = a_purger(tent, files, access)
    again.beat()

    assert files.done == ["copies", "compact"]
    assert files.remembered == []
    tent.clock.advance(2)
    again.beat()
    assert files.done == ["copies", "compact"]


def test_what_is_erased_is_remembered_before(tent: Tent, purger: Purger, files: Files) -> None:
    known: list[list[str]] = []

    def erases(floor: Floor) -> None:
        known.append(files.intended())
        floor.note("event", "erase", {})
        purger.erasing.finish()  # somebody else's beat: this one is under way, and nothing of it is done twice
        known.append(list(files.done))

    done, undone = purger.erasing.erase(tent.slug, erases, tent.do)

    assert (done, undone) == (None, [])
    [[mark], nothing] = known
    assert (mark.rpartition(" ")[2], nothing) == (tent.slug, [])
    assert (files.done, files.remembered) == (["copies", "checkpoint"], [])


def test_where_nothing_was_erased_the_files_stay(tent: Tent, purger: Purger, files: Files) -> None:
    def refuses(_floor: Floor) -> None:
        msg = "not now"
        raise NotNow(msg, state="")

    with pytest.raises(NotNow):
        purger.erasing.erase(tent.slug, refuses, tent.do)
    assert purger.erasing.erase(tent.slug, refuses, lambda _: "answered before") == ("answered before", [])
    purger.beat()
    assert (files.done, files.remembered) == ([], [])


def test_passes_and_pins_of_the_event_go_and_others_stay(tent: Tent, purger: Purger, access: MemoryAccess) -> None:
    a_day(tent)
    doors = Access(access, tent.clock, b"key" * 8)
    mine, _ = doors.give(Kind.KIOSK, Role.KIOSK, slug=tent.slug)
    desk, _ = doors.give(Kind.SESSION, Role.ORGANISER, slug=None)
    access.set_pin_hash(tent.slug, 1, "hash")
    purger.purge(tent.slug, ORGANISER, early=True)
    assert doors.recognise(mine) is None
    assert doors.recognise(desk) is not None
    assert access.pins_set(tent.slug) == set()


def test_a_purge_by_another_process_ends_the_passes_here(tent: Tent, purger: Purger, access: MemoryAccess) -> None:
    a_day(tent)
    doors = Access(access, tent.clock, b"key" * 8)
    secret, _ = doors.give(Kind.KIOSK, Role.KIOSK, slug=tent.slug)
    purger.beat()
    tent.do(purging.purge)
    assert doors.recognise(secret) is not None
    tent.clock.advance(2)
    purger.beat()
    assert doors.recognise(secret) is None


def test_who_comes_after_a_purge_is_counted_beside_those_before(tent: Tent, purger: Purger) -> None:
    a_day(tent)
    purger.purge(tent.slug, ORGANISER, early=True)
    with tent.store.change(tent.slug) as change:
        change.put_entrants([Entrant(bib="1", first_name="Dan", last_name="")])
    tent.register(ORGANISER, first_name="Eve", force=True)
    purger.purge(tent.slug, ORGANISER, early=True)
    tent.register(ORGANISER, first_name="Flo", force=True)
    purger.purge(tent.slug, ORGANISER, early=True)
    with tent.store.read(tent.slug) as reading:
        kept = reading.figures()
    assert kept is not None
    assert len(kept.document["earlier"]) == 2
    assert len(here(tent)) == 1


def test_a_purge_that_fails_changes_nothing(tent: Tent) -> None:
    a_day(tent)
    before = tent.state(), here(tent), tent.journal()

    def fails(floor: Floor) -> None:
        purging.purge(floor)
        msg = "the plug is pulled"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError):
        tent.do(fails)
    assert (tent.state(), here(tent), tent.journal()) == before


def test_the_figures_that_stay_tell_of_no_few(tent: Tent) -> None:
    mia = tent.therapist("Mia Berg")
    for _ in range(6):
        treated(tent, mia, told=HEALTH)
    tent.act(tent.register(), Action.DECLINE)
    with tent.store.read(tent.slug) as reading:
        kept = kept_figures.of(reading)
    assert (kept["registered"], kept["therapists"]) == (7, 1)
    assert kept["by_status"]["declined"] == FEW
    assert kept["by_status"]["done"] == "not told"
    assert kept["wait_minutes"]["count"] == 6
    assert kept["wait_minutes_by_treatment"]["pre_event"] == {"count": 0, "mean": None, "median": None, "p95": None}
    assert "Mia" not in str(kept)
    assert kept_figures.with_earlier(kept, None) == kept
    assert kept_figures.with_earlier(kept, Figures(tent.clock.now(), kept)) == kept | {"earlier": [kept]}


def test_the_table_of_the_day_holds_times_and_nothing_of_health(tent: Tent, purger: Purger) -> None:
    a_day(tent)
    tent.act(tent.register(first_name="Ref", last_name="Erred"), Action.REFER)
    tent.register(first_name="In", wave="Wave 1", treatment="pre_event")
    with tent.store.read(tent.slug) as reading:
        rows = exporting.visits(reading)
        without = exporting.visits(reading, with_names=False)
        figures = exporting.figures(reading)
    assert [each["status"] for each in rows] == ["done", "waiting", "over", "waiting"]
    assert rows[0]["started_at"] == "2026-05-03 09:00:00"
    assert (rows[0]["wait_minutes"], rows[1]["wait_minutes"]) == (0.0, None)
    assert (rows[0]["therapist"], rows[3]["wave"], rows[0]["first_name"]) == ("Mia Berg", "Wave 1", "Anna")
    assert list(without[0]) == exporting.columns(with_names=False)
    assert not {"bib", "first_name", "last_name"} & without[0].keys()
    assert figures["kept"] is None
    purger.purge(tent.slug, ORGANISER, early=True)
    with tent.store.read(tent.slug) as reading:
        assert exporting.figures(reading)["kept"]["registered"] == FEW
    assert records.NOBODY == 0
