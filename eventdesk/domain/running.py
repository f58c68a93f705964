"""The queue rule run forward in time: the dispatcher's own decisions, from the present on, on a clock of minutes.

Times are minutes from `now` (floats): ten thousand starts are worked out in one go, and a datetime
for each step would cost more than the rule itself.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from eventdesk.domain import cycle
from eventdesk.domain.dispatch import preference, why_not_ever
from eventdesk.domain.event import Event, Rule
from eventdesk.domain.learning import AS_PLANNED, Learned, drawn_share, luck
from eventdesk.domain.supervision import NEVER, Presence
from eventdesk.domain.therapist import Grade, Therapist, TherapistStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventdesk.domain.visit import Visit

MINUTE = 60.0
AS_MANY = 4
"""So many calls are passed over in the time in which one is found by its place in the line."""
GRID = 2.0**20
"""Instants are counted in so many parts of a minute, which floats add up exactly: couches that are free
together stay so, and what fits exactly before a break does."""


class Start(NamedTuple):
    """One call in the run: `rank` is the place in the line that was run (0 first), `at` minutes from now."""

    at: float
    rank: int
    therapist: Therapist


_instant_of = attrgetter("at")


class Couch:
    """A therapist on the way through the run."""

    __slots__ = ("classes", "ends", "pauses", "preference", "since", "therapist", "turn")

    def __init__(self, therapist: Therapist, now: float) -> None:
        self.therapist = therapist
        skills, idle_since, number = preference(therapist)
        self.preference = skills, (idle_since - now) / MINUTE, number
        self.pauses = sorted((_since(now, each.starts_at), _since(now, each.ends_at)) for each in therapist.breaks)
        self.ends = NEVER if therapist.shift_end is None else _since(now, therapist.shift_end)
        self.classes: list[_Class] = []
        self.since = -NEVER if therapist.status_since is None else _since(now, therapist.status_since)
        self.turn = 0

    def limit(self, at: float) -> float:
        """The start of the next break or the end of the shift, as in `Therapist.free_until`."""
        begins = next((start for start, _ in self.pauses if start > at), NEVER)
        return min(begins, self.ends) if self.ends > at else begins

    def back_at(self, at: float) -> float | None:
        """When somebody free at `at` can work: after the break that has come meanwhile; None: has gone home."""
        back = self._pause_over(at)
        return None if self.since < self.ends <= back else back

    def _pause_over(self, at: float) -> float:
        back = at
        for start, end in self.pauses:
            if self.since < start <= at < end:
                back = end
        return back

    def gone_at(self, at: float) -> float:
        """When somebody free at `at`, and not to work any more, goes off: at once, or after the break that is on."""
        return at if self.since < self.ends <= at else self._pause_over(at)

    def goes_at(self, at: float) -> float:
        """When somebody idle from `at` on goes off if nobody comes: at the shift's end, or after a break over it."""
        free_from = at
        for start, end in self.pauses:
            if start <= free_from:
                continue
            if free_from < self.ends <= end:
                return self.ends if self.ends <= start else end
            free_from = end
        return self.ends if self.ends > free_from else NEVER

    def next_pause_end(self, at: float) -> float:
        """When the next planned break is over."""
        return next((end for start, end in self.pauses if start > at), NEVER)

    def rest(self, at: float) -> None:
        """Was idle up to `at`: if a break ends now, idling begins anew."""
        is_back = any(self.since < start and end == at for start, end in self.pauses)
        if is_back and not self.since < self.ends <= at:
            self.since = at
            self.preference = self.idle_from(at)

    def idle_from(self, at: float) -> tuple[int, float, int]:
        """The sort key of somebody who has nobody from `at` on."""
        return self.preference[0], at, self.preference[2]


class _Class:
    """Those in line who differ in their place only: same treatment, wishes and length."""

    __slots__ = ("has_latest", "heads", "kind", "minutes", "pool")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.minutes = float(kind.sample.minutes)
        self.has_latest = kind.sample.rule is Rule.BEFORE_START
        self.pool = 0
        self.heads = list(kind.ranks)
        """Ranks, as a heap."""


@dataclass(slots=True)
class Kind:
    """Those in line who differ in their place only: one of them, and the ranks of those who may be called already."""

    sample: Visit
    ranks: list[int] = field(default_factory=list)


