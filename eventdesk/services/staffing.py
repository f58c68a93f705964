"""The staffing plan of an event: what the desk knows for it already, and what a plan is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import Event, Rule
from eventdesk.domain.staffing.days import treatment_for
from eventdesk.domain.staffing.demand import AFTER_SHARE, BEFORE_SHARE, Demand, Field
from eventdesk.domain.staffing.finish_times import DISTANCES, FinishTimes, distance_in
from eventdesk.domain.staffing.plan import Plan, make_plan
from eventdesk.domain.staffing.shifts import ShiftRules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventdesk.services.ports import Reading

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
