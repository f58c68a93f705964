"""Backups as the organiser sees them: how old the last good one is, the folders they go to, one more now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from eventdesk.domain import views
from eventdesk.web.api.answers import At
from eventdesk.web.api.bodies import Nothing
from eventdesk.web.api.fields import Answer, Body
from eventdesk.web.asking import ORGANISER
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.problems import Refused
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventdesk.services.floor import Floor
    from eventdesk.web.parts import Json

routes = Routes("Backups")
MOST_PATH = 400


class FolderSaid(Body):
    """A folder of the laptop, by its whole path."""

    folder: Annotated[str, StringConstraints(min_length=1, max_length=MOST_PATH, pattern=r"^[^\x00-\x1f]+$")]


class BackupFolder(Answer):
    """A folder that backups go to. `is_fixed`: it belongs to the settings of the desk."""

    folder: str
    last_good_at: At | None
    problem: Annotated[str, Field(description="Why the latest backup did not get there; empty: it did.")]
    is_used: Annotated[bool, Field(description="Whether new backups go there; old ones may lie there if not.")]
    is_fixed: bool
    is_clean: Annotated[bool, Field(description="Whether no backup from before a purge is left there.")]


class Backups(Answer):
    """All folders, and whether anybody has to do something."""

    folders: list[BackupFolder]
    last_good_at: Annotated[At | None, Field(description="The newest good backup in any folder in use.")]
    unsaved_since: Annotated[At | None, Field(description="Since when changes are in no good backup.")]
    is_late: Annotated[bool, Field(description="Whether they are in none for too long.")]
    warning: str
    suggestions: Annotated[list[str], Field(description="Folders on drives that are plugged in.")]
    is_elsewhere: Annotated[
        bool, Field(description="Whether the race days are on a database server, whose backups are not this desk's.")
    ] = False


@routes.add("GET", EVENT + "/backups", who=ORGANISER, answers={200: Backups})
def show_backups(ask: Ask) -> Reply:
    """How old the last good backup is, and the folders. Backups hold every event of this desk."""
    return Reply(shown(ask))


@routes.add("POST", EVENT + "/backups", who=ORGANISER, body=Nothing, answers={200: Backups})
def make_backup(ask: Ask, body: Nothing) -> Reply:  # noqa: ARG001 - it says nothing
    """Makes a backup now."""
    ask.parts.run_aside(ask.parts.backups.make)
    return Reply(shown(ask))


@routes.add("POST", EVENT + "/backups/folders", who=ORGANISER, body=FolderSaid, answers={200: Backups})
def use_folder(ask: Ask, body: FolderSaid) -> Reply:
    """Backups go to this folder as well from now on; it is made if need be. For organisers of the whole desk."""
    return _change(ask, ask.parts.backups.use, body, is_used=True)


@routes.add("POST", EVENT + "/backups/folders/leave", who=ORGANISER, body=FolderSaid, answers={200: Backups})
def leave_folder(ask: Ask, body: FolderSaid) -> Reply:
    """No more backups go to this folder; those that are there stay. For organisers of the whole desk."""
    return _change(ask, ask.parts.backups.leave, body, is_used=False)


def _change(ask: Ask, how: Callable[[Path], None], body: FolderSaid, *, is_used: bool) -> Reply:
    if ask.asker is None or ask.asker.slug is not None:
        code = "not_allowed"
        raise Refused(code, "The folders belong to the whole desk: sign in with the passphrase to change them.")
    ask.parts.run_aside(how, Path(body.folder))

    def note(floor: Floor) -> None:
        floor.note("event", "backup-folder", {"is_used": is_used})

    ask.parts.desk.perform(ask.slug, ask.actor, note)
    return Reply(shown(ask))


def shown(ask: Ask) -> Json:
    """As JSON."""
    backups, now = ask.parts.backups, ask.parts.clock.now()
    state = backups.state()
    return {
        "folders": [
            {
                "folder": str(each.folder),
                "last_good_at": views.instant(each.last_good_at),
                "problem": each.problem,
                "is_used": each.is_used,
                "is_fixed": each.is_fixed,
                "is_clean": each.is_clean,
            }
            for each in state.folders
        ],
        "last_good_at": views.instant(state.last_good_at),
        "unsaved_since": views.instant(state.unsaved_since),
        "is_late": state.is_late(now),
        "warning": state.warning(now),
        "suggestions": [str(path) for path in ask.parts.run_aside(backups.suggestions)],
        "is_elsewhere": state.is_elsewhere,
    }
