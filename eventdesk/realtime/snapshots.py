"""What there is to see, written once for all who ask: after a restart that is every screen of the tent at once."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from eventdesk.realtime.rooms import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from eventdesk.realtime.contract import Json
    from eventdesk.services.looking import Looker

AT_ONCE = 200
"""Objects that are written before others are let in: a millisecond or two."""
LARGE = 200_000
"""Characters. What is larger takes long enough to make that all who come within a second share it."""
SHARED_FOR = timedelta(seconds=1)


class Written(dict[str, Any]):
    """An answer with a snapshot whose JSON is there already: it goes over the wire as it is."""

    def __init__(self, seq: int, at: str, snapshot: Json, text: str) -> None:
        super().__init__(seq=seq, at=at, snapshot=snapshot)
        self._text = text

    def parts(self) -> tuple[str, ...]:
        """The answer as JSON, in parts that are to be joined."""
        return (f'{{"seq":{self["seq"]},"at":{json.dumps(self["at"])},"snapshot":', self._text, "}")


class _Kept(NamedTuple):
    at: datetime
    snapshot: Json
    text: str


class Snapshots:
    """The last snapshot of each audience of each event, with its JSON. `breathe` lets others in.

    An audience has its own look, its own place here and its own lock: what staff may see is in nobody else's answer.
    """

    def __init__(self, looker: Looker, breathe: Callable[[], None]) -> None:
        self._looker = looker
        self._clock = looker.clock
        self._breathe = breathe
        self._kept: dict[tuple[str, Audience], _Kept] = {}
        self._turns: defaultdict[tuple[str, Audience], threading.Lock] = defaultdict(threading.Lock)

    def answer(self, slug: str, audience: Audience, at: str) -> Written:
        """How things stand; a large event's as they stood a second ago at most. Raises `NoSuchEvent`.

        What was told since then is said again at the next beat, as to everybody whom news have overtaken.
        """
        # One makes it, the others wait for that: each would make the same.
        with self._turns[slug, audience]:
            kept = self._kept.get((slug, audience))
            if kept is None or not self._is_shared(kept):
                kept = self._present(slug, audience, kept)
        return Written(kept.snapshot["seq"], at, kept.snapshot, kept.text)

    def _is_shared(self, kept: _Kept) -> bool:
        return len(kept.text) > LARGE and abs(self._clock.now() - kept.at) < SHARED_FOR

    def _present(self, slug: str, audience: Audience, kept: _Kept | None) -> _Kept:
        snapshot = self._look(slug, audience)
        if kept is None or kept.snapshot is not snapshot:
            text = "".join(written(snapshot, self._breathe))
            kept = self._kept[slug, audience] = _Kept(self._clock.now(), snapshot, text)
        return kept

    def _look(self, slug: str, audience: Audience) -> Json:
        match audience:
            case Audience.BOARD:
                return self._looker.board(slug)
            case Audience.STAFF:
                return self._looker.staff(slug)
            case Audience.LEAD:
                return self._looker.lead(slug)
            case Audience.VISIT:
                msg = "A ticket's snapshot is its holder's alone."
                raise ValueError(msg)


def written(value: Any, breathe: Callable[[], None]) -> Iterator[str]:
    """JSON in parts; others are let in between them, where there is much."""
    if isinstance(value, dict | list) and len(value) > AT_ONCE:
        yield from _long(value, breathe)
    elif isinstance(value, dict) and value:
        for number, (key, each) in enumerate(value.items()):
            yield f"{',' if number else '{'}{_json(key)}:"
            yield from written(each, breathe)
        yield "}"
    else:
        yield _json(value)


def _long(value: dict[str, Any] | list[Any], breathe: Callable[[], None]) -> Iterator[str]:
    is_object = isinstance(value, dict)
    batches: Iterable[Any] = _batches(value.items() if isinstance(value, dict) else value)
    yield "{" if is_object else "["
    for number, batch in enumerate(batches):
        if number:
            breathe()
            yield ","
        yield _json(dict(batch) if is_object else batch)[1:-1]
    yield "}" if is_object else "]"


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
