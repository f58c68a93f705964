"""One person's data as pages, for the person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eventdesk.adapters.packs.paper import Paper
from eventdesk.domain import records as rules
from eventdesk.domain import screening

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

# Of no use to the person, or told in other words.
_LEFT_OUT = frozenset(
    {"id", "visit_id", "therapist_id", "wave_id", "rule", "wish_therapist_id", "outcomes", "has_notes"}
)
_WORDS = {**screening.AREAS, **rules.REACTIONS, **rules.ADVICE}
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z")


def person_pdf(document: dict[str, Any], made_at: datetime, fonts: Path) -> bytes:
    """What `services.person.export` answers, to be read. Times are UTC, as they are kept."""
    event = document["event"]
    paper = Paper("A copy of your data", made_at, fonts)
    paper.title_line("Your data", f"{event['name']}, {event['date']} · times are UTC")
    if document["start_list"]:
        paper.heading("Start list")
        _facts(paper, document["start_list"])
    for each in document["visits"]:
        _visit(paper, each)
    paper.heading("What you agreed to")
    paper.fact("Treatment", document["agreements"]["treatment"])
    paper.fact("Health answers", document["agreements"]["health_data"])
    return paper.drawn()


def _visit(paper: Paper, told: dict[str, Any]) -> None:
    paper.heading(f"Ticket {told['visit']['ticket']}", told["visit"]["status"])
    _facts(paper, told["visit"])
    _facts(paper, told["health"])
    record = told["treatment_record"]
    if record is not None:
        _facts(paper, {"Record kept until": record["keep_until"], "Record locked since": record["restricted_at"]})
        _facts(paper, record["note"] or {})
    steps = (f"{words(each['at'])}  {each['what']} ({each['by']})" for each in told["history"])
    paper.fact("What happened", "\n".join(steps))


def _facts(paper: Paper, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in _LEFT_OUT:
            label = name.replace("_", " ")
            paper.fact(label[:1].upper() + label[1:], words(value))


def words(value: Any) -> str:
    """A JSON value in words; empty for what holds nothing."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, dict):
        return "; ".join(f"{key} {words(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(words(each) for each in value)
    if isinstance(value, str):
        return _INSTANT.sub(r"\1 \2", _WORDS.get(value, value))
    return "" if value is None else str(value)
