"""What is true of the database file alone: who may read it, what is sealed, what happens when it fails."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, exc, text

from eventdesk.adapters.db import open_database, queries
from eventdesk.adapters.db.engine import transaction
from eventdesk.adapters.db.sealing import Sealer, new_key
from eventdesk.domain.errors import EventDeskError, StoreUnavailable
from eventdesk.domain.event import Rule
from eventdesk.domain.therapist import TherapistStatus
from eventdesk.domain.visit import Advice, VisitStatus
from eventdesk.services.ports import Intake, StoredAnswer
from tests.builders import NOW, an_event
from tests.storage.adding import a_new_visit, add_visit, an_entry
from tests.storage.conftest import KEY, everything
from tests.storage.test_access import a_pass

if TYPE_CHECKING:
    from eventdesk.adapters.db import Database

SECRET = "Blood clot in the left calf"


def files_of(path: Path) -> list[Path]:
    return sorted(path.parent.glob(path.name + "*"))


def test_only_the_owner_may_read_the_files(database: Database, path: Path) -> None:
    add_visit(database.store)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {each.name.removeprefix(path.name) for each in files_of(path)} == {"", "-shm", "-wal"}
    assert {each.stat().st_mode & 0o777 for each in files_of(path)} == {0o600}


def test_a_folder_that_was_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    path = tmp_path / "desk.sqlite3"
    path.touch(mode=0o644)
    open_database(str(path), key=KEY).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_private_can_be_read_from_the_files(database: Database, path: Path) -> None:
    intake = Intake(answers={"clot": SECRET}, cautions=(SECRET,), note=SECRET, guardian=SECRET)
    private = {"phone": SECRET, "reason": SECRET, "referred_to": SECRET}
    with database.store.change("spring") as change:
        visit = change.add_visit(
            a_new_visit(first_name="Legible", advice=Advice.DECLINE, has_notes=True, **private), intake
        )
        change.put_intake(visit.id, intake)
        change.remember("key", StoredAnswer("print", 201, {"health": SECRET}))
        change.record([an_entry(change, before={"reason": SECRET}, after={"advice": "decline", "note": SECRET})])
    kept = b"".join(each.read_bytes() for each in files_of(path))
    assert b"Legible" in kept
    assert SECRET.encode() not in kept
    assert b"decline" not in kept
    database.close()
    assert SECRET.encode() not in path.read_bytes()


def test_what_is_removed_is_wiped(database: Database, path: Path) -> None:
    with database.store.change("spring") as change:
        change.put_event(an_event(announcement=SECRET))
    with database.store.change("spring") as change:
        change.put_event(an_event())
    database.close()
    assert files_of(path) == [path]
    assert SECRET.encode() not in path.read_bytes()


def test_settings_of_each_connection(database: Database) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
    with transaction(database.engine) as connection:
        settings = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas}
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
    }


def test_the_database_itself_refuses_a_second_open_visit(database: Database) -> None:
    add_visit(database.store, bib="a12")
    second = add_visit(database.store, bib="A12", status=VisitStatus.LEFT)
    before = everything(database.store)
    reopen = text("UPDATE visits SET status = 'held' WHERE id = :id")
    with pytest.raises(exc.IntegrityError), transaction(database.engine, writes=True) as connection:
        connection.execute(reopen, {"id": second.id})
    assert everything(database.store) == before


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.store.read("spring") as reading:
        add_visit(database.store)
        assert list(reading.line()) == []
    with database.store.read("spring") as reading:
        assert len(list(reading.line())) == 1


INDEXES = {
    "ALL_VISITS": ["INTEGER PRIMARY KEY (rowid>?)"],
    "VISIT_BY_TOKEN": ["INDEX sqlite_autoindex_visits", "(token=?)"],
    "SLUG_OF_TOKEN": ["INDEX sqlite_autoindex_visits", "(token=?)"],
    "OPEN_VISIT_OF": ["uq_visits_open_bib"],
    "HAS_HAD": ["ix_visits_done_bib"],
    "LINE": ["ix_visits_line"],
    "CALLABLE_LINE": ["ix_visits_line"],
    "BEFORE_IN_LINE": ["COVERING INDEX ix_visits_line"],
    "WAITING_IDS": ["COVERING INDEX ix_visits_line"],
    "COUNTS": ["COVERING INDEX ix_visits_line"],
    "GRACE_OVER": ["ix_visits_grace"],
    "LATEST_OVER": ["ix_visits_over"],
    "THERAPISTS_IN": ["ix_therapists_status"],
    "BY_FIRST_NAME": ["ix_entrants_first"],
    "BY_LAST_NAME": ["ix_entrants_last"],
    "JOURNAL": ["(event_id=? AND seq>?)"],
    "JOURNAL_OF": ["ix_journal_subject"],
    "JOURNAL_ABOUT": ["ix_journal_subject (event_id=? AND subject=? AND seq>?)"],
    "UNDONE": ["ix_journal_undoes"],
    "DUE_EVENTS": ["ix_visits_grace", "ix_therapists_next_change", "ix_therapists_status", "ix_visits_not_before"],
}


@pytest.mark.parametrize("name", INDEXES)
def test_questions_that_are_often_asked_go_along_an_index(database: Database, name: str) -> None:
    def explain(*arguments: Any) -> tuple[str, Any]:
        return f"EXPLAIN QUERY PLAN {arguments[2]}", arguments[3]

    values: dict[str, Any] = dict.fromkeys(("event", "id", "limit", "since", "after"), 1)
    values |= dict.fromkeys(("token", "slug", "bib", "from", "to", "subject"), "x")
    values |= {"due_at": NOW, "registered_at": NOW, "now": NOW, "commands": [1, 2]}
    values |= {"rule": Rule.PROMISE, "status": TherapistStatus.READY}
    with transaction(database.engine) as connection:
        event.listen(connection, "before_cursor_execute", explain, retval=True)
        plan = str(connection.execute(getattr(queries, name), values).cursor.fetchall())
    assert [index for index in INDEXES[name] if index in plan] == INDEXES[name], plan
    assert "TEMP B-TREE" not in plan or name in {"UNDONE", "GRACE_OVER"}


# failures


def test_a_full_disk_is_said_and_nothing_is_half_done(database: Database) -> None:
    add_visit(database.store, bib="1")
    before = everything(database.store)
    limit = "PRAGMA max_page_count = {}"
    with transaction(database.engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(limit.format(pages))

    def fill() -> None:
        with database.store.change("spring") as change:
            change.record([an_entry(change)])
            for _ in range(2000):
                change.add_visit(a_new_visit(last_name="x" * 200), Intake())

    with pytest.raises(StoreUnavailable, match="disk is full"):
        fill()
    assert everything(database.store) == before
    with transaction(database.engine) as connection:
        connection.exec_driver_sql(limit.format(1_000_000))
    fill()
    assert everything(database.store)["seq"] == 1


def test_another_program_that_keeps_the_database_locked_is_said(path: Path) -> None:
    database = open_database(path, key=KEY, busy_milliseconds=50)
    database.store.add_event(an_event(id=0))
    before = everything(database.store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="Another program"):
            add_visit(database.store)
        with pytest.raises(StoreUnavailable, match="Another program"):
            database.access.add_pass("1", a_pass())
        assert everything(database.store) == before
        assert database.check() == "ok"
        other.execute("ROLLBACK")
    add_visit(database.store)
    database.close()


def test_a_damaged_file_is_said(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"This is no database. " * 500)
    with pytest.raises(StoreUnavailable, match="not a database"):
        open_database(path, key=KEY)


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="can't be used"):
        open_database(tmp_path / "file" / "desk.sqlite3", key=KEY)


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_without_a_file_is_refused(address: str) -> None:
    with pytest.raises(StoreUnavailable, match="needs a database file"):
        open_database(address, key=KEY)


def test_bugs_are_not_called_failures(database: Database) -> None:
    with pytest.raises(exc.IntegrityError), transaction(database.engine, writes=True) as connection:
        connection.exec_driver_sql("INSERT INTO intakes (visit_id, sealed) VALUES (99, x'00')")


def test_check_tells_what_is_wrong(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.check() == "ok"
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    assert database.check() == "The disk is nearly full."
    with transaction(database.engine, writes=True) as connection:
        connection.exec_driver_sql("ALTER TABLE events RENAME TO gone")
    assert database.check() == "The database can't be reached just now."


# keys


def test_a_wrong_key_is_told_at_the_start(database: Database, path: Path) -> None:
    database.close()
    with pytest.raises(StoreUnavailable, match="key"):
        open_database(path, key=new_key())
    open_database(path, key=KEY).close()


def test_a_key_has_its_length() -> None:
    assert len(new_key()) == 32
    assert new_key() != new_key()
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(b"short")


def test_sealed_values_open_with_their_key_only() -> None:
    sealer, values = Sealer(KEY), {"note": SECRET, "list": [1, None, "é"]}
    sealed = sealer.seal(values)
    assert sealer.open(sealed) == values
    assert sealer.seal(values) != sealed
    with pytest.raises(EventDeskError):
        Sealer(new_key()).open(sealed)
    with pytest.raises(EventDeskError):
        sealer.open(sealed[:-1])


# passes in a database


def test_a_pass_revoked_elsewhere_is_forgotten_after_a_restart(database: Database, path: Path) -> None:
    added = database.access.add_pass("1", a_pass())
    assert database.access.pass_of("1") == added
    database.access.revoke(added.id)
    database.close()
    again = open_database(path, key=KEY)
    assert again.access.pass_of("1") is None
    again.close()


def test_known_passes_do_not_pile_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventdesk.adapters.db.access.MOST_KNOWN", 2)
    added = [database.access.add_pass(str(number), a_pass(created_at=NOW)) for number in range(5)]
    for _ in range(2):
        assert [database.access.pass_of(str(number)) for number in range(5)] == added
