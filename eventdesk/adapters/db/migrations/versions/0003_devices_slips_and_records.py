"""Students and supervisors, what devices become, sign-ups that came late, and what is kept after a purge."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("purged_at", sa.BigInteger(), nullable=True))
    op.add_column("therapists", sa.Column("grade", sa.String(), nullable=False, server_default="therapist"))
    op.add_column("passes", sa.Column("clock_ahead_seconds", sa.Integer(), nullable=True))
    op.add_column("passes", sa.Column("ends_with", sa.String(), nullable=True))
    op.add_column("passes", sa.Column("device", sa.String(), nullable=False, server_default=""))
    op.add_column("codes", sa.Column("role", sa.String(), nullable=True))
    op.add_column("codes", sa.Column("label", sa.String(), nullable=False, server_default=""))
    _slips()
    _treatment_records()
    _statistics()


def _slips() -> None:
    op.create_table(
        "slips",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slip", sa.String(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("signed_up_at", sa.BigInteger(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_slips_event_id"),
        sa.PrimaryKeyConstraint("event_id", "slip", name="pk_slips"),
        sqlite_with_rowid=False,
    )


def _treatment_records() -> None:
    op.create_table(
        "treatment_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("therapist_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("treated_at", sa.BigInteger(), nullable=False),
        sa.Column("keep_until", sa.BigInteger(), nullable=False),
        sa.Column("restricted_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_treatment_records_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_treatment_records"),
        sa.UniqueConstraint("event_id", "visit_id", name="uq_treatment_records_event_id_visit_id"),
    )
    op.create_index("ix_treatment_records_therapist", "treatment_records", ["event_id", "therapist_id"])
    op.create_index("ix_treatment_records_keep", "treatment_records", ["keep_until"])


def _statistics() -> None:
    op.create_table(
        "statistics",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_statistics_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_statistics"),
    )
