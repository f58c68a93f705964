"""The questions that are asked often, written once: SQLAlchemy keeps their SQL by these objects."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import (
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from eventdesk.adapters.db.columns import Instant
from eventdesk.adapters.db.rows import ENTRANT_COLUMNS, ENTRY_COLUMNS, THERAPIST_COLUMNS, VISIT_COLUMNS
from eventdesk.adapters.db.tables import (
    IS_CALLED,
    IS_DONE,
    IS_OPEN,
    IS_WAITING,
    answers,
    entrants,
    events,
    intakes,
    journal,
    numbers,
    settings,
    slips,
    therapists,
    told_windows,
    visits,
)
from eventdesk.domain.event import Mode, Rule
from eventdesk.domain.promises import ToldWindow
from eventdesk.domain.slip import Slip
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import OVER

EVENT: BindParameter[int] = bindparam("event")
NOW = bindparam("now", type_=Instant)
LIMIT: BindParameter[int] = bindparam("limit")

# events

EVENT_OF_SLUG = (
    select(events.c.id, events.c.seq, settings.c.document)
    .join_from(events, settings)
    .where(events.c.slug == bindparam("slug"))
)
# PostgreSQL keeps other writers of this event out by its row; SQLite by `BEGIN IMMEDIATE`.
# Both rows: whoever has waited for a row gets it as it is now, and all others as they were before the waiting.
EVENT_TO_CHANGE = EVENT_OF_SLUG.with_for_update(of=[events, settings])
ALL_EVENTS = (
    select(events.c.id, settings.c.document)
    .join_from(events, settings)
    .order_by(events.c.date.desc(), events.c.id.desc())
)
STAMP = select(events.c.id, events.c.seq).where(events.c.slug == bindparam("slug"))
SLUG_OF_TOKEN = select(events.c.slug).join_from(events, visits).where(visits.c.token == bindparam("token"))

# visits

_VISITS = select(*VISIT_COLUMNS).where(visits.c.event_id == EVENT)
_KEY = tuple_(visits.c.due_at, visits.c.registered_at, visits.c.id)
_GIVEN_DUE = bindparam("due_at", type_=Instant)
_GIVEN_KEY = tuple_(_GIVEN_DUE, bindparam("registered_at", type_=Instant), bindparam("id"))
_WAITING = literal_column("'waiting'") == visits.c.status

VISIT = _VISITS.where(visits.c.id == bindparam("id"))
VISIT_BY_TOKEN = _VISITS.where(visits.c.token == bindparam("token"))
OPEN_VISIT_OF = _VISITS.where(visits.c.bib_folded == bindparam("bib"), IS_OPEN)
HAS_HAD = (
    select(visits.c.id)
    .where(
        visits.c.event_id == EVENT,
        visits.c.bib_folded == bindparam("bib"),
        visits.c.rule == bindparam("rule"),
        IS_DONE,
    )
    .limit(1)
)


def _line(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    # In pieces, each beginning after the last of the one before: what is read can be changed meanwhile.
    return (
        _VISITS.where(_WAITING, _KEY > _GIVEN_KEY, *conditions)
        .order_by(visits.c.due_at, visits.c.registered_at, visits.c.id)
        .limit(LIMIT)
    )


LINE = _line()
CALLABLE_LINE = _line(
    or_(visits.c.not_before.is_(None), visits.c.not_before <= NOW),
    or_(visits.c.rule != Rule.BEFORE_START, visits.c.due_at >= NOW),
)
WAITING_IDS = (
    select(visits.c.id)
    .where(visits.c.event_id == EVENT, _WAITING)
    .order_by(visits.c.due_at, visits.c.registered_at, visits.c.id)
)


def _count_waiting(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(visits)
        .where(visits.c.event_id == EVENT, _WAITING, *conditions)
        .scalar_subquery()
    )


# In two parts: whether a key of three columns is before another one takes as long as passing two rows over.
BEFORE_IN_LINE = select(
    _count_waiting(visits.c.due_at < _GIVEN_DUE) + _count_waiting(visits.c.due_at == _GIVEN_DUE, _KEY < _GIVEN_KEY)
)
BY_STATUS = (
    _VISITS.where(visits.c.status.in_(bindparam("statuses", expanding=True)), visits.c.id > bindparam("after"))
    .order_by(visits.c.id)
    .limit(LIMIT)
)
# Whatever their status, a page after the other: by their ids, where SQLite would rather sort all there are each time.
ALL_VISITS = (
    select(*VISIT_COLUMNS)
    .where(visits.c.event_id + literal_column("0") == EVENT, visits.c.id > bindparam("after"))
    .order_by(visits.c.id)
    .limit(LIMIT)
)
LATEST_OVER = (
    _VISITS.where(visits.c.over_seq.is_not(None)).order_by(visits.c.over_seq.desc(), visits.c.id.desc()).limit(LIMIT)
)
COUNTS = select(visits.c.status, func.count()).where(visits.c.event_id == EVENT).group_by(visits.c.status)
OVER_AFTER_CALL = select(func.count()).where(visits.c.event_id == EVENT, visits.c.calls > 0, visits.c.status.in_(OVER))
GRACE_OVER = _VISITS.where(IS_CALLED, visits.c.grace_until <= NOW).order_by(visits.c.grace_until, visits.c.id)
INTAKE = (
    select(intakes.c.sealed)
    .join_from(intakes, visits)
    .where(visits.c.id == bindparam("id"), visits.c.event_id == EVENT)
)

TOLD_FIELDS = [each.name for each in fields(ToldWindow)]
TOLD = select(*(told_windows.c[name] for name in TOLD_FIELDS)).where(told_windows.c.event_id == EVENT)
DROP_TOLD = delete(told_windows).where(
    told_windows.c.event_id == EVENT, told_windows.c.visit_id.in_(bindparam("ids", expanding=True))
)
VISIT_IDS = select(visits.c.id).where(visits.c.event_id == EVENT, visits.c.id.in_(bindparam("ids", expanding=True)))


def found_visits(texts: list[str], words: list[str]) -> Select[*tuple[Any, ...]]:
    """Whose bib or ticket is among `texts`, or whose folded name has all `words` in it; newest first."""
    named = [visits.c.name_folded.contains(word, autoescape=True) for word in words]
    matches: list[ColumnElement[bool]] = [visits.c.ticket.in_(texts), visits.c.bib_folded.in_(texts)]
    if named:
        matches.append(and_(*named))
    return _VISITS.where(or_(*matches)).order_by(visits.c.id.desc()).limit(LIMIT)


# therapists, entrants

_THERAPISTS = select(*THERAPIST_COLUMNS).where(therapists.c.event_id == EVENT)
THERAPIST = _THERAPISTS.where(therapists.c.id == bindparam("id"))
THERAPISTS = _THERAPISTS.where(therapists.c.is_listed.is_(True)).order_by(therapists.c.id)
THERAPISTS_IN = THERAPISTS.where(therapists.c.status == bindparam("status"))

_ENTRANTS = select(*ENTRANT_COLUMNS).where(entrants.c.event_id == EVENT)
# Plain texts: PostgreSQL takes no collation within BETWEEN, and goes by that of the column.
_FROM = bindparam("from", type_=String)
_TO = bindparam("to", type_=String)
ENTRANT = _ENTRANTS.where(entrants.c.bib_folded == bindparam("bib"))
BY_FIRST_NAME = (
    _ENTRANTS.where(entrants.c.first_folded.between(_FROM, _TO))
    .order_by(entrants.c.first_folded, entrants.c.bib_folded)
    .limit(LIMIT)
)
BY_LAST_NAME = (
    _ENTRANTS.where(entrants.c.last_folded.between(_FROM, _TO))
    .order_by(entrants.c.last_folded, entrants.c.bib_folded)
    .limit(LIMIT)
)


def put_entrants(placeholder: str) -> str:
    """Adds rows of `entrants` or puts them in the place of those with the same bib, as the driver takes it.

    Thousands of rows in one transaction: they go to the driver as they are. Rows that are the same
    already are not written again.
    """
    names = [each.name for each in entrants.columns]
    others = [each.name for each in entrants.columns if not each.primary_key]
    changes = " OR ".join(f"entrants.{name} <> excluded.{name}" for name in ("bib", "first_name", "last_name"))
    return (
        f"INSERT INTO entrants ({', '.join(names)}) VALUES ({', '.join([placeholder] * len(names))}) "  # noqa: S608
        f"ON CONFLICT (event_id, bib_folded) DO UPDATE SET {', '.join(f'{each} = excluded.{each}' for each in others)} "
        f"WHERE {changes} OR coalesce(entrants.wave_id, -1) <> coalesce(excluded.wave_id, -1)"
    )


COUNT_ENTRANTS = select(func.count()).select_from(entrants).where(entrants.c.event_id == EVENT)
COUNT_ENTRANTS_BY_WAVE = (
    select(entrants.c.wave_id, func.count()).where(entrants.c.event_id == EVENT).group_by(entrants.c.wave_id)
)

# the journal, answers, numbers

_ENTRIES = select(*ENTRY_COLUMNS).where(journal.c.event_id == EVENT)
JOURNAL = _ENTRIES.where(journal.c.seq > bindparam("since")).order_by(journal.c.seq).limit(LIMIT)
JOURNAL_ABOUT = (
    _ENTRIES.where(journal.c.subject == bindparam("subject"), journal.c.seq > bindparam("since"))
    .order_by(journal.c.seq)
    .limit(LIMIT)
)
JOURNAL_OF = _ENTRIES.where(journal.c.subject == bindparam("subject")).order_by(journal.c.seq.desc()).limit(LIMIT)
UNDONE = (
    select(journal.c.undoes)
    .where(journal.c.event_id == EVENT, journal.c.undoes.in_(bindparam("commands", expanding=True)))
    .distinct()
)
ANSWER = select(answers.c.fingerprint, answers.c.status, answers.c.sealed).where(
    answers.c.event_id == EVENT, answers.c.key == bindparam("key")
)
NEXT_NUMBER = (
    numbers.update()
    .where(numbers.c.event_id == EVENT, numbers.c.letter == bindparam("for_letter"))
    .values(last=numbers.c.last + 1)
    .returning(numbers.c.last)
)

# sign-ups of tablets

SLIP_FIELDS = [each.name for each in fields(Slip)]
_SLIPS = select(*(slips.c[name] for name in SLIP_FIELDS)).where(slips.c.event_id == EVENT)
SLIP = _SLIPS.where(slips.c.slip == bindparam("slip"))
REFUSED_SLIPS = _SLIPS.where(slips.c.visit_id.is_(None), slips.c.seen_at.is_(None)).order_by(
    slips.c.arrived_at, slips.c.slip
)
SLIPS_LIKE = select(slips.c.slip).where(slips.c.event_id == EVENT, slips.c.slip.like(bindparam("beginning")))
DROP_SLIP = delete(slips).where(slips.c.event_id == EVENT, slips.c.slip == bindparam("slip"))

# what time does

_OF_EVENT = visits.c.event_id == events.c.id
DUE_EVENTS = select(events.c.slug).where(
    or_(
        exists().where(_OF_EVENT, IS_CALLED, visits.c.grace_until <= NOW),
        exists().where(therapists.c.event_id == events.c.id, therapists.c.next_change_at <= NOW),
        events.c.wakes_at <= NOW,
        and_(
            events.c.mode == Mode.AUTO,
            # With rounds nobody is called between two of them, whoever has become callable.
            events.c.wakes_at.is_(None),
            exists().where(therapists.c.event_id == events.c.id, therapists.c.status == TherapistStatus.READY),
            exists().where(_OF_EVENT, IS_WAITING, visits.c.not_before <= NOW),
        ),
    )
)
