"""One person's data: what is held, a copy, corrected, erased. POSTs, so that no bib is in a URL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Response

from eventdesk.domain.errors import Invalid
from eventdesk.services import person
from eventdesk.web.api import privacy_answers as answers
from eventdesk.web.api import privacy_bodies as bodies
from eventdesk.web.asking import ORGANISER
from eventdesk.web.doors import Ask, Reply
from eventdesk.web.routes import EVENT, Routes

if TYPE_CHECKING:
    from eventdesk.services.floor import Floor
    from eventdesk.services.person import Erased, Person
    from eventdesk.services.ports import Reading
    from eventdesk.web.parts import Json

routes = Routes("People's data")
PERSON = EVENT + "/person"
PDF = "application/pdf"


def _find(reading: Reading, body: bodies.PersonWanted) -> Person:
    if (body.visit_id is None) == (not body.bib):
        raise Invalid({"bib": ["Name a visit or a bib, one of them."]})
    return person.find(reading, visit_id=body.visit_id, bib=body.bib or "")


@routes.add("POST", PERSON, who=ORGANISER, body=bodies.PersonWanted, answers={200: answers.PersonHeld}, refuses=(404,))
def show_person(ask: Ask, body: bodies.PersonWanted) -> Reply:
    """What is held about a person, without telling anything of health."""
    with ask.parts.store.read(ask.slug) as reading:
        held = person.held(reading, _find(reading, body))
    return Reply(held | {"set_aside": ask.parts.privacy.set_aside()})


@routes.add(
    "POST",
    PERSON + "/export",
    who=ORGANISER,
    body=bodies.PersonExport,
    answers={200: bytes},
    refuses=(404,),
    media_type=f"{PDF}, application/json",
)
def export_person(ask: Ask, body: bodies.PersonExport) -> Response:
    """A copy of everything that is held about a person, for that person; that it was made is journaled."""

    def take(floor: Floor) -> Json:
        return person.export(floor, _find(floor.change, body))

    document = ask.parts.desk.perform(ask.slug, ask.actor, take)
    if body.format == "pdf":
        return _file(ask.parts.privacy.person_pdf(document), PDF, "your-data.pdf")
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _file(text.encode(), "application/json", "your-data.json")


def _file(content: bytes, media_type: str, name: str) -> Response:
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@routes.add(
    "POST",
    PERSON + "/correct",
    who=ORGANISER,
    body=bodies.PersonCorrected,
    answers={200: answers.PersonHeld},
    refuses=(404, 409),
)
def correct_person(ask: Ask, body: bodies.PersonCorrected) -> Reply:
    """Name and bib as they should be: in every visit, on the start list and in kept records."""
    given = {"first_name": body.first_name, "last_name": body.last_name, "bib": body.new_bib or None}
    names = {name: each for name, each in given.items() if each is not None}
    if not names:
        raise Invalid({"first_name": ["Say what should be different."]})
    reply = ask.command(
        lambda floor: person.correct(floor, _find(floor.change, body), names),
        lambda floor, corrected: person.held(floor.change, corrected),
    )
    return reply.saying(set_aside=ask.parts.privacy.set_aside())


@routes.add(
    "POST",
    PERSON + "/erase",
    who=ORGANISER,
    body=bodies.PersonWanted,
    answers={200: answers.PersonErased},
    refuses=(404, 409),
)
def erase_person(ask: Ask, body: bodies.PersonWanted) -> Reply:
    """Erases a person at once; a treatment record that has to be kept is locked, and the answer says why."""
    reply, undone = ask.parts.privacy.purger.erasing.erase(
        ask.slug,
        lambda floor: person.erase(floor, _find(floor.change, body)),
        lambda use_case: ask.command(use_case, _erased),
    )
    return reply.saying(undone=undone)


def _erased(_floor: Floor, erased: Erased) -> Json:
    return {
        "visits": erased.visits,
        "off_start_list": erased.is_off_start_list,
        "records_locked": erased.records_locked,
        "told": list(erased.told),
        "undone": [],
    }
