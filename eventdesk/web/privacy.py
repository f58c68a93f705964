"""What the doors ask about people's data; `eventdesk.privacy` does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventdesk.domain.records import TreatmentRecord
    from eventdesk.services.exporting import Row
    from eventdesk.services.purging import Purger


class Privacy(Protocol):
    """Purges, and makes files of what people ask for."""

    @property
    def purger(self) -> Purger:
        """The two clocks."""

    def set_aside(self) -> list[str]:
        """The folders that a restore moved aside: erasing anything deletes them."""

    def pack(self, keeper: str, event: str, timezone: str, records: Sequence[TreatmentRecord], password: str) -> bytes:
        """Treatment records as an encrypted ZIP."""

    def person_pdf(self, document: dict[str, Any]) -> bytes:
        """One person's data to be read."""

    def table(self, kind: str, columns: Sequence[str], rows: Sequence[Row]) -> tuple[bytes, str]:
        """A file of this format (csv, xlsx, json), and its media type."""
