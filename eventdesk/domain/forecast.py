"""When each visit will start: the dispatcher's own rule run forward from the present.

Not an average times a place in line: the lengths, turnover, skills, wishes, breaks and shift ends of
this very floor, with what the day has taught about them so far.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from eventdesk.domain import cycle
from eventdesk.domain.dispatch import order, why_not
from eventdesk.domain.event import Event, Rule, minutes
from eventdesk.domain.learning import AS_PLANNED, DRAWS, Learned, remaining_minutes
from eventdesk.domain.margins import FIRST_MARGINS, Margins
from eventdesk.domain.running import Lineup, Run, Start
from eventdesk.domain.supervision import NEVER
from eventdesk.domain.therapist import Grade, Therapist, TherapistStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.domain.visit import Visit

LONG_LINE = 400
"""Up to here the mean of several runs costs no more than one run over ten thousand."""
LATE_FOR_WORK = timedelta(minutes=10)
"""Who has not tapped Ready by so long after the start of the shift, or the end of a break, is not counted on."""


class Window(NamedTuple):
    """An expected instant with a low and a high end (UTC); `why`: why it moved later, if it did."""

    at: datetime
    low: datetime
    high: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One call in the run: who, when, by which therapist."""

    visit_id: int
    starts_at: datetime
    therapist: Therapist


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a run goes by, beyond the plan.

    `expected`: who may come or come back (ids below one), each callable from its `not_before`; they
    take their place in the run and get no start told.
    """

    learned: Learned = AS_PLANNED
    margins: Margins = FIRST_MARGINS
    expected: tuple[Visit, ...] = ()


NOTHING_MORE = Known()


@dataclass(frozen=True)
class Forecast:
    """A run of the rule from `now`. `line`: those it was run over; `length`: how many of them are really waiting."""

    now: datetime
    runs: tuple[Run, ...] = ()
    line: Sequence[Visit] = ()
    known: Known = NOTHING_MORE
    seq: int = 0
    length: int = 0
    told: Mapping[int, Window] = field(default_factory=dict)
    """The windows that are shown, where that has been decided (a promise holds for a while)."""

    @cached_property
    def calls(self) -> dict[int, Start]:
        """The call of each visit by id, the mean of all runs; those only expected have ids below one."""
        if len(self.runs) == 1:
            return {self.line[each.rank].id: each for each in self._starts}
        found: dict[int, list[Start]] = {}
        for run in self.runs:
            for each in run.starts:
                found.setdefault(each.rank, []).append(each)
        # Whom fewer than half of the runs serve in time is not told a time.
        return {
            self.line[rank].id: Start(sum(each.at for each in starts) / len(starts), rank, starts[0].therapist)
            for rank, starts in found.items()
            if 2 * len(starts) >= len(self.runs)
        }

    @cached_property
    def windows(self) -> Mapping[int, Window]:
        """When each waiting visit starts by this run, by id; none for those that nobody can serve in time."""
        return _Windows(self, {key: each for key, each in self.calls.items() if key > 0})

    @property
    def starts(self) -> Mapping[int, Window]:
        """What is shown of them."""
        return self.told or self.windows

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The calls in order of time."""
        return tuple(Slot(self.line[each.rank].id, self._instant(each.at), each.therapist) for each in self._starts)

    @property
    def _starts(self) -> Sequence[Start]:
        return self.runs[0].starts if self.runs else ()

    def _instant(self, at: float) -> datetime:
        return self.now + timedelta(minutes=at)

    @property
    def has_couches(self) -> bool:
        """Whether anybody is on duty or will be."""
        return bool(self.runs and self.runs[0].couches)

    def knows(self, visit_id: int) -> bool:
        """Whether this visit was in the line that was run."""
        return visit_id in self._ids

    @cached_property
    def _ids(self) -> frozenset[int]:
        return frozenset(each.id for each in self.line)

    @cached_property
    def next_for(self) -> dict[int, tuple[int, datetime]]:
        """By therapist: the next visit's id and the instant of its call."""
        found: dict[int, tuple[int, datetime]] = {}
        for each in self._starts:
            visit_id = self.line[each.rank].id
            if visit_id > 0:
                found.setdefault(each.therapist.id, (visit_id, self._instant(each.at)))
        return found

    def wait(self, window: Window) -> timedelta:
        """How long it is until the call that comes before this start."""
        return max(window.at - self.now - minutes(self.known.learned.walk_minutes), timedelta())

    def will_miss_start(self, visit: Visit) -> bool:
        """Whether a waiting visit, in time now, will be too late by the time somebody is free for it."""
        if visit.rule is not Rule.BEFORE_START or visit.is_too_late(self.now):
            return False
        known = self.calls.get(visit.id)
        call_at = self._call_of_newcomer(visit) if known is None else self._instant(known.at)
        return call_at is None or call_at > visit.due_at

    def for_newcomer(self, visit: Visit) -> Window | None:
        """When `visit`, not yet in line, would start; None when nobody on duty may serve it.

        It takes the slot of the first visit behind it whose therapist may serve it, else the first
        therapist who is free after all.
        """
        places = self._places(visit)
        return self._window_of_places(visit, places) if places else None

    def seat(self, visit: Visit) -> Window | None:
        """As `for_newcomer`, and the next newcomer finds the place taken: until the next run."""
        places = self._places(visit)
        if not places:
            return None
        for run, (at, whose) in places:
            if isinstance(whose, Start):
                run.drop(whose)
            else:
                run.fill(visit, at, whose)
        return self._window_of_places(visit, places)

    def occupy(self, visit: Visit) -> None:
        """Somebody the run does not know has been called to a couch since: it is taken until the next run."""
        for run in self.runs:
            couch = next((each for each in run.couches if each.therapist.id == visit.therapist_id), None)
            if couch is not None:
                run.fill(visit, self.now, couch.therapist)

    def _places(self, visit: Visit) -> list[tuple[Run, tuple[datetime, Start | Therapist]]]:
        """In each run that has one, the place of somebody who is not in line: the call's instant, and whose it is."""
        if not self.runs:
            return []
        able, rank = self.runs[0].able(visit), bisect_right(self.line, order(visit), key=order)
        return [(run, found) for run in self.runs if (found := self._place_in(run, visit, able, rank)) is not None]

    def _place_in(
        self, run: Run, visit: Visit, able: frozenset[int], rank: int
    ) -> tuple[datetime, Start | Therapist] | None:
        taken = self._first_taken(run, visit, able, rank) if rank < len(self.line) else None
        idle = self._first_idle(run, visit, able)
        if taken is not None and (idle is None or self._instant(taken.at) <= idle[0]):
            return self._instant(taken.at), taken
        return idle

    def _call_of_newcomer(self, visit: Visit) -> datetime | None:
        places = self._places(visit)
        return self._mean_call(places) if places else None

    def _mean_call(self, places: Sequence[tuple[Run, tuple[datetime, Start | Therapist]]]) -> datetime:
        return self.now + sum(((at - self.now) for _, (at, _) in places), timedelta()) / len(places)

    def _window_of_places(
        self, visit: Visit, places: Sequence[tuple[Run, tuple[datetime, Start | Therapist]]]
    ) -> Window:
        call_at = self._minutes_to(self._mean_call(places))
        return self._window(call_at, len(self.runs[0].able(visit)), visit.not_before)

    def _first_taken(self, run: Run, visit: Visit, able: frozenset[int], rank: int) -> Start | None:
        """The first call that this visit, which stands there in the line, would have instead of one behind it."""
        after = self._minutes_to(self._earliest(visit))
        fitting = (each for each in run.behind(rank) if each.at >= after and each.therapist.id in able)
        return next((each for each in fitting if self._may_serve(each, visit)), None)

    def _may_serve(self, start: Start, visit: Visit) -> bool:
        return why_not(visit, start.therapist, self._instant(start.at), self.runs[0].event) is None

    def _first_idle(self, run: Run, visit: Visit, able: frozenset[int]) -> tuple[datetime, Therapist] | None:
        """The first therapist who has nobody, and from when."""
        earliest = self._minutes_to(self._earliest(visit))
        found: tuple[datetime, Therapist] | None = None
        found_at = NEVER
        for since, therapist in sorted(run.gaps, key=itemgetter(0)):
            begins = max(since, earliest)
            if begins >= found_at:
                break
            if therapist.id not in able:
                continue
            at = self._opening(run, therapist, self._instant(begins))
            if at is None or not run.is_idle(therapist, since, self._minutes_to(at)):
                continue
            if (found is None or at < found[0]) and why_not(visit, therapist, at, run.event) is None:
                found, found_at = (at, therapist), self._minutes_to(at)
        return found

    def _opening(self, run: Run, therapist: Therapist, at: datetime) -> datetime | None:
        """When this idle therapist may be given somebody from `at` on: a round begins, a student's supervisor is there.

        None: never.
        """
        opens_at = cycle.calls_from(run.event, at)
        if therapist.grade is not Grade.STUDENT:
            return opens_at
        while not run.supervisors.is_on(self._minutes_to(opens_at)):
            next_on = run.supervisors.next_on(self._minutes_to(opens_at))
            if next_on == NEVER:
                return None
            opens_at = cycle.calls_from(run.event, self._instant(next_on))
        return opens_at

    def _earliest(self, visit: Visit) -> datetime:
        return max(self.now, visit.not_before or self.now)

    def _minutes_to(self, at: datetime) -> float:
        return (at - self.now).total_seconds() / 60

    def pool(self, start: Start) -> int:
        """How many couches could take this visit."""
        return self.runs[0].pool(start.rank)

    def start_at(self, start: Start) -> datetime:
        """When the treatment after this call begins, as run."""
        return self._instant(start.at + self.known.learned.walk_minutes)

    def ends_at(self, visit_id: int) -> datetime:
        """When the treatment of a visit that has a start is expected to be over."""
        start = self.calls[visit_id]
        visit = self.line[start.rank]
        length = self.known.learned.length(visit.treatment, visit.minutes, start.therapist.id)
        return self.start_at(start) + minutes(length)

    def calls_in_time(self) -> Iterator[tuple[Visit, datetime]]:
        """Everybody whom a run calls, those only expected among them, and when."""
        return ((self.line[each.rank], self._instant(each.at)) for each in self._starts)

    @property
    def turnover_minutes(self) -> float:
        """Between two treatments, as run."""
        return self.runs[0].turnover

    def last_gaps(self, until: datetime) -> list[tuple[datetime, datetime]]:
        """For each therapist: from when nobody is left to serve, and the end of the shift, `until` at the latest."""
        latest = {therapist.id: (self._instant(at), therapist) for at, therapist in self.runs[0].gaps}
        return [(at, min(until, therapist.shift_end or until)) for at, therapist in latest.values()]

    def window_of(self, start: Start) -> Window:
        """The start of a call, walk included, with its low and high end."""
        visit = self.line[start.rank]
        return self._window(start.at, self.pool(start), visit.not_before)

    def _window(self, call_at: float, pool: int, asked: datetime | None) -> Window:
        """`call_at`: minutes from now; `asked`: not before this."""
        known = self.known
        low, high = known.margins.around(call_at, max(pool, 1))
        start_at = call_at + known.learned.walk_minutes
        earliest = 0.0 if asked is None else max(0.0, self._minutes_to(asked))
        at = max(start_at, earliest)
        return Window(
            self._instant(at),
            self._instant(min(max(start_at + low, earliest), at)),
            self._instant(max(start_at + high, at)),
        )


