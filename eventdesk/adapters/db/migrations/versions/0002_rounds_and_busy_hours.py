"""Busy mode, rounds, and what runners were told of their turn."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BUSY_MINUTES = 12
"""The busy length of the usual massage after the race, as new events have it."""


def upgrade() -> None:
    op.add_column("events", sa.Column("wakes_at", sa.BigInteger(), nullable=True))
    op.add_column("visits", sa.Column("full_minutes", sa.Integer(), nullable=True))
    op.add_column("therapists", sa.Column("asked_at", sa.BigInteger(), nullable=True))
    _told_windows()
    _busy_lengths()


def _told_windows() -> None:
    op.create_table(
        "told_windows",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("first_low", sa.BigInteger(), nullable=False),
        sa.Column("first_high", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_told_windows_event_id"),
        sa.PrimaryKeyConstraint("event_id", "visit_id", name="pk_told_windows"),
        sqlite_with_rowid=False,
    )


def _busy_lengths() -> None:
    """Events made before have the same busy length as new ones, where it is the shorter one."""
    settings = sa.table("settings", sa.column("event_id", sa.Integer()), sa.column("document", sa.Text()))
    connection = op.get_bind()
    for event_id, document in connection.execute(sa.select(settings.c.event_id, settings.c.document)).all():
        event = json.loads(document)
        usual = [each for each in event.get("treatments", []) if _is_usual(each)]
        if usual:
            for treatment in usual:
                treatment["busy_minutes"] = BUSY_MINUTES
            text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            connection.execute(settings.update().where(settings.c.event_id == event_id).values(document=text))


def _is_usual(treatment: dict[str, Any]) -> bool:
    lengths: list[int] = treatment["minutes"]
    return (
        treatment["code"] == "post_event" and treatment["rule"] == "promise" and min(lengths, default=0) >= BUSY_MINUTES
    )
