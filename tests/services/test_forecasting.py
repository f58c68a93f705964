"""The forecast kept up to date: when it runs, what it follows, what it remembers after a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from eventdesk.adapters.memory import MemoryStore
from eventdesk.domain.errors import NoSuchEvent
from eventdesk.domain.event import Mode
from eventdesk.domain.learning import FIRST_GUESS
from eventdesk.domain.promises import FEWER, LONGER
from eventdesk.domain.visit import Action, Visit, VisitStatus
from eventdesk.services import duty, events, forecasting
from eventdesk.services.day import Floor, Outcome, work_out
from eventdesk.services.forecasting import LASTS, Forecaster
from tests.builders import NOW, an_event
from tests.services.tent import CONSENTS, Tent, as_therapist

SECOND = 1 / 60


@pytest.fixture
def tent() -> Tent:
    return Tent()


def hearing(tent: Tent) -> Forecaster:
    """A forecaster that is told of every commit, as the live side does."""
    forecaster = tent.looker.forecaster
    announce = tent.heard.announce
    tent.heard.announce = lambda news: (announce(news), forecaster.hear(news))  # type: ignore[assignment,func-returns-value]
    return forecaster


def no_reading(*_: object, **__: object) -> None:
    pytest.fail("the store was read")


def test_a_run_serves_until_something_changes_and_a_second_has_gone(tent: Tent) -> None:
    tent.therapist()
    tent.register()
    first = tent.looker.forecast(tent.slug)
    tent.clock.advance(2 * SECOND)
    assert tent.looker.forecast(tent.slug) is first
    tent.register()
    second = tent.looker.forecast(tent.slug)
    assert len(second.starts) == 2
    tent.register()
    assert tent.looker.forecast(tent.slug) is second
    tent.clock.advance(SECOND)
    assert len(tent.looker.forecast(tent.slug).starts) == 3


def test_time_that_passes_makes_a_new_one_too(tent: Tent) -> None:
    tent.therapist()
    first = tent.looker.forecast(tent.slug)
    tent.clock.advance(LASTS.total_seconds() / 60)
    assert tent.looker.forecast(tent.slug) is not first


@pytest.mark.parametrize(("run_seconds", "rests_seconds"), [(1, 20), (2, 40), (10, 60)])
def test_a_run_that_takes_long_is_a_small_part_of_the_time(tent: Tent, run_seconds: int, rests_seconds: int) -> None:
    def aside(work: Any, floor: Floor) -> Outcome:
        tent.clock.advance(run_seconds * SECOND)
        outcome: Outcome = work(floor)
        return outcome

    tent.therapist()
    for _ in range(forecasting.SHORT_LINE + 1):
        tent.register()
    forecaster = Forecaster(tent.store, tent.clock, aside)
    first = forecaster.forecast(tent.slug)
    tent.register()
    tent.clock.advance((rests_seconds - run_seconds - 1) * SECOND)
    assert forecaster.forecast(tent.slug) is first
    tent.clock.advance(SECOND)
    assert len(forecaster.forecast(tent.slug).starts) == len(first.starts) + 1


def test_what_was_heard_needs_no_reading(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> None:
    forecaster = hearing(tent)
    mia = tent.therapist()
    forecaster.forecast(tent.slug)
    first, second = tent.register(), tent.register()
    tent.next(mia)
    tent.act(first, Action.START, as_therapist(mia))
    tent.do(partial(events.change_event, values={"turnover_minutes": 0}))
    tent.clock.advance(SECOND)
    monkeypatch.setattr(MemoryStore, "read", no_reading)
    forecast = forecaster.forecast(tent.slug)
    assert set(forecast.starts) == {second.id}
    assert forecaster.day(tent.slug).event.turnover_minutes == 0


def test_a_gap_in_what_was_heard_is_read_from_the_journal(tent: Tent) -> None:
    """Another process, or a command line, has changed something as well."""
    forecaster = hearing(tent)
    tent.therapist()
    forecaster.forecast(tent.slug)
    tent.heard.announce = lambda news: None  # type: ignore[method-assign]  # noqa: ARG005
    unheard = tent.register()
    hearing(tent)
    heard = tent.register()
    tent.clock.advance(SECOND)
    assert set(forecaster.forecast(tent.slug).starts) == {unheard.id, heard.id}
    tent.clock.advance(SECOND)
    forecaster.hear(tent.heard.news[0]) if tent.heard.news else None
    assert set(forecaster.forecast(tent.slug).starts) == {unheard.id, heard.id}


def test_news_of_an_event_nobody_asks_about_is_not_kept(tent: Tent) -> None:
    forecaster = hearing(tent)
    tent.register()
    assert forecaster.latest(tent.slug) is None
    assert forecaster.beat() == []


def test_a_newcomer_keeps_the_window_that_was_told_before_the_next_run(tent: Tent) -> None:
    forecaster = hearing(tent)
    tent.therapist()
    for _ in range(3):
        tent.register()
    forecaster.forecast(tent.slug)
    newcomer = tent.register()
    told = forecaster.expected(tent.slug, newcomer)
    assert told is not None
    assert forecaster.expected(tent.slug, newcomer) == told
    tent.clock.advance(SECOND)
    forecaster.forecast(tent.slug)
    after = forecaster.expected(tent.slug, newcomer)
    assert after is not None
    assert after.at <= told.at
    assert after.high <= told.high


def test_whoever_comes_after_others_were_called_in_the_same_second_is_not_told_their_couch() -> None:
    tent = Tent(mode=Mode.AUTO)
    forecaster = hearing(tent)
    for name in ("Mia Berg", "Tom Lind", "Nora Silva"):
        tent.therapist(name)
    known = forecaster.forecast(tent.slug)
    tent.register(told=replace(CONSENTS, screening={"fever": True}))
    visits = [tent.register() for _ in range(5)]
    starts = [forecaster.expected(tent.slug, tent.visit(visit)) for visit in visits]
    assert forecaster.latest(tent.slug) is known
    assert starts[:3] == [None, None, None]
    for window in starts[3:]:
        assert window is not None
        assert window.at - NOW > timedelta(minutes=15)


def test_whom_nobody_may_serve_gets_no_window(tent: Tent) -> None:
    forecaster = tent.looker.forecaster
    tent.therapist(skills=frozenset({"pre_event"}))
    known = tent.register()
    assert forecaster.expected(tent.slug, known) is None
    forecaster.forecast(tent.slug)
    assert forecaster.expected(tent.slug, known) is None
    assert forecaster.expected(tent.slug, tent.register()) is None


def test_a_long_line_is_worked_out_aside_and_no_request_waits_for_it(tent: Tent) -> None:
    worked: list[int] = []

    def aside(work: Any, floor: Floor) -> Outcome:
        worked.append(len(floor.line))
        outcome: Outcome = work(floor)
        return outcome

    forecaster = Forecaster(tent.store, tent.clock, aside)
    tent.therapist()
    forecaster.forecast(tent.slug)
    assert worked == []
    for _ in range(forecasting.SHORT_LINE + 1):
        tent.register()
    tent.clock.advance(SECOND)
    forecaster.at_hand(tent.slug)
    assert worked == [forecasting.SHORT_LINE + 1]
    tent.register()
    tent.clock.advance(SECOND)
    forecaster.at_hand(tent.slug)
    assert len(worked) == 1
    assert [day.event.slug for day, _ in forecaster.beat()] == [tent.slug]
    assert len(worked) == 2


def test_whoever_asks_while_a_run_is_on_is_answered_the_last_one(tent: Tent) -> None:
    tent.therapist()
    tent.register()
    asked: list[Any] = []

    def aside(work: Any, floor: Floor) -> Outcome:
        asked.append(forecaster.forecast(tent.slug))
        outcome: Outcome = work(floor)
        return outcome

    forecaster = Forecaster(tent.store, tent.clock, aside)
    first = forecaster.forecast(tent.slug)
    for _ in range(forecasting.SHORT_LINE):
        tent.register()
    tent.clock.advance(SECOND)
    second = forecaster.forecast(tent.slug)
    assert asked == [first]
    assert second is not first


def test_a_newcomer_who_joins_while_a_run_is_on_keeps_the_window_that_was_told(tent: Tent) -> None:
    joined: list[tuple[Visit, Any]] = []

    def aside(work: Any, floor: Floor) -> Outcome:
        outcome: Outcome = work(floor)
        if not joined:
            newcomer = tent.register()
            joined.append((newcomer, forecaster.expected(tent.slug, newcomer)))
        return outcome

    forecaster = tent.looker.forecaster = Forecaster(tent.store, tent.clock, aside)
    hearing(tent)
    therapists = [tent.therapist(f"T {number}") for number in range(4)]
    tent.register()
    forecaster.forecast(tent.slug)
    for _ in range(forecasting.SHORT_LINE):
        tent.register()
    tent.clock.advance(SECOND)
    forecaster.forecast(tent.slug)
    ((newcomer, told),) = joined
    assert told is not None
    assert told.at - NOW > timedelta(minutes=100)
    assert forecaster.expected(tent.slug, newcomer) == told
    for therapist in therapists[1:]:
        tent.do(partial(duty.off, therapist_id=therapist.id), as_therapist(therapist))
    tent.clock.advance(SECOND)
    forecaster.forecast(tent.slug)
    after = forecaster.expected(tent.slug, newcomer)
    assert after is not None
    assert after.why in (FEWER, LONGER)
    assert told.at < after.at
    for _ in range(100):
        tent.clock.advance(SECOND)
        forecaster.forecast(tent.slug)
        assert forecaster.expected(tent.slug, newcomer) == after


def test_a_window_told_by_a_command_that_failed_is_let_go(tent: Tent) -> None:
    forecaster = hearing(tent)
    tent.therapist()
    never_kept = replace(tent.register(), id=99)
    tent.register()
    forecaster.forecast(tent.slug)
    told = forecaster.expected(tent.slug, never_kept)
    for _ in range(2):
        tent.clock.advance(LASTS.total_seconds() / 60)
        forecaster.forecast(tent.slug)
    after = forecaster.expected(tent.slug, never_kept)
    assert told is not None
    assert after is not None
    assert after.at > told.at


def test_the_next_one_who_gets_the_number_of_a_visit_that_came_to_nothing_is_told_a_window_of_its_own(
    tent: Tent,
) -> None:
    tent.therapist()
    for _ in range(3):
        tent.register()
    forecaster = tent.looker.forecaster
    forecaster.forecast(tent.slug)
    failed = replace(tent.register(), id=99, token="came-to-nothing")
    told = forecaster.expected(tent.slug, failed)
    sooner = replace(failed, token="came", due_at=tent.clock.now() - timedelta(hours=1))
    own = forecaster.expected(tent.slug, sooner)
    assert told is not None
    assert own is not None
    assert own.at < told.at


def test_after_a_restart_the_day_is_read_and_what_was_told_still_holds(tent: Tent) -> None:
    forecaster = tent.looker.forecaster
    mia = tent.therapist()
    visits = [tent.register() for _ in range(7)]
    told = dict(forecaster.forecast(tent.slug).starts)
    forecaster.beat()
    for visit in visits[:6]:
        _treat(tent, mia, visit)
    last = visits[6]
    forecaster.forecast(tent.slug)
    again = Forecaster(tent.store, tent.clock)
    after = again.forecast(tent.slug)
    day = again.day(tent.slug)
    assert day.seq == tent.store.stamp(tent.slug).seq
    figures, before = day.accuracy.figures(), forecaster.day(tent.slug).accuracy.figures()
    assert figures is not None
    assert figures == before
    assert figures.count == 6
    assert after.known.learned.seen == 6
    assert after.starts[last.id].at <= told[last.id].at or after.starts[last.id].why


def _treat(tent: Tent, therapist: Any, visit: Visit, minutes: float = 20) -> None:
    tent.next(therapist)
    tent.clock.advance(1)
    tent.act(visit, Action.START, as_therapist(therapist))
    tent.clock.advance(minutes)
    tent.act(visit, Action.FINISH, as_therapist(therapist))
    tent.tick(3)


def test_told_windows_are_saved_once_in_ten_seconds(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[int] = []
    keep = MemoryStore.keep_told

    def keeping(store: MemoryStore, slug: str, rows: Any) -> None:
        saved.append(len(rows))
        keep(store, slug, rows)

    monkeypatch.setattr(MemoryStore, "keep_told", keeping)
    forecaster = tent.looker.forecaster
    tent.therapist()
    for _ in range(20):
        tent.register()
        forecaster.forecast(tent.slug)
        forecaster.beat()
        tent.clock.advance(SECOND)
    assert len(saved) == 2
    with tent.store.read(tent.slug) as reading:
        assert 10 <= len(reading.told()) <= 20


def test_many_told_windows_are_saved_a_few_at_each_beat(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "SAVED_AT_ONCE", 4)
    forecaster = tent.looker.forecaster
    tent.therapist()
    for _ in range(10):
        tent.register()
    forecaster.forecast(tent.slug)
    kept = []
    for _ in range(4):
        forecaster.beat()
        with tent.store.read(tent.slug) as reading:
            kept.append(len(reading.told()))
    assert kept == [4, 8, 10, 10]
    for _ in range(9):
        tent.register()
    tent.clock.advance(1 / 60)
    forecaster.forecast(tent.slug)
    tent.clock.advance(31)
    assert forecaster.beat() == []
    with tent.store.read(tent.slug) as reading:
        assert len(reading.told()) == 19


def test_an_event_that_nobody_asks_about_is_forgotten(tent: Tent) -> None:
    forecaster = tent.looker.forecaster
    tent.therapist()
    tent.register()
    forecaster.forecast(tent.slug)
    tent.clock.advance(29)
    assert len(forecaster.beat()) == 1
    tent.clock.advance(2)
    assert forecaster.beat() == []
    assert forecaster.latest(tent.slug) is None
    with tent.store.read(tent.slug) as reading:
        assert len(reading.told()) == 1


@pytest.mark.parametrize(("count", "teaches"), [(forecasting.ENOUGH_TREATED, True), (3, False)])
def test_a_former_event_teaches_the_first_guess(count: int, teaches: bool) -> None:  # noqa: FBT001
    store = MemoryStore()
    former = Tent(an_event(id=0, slug="former", mode=Mode.ON_REQUEST, date=date(2025, 5, 4)), store)
    mia = former.therapist()
    for _ in range(count):
        _treat(former, mia, former.register(), minutes=26)
    today = Tent(store=store)
    assert today.slug != former.slug
    today.therapist()
    learned = today.looker.forecast(today.slug).known.learned
    assert (learned.length_share > 1.15) is teaches
    if not teaches:
        assert learned.length_share == FIRST_GUESS.length_share
    assert learned.by_therapist == {}


def test_a_whole_busy_day_is_read_page_by_page(tent: Tent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "PAGE", 3)
    tent.therapist()
    visits = [tent.register() for _ in range(forecasting.SHORT_LINE + 10)]
    assert set(tent.looker.forecast(tent.slug).starts) == {each.id for each in visits}
    for each in visits[:7]:
        tent.act(each, Action.WITHDRAW)
    tent.clock.advance(SECOND)
    assert set(tent.looker.forecast(tent.slug).starts) == {each.id for each in visits[7:]}


def test_a_therapist_who_is_taken_off_the_list_is_not_counted_on(tent: Tent) -> None:
    forecaster = hearing(tent)
    mia = tent.therapist()
    tent.register()
    assert forecaster.forecast(tent.slug).has_couches
    from eventdesk.services import duty  # noqa: PLC0415

    tent.do(partial(duty.change_therapist, therapist_id=mia.id, values={"is_listed": False}))
    tent.clock.advance(SECOND)
    assert not forecaster.forecast(tent.slug).has_couches


def test_whom_the_organiser_moves_is_told_anew_at_once(tent: Tent) -> None:
    forecaster = hearing(tent)
    tent.therapist()
    visits = [tent.register() for _ in range(5)]
    before = forecaster.forecast(tent.slug).starts[visits[0].id]
    tent.act(visits[0], Action.MOVE, due_at=NOW + timedelta(hours=3), reason="Asked to.")
    tent.clock.advance(SECOND)
    after = forecaster.forecast(tent.slug).starts[visits[0].id]
    assert after.at - before.at > timedelta(minutes=60)


def test_what_a_missed_call_costs_is_learned(tent: Tent) -> None:
    forecaster = hearing(tent)
    mia = tent.therapist()
    forecaster.forecast(tent.slug)
    guess = FIRST_GUESS.miss_minutes
    for _ in range(6):
        visit = tent.register()
        tent.next(mia)
        tent.clock.advance(5)
        tent.act(visit, Action.RECALL, as_therapist(mia))
        tent.clock.advance(5)
        tent.act(visit, Action.MISS, as_therapist(mia))
    learned = forecaster.forecast(tent.slug).known.learned
    assert guess + 2 < learned.miss_minutes < 10
    assert learned.miss_share > 2 * FIRST_GUESS.miss_share


def test_a_call_that_was_forgotten_for_hours_teaches_nothing_of_what_one_costs(tent: Tent) -> None:
    forecaster = hearing(tent)
    mia = tent.therapist()
    forecaster.forecast(tent.slug)
    visit = tent.register()
    tent.next(mia)
    tent.clock.advance(200)
    tent.act(visit, Action.MISS, as_therapist(mia))
    assert forecaster.forecast(tent.slug).known.learned.miss_minutes == FIRST_GUESS.miss_minutes


def test_a_fault_of_the_forecast_keeps_nobody_from_joining_and_being_called(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tent = Tent(mode=Mode.AUTO)
    forecaster = hearing(tent)
    with monkeypatch.context() as broken:
        broken.setattr(forecasting, "work_out", lambda _: 1 / 0)
        visit = tent.register(first_name="Secret")
        assert tent.looker.visit(tent.slug, visit.id)["expected_start"] == {"at": None, "low": None, "high": None}
        assert tent.looker.board(tent.slug)["waiting"][0]["ticket"] == visit.ticket
        assert tent.looker.staff(tent.slug)["outlook"]["closing"] is None
        tent.clock.advance(1)
        assert tent.looker.forecast(tent.slug).starts == {}
    assert "ZeroDivisionError" in caplog.text
    assert "Secret" not in caplog.text
    tent.therapist()
    behind = tent.register()
    tent.clock.advance(SECOND)
    assert set(forecaster.forecast(tent.slug).starts) == {behind.id}
    with pytest.raises(NoSuchEvent):
        forecaster.forecast("nowhere")


def test_a_fault_while_the_day_is_read_is_made_good_from_the_journal(tent: Tent) -> None:
    mia = tent.therapist()
    visit = tent.register()
    forecaster = tent.looker.forecaster
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(Forecaster, "_guess", lambda *_: 1 / 0)
        assert forecaster.forecast(tent.slug).starts == {}
    tent.do(partial(duty.change_therapist, therapist_id=mia.id, values={"couch": "7"}))
    tent.clock.advance(SECOND)
    assert set(forecaster.forecast(tent.slug).starts) == {visit.id}


def test_the_run_is_pure(tent: Tent) -> None:
    tent.therapist()
    visits = [tent.register() for _ in range(3)]
    floor = tent.looker.forecaster.day(tent.slug).floor(NOW + timedelta(minutes=1))
    assert work_out(floor).shown == work_out(replace(floor)).shown
    assert {visit.status for visit in floor.line} == {VisitStatus.WAITING}
    assert [visit.id for visit in floor.line] == [visit.id for visit in visits]
