"""The first and the third migration were finished over some days: databases of the days between get what they lack."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DONE: dict[str, Any] = {"sqlite_where": sa.text("status = 'done'"), "postgresql_where": sa.text("status = 'done'")}


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    _repeats(inspector)
    _columns(inspector)


def _repeats(inspector: sa.Inspector) -> None:
    """Whether somebody had a massage under a rule goes along the index; nobody asks for a command by one."""
    visits = {each["name"]: each["column_names"] for each in inspector.get_indexes("visits")}
    if "rule" not in visits["ix_visits_done_bib"]:
        op.drop_index("ix_visits_done_bib", "visits")
        op.create_index("ix_visits_done_bib", "visits", ["event_id", "bib_folded", "rule"], unique=False, **DONE)
    if "ix_journal_command" in {each["name"] for each in inspector.get_indexes("journal")}:
        op.drop_index("ix_journal_command", "journal")


def _columns(inspector: sa.Inspector) -> None:
    wanted: dict[str, list[sa.Column[Any]]] = {
        "passes": [
            sa.Column("ends_with", sa.String(), nullable=True),
            sa.Column("device", sa.String(), nullable=False, server_default=""),
        ],
        "slips": [sa.Column("seen_at", sa.BigInteger(), nullable=True)],
    }
    for table, columns in wanted.items():
        there = {each["name"] for each in inspector.get_columns(table)}
        for column in columns:
            if column.name not in there:
                op.add_column(table, column)
