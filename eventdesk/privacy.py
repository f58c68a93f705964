"""What the desk does with people's data, with the files that come of it; put together in `app`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventdesk import runtime
from eventdesk.adapters import exports
from eventdesk.commands import COMMAND_LINE
from eventdesk.domain.errors import StoreUnavailable
from eventdesk.services import exporting, person
from eventdesk.services.erasing import Erasing
from eventdesk.services.purging import Purger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventdesk.adapters.db import Database
    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.services.backups import Backups
    from eventdesk.services.desk import Desk
    from eventdesk.services.exporting import Row

AWAY = "A backup in {folder} could not be replaced now; it is as soon as the folder can be reached."
STILL_ASIDE = "What a restore moved aside could not be deleted: delete {folder} by hand."


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """Implements `web.privacy.Privacy`. `fonts`: the folder with the fonts of the PDFs."""

    desk: Desk
    purger: Purger
    backups: Backups
    fonts: Path

    def set_aside(self) -> list[str]:
        """The folders that a restore moved aside: erasing anything deletes them."""
        return [str(each) for each in runtime.run_aside(self.backups.set_aside)]

    def pack(self, keeper: str, event: str, timezone: str, records: Sequence[TreatmentRecord], password: str) -> bytes:
        """Treatment records as an encrypted ZIP."""
        from eventdesk.adapters import packs  # noqa: PLC0415 - loaded when one is asked for

        made_at = self.desk.clock.now()
        wanted = packs.Pack(keeper=keeper, event=event, timezone=timezone, made_at=made_at, records=records)
        return runtime.run_aside(packs.make_pack, wanted, password, self.fonts)

    def person_pdf(self, document: dict[str, Any]) -> bytes:
        """One person's data to be read."""
        from eventdesk.adapters import packs  # noqa: PLC0415

        return runtime.run_aside(packs.person_pdf, document, self.desk.clock.now(), self.fonts)

    def table(self, kind: str, columns: Sequence[str], rows: Sequence[Row]) -> tuple[bytes, str]:
        """A file of this format, and its media type."""
        return runtime.run_aside(exports.table, kind, columns, rows), exports.MEDIA_TYPES[kind]

    def day_files(self, slug: str, *, with_names: bool) -> dict[str, bytes]:
        """Visits and figures of an event, by file name. Raises `NoSuchEvent`."""
        with self.desk.store.read(slug) as reading:
            rows = exporting.visits(reading, with_names=with_names)
            figures = exporting.figures(reading)
        columns = exporting.columns(with_names=with_names)
        files = {f"{slug}-visits.{kind}": exports.table(kind, columns, rows) for kind in exports.FORMATS}
        return files | {f"{slug}-figures.json": exports.as_json(figures)}

    def person_files(self, slug: str, bib: str) -> dict[str, bytes]:
        """What is held about a bib, by file name. Raises `NoSuchEvent`, `NoSuchEntrant`."""
        document = self.desk.perform(
            slug, COMMAND_LINE, lambda floor: person.export(floor, person.find(floor.change, bib=bib))
        )
        return {f"{slug}-person.json": exports.as_json(document), f"{slug}-person.pdf": self.person_pdf(document)}


def privacy_of(desk: Desk, database: Database, backups: Backups, fonts: Path) -> Privacy:
    """On this database, with the backups that EventDesk knows."""
    copies = CopiesAside(backups)
    erasing = Erasing(desk.clock, copies, compact=database.compact, checkpoint=database.checkpoint)
    return Privacy(desk=desk, purger=Purger(desk, database.access, erasing), backups=backups, fonts=fonts)


@dataclass(frozen=True)
class CopiesAside:
    """Implements `services.erasing.Copies`: nobody waits for a disk meanwhile but whoever erases."""

    backups: Backups

    def intend(self, what: str) -> None:
        """See `Copies`."""
        runtime.run_aside(self.backups.intend, what)

    def intended(self) -> Sequence[str]:
        """See `Copies`."""
        return self.backups.intended()

    def settle(self, marks: Sequence[str]) -> None:
        """See `Copies`."""
        runtime.run_aside(self.backups.settle, marks)

    def replace(self) -> list[str]:
        """See `Copies`."""
        try:
            found = runtime.run_aside(self.backups.replace_all)
            about = [AWAY.format(folder=each.folder) for each in found if not each.is_clean]
        except StoreUnavailable as problem:
            about = [f"The backups could not be made anew: {problem}"]
        return about + [STILL_ASIDE.format(folder=each) for each in runtime.run_aside(self.backups.set_aside)]
