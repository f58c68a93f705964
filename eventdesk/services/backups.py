"""Backups as the desk shows them: where they are kept, how old the last good one is, when to warn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

TOO_OLD = timedelta(minutes=3)
"""A change that no good backup holds after this long is worth a warning: one is due every minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderStatus:
    """One folder, as it was when it was last written to.

    `last_good_at` None: nothing good was written there yet. `problem` is a sentence, empty when all is well.
    `is_used` False: new backups do not go there, but old ones may lie there. `is_clean` False: it may hold backups
    from before a purge, because it was away since.
    """

    folder: Path
    last_good_at: datetime | None
    problem: str = ""
    is_used: bool = True
    is_fixed: bool = False
    is_clean: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """All of them. `unsaved_since`: since when there are changes that no good backup holds; None: there are none.

    `is_elsewhere`: the race days are on a database server, whose backups are not this desk's.
    """

    folders: Sequence[FolderStatus]
    unsaved_since: datetime | None = None
    problem: str = ""
    is_elsewhere: bool = False

    @property
    def last_good_at(self) -> datetime | None:
        """The newest good backup in any folder in use."""
        found = [each.last_good_at for each in self.folders if each.is_used and each.last_good_at is not None]
        return max(found, default=None)

    def is_late(self, now: datetime) -> bool:
        """Whether changes are in no good backup for too long."""
        return self.unsaved_since is not None and now - self.unsaved_since > TOO_OLD

    def warning(self, now: datetime) -> str:
        """A sentence for the organiser; empty when there is nothing to do."""
        if self.is_late(now):
            return self.problem or self._first_problem() or "No backup was made of the latest changes."
        return self._first_problem()

    def _first_problem(self) -> str:
        return next((each.problem for each in self.folders if each.is_used and each.problem), "")


class Backups(Protocol):
    """What the doors ask of the backups."""

    def state(self) -> BackupState:
        """As of the latest round. Quick: looks at no folder."""

    def use(self, folder: Path) -> None:
        """Backups go there as well from now on. Raises `Invalid` (field `folder`)."""

    def leave(self, folder: Path) -> None:
        """No more backups go there; those that are there stay. Raises `Invalid` (field `folder`)."""

    def suggestions(self) -> Sequence[Path]:
        """Folders on drives that are plugged in and not used yet. To be asked aside."""

    def make(self) -> BackupState:
        """One now, in each folder. Takes seconds: to be done aside."""

    def replace_all(self) -> Sequence[FolderStatus]:
        """One now, and every older one is deleted. What is away is remembered. Takes seconds: to be done aside."""

    def set_aside(self) -> Sequence[Path]:
        """What restores moved aside, each in a folder of its own: `replace_all` deletes it. To be asked aside."""

    def intend(self, what: str) -> None:
        """Something is going to be erased: remembered over a crash, until it is settled. To be done aside."""

    def intended(self) -> Sequence[str]:
        """What was intended and not settled. Quick."""

    def settle(self, marks: Sequence[str]) -> None:
        """These are done with. To be done aside."""

    def protect(self, passphrase: str, passphrase_hash: str) -> None:
        """From now on backups carry the keys, sealed for this passphrase. Slow: to be done aside."""


KEPT_ELSEWHERE = (
    "The race days are on a PostgreSQL server, which is backed up there (with pg_dump, or by whoever runs it): this "
    "desk makes no backups of its own."
)


class KeptElsewhere:
    """Implements `Backups` for a desk on a database server: there is no file here to copy, and nothing to warn of."""

    def state(self) -> BackupState:
        """No folders, and nothing late."""
        return BackupState(folders=(), is_elsewhere=True)

    def use(self, folder: Path) -> None:  # noqa: ARG002 - none can be chosen
        """Raises `Invalid`."""
        raise Invalid({"folder": [KEPT_ELSEWHERE]})

    def leave(self, folder: Path) -> None:  # noqa: ARG002 - as above
        """Raises `Invalid`."""
        raise Invalid({"folder": [KEPT_ELSEWHERE]})

    def suggestions(self) -> Sequence[Path]:
        """None."""
        return ()

    def make(self) -> BackupState:
        """As it is."""
        return self.state()

    def replace_all(self) -> Sequence[FolderStatus]:
        """There are none."""
        return ()

    def set_aside(self) -> Sequence[Path]:
        """Nothing is."""
        return ()

    def intend(self, what: str) -> None:
        """No file of this desk holds what is erased."""

    def intended(self) -> Sequence[str]:
        """Nothing is."""
        return ()

    def settle(self, marks: Sequence[str]) -> None:
        """Nothing is to be done."""

    def protect(self, passphrase: str, passphrase_hash: str) -> None:
        """There is nothing that would carry the keys."""

    def close(self) -> None:
        """There is nothing open."""
