"""What happens in the tent, noted while it happens: the line over the day, calls, and who is at work."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.therapist import Therapist, TherapistStatus
from eventdesk.domain.visit import OPEN, Visit, VisitStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from eventdesk.services.ports import Entry, Reading

ON_DUTY = frozenset({TherapistStatus.READY, TherapistStatus.ENGAGED, TherapistStatus.TURNOVER})
IN_TENT = OPEN - {VisitStatus.AWAY}
AT_WORK = ON_DUTY - {TherapistStatus.READY}


@dataclass(frozen=True, slots=True)
class Turn:
    """One visit's way through the line. `called_at` None: never called."""

    treatment: str
    ready_at: datetime
    """From when on the runner could have been called: there, and rested."""
    called_at: datetime | None = None
    over_at: datetime | None = None
    away_since: datetime | None = None
    was_away: timedelta = timedelta()

    @property
    def wait_minutes(self) -> float | None:
        """Until the first call; None: never called."""
        return None if self.called_at is None else (self.called_at - self.ready_at) / timedelta(minutes=1)


@dataclass(slots=True)
class Hours:
    """One therapist's time so far."""

    on_duty: timedelta = timedelta()
    at_work: timedelta = timedelta()
    """With a runner called or on the couch, or cleaning up."""
    status: TherapistStatus = TherapistStatus.OFF
    since: datetime | None = None


@dataclass(slots=True)
class Record:
    """Give it to a `Player` as its `watch`."""

    turns: dict[int, Turn] = field(default_factory=dict)
    hours: defaultdict[int, Hours] = field(default_factory=lambda: defaultdict(Hours))
    line: list[tuple[datetime, int]] = field(default_factory=list)
    """How many wait, from each instant on at which that changed."""
    in_tent: list[tuple[datetime, int]] = field(default_factory=list)
    """How many are there at all, in the same way."""

    def __call__(self, reading: Reading, entries: Sequence[Entry], now: datetime) -> None:
        """Takes in what has just happened."""
        for subject in dict.fromkeys(each.subject for each in entries):
            kind, _, number = subject.partition(":")
            if kind == "visit":
                self._note_visit(reading.visit(int(number)), now)
            elif kind == "therapist":
                self.note_therapist(reading.therapist(int(number)), now)
        counts = reading.counts()
        _note(self.line, now, counts[VisitStatus.WAITING])
        _note(self.in_tent, now, sum(counts[each] for each in IN_TENT))

    def _note_visit(self, visit: Visit, now: datetime) -> None:
        turn = self.turns.get(visit.id)
        if turn is None:
            turn = Turn(visit.treatment, max(visit.registered_at, visit.not_before or visit.registered_at))
        is_away = visit.status is VisitStatus.AWAY
        just_now = now - turn.away_since if turn.away_since is not None and not is_away else timedelta()
        self.turns[visit.id] = replace(
            turn,
            called_at=turn.called_at or visit.called_at,
            over_at=None if visit.is_open else now,
            away_since=(turn.away_since or now) if is_away else None,
            was_away=turn.was_away + just_now,
        )

    def note_therapist(self, therapist: Therapist, now: datetime) -> None:
        """Counts the time up to `now` for what the therapist did until then."""
        hours = self.hours[therapist.id]
        if hours.since is not None:
            hours.on_duty += (now - hours.since) * (hours.status in ON_DUTY)
            hours.at_work += (now - hours.since) * (hours.status in AT_WORK)
        hours.status, hours.since = therapist.status, now


def _note(steps: list[tuple[datetime, int]], now: datetime, count: int) -> None:
    if steps and steps[-1][1] == count:
        return
    if steps and steps[-1][0] == now:
        steps.pop()
    steps.append((now, count))


def area(steps: Sequence[tuple[datetime, int]], until: datetime) -> float:
    """The minutes spent by all together under these steps, up to `until`."""
    ends = [at for at, _ in steps[1:]] + [until]
    spent = (count * (end - at) for (at, count), end in zip(steps, ends, strict=False))
    return sum(spent, timedelta()) / timedelta(minutes=1)
