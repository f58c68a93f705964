"""Between rows and the domain's types: every table's columns written out once, private fields sealed."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import type_coerce
from sqlalchemy.types import NullType

from eventdesk.adapters.db.columns import conversion_of
from eventdesk.adapters.db.tables import entrants, journal, therapists, visits
from eventdesk.adapters.folding import folded, folded_bib
from eventdesk.domain.event import Event
from eventdesk.domain.records import TreatmentRecord
from eventdesk.domain.therapist import Pause, Therapist, next_change_at
from eventdesk.domain.visit import Advice, Visit
from eventdesk.services.changes import plain, with_fields
from eventdesk.services.ports import Entrant, Entry, Intake, StoredAnswer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import CursorResult

    from eventdesk.adapters.db.sealing import Sealer

Values = dict[str, Any]

VISIT_FIELDS = tuple(each.name for each in fields(Visit))
THERAPIST_FIELDS = tuple(each.name for each in fields(Therapist))
ENTRANT_FIELDS = tuple(each.name for each in fields(Entrant))
ENTRY_FIELDS = (*(each.name for each in fields(Entry)), "sealed")

# As they are stored: most rows that are read are known already and need no conversion.
VISIT_COLUMNS = [type_coerce(visits.c[name], NullType()).label(name) for name in VISIT_FIELDS]
THERAPIST_COLUMNS = [therapists.c[name] for name in THERAPIST_FIELDS]
ENTRANT_COLUMNS = [entrants.c[name] for name in ENTRANT_FIELDS]
ENTRY_COLUMNS = [journal.c[name] for name in ENTRY_FIELDS]

# The sealed columns, with what they hold when there is nothing to seal.
_SEALED_IN_VISIT = {"phone": "", "advice": None, "reason": "", "referred_to": ""}
_SEALED_IN_JOURNAL = frozenset({*_SEALED_IN_VISIT, "note", "guardian", "cautions"})
_CONVERSIONS = [
    (name, conversion) for name in VISIT_FIELDS if (conversion := conversion_of(visits.c[name].type)) is not None
]
_MOST_KNOWN = 20_000
_NAME_FIELDS = frozenset({"first_name", "last_name"})
# Settings that a document of an older version lacks get their defaults.
_BARE_EVENT = Event(id=0, slug="", name="", date=date.min, timezone="")
_INTAKE = TypeAdapter(Intake)
_INTAKE_FIELDS = tuple(each.name for each in fields(Intake))
_RECORD = TypeAdapter(TreatmentRecord)
_SEALED_IN_RECORD = ("facts", "note", "history")
RECORD_FIELDS = tuple(each.name for each in fields(TreatmentRecord) if each.name not in _SEALED_IN_RECORD)


def event_of(event_id: int, document: str) -> Event:
    """An event from its settings document."""
    return with_fields(_BARE_EVENT, {**json.loads(document), "id": event_id})


def event_document(event: Event) -> str:
    """All settings of an event as JSON."""
    return json.dumps(plain(event), ensure_ascii=False, separators=(",", ":"))


def entrant_of(row: Sequence[Any]) -> Entrant:
    """An entrant from `ENTRANT_COLUMNS`."""
    return Entrant(**dict(zip(ENTRANT_FIELDS, row, strict=True)))


def entrant_row(event_id: int, bib_folded: str | None, entrant: Entrant) -> tuple[Any, ...]:
    """A row of `entrants`, in the order of the table's columns."""
    first, last = folded(entrant.first_name), folded(entrant.last_name)
    return (
        event_id,
        bib_folded,
        entrant.bib,
        entrant.first_name,
        entrant.last_name,
        entrant.wave_id,
        f"{first} {last}".strip(),
        f"{last} {first}".strip(),
    )


