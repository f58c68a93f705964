"""Tells each room what was committed: in `seq` order, outside of every transaction."""

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

    `told`: the `seq` of the last patch that has gone out, by event.
    """

    def __init__(self, socketio: SocketIO, looker: Looker, listeners: Listeners, post: Post) -> None:
        self._looker = looker
        self._listeners = listeners
        self._post = post
        self._pause = socketio.sleep
        self._news = socketio.server.eio.create_queue()
        self.told: dict[str, int] = {}
        self._task = socketio.start_background_task(self._run)

    def announce(self, news: News) -> None:
        """Only puts it into a queue without bound: does not block, does not raise."""
        self._news.put(news)

    def close(self) -> None:
        """Tells what is left and ends."""
        self._news.put(None)
        self._task.join()

    def _run(self) -> None:
        while (news := self._news.get()) is not None:
            try:
                self._tell(news)
            except Exception as fault:  # noqa: BLE001 - the next news must still go out
                # The rooms see the gap in `seq` and ask again.
                seq, what = news.entries[-1].seq, what_and_where(fault)
                log.error("news of %s up to seq %s was not told: %s", news.slug, seq, what)  # noqa: TRY400
            self.told[news.slug] = news.entries[-1].seq
            self._pause(0)  # a burst of commits must not keep the green threads of requests waiting

    def _tell(self, news: News) -> None:
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
