"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEARCH_TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    _events()
    _settings()
    _numbers()
    _visits()
    _intakes()
    _therapists()
    _entrants()
    _journal()
    _answers()
    _desk()
    _pins()
    _passes()
    _codes()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("slug", name="uq_events_slug"),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_settings_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_settings"),
    )


def _numbers() -> None:
    op.create_table(
        "numbers",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_numbers_event_id"),
        sa.PrimaryKeyConstraint("event_id", "letter", name="pk_numbers"),
        sqlite_with_rowid=False,
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("treatment", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("bib", sa.String(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("start_at", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("wish_gender", sa.String(), nullable=True),
        sa.Column("wish_therapist_id", sa.Integer(), nullable=True),
        sa.Column("therapist_id", sa.Integer(), nullable=True),
        sa.Column("couch", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=True),
        sa.Column("grace_until", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("is_moved", sa.Boolean(), nullable=False),
        sa.Column("is_repeat", sa.Boolean(), nullable=False),
        sa.Column("is_minor", sa.Boolean(), nullable=False),
        sa.Column("has_notes", sa.Boolean(), nullable=False),
        sa.Column("advice", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("referred_to", sa.LargeBinary(), nullable=True),
        sa.Column("consented_at", sa.BigInteger(), nullable=True),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("bib_folded", SEARCH_TEXT, nullable=True),
        sa.Column("name_folded", SEARCH_TEXT, nullable=False),
        sa.Column("over_seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_visits_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
        sa.UniqueConstraint("event_id", "ticket", name="uq_visits_event_id_ticket"),
        sa.UniqueConstraint("token", name="uq_visits_token"),
    )
    op.create_index(
        "ix_visits_done_bib", "visits", ["event_id", "bib_folded", "rule"], unique=False, **_where("status = 'done'")
    )
    op.create_index(
        "ix_visits_grace", "visits", ["event_id", "grace_until"], unique=False, **_where("status = 'called'")
    )
    op.create_index("ix_visits_line", "visits", ["event_id", "status", "due_at", "registered_at", "id"], unique=False)
    op.create_index(
        "ix_visits_not_before",
        "visits",
        ["event_id", "not_before"],
        unique=False,
        **_where("status = 'waiting' AND not_before IS NOT NULL"),
    )
    op.create_index(
        "ix_visits_over", "visits", ["event_id", "over_seq", "id"], unique=False, **_where("over_seq IS NOT NULL")
    )
    op.create_index(
        "uq_visits_open_bib",
        "visits",
        ["event_id", "bib_folded"],
        unique=True,
        **_where("status IN ('away', 'called', 'held', 'treating', 'waiting')"),
    )


def _intakes() -> None:
    op.create_table(
        "intakes",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_intakes_visit_id"),
        sa.PrimaryKeyConstraint("visit_id", name="pk_intakes"),
    )


def _therapists() -> None:
    op.create_table(
        "therapists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("couch", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_since", sa.BigInteger(), nullable=True),
        sa.Column("idle_since", sa.BigInteger(), nullable=True),
        sa.Column("turnover_until", sa.BigInteger(), nullable=True),
        sa.Column("break_until", sa.BigInteger(), nullable=True),
        sa.Column("shift_start", sa.BigInteger(), nullable=True),
        sa.Column("shift_end", sa.BigInteger(), nullable=True),
        sa.Column("breaks", sa.JSON(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("next_change_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_therapists_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_therapists"),
    )
    op.create_index(
        "ix_therapists_next_change",
        "therapists",
        ["event_id", "next_change_at"],
        unique=False,
        **_where("next_change_at IS NOT NULL"),
    )
    op.create_index("ix_therapists_status", "therapists", ["event_id", "status"], unique=False)


def _entrants() -> None:
    op.create_table(
        "entrants",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("bib_folded", SEARCH_TEXT, nullable=False),
        sa.Column("bib", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("first_folded", SEARCH_TEXT, nullable=False),
        sa.Column("last_folded", SEARCH_TEXT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_entrants_event_id"),
        sa.PrimaryKeyConstraint("event_id", "bib_folded", name="pk_entrants"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entrants_first", "entrants", ["event_id", "first_folded"], unique=False)
    op.create_index("ix_entrants_last", "entrants", ["event_id", "last_folded"], unique=False)


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("command", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_journal_event_id"),
        sa.PrimaryKeyConstraint("event_id", "seq", name="pk_journal"),
    )
    op.create_index("ix_journal_subject", "journal", ["event_id", "subject", "seq"], unique=False)
    op.create_index(
        "ix_journal_undoes", "journal", ["event_id", "undoes"], unique=False, **_where("undoes IS NOT NULL")
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_answers_event_id"),
        sa.PrimaryKeyConstraint("event_id", "key", name="pk_answers"),
    )


def _desk() -> None:
    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passphrase_hash", sa.String(), nullable=True),
        sa.Column("key_check", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_desk"),
    )


def _pins() -> None:
    op.create_table(
        "pins",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("therapist_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hashed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "therapist_id", name="pk_pins"),
    )


def _passes() -> None:
    op.create_table(
        "passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=True),
        sa.Column("therapist_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("is_revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_passes"),
        sa.UniqueConstraint("secret_hash", name="uq_passes_secret_hash"),
    )
    op.create_index("ix_passes_slug", "passes", ["slug"], unique=False)


def _codes() -> None:
    op.create_table(
        "codes",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=True),
        sa.Column("therapist_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", "kind", name="pk_codes"),
    )
