"""The start list: a bib, a name, a file."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import TYPE_CHECKING, Annotated

from flask import request
from pydantic import Field, RootModel

from eventdesk.domain.errors import Invalid
from eventdesk.domain.visit import Role
from eventdesk.services import start_lists
from eventdesk.web.api import answers, bodies
from eventdesk.web.api.fields import Id, Instant
from eventdesk.web.asking import ORGANISER, TENT
from eventdesk.web.doors import Ask, Reply, parsed
from eventdesk.web.parts import FileRefused
from eventdesk.web.problems import Refused
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Entrant, Reading
    from eventdesk.web.parts import Json, StartListFile

routes = Routes("Start list")
NAMES_AT_MOST = 8
LETTERS_AT_LEAST = 3
SAMPLE_LINES = 20
PROBLEMS_SHOWN = 1000


class ColumnsSaid(RootModel[dict[str, Annotated[int, Field(ge=-1, le=1000)]]]):
    """Where the organiser knows better: a meaning to the index of its column; -1 for none."""


class WavesSaid(RootModel[dict[str, Id | Instant | None]]):
    """A wave's name in the file to a wave's id, to a start (a new wave is made), or to null (no wave)."""


def entrant_shown(reading: Reading, entrant: Entrant) -> Json:
    """One line of the start list."""
    wave = reading.event.wave(entrant.wave_id)
    return {
        "bib": entrant.bib,
        "first_name": entrant.first_name,
        "last_name": entrant.last_name,
        "wave": None if wave is None else wave.name,
    }


@routes.add("GET", EVENT + "/start-list/<bib:bib>", who=TENT, answers={200: answers.EntrantShown})
def show_entrant(ask: Ask, bib: str) -> Reply:
    """The line of the start list with this bib."""
    with ask.parts.store.read(ask.slug) as reading:
        return Reply(entrant_shown(reading, reading.entrant(bib)))


@routes.add("POST", EVENT + "/start-list/search", who=TENT, body=bodies.SearchName, answers={200: answers.Entrants})
def search_entrants(ask: Ask, body: bodies.SearchName) -> Reply:
    """Lines of the start list by the beginning of a name, 8 at most; a kiosk has to give 3 letters."""
    name = body.name.strip()
    if not name or (ask.role is Role.KIOSK and len(name) < LETTERS_AT_LEAST):
        return Reply({"entrants": []})
    with ask.parts.store.read(ask.slug) as reading:
        found = reading.find_entrants(name, NAMES_AT_MOST)
        return Reply({"entrants": [entrant_shown(reading, each) for each in found]})


@routes.add("POST", EVENT + "/start-list/preview", who=ORGANISER, has_file=True, answers={200: answers.Preview})
def preview_start_list(ask: Ask) -> Reply:
    """How a file would be understood, and what would be left out. Nothing is stored."""
    content, name, columns = _upload()
    try:
        file = _read(ask, content, name, columns)
    except FileRefused as refusal:
        if not refusal.columns:
            raise
        return Reply(_unclear(refusal))
    with ask.parts.store.read(ask.slug) as reading:
        event = reading.event
    return Reply(
        {
            "columns": [_column(each) for each in file.columns],
            "sample": [
                {name: getattr(each, name) for name in ("line", "bib", "first_name", "last_name", "wave", "start_time")}
                for each in file.lines[:SAMPLE_LINES]
            ],
            "problems": [{"line": each.line, "reason": each.reason} for each in file.problems[:PROBLEMS_SHOWN]],
            "lines": len(file.lines),
            "waves": [{"name": each, "known": event.wave_named(each) is not None} for each in file.waves],
            "kind": file.kind,
            "encoding": file.encoding,
        }
    )


def _unclear(refusal: FileRefused) -> Json:
    """A table where the organiser has to say which column is the bib."""
    return {
        "columns": [_column(each) for each in refusal.columns],
        "sample": [],
        "problems": [{"line": 1, "reason": refusal.reason}],
        "lines": 0,
        "waves": [],
        "kind": "",
        "encoding": "",
    }


def _column(column: object) -> Json:
    return {name: getattr(column, name) for name in ("index", "heading", "meaning", "reason")}


@routes.add(
    "POST",
    EVENT + "/start-list",
    who=ORGANISER,
    has_file=True,
    answers={200: answers.ImportedShown},
    refuses=(409,),
)
def import_start_list(ask: Ask) -> Reply:
    """Takes a start list in; a second import updates by bib and touches no visit."""
    content, name, columns = _upload()
    waves = _waves()
    file = _read(ask, content, name, columns)
    problems = [(each.line, each.reason) for each in file.problems]

    def take_in(floor: Floor) -> start_lists.Imported:
        return start_lists.import_lines(floor, file.lines, problems, waves)

    said = hashlib.sha256(content + json.dumps([columns, request.form.get("waves")]).encode()).digest()
    return ask.saying(said).command(take_in, _imported)


def _imported(_floor: Floor, done: start_lists.Imported) -> Json:
    return {
        "imported": done.imported,
        "updated": done.updated,
        "skipped": done.skipped,
        "problems": [{"line": line, "reason": reason} for line, reason in done.problems],
    }


def _upload() -> tuple[bytes, str, Mapping[str, int] | None]:
    """The file, its name, and where the organiser says the columns are."""
    sent = request.files.get("file")
    if sent is None:
        raise Invalid({"file": ["Please choose a file."]})
    columns = request.form.get("columns")
    said = _form("columns", ColumnsSaid, columns) if columns else None
    return sent.stream.read(), sent.filename or "", said.root if isinstance(said, ColumnsSaid) else None


def _waves() -> dict[str, int | datetime.datetime | None]:
    text = request.form.get("waves")
    said = _form("waves", WavesSaid, text) if text else None
    return dict(said.root) if isinstance(said, WavesSaid) else {}


def _form(name: str, model: type[ColumnsSaid | WavesSaid], text: str) -> object:
    try:
        return parsed(model, text)
    except Refused:
        raise Invalid({name: ["This is not JSON."]}) from None
    except Invalid as refusal:
        raise Invalid({f"{name}.{field}": words for field, words in refusal.fields.items()}) from None


def _read(ask: Ask, content: bytes, name: str, columns: Mapping[str, int] | None) -> StartListFile:
    return ask.parts.run_aside(ask.parts.read_start_list, content, name, columns=columns)
