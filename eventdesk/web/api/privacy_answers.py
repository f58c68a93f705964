"""What is answered about records and people's data."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from eventdesk.domain.event import Keeping
from eventdesk.domain.records import Pressure
from eventdesk.domain.visit import VisitStatus
from eventdesk.web.api.answers import At
from eventdesk.web.api.fields import Answer


class OwnRecord(Answer):
    """A treatment that a therapist can write a note on. Nothing of health."""

    visit_id: int
    ticket: str
    first_name: str
    treatment: str
    treated_at: At
    has_note: bool


class OwnRecords(Answer):
    """Newest first."""

    records: list[OwnRecord]


class NoteShown(Answer):
    """The therapist's note."""

    areas: list[str]
    pressure: Pressure | None
    reactions: list[str]
    advice: list[str]
    text: str


class StepShown(Answer):
    """Who did what to the record, and when."""

    at: At
    by: str
    what: str


class RecordShown(Answer):
    """A treatment record. Health data: each reading is journaled."""

    visit_id: int
    treated_at: At
    keep_until: At
    facts: dict[str, Any]
    note: NoteShown | None
    history: list[StepShown]
    locked_at: At | None


class Noted(Answer):
    """The note is kept."""

    visit_id: int
    has_note: bool


class Keeper(Answer):
    """Whose treatment records are still here; without `therapist_id`: of whom nobody treated."""

    therapist_id: int | None
    name: str
    records: int
    with_note: int
    locked: int
    keep_until: At


class PrivacyNow(Answer):
    """What is held, what goes when, and what stays. `set_aside`: folders that a restore moved aside."""

    now: At
    due_at: At | None
    purged_at: At | None
    purge_after_days: int
    records: Keeping
    record_years: int
    holds: dict[Literal["visits", "start_list", "open_visits"], int]
    keepers: list[Keeper]
    handed_over: int
    figures: dict[str, Any] | None
    set_aside: list[str]


class HandedOver(Answer):
    """The records are removed from this desk."""

    records: int
    undone: list[str] = Field(description="What could not be done yet, in sentences.")


class PurgeDone(Answer):
    """What went, and what is still here."""

    visits: int
    start_list: int
    records_here: int
    undone: list[str]


class PersonVisit(Answer):
    """One visit of the person, without telling anything of health."""

    id: int
    ticket: str
    status: VisitStatus
    registered_at: At
    has_health_answers: bool
    keep_until: At | None
    locked_at: At | None
    handed_at: At | None


class PersonHeld(Answer):
    """What is held about a person. `set_aside`: folders that a restore moved aside; erasing deletes them."""

    bib: str
    on_start_list: bool
    visits: list[PersonVisit]
    set_aside: list[str]


class PersonErased(Answer):
    """What went, and what the person is to be told."""

    visits: int
    off_start_list: bool
    records_locked: int
    told: list[str]
    undone: list[str]
