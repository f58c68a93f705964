"""Shifts: whole ones out of what is needed each half hour, and breaks where they hurt least.

Times are minutes from the plan's origin; shifts begin and end on half hours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventdesk.domain.staffing.demand import HALF_HOUR, STEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 480
"""Nobody works for more than eight hours."""
BREAKS = ((360, 60), (270, 30), (180, 15))
"""From this length of a shift on, a break of so many minutes: the rule of a tent operator
(https://help.welnys.com/portal/kb/articles/how-do-massages-work)."""
_MARGIN = 0.22
"""A break keeps this share of the shift from both ends."""
BRIDGE = 5
"""A lull shorter than this many half hours is worked through: going home and coming back saves nobody a day."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """When one therapist is there; `pause` is the break, from and to."""

    starts: int
    ends: int
    pause: tuple[int, int] | None = None

    @property
    def minutes(self) -> int:
        """How long, the break included."""
        return self.ends - self.starts

    @property
    def working_minutes(self) -> int:
        """How long, without the break."""
        return self.minutes - (self.pause[1] - self.pause[0] if self.pause else 0)

    def covers(self, minute: float) -> bool:
        """Whether this therapist is on duty then."""
        return self.starts <= minute < self.ends


@dataclass(frozen=True, slots=True)
class ShiftRules:
    """How short and how long a shift may be (minutes, whole half hours), and how many therapists there are at most."""

    shortest: int = 150
    longest: int = LONGEST
    most: int = 100


def break_minutes(length: int) -> int:
    """The break that a shift of `length` minutes has."""
    return next((pause for least, pause in BREAKS if length >= least), 0)


def cover(need: Sequence[int], rules: ShiftRules) -> list[Shift]:
    """Shifts that have at least `need` therapists there in each half hour, first come, first to go."""
    wanted = _bridged([min(each, rules.most) for each in need])
    shortest, longest = rules.shortest // HALF_HOUR, rules.longest // HALF_HOUR
    on_duty: list[int] = []
    done: list[tuple[int, int]] = []
    for now in range(len(wanted) + shortest):
        needed = wanted[now] if now < len(wanted) else 0
        while on_duty and now - on_duty[0] >= (shortest if len(on_duty) > needed else longest):
            done.append((on_duty.pop(0), now))
        on_duty += [now] * (needed - len(on_duty))
    return _not_after(max(len(wanted), shortest), sorted(done), rules)


def _not_after(end: int, spans: Sequence[tuple[int, int]], rules: ShiftRules) -> list[Shift]:
    """Who is needed late and shortly comes earlier, where there is a couch, instead of staying in an empty tent."""
    there = [sum(starts <= half < ends for starts, ends in spans) for half in range(end)]
    found = []
    for first, last in spans:
        starts, ends = first, last
        while ends > end and starts > 0 and there[starts - 1] < rules.most:
            starts, ends = starts - 1, ends - 1
            there[starts] += 1
        found.append(Shift(starts * HALF_HOUR, ends * HALF_HOUR))
    return sorted(found)


def _bridged(need: Sequence[int]) -> list[int]:
    """Without lulls of less than `BRIDGE` half hours."""

    def around(now: int, back: int) -> int:
        return min(max(need[max(0, now - back) : now + 1]), max(need[now : now + BRIDGE - back + 1]))

    return [max(around(now, back) for back in range(1, BRIDGE)) for now in range(len(need))]


def with_breaks(shifts: Iterable[Shift], load: Sequence[float]) -> list[Shift]:
    """Each shift with the break that its length asks for, at the quietest time, one after the other.

    `load`: therapists kept busy in each quarter of an hour.
    """
    bare = sorted(replace(each, pause=None) for each in shifts)
    there = [0] * (max((each.ends for each in bare), default=0) // STEP)
    paused = [0] * len(there)
    for shift in bare:
        for step in range(shift.starts // STEP, shift.ends // STEP):
            there[step] += 1
    # The longest breaks first: they are the hardest to place.
    in_turn = sorted(bare, key=lambda each: (-each.minutes, each.starts))
    return sorted([_with_break(each, load, there, paused) for each in in_turn])


def _with_break(shift: Shift, load: Sequence[float], there: Sequence[int], paused: list[int]) -> Shift:
    length = break_minutes(shift.minutes)
    if not length:
        return shift
    margin = -(-round(shift.minutes * _MARGIN) // STEP)
    steps = length // STEP
    first, last = shift.starts // STEP + margin, shift.ends // STEP - margin - steps
    middle = (first + last) / 2

    def strain_at(step: int) -> float:
        busy = load[step] if step < len(load) else 0.0
        left = there[step] - paused[step] - 1
        # Where it is quiet anyway they still take turns, as long as there is room.
        return (busy + _TURNS * paused[step]) / left if left > 0 else _NOBODY_THERE + busy

    def strain(begins: int) -> tuple[float, float]:
        return max(strain_at(step) for step in range(begins, begins + steps)), abs(begins - middle)

    begins = min(range(first, last + 1), key=strain)
    for step in range(begins, begins + steps):
        paused[step] += 1
    return replace(shift, pause=(begins * STEP, (begins + steps) * STEP))


_NOBODY_THERE = 1000.0
_TURNS = 0.5


def on_duty(shifts: Iterable[Shift], halves: int) -> list[int]:
    """How many are there in each half hour, those on a break included."""
    counts = [0] * halves
    for shift in shifts:
        for half in range(shift.starts // HALF_HOUR, min(halves, shift.ends // HALF_HOUR)):
            counts[half] += 1
    return counts
