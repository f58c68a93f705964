"""From an empty file to the tables of today, and how quickly an up-to-date one opens."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from eventdesk.adapters.db import open_database
from eventdesk.adapters.db.engine import open_engine, prepare_file, transaction, url_of
from eventdesk.adapters.db.migrating import FOLDER, config_for, upgrade
from eventdesk.adapters.db.schema import HEAD, bring_up_to_date
from eventdesk.adapters.db.tables import metadata
from eventdesk.domain.errors import StoreUnavailable
from tests.storage.conftest import KEY, everything

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from eventdesk.adapters.db import Database

ROOT = Path(__file__).parent.parent.parent


def test_the_migrations_make_the_tables_that_the_code_uses(path: Path) -> None:
    engine = _new(path)
    with transaction(engine, writes=True) as connection:
        upgrade(connection)
    with transaction(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"
        partial = {row.name: row.sql for row in connection.exec_driver_sql(indexes)}
    # The comparison above does not look at conditions.
    expected = {
        index.name: str(index.dialect_options["sqlite"]["where"])
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert {name: sql.partition("WHERE ")[2] for name, sql in partial.items()} == expected
    engine.dispose()


def test_a_new_database_is_the_same_as_one_that_went_through_every_migration(path: Path, tmp_path: Path) -> None:
    migrated, made = _new(path), _new(tmp_path / "made.sqlite3")
    with transaction(migrated, writes=True) as connection:
        upgrade(connection)
    bring_up_to_date(made)
    assert _structure(made) == _structure(migrated)
    migrated.dispose()
    made.dispose()


def _structure(engine: Engine) -> dict[str, Any]:
    """Tables with their columns, keys and indexes, whatever the order in which they came."""
    with transaction(engine) as connection:
        versions = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        indexes = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        there = inspect(connection)
        return {"versions": versions, "indexes": sorted(indexes.scalars())} | {
            table: {
                "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in there.get_columns(table)},
                "key": there.get_pk_constraint(table)["constrained_columns"],
                "foreign": sorted(str(each) for each in there.get_foreign_keys(table)),
                "unique": sorted(str(each) for each in there.get_unique_constraints(table)),
            }
            for table in there.get_table_names()
        }


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


@pytest.mark.parametrize("is_new", [False, True])
def test_an_up_to_date_database_opens_without_loading_alembic(path: Path, is_new: bool) -> None:  # noqa: FBT001
    if not is_new:
        open_database(path, key=KEY).close()
    program = (
        "import sys; from eventdesk.adapters.db import open_database\n"
        f"open_database({str(path)!r}, key=bytes.fromhex({KEY.hex()!r})).close()\n"
        "print('alembic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("False\n", "")


def test_opening_again_changes_nothing(database: Database, path: Path) -> None:
    before = everything(database.store)
    database.close()
    again = open_database(f"sqlite:///{path}", key=KEY)
    assert everything(again.store) == before
    again.close()


def test_a_database_of_a_newer_version_is_left_alone(database: Database, path: Path) -> None:
    with transaction(database.engine, writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = everything(database.store)
    with pytest.raises(StoreUnavailable, match="newer version"):
        open_database(path, key=KEY)
    assert everything(database.store) == before


def _new(path: Path) -> Engine:
    """A database without any tables."""
    url = url_of(path)
    prepare_file(url)
    return open_engine(url, busy_milliseconds=1000)


def _at_first_tables(path: Path) -> Engine:
    """A database as the first version made it."""
    engine = _new(path)
    with transaction(engine, writes=True) as connection:
        command.upgrade(config_for(connection), "0001")
    return engine


FIRST_SETTINGS: dict[str, Any] = {
    "slug": "spring",
    "name": "Frühling",
    "date": "2026-05-03",
    "timezone": "Europe/Zurich",
    "treatments": [
        {"code": code, "name": code, "rule": rule, "minutes": lengths, "default_minutes": lengths[0], "letter": letter}
        for code, rule, lengths, letter in (
            ("pre_event", "before_start", [5, 10], "B"),
            ("post_event", "promise", [20, 30], "A"),
            ("foot", "promise", [20], "F"),
        )
    ],
}
SHORT_AFTER = [FIRST_SETTINGS["treatments"][1] | {"minutes": [10, 20], "default_minutes": 10}]


def test_a_day_of_the_first_version_goes_on_with_this_one(path: Path) -> None:
    engine = _at_first_tables(path)
    with transaction(engine, writes=True) as connection:
        for number, document in enumerate((FIRST_SETTINGS, FIRST_SETTINGS | {"treatments": SHORT_AFTER}), start=1):
            slug = {1: "spring", 2: "autumn"}[number]
            row = (number, slug, "2026-05-03", "auto", 7)
            connection.exec_driver_sql("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)
            stored = json.dumps(document | {"slug": slug})
            connection.exec_driver_sql("INSERT INTO settings VALUES (?, ?)", (number, stored))
        connection.exec_driver_sql(
            "INSERT INTO visits (id, event_id, ticket, token, treatment, rule, minutes, status, registered_at, due_at,"
            " first_name, last_name, language, couch, calls, misses, is_moved, is_repeat, is_minor, has_notes,"
            " decided_by, consent_version, name_folded) VALUES (3, 1, 'A1', 'tok', 'post_event', 'promise', 20,"
            " 'waiting', 1000000, 2000000, 'Anna', 'Berg', 'en', '', 0, 0, 0, 0, 0, 0, '', 1, 'anna berg')"
        )
        connection.exec_driver_sql(
            "INSERT INTO therapists (id, event_id, name, gender, skills, couch, status, breaks, served, is_listed)"
            " VALUES (4, 1, 'Mia Berg', 'woman', '[\"post_event\"]', '1', 'ready', '[]', 2, 1)"
        )
    engine.dispose()
    opened = open_database(path, key=KEY)
    with opened.store.read("spring") as reading:
        visit, therapist = reading.visit(3), reading.therapist(4)
        assert (reading.event.name, reading.seq) == ("Frühling", 7)
        assert [each.busy_minutes for each in reading.event.treatments] == [None, 12, None]
        assert (visit.minutes, visit.full_minutes, visit.last_name) == (20, None, "Berg")
        assert (therapist.served, therapist.asked_at) == (2, None)
        assert reading.told() == {}
    with opened.store.read("autumn") as reading:
        assert [each.busy_minutes for each in reading.event.treatments] == [None]
    opened.close()


def test_a_first_start_that_is_cut_short_can_be_repeated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("eventdesk.adapters.db.schema.insert", fail)
    with pytest.raises(KeyboardInterrupt):
        open_database(path, key=KEY)
    monkeypatch.undo()
    opened = open_database(path, key=KEY)
    assert opened.check() == "ok"
    opened.close()
