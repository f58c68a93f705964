"""New numbers for what another desk has numbered: in columns, in subjects of the journal, in what is kept as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventdesk.adapters.event_file.rows import Values

_BY_TABLE = {
    "therapists": {"id": "therapists", "visit_id": "visits"},
    "visits": {"id": "visits", "therapist_id": "therapists", "wish_therapist_id": "therapists"},
    "intakes": {"visit_id": "visits"},
    "told_windows": {"visit_id": "visits"},
    "slips": {"visit_id": "visits"},
    "pins": {"therapist_id": "therapists"},
    "treatment_records": {"id": "treatment_records", "therapist_id": "therapists", "visit_id": "visits"},
}
_NAMES = {"therapist_id": "therapists", "wish_therapist_id": "therapists", "visit_id": "visits"}
_KINDS = {"visit": "visits", "therapist": "therapists"}


@dataclass(frozen=True, slots=True)
class Numbering:
    """`by_table`: old number to new, for `therapists`, `visits` and `treatment_records`."""

    event_id: int
    slug: str
    by_table: Mapping[str, Mapping[int, int]]
    is_same: bool
    """Every number stays what it was."""

    def row(self, table: str, values: Values) -> Values:
        """The row (sealed columns opened) with the numbers of this desk."""
        if "event_id" in values:
            values["event_id"] = self.event_id
        if "slug" in values:
            values["slug"] = self.slug
        if table == "settings":
            document = json.loads(values["document"]) | {"id": self.event_id, "slug": self.slug}
            values["document"] = _dumped(document)
        if self.is_same:
            return values
        for column, of in _BY_TABLE.get(table, {}).items():
            values[column] = self._column(table, column, values, of)
        if table == "journal":
            self._journal(values)
        if table == "answers":
            values["sealed"] = _dumped(self.document(json.loads(values["sealed"])))
        return values

    def _column(self, table: str, column: str, values: Values, of: str) -> int | None:
        if table == "treatment_records" and column == "visit_id" and values["visit_id"] < 0:
            return -int(values["id"])  # the visit is gone; `id` has its new number already
        return self.number(of, values[column])

    def number(self, of: str, old: int | None) -> int | None:
        """What stands for nobody (none, 0) stays; what is not there any more can be nobody else's."""
        return self.by_table[of].get(old, -abs(old)) if old else old

    def subject(self, subject: str) -> str:
        """`visit:12` or `therapist:3` with the new number; anything else stays."""
        kind, _, number = subject.partition(":")
        if kind not in _KINDS or not number.isdecimal():
            return subject
        return f"{kind}:{self.number(_KINDS[kind], int(number))}"

    def _journal(self, values: Values) -> None:
        own = _KINDS.get(values["subject"].partition(":")[0])
        values["subject"], values["actor"] = self.subject(values["subject"]), self.subject(values["actor"])
        values["before"], values["after"] = self.document(values["before"], own), self.document(values["after"], own)
        if values["sealed"]:
            values["sealed"] = _dumped(self.document(json.loads(values["sealed"])))

    def document(self, value: Any, own: str | None = None) -> Any:
        """JSON values with new numbers; `own`: of which table an `id` on the outside is."""
        if isinstance(value, list):
            return [self.document(each) for each in value]
        if not isinstance(value, dict):
            return value
        own = own or ("visits" if "ticket" in value else "therapists" if "skills" in value else None)
        return {name: self._field(name, each, own) for name, each in value.items()}

    def _field(self, name: str, value: Any, own: str | None) -> Any:
        of = own if name == "id" else _NAMES.get(name)
        if of is not None and isinstance(value, int):
            return self.number(of, value)
        return self.document(value)


def _dumped(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
