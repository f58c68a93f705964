"""What is answered about the staffing plan, shape by shape."""

from __future__ import annotations

from eventdesk.web.api.answers import At, PauseShown
from eventdesk.web.api.fields import Answer


class WaveInput(Answer):
    """A wave as a plan takes it."""

    name: str
    starts_at: At
    runners: int
    distance: str | None
    mean_minutes: float | None
    sd_minutes: float | None


class PlanInput(Answer):
    """What a plan begins with: the waves with their runners by the start list, and the event's settings."""

    waves: list[WaveInput]
    before_share: float
    after_share: float
    before_minutes: int
    after_minutes: int
    busy_minutes: int | None
    promised_wait_minutes: int
    turnover_minutes: int
    opens_at: At | None
    closes_at: At | None
    shortest_shift_minutes: int
    longest_shift_minutes: int
    most_at_once: int


class Team(Answer):
    """So many therapists, and what comes of it. Shares are between 0 and 1.

    `within_share`: after the race, called within the promised wait. `missed_share`: before the race, not done in time.
    `unserved_share`: after the race, not called at all. `busy_share`: of the working time, spent with runners.
    `most_wait_minutes`: nine in ten wait no longer; null where more than one in ten are not called.
    """

    therapists: int
    at_once: int
    working_minutes: int
    within_share: float
    missed_share: float
    unserved_share: float
    busy_share: float
    mean_wait_minutes: int | None
    most_wait_minutes: int | None


class HalfHourShown(Answer):
    """Who comes within half an hour on an average day, who is there, and how long those who come wait."""

    at: At
    before: float
    after: float
    therapists: int
    on_break: int
    mean_wait_minutes: int | None
    most_wait_minutes: int | None


class ShiftTimes(Answer):
    """A shift; null where there is none."""

    shift_start: At | None
    shift_end: At | None
    breaks: list[PauseShown]


class VariantShown(Team):
    """The plan with so many therapists more or fewer at the peak."""

    change: int


class BusyShown(Answer):
    """Shorter treatments after the race between two times: with the same shifts, and with what would do then."""

    minutes: int
    starts_at: At
    ends_at: At
    saved_therapists: int
    saved_minutes: int
    same: Team
    fewer: Team


class StaffingPlan(Answer):
    """The plan. `before`, `after`: how many are expected; `turned_away`: who come when the tent is closed."""

    is_kept: bool
    promised_wait_minutes: int
    opens_at: At
    closes_at: At
    before: int
    after: int
    turned_away: int
    peak: At
    team: Team
    half_hours: list[HalfHourShown]
    shifts: list[ShiftTimes]
    variants: list[VariantShown]
    busy: BusyShown | None


class LineSaved(Answer):
    """Who gets which shift; `before` is null for a new line of the roster."""

    therapist_id: int | None
    name: str
    is_new: bool
    before: ShiftTimes | None
    after: ShiftTimes


class ShiftsSaved(Answer):
    """What was (or, for a preview, would be) put on the roster.

    `missing`: shifts that nobody has. `with_runner`: left alone. `unplanned`: no shift for them, theirs stays.
    """

    lines: list[LineSaved]
    missing: int
    with_runner: list[str]
    unplanned: list[str]
