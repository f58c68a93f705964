"""What requests about records and people's data say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from eventdesk.domain.records import Pressure
from eventdesk.web.api.fields import Bib, Body, Id, Name, NeededName, Note, Query

Key = Annotated[str, StringConstraints(max_length=40)]
Keys = Annotated[list[Key], Field(max_length=40)]
PackPassword = Annotated[str, StringConstraints(min_length=10, max_length=200)]
Pack = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]


class RecordNote(Body):
    """The therapist's note: areas, pressure, reactions and advice by key, and a few words."""

    areas: Annotated[Keys, Field(default_factory=list)]
    pressure: Pressure | None = None
    reactions: Annotated[Keys, Field(default_factory=list)]
    advice: Annotated[Keys, Field(default_factory=list)]
    text: Note = ""


class PackWanted(Body):
    """Whose records; null: of whom nobody treated. The password is kept nowhere."""

    therapist_id: Id | None
    password: PackPassword


class HandedOver(Body):
    """Whose records, and the code of the pack that was made of them."""

    therapist_id: Id | None
    pack: Pack


class PurgeWanted(Body):
    """The event's short name once more, so that nothing is deleted by accident; `early`: before its time."""

    confirm: Annotated[str, StringConstraints(max_length=40)]
    early: bool = False


class PersonWanted(Body):
    """One of both: a visit of the person, or the bib."""

    visit_id: Id | None = None
    bib: Bib | None = None


class PersonExport(PersonWanted):
    """As a page to read, or for programs."""

    format: Literal["json", "pdf"] = "json"


class PersonCorrected(PersonWanted):
    """How it should be; what is left out stays."""

    first_name: NeededName | None = None
    last_name: Name | None = None
    new_bib: Bib | None = None


class ExportQuery(Query):
    """The format, and whether bibs and names are in it."""

    format: Literal["csv", "xlsx", "json"] = "csv"
    names: bool = True
