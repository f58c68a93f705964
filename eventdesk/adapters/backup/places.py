"""The folders of one desk's backups: which there are, what is remembered of each, what came of the latest try."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventdesk.adapters.backup import folder, known
from eventdesk.adapters.backup.finding import DEFAULT
from eventdesk.adapters.backup.folder import Away
from eventdesk.domain.errors import Invalid
from eventdesk.settings import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from eventdesk.adapters.backup.container import Header
    from eventdesk.adapters.backup.known import Folder, Known
    from eventdesk.services.backups import FolderStatus


class Places:
    """The folder inside the data folder, those of the settings, and those that an organiser chose."""

    def __init__(self, data_dir: Path, more: Sequence[Path] = ()) -> None:
        self._memory = known.Memory(data_dir)
        self._own = data_dir / DEFAULT
        self._fixed = (self._own, *more)
        self._taken: set[Path] = set()

    def status(self) -> list[FolderStatus]:
        """Each folder, as of when it was last written to. Looks at none of them."""
        now = self._memory.now()
        fixed = {str(path) for path in self._fixed}
        return [each.status(now.clean_before, is_fixed=each.path in fixed) for each in now.folders]

    def settle(self) -> None:
        """Takes in the folders of the settings; looks at none of them."""
        now = self._memory.now()
        for path in self._fixed:
            found = now.folder(path)
            if found is None or not found.is_used:
                self._remember(path, is_used=True)

    def use(self, path: Path) -> None:
        """Backups go there as well from now on. Raises `Invalid`."""
        if not path.is_absolute():
            raise Invalid({"folder": ["The whole path of a folder of the laptop, such as /media/anna/STICK."]})
        if path.resolve().is_relative_to(PROJECT) and not path.resolve().is_relative_to(self._own.parent.resolve()):
            raise Invalid({"folder": ["Not within the program itself: parts of it are shown to everybody."]})
        try:
            mark = folder.prepare(path)
        except Away as problem:
            raise Invalid({"folder": [str(problem)]}) from problem
        self._remember(path, mark=mark, is_used=True, problem="")

    def of(self, path: Path) -> Folder | None:
        """What is known of this folder."""
        return self._memory.now().folder(path)

    def leave(self, path: Path) -> None:
        """No more backups go there; it stays known, because old ones lie there. Raises `Invalid`."""
        found = self.of(path)
        if path in self._fixed:
            raise Invalid({"folder": ["This one belongs to the settings of the desk."]})
        if found is None or not found.is_used:
            raise Invalid({"folder": ["No backups go there."]})
        self._remember(path, is_used=False, problem="")

    def next_number(self, desk: str) -> int:
        """A number above all that were given, also by the same desk on another laptop."""
        there = [folder.newest_number(path, desk) for path in map(_path, self._memory.now().folders)]

        def count(now: Known) -> Known:
            return replace(now, desk=desk, last_number=max(now.last_number, *there, 0) + 1)

        return self._memory.change(count).last_number

    def purge_before(self, number: int) -> None:
        """Remembers that each backup with a lower number has to go."""
        self._memory.change(lambda now: replace(now, clean_before=max(number, now.clean_before)))

    def intend(self, what: str) -> None:
        """Remembers that something is going to be erased."""
        self._memory.change(lambda now: replace(now, erasing=(*now.erasing, what)))

    def intended(self) -> tuple[str, ...]:
        """What was intended and not settled."""
        return self._memory.now().erasing

    def settle_erased(self, marks: Sequence[str]) -> None:
        """These are done with."""
        self._memory.change(lambda now: replace(now, erasing=tuple(each for each in now.erasing if each not in marks)))

    def used(self) -> list[Folder]:
        """The folders that new backups go to."""
        return [each for each in self._memory.now().folders if each.is_used]

    def unclean(self) -> list[Folder]:
        """The folders where backups may lie that hold what was purged."""
        now = self._memory.now()
        return [each for each in now.folders if each.clean_of < now.clean_before]

    def is_within_reach(self, each: Folder) -> bool:
        """Whether it can be written to now; why not is remembered.

        A folder of the settings is taken as it is found when the desk starts, an organiser's as it was chosen.
        """
        path = _path(each)
        try:
            if path in self._fixed and (path not in self._taken or path == self._own):
                self._remember(path, mark=folder.prepare(path))
                self._taken.add(path)
            folder.check(path, self._mark(path))
        except Away as problem:
            self._remember(path, problem=str(problem))
            return False
        return True

    def _mark(self, path: Path) -> str:
        found = self._memory.now().folder(path)
        return found.mark if found else ""

    def deliver(self, to: Folder, header: Header, content: bytes, now: datetime) -> bool:
        """Writes a backup and thins the old ones; what went wrong is remembered."""
        path = _path(to)
        try:
            folder.check(path, self._mark(path))
            written = folder.keep(path, header, content)
            folder.thin(path, header.desk, now)
        except Away as problem:
            self._remember(path, problem=str(problem))
            return False
        if header.number < self._memory.now().clean_before:
            written.unlink(missing_ok=True)  # a purge came in between: what this one holds is purged
            return False
        self._remember(path, last_number=header.number, last_good_at=header.made_at.isoformat(), problem="")
        return True

    def clean(self, each: Folder, desk: str) -> None:
        """Deletes what a purge left over, where it is within reach and something newer is there instead."""
        now = self._memory.now()
        path, newest = _path(each), max((other.last_number for other in now.folders), default=0)
        known_now = now.folder(path) or each
        if (known_now.last_number if known_now.is_used else newest) < now.clean_before:
            return
        try:
            folder.check(path, known_now.mark)
            folder.clean(path, desk, now.clean_before)
        except Away:
            return
        self._remember(path, clean_of=now.clean_before)

    def _remember(self, path: Path, **changed: object) -> None:
        def put(now: Known) -> Known:
            found = now.folder(path) or known.Folder(path=str(path), mark="", clean_of=now.clean_before)
            return now.with_folder(replace(found, **changed))  # type: ignore[arg-type]

        self._memory.change(put)


def _path(of: Folder) -> Path:
    return of.status(0, is_fixed=False).folder
