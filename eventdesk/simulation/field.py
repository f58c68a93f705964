"""The runners of a race: who starts in which wave, and when they cross the finish line."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from random import Random
from typing import TYPE_CHECKING

from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import Gender, Wave, minutes
from eventdesk.domain.staffing.finish_times import DISTANCES

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from typing import TextIO

NEEDED = ("bib", "wave_start_min", "net_time_min")
_GENDERS = {"F": Gender.WOMAN, "W": Gender.WOMAN, "M": Gender.MAN}


@dataclass(frozen=True, slots=True)
class Runner:
    """One of the field. Instants are UTC."""

    bib: str
    wave_id: int
    starts_at: datetime
    finishes_at: datetime
    gender: Gender = Gender.UNSAID


@dataclass(frozen=True, slots=True)
class Field:
    """Everybody who runs."""

    waves: tuple[Wave, ...]
    runners: tuple[Runner, ...]


def fitted(name: str, distance: str, runners: int, starts_at: datetime, *, seed: int) -> Field:
    """One wave of `runners` over a usual `distance` (a key of `DISTANCES`)."""
    chance = Random(f"{seed}/{name}/{starts_at}")  # noqa: S311  (a made-up race, not a secret)
    times = DISTANCES[distance]
    finishes = [starts_at + minutes(times.at(1 - chance.random() or 0.5)) for _ in range(runners)]
    wave = Wave(id=1, name=name, starts_at=starts_at)
    return Field((wave,), tuple(Runner(str(bib), 1, starts_at, at) for bib, at in enumerate(finishes, 1)))


def together(fields: Sequence[Field]) -> Field:
    """Several races of one day as one field; waves and bibs are numbered through."""
    waves: list[Wave] = []
    runners: list[Runner] = []
    for each in fields:
        new_ids = {wave.id: len(waves) + number for number, wave in enumerate(each.waves, 1)}
        waves += [replace(wave, id=new_ids[wave.id]) for wave in each.waves]
        first = len(runners) + 1
        runners += [
            replace(runner, bib=str(bib), wave_id=new_ids[runner.wave_id])
            for bib, runner in enumerate(each.runners, first)
        ]
    return Field(tuple(waves), tuple(runners))


def read_results(path: Path, first_start: datetime) -> Field:
    """The field of a results file: CSV with bib, wave_start_min and net_time_min (minutes), perhaps gender.

    `wave_start_min` counts from `first_start`. Raises `Invalid` with the line that can't be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            read = _rows(path, file)
    except (UnicodeDecodeError, csv.Error):
        raise Invalid({"results": [f"{path.name} is no CSV file in UTF-8."]}) from None
    if not read:
        raise Invalid({"results": [f"{path.name} has no runners."]})
    starts = sorted({start for _, start, _, _ in read})
    waves = {
        start: Wave(id=number, name=f"Wave {number}", starts_at=first_start + minutes(start))
        for number, start in enumerate(starts, 1)
    }
    runners = (
        Runner(bib, waves[start].id, waves[start].starts_at, waves[start].starts_at + minutes(net), gender)
        for bib, start, net, gender in read
    )
    return Field(tuple(waves.values()), tuple(runners))


def _rows(path: Path, file: TextIO) -> list[tuple[str, float, float, Gender]]:
    rows = csv.DictReader(file)
    missing = [each for each in NEEDED if each not in (rows.fieldnames or ())]
    if missing:
        raise Invalid({"results": [f"{path.name} has no column {', '.join(missing)}."]})
    return [_row(path, number, row) for number, row in enumerate(rows, 2)]


def _row(path: Path, number: int, row: dict[str, str]) -> tuple[str, float, float, Gender]:
    try:
        start, net = float(row["wave_start_min"]), float(row["net_time_min"])
    except (TypeError, ValueError):
        start = net = -1.0
    if not row["bib"] or not 0 <= start < 24 * 60 or not 0 < net < 48 * 60:
        raise Invalid({"results": [f"{path.name}, line {number}: a bib and two times in minutes are needed."]})
    return row["bib"], start, net, _GENDERS.get(row.get("gender") or "", Gender.UNSAID)


def last_finish(field: Field) -> datetime:
    """When the last one is in."""
    return max(chain((each.finishes_at for each in field.runners), (each.starts_at for each in field.waves)))
