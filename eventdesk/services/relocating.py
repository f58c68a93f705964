"""Moving an event to another desk: it leaves with everything, arrives whole or not at all, and both journals tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.errors import EventDeskError, Invalid, NotNow
from eventdesk.domain.event import ListState, Mode
from eventdesk.services import entering, time_watch
from eventdesk.services.actors import DISPATCHER, TIMER
from eventdesk.services.events import SLUG
from eventdesk.services.floor import Floor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from eventdesk.services.actors import Actor
    from eventdesk.services.desk import Desk
    from eventdesk.services.ports import Change, Entry, Reading

EXPORTED, MOVED_OUT, MOVED_IN = "event-exported", "moved-out", "moved-in"
MOVED_AWAY = "This race day has moved to another desk."
TRIES = 3
_LOOK_BACK = 100_000
_BY_ITSELF = frozenset({str(TIMER), str(DISPATCHER)})
_HARMLESS = frozenset(
    {
        entering.SIGN_IN, entering.SIGN_OUT, entering.PAIRED, entering.CODE_MADE, entering.LINK_MADE,
        entering.TOKEN_MADE, entering.PASSPHRASE_CHANGED, entering.RENAMED,
    }
)  # fmt: skip


class EventFileRefused(EventDeskError):
    """The file is damaged, of a newer version, sealed for another passphrase, or none of ours: one line says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What an event file tells of itself, once it is opened.

    `seq`: how far the event's journal is in it. `move`: what this file is known by in the journals of both desks;
    `arrivals`: by which files the event has come before. `schema`: the migration its tables are of. `rows`: how many
    by table.
    """

    slug: str
    name: str
    day: date
    seq: int
    move: str
    arrivals: tuple[str, ...]
    made_at: datetime
    version: str
    schema: str
    rows: Mapping[str, int]


class Files(Protocol):
    """Where an event is written to, and read from, one file at a time."""

    def write(self, slug: str, arrivals: Callable[[Reading], tuple[str, ...]]) -> Label:
        """Everything of the event as it is at one instant. Raises `NoSuchEvent`, `StoreUnavailable`, OSError."""

    def discard(self) -> None:
        """The file that was just written is of no use."""

    def put_in(
        self, slug: str | None, may_replace: Callable[[Change, Label], None] | None
    ) -> AbstractContextManager[tuple[Change, Label]]:
        """The file's event on this desk, under `slug` (None: its own), in one transaction that ends with the block.

        An event that is here already under that name gives way if `may_replace` does not object; None: it stays.
        Raises `SlugTaken`, `NotNow`, `EventFileRefused`, `StoreUnavailable`.
        """


def leave(desk: Desk, files: Files, slug: str, actor: Actor, *, closes: bool) -> Label:
    """Writes the event to the file and notes it in the journal; what the file holds ends with that entry.

    `closes`: nobody is taken in or called here any more, and the boards say so. Raises `NoSuchEvent`, and `NotNow`
    where people work on the event faster than it can be written.
    """
    for _ in range(TRIES):
        label = files.write(slug, arrivals)
        try:
            desk.perform(slug, actor, partial(_note_leaving, label=label, closes=closes))
        except _GoneOn:
            files.discard()
        except BaseException:
            files.discard()
            raise
        else:
            return label
    msg = "People are working on this event just now, so it was not closed. End the desk first."
    raise NotNow(msg, state="busy")


class _GoneOn(Exception):
    """Something has happened since the file was written, which is not in it."""


def _note_leaving(floor: Floor, label: Label, *, closes: bool) -> None:
    if closes:
        if floor.change.seq != label.seq:
            raise _GoneOn
        closed = replace(
            floor.event,
            state=ListState.CLOSED,
            closed_reason=MOVED_AWAY,
            mode=Mode.ON_REQUEST,
            last_call=False,
            announcement=MOVED_AWAY,
            announced_at=floor.now,
        )
        floor.save_event(closed, MOVED_OUT)
    floor.note("event", EXPORTED, {"move": label.move, "seq": label.seq, "closed": closes})


def arrivals(reading: Reading) -> tuple[str, ...]:
    """By which files this event has come, oldest first."""
    return tuple(str(each.after["move"]) for each in reversed(_of_event(reading)) if each.action == MOVED_IN)


def _of_event(reading: Reading) -> list[Entry]:
    return reading.journal_of("event", _LOOK_BACK)


def arrive(
    desk: Desk, files: Files, actor: Actor, *, slug: str | None = None, replacing: bool = False
) -> tuple[str, Label]:
    """Takes the file's event in, under its own name in the address or another one: that name, and the label.

    `replacing`: it takes the place of the one that was closed here by the export it comes back from.
    Whoever is called keeps the time to come; nobody is called by the arrival itself.
    Raises `Invalid`, `SlugTaken`, `NotNow`, `EventFileRefused`.
    """
    if slug is not None and not SLUG.fullmatch(slug):
        raise Invalid({"slug": ["Use small letters, digits and hyphens, 40 at most."]})
    with files.put_in(slug, _check_left if replacing else None) as (change, label):
        floor = Floor(change, actor, desk.clock.now())
        time_watch.let_come(floor, None)
        floor.note("event", MOVED_IN, {"move": label.move, "seq": label.seq})
        news = floor.close()
        change.after_commit(lambda: desk.announcer.announce(news))
        return change.event.slug, label


def _check_left(change: Change, label: Label) -> None:
    """Raises `NotNow` unless the event here was closed by an export, nobody has worked on it since, and it is back."""
    history = _of_event(change)
    left: Sequence[Entry] = [each for each in history if each.action == EXPORTED and each.after["closed"]]
    if not left or left[0].after["move"] not in label.arrivals:
        msg = "The event that is here did not move away with what is in this file, so it stays. Choose another name."
        raise NotNow(msg, state="here")
    since = change.journal(since=left[0].seq, limit=_LOOK_BACK)
    if any(each.actor not in _BY_ITSELF and each.action not in _HARMLESS for each in since):
        msg = "People have gone on with the event here after it moved away, so it stays. Choose another name."
        raise NotNow(msg, state="used")