class _Windows(Mapping[int, Window]):
    """The windows of all visits, each worked out when it is asked for: a change of one shows a few of thousands."""

    def __init__(self, forecast: Forecast, calls: dict[int, Start]) -> None:
        self._forecast = forecast
        self._calls = calls
        self._known: dict[int, Window] = {}

    def __getitem__(self, visit_id: int) -> Window:
        if visit_id not in self._known:
            self._known[visit_id] = self._forecast.window_of(self._calls[visit_id])
        return self._known[visit_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._calls)

    def __len__(self) -> int:
        return len(self._calls)


def run_forward(  # noqa: PLR0913 - the floor is these five; what is known of the day comes on top
    event: Event,
    line: Sequence[Visit],
    therapists: Sequence[Therapist],
    on_couch: Mapping[int, Visit],
    now: datetime,
    *,
    known: Known = NOTHING_MORE,
) -> Forecast:
    """Runs the queue rule over `line` (waiting, in queue order).

    `on_couch` maps the id of each called or treating visit to it. Visits that will be too late by
    the time somebody is free, or that nobody on duty may serve, get no expected start.
    """
    whole = sorted([*line, *known.expected], key=order) if known.expected else line
    runs = []
    lineup = Lineup(whole, now)
    for draw in draws(len(whole), known.learned):
        run = Run(event, lineup, known.learned, draw)
        for therapist in therapists:
            _add(run, therapist, on_couch.get(therapist.visit_id or 0), now)
        run.to_the_end()
        runs.append(run)
    return Forecast(now, tuple(runs), whole, known, length=len(line))


