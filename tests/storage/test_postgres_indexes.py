"""At ten thousand visits PostgreSQL answers what is often asked along an index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from eventdesk.adapters.db import Database, open_database, queries
from eventdesk.adapters.db.engine import transaction
from eventdesk.domain.event import Rule
from eventdesk.domain.therapist import TherapistStatus
from tests.builders import NOW, an_event
from tests.storage.adding import add_visit, an_entry
from tests.storage.conftest import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.servers import Postgres

INDEXES = {
    "VISIT_BY_TOKEN": ["uq_visits_token"],
    "SLUG_OF_TOKEN": ["uq_visits_token"],
    "OPEN_VISIT_OF": ["uq_visits_open_bib"],
    "HAS_HAD": ["ix_visits_done_bib"],
    "LINE": ["ix_visits_line"],
    "CALLABLE_LINE": ["ix_visits_line"],
    "GRACE_OVER": ["ix_visits_grace"],
    "LATEST_OVER": ["ix_visits_over"],
    "BY_FIRST_NAME": ["ix_entrants_first"],
    "BY_LAST_NAME": ["ix_entrants_last"],
    "JOURNAL": ["pk_journal"],
    "JOURNAL_OF": ["ix_journal_subject"],
    "JOURNAL_ABOUT": ["ix_journal_subject"],
    "UNDONE": ["ix_journal_undoes"],
    "DUE_EVENTS": ["ix_visits_grace", "ix_visits_not_before"],
}


@pytest.fixture(scope="module")
def long_day(postgres: Postgres) -> Iterator[Database]:
    """Ten thousand visits, most of them waiting, with a start list and a journal."""
    name = postgres.new_database()
    opened = open_database(postgres.url(name), key=KEY)
    opened.store.add_event(an_event(id=0))
    add_visit(opened.store, bib="1")
    with opened.store.change("spring") as change:
        change.record([an_entry(change)])
    columns = "event_id, treatment, rule, minutes, registered_at, first_name, last_name, language, couch, calls, misses"
    columns += ", is_moved, is_repeat, is_minor, has_notes, decided_by, consent_version, name_folded"
    for statement in (
        f"INSERT INTO visits ({columns}, ticket, token, status, due_at, bib_folded, over_seq, grace_until, not_before) "  # noqa: S608
        f"SELECT {columns}, 'B' || n, 'token-b' || n, (CASE n % 5 WHEN 0 THEN 'done' ELSE 'waiting' END), due_at + n, "
        "'b' || n, (CASE n % 5 WHEN 0 THEN n END), NULL, (CASE n % 100 WHEN 1 THEN due_at + n END) "
        "FROM visits, generate_series(2, 10000) AS n",
        "INSERT INTO entrants SELECT 1, 'b' || n, 'B' || n, 'Anna', 'Berg', NULL, 'anna' || n, 'berg' || n "
        "FROM generate_series(1, 10000) AS n",
        "INSERT INTO journal SELECT event_id, n, at, actor, action, 'visit:' || n, before, after, NULL, n, "
        "(CASE n % 1000 WHEN 0 THEN n - 1 END) FROM journal, generate_series(2, 20000) AS n",
        "UPDATE events SET seq = 20000",
        "ANALYZE",
    ):
        postgres.execute(statement, database=name)
    yield opened
    opened.close()
    postgres.drop_database(name)


@pytest.mark.parametrize("name", INDEXES)
def test_questions_that_are_often_asked_go_along_an_index(long_day: Database, name: str) -> None:
    def explain(*arguments: Any) -> tuple[str, Any]:
        return f"EXPLAIN {arguments[2]}", arguments[3]

    values: dict[str, Any] = dict.fromkeys(("event", "id", "limit", "since"), 10)
    values |= dict.fromkeys(("token", "slug", "bib", "from", "to", "subject"), "x")
    values |= {"event": 1, "due_at": NOW, "registered_at": NOW, "now": NOW, "commands": [1, 2]}
    values |= {"rule": Rule.PROMISE, "status": TherapistStatus.READY}
    with transaction(long_day.engine) as connection:
        event.listen(connection, "before_cursor_execute", explain, retval=True)
        plan = "\n".join(row[0] for row in connection.execute(getattr(queries, name), values).cursor.fetchall())
    assert [index for index in INDEXES[name] if index not in plan] == [], plan
    assert "Seq Scan on visits" not in plan
    assert "Seq Scan on journal" not in plan
