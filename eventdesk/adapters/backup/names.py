"""What backups are called: `eventdesk-<desk>-<number>-<made at>.edbackup`, so that names tell their order."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"eventdesk-([0-9a-f]{8})-(\d{6,12})-(\d{8}T\d{6})Z\.edbackup")
_PART = re.compile(r"\.eventdesk-([0-9a-f]{8})-(\d{6,12})-[0-9a-f]+\.part")
_INSTANT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """One backup file, known by its name alone. Sorts by number, then instant."""

    number: int
    made_at: datetime
    desk: str
    path: Path


def name_of(desk: str, number: int, made_at: datetime) -> str:
    """The name of a backup."""
    return f"eventdesk-{desk}-{number:06d}-{made_at.astimezone(UTC).strftime(_INSTANT)}Z.edbackup"


def part_of(desk: str, number: int, mark: str) -> str:
    """The name while it is being written."""
    return f".eventdesk-{desk}-{number:06d}-{mark}.part"


def kept(path: Path) -> Kept | None:
    """The backup that has this name; None: it is none."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    with suppress(ValueError):
        made_at = datetime.strptime(found[3], _INSTANT).replace(tzinfo=UTC)
        return Kept(int(found[2]), made_at, found[1], path)
    return None


def all_in(folder: Path, desk: str = "") -> list[Kept]:
    """The backups (of this desk) in a folder, newest first. Raises OSError."""
    found = [each for each in map(kept, folder.iterdir()) if each is not None]
    return sorted((each for each in found if desk in {"", each.desk}), reverse=True)


def drop_leftovers(folder: Path, desk: str, before: int) -> None:
    """Removes what was begun and never finished, because the power went or the stick was pulled out."""
    for path in folder.iterdir():
        found = _PART.fullmatch(path.name)
        if found and found[1] == desk and int(found[2]) < before:
            path.unlink(missing_ok=True)
