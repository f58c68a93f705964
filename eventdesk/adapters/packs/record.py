"""Treatment records as pages: what an insurer asks for, in words, with who wrote what when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.adapters.packs.paper import Paper
from eventdesk.domain import records as rules
from eventdesk.domain import screening

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from eventdesk.domain.records import Facts, Note, TreatmentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What goes into a pack. `timezone`: an IANA name, for the times in the PDF."""

    keeper: str
    event: str
    timezone: str
    made_at: datetime
    records: Sequence[TreatmentRecord]


def records_pdf(pack: Pack, fonts: Path) -> bytes:
    """All records, oldest first. `fonts`: the folder with the fonts."""
    paper = Paper(f"{pack.event} · confidential", pack.made_at, fonts)
    count = f"{len(pack.records)} record{'' if len(pack.records) == 1 else 's'}"
    under = f"{pack.event} · {count} · made {day(pack.made_at, pack.timezone)}"
    paper.title_line(f"Treatment records of {pack.keeper}", under)
    for each in pack.records:
        write_record(paper, each, pack.timezone)
    return paper.drawn()


def day(at: datetime, timezone: str) -> str:
    """A date as people write it, at the place of the event."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{local.day} {local:%B %Y}"


def moment(at: datetime | None, timezone: str) -> str:
    """Date and time; empty when there is none."""
    return "" if at is None else f"{day(at, timezone)}, {at.astimezone(ZoneInfo(timezone)):%H:%M}"


def write_record(paper: Paper, record: TreatmentRecord, timezone: str) -> None:
    """One record."""
    facts = record.facts
    if facts is None:
        return
    who = f"{facts.first_name} {facts.last_name}".strip() or "Name not given"
    paper.heading(who, f"{day(record.treated_at, timezone)} · ticket {facts.ticket}")
    if record.restricted_at is not None:
        asked = day(record.restricted_at, timezone)
        paper.remark(f"Locked: this person asked for erasure on {asked}. Keep it for claims only; do not work with it.")
    _what(paper, facts, timezone)
    _health(paper, facts)
    if record.note is not None:
        _note(paper, record.note)
    paper.fact(
        "Written", "; ".join(f"{each.what} by {each.by}, {moment(each.at, timezone)}" for each in record.history)
    )
    paper.fact("Keep until", day(record.keep_until, timezone))


def _what(paper: Paper, facts: Facts, timezone: str) -> None:
    times = [moment(facts.started_at, timezone), moment(facts.finished_at, timezone).rpartition(", ")[2]]
    paper.fact("Treatment", f"{facts.treatment}, {facts.minutes} minutes planned; {facts.outcome}")
    paper.fact("On the couch", " to ".join(each for each in times if each))
    paper.fact("Therapist", facts.therapist)
    paper.fact("Bib", facts.bib)
    paper.fact("Referred to", facts.referred_to)
    paper.fact("Reason", facts.reason)
    paper.fact("Decided by", facts.decided_by)
    paper.fact("Under 18", "yes" if facts.is_minor else "")
    paper.fact("Companion", facts.companion)
    consent = moment(facts.consented_at, timezone)
    paper.fact("Agreed", f"{consent}, wording {facts.consent_version}" if consent else "")


def _health(paper: Paper, facts: Facts) -> None:
    paper.fact("Answered yes to", "\n".join(facts.answers) or "none of the questions")
    paper.fact("Take care", "\n".join(facts.cautions))
    paper.fact("Asked to work on", ", ".join(facts.focus))
    paper.fact("Asked to leave alone", ", ".join(facts.avoid))
    paper.fact("Said", facts.said)


def _note(paper: Paper, note: Note) -> None:
    paper.fact("Worked on", ", ".join(screening.AREAS.get(each, each) for each in note.areas))
    paper.fact("Pressure", note.pressure.value if note.pressure else "")
    paper.fact("Reaction", "; ".join(rules.REACTIONS.get(each, each) for each in note.reactions))
    paper.fact("Advice given", "; ".join(rules.ADVICE.get(each, each) for each in note.advice))
    paper.fact("Therapist's note", note.text)
