"""A therapist: what may be served, where, and the states of a working day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from eventdesk.domain.errors import TherapistBusy
from eventdesk.domain.event import Gender


class TherapistStatus(StrEnum):
    """`engaged` has a called or treating visit; `turnover` cleans up after one."""

    OFF = "off"
    READY = "ready"
    ENGAGED = "engaged"
    TURNOVER = "turnover"
    BREAK = "break"


class Grade(StrEnum):
    """A student is given runners only while a supervisor is on shift."""

    THERAPIST = "therapist"
    STUDENT = "student"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Pause:
    """A planned break, UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapist:
    """One person who serves, and the couch. `skills` are treatment codes.

    `asked_at`: tapped Next between two rounds (cycle mode), and is given somebody in the next one.
    """

    id: int
    name: str
    gender: Gender = Gender.UNSAID
    grade: Grade = Grade.THERAPIST
    skills: frozenset[str] = frozenset()
    couch: str = ""
    status: TherapistStatus = TherapistStatus.OFF
    status_since: datetime | None = None
    idle_since: datetime | None = None
    asked_at: datetime | None = None
    turnover_until: datetime | None = None
    break_until: datetime | None = None
    shift_start: datetime | None = None
    shift_end: datetime | None = None
    breaks: tuple[Pause, ...] = ()
    visit_id: int | None = None
    served: int = 0
    is_listed: bool = True

    @property
    def first_name(self) -> str:
        """What the public board shows."""
        return self.name.split()[0] if self.name.split() else ""

    def free_until(self, now: datetime) -> datetime | None:
        """The start of the next planned break or the end of the shift; None: no limit.

        One that has come since this state began is a limit too: the timer that follows it up has
        not looked yet. Somebody who went on after it had begun has chosen to.
        """
        since = min(self.status_since or now, now)
        ends = [pause.starts_at for pause in self.breaks if pause.starts_at > since and pause.ends_at > now]
        if self.shift_end is not None and self.shift_end > since:
            ends.append(self.shift_end)
        return min(ends, default=None)

    def pause_at(self, now: datetime) -> Pause | None:
        """The planned break that is on at `now`."""
        return next((each for each in self.breaks if each.starts_at <= now < each.ends_at), None)


def become(therapist: Therapist, status: TherapistStatus, *, now: datetime, **more: Any) -> Therapist:
    """The therapist in another state; clears what belonged to the state before. `more`: fields of the new one."""
    changes: dict[str, Any] = {
        "status": status,
        "status_since": now,
        # Idle counts from the first free moment: turnover is not idling, a break starts it anew.
        "idle_since": now if status is TherapistStatus.READY else None,
        "asked_at": None,
        "turnover_until": None,
        "break_until": None,
        "visit_id": None,
    }
    return replace(therapist, **(changes | more))


def set_ready(therapist: Therapist, *, now: datetime) -> Therapist:
    """On duty and free. Raises `TherapistBusy` with a runner; a second tap changes nothing."""
    _refuse_engaged(therapist)
    if therapist.status is TherapistStatus.READY:
        return therapist
    return become(therapist, TherapistStatus.READY, now=now)


def set_break(therapist: Therapist, *, now: datetime, until: datetime | None) -> Therapist:
    """Pausing. Raises `TherapistBusy` with a runner."""
    _refuse_engaged(therapist)
    return become(therapist, TherapistStatus.BREAK, now=now, break_until=until)


def set_off(therapist: Therapist, *, now: datetime) -> Therapist:
    """End of the shift. Raises `TherapistBusy` with a runner."""
    _refuse_engaged(therapist)
    if therapist.status is TherapistStatus.OFF:
        return therapist
    return become(therapist, TherapistStatus.OFF, now=now)


def engage(therapist: Therapist, *, visit_id: int, now: datetime) -> Therapist:
    """Takes a called visit. Raises `TherapistBusy` when there is one already."""
    _refuse_engaged(therapist)
    return become(therapist, TherapistStatus.ENGAGED, now=now, visit_id=visit_id)


def disengage(therapist: Therapist, *, now: datetime) -> Therapist:
    """Free again without a treatment having ended (missed, put back, passed on)."""
    return become(therapist, TherapistStatus.READY, now=now)


def clean_up(therapist: Therapist, *, now: datetime, until: datetime) -> Therapist:
    """After a treatment: turnover until `until`, or ready at once when there is none."""
    served = therapist.served + 1
    if until <= now:
        return become(therapist, TherapistStatus.READY, now=now, served=served)
    return become(therapist, TherapistStatus.TURNOVER, now=now, served=served, turnover_until=until)


def settle(before: Therapist, freed: Therapist, *, now: datetime) -> Therapist:
    """Where a therapist goes who became ready by itself: off or on a break whose time has come.

    `before` tells since when: somebody who went on after a break or the shift had begun goes on.
    """
    since = before.status_since or now
    if freed.shift_end is not None and since < freed.shift_end <= now:
        return become(freed, TherapistStatus.OFF, now=now)
    pause = freed.pause_at(now)
    if pause is not None and since < pause.starts_at:
        return become(freed, TherapistStatus.BREAK, now=now, break_until=pause.ends_at)
    return freed


def next_change_at(therapist: Therapist) -> datetime | None:
    """When a timer has to look at this therapist: turnover over, a break or the shift's end come."""
    if therapist.status is TherapistStatus.TURNOVER:
        return therapist.turnover_until
    if therapist.status is not TherapistStatus.READY or therapist.status_since is None:
        return None
    ends = [pause.starts_at for pause in therapist.breaks if pause.starts_at > therapist.status_since]
    if therapist.shift_end is not None and therapist.shift_end > therapist.status_since:
        ends.append(therapist.shift_end)
    return min(ends, default=None)


def _refuse_engaged(therapist: Therapist) -> None:
    if therapist.status is TherapistStatus.ENGAGED:
        raise TherapistBusy(f"{therapist.first_name} has a runner now.", state=therapist.status)
