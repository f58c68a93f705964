"""A simulated day is a day at the desk: the same rules, only faster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from eventdesk.adapters.memory import MemoryStore
from eventdesk.domain import cycle
from eventdesk.domain.event import Mode
from eventdesk.domain.visit import TABLE, Action, Role, VisitStatus
from eventdesk.services import registering, visits
from eventdesk.services.actors import Actor
from eventdesk.services.desk import Desk
from eventdesk.simulation.behaviour import Behaviour
from eventdesk.simulation.clock import RaceClock
from eventdesk.simulation.days import START, day_of_arrivals, walk_ups
from eventdesk.simulation.player import Player
from eventdesk.simulation.roster import Roster, Shift
from eventdesk.simulation.synthetic import synthetic
from eventdesk.simulation.tent import fast_forward, live_through, open_tent
from eventdesk.simulation.uptake import TELLS_NOTHING
from tests.simulation.living import all_day, at, event_with, lived

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Entry, News, Reading
    from eventdesk.simulation.race_day import RaceDay

DEMO = synthetic(4, date(2026, 5, 3))
EXACT = Behaviour.exact()


class NoScreens:
    def announce(self, news: News) -> None:
        pass


def without_tokens(found: Sequence[Visit]) -> list[Visit]:
    return [replace(each, token="") for each in found]


def test_the_same_seed_gives_the_same_day() -> None:
    one, same, other = (lived(synthetic(seed, date(2026, 5, 3)), seed=seed) for seed in (4, 4, 5))
    assert without_tokens(one.day.visits) == without_tokens(same.day.visits)
    assert one.figures == same.figures
    assert one.figures != other.figures


def test_every_step_is_one_of_the_lifecycle() -> None:
    steps: set[tuple[Action, VisitStatus, VisitStatus | None]] = set()

    def watch(reading: Reading, entries: Sequence[Entry], now: datetime) -> None:
        assert reading.seq == entries[-1].seq
        assert {each.at for each in entries} == {now}
        for each in entries:
            if each.subject.startswith("visit:") and each.action != "register":
                status = each.before.get("status") or reading.visit(int(each.subject[6:])).status
                to = each.after.get("status")
                steps.add((Action(each.action), VisitStatus(status), to and VisitStatus(to)))

    restless = replace(Behaviour(), no_shows=0.3, leaves=0.1, steps_away=0.1, referred=0.05)
    live_through(MemoryStore(), DEMO, seed=4, behaviour=restless, watch=watch)
    for action, origin, to in steps:
        assert origin in TABLE[action].origins
        assert to is None or to is TABLE[action].to or (action is Action.MISS and to is VisitStatus.NO_SHOW)
    # All that people do in a tent has happened; only what an organiser does by hand has not.
    by_hand = {Action.RELEASE, Action.TRANSFER, Action.MOVE, Action.DECLINE, Action.REGISTER}
    assert {action for action, _, _ in steps} >= set(Action) - by_hand


def test_everything_as_planned() -> None:
    arrivals = walk_ups(20, START, seed=1, until=at(240), minutes=20)
    found = lived(day_of_arrivals(event_with(20), arrivals, all_day(6)), behaviour=EXACT).day.visits
    assert len(found) == len(arrivals)
    for each in found:
        assert each.called_at == each.started_at
        assert each.started_at is not None
        assert each.finished_at == each.started_at + timedelta(minutes=20)


def test_nobody_comes_when_called() -> None:
    arrivals = walk_ups(10, START, seed=1, until=at(120), minutes=20)
    race = day_of_arrivals(event_with(20), arrivals, all_day(3))
    day = lived(race, behaviour=replace(EXACT, no_shows=1, comes_back=1))
    for each in day.day.visits:
        # Called, called again, missed; back in line, and once more.
        assert (each.status, each.calls, each.misses) == (VisitStatus.NO_SHOW, 4, 2)
    assert day.figures.no_shows == len(arrivals)
    assert day.figures.waits["post_event"].count == len(arrivals)


def test_whoever_comes_after_closing_is_turned_away() -> None:
    arrivals = walk_ups(10, START, seed=1, until=at(120))
    race = day_of_arrivals(event_with(20, closes_at=at(60)), arrivals, all_day(3))
    day = lived(race, behaviour=EXACT)
    late = [each for each in arrivals if each.at >= at(60)]
    assert late
    assert list(day.day.turned_away) == late
    assert day.figures.turned_away + day.figures.visits == len(arrivals)


def test_breaks_and_shifts_are_kept_to_the_minute() -> None:
    roster = Roster(
        shifts=(Shift(starts_at=at(0), ends_at=at(300), count=4),), break_every_minutes=90, break_minutes=15
    )
    arrivals = walk_ups(30, START, seed=2, until=at(280), minutes=20)
    day = lived(day_of_arrivals(event_with(20), arrivals, roster), behaviour=EXACT).day
    pauses = {each.id: each.breaks for each in day.therapists}
    assert any(pauses.values())
    served = [each for each in day.visits if each.started_at and each.finished_at]
    assert len(served) > 30
    for each in served:
        assert each.started_at is not None
        assert each.finished_at is not None
        assert at(0) <= each.started_at < each.finished_at <= at(300)
        for pause in pauses[each.therapist_id or 0]:
            assert each.finished_at <= pause.starts_at or each.started_at >= pause.ends_at


def test_without_automatic_calls_whoever_is_ready_asks() -> None:
    race = replace(DEMO, event=replace(DEMO.event, mode=Mode.ON_REQUEST))
    asked, automatic = lived(race, behaviour=EXACT), lived(DEMO, behaviour=EXACT)
    # Whoever is ready asks in the order of the list, so not all get the same therapist; but as many are served.
    assert asked.figures.done == pytest.approx(automatic.figures.done, abs=6)


def test_in_rounds_all_begin_and_end_together() -> None:
    event = event_with(15, cycle_minutes=20, cycle_from=at(0), turnover_minutes=4)
    arrivals = walk_ups(12, START, seed=1, until=at(300), minutes=15)
    day = lived(day_of_arrivals(event, arrivals, all_day(5)), behaviour=EXACT)
    assert day.figures.done == len(arrivals)
    for each in day.day.visits:
        assert each.called_at is not None
        assert each.finished_at is not None
        assert cycle.may_call(event, each.called_at)
        assert (each.finished_at - at(0)) % timedelta(minutes=20) == timedelta(minutes=16)


def playing(race: RaceDay, behaviour: Behaviour) -> tuple[Desk, RaceClock, Player]:
    clock = RaceClock(race.opens_at)
    desk = Desk(MemoryStore(), clock, NoScreens())
    open_tent(desk, race)
    return desk, clock, Player(desk, race, seed=1, behaviour=behaviour)


def test_a_real_person_at_a_screen_is_faster() -> None:
    race = day_of_arrivals(event_with(20), walk_ups(10, START, seed=1, until=at(60), minutes=20), all_day(2))
    desk, clock, player = playing(race, EXACT)
    slug, organiser = race.event.slug, Actor(Role.ORGANISER, "Ann")
    fast_forward(player, clock, race.arrivals[0].at + timedelta(minutes=5))
    with desk.store.read(slug) as reading:
        treated = reading.visits({VisitStatus.TREATING})[0]
    finish = partial(visits.act, visit_id=treated.id, action=Action.FINISH, details=visits.Details())
    desk.perform(slug, organiser, finish)
    fast_forward(player, clock)
    with desk.store.read(slug) as reading:
        entries = reading.journal_of(f"visit:{treated.id}", 10)
        assert [each.action for each in entries] == ["finish", "start", "call", "register"]
        assert entries[0].actor == str(organiser)
        assert reading.counts()[VisitStatus.DONE] == len(race.arrivals)


def test_a_runner_at_a_real_kiosk_is_served_too() -> None:
    race = day_of_arrivals(event_with(20), walk_ups(10, START, seed=1, until=at(60), minutes=20), all_day(2))
    desk, clock, player = playing(race, EXACT)
    fast_forward(player, clock, at(10))
    wanted = registering.Wanted(treatment="post_event", first_name="Eve")
    register = partial(registering.register, wanted=wanted, told=TELLS_NOTHING)
    stranger = desk.perform(race.event.slug, Actor(Role.KIOSK), register)
    fast_forward(player, clock)
    with desk.store.read(race.event.slug) as reading:
        assert reading.visit(stranger.id).status is VisitStatus.DONE
        assert reading.counts()[VisitStatus.DONE] == len(race.arrivals) + 1


def test_the_clock_jumps_from_one_thing_to_the_next() -> None:
    race = day_of_arrivals(event_with(20), walk_ups(1, START, seed=1, count=50, minutes=20), all_day(2))
    _, clock, player = playing(race, EXACT)
    player.step()
    jumps = 0
    while (due_at := player.next_at()) is not None:
        assert due_at >= clock.now()
        clock.set(due_at)
        player.step()
        jumps += 1
    # Each comes, starts at once, ends, and three minutes later the couch is clean: two days in a few hundred steps.
    assert jumps <= 2 + 3 * len(race.arrivals)
    assert clock.now() - START > timedelta(days=1)
