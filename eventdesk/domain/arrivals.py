"""Who is still to come and will be called sooner than somebody who is here.

Before a start: whose start is earlier goes first. After a finish: who has cooled down takes the couch
that somebody here, who is to come back in ten minutes, could have had.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.domain.event import Event, Rule, minutes
from eventdesk.domain.visit import Visit, VisitStatus, due_time, promised_start

if TYPE_CHECKING:
    from datetime import datetime

FIRST_LEADS = (32.0, 39.0, 46.0, 53.0, 60.0, 67.0, 74.0, 81.0)
"""Minutes before the start at which they come, before anybody was seen: half an hour to an hour and a half."""
ALL_HAVE_COME = 25.0
"""So many minutes before a start hardly anybody comes any more."""
FORMER_WEIGHT = 0.4
"""How much the waves before count beside what was seen of this one (of one: all of its runners)."""
DOUBT = 0.15
"""The same on the first wave of a day, with nobody: the first few to come are not taken for the top of a flood."""


class Leads:
    """When the runners of each start came for a massage before it."""

    def __init__(self) -> None:
        self._leads: dict[int, tuple[datetime, float, Visit]] = {}

    def see(self, visit: Visit) -> None:
        """Learns from a visit; the same visit again says the same."""
        if visit.rule is Rule.BEFORE_START and visit.start_at is not None and visit.id not in self._leads:
            lead = (visit.start_at - visit.registered_at).total_seconds() / 60
            if lead > 0:
                self._leads[visit.id] = (visit.start_at, lead, visit)

    def still_to_come(self, event: Event, now: datetime) -> tuple[Visit, ...]:
        """Visits that may be expected before the starts to come: ids below one, callable from when they come."""
        if not self._leads:
            return ()
        by_start: defaultdict[datetime, list[float]] = defaultdict(list)
        for start_at, lead, _ in self._leads.values():
            by_start[start_at].append(lead)
        over = [leads for start_at, leads in by_start.items() if _lead(start_at, now) <= ALL_HAVE_COME]
        pattern = sorted([*FIRST_LEADS, *(lead for leads in over for lead in leads)])
        usual = sum(map(len, over)) / len(over) if over else None
        seen = [visit for _, _, visit in self._leads.values()]
        found: list[Visit] = []
        for start_at in sorted({each.starts_at for each in event.waves}):
            for lead in _to_come(len(by_start[start_at]), _lead(start_at, now), pattern, usual):
                # Like every seventh of those who came: treatments and lengths as they are asked for.
                like = seen[len(found) * 7 % len(seen)]
                found.append(_expected(event, start_at, lead, like, -1 - len(found)))
        return tuple(found)


LOOKED_BACK_MINUTES = 20.0
FIRST_WALK_UP = -1_000_000
MOST_REMEMBERED = 400


def is_walk_up(visit: Visit) -> bool:
    """Whether this is one of those only expected by the pace of the last ones, in place of a real visit."""
    return FIRST_WALK_UP - MOST_REMEMBERED < visit.id <= FIRST_WALK_UP


class WalkUps:
    """How fast those come who are served by promise."""

    def __init__(self) -> None:
        self._came: deque[Visit] = deque(maxlen=MOST_REMEMBERED)
        self._newest = 0

    def see(self, visit: Visit) -> None:
        """Learns from a visit when it is seen first."""
        if visit.rule is Rule.PROMISE and visit.id > self._newest:
            self._newest = visit.id
            self._came.append(visit)

    def per_minute(self, now: datetime) -> float:
        """How many came lately."""
        return len(self._recent(now)) / LOOKED_BACK_MINUTES

    def _recent(self, now: datetime) -> list[Visit]:
        return [each for each in self._came if now - each.registered_at < minutes(LOOKED_BACK_MINUTES)]

    def still_to_come(self, event: Event, now: datetime) -> tuple[Visit, ...]:
        """Visits that may be expected within the next minutes, at the pace of the last ones; ids below one."""
        found: list[Visit] = []
        for number, like in enumerate(self._recent(now)):
            # Whoever came a while ago comes once more, as far ahead of now as that was back.
            comes_at = like.registered_at + minutes(LOOKED_BACK_MINUTES)
            later = None if like.not_before is None else max(comes_at, like.not_before + minutes(LOOKED_BACK_MINUTES))
            ready_at = later or comes_at
            visit = replace(
                like,
                id=FIRST_WALK_UP - number,
                status=VisitStatus.WAITING,
                registered_at=comes_at,
                not_before=ready_at,
                due_at=promised_start(event, like, ready_at),
            )
            found.append(visit)
        return tuple(found)


def _lead(start_at: datetime, now: datetime) -> float:
    return (start_at - now).total_seconds() / 60


def _to_come(seen: int, lead_now: float, pattern: list[float], usual: float | None) -> list[float]:
    """The leads of those who have not come yet, `lead_now` minutes before their start."""
    if lead_now <= ALL_HAVE_COME:
        return []
    left = bisect_left(pattern, lead_now)
    have_come = 1 - left / len(pattern)
    weight, former = (DOUBT, 0.0) if usual is None else (FORMER_WEIGHT, usual)
    total = (seen + weight * former) / (have_come + weight)
    count = round(total * (1 - have_come))
    return [pattern[int((place + 0.5) * left / count)] for place in range(count)]


def _expected(event: Event, start_at: datetime, lead: float, like: Visit, number: int) -> Visit:
    comes_at = start_at - minutes(lead)
    visit = replace(
        like, id=number, status=VisitStatus.WAITING, registered_at=comes_at, start_at=start_at, not_before=comes_at
    )
    return replace(visit, due_at=due_time(event, visit), wish_gender=None, wish_therapist_id=None)