def therapist_of(row: Sequence[Any]) -> Therapist:
    """A therapist from `THERAPIST_COLUMNS`."""
    values = dict(zip(THERAPIST_FIELDS, row, strict=True))
    values["skills"] = frozenset(values["skills"])
    values["breaks"] = tuple(
        Pause(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in values["breaks"]
    )
    return Therapist(**values)


def therapist_values(therapist: Therapist) -> Values:
    """A row of `therapists`, without id and event."""
    values = {name: getattr(therapist, name) for name in THERAPIST_FIELDS if name != "id"}
    values["skills"] = sorted(therapist.skills)
    values["breaks"] = [_utc_texts(each.starts_at, each.ends_at) for each in therapist.breaks]
    values["next_change_at"] = next_change_at(therapist)
    return values


def _utc_texts(*instants: datetime) -> list[str]:
    return [each.astimezone(UTC).isoformat() for each in instants]


def new_id(result: CursorResult[Any]) -> int:
    """The id that the database gave to an inserted row."""
    key = result.inserted_primary_key
    assert key is not None  # noqa: S101
    return int(key[0])


class PrivateRows:
    """The rows with sealed parts."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        # A line of hundreds is read again and again, and a few of it have changed in between.
        self._known: dict[int, tuple[tuple[Any, ...], Visit]] = {}

    def visit_of(self, row: Sequence[Any]) -> Visit:
        """A visit from `VISIT_COLUMNS`."""
        stored = tuple(row)
        known = self._known.get(stored[0])
        if known is not None and known[0] == stored:
            return known[1]
        visit = self._converted(stored)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        if visit.is_open:
            self._known[visit.id] = stored, visit
        else:
            # Ten thousand that are over would take as much memory as everything else.
            self._known.pop(visit.id, None)
        return visit

    def _converted(self, stored: tuple[Any, ...]) -> Visit:
        values = dict(zip(VISIT_FIELDS, stored, strict=True))
        for name, conversion in _CONVERSIONS:
            if values[name] is not None:
                values[name] = conversion(values[name])
        for name, nothing in _SEALED_IN_VISIT.items():
            sealed = values[name]
            values[name] = nothing if sealed is None else self._sealer.open_text(sealed)
        if values["advice"] is not None:
            values["advice"] = Advice(values["advice"])
        return Visit(**values)

    def visit_values(self, visit: Visit, names: Iterable[str] = VISIT_FIELDS) -> Values:
        """The columns of these fields (the id left out), and what is derived from them."""
        values = {name: getattr(visit, name) for name in names if name != "id"}
        for name in _SEALED_IN_VISIT:
            if name in values:
                values[name] = self._sealer.seal_text(values[name]) if values[name] else None
        if "bib" in values:
            values["bib_folded"] = folded_bib(visit.bib)
        if not _NAME_FIELDS.isdisjoint(values):
            values["name_folded"] = folded(f"{visit.first_name} {visit.last_name}")
        return values

    def seal_intake(self, intake: Intake) -> bytes | None:
        """None when there is nothing to keep."""
        return (
            None
            if intake == _NO_INTAKE
            else self._sealer.seal({name: getattr(intake, name) for name in _INTAKE_FIELDS})
        )

    def open_intake(self, sealed: bytes | None) -> Intake:
        """What `seal_intake` was given."""
        return _NO_INTAKE if sealed is None else _INTAKE.validate_python(self._sealer.open(sealed))

    def entry_of(self, row: Sequence[Any]) -> Entry:
        """A journal entry from `ENTRY_COLUMNS`."""
        values = dict(zip(ENTRY_FIELDS, row, strict=True))
        sealed = values.pop("sealed")
        if sealed is not None:
            private = self._sealer.open(sealed)
            values["before"] = values["before"] | private["before"]
            values["after"] = values["after"] | private["after"]
        return Entry(**values)

    def entry_values(self, entry: Entry) -> Values:
        """A row of `journal`, without the event."""
        values = {name: getattr(entry, name) for name in ENTRY_FIELDS[:-1]}
        before, private_before = _apart(entry.before)
        after, private_after = _apart(entry.after)
        values["before"], values["after"] = before, after
        private = private_before or private_after
        values["sealed"] = self._sealer.seal({"before": private_before, "after": private_after}) if private else None
        return values

    def record_of(self, row: Sequence[Any]) -> TreatmentRecord:
        """A treatment record from its columns, `sealed` last; one that was handed over holds nothing."""
        stored = tuple(row)
        sealed = stored[-1]
        values = dict(zip(RECORD_FIELDS, stored[:-1], strict=True))
        return _RECORD.validate_python(values | (self._sealer.open(sealed) if sealed else {}))

    def record_values(self, record: TreatmentRecord) -> Values:
        """A row of `treatment_records`, without id and event."""
        values = {name: getattr(record, name) for name in RECORD_FIELDS if name != "id"}
        private = {name: plain(getattr(record, name)) for name in _SEALED_IN_RECORD}
        values["sealed"] = self._sealer.seal(private) if any(private.values()) else b""
        return values

    def without(self, row: Sequence[Any], names: Collection[str]) -> Values:
        """What a journal row (`ENTRY_COLUMNS`) becomes without these fields."""
        entry = self.entry_of(row)
        kept = [{key: value for key, value in each.items() if key not in names} for each in (entry.before, entry.after)]
        values = self.entry_values(replace(entry, before=kept[0], after=kept[1]))
        return {name: values[name] for name in ("before", "after", "sealed")}

    def answer_of(self, row: Sequence[Any]) -> StoredAnswer:
        """A stored answer from (fingerprint, status, sealed)."""
        fingerprint, status, sealed = row
        return StoredAnswer(fingerprint, status, self._sealer.open(sealed))

    def answer_values(self, key: str, answer: StoredAnswer) -> Values:
        """A row of `answers`, without the event."""
        return {
            "key": key,
            "fingerprint": answer.fingerprint,
            "status": answer.status,
            "sealed": self._sealer.seal(answer.body),
        }


_NO_INTAKE = Intake()


def _apart(changed: Values) -> tuple[Values, Values]:
    """The plain fields and the private ones (empty ones tell nothing and stay plain)."""
    private = {name: value for name, value in changed.items() if value and name in _SEALED_IN_JOURNAL}
    if not private:
        return changed, private
    return {name: value for name, value in changed.items() if name not in private}, private
