"""The forecast kept up to date: after changes, at most once a second, never inside a transaction.

What a run needs is in memory and follows the journal (`Day`); a long line is worked out aside, so that
the sockets go on being served. The database stays the truth: after a restart the day is read again.
"""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from threading import Lock
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.forecast import Forecast, Window
from eventdesk.domain.learning import FIRST_GUESS, Experience, Learned
from eventdesk.domain.visit import WITH_THERAPIST, Visit, VisitStatus
from eventdesk.services import patching
from eventdesk.services.day import Day, Floor, Outcome, work_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from eventdesk.domain.event import Event
    from eventdesk.services.ports import Clock, News, Store

log = logging.getLogger(__name__)

AT_MOST_EVERY = timedelta(seconds=0.9)
"""Once a second; the beat comes a little early now and then."""
LASTS = timedelta(seconds=5)
"""So long a forecast serves when nothing happens: time passes, and treatments overrun."""
RESTS = 20
"""So many times as long as a run took there is none after it: everybody else shares the processor with a long one."""
RESTS_AT_MOST = timedelta(minutes=1)
SAVED_EVERY = timedelta(seconds=10)
SAVED_AT_ONCE = 100
"""A transaction of some milliseconds."""
SHORT_LINE = 50
"""With so many in line a run takes a few milliseconds; more is worked out aside."""
PAGE = 100
ENOUGH_TREATED = 20
"""A former event with fewer treatments teaches nothing."""
FORGOTTEN_AFTER = timedelta(minutes=30)

Seated = tuple[int, str]
"""A visit that a command has only just made: another one gets its id when the command comes to nothing."""
Aside = Callable[[Callable[[Floor], Outcome], Floor], Outcome]


def _seated(visit: Visit) -> Seated:
    return visit.id, visit.token


def here(work: Callable[[Floor], Outcome], floor: Floor) -> Outcome:
    """Works it out at once: for tests, and where nobody else has to be served meanwhile."""
    return work(floor)


