"""The two clocks: what the queue needed goes within days of the event; treatment records go to their keepers."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from eventdesk.domain.errors import NotNow
from eventdesk.domain.event import ListState
from eventdesk.domain.records import purge_due_at, purges_itself_at
from eventdesk.domain.visit import VisitStatus
from eventdesk.services import kept_figures, records
from eventdesk.services.actors import TIMER
from eventdesk.services.keeping import Figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.services.access import AccessStore
    from eventdesk.services.actors import Actor
    from eventdesk.services.desk import Desk, UseCase
    from eventdesk.services.erasing import Erasing
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Reading

log = logging.getLogger("eventdesk.purging")

# A laptop that starts with a wrong clock gives somebody the time to notice.
CAUTION = timedelta(minutes=10)
LOOKS_EVERY = timedelta(minutes=1)
EXPIRY_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Purged:
    """What went, how many treatment records are still here, and in sentences what could not be done yet."""

    slug: str
    visits: int
    entrants: int
    records_here: int
    undone: tuple[str, ...] = ()


def due_at(reading: Reading) -> datetime | None:
    """From when on this event should be purged (UTC); None: there is nothing to purge."""
    return None if reading.last_used_at() is None else purge_due_at(reading.event)


def goes_at(reading: Reading) -> datetime | None:
    """When the desk purges this event by itself (UTC); None: there is nothing to purge."""
    return purges_itself_at(reading.event, reading.last_used_at())


def purge(floor: Floor) -> Purged:
    """Everything personal of the event goes but treatment records that nobody has taken along, which stay sealed."""
    change = floor.change
    visits = change.visits(set(VisitStatus))
    entrants = change.count_entrants()
    if visits:
        change.put_figures(Figures(floor.now, kept_figures.with_earlier(kept_figures.of(change), change.figures())))
    for each in visits:
        records.freeze(floor, each)
    for record in change.records():
        if not record.is_here or record.facts is None or record.keep_until <= floor.now:
            change.drop_record(record.visit_id)
    left = change.records()
    change.purge(floor.now, but_therapists={each.therapist_id for each in left})
    emptied = replace(
        floor.event,
        state=ListState.CLOSED,
        closed_reason="",
        last_ticket="",
        last_call=False,
        announcement="",
        announced_at=None,
    )
    done = Purged(floor.event.slug, len(visits), entrants, len(left))
    details = {"visits": done.visits, "entrants": done.entrants, "records_here": done.records_here}
    floor.put_event_untold(emptied, "purge", details)
    return done


class Purger:
    """Purges when it is due. What is erased in other ways goes by its `erasing` as well."""

    def __init__(self, desk: Desk, access: AccessStore, erasing: Erasing) -> None:
        self.erasing = erasing
        self._desk = desk
        self._access = access
        self._looked_at: datetime | None = None
        self._expiry_at: datetime | None = None
        self._due_since: dict[str, datetime] = {}
        self._purged_at: dict[str, datetime | None] = {}

    def due_at(self, slug: str) -> datetime | None:
        """See `due_at`. Raises `NoSuchEvent`."""
        with self._desk.store.read(slug) as reading:
            return due_at(reading)

    def purge(self, slug: str, actor: Actor, *, early: bool = False) -> Purged:
        """Purges this event. Raises `NotNow` before its time, unless `early`; `NoSuchEvent`, `StoreUnavailable`."""

        def use_case(floor: Floor) -> Purged:
            due = due_at(floor.change)
            if due is None:
                msg = "There is nothing to delete: no names, no numbers, no start list."
                raise NotNow(msg, state="empty")
            if floor.now < due and not early:
                msg = f"It is not time yet: this event is kept until {due:%Y-%m-%d %H:%M} UTC."
                raise NotNow(msg, state="early")
            return purge(floor)

        def perform(erases: UseCase[Purged]) -> Purged:
            done = self._desk.perform(slug, actor, erases)
            self._access.forget(slug)
            return done

        done, undone = self.erasing.erase(slug, use_case, perform, compacts=True)
        return replace(done, undone=tuple(undone))

    def purge_due(self, actor: Actor) -> list[Purged]:
        """Purges every event whose time has come."""
        now = self._desk.clock.now()
        return [self.purge(slug, actor) for slug in self._all(due_at, now)]

    def _all(self, when: Callable[[Reading], datetime | None], now: datetime) -> list[str]:
        found: list[str] = []
        for each in self._desk.store.events():
            with self._desk.store.read(each.slug) as reading:
                at = when(reading)
            if at is not None and at <= now:
                found.append(each.slug)
        return found

    def beat(self) -> list[str]:
        """Looks once a minute; purges what has been due for ten minutes while the desk was running. Their slugs."""
        now = self._desk.clock.now()
        if self._looked_at is not None and abs(now - self._looked_at) < LOOKS_EVERY:
            return []
        self._looked_at = now
        self.erasing.finish()
        self._drop_expired(now)
        self._notice_others()
        self._due_since = {slug: self._due_since.get(slug, now) for slug in self._all(goes_at, now)}
        ripe = [slug for slug, since in self._due_since.items() if now - since >= CAUTION]
        for slug in ripe:
            done = self.purge(slug, TIMER)
            log.info("Purged %s: %d visits, %d lines of the start list.", slug, done.visits, done.entrants)
        return ripe

    def _drop_expired(self, now: datetime) -> None:
        if self._expiry_at is not None and abs(now - self._expiry_at) < EXPIRY_EVERY:
            return
        self._expiry_at = now
        for each in self._desk.store.events():
            with self._desk.store.read(each.slug) as reading:
                if not records.has_expired(reading, now):
                    continue
            self.erasing.erase(each.slug, records.drop_expired, partial(self._desk.perform, each.slug, TIMER))

    def _notice_others(self) -> None:
        """Passes are remembered in this process, and the command line purges in another one."""
        for each in self._desk.store.events():
            with self._desk.store.read(each.slug) as reading:
                purged_at = reading.purged_at
            if self._purged_at.setdefault(each.slug, purged_at) != purged_at:
                self._purged_at[each.slug] = purged_at
                self._access.forget(each.slug)
