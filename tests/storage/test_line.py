"""The queue as either store reads it: by due time, lazily, and unharmed by changes meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from eventdesk.domain.dispatch import order, why_not_now
from eventdesk.domain.event import Rule
from eventdesk.domain.visit import VisitStatus
from eventdesk.services.ports import Intake
from tests.builders import NOW
from tests.storage.adding import a_new_visit, add_visit

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Store


def in_minutes(minutes: float) -> dict[str, Any]:
    return {"due_at": NOW + timedelta(minutes=minutes)}


def test_by_due_time_then_registration_then_number(store: Store) -> None:
    late = add_visit(store, **in_minutes(20))
    soon = add_visit(store, **in_minutes(10))
    early_bird = add_visit(store, **in_minutes(20), registered_at=NOW - timedelta(microseconds=1))
    as_late = add_visit(store, **in_minutes(20))
    add_visit(store, **in_minutes(1), status=VisitStatus.AWAY)
    with store.read("spring") as reading:
        line = list(reading.line())
        assert line == [soon, early_bird, late, as_late]
        assert [reading.place(each) for each in line] == [1, 2, 3, 4]
        assert reading.waiting_ids() == [each.id for each in line]
        assert reading.place(replace(late, status=VisitStatus.CALLED)) is None


def test_those_who_may_not_be_called_are_left_out(store: Store) -> None:
    too_late = add_visit(store, **in_minutes(-1), rule=Rule.BEFORE_START)
    just_in_time = add_visit(store, **in_minutes(0), rule=Rule.BEFORE_START)
    overdue = add_visit(store, **in_minutes(-5), rule=Rule.PROMISE)
    not_yet = add_visit(store, **in_minutes(-4), not_before=NOW + timedelta(microseconds=1))
    just_now = add_visit(store, **in_minutes(-3), not_before=NOW)
    with store.read("spring") as reading:
        assert list(reading.callable_line(NOW)) == [overdue, just_now, just_in_time]
        assert list(reading.line()) == [overdue, not_yet, just_now, too_late, just_in_time]


def test_a_long_line_is_read_to_its_end(store: Store) -> None:
    chance = Random(1)  # noqa: S311
    visits: list[Visit] = []
    with store.change("spring") as change:
        for _ in range(700):
            # Few due times, so that pieces end between equals.
            visit = a_new_visit(
                **in_minutes(chance.randrange(-3, 3)),
                rule=chance.choice(list(Rule)),
                not_before=chance.choice([None, NOW, NOW + timedelta(minutes=1)]),
            )
            visits.append(change.add_visit(visit, Intake()))
        in_order = sorted(visits, key=order)
        assert list(change.line()) == in_order
        assert list(change.callable_line(NOW)) == [each for each in in_order if why_not_now(each, NOW) is None]
        assert list(islice(change.line(), 3)) == in_order[:3]
        assert change.place(in_order[500]) == 501
        assert change.waiting_ids() == [each.id for each in in_order]


def test_the_line_may_be_changed_while_it_is_read(store: Store) -> None:
    with store.change("spring") as change:
        for minutes in range(30):
            change.add_visit(a_new_visit(**in_minutes(minutes)), Intake())
        called = []
        for visit in change.line():
            change.put_visit(replace(visit, status=VisitStatus.CALLED))
            called.append(visit.due_at)
        assert called == sorted(called)
        assert len(called) == 30
        assert list(change.line()) == []


def test_a_moved_visit_stands_where_its_new_due_time_puts_it(store: Store) -> None:
    first, second = add_visit(store, **in_minutes(1)), add_visit(store, **in_minutes(2))
    moved = replace(first, due_at=NOW + timedelta(minutes=3), is_moved=True)
    with store.change("spring") as change:
        change.put_visit(moved)
        assert list(change.line()) == [second, moved]
        assert change.place(moved) == 2
