"""Looks for the newest good backup, without any key: the digest tells whether a file is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventdesk.adapters.backup import container, known, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

DEFAULT = "backups"
"""The folder inside the data folder."""


@dataclass(frozen=True, slots=True)
class Found:
    """A backup that is whole."""

    path: Path
    header: container.Header


def newest_good(data_dir: Path, more: Sequence[Path] = ()) -> Found | None:
    """The newest good backup in the folders that this data folder knows, and in `more`; None: there is none.

    Only of this desk, where its name is remembered. Reads whole files: some tenths of a second. Changes nothing, and
    needs no key.
    """
    remembered = known.read(data_dir)
    paths = dict.fromkeys([data_dir / DEFAULT, *more])
    paths |= dict.fromkeys(each.status(0, is_fixed=False).folder for each in remembered.folders)
    found = [backup for folder in paths for backup in listed(folder)]
    return newest_of(backup for backup in found if remembered.desk in {"", backup.desk})


def newest_of(backups: Iterable[names.Kept]) -> Found | None:
    """The first good one, newest first."""
    for backup in sorted(backups, reverse=True):
        try:
            return Found(backup.path, container.header_of(container.read(backup.path)))
        except container.NotABackup:
            continue
    return None


def listed(folder: Path) -> list[names.Kept]:
    """The backups there, newest first; none where nothing can be seen."""
    try:
        return names.all_in(folder)
    except OSError:
        return []
