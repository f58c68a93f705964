"""A lid that was closed, a crash, a clock that was changed: nobody is missed for it, nobody loses the place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.errors import NothingToUndo, StoreUnavailable
from eventdesk.domain.event import Mode
from eventdesk.domain.therapist import Pause, TherapistStatus
from eventdesk.domain.visit import Action, VisitStatus
from eventdesk.services import duty, modes, timers
from eventdesk.services.time_watch import CALL_GOES_ON, CLOCK_CHANGED, TimeWatch
from tests.builders import NOW
from tests.services.tent import Tent, as_therapist

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit

HOUR = 60.0


class Watched:
    """A tent whose desk is watched; time goes by with the desk there, without it, or on the clock alone."""

    def __init__(self, **values: Any) -> None:
        self.tent = Tent(**values)
        self.elapsed = 1000.0
        self.changes = 0
        self.watch = TimeWatch(self.tent.desk, lambda: self.elapsed, self._changed)
        self.beat()

    def _changed(self) -> None:
        self.changes += 1

    def beat(self) -> None:
        self.watch.look()
        timers.tick(self.tent.desk)

    def passes(self, minutes: float) -> None:
        """Beat by beat."""
        for _ in range(round(minutes * 60)):
            self.sleeps(1 / 60)

    def sleeps(self, minutes: float) -> None:
        """The desk is not there for so long, then looks."""
        self.elapsed += minutes * 60
        self.tent.clock.advance(minutes)
        self.beat()

    def clock_goes(self, minutes: float) -> None:
        """Somebody puts the clock forward or (below 0) back."""
        self.tent.clock.advance(minutes)
        self.beat()

    def starts_again(self, minutes: float) -> None:
        """The desk crashed, and begins after so long by its clock."""
        self.tent.clock.advance(minutes)
        self.watch = TimeWatch(self.tent.desk, lambda: self.elapsed, self._changed)
        self.watch.expect_start()
        self.beat()

    def has_called(self) -> Visit:
        mia = self.tent.therapist()
        self.tent.register()
        called, _ = self.tent.next(mia)
        assert called
        return called

    def status(self, visit: Visit) -> VisitStatus:
        return self.tent.visit(visit).status

    def actions(self) -> list[str]:
        return [each.action for each in self.tent.journal()]


def test_while_the_desk_is_there_nothing_is_put_right() -> None:
    day = Watched()
    called = day.has_called()
    day.passes(2.9)
    assert day.tent.visit(called) == called
    day.passes(0.2)
    assert day.status(called) is VisitStatus.AWAY
    assert not {CLOCK_CHANGED, CALL_GOES_ON} & set(day.actions())


def test_time_asleep_does_not_count_as_missed() -> None:
    day = Watched()
    called = day.has_called()
    day.passes(1)
    day.sleeps(20)
    assert day.status(called) is VisitStatus.CALLED
    day.passes(1.9)
    assert day.status(called) is VisitStatus.CALLED
    day.passes(0.2)
    assert day.status(called) is VisitStatus.AWAY


def test_nobody_gets_more_than_the_whole_time_to_come() -> None:
    day = Watched()
    called = day.has_called()
    day.sleeps(20)
    assert day.tent.visit(called).grace_until == day.tent.clock.now() + timedelta(minutes=3)


def test_a_nap_is_none() -> None:
    day = Watched()
    called = day.has_called()
    day.sleeps(14 / 60)
    assert day.tent.visit(called) == called


def test_what_went_on_while_it_slept_is_over() -> None:
    day = Watched()
    mia, done = day.tent.therapist(), day.tent.register()
    day.tent.next(mia)
    day.tent.act(done, Action.START, as_therapist(mia))
    day.tent.act(done, Action.FINISH, as_therapist(mia))
    assert day.tent.of(mia).status is TherapistStatus.TURNOVER
    day.sleeps(20)
    assert day.tent.of(mia).status is TherapistStatus.READY


@pytest.mark.parametrize("minutes", [HOUR, -HOUR])
def test_a_changed_clock_changes_no_wait_and_no_place(minutes: float) -> None:
    day = Watched()
    by = timedelta(minutes=minutes)
    before = [day.tent.register(first_name="Ada"), day.tent.register(treatment="pre_event", wave="Wave 2")]
    later = day.tent.register(first_name="Eve", not_before=NOW + timedelta(minutes=40))
    day.clock_goes(minutes)
    ada, pre, eve = (day.tent.visit(each) for each in (*before, later))
    assert (ada.registered_at, ada.due_at) == (before[0].registered_at + by, before[0].due_at + by)
    assert (eve.not_before, eve.due_at) == (NOW + timedelta(minutes=40) + by, later.due_at + by)
    assert (pre.registered_at, pre.due_at) == (before[1].registered_at + by, before[1].due_at), (
        "the race starts as it did"
    )
    newcomer = day.tent.register(first_name="New")
    with day.tent.store.read(day.tent.slug) as reading:
        places = [each.first_name for each in reading.line() if each.treatment == "post_event"]
    assert places == ["Ada", newcomer.first_name, "Eve"]
    assert day.changes == 1
    noted = next(
        each for each in day.tent.journal() if each.action == CLOCK_CHANGED and each.after == {"seconds": minutes * 60}
    )
    assert noted.subject == "event"


@pytest.mark.parametrize("minutes", [HOUR, -HOUR])
def test_a_changed_clock_makes_nobody_miss_a_call_or_wait_for_one(minutes: float) -> None:
    day = Watched()
    called = day.has_called()
    day.passes(1)
    day.clock_goes(minutes)
    day.passes(1.9)
    assert day.status(called) is VisitStatus.CALLED
    day.passes(0.2)
    assert day.status(called) is VisitStatus.AWAY


@pytest.mark.parametrize("minutes", [HOUR, -HOUR])
def test_a_changed_clock_changes_no_treatment_turnover_or_break(minutes: float) -> None:
    day = Watched()
    by = timedelta(minutes=minutes)
    mia, kim, lee = (day.tent.therapist(name) for name in ("Mia", "Kim", "Lee"))
    off = day.tent.therapist("Off", ready=False)
    for each in (mia, kim):
        visit = day.tent.register()
        day.tent.next(each)
        day.tent.act(visit, Action.START, as_therapist(each))
    day.tent.act(visit, Action.FINISH, as_therapist(kim))
    day.tent.do(lambda floor: duty.take_break(floor, lee.id, length_minutes=15), as_therapist(lee))
    before = [day.tent.of(each) for each in (kim, lee, off)]
    day.clock_goes(minutes)
    after = [day.tent.of(each) for each in (kim, lee, off)]
    assert after[0].turnover_until == (before[0].turnover_until or NOW) + by
    assert after[1].break_until == (before[1].break_until or NOW) + by
    assert after[2] == before[2]
    with day.tent.store.read(day.tent.slug) as reading:
        treated = reading.visits({VisitStatus.TREATING})
    assert [each.ends_at for each in treated] == [NOW + timedelta(minutes=20) + by]


def test_a_planned_break_is_of_the_calendar() -> None:
    day = Watched()
    pause = Pause(NOW + timedelta(minutes=5), NOW + timedelta(minutes=25))
    mia = day.tent.therapist(breaks=(pause,))
    day.passes(5)
    assert day.tent.of(mia).break_until == pause.ends_at
    day.clock_goes(-HOUR)
    assert day.tent.of(mia).break_until == pause.ends_at


def test_rounds_go_on_in_their_step() -> None:
    day = Watched(mode=Mode.AUTO)
    day.tent.register()
    day.tent.do(lambda floor: modes.set_cycle(floor, 30))
    began = day.tent.event.cycle_from
    assert began
    day.clock_goes(HOUR)
    assert day.tent.event.cycle_from == began + timedelta(hours=1)


def test_an_empty_tent_takes_no_note_of_the_clock() -> None:
    day = Watched()
    before = day.tent.state()
    day.clock_goes(HOUR)
    assert day.tent.state() == before
    assert day.changes == 1


def test_small_corrections_move_nothing() -> None:
    day = Watched()
    ada = day.tent.register()
    day.clock_goes(-25 / 60)
    assert day.tent.visit(ada) == ada


def test_a_short_crash_gives_nobody_more_time() -> None:
    day = Watched()
    called = day.has_called()
    day.passes(1)
    day.starts_again(0.5)
    assert day.tent.visit(called) == called
    day.passes(1.4)
    assert day.status(called) is VisitStatus.CALLED
    day.passes(0.2)
    assert day.status(called) is VisitStatus.AWAY


@pytest.mark.parametrize("minutes", [20, HOUR])
def test_whose_time_ran_out_while_there_was_no_desk_gets_it_anew(minutes: float) -> None:
    day = Watched()
    called = day.has_called()
    day.starts_again(minutes)
    assert day.tent.visit(called).grace_until == day.tent.clock.now() + timedelta(minutes=3)
    day.passes(3.1)
    assert day.status(called) is VisitStatus.AWAY


def test_a_clock_that_was_put_back_while_there_was_no_desk() -> None:
    day = Watched()
    first = day.tent.register(first_name="Ada")
    mia, kim = day.tent.therapist("Mia"), day.tent.therapist("Kim")
    day.tent.next(mia)
    done = day.tent.register()
    day.tent.next(kim)
    day.tent.act(done, Action.START, as_therapist(kim))
    day.tent.act(done, Action.FINISH, as_therapist(kim))
    waiting = day.tent.register(first_name="Eve")
    day.starts_again(-HOUR)
    now = day.tent.clock.now()
    assert day.tent.visit(first).grace_until == now + timedelta(minutes=3)
    assert day.tent.of(kim).turnover_until == now + timedelta(minutes=3)
    newcomer = day.tent.register(first_name="New")
    with day.tent.store.read(day.tent.slug) as reading:
        assert [each.id for each in reading.line()] == [waiting.id, newcomer.id]


def test_a_turnover_is_never_longer_than_the_rule() -> None:
    day = Watched()
    mia, done = day.tent.therapist(), day.tent.register()
    day.tent.next(mia)
    day.tent.act(done, Action.START, as_therapist(mia))
    day.tent.act(done, Action.FINISH, as_therapist(mia))
    # The journal's newest entry is of now, the turnover of a clock that was wrong before it.
    wrong = day.tent.of(mia).turnover_until
    assert wrong
    day.tent.clock.advance(-2)
    day.tent.register()
    day.starts_again(0)
    assert day.tent.of(mia).turnover_until == day.tent.clock.now() + timedelta(minutes=3)


def test_the_journal_is_ordered_by_seq_whatever_the_clock_says() -> None:
    day = Watched()
    day.tent.register()
    day.clock_goes(-HOUR)
    day.tent.register()
    journal = day.tent.journal()
    assert [each.seq for each in journal] == list(range(1, len(journal) + 1))
    assert journal[-1].at < journal[0].at


def test_what_the_clock_did_cannot_be_undone_by_a_tap() -> None:
    day = Watched()
    called = day.has_called()
    day.clock_goes(HOUR)
    before = day.tent.state()
    with pytest.raises(NothingToUndo):
        day.tent.undo(called)
    assert day.tent.state() == before


def test_a_look_that_failed_is_made_up_for() -> None:
    day = Watched()
    called = day.has_called()
    events = day.tent.store.events

    def is_away() -> None:
        raise StoreUnavailable

    day.tent.store.events = is_away  # type: ignore[assignment,method-assign]
    with pytest.raises(StoreUnavailable):
        day.sleeps(20)
    assert day.status(called) is VisitStatus.CALLED
    day.tent.store.events = events  # type: ignore[method-assign]
    day.passes(1 / 60)
    assert day.status(called) is VisitStatus.CALLED


def test_a_made_up_clock_is_held_against_nothing() -> None:
    tent = Tent()
    watch = TimeWatch(tent.desk)
    watch.expect_start()
    watch.look()
    tent.register()
    before = tent.state()
    tent.clock.advance(-HOUR)
    watch.look()
    assert tent.state() == before
