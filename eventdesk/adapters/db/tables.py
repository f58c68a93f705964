"""The tables as they are now; how they came to be is told by the migrations.

Nothing of health and no phone number stands in a plain column: `LargeBinary` columns are sealed.
Conditions of partial indexes are written out (not bound): only then do queries find the index.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from eventdesk.adapters.db.columns import Instant, SearchText, Word
from eventdesk.domain.event import Gender, Mode, Rule
from eventdesk.domain.therapist import Grade, TherapistStatus
from eventdesk.domain.visit import OPEN, Role, VisitStatus
from eventdesk.services.access import CodeKind, Kind

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

IS_OPEN = text("status IN ({})".format(", ".join(f"'{each}'" for each in sorted(OPEN))))
IS_WAITING = text("status = 'waiting'")
IS_CALLED = text("status = 'called'")
IS_DONE = text("status = 'done'")


def _index(name: str, *columns: str, where: str | None = None, unique: bool = False) -> Index:
    # The migrations give PostgreSQL the same condition; naming it here would load that dialect at each start.
    condition: dict[str, Any] = {} if where is None else {"sqlite_where": text(where)}
    return Index(name, *columns, unique=unique, **condition)


def _event(*, in_key: bool = False) -> Column[Any]:
    return Column("event_id", ForeignKey("events.id"), primary_key=in_key, nullable=False)


events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String, nullable=False),
    Column("date", Date, nullable=False),
    Column("mode", Word(Mode), nullable=False),
    Column("seq", Integer, nullable=False),
    # When a timer has to look at this event by itself: the next round begins.
    Column("wakes_at", Instant),
    # Since when nothing personal of it is left.
    Column("purged_at", Instant),
    UniqueConstraint("slug"),
)

# Apart from `events`, whose row is written by every command.
settings = Table(
    "settings",
    metadata,
    _event(in_key=True),
    Column("document", Text, nullable=False),
)

# The last ticket number given out for each letter.
numbers = Table(
    "numbers",
    metadata,
    _event(in_key=True),
    Column("letter", String, primary_key=True),
    Column("last", Integer, nullable=False),
    sqlite_with_rowid=False,
)

visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    _event(),
    Column("ticket", String, nullable=False),
    Column("token", String, nullable=False),
    Column("treatment", String, nullable=False),
    Column("rule", Word(Rule), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("status", Word(VisitStatus), nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("full_minutes", Integer),
    Column("bib", String),
    Column("first_name", String, nullable=False),
    Column("last_name", String, nullable=False),
    Column("phone", LargeBinary),
    Column("language", String, nullable=False),
    Column("wave_id", Integer),
    Column("start_at", Instant),
    Column("not_before", Instant),
    Column("wish_gender", Word(Gender)),
    Column("wish_therapist_id", Integer),
    Column("therapist_id", Integer),
    Column("couch", String, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("misses", Integer, nullable=False),
    Column("called_at", Instant),
    Column("grace_until", Instant),
    Column("started_at", Instant),
    Column("ends_at", Instant),
    Column("finished_at", Instant),
    Column("is_moved", Boolean, nullable=False),
    Column("is_repeat", Boolean, nullable=False),
    Column("is_minor", Boolean, nullable=False),
    Column("has_notes", Boolean, nullable=False),
    # What the answers advise, and why somebody was declined or referred, are matters of health.
    Column("advice", LargeBinary),
    Column("decided_by", String, nullable=False),
    Column("reason", LargeBinary),
    Column("referred_to", LargeBinary),
    Column("consented_at", Instant),
    Column("consent_version", Integer, nullable=False),
    # What follows is derived, for looking up.
    Column("bib_folded", SearchText),
    Column("name_folded", SearchText, nullable=False),
    # The event's `seq` when the visit ended: the order in which visits ended.
    Column("over_seq", Integer),
    UniqueConstraint("token"),
    UniqueConstraint("event_id", "ticket"),
    _index("ix_visits_line", "event_id", "status", "due_at", "registered_at", "id"),
    _index("uq_visits_open_bib", "event_id", "bib_folded", where=IS_OPEN.text, unique=True),
    _index("ix_visits_done_bib", "event_id", "bib_folded", "rule", where=IS_DONE.text),
    _index("ix_visits_grace", "event_id", "grace_until", where=IS_CALLED.text),
    _index(
        "ix_visits_not_before",
        "event_id",
        "not_before",
        where=f"{IS_WAITING.text} AND not_before IS NOT NULL",
    ),
    _index("ix_visits_over", "event_id", "over_seq", "id", where="over_seq IS NOT NULL"),
)

intakes = Table(
    "intakes",
    metadata,
    Column("visit_id", ForeignKey("visits.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

# What runners were told of when it will be their turn. Forecasts, not facts: apart from the visits
# and their journal, and without a tie to them, so that neither ever waits for the other.
told_windows = Table(
    "told_windows",
    metadata,
    _event(in_key=True),
    Column("visit_id", Integer, primary_key=True, autoincrement=False),
    Column("said_at", Instant, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("first_low", Instant, nullable=False),
    Column("first_high", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("low", Instant, nullable=False),
    Column("high", Instant, nullable=False),
    Column("moved_at", Instant),
    Column("why", String, nullable=False),
    sqlite_with_rowid=False,
)

therapists = Table(
    "therapists",
    metadata,
    Column("id", Integer, primary_key=True),
    _event(),
    Column("name", String, nullable=False),
    Column("gender", Word(Gender), nullable=False),
    Column("grade", Word(Grade), nullable=False),
    Column("skills", JSON, nullable=False),
    Column("couch", String, nullable=False),
    Column("status", Word(TherapistStatus), nullable=False),
    Column("status_since", Instant),
    Column("idle_since", Instant),
    Column("asked_at", Instant),
    Column("turnover_until", Instant),
    Column("break_until", Instant),
    Column("shift_start", Instant),
    Column("shift_end", Instant),
    Column("breaks", JSON, nullable=False),
    Column("visit_id", Integer),
    Column("served", Integer, nullable=False),
    Column("is_listed", Boolean, nullable=False),
    # Derived: when a timer has to look at this one.
    Column("next_change_at", Instant),
    _index("ix_therapists_status", "event_id", "status"),
    _index("ix_therapists_next_change", "event_id", "next_change_at", where="next_change_at IS NOT NULL"),
)

entrants = Table(
    "entrants",
    metadata,
    _event(in_key=True),
    Column("bib_folded", SearchText, primary_key=True),
    Column("bib", String, nullable=False),
    Column("first_name", String, nullable=False),
    Column("last_name", String, nullable=False),
    Column("wave_id", Integer),
    # "first last" and "last first", so that both beginnings are found along an index.
    Column("first_folded", SearchText, nullable=False),
    Column("last_folded", SearchText, nullable=False),
    _index("ix_entrants_first", "event_id", "first_folded"),
    _index("ix_entrants_last", "event_id", "last_folded"),
    sqlite_with_rowid=False,
)

journal = Table(
    "journal",
    metadata,
    _event(in_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    # The private fields of both.
    Column("sealed", LargeBinary),
    Column("command", Integer, nullable=False),
    Column("undoes", Integer),
    _index("ix_journal_subject", "event_id", "subject", "seq"),
    _index("ix_journal_undoes", "event_id", "undoes", where="undoes IS NOT NULL"),
)

# What requests with an idempotency key were answered.
answers = Table(
    "answers",
    metadata,
    _event(in_key=True),
    Column("key", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# One row: what belongs to the whole desk.
desk = Table(
    "desk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("passphrase_hash", String),
    # Sealed with the key that this database needs.
    Column("key_check", LargeBinary),
)

# PINs, by therapist; 0 is the one that unlocks a kiosk.
pins = Table(
    "pins",
    metadata,
    Column("slug", String, primary_key=True),
    Column("therapist_id", Integer, primary_key=True, autoincrement=False),
    Column("hashed", String, nullable=False),
)

passes = Table(
    "passes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("secret_hash", String, nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("slug", String),
    Column("therapist_id", Integer),
    Column("label", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("last_seen_at", Instant),
    Column("clock_ahead_seconds", Integer),
    # The event with which it ends; of an organiser of all events the one that was signed in for.
    Column("ends_with", String),
    Column("device", String, nullable=False),
    Column("is_revoked", Boolean, nullable=False),
    UniqueConstraint("secret_hash"),
    _index("ix_passes_slug", "slug"),
)

codes = Table(
    "codes",
    metadata,
    Column("code_hash", String, primary_key=True),
    Column("kind", Word(CodeKind), primary_key=True),
    Column("slug", String),
    Column("therapist_id", Integer),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    # What the device becomes on which it is typed.
    Column("role", Word(Role)),
    Column("label", String, nullable=False),
)

# Sign-ups that a tablet kept while the desk was away, by the number that the runner was given for it.
slips = Table(
    "slips",
    metadata,
    _event(in_key=True),
    Column("slip", String, primary_key=True),
    # None: it was refused, for the reason that is kept.
    Column("visit_id", Integer),
    Column("reason", String, nullable=False),
    Column("signed_up_at", Instant, nullable=False),
    Column("arrived_at", Instant, nullable=False),
    # Since when somebody at the desk knows of the refusal.
    Column("seen_at", Instant),
    sqlite_with_rowid=False,
)

# What a therapist has to keep for years. It stays when the rest of the event goes: no tie to the visit.
treatment_records = Table(
    "treatment_records",
    metadata,
    Column("id", Integer, primary_key=True),
    _event(),
    Column("therapist_id", Integer, nullable=False),
    Column("visit_id", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("treated_at", Instant, nullable=False),
    Column("keep_until", Instant, nullable=False),
    # Its person asked for erasure, and the law or the insurer wants it kept: nobody works with it any more.
    Column("restricted_at", Instant),
    # The therapist has it.
    Column("handed_at", Instant),
    UniqueConstraint("event_id", "visit_id"),
    _index("ix_treatment_records_therapist", "event_id", "therapist_id"),
    _index("ix_treatment_records_keep", "keep_until"),
)

# The figures of an event, kept when its visits are gone.
statistics = Table(
    "statistics",
    metadata,
    _event(in_key=True),
    Column("document", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# Which process does what only one may do (the timers of an event, the chores of the desk), and until when.
# By the database's clock: the processes may run on machines whose clocks differ.
leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("until", Instant, nullable=False),
    sqlite_with_rowid=False,
)
