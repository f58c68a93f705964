"""A database of any version that ever landed, of either kind: nothing is lost, and the desk goes on with it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, text

from eventdesk.adapters.db import Database, open_database
from eventdesk.adapters.db.columns import instant_of
from eventdesk.adapters.db.engine import open_engine, transaction, url_of
from eventdesk.adapters.db.schema import HEAD
from eventdesk.adapters.db.tables import metadata
from eventdesk.domain.errors import StoreUnavailable
from eventdesk.domain.therapist import Grade
from eventdesk.domain.visit import VisitStatus
from eventdesk.services import duty, registering
from eventdesk.services.access import CodeKind
from eventdesk.services.actors import Actor
from eventdesk.services.desk import Desk
from tests.builders import FakeClock
from tests.services.tent import CONSENTS, ORGANISER, Heard
from tests.storage.conftest import KEY
from tests.storage.landed import LANDED, MORNING, REVISIONS, Landed, make

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from tests.cluster.servers import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, path: Path) -> str:
    """Where there is no table yet."""
    return str(path) if request.param == "sqlite" else str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture(scope="module")
def tables_as_described(postgres: Postgres) -> dict[str, set[tuple[object, ...]]]:
    """What PostgreSQL says of tables that are made from `tables.metadata`, conditions of indexes included."""
    name = postgres.new_database()
    engine = open_engine(url_of(postgres.url(name)), busy_milliseconds=5000)
    described = MetaData()
    for table in metadata.sorted_tables:
        for index in table.to_metadata(described).indexes:
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]
    with engine.begin() as connection:
        described.create_all(connection)
        found = _of_postgresql(connection)
    engine.dispose()
    postgres.drop_database(name)
    return found


def _of_postgresql(connection: Connection) -> dict[str, set[tuple[object, ...]]]:
    asked = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, collation_name "
        "FROM information_schema.columns",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint",
    }
    where = {
        "columns": "table_schema = 'public'",
        "indexes": "schemaname = 'public'",
        "constraints": "connamespace = 'public'::regnamespace AND contype <> 'n'",
    }
    found = {
        name: {tuple(row) for row in connection.execute(text(f"{query} WHERE {where[name]}"))}
        for name, query in asked.items()
    }
    return {name: {row for row in rows if row[0] != "alembic_version"} for name, rows in found.items()}


def _conditions_in_file(connection: Connection) -> dict[str, str]:
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"
    return {row.name: row.sql.partition("WHERE ")[2] for row in connection.exec_driver_sql(indexes)}


CONDITIONS = {
    index.name: str(index.dialect_options["sqlite"]["where"])
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}


def check_tables(engine: Engine, described: dict[str, set[tuple[object, ...]]]) -> None:
    """They are those that the code uses, to the conditions of the indexes."""
    with transaction(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
        if engine.dialect.name == "sqlite":
            assert _conditions_in_file(connection) == CONDITIONS
        else:
            found = _of_postgresql(connection)
            for kind, rows in described.items():
                assert sorted(found[kind] ^ rows) == []


def check_nothing_is_lost(opened: Database, revision: str) -> None:
    at = instant_of(MORNING)
    with opened.store.read("spring") as reading:
        assert (reading.event.name, reading.seq, len(reading.event.treatments)) == ("Frühling", 3, 2)
        waiting, done = reading.visits(set(VisitStatus))
        assert (waiting.ticket, waiting.last_name, waiting.phone) == ("A1", "Müller", "+41 79 000")
        assert (waiting.registered_at, waiting.due_at) == (at, at + timedelta(minutes=30))
        assert (done.status, reading.latest_over(5)) == (VisitStatus.DONE, [done])
        assert reading.intake(3).note == "Cramp"
        assert [each.after for each in reading.journal(since=1, limit=9)] == [
            {"status": "waiting", "note": "Cramp"},
            {"status": "done"},
        ]
        assert reading.find_entrants("elo", 5)[0].bib == "B7"
        stored = reading.answer_to("key")
        assert stored is not None
        assert stored.body == {"ticket": "A1"}
        therapist = reading.therapist(4)
        assert (therapist.name, therapist.served, therapist.idle_since) == ("Mia Berg", 2, at)
        check_what_came_later(reading, revision)
    opening = opened.access.pass_of("secret")
    assert opening is not None
    assert (opening.label, opening.device, opening.ends_with) == ("Mia", "", None)
    assert (opened.access.pin_hash("spring", 4), opened.access.passphrase_hash()) == ("pin", "hash")
    assert opened.access.peek_code("123456", CodeKind.PAIR, at) is not None


def check_what_came_later(reading: Any, revision: str) -> None:
    """What schemas after the first have, and what earlier days get instead."""
    therapist = reading.therapist(4)
    assert list(reading.told()) == ([3] if revision >= "0002" else [])
    assert reading.visit(3).full_minutes == (30 if revision >= "0002" else None)
    assert (therapist.asked_at is not None) == (revision >= "0002")
    assert therapist.grade == (Grade.SUPERVISOR if revision >= "0003" else Grade.THERAPIST)
    assert [each.visit_id for each in reading.records()] == ([5] if revision >= "0003" else [])
    if revision >= "0003":
        assert (reading.slip("1-01").visit_id, reading.slip("1-01").seen_at) == (3, None)
        assert reading.figures().document == {"done": 1}


def check_the_desk_goes_on(opened: Database) -> None:
    desk = Desk(opened.store, FakeClock(instant_of(MORNING)), Heard())
    wanted = registering.Wanted(treatment="post_event", first_name="Ben", bib="44")
    added = desk.perform("spring", ORGANISER, lambda floor: registering.register(floor, wanted, CONSENTS))
    assert added.ticket == "A3"
    assert added.id > 5
    called, _ = desk.perform("spring", _therapist(), partial(duty.next_client, therapist_id=4))
    assert called is not None
    assert (called.ticket, called.status) == ("A1", VisitStatus.CALLED)
    with opened.store.read("spring") as reading:
        assert [each.seq for each in reading.journal(since=0, limit=99)] == list(range(1, reading.seq + 1))
    assert opened.leases.hold("desk", "me", 4)


def _therapist() -> Actor:
    return Actor(ORGANISER.role, "Jo")


@pytest.mark.parametrize("landed", LANDED.values(), ids=LANDED)
def test_a_day_of_this_version_goes_on_with_todays(
    place: str, landed: Landed, tables_as_described: dict[str, set[tuple[object, ...]]]
) -> None:
    make(place, landed)
    opened = open_database(place, key=KEY)
    check_tables(opened.engine, tables_as_described)
    check_nothing_is_lost(opened, landed.revision)
    check_the_desk_goes_on(opened)
    opened.close()


def test_a_new_database_has_the_tables_that_the_code_uses(
    place: str, tables_as_described: dict[str, set[tuple[object, ...]]]
) -> None:
    opened = open_database(place, key=KEY)
    check_tables(opened.engine, tables_as_described)
    opened.close()


def test_each_schema_is_among_those_that_are_tried() -> None:
    assert REVISIONS[-1] == HEAD
    assert {each.revision for each in LANDED.values()} == set(REVISIONS)


def test_a_database_of_a_newer_version_is_left_alone(place: str) -> None:
    make(place, LANDED["0005"])
    engine = open_engine(url_of(place), busy_milliseconds=1000)
    with transaction(engine, writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = _all_rows(engine)
    with pytest.raises(StoreUnavailable, match="newer version"):
        open_database(place, key=KEY)
    assert _all_rows(engine) == before
    engine.dispose()


def test_a_migration_that_is_cut_short_is_begun_again(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    make(place, LANDED["0001"])
    engine = open_engine(url_of(place), busy_milliseconds=1000)
    before = _all_rows(engine)
    monkeypatch.setattr("alembic.op.create_index", fail)
    with pytest.raises(KeyboardInterrupt):
        open_database(place, key=KEY)
    monkeypatch.undo()
    assert _all_rows(engine) == before
    engine.dispose()
    opened = open_database(place, key=KEY)
    check_nothing_is_lost(opened, "0001")
    opened.close()


def _all_rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    found = MetaData()
    with transaction(engine) as connection:
        found.reflect(connection)
        return {
            table.name: [tuple(row) for row in connection.execute(table.select()).all()]
            for table in found.sorted_tables
        }
