"""What a heading means: bib, name, wave, start time, status, something private, or nothing we need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from eventdesk.adapters.start_list.cells import compact, compact_words
from eventdesk.adapters.start_list.words import HEADINGS, PREFIXES, PRIVATE_PARTS, PRIVATE_WORDS

PRIVATE = "private"
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EITHER = re.compile(r"\s*[/|\n]\s*|\s+-\s+")
_LONGEST_HEADING = 60


class Kind(NamedTuple):
    """A key of `HEADINGS` or `PRIVATE`, and how good the heading is for it: 0 is best."""

    name: str
    rank: int


_KNOWN: dict[str, Kind] = {
    word: Kind(name, rank)
    for name, tiers in HEADINGS.items()
    for rank, words in reversed(list(enumerate(tiers)))
    for word in compact_words(words)
}
_PREFIXES = tuple(compact_words(PREFIXES))
_PRIVATE_PARTS, _PRIVATE_WORDS = compact_words(PRIVATE_PARTS), compact_words(PRIVATE_WORDS)


def kind_of(heading: str) -> Kind | None:
    """What stands below this heading; None for something unknown."""
    if not heading.strip():
        return None
    if len(heading) > _LONGEST_HEADING:
        return Kind(PRIVATE, 0) if _is_private(compact(heading[:1000])) else None
    found = [kind for kind in map(_kind_of_words, _readings(heading)) if kind]
    found.sort(key=lambda kind: kind.name != PRIVATE)
    return found[0] if found else None


def known_headings(cells: list[str]) -> int:
    """How many of these cells are headings of different kinds, the private ones among them."""
    return len({kind.name for kind in map(kind_of, cells) if kind})


def _readings(heading: str) -> Iterator[str]:
    """The heading itself, else without its brackets, else the parts of "Bib / Startnummer"."""
    yield compact(heading)
    if _kind_of_words(compact(heading)):
        return
    yield compact(_BRACKETS.sub(" ", heading))
    yield from map(compact, _EITHER.split(heading))


def _kind_of_words(words: str) -> Kind | None:
    if words in _KNOWN:
        return _KNOWN[words]
    for prefix in _PREFIXES:
        rest = words.removeprefix(prefix)
        if rest != words and (rest in _KNOWN or rest in _PRIVATE_WORDS):
            return _KNOWN.get(rest, Kind(PRIVATE, 0))
    return Kind(PRIVATE, 0) if _is_private(words) else None


def _is_private(words: str) -> bool:
    return words in _PRIVATE_WORDS or any(part in words for part in _PRIVATE_PARTS)