class Forecaster:
    """One for each process.

    `aside` works something out without holding up the others, `breathe` lets them go first. `leads`: whether this
    process keeps the forecast of an event, None: of every one. What another one told, and keeps in the database
    (each `saved_every`), holds here too.
    """

    def __init__(  # noqa: PLR0913 - what it works with, and what is different where others work beside it
        self,
        store: Store,
        clock: Clock,
        aside: Aside = here,
        breathe: Callable[[], None] = lambda: None,
        *,
        leads: Callable[[str], bool] | None = None,
        saved_every: timedelta = SAVED_EVERY,
    ) -> None:
        self._leads = leads
        self._saved_every = saved_every
        self._follows: set[str] = set()
        self._kept: list[str] = []
        self._store = store
        self._clock = clock
        self._aside = aside
        self._breathe = breathe
        self._days: dict[str, Day] = {}
        self._latest: dict[str, Forecast] = {}
        self._took: dict[str, timedelta] = {}
        self._asked_at: dict[str, datetime] = {}
        self._saved_at: dict[str, datetime] = {}
        self._seated: defaultdict[str, dict[Seated, Window]] = defaultdict(dict)
        self._seated_to: dict[str, int] = {}
        self._unheard: dict[str, frozenset[Seated]] = {}
        self._heard: defaultdict[str, deque[News]] = defaultdict(deque)
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)

    # Asking

    def latest(self, slug: str) -> Forecast | None:
        """The last run, whatever has happened since. Never runs."""
        return self._latest.get(slug)

    def forecast(self, slug: str) -> Forecast:
        """The forecast as it is to be told now: run again if something changed or it is five seconds old."""
        found = self._present(slug)
        self._asked_at[slug] = self._clock.now()
        return found

    def _present(self, slug: str) -> Forecast:
        kept = self._latest.get(slug)
        if kept is not None and not self._is_due(slug, kept):
            return kept
        with self._alone(slug, may_wait=kept is None) as is_mine:
            kept = self._latest.get(slug)
            if kept is not None and (not is_mine or not self._is_due(slug, kept)):
                return kept
            return self._run_or_go_without(slug)

    def _run_or_go_without(self, slug: str) -> Forecast:
        """A fault in here must not keep anybody from joining or being called: then nobody can tell a time."""
        try:
            return self._run(slug)
        except EventDeskError:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, the tent goes on
            # Only the kind of fault: its message may hold what somebody typed.
            log.error("no forecast for %s: %s", slug, type(fault).__name__)  # noqa: TRY400
            if slug not in self._days:
                with self._store.read(slug) as reading:
                    self._days[slug] = Day(reading.event, FIRST_GUESS)
            self._latest[slug] = without = Forecast(self._clock.now(), seq=self._store.stamp(slug).seq)
            return without

    def at_hand(self, slug: str) -> None:
        """Before a command that is answered with an expected start: a run only where one is quick, or there is none."""
        kept = self._latest.get(slug)
        # Who came since it is in line too: a run that has become long would keep this very command waiting.
        if kept is None or kept.length + len(self._seated[slug]) <= SHORT_LINE:
            self.forecast(slug)

    def expected(self, slug: str, visit: Visit) -> Window | None:
        """When a waiting visit will start. One that the last run does not know is given its place in it."""
        kept = self._latest.get(slug)
        if kept is None or visit.status is not VisitStatus.WAITING:
            return None
        found = kept.starts.get(visit.id)
        if found is not None or kept.knows(visit.id):
            return found
        seated, this = self._seated[slug], _seated(visit)
        if this not in seated:
            self._take_couches(slug, kept)
        if this not in seated and (window := kept.seat(visit)) is not None:
            seated[this] = window
        return seated.get(this)

    def _take_couches(self, slug: str, kept: Forecast) -> None:
        """Who came since the last run, called at once or in line, has taken a place that was free in it."""
        done, day, seated = self._seated_to.get(slug, kept.seq), self._days[slug], self._seated[slug]
        came = list(day.queued()) if day.seq > done else []
        before = max(done, day.seq)
        # The newest first, as most of them have been seen to; a copy, as more may come meanwhile.
        late = takewhile(lambda news: news.entries[-1].seq > before, reversed(list(self._heard[slug])))
        heard = list(late)[::-1]
        came += [each for news in heard for each in news.subjects.values() if isinstance(each, Visit)]
        self._seated_to[slug] = heard[-1].entries[-1].seq if heard else before
        for visit in came:
            if kept.knows(visit.id) or _seated(visit) in seated:
                continue
            if visit.status in WITH_THERAPIST:
                kept.occupy(visit)
            elif visit.status is VisitStatus.WAITING and (window := kept.seat(visit)) is not None:
                seated[_seated(visit)] = window

    def day(self, slug: str) -> Day:
        """The day as of the last run. Runs if there is none yet."""
        self.forecast(slug)
        return self._days[slug]

    def work_out(self, floor: Floor) -> Outcome:
        """A run of some other floor: aside, when it is long."""
        return self._aside(work_out, floor) if len(floor.line) > SHORT_LINE else work_out(floor)

    # Running

    def _is_due(self, slug: str, kept: Forecast) -> bool:
        age = abs(self._clock.now() - kept.now)
        if kept.has_couches and age < min(self._took.get(slug, timedelta()) * RESTS, RESTS_AT_MOST):
            return False
        if age >= LASTS:
            return True
        # With nobody on duty there was nothing to tell; whoever comes now changes that at once.
        return (age >= AT_MOST_EVERY or not kept.has_couches) and self._store.stamp(slug).seq != kept.seq

    @contextmanager
    def _alone(self, slug: str, *, may_wait: bool) -> Iterator[bool]:
        lock = self._locks[slug]
        is_mine = lock.acquire(blocking=may_wait)
        try:
            yield is_mine
        finally:
            if is_mine:
                lock.release()

    def _run(self, slug: str) -> Forecast:
        day = self._days.get(slug) or self._loaded(slug)
        self._follow(slug, day)
        self._hear_told(slug, day)
        self._let_go(slug)
        seq = day.seq
        began_at = self._clock.now()
        outcome = self.work_out(day.floor(began_at))
        self._took[slug] = abs(self._clock.now() - began_at)
        forecast = day.keep(outcome, seq)
        self._latest[slug] = forecast
        self._seated_to.pop(slug, None)
        return forecast

    def _let_go(self, slug: str) -> None:
        """Whoever was seated and has not been heard of in two runs did not join after all: the command failed."""
        seated = self._seated[slug]
        for each in self._unheard.get(slug, frozenset()) & seated.keys():
            del seated[each]
        self._unheard[slug] = frozenset(seated)

    # Following what happens

    def hear(self, news: News) -> None:
        """Told after each commit, in order: kept until the next run. Does not block, does not raise."""
        if news.slug in self._days:
            self._heard[news.slug].append(news)

    def _follow(self, slug: str, day: Day) -> None:
        heard = self._heard[slug]
        while heard:
            news = heard.popleft()
            if news.entries[0].seq <= day.seq + 1 <= news.entries[-1].seq:
                for subject in news.subjects.values():
                    self._apply(slug, day, subject)
                day.seq = news.entries[-1].seq
        if self._store.stamp(slug).seq > day.seq:
            self._catch_up(slug, day)

    def _catch_up(self, slug: str, day: Day) -> None:
        """From the journal: what other processes did, or what was done before anybody listened."""
        with self._store.read(slug) as reading:
            while entries := reading.journal(since=day.seq, limit=PAGE):
                for subject in patching.subjects_of(reading, entries).values():
                    self._apply(slug, day, subject)
                day.seq = entries[-1].seq

    def _hear_told(self, slug: str, day: Day) -> None:
        """What the process said that leads, or led until now."""
        if self._leads is None:
            return
        is_led_here = self._leads(slug)
        if slug in self._follows or not is_led_here:
            with self._store.read(slug) as reading:
                day.hear_told(reading.told())
        (self._follows.discard if is_led_here else self._follows.add)(slug)

    def _apply(self, slug: str, day: Day, subject: Any) -> None:
        day.apply(subject)
        if isinstance(subject, Visit) and _seated(subject) in self._seated[slug]:
            day.say(subject, self._seated[slug].pop(_seated(subject)), self._latest[slug].now)

    def _loaded(self, slug: str) -> Day:
        """The whole day, page by page: a busy one takes a second, and others are served in between."""
        with self._store.read(slug) as reading:
            day = Day(reading.event, self._guess(reading.event))
            day.seq = reading.seq
            day.was_told(reading.told())
            for therapist in reading.therapists():
                day.apply(therapist)
        self._heard[slug].clear()
        self._days[slug] = day
        for visit in self._visits(slug):
            day.apply(visit)
        return day

    def _visits(self, slug: str) -> Iterator[Visit]:
        after: int | None = None
        while True:
            with self._store.read(slug) as reading:
                page = reading.visits(set(VisitStatus), limit=PAGE, after=after)
            yield from page
            self._breathe()
            if len(page) < PAGE:
                return
            after = page[-1].id

    def _guess(self, event: Event) -> Learned:
        """What the latest former event taught; therapists are others there."""
        former = (each for each in self._store.events() if each.date < event.date and each.id != event.id)
        latest = next(former, None)
        if latest is None:
            return FIRST_GUESS
        experience = Experience()
        for visit in self._visits(latest.slug):
            experience.see(visit)
        learned = experience.learned(event.turnover_minutes)
        return replace(learned, by_therapist={}) if learned.seen >= ENOUGH_TREATED else FIRST_GUESS

    # Once a second

    def asked(self) -> list[str]:
        """The events that somebody here asked about lately."""
        return list(self._asked_at)

    def beat(self, led: Collection[str] | None = None) -> list[tuple[Day, Forecast]]:
        """The days that this process keeps the forecast of, each with one that is up to date.

        `led`: which those are; None: all that somebody asked about lately.
        """
        now = self._clock.now()
        self._forget_old(now, led)
        kept = self._kept = self.asked() if led is None else list(led)
        found = [(self._present(slug), self._days[slug]) for slug in kept]
        for slug in kept:
            is_old = abs(now - self._saved_at.get(slug, now - self._saved_every)) >= self._saved_every
            if is_old and not self._save(slug):
                self._saved_at[slug] = now
        return [(day, forecast) for forecast, day in found]

    def _forget_old(self, now: datetime, led: Collection[str] | None) -> None:
        """What nobody asked about for long and what another process keeps now, who has told what there was to save."""
        unasked = [slug for slug, asked_at in self._asked_at.items() if abs(now - asked_at) >= FORGOTTEN_AFTER]
        for slug in unasked:
            while led is None and self._save(slug):
                self._breathe()
            del self._asked_at[slug]
        for slug in {*unasked, *self._kept} - self._asked_at.keys() - set(led or ()):
            self._forget(slug)

    def _save(self, slug: str) -> bool:
        """Keeps a few of the windows told since the last time; whether there are more for the next beat."""
        rows = self._days[slug].to_save(SAVED_AT_ONCE)
        if rows:
            self._store.keep_told(slug, rows)
        return len(rows) == SAVED_AT_ONCE

    def _forget(self, slug: str) -> None:
        for kept in (self._days, self._latest, self._took, self._saved_at, self._seated_to):
            kept.pop(slug, None)
        self._follows.discard(slug)
        for of_late in (self._seated, self._unheard, self._heard):
            of_late.pop(slug, None)
