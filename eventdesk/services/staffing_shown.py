"""The staffing plan as everybody reads it: questions and answers as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventdesk.domain.event import Rule
from eventdesk.domain.staffing.demand import HALF_HOUR, Demand
from eventdesk.domain.staffing.shifts import on_duty
from eventdesk.domain.views import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.domain.staffing.outcome import Outcome
    from eventdesk.domain.staffing.plan import BusyAdvice, Plan
    from eventdesk.domain.staffing.planning import Tried
    from eventdesk.domain.staffing.shifts import Shift
    from eventdesk.services.staffing import Wanted

Json = dict[str, Any]


def shown_wanted(wanted: Wanted) -> Json:
    """What a plan is made from, as the page's form has it."""
    waves = [
        {
            "name": each.name,
            "starts_at": instant(each.starts_at),
            "runners": each.runners,
            "distance": each.distance,
            "mean_minutes": each.mean_minutes,
            "sd_minutes": each.sd_minutes,
        }
        for each in wanted.waves
    ]
    names = (
        "before_share",
        "after_share",
        "before_minutes",
        "after_minutes",
        "busy_minutes",
        "promised_wait_minutes",
        "turnover_minutes",
        "shortest_shift_minutes",
        "longest_shift_minutes",
        "most_at_once",
    )
    hours = {"opens_at": instant(wanted.opens_at), "closes_at": instant(wanted.closes_at)}
    return {"waves": waves} | {name: getattr(wanted, name) for name in names} | hours


def shown(plan: Plan) -> Json:
    """The plan as JSON values. Instants are UTC, waits whole minutes, shares between 0 and 1."""
    demand = plan.demand
    return {
        "is_kept": plan.is_kept,
        "promised_wait_minutes": demand.event.promised_wait_minutes,
        "opens_at": instant(demand.at(demand.opens)),
        "closes_at": instant(demand.at(demand.closes)),
        "before": round(demand.expected(Rule.BEFORE_START)),
        "after": round(demand.expected(Rule.PROMISE)),
        "turned_away": round(demand.turned_away),
        "peak": instant(demand.at(plan.peak * HALF_HOUR)),
        "team": _team(plan.shifts, plan.outcome),
        "half_hours": _half_hours(plan),
        "shifts": [_shift(demand, each) for each in plan.shifts],
        "variants": [{"change": each.change} | _tried(each.tried) for each in plan.variants],
        "busy": None if plan.busy is None else _busy(demand, plan.busy),
    }


def _tried(tried: Tried) -> Json:
    return _team(tried.shifts, tried.outcome)


def _team(shifts: Sequence[Shift], outcome: Outcome) -> Json:
    return {
        "therapists": len(shifts),
        "at_once": max(on_duty(shifts, max(each.ends for each in shifts) // HALF_HOUR)),
        "working_minutes": sum(each.working_minutes for each in shifts),
        "within_share": round(outcome.within, 3),
        "missed_share": round(outcome.missed, 3),
        "unserved_share": round(outcome.unserved, 3),
        "busy_share": round(outcome.busy, 2),
        "mean_wait_minutes": _minutes(outcome.waits.mean),
        "most_wait_minutes": _minutes(outcome.waits.most),
    }


def _minutes(wait: float | None) -> int | None:
    return None if wait is None else round(wait)


def _half_hours(plan: Plan) -> list[Json]:
    halves = plan.outcome.half_hours
    found = []
    for half in range(max(len(plan.therapists), len(halves))):
        met = halves[half] if half < len(halves) else None
        found.append(
            {
                "at": instant(plan.demand.at(half * HALF_HOUR)),
                "before": round(met.before, 1) if met else 0.0,
                "after": round(met.after, 1) if met else 0.0,
                "therapists": plan.therapists[half] if half < len(plan.therapists) else 0,
                "on_break": sum(_is_on_break(each, half) for each in plan.shifts),
                "mean_wait_minutes": _minutes(met.waits.mean) if met else None,
                "most_wait_minutes": _minutes(met.waits.most) if met else None,
            }
        )
    return found


def _is_on_break(shift: Shift, half: int) -> bool:
    """Whether any of the break lies in this half hour."""
    return shift.pause is not None and shift.pause[0] < (half + 1) * HALF_HOUR and half * HALF_HOUR < shift.pause[1]


def _shift(demand: Demand, shift: Shift) -> Json:
    pauses = [] if shift.pause is None else [shift.pause]
    return {
        "shift_start": instant(demand.at(shift.starts)),
        "shift_end": instant(demand.at(shift.ends)),
        "breaks": [{"starts_at": instant(demand.at(a)), "ends_at": instant(demand.at(b))} for a, b in pauses],
    }


def _busy(demand: Demand, advice: BusyAdvice) -> Json:
    return {
        "minutes": advice.hours.minutes,
        "starts_at": instant(demand.at(advice.hours.starts)),
        "ends_at": instant(demand.at(advice.hours.ends)),
        "saved_therapists": advice.saved_therapists,
        "saved_minutes": advice.saved_minutes,
        "same": _tried(advice.same),
        "fewer": _tried(advice.fewer),
    }
