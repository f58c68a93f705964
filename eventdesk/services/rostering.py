"""Planned shifts put on the roster: existing therapists first, in order; whoever has a runner is left alone."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.therapist import Pause, Therapist, TherapistStatus
from eventdesk.services import duty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.services.floor import Floor


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedShift:
    """One therapist's shift. Instants are UTC."""

    shift_start: datetime
    shift_end: datetime
    breaks: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Who gets which shift. `before` None: a new line of the roster, with `name`."""

    name: str
    before: Therapist | None
    shift: PlannedShift


@dataclass(frozen=True, slots=True)
class Assigned:
    """`missing`: shifts that nobody has. `with_runner`: who has a runner and is left alone.

    `unplanned`: therapists for whom there is no shift; theirs stay as they are.
    """

    lines: tuple[Line, ...]
    missing: int
    with_runner: tuple[Therapist, ...]
    unplanned: tuple[Therapist, ...]


def assign(therapists: Sequence[Therapist], shifts: Sequence[PlannedShift], *, add_missing: bool) -> Assigned:
    """The shifts, earliest first, to the therapists as they stand on the roster; new ones for the rest if wished."""
    in_order = sorted(shifts, key=lambda each: (each.shift_start, each.shift_end))
    pairs = list(zip(therapists, in_order, strict=False))
    lines = [Line(each.name, each, shift) for each, shift in pairs if not _has_runner(each)]
    rest = in_order[len(therapists) :]
    if add_missing:
        taken = {each.name.casefold() for each in therapists}
        numbers = (n for n in itertools.count(len(therapists) + 1) if _name(n).casefold() not in taken)
        lines += [Line(_name(number), None, shift) for number, shift in zip(numbers, rest, strict=False)]
    return Assigned(
        tuple(lines),
        missing=0 if add_missing else len(rest),
        with_runner=tuple(each for each, _ in pairs if _has_runner(each)),
        unplanned=tuple(therapists[len(in_order) :]),
    )


def _has_runner(therapist: Therapist) -> bool:
    return therapist.status is TherapistStatus.ENGAGED


def _name(number: int) -> str:
    return f"Therapist {number}"


def save_shifts(
    floor: Floor, shifts: Sequence[PlannedShift], *, add_missing: bool
) -> tuple[Assigned, tuple[Therapist, ...]]:
    """Puts the shifts on the roster; answers who got which, and the lines as saved. Raises `Invalid`."""
    assigned = assign(floor.change.therapists(), shifts, add_missing=add_missing)
    return assigned, tuple(_save(floor, each) for each in assigned.lines)


def _save(floor: Floor, line: Line) -> Therapist:
    values = {
        "shift_start": line.shift.shift_start,
        "shift_end": line.shift.shift_end,
        "breaks": line.shift.breaks,
    }
    if line.before is None:
        return duty.add_therapist(floor, {"name": line.name} | values)
    return duty.change_therapist(floor, line.before.id, values)