def draws(length: int, learned: Learned) -> Sequence[int | None]:
    """The runs for a line of this length: several with drawn lengths, or one with the mean ones for a very long line.

    The first couch to be free is free sooner than any of them is on average, and what does not fit
    before a break on average sometimes does: so the mean of runs, not a run of means.
    """
    return range(DRAWS) if learned.length_spread and length <= LONG_LINE else (None,)


def _add(run: Run, therapist: Therapist, visit: Visit | None, now: datetime) -> None:
    match therapist.status:
        case TherapistStatus.READY:
            run.add(therapist, 0.0)
        case TherapistStatus.TURNOVER:
            run.add(therapist, _minutes_to(therapist.turnover_until, now))
        case TherapistStatus.ENGAGED:
            run.add(therapist, 0.0 if visit is None else _left(run, visit, now), is_treating=True)
        case TherapistStatus.BREAK if therapist.break_until is not None and now < therapist.break_until + LATE_FOR_WORK:
            run.add(therapist, _minutes_to(therapist.break_until, now))
        case TherapistStatus.OFF if _is_coming(therapist, now):
            run.add(therapist, _minutes_to(therapist.shift_start, now))
        case TherapistStatus.BREAK if therapist.grade is Grade.SUPERVISOR:
            # Nobody can tell when runners will be taken again; there all the same.
            run.supervisors.comes(therapist, -NEVER)
        case _:
            return


