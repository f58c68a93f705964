"""The staffing plan: worked out from what an organiser expects, and its shifts put on the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from eventdesk.domain import views
from eventdesk.domain.therapist import Pause
from eventdesk.services import rostering
from eventdesk.web.api import staffing_answers as answers
from eventdesk.web.api.bodies import Pause as PauseSaid
from eventdesk.web.api.fields import Body, Instant, Minutes, Name
from eventdesk.web.asking import ORGANISER
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from types import ModuleType

    from eventdesk.domain.event import Event
    from eventdesk.domain.therapist import Therapist
    from eventdesk.services import staffing
    from eventdesk.services.ports import Reading
    from eventdesk.web.parts import Json

routes = Routes("Staffing")
MOST_RUNNERS = 100_000
MOST_THERAPISTS = 100
Share = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[int, Field(ge=1, le=180)]
ShiftLength = Annotated[int, Field(ge=60, le=480, multiple_of=30, description="Whole half hours.")]


class WaveWanted(Body):
    """Runners who start together, over one of the distances or with finish times of their own."""

    name: Name = ""
    starts_at: Instant
    runners: Annotated[int, Field(ge=0, le=MOST_RUNNERS)]
    distance: Literal["5k", "10k", "half", "marathon"] | None = None
    mean_minutes: Annotated[float, Field(ge=5, le=1440)] | None = None
    sd_minutes: Annotated[float, Field(ge=0.5, le=480, description="Standard deviation.")] | None = None


class PlanWanted(Body):
    """What the organiser expects. What is left out is as the event has it."""

    waves: Annotated[list[WaveWanted], Field(min_length=1, max_length=60)] | None = None
    before_share: Annotated[Share, Field(description="Of the runners, who come before their start.")] | None = None
    after_share: Annotated[Share, Field(description="Of the runners, who come after their finish.")] | None = None
    before_minutes: Length | None = None
    after_minutes: Length | None = None
    busy_minutes: Annotated[Length | None, Field(description="The shorter length to try at the peak.")] = None
    promised_wait_minutes: Annotated[Minutes, Field(le=240)] | None = None
    turnover_minutes: Annotated[Minutes, Field(le=30)] | None = None
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    shortest_shift_minutes: ShiftLength | None = None
    longest_shift_minutes: ShiftLength | None = None
    most_at_once: Annotated[int, Field(ge=1, le=MOST_THERAPISTS, description="Couches.")] | None = None


class ShiftWanted(Body):
    """One therapist's shift."""

    shift_start: Instant
    shift_end: Instant
    breaks: Annotated[list[PauseSaid], Field(max_length=20, default_factory=list)]


class ShiftsWanted(Body):
    """Shifts for the roster. With `preview` nothing is stored."""

    shifts: Annotated[list[ShiftWanted], Field(min_length=1, max_length=200)]
    add_missing: Annotated[bool, Field(description="Adds lines where there are more shifts than therapists.")] = False
    preview: bool = False


@routes.add("GET", EVENT + "/staffing", who=ORGANISER, answers={200: answers.PlanInput})
def show_known(ask: Ask) -> Reply:
    """What the event and its start list already say for a staffing plan."""
    return Reply(known(ask))


def known(ask: Ask) -> Json:
    """What a plan begins with."""
    with ask.parts.store.read(ask.slug) as reading:
        planning, shown = _planning()
        found: Json = shown.shown_wanted(planning.known(reading))
        return found


def _planning() -> tuple[ModuleType, ModuleType]:
    """What works plans out and what shows them: loaded for the first plan, not at the start."""
    from eventdesk.services import staffing, staffing_shown  # noqa: PLC0415 - as above

    return staffing, staffing_shown


@routes.add("POST", EVENT + "/staffing/plan", who=ORGANISER, body=PlanWanted, answers={200: answers.StaffingPlan})
def make_plan(ask: Ask, body: PlanWanted) -> Reply:
    """How many therapists are needed when, and what waits result. Nothing is stored; it takes seconds."""
    with ask.parts.store.read(ask.slug) as reading:
        event, wanted = reading.event, _wanted(reading, body)
    return Reply(ask.parts.run_aside(_worked_out, event, wanted))


def _wanted(reading: Reading, body: PlanWanted) -> staffing.Wanted:
    values = {name: getattr(body, name) for name in body.model_fields_set}
    planning, _ = _planning()
    may_be_none = {"busy_minutes", "opens_at", "closes_at"}
    given = {name: value for name, value in values.items() if value is not None or name in may_be_none}
    if "waves" in given:
        given["waves"] = tuple(planning.WantedWave(**each.model_dump()) for each in body.waves or ())
    wanted: staffing.Wanted = planning.known_with(reading, given)
    return wanted


def _worked_out(event: Event, wanted: staffing.Wanted) -> Json:
    planning, shown = _planning()
    found: Json = shown.shown(planning.plan(event, wanted))
    return found


@routes.add(
    "POST",
    EVENT + "/staffing/save",
    who=ORGANISER,
    body=ShiftsWanted,
    answers={200: answers.ShiftsSaved},
    refuses=(409,),
)
def save_shifts(ask: Ask, body: ShiftsWanted) -> Reply:
    """Puts shifts on the roster, earliest first, therapists in order; whoever has a runner is left alone."""
    shifts = tuple(
        rostering.PlannedShift(
            shift_start=each.shift_start,
            shift_end=each.shift_end,
            breaks=tuple(Pause(pause.starts_at, pause.ends_at) for pause in each.breaks),
        )
        for each in body.shifts
    )
    if body.preview:
        with ask.parts.store.read(ask.slug) as reading:
            found = rostering.assign(reading.therapists(), shifts, add_missing=body.add_missing)
        return Reply(_shown(found, ()))
    return ask.command(
        lambda floor: rostering.save_shifts(floor, shifts, add_missing=body.add_missing),
        lambda _, saved: _shown(*saved),
    )


def _shown(found: rostering.Assigned, saved: tuple[Therapist, ...]) -> Json:
    return {
        "lines": [
            {
                "therapist_id": saved[place].id if saved else each.before and each.before.id,
                "name": each.name,
                "is_new": each.before is None,
                "before": None if each.before is None else _times(each.before),
                "after": _times(each.shift),
            }
            for place, each in enumerate(found.lines)
        ],
        "missing": found.missing,
        "with_runner": [each.name for each in found.with_runner],
        "unplanned": [each.name for each in found.unplanned],
    }


def _times(of: Therapist | rostering.PlannedShift) -> Json:
    return {
        "shift_start": views.instant(of.shift_start),
        "shift_end": views.instant(of.shift_end),
        "breaks": [
            {"starts_at": views.instant(each.starts_at), "ends_at": views.instant(each.ends_at)} for each in of.breaks
        ],
    }
