"""Who works in the tent of a made-up day: shifts, breaks, skills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk.domain.event import POST_EVENT, PRE_EVENT, Gender, minutes
from eventdesk.domain.therapist import Pause

if TYPE_CHECKING:
    from datetime import datetime

NAMES = ("Mia", "Tom", "Nora", "Jonas", "Priya", "Hana", "Leo", "Ruth", "Sam", "Elena", "Kofi", "Zoe")
BREAK_STEPS = 4
"""So many different times for each break, one break's length apart: never are all away at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """`count` therapists from `starts_at` to `ends_at` (UTC); None: as long as somebody comes."""

    starts_at: datetime
    ends_at: datetime | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Shares are of the therapists, spread evenly over the list."""

    shifts: tuple[Shift, ...]
    women: float = 0.6
    men: float = 0.4
    only_after: float = 0.0
    """Who gives no treatments before a start."""
    break_every_minutes: int = 0
    """A planned break after so much of a shift, again and again; 0: none."""
    break_minutes: int = 20
    breaks_until: datetime | None = None
    """Where a shift has no end: no break later than this."""


def hired(roster: Roster) -> tuple[dict[str, object], ...]:
    """The therapists of this roster, for `RaceDay.therapists`."""
    shifts = [shift for shift in roster.shifts for _ in range(shift.count)]
    return tuple(_therapist(roster, shift, number) for number, shift in enumerate(shifts))


def _therapist(roster: Roster, shift: Shift, number: int) -> dict[str, object]:
    first, round_number = NAMES[number % len(NAMES)], number // len(NAMES)
    both = frozenset({PRE_EVENT.code, POST_EVENT.code})
    return {
        "name": f"{first} {round_number + 1}" if round_number else first,
        "gender": _gender(roster, number),
        "couch": str(number + 1),
        "skills": both - {PRE_EVENT.code} if _is_one_of(roster.only_after, number) else both,
        "shift_start": shift.starts_at,
        "shift_end": shift.ends_at,
        "breaks": _breaks(roster, shift, number),
    }


def _gender(roster: Roster, number: int) -> Gender:
    if _is_one_of(roster.women, number):
        return Gender.WOMAN
    return Gender.MAN if _is_one_of(min(1.0, roster.women + roster.men), number) else Gender.UNSAID


def _is_one_of(share: float, number: int) -> bool:
    """Whether place `number` belongs to a share of the list: every second of a half, every tenth of a tenth."""
    return int((number + 1) * share + 1e-9) > int(number * share + 1e-9)


def _breaks(roster: Roster, shift: Shift, number: int) -> tuple[Pause, ...]:
    until = shift.ends_at or roster.breaks_until
    if not roster.break_every_minutes or until is None:
        return ()
    every, length = minutes(roster.break_every_minutes), minutes(roster.break_minutes)
    begins = shift.starts_at + every + (number % BREAK_STEPS) * length
    found = []
    while begins + length < until:
        found.append(Pause(begins, begins + length))
        begins += every + length
    return tuple(found)
