"""The figures of a day small enough to work out by hand, and of many days together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.domain.event import PRE_EVENT
from eventdesk.services.registering import Wanted
from eventdesk.simulation.behaviour import Behaviour
from eventdesk.simulation.curves import curves_of, mean_curves
from eventdesk.simulation.days import day_of_arrivals
from eventdesk.simulation.figures import LawBroken, Waits, figures_of
from eventdesk.simulation.race_day import Arrival
from eventdesk.simulation.summary import estimate, numbers, summed_up
from eventdesk.simulation.uptake import TELLS_NOTHING
from tests.simulation.living import Lived, all_day, at, event_with, lived

EXACT = Behaviour.exact()


def comes(minute: float, name: str, **asks: object) -> Arrival:
    wanted = Wanted(**({"treatment": "post_event", "first_name": name, "minutes": 20} | asks))  # type: ignore[arg-type]
    return Arrival(at(minute), wanted, TELLS_NOTHING)


def small_day() -> Lived:
    """One therapist from `at(-180)`; three runners, the last of whom has to be at a start at `at(60)`."""
    arrivals = [
        comes(0, "Ann"),
        comes(5, "Bob"),
        comes(10, "Cy", treatment=PRE_EVENT.code, start_at=at(60)),
    ]
    return lived(day_of_arrivals(event_with(20, closes_at=at(50)), arrivals, all_day(1)), behaviour=EXACT)


def test_a_small_day_by_hand() -> None:
    # Ann 0 to 20; Cy is due at 25 and goes next, at 23, to 43; Bob from 46 to 66, a quarter of an hour after closing.
    figures = small_day().figures
    assert figures.waits == {
        "post_event": Waits(2, 20.5, 20.5, 41, 41),
        "pre_event": Waits(1, 13, 13, 13, 13),
    }
    assert (figures.visits, figures.done, figures.before_start, figures.starts_missed) == (3, 3, 1, 0)
    assert figures.longest_line == 2
    assert figures.overtime_minutes == 16
    # Three hours of nobody, then at work up to the end but for no minute.
    assert figures.utilisation == {"Mia": pytest.approx(69 / (180 + 69))}
    assert figures.law.mean_in_tent == pytest.approx((20 + 61 + 33) / (180 + 69))
    assert figures.law.mean_stay_minutes == pytest.approx((20 + 61 + 33) / 3)


def test_a_start_is_missed_when_the_treatment_ends_too_late_for_the_walk() -> None:
    slow = replace(EXACT, length_share=1.5)
    arrivals = [comes(0, "Ann", treatment=PRE_EVENT.code, start_at=at(40))]
    day = day_of_arrivals(event_with(20), arrivals, all_day(1))
    assert lived(day, behaviour=EXACT).figures.starts_missed == 0
    assert lived(day, behaviour=slow).figures.starts_missed == 1


def test_a_start_is_missed_when_nobody_was_free_in_time() -> None:
    arrivals = [comes(0, "Ann"), comes(5, "Bob", treatment=PRE_EVENT.code, start_at=at(50))]
    figures = lived(day_of_arrivals(event_with(20), arrivals, all_day(1)), behaviour=EXACT).figures
    assert (figures.starts_missed, figures.left) == (1, 1)


def test_whoever_did_not_want_to_wait_has_not_missed_the_start() -> None:
    arrivals = [comes(0, "Ann"), comes(5, "Bob", treatment=PRE_EVENT.code, start_at=at(90))]
    impatient = replace(EXACT, leaves=1, patience_minutes=(5, 5))
    figures = lived(day_of_arrivals(event_with(20), arrivals, all_day(1)), behaviour=impatient).figures
    assert (figures.starts_missed, figures.left, figures.done) == (0, 1, 1)


def test_littles_law_is_checked() -> None:
    day = small_day()
    assert day.figures.law.gap < 1e-9
    turn = day.record.turns[day.day.visits[0].id]
    day.record.turns[day.day.visits[0].id] = replace(turn, was_away=timedelta(minutes=1))
    with pytest.raises(LawBroken, match="in the tent"):
        figures_of(day.day, day.record)


def test_the_curves_of_a_small_day() -> None:
    day = small_day()
    curves = curves_of(day.day, day.record)
    first = 180 // 10
    # Bob waits from 5 on and Cy from 10 to 23; then only Bob, to 46.
    assert curves.line[first : first + 6] == pytest.approx([0.5, 2, 1.3, 1, 0.6, 0])
    assert curves.waits["post_event"][first] == pytest.approx((0 + 41) / 2)
    assert curves.waits["pre_event"][first + 1] == pytest.approx(13)
    assert curves.waits["pre_event"][first] is None
    longer = replace(curves, line=(*curves.line, 4.0), waits={})
    both = mean_curves([curves, longer])
    assert both.line == pytest.approx([*curves.line, 2.0])
    assert both.waits["pre_event"][first + 1] == pytest.approx(13)


def test_many_days_have_a_mean_and_an_interval() -> None:
    assert estimate([3.0]).margin is None
    found = estimate([1.0, 2.0, 3.0])
    # Student's t for two degrees of freedom times the standard deviation over the root of three.
    assert [found.mean, found.margin] == pytest.approx([2.0, 4.303 / 3**0.5])
    assert estimate([float(each % 2) for each in range(100)]).margin == pytest.approx(1.96 * 0.5025 / 10, rel=1e-3)


def test_a_day_without_runners_has_figures_too() -> None:
    figures = lived(day_of_arrivals(event_with(20), [], all_day(2)), behaviour=EXACT).figures
    assert (figures.visits, figures.longest_line, figures.waits, figures.law.gap) == (0, 0, {}, 0)
    both = summed_up([figures, small_day().figures])
    assert both["visits"].mean == 1.5
    assert both["wait.pre_event.mean"].mean == 13
    assert set(both) == set(numbers(small_day().figures)) | {"utilisation.Tom"}
