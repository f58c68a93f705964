"""Changes that come together share one flush: what each may rely on all the same."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from eventdesk import runtime
from eventdesk.adapters.db import together
from eventdesk.adapters.db.engine import transaction
from eventdesk.domain.errors import NoSuchVisit, OpenVisitExists, StoreUnavailable
from eventdesk.domain.visit import VisitStatus
from eventdesk.services.ports import Intake
from tests.storage.adding import a_new_visit, add_visit, an_entry
from tests.storage.conftest import everything
from tests.storage.test_access import a_pass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventdesk.adapters.db import Database
    from eventdesk.services.ports import Change

PATIENCE_SECONDS = 20


class Crowd:
    """Several who change something at once. Whoever is first is held up before the flush, so that the others join."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch, pool: ThreadPoolExecutor) -> None:
        self.database = database
        self.store = database.store
        self.heard: list[str] = []
        self.commits = 0
        self.fault: BaseException | None = None
        self._pool = pool
        self._is_held = threading.Event()
        self._may_go = threading.Event()
        monkeypatch.setattr(runtime, "sleep", self._hold)
        monkeypatch.setattr(DefaultDialect, "do_commit", self._commit_of())

    def _hold(self, seconds: float) -> None:
        assert seconds == 0
        self._is_held.set()
        assert self._may_go.wait(PATIENCE_SECONDS)

    def _commit_of(self) -> Callable[[Any, Any], None]:
        at_once: Callable[[Any, Any], None] = DefaultDialect.do_commit
        written: dict[int, int] = {}

        def commit(dialect: Any, driver: Any) -> None:
            self.commits += written.get(id(driver), 0) != driver.total_changes
            written[id(driver)] = driver.total_changes
            if self.fault is not None:
                raise self.fault
            at_once(dialect, driver)

        return commit

    def begins(self, name: str, work: Callable[[Change], object] | None = None) -> Future[Any]:
        """The first one: its change is made and not flushed when this returns."""
        found = self._pool.submit(self._change, name, work, threading.Event())
        assert self._is_held.wait(PATIENCE_SECONDS)
        return found

    def joins(self, name: str, work: Callable[[Change], object] | None = None) -> Future[Any]:
        """One more: it has done what it wanted to when this returns."""
        done = threading.Event()
        found = self._pool.submit(self._change, name, work, done)
        assert done.wait(PATIENCE_SECONDS)
        return found

    def _change(self, name: str, work: Callable[[Change], object] | None, done: threading.Event) -> Any:
        with self.store.change("spring") as change:
            try:
                change.after_commit(lambda: self.heard.append(name))
                visit = change.add_visit(a_new_visit(bib=name), Intake(note=name))
                change.record([an_entry(change, action=name, subject=f"visit:{visit.id}")])
                return visit if work is None else work(change)
            finally:
                done.set()

    def flush(self) -> None:
        """The first one goes on."""
        self._may_go.set()

    @property
    def bibs(self) -> list[str | None]:
        """Whoever only looks sees these."""
        with self.store.read("spring") as reading:
            return [each.bib for each in reading.visits(set(VisitStatus))]

    @property
    def journal(self) -> list[tuple[int, str]]:
        """`seq` and action of each entry."""
        with self.store.read("spring") as reading:
            return [(each.seq, each.action) for each in reading.journal(since=0, limit=100)]


