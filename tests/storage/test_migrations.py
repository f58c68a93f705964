"""From an empty file to the tables of today, and how quickly an up-to-date one opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from eventdesk.adapters.db import open_database
from eventdesk.adapters.db.engine import transaction
from eventdesk.adapters.db.migrating import FOLDER
from eventdesk.adapters.db.schema import HEAD
from eventdesk.adapters.db.tables import metadata
from eventdesk.domain.errors import StoreUnavailable
from tests.storage.conftest import KEY, everything

if TYPE_CHECKING:
    from eventdesk.adapters.db import Database

ROOT = Path(__file__).parent.parent.parent


def test_the_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    with transaction(database.engine) as connection:
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


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


def test_an_up_to_date_database_opens_without_loading_alembic(database: Database, path: Path) -> None:
    database.close()
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


def test_a_first_start_that_is_cut_short_can_be_repeated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("alembic.op.create_index", fail)
    with pytest.raises(KeyboardInterrupt):
        open_database(path, key=KEY)
    monkeypatch.undo()
    opened = open_database(path, key=KEY)
    assert opened.check() == "ok"
    opened.close()
