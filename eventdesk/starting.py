"""What a start looks at before it touches anything: is the database whole, and if not, what to do."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from eventdesk.adapters import backup
from eventdesk.adapters.db.soundness import DatabaseDamaged, check_sound, is_absent
from eventdesk.settings import PROJECT

if TYPE_CHECKING:
    from eventdesk.settings import Settings


def check_database(settings: Settings) -> None:
    """Raises `DatabaseDamaged`, naming the newest good backup and the command that puts it back.

    Nothing is changed: what is left of a damaged file may hold minutes that no backup has.
    """
    if settings.is_shared:
        return  # a server looks after its files itself
    path = settings.database_path
    try:
        check_sound(path)
    except DatabaseDamaged as problem:
        raise DatabaseDamaged(f"{problem} {_way_out(settings)}") from problem
    if is_absent(path) and (found := backup.newest_good(settings.data_dir, settings.backup_dirs)):
        msg = f"The database {path} is gone, but there are backups of it. {_restored_by(settings, found)}"
        raise DatabaseDamaged(msg)


def _way_out(settings: Settings) -> str:
    found = backup.newest_good(settings.data_dir, settings.backup_dirs)
    if found is None:
        return (
            f"It was left as it is. No good backup of it is known here: look for one on your sticks, and put it back "
            f"with: python3 run.py restore FILE{_option(settings)}"
        )
    return f"It was left as it is. {_restored_by(settings, found)}"


def _restored_by(settings: Settings, found: backup.Found) -> str:
    made_at = found.header.made_at.astimezone()
    command = f"python3 run.py restore {shlex.quote(str(found.path))}{_option(settings)}"
    return f"The newest good backup is of {made_at:%Y-%m-%d %H:%M:%S}. Put it back with: {command}"


def _option(settings: Settings) -> str:
    usual = settings.data_dir == PROJECT / "instance"
    return "" if usual else f" --data-dir {shlex.quote(str(settings.data_dir))}"
