"""The staffing plan of an event: what the desk knows for it already, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import Event, Rule
from eventdesk.domain.staffing.days import treatment_for
from eventdesk.domain.staffing.demand import AFTER_SHARE, BEFORE_SHARE, HALF_HOUR, Demand, Field
from eventdesk.domain.staffing.finish_times import DISTANCES, FinishTimes, distance_in
from eventdesk.domain.staffing.plan import Plan, make_plan
from eventdesk.domain.staffing.shifts import ShiftRules, on_duty
from eventdesk.domain.views import instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventdesk.domain.staffing.outcome import Outcome
    from eventdesk.domain.staffing.plan import BusyAdvice
    from eventdesk.domain.staffing.planning import Tried
    from eventdesk.domain.staffing.shifts import Shift
    from eventdesk.services.ports import Reading

Json = dict[str, Any]
USUAL_DISTANCE = "half"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedWave:
    """Runners who start together: over one of the usual distances, or with finish times as told (minutes)."""

    name: str
    starts_at: datetime
    runners: int
    distance: str | None = None
    mean_minutes: float | None = None
    sd_minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a plan is made from; lengths in minutes, shares between 0 and 1."""

    waves: tuple[WantedWave, ...]
    before_share: float = BEFORE_SHARE
    after_share: float = AFTER_SHARE
    before_minutes: int = 10
    after_minutes: int = 20
    busy_minutes: int | None = None
    promised_wait_minutes: int = 30
    turnover_minutes: int = 3
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    shortest_shift_minutes: int = 150
    longest_shift_minutes: int = 480
    most_at_once: int = 100


def known(reading: Reading) -> Wanted:
    """What the event and its start list say already; a distance where a wave's name tells it."""
    event = reading.event
    counts = reading.count_entrants_by_wave()
    before, after = (treatment_for(event, rule) for rule in (Rule.BEFORE_START, Rule.PROMISE))
    return Wanted(
        waves=tuple(
            WantedWave(
                name=each.name,
                starts_at=each.starts_at,
                runners=counts.get(each.id, 0),
                distance=distance_in(each.name) or USUAL_DISTANCE,
            )
            for each in sorted(event.waves, key=lambda wave: wave.starts_at)
        ),
        before_share=BEFORE_SHARE if before in event.treatments else 0.0,
        before_minutes=before.default_minutes,
        after_minutes=after.default_minutes,
        busy_minutes=after.busy_minutes,
        promised_wait_minutes=event.promised_wait_minutes,
        turnover_minutes=event.turnover_minutes,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
    )


def known_with(reading: Reading, given: Mapping[str, Any]) -> Wanted:
    """As `known`, with what the organiser says instead."""
    return replace(known(reading), **given)


def plan(event: Event, wanted: Wanted, *, seed: int = 1) -> Plan:
    """The plan. Takes seconds of processor, and nothing else. Raises `Invalid` with the fields named."""
    settled = replace(
        event,
        promised_wait_minutes=wanted.promised_wait_minutes,
        turnover_minutes=wanted.turnover_minutes,
        opens_at=wanted.opens_at,
        closes_at=wanted.closes_at,
        repeat_goes_last=False,
        # What is switched on for a peak on the day itself is not what a plan begins with.
        is_busy=False,
        cycle_minutes=0,
    )
    if wanted.opens_at and wanted.closes_at and wanted.closes_at <= wanted.opens_at:
        raise Invalid({"closes_at": ["The tent has to close after it opens."]})
    demand = Demand(
        event=settled,
        fields=tuple(_field(place, each) for place, each in enumerate(wanted.waves) if each.runners),
        before_share=wanted.before_share,
        after_share=wanted.after_share,
        before_minutes=wanted.before_minutes,
        after_minutes=wanted.after_minutes,
    )
    return make_plan(demand, _rules(wanted), busy_minutes=wanted.busy_minutes, seed=seed)


def _field(place: int, wave: WantedWave) -> Field:
    if wave.mean_minutes is not None and wave.sd_minutes is not None:
        return Field(wave.name, wave.starts_at, wave.runners, FinishTimes(wave.mean_minutes, wave.sd_minutes))
    finish = DISTANCES.get(wave.distance or "")
    if finish is None:
        told = f"Choose {', '.join(DISTANCES)}, or give the mean of the finish times and their spread."
        raise Invalid({f"waves.{place}.distance": [told]})
    return Field(wave.name, wave.starts_at, wave.runners, finish)


def _rules(wanted: Wanted) -> ShiftRules:
    shortest, longest = wanted.shortest_shift_minutes, wanted.longest_shift_minutes
    if shortest > longest:
        raise Invalid({"longest_shift_minutes": ["The longest shift can't be shorter than the shortest."]})
    return ShiftRules(shortest=shortest, longest=longest, most=wanted.most_at_once)


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