class Lineup:
    """The line made ready to be run, once for all runs from `now`."""

    def __init__(self, line: Sequence[Visit], now: datetime) -> None:
        self.line = line
        self.now = now.timestamp()
        self.kinds: list[Kind] = []
        self.kind_of: list[int] = []
        """By rank."""
        self.latest: dict[int, float] = {}
        """By rank: minutes from now after which a visit with a start to catch is too late."""
        self.later: list[tuple[float, int]] = []
        """When somebody who asked to come later may be called, and the rank; a heap."""
        self._able: dict[int, list[int]] = {}
        self._sort(line)

    def _sort(self, line: Sequence[Visit]) -> None:
        places: dict[tuple[object, ...], int] = {}
        now = self.now
        for rank, visit in enumerate(line):
            key = (visit.treatment, visit.minutes, visit.wish_gender, visit.wish_therapist_id)
            place = places.get(key)
            if place is None:
                place = places[key] = len(self.kinds)
                self.kinds.append(Kind(visit))
            self.kind_of.append(place)
            if visit.rule is Rule.BEFORE_START:
                self.latest[rank] = _since(now, visit.due_at)
            later = visit.not_before
            if later is not None and (begins := _since(now, later)) > 0:
                self.later.append((begins, rank))
            else:
                self.kinds[place].ranks.append(rank)
        heapq.heapify(self.later)

    def able(self, therapist: Therapist) -> list[int]:
        """The kinds that this therapist may serve, by their place."""
        known = self._able.get(therapist.id)
        if known is None:
            known = self._able[therapist.id] = [
                place for place, kind in enumerate(self.kinds) if why_not_ever(kind.sample, therapist) is None
            ]
        return known


