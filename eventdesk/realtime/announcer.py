"""Tells each room what was committed: in `seq` order, outside of every transaction.

A command of `run.py` beside the running desk writes to the journal too, and its news come to nobody's ears. So what
lies between two news, or has been committed since the last one, is looked up and told before what comes after it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from eventdesk.realtime.contract import PATCH
from eventdesk.realtime.faults import what_and_where
from eventdesk.realtime.rooms import Audience, Room, crowd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask_socketio import SocketIO

    from eventdesk.realtime.contract import Json
    from eventdesk.realtime.post import Post
    from eventdesk.realtime.rooms import Listeners
    from eventdesk.services.looking import Looker
    from eventdesk.services.ports import News

log = logging.getLogger(__name__)


class Announcer:
    """Takes news while the store's lock is held, and tells it from a task of its own.

    `told`: the `seq` of the last patch that has gone out, by event. `_from`: where the first screens began.
    """

    def __init__(self, socketio: SocketIO, looker: Looker, listeners: Listeners, post: Post) -> None:
        self._looker = looker
        self._listeners = listeners
        self._post = post
        self._pause = socketio.sleep
        self._news = socketio.server.eio.create_queue()
        self.told: dict[str, int] = {}
        self._from: dict[str, int] = {}
        self._task = socketio.start_background_task(self._run)

    def announce(self, news: News) -> None:
        """Only puts it into a queue without bound: does not block, does not raise."""
        self._news.put(news)

    def begin_at(self, slug: str, seq: int) -> None:
        """A screen was answered how things stand at `seq`: from there on nothing may be left out."""
        self._from.setdefault(slug, seq)

    def look(self, slug: str) -> None:
        """Has told what others than this desk have written since the last news."""
        self._news.put(slug)

    def close(self) -> None:
        """Tells what is left and ends."""
        self._news.put(None)
        self._task.join()

    def _run(self) -> None:
        while (news := self._news.get()) is not None:
            slug = news if isinstance(news, str) else news.slug
            try:
                if isinstance(news, str):
                    self._fill_up(slug, self._looker.store.stamp(slug).seq)
                else:
                    self._tell(news)
            except Exception as fault:  # noqa: BLE001 - the next news must still go out
                # The rooms see the gap in `seq` and ask again.
                what = what_and_where(fault)
                log.error("news of %s after seq %s was not told: %s", slug, self.told.get(slug), what)  # noqa: TRY400
            if not isinstance(news, str):
                self.told[slug] = max(news.entries[-1].seq, self.told.get(slug, 0))
            self._pause(0)  # a burst of commits must not keep the green threads of requests waiting

    def _fill_up(self, slug: str, seq: int) -> None:
        """Tells what nobody has told up to `seq`, from the journal."""
        since = self.told.get(slug, self._from.get(slug, seq))
        if since >= seq:
            return
        for room in self._listeners.rooms(slug):
            patches = self._looker.patches(slug, room.audience, since, room.visit_id)
            # None: so much that each screen had better ask for everything, as it does when it sees the gap.
            self._send([each for each in patches or () if each["seq"] <= seq], room.name)
        self.told[slug] = seq

    def _tell(self, news: News) -> None:
        if news.entries[-1].seq <= self.told.get(news.slug, 0):
            return  # it was looked up between its commit and now
        self._fill_up(news.slug, news.entries[0].seq - 1)
        rooms = self._listeners.rooms(news.slug)
        for room in rooms:
            if room.audience is not Audience.VISIT:
                self._send(self._looker.changes(room.audience, news), room.name)
        tickets = [room for room in rooms if room.audience is Audience.VISIT]
        if tickets:
            self._tell_tickets(tickets, news)

    def _tell_tickets(self, tickets: Sequence[Room], news: News) -> None:
        """The visits concerned get theirs; hundreds of others share one message that nothing changed."""
        skipped: list[str] = []
        for room in tickets:
            if room.visit_id is not None and f"visit:{room.visit_id}" in news.subjects:
                # Whoever comes in from here on has a snapshot that is newer than this news.
                skipped += [each.sid for each in self._listeners.seated(room)]
                self._send(self._looker.ticket_changes(room.visit_id, news), room.name)
        self._send(self._looker.ticket_changes(NOBODY, news), crowd(news.slug), skipped)

    def _send(self, patches: Sequence[Json], to: str, skip: Sequence[str] = ()) -> None:
        for patch in patches:
            self._post.send(PATCH, patch, to, skip=skip)


NOBODY = 0
"""An id that no visit has: what such a ticket would be told is what every other ticket is told."""
