"""The therapists of a played day: when they come, go on after a break, and how fast they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from eventdesk.domain.event import minutes
from eventdesk.domain.therapist import Therapist, TherapistStatus, next_change_at
from eventdesk.domain.visit import Role
from eventdesk.services import duty
from eventdesk.services.actors import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.services.desk import UseCase
    from eventdesk.services.floor import Floor
    from eventdesk.simulation.agenda import Agenda
    from eventdesk.simulation.behaviour import Habits

Do = Callable[[Actor, "UseCase[object]"], object]
"""Performs a use case as somebody; what is refused is forgotten."""


class Staff:
    """What therapists do on their own; `do` performs a use case, `tick` lets the timers look."""

    def __init__(self, agenda: Agenda, habits: Habits, do: Do, tick: Callable[[], None]) -> None:
        self._agenda = agenda
        self._habits = habits
        self._do = do
        self._tick = tick
        # Ids differ from store to store; the order in which therapists were added does not.
        self._numbers: dict[int, int] = {}
        self._speeds: dict[int, float] = {}
        self._times: Counter[int] = Counter()

    def speed(self, therapist_id: int) -> float:
        """By which share this therapist takes longer than others."""
        if therapist_id not in self._speeds:
            self._speeds[therapist_id] = self._habits.speed(self._number(therapist_id))
        return self._speeds[therapist_id]

    def plan(self, therapist: Therapist, at: datetime, use_case: Callable[[Floor, int], object]) -> None:
        """A tap on the therapist's own page at `at`, unless something else comes first."""
        deed = partial(self._do, as_therapist(therapist), partial(_on_own_page, use_case, therapist.id))
        self._agenda.plan(at, deed, f"therapist:{therapist.id}")

    def notice(self, therapist: Therapist, now: datetime) -> None:
        """What follows from how the therapist is now."""
        self._number(therapist.id)
        if not self._agenda.is_new(f"therapist:{therapist.id}", _sight(therapist)):
            return
        change_at = next_change_at(therapist)
        if change_at is not None:
            self._agenda.plan(max(now, change_at), self._tick, f"therapist:{therapist.id}")
        elif therapist.status is TherapistStatus.OFF and therapist.shift_start is not None:
            self._come(therapist, max(now, therapist.shift_start), None)
        elif therapist.status is TherapistStatus.BREAK:
            self._come(therapist, max(now, therapist.break_until or now), duty.off)

    def _come(self, therapist: Therapist, at: datetime, after_shift: Callable[[Floor, int], object] | None) -> None:
        """Ready a little after `at`; once the shift is over, `after_shift` instead."""
        self._times[therapist.id] += 1
        late = self._habits.late_minutes(self._number(therapist.id), self._times[therapist.id])
        is_over = therapist.shift_end is not None and at + minutes(late) >= therapist.shift_end
        use_case = after_shift if is_over else duty.ready
        if use_case is not None:
            self.plan(therapist, at + minutes(late), use_case)

    def _number(self, therapist_id: int) -> int:
        return self._numbers.setdefault(therapist_id, len(self._numbers))


def as_therapist(therapist: Therapist) -> Actor:
    """Whose taps are written down as this therapist's."""
    return Actor(Role.THERAPIST, therapist.first_name, therapist.id)


def _on_own_page(use_case: Callable[[Floor, int], object], therapist_id: int, floor: Floor) -> object:
    return use_case(floor, therapist_id)


def _sight(therapist: Therapist) -> tuple[object, ...]:
    return (
        therapist.status,
        therapist.status_since,
        therapist.turnover_until,
        therapist.break_until,
        therapist.shift_start,
        therapist.shift_end,
        therapist.breaks,
    )
