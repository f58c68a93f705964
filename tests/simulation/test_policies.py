"""What the desk's rule is worth: many race days under each policy, with the same runners."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING

from eventdesk.simulation.behaviour import Behaviour
from eventdesk.simulation.days import day_of_field, plain_event
from eventdesk.simulation.field import fitted, together
from eventdesk.simulation.uptake import Uptake
from tests.simulation.living import Lived, all_day, at, lived

if TYPE_CHECKING:
    from eventdesk.simulation.race_day import RaceDay

DAYS = 20
STARTS = ((0, "5k", 300), (45, "10k", 400), (90, "half", 600))
"""Three starts in one park, three quarters of an hour apart: minutes, distance, runners."""
UPTAKE = Uptake(before=0.05, after=0.07, before_minutes=(10,), after_minutes=(20,), earliness_minutes=(30, 120))
"""Before a start people come between two hours and half an hour early, as therapists advise them to."""
BEHAVIOUR = replace(Behaviour.exact(), length_spread=0.2, therapist_spread=0.1)


def a_race(seed: int, therapists: int) -> RaceDay:
    field = together([fitted(name, name, runners, at(start), seed=seed) for start, name, runners in STARTS])
    return day_of_field(plain_event(), field, UPTAKE, all_day(therapists), seed=seed)


def days(therapists: int, policy: str) -> list[Lived]:
    seeds = range(1, DAYS + 1)
    return [lived(a_race(seed, therapists), seed=seed, behaviour=BEHAVIOUR, policy=policy) for seed in seeds]


def missed(lives: list[Lived]) -> int:
    return sum(each.figures.starts_missed for each in lives)


def wait_after(lives: list[Lived]) -> float:
    return fmean(each.figures.waits["post_event"].mean for each in lives)


def test_by_due_time_hardly_a_start_is_missed_and_finishers_wait_little_longer() -> None:
    by_due, in_order = [], []
    for therapists in (10, 12):
        due, fifo = days(therapists, "due"), days(therapists, "fifo")
        assert wait_after(due) - wait_after(fifo) < 2
        by_due.append(missed(due))
        in_order.append(missed(fifo))
    assert sum(in_order) > 100, "too easy a day to tell a difference"
    assert sum(by_due) <= 0.15 * sum(in_order)


def test_the_same_runners_come_under_each_policy_and_need_the_same_time() -> None:
    race = a_race(3, therapists=6)
    behaviour = replace(Behaviour(), therapist_spread=0, wants_more=0, referred=0)
    lengths = []
    for policy in ("due", "fifo", "pre-first"):
        visits = lived(race, seed=3, behaviour=behaviour, policy=policy).day.visits
        lengths.append(
            {
                (each.bib, each.treatment): each.finished_at - each.started_at
                for each in visits
                if each.started_at and each.finished_at
            }
        )
    in_all = set.intersection(*(set(each) for each in lengths))
    assert len(in_all) > 100
    for each in in_all:
        assert len({of_policy[each] for of_policy in lengths}) == 1


def test_a_policy_changes_who_is_called_first_and_nothing_else() -> None:
    race = a_race(5, therapists=6)
    lives = {policy: lived(race, seed=5, behaviour=Behaviour.exact(), policy=policy) for policy in ("due", "fifo")}
    due, fifo = (lives[policy].day.visits for policy in ("due", "fifo"))
    assert [(each.bib, each.registered_at, each.due_at) for each in due] == [
        (each.bib, each.registered_at, each.due_at) for each in fifo
    ]
    assert [each.called_at for each in due] != [each.called_at for each in fifo]
