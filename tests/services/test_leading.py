"""Of several processes one watches the time, one leads each event; another takes over when it dies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from eventdesk.domain.errors import StoreUnavailable
from eventdesk.domain.visit import VisitStatus
from eventdesk.services import timers
from eventdesk.services.leading import Alone, Shared
from eventdesk.services.time_watch import TimeWatch
from tests.builders import an_event
from tests.services.tent import Tent

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit


@dataclass
class Board:
    """Leases as the database keeps them, on a clock that a test moves."""

    now: float = 1000.0
    held: dict[str, tuple[str, float]] = field(default_factory=dict)
    is_away: bool = False

    def hold(self, name: str, holder: str, seconds: float) -> bool:
        if self.is_away:
            raise StoreUnavailable("away")
        whose, until = self.held.get(name, ("", 0.0))
        if whose != holder and until > self.now:
            return False
        self.held[name] = (holder, self.now + seconds)
        return True

    def let_go(self, holder: str) -> None:
        if self.is_away:
            raise StoreUnavailable("away")
        for name, (whose, _) in self.held.items():
            if whose == holder:
                self.held[name] = (whose, self.now)

    def free_for(self, name: str) -> float | None:
        return max(0.0, self.now - self.held[name][1]) if name in self.held else None


class Processes:
    """Several of one tent; each beats when it is told to."""

    def __init__(self) -> None:
        self.tent = Tent()
        self.board = Board()
        self.wanted: list[str] = [self.tent.slug]

    def one(self, name: str) -> Shared:
        return Shared(self.board, name, TimeWatch(self.tent.desk, self.elapsed), self.elapsed)

    def elapsed(self) -> float:
        return self.board.now

    def passes(self, seconds: float, *processes: Shared) -> None:
        """Second by second; all that live look after what is theirs."""
        for _ in range(round(seconds)):
            self.board.now += 1
            self.tent.clock.advance(1 / 60)
            self.beat(*processes)

    def beat(self, *processes: Shared) -> None:
        for each in processes:
            each.renew(lambda: self.wanted)
            timers.tick(self.tent.desk, each.leads)

    def leaders(self, *processes: Shared) -> list[bool]:
        return [each.leads(self.tent.slug) for each in processes]


@pytest.fixture
def processes() -> Processes:
    return Processes()


def test_of_two_the_first_leads_and_watches(processes: Processes) -> None:
    first, second = processes.one("first"), processes.one("second")
    processes.passes(5, first, second)
    assert processes.leaders(first, second) == [True, False]
    assert (first.leads_desk, second.leads_desk) == (True, False)
    assert (first.led, second.led) == ([processes.tent.slug], [])


def test_a_dead_one_is_followed_within_five_seconds(processes: Processes) -> None:
    first, second = processes.one("first"), processes.one("second")
    processes.passes(5, first, second)
    processes.passes(2, second)
    assert not second.leads(processes.tent.slug)
    processes.passes(3, second)
    assert second.leads(processes.tent.slug)
    assert second.leads_desk
    assert not first.leads(processes.tent.slug), "by its own count it has lost it too"


def test_one_that_ends_is_followed_at_once(processes: Processes) -> None:
    first, second = processes.one("first"), processes.one("second")
    processes.passes(2, first, second)
    first.end()
    assert processes.leaders(first, second) == [False, False]
    processes.beat(second)
    assert processes.leaders(first, second) == [False, True]


def called(tent: Tent) -> Visit:
    mia = tent.therapist()
    tent.register()
    found, _ = tent.next(mia)
    assert found
    return found


def test_another_process_is_no_desk_that_was_away(processes: Processes) -> None:
    tent = processes.tent
    first, second = processes.one("first"), processes.one("second")
    processes.beat(first)
    visit = called(tent)
    processes.passes(60, first)
    processes.passes(60, first, second)
    processes.passes(10, second)
    assert tent.visit(visit) == visit, "who comes and who takes over gives nobody new time"
    processes.passes(60, second)
    assert tent.visit(visit).status is VisitStatus.AWAY, "and nobody is forgotten"


def test_where_none_was_there_for_long_whoever_is_called_gets_the_time(processes: Processes) -> None:
    tent = processes.tent
    first = processes.one("first")
    processes.beat(first)
    visit = called(tent)
    processes.passes(600)
    second, third = processes.one("second"), processes.one("third")
    processes.wanted.clear()
    processes.beat(second)
    processes.wanted.append(tent.slug)
    processes.beat(third)
    assert third.leads(tent.slug)
    assert tent.visit(visit).status is VisitStatus.CALLED
    assert tent.visit(visit).grace_until == tent.clock.now() + timedelta(minutes=3)


def test_until_somebody_has_looked_at_the_time_nobody_is_missed(processes: Processes) -> None:
    tent = processes.tent
    first = processes.one("first")
    processes.beat(first)
    visit = called(tent)
    processes.passes(600)
    processes.board.hold("watch", "one that hangs", 600)
    second = processes.one("second")
    processes.passes(20, second)
    assert not second.leads(tent.slug)
    assert tent.visit(visit).status is VisitStatus.CALLED


def test_while_the_database_is_away_it_leads_nothing_and_afterwards_goes_on(processes: Processes) -> None:
    first, second = processes.one("first"), processes.one("second")
    processes.passes(2, first, second)
    processes.board.is_away = True
    with pytest.raises(StoreUnavailable):
        processes.beat(first)
    assert processes.leaders(first, second) == [False, False]
    first.end()
    processes.board.is_away = False
    processes.passes(1, first, second)
    assert processes.leaders(first, second) == [True, False]


def test_an_event_that_nobody_wants_is_led_no_more(processes: Processes) -> None:
    first = processes.one("first")
    processes.passes(2, first)
    processes.wanted.clear()
    processes.passes(60, first)
    assert first.led
    processes.board.now += 3600
    processes.beat(first)
    assert first.led == []


def test_who_is_alone_leads_everything_and_looks_at_the_time() -> None:
    tent = Tent()
    watch = TimeWatch(tent.desk)
    watch.expect_start()
    visit = called(tent)
    tent.clock.advance(60)
    alone = Alone(watch)
    alone.renew(list)
    timers.tick(tent.desk, alone.leads)
    alone.end()
    assert alone.leads("any")
    assert alone.led is None
    assert alone.leads_desk
    assert tent.visit(visit).status is VisitStatus.CALLED


def test_an_event_that_cannot_be_looked_after_keeps_no_other_from_being_so(monkeypatch: pytest.MonkeyPatch) -> None:
    tents = [Tent()]
    tents += [Tent(event=an_event(id=0, slug=slug), store=tents[0].store) for slug in ("autumn", "winter")]
    visits = {tent.slug: called(tent) for tent in tents}
    desk = tents[0].desk
    tents[0].clock.advance(60)
    refused, *others = desk.store.due_events(desk.clock.now())
    assert len(others) == 2
    perform = desk.perform

    def refusing(slug: str, *more: Any) -> Any:
        if slug == refused:
            msg = "busy"
            raise StoreUnavailable(msg)
        return perform(slug, *more)

    monkeypatch.setattr(desk, "perform", refusing)
    with pytest.raises(StoreUnavailable):
        timers.tick(desk)
    found = {tent.slug: tent.visit(visits[tent.slug]).status for tent in tents}
    assert {slug for slug, status in found.items() if status is VisitStatus.AWAY} == set(others)
    assert found[refused] is VisitStatus.CALLED
