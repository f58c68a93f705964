"""What only one of several processes does at a time: who leads an event, and who the whole desk.

Who leads an event runs its timers and keeps its forecast; who leads the desk watches the time and does the chores
that concern every event. Both are held by leases of the database: of a process that dies they are over soon, and the
next beat of another one takes them. A desk of one process leads everything and asks nobody.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.errors import StoreUnavailable
from eventdesk.services.time_watch import AWAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from eventdesk.services.ports import Leases
    from eventdesk.services.time_watch import TimeWatch

WATCH = "watch"
"""Who watches the time. Only after a look the desk is held: until then nobody's timers may run."""
DESK = "desk"
LASTS_SECONDS = 2.5
"""Renewed each second. A beat later at the latest another process has what a dead one held."""
WATCH_LASTS_SECONDS = 2.8
"""Longer than the desk: who watches next finds that free as well."""
WANTED_SECONDS = 30 * 60.0
"""So long an event is led after the last time that there was something to do, or somebody asked."""


class Leading(Protocol):
    """What the beat and the forecaster ask."""

    def renew(self, wanted: Callable[[], Collection[str]]) -> None:
        """Once a second, before everything else. `wanted`: the events that this process would lead."""

    def leads(self, slug: str) -> bool:
        """Whether this process runs the timers of this event and keeps its forecast."""

    @property
    def led(self) -> Collection[str] | None:
        """The events that it leads; None: every one."""

    @property
    def leads_desk(self) -> bool:
        """Whether the chores are up to this process."""

    def end(self) -> None:
        """Lets others have it all at once."""


class Alone:
    """The only process of a desk."""

    led = None
    leads_desk = True

    def __init__(self, watch: TimeWatch) -> None:
        self._watch = watch

    def renew(self, wanted: Callable[[], Collection[str]]) -> None:  # noqa: ARG002 - everything
        """Looks at the time. Raises `StoreUnavailable`."""
        self._watch.look()

    def leads(self, slug: str) -> bool:  # noqa: ARG002 - every one
        """It does."""
        return True

    def end(self) -> None:
        """There is nobody else."""


class Shared:
    """One of several processes, called `holder` among them."""

    def __init__(self, leases: Leases, holder: str, watch: TimeWatch, elapsed_seconds: Callable[[], float]) -> None:
        self._leases = leases
        self._holder = holder
        self._watch = watch
        self._elapsed_seconds = elapsed_seconds
        self._until: dict[str, float] = {}
        self._wanted_at: dict[str, float] = {}
        self._watches = False
        self._is_watched = False

    def renew(self, wanted: Callable[[], Collection[str]]) -> None:
        """Renews what it holds and takes what is free. Raises `StoreUnavailable`: then it leads nothing."""
        try:
            self._is_watched = self._look_at_time()
            now = self._elapsed_seconds()
            self._wanted_at |= dict.fromkeys(wanted(), now)
            for slug, at in list(self._wanted_at.items()):
                if now - at < WANTED_SECONDS:
                    self._hold(_name(slug))
                else:
                    del self._wanted_at[slug]
        except StoreUnavailable:
            self._until.clear()
            raise

    def _look_at_time(self) -> bool:
        """Whether somebody has looked that called people lose nothing by a desk that was away."""
        if not self._hold(WATCH, WATCH_LASTS_SECONDS):
            self._watches = False
            return self._leases.free_for(DESK) == 0
        if not self._watches:
            # One process more or less is nothing; a desk that nobody held was away.
            away = self._leases.free_for(DESK)
            self._watch.begin(was_away=away is None or away >= AWAY_SECONDS)
            self._watches = True
        self._watch.look()
        return self._hold(DESK)

    def _hold(self, name: str, seconds: float = LASTS_SECONDS) -> bool:
        # Counted from before the question: however long the answer takes, nobody else can have it so soon.
        asked_at = self._elapsed_seconds()
        if self._leases.hold(name, self._holder, seconds):
            self._until[name] = asked_at + seconds
            return True
        self._until.pop(name, None)
        return False

    def _has(self, name: str) -> bool:
        return self._elapsed_seconds() < self._until.get(name, float("-inf"))

    def leads(self, slug: str) -> bool:
        """Whether the lease is held still, by this process's own count."""
        return self._is_watched and self._has(_name(slug))

    @property
    def led(self) -> list[str]:
        """The events that it leads."""
        return [slug for slug in self._wanted_at if self.leads(slug)]

    @property
    def leads_desk(self) -> bool:
        """Whether the desk is held still."""
        return self._has(DESK)

    def end(self) -> None:
        """Lets others have it all at once; where the database is away they wait until it is over."""
        self._until.clear()
        with contextlib.suppress(StoreUnavailable):
            self._leases.let_go(self._holder)


def _name(slug: str) -> str:
    return f"event/{slug}"