@pytest.fixture
def crowd(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    with ThreadPoolExecutor(8) as pool:
        crowd = Crowd(database, monkeypatch, pool)
        yield crowd
        crowd.flush()


def a_full_disk() -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("database or disk is full")
    fault.sqlite_errorname = "SQLITE_FULL"
    return fault


def test_those_who_come_together_are_flushed_together_and_told_in_order(crowd: Crowd) -> None:
    assert crowd.bibs == []
    before = crowd.commits
    waiting = [crowd.begins("one"), *(crowd.joins(name) for name in ("two", "three", "four"))]
    assert not any(each.done() for each in waiting)
    assert (crowd.bibs, crowd.heard) == ([], [])  # nobody sees, or is told of, what may still come to nothing
    crowd.flush()
    found = [each.result(PATIENCE_SECONDS) for each in waiting]
    assert crowd.commits == before + 1
    assert [each.bib for each in found] == crowd.bibs == crowd.heard == ["one", "two", "three", "four"]
    assert crowd.journal == [(1, "one"), (2, "two"), (3, "three"), (4, "four")]


def test_whoever_is_refused_takes_back_nothing_of_the_others(crowd: Crowd) -> None:
    def refused(_: Change) -> None:
        raise NoSuchVisit("of this one")

    first, second, third = crowd.begins("one"), crowd.joins("two", refused), crowd.joins("three")
    assert not second.done()
    crowd.flush()
    assert [first.result(PATIENCE_SECONDS).bib, third.result(PATIENCE_SECONDS).bib] == ["one", "three"]
    with pytest.raises(NoSuchVisit, match="of this one"):
        second.result(PATIENCE_SECONDS)
    assert crowd.bibs == crowd.heard == ["one", "three"]
    assert crowd.journal == [(1, "one"), (2, "three")]


def test_a_first_one_that_is_refused_leaves_nothing_and_holds_nobody_up(crowd: Crowd) -> None:
    def refused(_: Change) -> None:
        raise NoSuchVisit("of this one")

    with pytest.raises(NoSuchVisit, match="of this one"):
        crowd.joins("one", refused).result(PATIENCE_SECONDS)
    assert (crowd.bibs, crowd.heard) == ([], [])
    crowd.flush()
    assert add_visit(crowd.store, bib="one").bib == "one"
    assert crowd.bibs == ["one"]


def test_a_refusal_that_rests_on_somebody_elses_change_waits_until_that_is_durable(crowd: Crowd) -> None:
    first = crowd.begins("one")
    second = crowd.joins("two", lambda change: change.add_visit(a_new_visit(bib="ONE"), Intake()))
    assert not second.done()
    crowd.flush()
    with pytest.raises(OpenVisitExists) as refusal:
        second.result(PATIENCE_SECONDS)
    assert refusal.value.visit == first.result(PATIENCE_SECONDS)
    assert crowd.bibs == ["one"]


def test_when_the_flush_fails_everybody_is_told_and_nothing_of_anybody_is_kept(crowd: Crowd) -> None:
    before = everything(crowd.store)
    waiting = [crowd.begins("one"), crowd.joins("two")]
    waiting.append(crowd.joins("three", lambda change: change.add_visit(a_new_visit(bib="one"), Intake())))
    crowd.fault = a_full_disk()
    crowd.flush()
    for each in waiting:
        with pytest.raises(StoreUnavailable, match="disk is full"):
            each.result(PATIENCE_SECONDS)
    crowd.fault = None
    assert everything(crowd.store) == before
    assert crowd.heard == []
    assert add_visit(crowd.store, bib="one").bib == "one"
    assert crowd.bibs == ["one"]


class Ended(BaseException):
    """As a green thread that is killed, or Ctrl-C in the middle."""


@pytest.mark.parametrize("durable", [True, False])
def test_whoever_flushes_and_is_ended_leaves_nobody_waiting(crowd: Crowd, *, durable: bool) -> None:
    def is_ended(change: Change) -> None:
        def end() -> None:
            raise Ended

        change.after_commit(end)

    first, second = crowd.begins("one", is_ended if durable else None), crowd.joins("two")
    crowd.fault = None if durable else Ended()
    crowd.flush()
    with pytest.raises(Ended):
        first.result(PATIENCE_SECONDS)
    if durable:
        second.result(PATIENCE_SECONDS)
    else:
        with pytest.raises(StoreUnavailable, match="nothing was saved"):
            second.result(PATIENCE_SECONDS)
    crowd.fault = None
    assert crowd.bibs == (["one", "two"] if durable else [])
    assert add_visit(crowd.store, bib="three").bib == "three"


def test_when_flushing_meets_a_bug_that_is_what_everybody_is_told(crowd: Crowd) -> None:
    waiting = [crowd.begins("one"), crowd.joins("two")]
    crowd.fault = sqlite3.ProgrammingError("a bug")
    crowd.flush()
    for each in waiting:
        with pytest.raises(Exception, match="a bug"):
            each.result(PATIENCE_SECONDS)
    crowd.fault = None
    assert (crowd.bibs, crowd.heard) == ([], [])


def test_a_disk_that_is_full_for_one_is_not_for_the_others(crowd: Crowd) -> None:
    first = crowd.begins("one")

    def fills(change: Change) -> None:
        connection = change._connection  # type: ignore[attr-defined]  # noqa: SLF001 - the limit is the connection's
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
        for _ in range(2000):
            change.add_visit(a_new_visit(last_name="x" * 200), Intake())

    second = crowd.joins("two", fills)
    third = crowd.joins("three")
    crowd.flush()
    with pytest.raises(StoreUnavailable, match="disk is full"):
        second.result(PATIENCE_SECONDS)
    kept = [first.result(PATIENCE_SECONDS).bib, third.result(PATIENCE_SECONDS).bib]
    assert kept == crowd.bibs == crowd.heard == ["one", "three"]


@pytest.mark.parametrize("fault", [NoSuchVisit("of this one"), StoreUnavailable("The disk is gone.")])
def test_when_sqlite_gives_all_of_it_up_everybody_is_told(crowd: Crowd, fault: Exception) -> None:
    before = everything(crowd.store)
    first = crowd.begins("one")

    def gives_up(change: Change) -> None:
        change._connection.exec_driver_sql("ROLLBACK")  # type: ignore[attr-defined]  # noqa: SLF001 - as SQLite does
        raise fault

    second = crowd.joins("two", gives_up)
    crowd.flush()
    for each in (first, second):
        with pytest.raises(StoreUnavailable, match=r"nothing was saved|The disk is gone"):
            each.result(PATIENCE_SECONDS)
    assert everything(crowd.store) == before
    assert crowd.heard == []


def test_other_writing_comes_after_what_is_pending(crowd: Crowd) -> None:
    first = crowd.begins("one")
    crowd.database.access.add_pass("1", a_pass())
    assert crowd.bibs == crowd.heard == ["one"]
    crowd.flush()
    assert first.result(PATIENCE_SECONDS).bib == "one"
    assert crowd.heard == ["one"]


def test_what_is_full_is_flushed_by_the_last_one_who_fits_in(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST_TOGETHER", 2)
    first, second = crowd.begins("one"), crowd.joins("two")
    assert second.result(PATIENCE_SECONDS).bib == "two"
    assert crowd.bibs == ["one", "two"]
    crowd.flush()
    assert add_visit(crowd.store, bib="three").bib == "three"
    assert first.result(PATIENCE_SECONDS).bib == "one"
    assert crowd.heard == ["one", "two"]


def test_whoever_is_alone_waits_for_nobody(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(runtime, "sleep", slept.append)
    for number in range(3):
        add_visit(database.store, bib=str(number))
        with transaction(database.engine) as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM visits").scalar() == number + 1
    assert slept == [0, 0, 0]


def test_on_postgresql_each_is_alone(on_server: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(runtime, "sleep", slept.append)
    add_visit(on_server.store, bib="1")
    with on_server.store.read("spring") as reading:
        assert [each.bib for each in reading.line()] == ["1"]
    assert slept == []


def test_a_change_begun_by_a_listener_is_refused_and_the_rest_goes_on(crowd: Crowd) -> None:
    def begins_another() -> None:
        with crowd.store.change("spring"):
            raise AssertionError("it must not get in")

    first = crowd.begins("one", lambda change: change.after_commit(begins_another))
    second = crowd.joins("two")
    crowd.flush()
    first.result(PATIENCE_SECONDS)
    assert second.result(PATIENCE_SECONDS).bib == "two"
    assert crowd.bibs == crowd.heard == ["one", "two"]