class Run:
    """The floor moving forward. The line-up is in queue order, with those still expected among it."""

    def __init__(self, event: Event, lineup: Lineup, learned: Learned = AS_PLANNED, draw: int | None = None) -> None:
        self.event = event
        self.now = lineup.now
        self.learned = learned
        self._draw = draw
        turnover = learned.turnover_minutes
        self.turnover = _exact(event.turnover_minutes if turnover is None else turnover)
        # Who misses and comes back is served a little later: the couch loses the call, not the treatment.
        self._comes = (1 - learned.leave_share) * (1 - learned.miss_share * (1 - learned.return_share))
        self._lost = learned.miss_share * learned.miss_minutes - (1 - self._comes) * self.turnover
        self.starts: list[Start] = []
        """In order of time."""
        self._by_rank: dict[int, Start] = {}
        self._calls: defaultdict[int, list[float]] = defaultdict(list)
        """The instants of the same, by therapist."""
        self.gaps: list[tuple[float, Therapist]] = []
        """From when a therapist has nobody to serve."""
        self.couches: list[Couch] = []
        self.supervisors = Presence()
        self._lineup = lineup
        self._line = lineup.line
        self._latest = lineup.latest
        self._in_rounds = cycle.is_on(event)
        self._free: list[tuple[float, tuple[int, float, int], int, Couch]] = []
        self._idle: dict[Couch, None] = {}
        self._later = list(lineup.later)
        self._classes = [_Class(kind) for kind in lineup.kinds]

    # Who is on duty

    def add(self, therapist: Therapist, free_at: float, *, is_treating: bool = False) -> None:
        """Let the therapist take somebody from `free_at` on; `is_treating`: turnover comes after that."""
        couch = Couch(therapist, self.now)
        self.couches.append(couch)
        couch.classes = [self._classes[place] for place in self._lineup.able(therapist)]
        for each in couch.classes:
            each.pool += 1
        free_at = _exact(free_at)
        if therapist.grade is Grade.SUPERVISOR:
            self.supervisors.comes(therapist, free_at if therapist.status is TherapistStatus.OFF else -NEVER)
        if is_treating:
            self._end(couch, free_at)
            return
        if therapist.status in {TherapistStatus.BREAK, TherapistStatus.OFF}:
            couch.since = free_at
        if therapist.status is not TherapistStatus.READY:
            couch.preference = couch.idle_from(free_at)
        self._come(couch, free_at)

    def _come(self, couch: Couch, at: float) -> None:
        couch.turn += 1
        heapq.heappush(self._free, (at, couch.preference, couch.turn, couch))

    def pool(self, rank: int) -> int:
        """How many couches could take the visit at this rank."""
        return self._classes[self._lineup.kind_of[rank]].pool

    def able(self, visit: Visit) -> frozenset[int]:
        """The therapists who may serve such a visit at all, by id."""
        return frozenset(each.therapist.id for each in self.couches if why_not_ever(visit, each.therapist) is None)

    def is_idle(self, therapist: Therapist, since: float, until: float) -> bool:
        """Whether somebody idle `since` then still has nobody at `until`."""
        calls = self._calls[therapist.id]
        place = bisect_left(calls, since)
        return since >= until or place == len(calls) or calls[place] > until

    def drop(self, start: Start) -> None:
        """Takes a call out of the run: somebody else has it now."""
        del self.starts[self.starts.index(start, bisect_left(self.starts, start.at, key=_instant_of))]
        self._calls[start.therapist.id].remove(start.at)
        self._by_rank.pop(start.rank)

    def behind(self, rank: int) -> Iterator[Start]:
        """The calls of whoever stands at this place in the line or behind it, in order of time."""
        if (len(self._line) - rank) * AS_MANY > len(self.starts):
            yield from (each for each in self.starts if each.rank >= rank)
            return
        # Most come to the end of the line, and all of it would be looked through for a few.
        found = (self._by_rank.get(each) for each in range(rank, len(self._line)))
        first = [(each.at, each.rank, each) for each in found if each is not None]
        heapq.heapify(first)
        while first:
            yield heapq.heappop(first)[-1]

    def fill(self, visit: Visit, called_at: datetime, therapist: Therapist) -> None:
        """Gives this idle therapist a visit that was not in line: free again after it."""
        couch = next(each for each in self.couches if each.therapist.id == therapist.id)
        at = _since(self.now, called_at)
        end = at + self._hands_on(visit, couch) + self.turnover
        self.gaps = [(max(free, end) if other is therapist else free, other) for free, other in self.gaps]
        # Whoever was to come in that time comes later: told by the next run.
        reach = (bisect_left(self.starts, limit, key=_instant_of) for limit in (at, end))
        for each in [each for each in self.starts[slice(*reach)] if each.therapist is therapist]:
            self.drop(each)

    def chance(self, visit: Visit) -> float | None:
        """The place of this visit's length in this run; None: as long as is to be expected."""
        return None if self._draw is None else luck(visit.id, self._draw)

    # The rule

    def to_the_end(self) -> None:
        """Until everybody has a start, or nobody can take anybody any more."""
        while self._free or (self._later and self._idle):
            at = self._next_instant()
            came = self._let_in(at)
            couches = self._freed(at)
            for couch in couches:
                self._see_off(couch, at)
            has_supervisor = self.supervisors.begins_at(at)
            if came or has_supervisor:
                couches = sorted([*couches, *self._idle], key=lambda couch: couch.preference)
            for couch in couches:
                # Who had nobody before has somebody only if one of those who came now is left, or a student's
                # supervisor has come.
                is_let = has_supervisor and couch.therapist.grade is Grade.STUDENT
                if is_let or couch not in self._idle or any(each.heads for each in came):
                    self._serve(couch, at)

    def _see_off(self, couch: Couch, at: float) -> None:
        """A supervisor whose shift is over now goes before anybody is called."""
        therapist = couch.therapist
        # Of one who was idle it has been known since then: a break that began before the shift's end goes on over it.
        if therapist.grade is not Grade.SUPERVISOR or self.supervisors.is_to_leave(therapist):
            return
        if couch.back_at(at) is None:
            self.supervisors.leaves(therapist, couch.gone_at(at))

    def _next_instant(self) -> float:
        free = self._free[0][0] if self._free else NEVER
        later = self._later[0][0] if self._later and self._idle else NEVER
        return min(free, later)

    def _let_in(self, at: float) -> list[_Class]:
        """Those whose agreed time has come join their class; the classes that somebody joined."""
        came: list[_Class] = []
        while self._later and self._later[0][0] <= at:
            _, rank = heapq.heappop(self._later)
            found = self._classes[self._lineup.kind_of[rank]]
            heapq.heappush(found.heads, rank)
            came.append(found)
        return came

    def _freed(self, at: float) -> list[Couch]:
        """Everybody who is free from this instant, in the dispatcher's order of preference."""
        freed: list[Couch] = []
        while self._free and self._free[0][0] <= at:
            _, _, turn, couch = heapq.heappop(self._free)
            if turn == couch.turn:
                couch.turn += 1
                freed.append(couch)
                if couch in self._idle:
                    del self._idle[couch]
                    couch.rest(at)
        return freed

    def _serve(self, couch: Couch, at: float) -> None:
        back_at = couch.back_at(at)
        opens = self._opening(at)
        rank = self._first_for(couch, at) if back_at == at == opens else None
        if rank is None and back_at == at:
            self._wait(couch, at, opens)
            return
        self._idle.pop(couch, None)
        couch.turn += 1
        if rank is not None:
            start = self._by_rank[rank] = Start(at, rank, couch.therapist)
            self.starts.append(start)
            self._calls[couch.therapist.id].append(at)
            self._treat(couch, self._line[rank], at)
        elif back_at is not None:
            self._pause(couch, back_at)

    def _opening(self, at: float) -> float:
        """The first instant from `at` on at which calls are made: with rounds, at the beginning of one."""
        if not self._in_rounds:
            return at
        now = self._instant(at)
        opens_at = cycle.calls_from(self.event, now)
        return at if opens_at == now else _since(self.now, opens_at)

    def _instant(self, at: float) -> datetime:
        return datetime.fromtimestamp(self.now + at * MINUTE, UTC)

    def _first_for(self, couch: Couch, at: float) -> int | None:
        if couch.therapist.grade is Grade.STUDENT and not self.supervisors.is_on(at):
            return None
        limit = couch.limit(at)
        best, chosen = NEVER, None
        for each in couch.classes:
            heads = each.heads
            if each.has_latest:
                while heads and self._latest[heads[0]] < at:
                    heapq.heappop(heads)
            if heads and heads[0] < best and self._planned_end(each, at) <= limit:
                best, chosen = heads[0], each
        return None if chosen is None else heapq.heappop(chosen.heads)

    def _planned_end(self, each: _Class, at: float) -> float:
        return self._round_end(each.kind.sample, at) if self._in_rounds else at + each.minutes

    def _round_end(self, visit: Visit, at: float) -> float:
        return _since(self.now, cycle.planned_end(self.event, visit, self._instant(at)))

    def _treat(self, couch: Couch, visit: Visit, at: float) -> None:
        """The couch is taken for as long as is to be expected; a break that came meanwhile follows at once."""
        couch.since = at
        if couch.therapist.grade is Grade.SUPERVISOR:
            self.supervisors.leaves(couch.therapist, NEVER)
        end = at + self._hands_on(visit, couch)
        if self._in_rounds:
            end = max(at + 1, self._round_end(visit, at))
        self._end(couch, end)

    def _end(self, couch: Couch, end: float) -> None:
        back_at = couch.back_at(end)
        self._see_off(couch, end)
        couch.since = end
        if back_at == end:
            self._go_on(couch, end + self.turnover)
        elif back_at is not None:
            self._pause(couch, back_at)

    def _pause(self, couch: Couch, back_at: float) -> None:
        couch.since = back_at
        self._go_on(couch, back_at)

    def _hands_on(self, visit: Visit, couch: Couch) -> float:
        """Expected minutes from the call to the end, with the calls that nobody answers."""
        learned = self.learned
        length = learned.length(visit.treatment, visit.minutes, couch.therapist.id)
        chance = self.chance(visit)
        if chance is not None:
            length *= drawn_share(learned.length_spread, chance)
        return _exact(self._comes * (length + learned.walk_minutes) + self._lost)

    def _go_on(self, couch: Couch, at: float) -> None:
        couch.preference = couch.idle_from(at)
        self._come(couch, at)

    def _wait(self, couch: Couch, at: float, opens: float) -> None:
        """Nobody for this therapist now: idle until somebody comes, a break is over or the next round begins."""
        if couch in self._idle:
            if opens > at:
                heapq.heappush(self._free, (opens, couch.preference, couch.turn, couch))
            return
        if opens == at:
            self.gaps.append((at, couch.therapist))
        couch.turn += 1
        self._idle[couch] = None
        if couch.therapist.grade is Grade.SUPERVISOR:
            self.supervisors.leaves(couch.therapist, couch.goes_at(at))
        pause_ends = couch.next_pause_end(at)
        if opens > at and opens < pause_ends:
            heapq.heappush(self._free, (opens, couch.preference, couch.turn, couch))
        elif pause_ends < NEVER:
            heapq.heappush(self._free, (pause_ends, couch.idle_from(pause_ends), couch.turn, couch))


def _since(now: float, at: datetime) -> float:
    return _exact((at.timestamp() - now) / MINUTE)


def _exact(minutes: float) -> float:
    return round(minutes * GRID) / GRID
