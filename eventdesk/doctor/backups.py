"""The backups: where they go, how old the last good one is, and what it does not hold."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from eventdesk.adapters import backup
from eventdesk.adapters.db.soundness import DatabaseDamaged, check_sound, is_absent, read_only
from eventdesk.app import backups_of
from eventdesk.doctor.data_folder import room
from eventdesk.doctor.finding import BAD, OK, WARN, Finding, good
from eventdesk.services.backups import KEPT_ELSEWHERE

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.settings import Settings

NAME = "backups"
HOW = "Start the desk, or run python3 run.py backup."


def look(settings: Settings, now: datetime) -> list[Finding]:
    """The newest good one, each folder, and whether any is on another disk than the database."""
    if settings.is_shared:
        return [good(NAME, KEPT_ELSEWHERE)]
    if is_absent(settings.database_path):
        return [good(NAME, "Nothing to back up yet.")]
    keeper = backups_of(settings)
    try:
        folders = [each for each in keeper.status() if each.is_used]
    finally:
        keeper.close()
    found = [_newest(settings, now)]
    found += [
        Finding(NAME, WARN, each.problem, "Mend it, or choose another folder.") for each in folders if each.problem
    ]
    rooms = [room(NAME, each.folder) for each in folders if not each.problem and each.folder.exists()]
    found += [each for each in rooms if each.state != OK]
    here = settings.data_dir.stat().st_dev
    if all(not each.folder.exists() or each.folder.stat().st_dev == here for each in folders):
        do = "Plug in a stick and choose it on the set-up page: a broken disk takes the backups on it along."
        found.append(Finding(NAME, WARN, "All are on the same disk as the database.", do))
    return found


def _newest(settings: Settings, now: datetime) -> Finding:
    newest = backup.newest_good(settings.data_dir, settings.backup_dirs)
    if newest is None:
        return Finding(NAME, BAD, "There is no good backup.", HOW)
    minutes = round((now - newest.header.made_at).total_seconds() / 60)
    said = f"The newest good one is {minutes} minutes old ({newest.path})."
    missing = _written_since(settings, newest)
    if missing:
        return Finding(NAME, WARN, f"{said} It lacks the last {missing} entries of the journal.", HOW)
    return good(NAME, f"{said} It holds everything.")


def _written_since(settings: Settings, newest: backup.Found) -> int:
    try:
        check_sound(settings.database_path)
    except DatabaseDamaged:
        return 0
    with closing(read_only(settings.database_path)) as connection:
        seqs = dict(connection.execute("SELECT slug, seq FROM events").fetchall())
    return sum(max(0, seq - newest.header.seqs.get(slug, 0)) for slug, seq in seqs.items())
