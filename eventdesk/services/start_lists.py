"""The start list: who runs, with which bib, in which wave. A second import updates by bib."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.event import Event, Wave
from eventdesk.services.events import local_instant
from eventdesk.services.ports import Entrant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventdesk.services.floor import Floor


class StartLine(Protocol):
    """One line as a file reader gives it. `start_time` is `HH:MM[:SS]` local, or empty."""

    @property
    def line(self) -> int:
        """The line number in the file."""

    @property
    def bib(self) -> str:
        """As text: `007`, `A123`."""

    @property
    def first_name(self) -> str:
        """May be empty."""

    @property
    def last_name(self) -> str:
        """May be empty."""

    @property
    def wave(self) -> str:
        """The wave's or contest's name, or empty."""

    @property
    def start_time(self) -> str:
        """`HH:MM[:SS]` local, or empty."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `problems`: (line number, reason) of each line left out."""

    imported: int
    updated: int
    skipped: int
    problems: tuple[tuple[int, str], ...]


def import_lines(
    floor: Floor,
    lines: Sequence[StartLine],
    problems: Sequence[tuple[int, str]] = (),
    wave_starts: Mapping[str, int | datetime | None] | None = None,
) -> Imported:
    """Takes the lines in; visits are never touched.

    `wave_starts` maps a name in the file to a wave's id, to a start (a new wave is made), or to None
    (taken in without a wave). A name that is not in it is matched by name, else made from the
    line's own start time, else taken in without a wave.
    """
    waves = _WaveFinder(floor.event, wave_starts or {})
    entrants = [
        Entrant(
            bib=each.bib,
            first_name=each.first_name,
            last_name=each.last_name,
            wave_id=waves.find(each.wave, each.start_time),
        )
        for each in lines
    ]
    if waves.made:
        floor.save_event(replace(floor.event, waves=floor.event.waves + tuple(waves.made)), "change-event")
    imported, updated = floor.change.put_entrants(entrants)
    floor.note("event", "import", {"imported": imported, "updated": updated, "skipped": len(problems)})
    return Imported(imported, updated, len(problems), tuple(problems))


class _WaveFinder:
    """Finds the wave of a line; makes the ones that are missing and have a start."""

    def __init__(self, event: Event, starts: Mapping[str, int | datetime | None]) -> None:
        self._event = event
        self._starts = {name.strip().casefold(): start for name, start in starts.items()}
        self._by_name: dict[str, int | None] = {each.name.strip().casefold(): each.id for each in event.waves}
        self._next_id = max((each.id for each in event.waves), default=0) + 1
        self.made: list[Wave] = []

    def find(self, name: str, start_time: str) -> int | None:
        """The wave's id, or None where nobody knows when this one starts."""
        shown = name.strip() or start_time
        key = shown.casefold()
        if not key:
            return None
        if key not in self._by_name:
            self._by_name[key] = self._make(shown, key, start_time)
        return self._by_name[key]

    def _make(self, shown: str, key: str, start_time: str) -> int | None:
        start = self._starts.get(key)
        if isinstance(start, int):
            return start if self._event.wave(start) is not None else None
        if start is None and start_time and key not in self._starts:
            hour, minute, *seconds = (int(part) for part in start_time.split(":"))
            start = local_instant(self._event, hour, minute, *seconds)
        if start is None:
            return None
        wave = Wave(id=self._next_id, name=shown, starts_at=start)
        self._next_id += 1
        self.made.append(wave)
        return wave.id
