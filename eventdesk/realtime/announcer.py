"""Tells each room what was committed: in `seq` order, outside of every transaction.

A command of `run.py` beside the running desk writes to the journal too, and its news come to nobody's ears. So what
lies between two news, or has been committed since the last one, is looked up and told before what comes after it.
"""

from __future__ import annotations

import contextlib
import logging
from itertools import groupby
from typing import TYPE_CHECKING

from eventdesk.realtime.contract import PATCH
from eventdesk.realtime.faults import what_and_where
from eventdesk.realtime.rooms import Audience, Room, crowd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask_socketio import SocketIO

    from eventdesk.realtime.contract import Json
    from eventdesk.realtime.post import Post
    from eventdesk.realtime.rooms import Listeners
    from eventdesk.services.looking import Looker
    from eventdesk.services.ports import News

log = logging.getLogger(__name__)

TOGETHER_AT_MOST = 16
"""Commits that are told together when more of them wait."""


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
        self._empty: type[Exception] = socketio.server.eio.get_queue_empty_exception()
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
        is_open = True
        while is_open:
            waiting = self._all_that_waits()
            is_open = None not in waiting
            for slug, some in groupby((each for each in waiting if each is not None), key=_slug):
                self._tell_all(slug, list(some))
            self._pause(0)  # a burst of commits must not keep the green threads of requests waiting

    def _all_that_waits(self) -> list[News | str | None]:
        """At least one. What was committed while the last news went out is told together."""
        found = [self._news.get()]
        with contextlib.suppress(self._empty):
            while len(found) < TOGETHER_AT_MOST:
                found.append(self._news.get(block=False))
        return found

    def _tell_all(self, slug: str, some: Sequence[News | str]) -> None:
        news = [each for each in some if not isinstance(each, str)]
        with self._saying_why(slug):
            for each in _without_gaps(news):
                self._tell(slug, each)
            if len(news) < len(some):
                self._fill_up(slug, self._looker.store.stamp(slug).seq)
        if news:
            self.told[slug] = max(news[-1].entries[-1].seq, self.told.get(slug, 0))

    @contextlib.contextmanager
    def _saying_why(self, slug: str) -> Iterator[None]:
        """What fails in here is left out, and the rest goes out: the rooms see the gap in `seq` and ask again."""
        try:
            yield
        except Exception as fault:  # noqa: BLE001 - the next news must still go out
            what = what_and_where(fault)
            log.error("news of %s after seq %s was not told: %s", slug, self.told.get(slug), what)  # noqa: TRY400

    def _fill_up(self, slug: str, seq: int) -> None:
        """Tells what nobody has told up to `seq`, from the journal."""
        since = self.told.get(slug, self._from.get(slug, seq))
        if since >= seq:
            return
        for room in self._listeners.rooms(slug):
            patches = self._looker.patches(slug, room.audience, since, room.visit_id)
            # None: so much that each screen had better ask for everything, as it does when it sees the gap.
            self._post.send_all(PATCH, [each for each in patches or () if each["seq"] <= seq], room.name)
        self.told[slug] = seq

    def _tell(self, slug: str, commits: Sequence[News]) -> None:
        """`commits`: each begins where the one before ends."""
        # What is left out was looked up between its commit and now.
        new = [each for each in commits if each.entries[-1].seq > self.told.get(slug, 0)]
        if not new:
            return
        self._fill_up(slug, new[0].entries[0].seq - 1)
        rooms = self._listeners.rooms(slug)
        for room in rooms:
            if room.audience is not Audience.VISIT:
                self._tell_room(room, new)
        tickets = [room for room in rooms if room.audience is Audience.VISIT]
        for each in new if tickets else ():
            with self._saying_why(slug):
                self._tell_tickets(tickets, each)
        self.told[slug] = new[-1].entries[-1].seq

    def _tell_room(self, room: Room, commits: Sequence[News]) -> None:
        patches: list[Json] = []
        for each in commits:
            with self._saying_why(room.slug):
                patches += self._looker.changes(room.audience, each)
        self._post.send_all(PATCH, patches, room.name)

    def _tell_tickets(self, tickets: Sequence[Room], news: News) -> None:
        """The visits concerned get theirs; hundreds of others share one message that nothing changed."""
        skipped: list[str] = []
        for room in tickets:
            if room.visit_id is not None and f"visit:{room.visit_id}" in news.subjects:
                # Whoever comes in from here on has a snapshot that is newer than this news.
                skipped += [each.sid for each in self._listeners.seated(room)]
                self._post.send_all(PATCH, self._looker.ticket_changes(room.visit_id, news), room.name)
        self._post.send_all(PATCH, self._looker.ticket_changes(NOBODY, news), crowd(news.slug), skip=skipped)


NOBODY = 0
"""An id that no visit has: what such a ticket would be told is what every other ticket is told."""


def _slug(news: News | str) -> str:
    return news if isinstance(news, str) else news.slug


def _without_gaps(news: Sequence[News]) -> Iterator[list[News]]:
    """The same, parted wherever something lies between two of them."""
    found: list[News] = []
    for each in news:
        if found and each.entries[0].seq != found[-1].entries[-1].seq + 1:
            yield found
            found = []
        found.append(each)
    if found:
        yield found