def _minutes_to(at: datetime | None, now: datetime) -> float:
    return 0.0 if at is None else max(0.0, (at - now).total_seconds() / 60)


def _is_coming(therapist: Therapist, now: datetime) -> bool:
    start = therapist.shift_start
    if start is None or start + LATE_FOR_WORK <= now:
        return False
    # Who went off after the shift had begun has gone.
    return start > now or (therapist.status_since or start) < start


def _left(run: Run, visit: Visit, now: datetime) -> float:
    left = _round_left(run, visit, now) if cycle.is_on(run.event) else None
    return minutes_left(visit, run.learned, now, run.chance(visit)) if left is None else left


def _round_left(run: Run, visit: Visit, now: datetime) -> float | None:
    """Minutes to the end of the round that the visit ends with; None where it ends by itself or should have ended."""
    arrives_at = (visit.called_at or now) + minutes(run.learned.walk_minutes)
    ends_at = cycle.planned_end(run.event, visit, visit.started_at or max(now, arrives_at))
    return _minutes_to(ends_at, now) if visit.ends_at in {None, ends_at} and now < ends_at else None


def minutes_left(visit: Visit, learned: Learned, now: datetime, chance: float | None = None) -> float:
    """How much longer a called or treating visit keeps its couch, turnover aside (minutes); `chance`: see `luck`."""
    if visit.ends_at is not None:
        started_at = visit.started_at or visit.ends_at - minutes(visit.minutes)
        planned = (visit.ends_at - started_at).total_seconds() / 60
        elapsed = (now - started_at).total_seconds() / 60
        expected = learned.length(visit.treatment, planned, visit.therapist_id)
        return remaining_minutes(expected, learned.length_spread, elapsed, chance)
    walked = 0.0 if visit.called_at is None else (now - visit.called_at).total_seconds() / 60
    walk = max(learned.walk_minutes - walked, 0.0)
    expected = learned.length(visit.treatment, visit.minutes, visit.therapist_id)
    return walk + remaining_minutes(expected, learned.length_spread, 0.0, chance)
