"""Students are given runners only while a supervisor is on shift: whether one is, now and in a run of the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.domain.therapist import Grade, Therapist, TherapistStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

NEVER = float("inf")


def is_supervised(team: Iterable[Therapist]) -> bool:
    """Whether a supervisor is on shift: anything but off; who has a runner or pauses is there."""
    return any(each.grade is Grade.SUPERVISOR and each.status is not TherapistStatus.OFF for each in team)


def is_withheld(therapist: Therapist, team: Iterable[Therapist]) -> bool:
    """Whether this one is given nobody new, because nobody would look after it."""
    return therapist.grade is Grade.STUDENT and not is_supervised(team)


class Presence:
    """When each supervisor of a run is there: from a minute on, up to (and without) another one."""

    def __init__(self) -> None:
        self._by_id: dict[int, list[float]] = {}

    def comes(self, therapist: Therapist, at: float) -> None:
        """On shift from `at` on, as far as is known yet."""
        self._by_id[therapist.id] = [at, NEVER]

    def leaves(self, therapist: Therapist, at: float) -> None:
        """Goes home at `at`; NEVER: it is not known yet."""
        self._by_id[therapist.id][1] = at

    def is_to_leave(self, therapist: Therapist) -> bool:
        """Whether it is known when this one goes home, or did."""
        return self._by_id[therapist.id][1] < NEVER

    def is_on(self, at: float) -> bool:
        """Whether one of them is there."""
        return any(begins <= at < ends for begins, ends in self._by_id.values())

    def begins_at(self, at: float) -> bool:
        """Whether one of them comes at this very minute."""
        return any(begins == at for begins, _ in self._by_id.values())

    def next_on(self, at: float) -> float:
        """The first minute from `at` on with one of them there; NEVER: none."""
        return min((max(at, begins) for begins, ends in self._by_id.values() if at < ends), default=NEVER)
