"""What is true of PostgreSQL alone: what a waiting process reads, how long it waits, what a restart looks like."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, exc

from eventdesk.adapters.db import Database, open_database, queries, server
from eventdesk.adapters.db.engine import open_engine, transaction, url_of
from eventdesk.adapters.db.schema import bring_up_to_date
from eventdesk.adapters.db.sealing import new_key
from eventdesk.domain.errors import NoSuchEvent, NoSuchVisit, StoreUnavailable
from eventdesk.services.ports import Intake
from tests.builders import an_event
from tests.storage.adding import a_new_visit, add_visit, an_entry
from tests.storage.conftest import KEY, everything
from tests.storage.test_access import a_pass

if TYPE_CHECKING:
    from tests.cluster.servers import Postgres

ROOT = Path(__file__).parent.parent.parent


def wait_until_somebody_waits(database: Database) -> None:
    """Until a connection waits for a lock."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(1000):
            if connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar():
                return
            connection.exec_driver_sql("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")


def lock_the_event(database: Database) -> Any:
    """A transaction of somebody else who has the event; to be committed or rolled back."""
    connection = database.engine.connect()
    held = connection.begin()
    connection.execute(queries.EVENT_TO_CHANGE, {"slug": "spring"})
    return connection, held


def test_an_address_goes_to_psycopg() -> None:
    for address in ("postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"):
        assert url_of(address).drivername == "postgresql+psycopg"


# who waits, and what is read afterwards


def test_whoever_waited_for_an_event_reads_what_was_committed_meanwhile(on_server: Database) -> None:
    connection, held = lock_the_event(on_server)

    def read() -> tuple[str, int, int]:
        with on_server.store.change("spring") as change:
            return change.event.name, change.seq, change.next_number("A")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(read)
        wait_until_somebody_waits(on_server)
        rename = """UPDATE settings SET document = jsonb_set(document::jsonb, '{name}', '"Renamed"')::text"""
        connection.exec_driver_sql(rename)
        connection.exec_driver_sql("UPDATE events SET seq = 7")
        connection.exec_driver_sql("INSERT INTO numbers VALUES (1, 'A', 41)")
        held.commit()
        connection.close()
        assert waiting.result(timeout=20) == ("Renamed", 7, 42)


def test_whoever_waited_for_an_event_that_was_renamed_finds_none(on_server: Database) -> None:
    connection, held = lock_the_event(on_server)

    def read() -> None:
        with on_server.store.change("spring"):
            raise AssertionError("it is called otherwise now")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(read)
        wait_until_somebody_waits(on_server)
        connection.exec_driver_sql("UPDATE events SET slug = 'autumn'")
        held.commit()
        connection.close()
        with pytest.raises(NoSuchEvent):
            waiting.result(timeout=20)


def test_one_event_does_not_wait_for_another(on_server: Database) -> None:
    on_server.store.add_event(an_event(id=0, slug="autumn"))
    connection, held = lock_the_event(on_server)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(add_visit, on_server.store)
        wait_until_somebody_waits(on_server)
        add_visit(on_server.store, slug="autumn")
        add_visit(on_server.store, slug="autumn")
        assert not waiting.done()
        held.rollback()
        connection.close()
        waiting.result(timeout=20)


def test_nobody_waits_forever(on_server: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_PATIENCE", "SET lock_timeout = '50ms'; SET statement_timeout = '200ms'")
    on_server.engine.dispose()
    before = everything(on_server.store)
    connection, held = lock_the_event(on_server)
    with pytest.raises(StoreUnavailable, match="very busy, so nothing was saved"):
        add_visit(on_server.store)
    held.rollback()
    connection.close()
    with (
        pytest.raises(StoreUnavailable, match="very busy, so nothing was saved"),
        transaction(on_server.engine) as slow,
    ):
        slow.exec_driver_sql("SELECT pg_sleep(5)")
    assert everything(on_server.store) == before


def test_a_reader_sees_one_moment_and_changes_nothing(on_server: Database) -> None:
    with on_server.store.read("spring") as reading:
        add_visit(on_server.store)
        assert list(reading.line()) == []
    with on_server.store.read("spring") as reading:
        assert len(list(reading.line())) == 1
    with pytest.raises(StoreUnavailable, match="may not be written to"), transaction(on_server.engine) as connection:
        connection.exec_driver_sql("DELETE FROM visits")
    assert len(everything(on_server.store)["visits"]) == 1


def test_a_pass_that_another_process_revokes_opens_nothing_any_more(on_server: Database, postgres_url: str) -> None:
    another = open_database(postgres_url, key=KEY)
    added = on_server.access.add_pass("secret", a_pass())
    assert another.access.pass_of("secret") == added
    on_server.access.revoke(added.id)
    assert another.access.pass_of("secret") is None
    another.close()


def test_text_that_postgresql_cannot_keep_is_not_found(on_server: Database) -> None:
    add_visit(on_server.store, last_name="Spring", bib="12")
    with on_server.store.read("spring") as reading:
        assert reading.find_visits("Spring\x00", 10) == []
        assert reading.find_entrants("a\x00", 10) == []
        assert reading.open_visit_of("12\x00") is None
        with pytest.raises(NoSuchVisit):
            reading.visit_by_token("\x00")
    with pytest.raises(NoSuchEvent):
        on_server.store.stamp("spring\x00")


# starting together


def test_processes_that_start_at_once_make_the_tables_once(empty_postgres_url: str) -> None:
    together = threading.Barrier(4)

    def start(_: int) -> str:
        together.wait()
        opened = open_database(empty_postgres_url, key=KEY)
        try:
            return opened.check()
        finally:
            opened.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == ["ok"] * 4


def test_of_processes_with_different_keys_one_starts(postgres_url: str) -> None:
    together = threading.Barrier(4)

    def start(_: int) -> str:
        together.wait()
        try:
            open_database(postgres_url, key=new_key()).close()
        except StoreUnavailable as problem:
            return str(problem)
        return "ok"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(start, range(4)))
    assert said[-1] == "ok"
    assert all("key" in each for each in said[:-1])


# failures


def test_a_restart_of_the_server_is_not_noticed_between_two_commands(own_postgres: Postgres) -> None:
    database = open_database(own_postgres.url(own_postgres.new_database()), key=KEY)
    database.store.add_event(an_event(id=0))
    add_visit(database.store)
    for restart in (own_postgres.restart, own_postgres.kill):
        restart()
        if own_postgres.pid is None:
            own_postgres.start()
        add_visit(database.store)
    assert len(everything(database.store)["visits"]) == 3
    database.close()


def test_while_the_server_is_away_it_is_said_and_afterwards_all_goes_on(own_postgres: Postgres) -> None:
    database = open_database(own_postgres.url(own_postgres.new_database()), key=KEY)
    database.store.add_event(an_event(id=0))
    before = everything(database.store)

    def be_cut_off() -> None:
        with database.store.change("spring") as change:
            change.add_visit(a_new_visit(), Intake())
            own_postgres.kill()

    with pytest.raises(StoreUnavailable, match="can't be reached"):
        be_cut_off()
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="can't be reached"):
            add_visit(database.store)
        with pytest.raises(StoreUnavailable, match="can't be reached"):
            database.store.stamp("spring")
        with pytest.raises(StoreUnavailable, match="can't be reached"):
            database.leases.hold("desk", "me", 4)
        assert database.check() == "The database can't be reached just now."
    own_postgres.start()
    assert everything(database.store) == before
    assert database.check() == "ok"
    add_visit(database.store)
    database.close()


def test_a_server_that_hangs_is_given_up(own_postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SILENCE_SECONDS", 0.5)
    database = open_database(own_postgres.url(own_postgres.new_database()), key=KEY)
    database.store.add_event(an_event(id=0))
    before = everything(database.store)
    hung: list[Any] = []

    def be_left_waiting() -> None:
        with database.store.change("spring") as change:
            change.record([an_entry(change)])
            busy = "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction'"
            hung.extend(row[0] for row in own_postgres.execute(busy))
            os.kill(hung[0], signal.SIGSTOP)
            change.next_number("A")

    try:
        with pytest.raises(StoreUnavailable, match="can't be reached"):
            be_left_waiting()
    finally:
        os.kill(hung[0], signal.SIGCONT)
    assert everything(database.store) == before
    add_visit(database.store)
    database.close()


def test_an_address_that_does_not_work_is_said(postgres: Postgres, postgres_url: str) -> None:
    for address, said in (
        (postgres_url.replace(postgres.password, "wrong"), "user name or the password"),
        (postgres.url("nowhere"), "no such database"),
        (postgres_url.replace(f":{postgres.port}/", ":1/"), "can't be reached"),
    ):
        with pytest.raises(StoreUnavailable, match=said):
            open_database(address, key=KEY)


def test_a_user_who_may_make_no_tables_is_said(postgres: Postgres, empty_postgres_url: str) -> None:
    name = empty_postgres_url.rpartition("/")[2]
    postgres.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    try:
        with pytest.raises(StoreUnavailable, match="a database that is its own"):
            open_database(f"postgresql://guest:guest@127.0.0.1:{postgres.port}/{name}", key=KEY)
    finally:
        postgres.execute("DROP ROLE guest")


def test_bugs_are_not_called_failures(on_server: Database) -> None:
    with pytest.raises(exc.IntegrityError), transaction(on_server.engine, writes=True) as connection:
        connection.exec_driver_sql("INSERT INTO intakes (visit_id, sealed) VALUES (99, '')")
    with pytest.raises(exc.ProgrammingError), transaction(on_server.engine) as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")


def test_what_a_file_needs_does_nothing_on_a_server(on_server: Database) -> None:
    add_visit(on_server.store)
    before = everything(on_server.store)
    assert not on_server.is_file
    on_server.checkpoint()
    on_server.compact()
    assert on_server.check() == "ok"
    assert everything(on_server.store) == before


# green threads

COOPERATIVE = """
import sys
from eventdesk import runtime
runtime.patch(sys.argv[1])
from eventdesk.adapters.db.engine import open_engine, transaction, url_of
engine = open_engine(url_of(sys.argv[2]), busy_milliseconds=5000)
turns = 0
done = False
def count():
    global turns
    while not done:
        turns += 1
        runtime.sleep(0.01)
def ask():
    with transaction(engine) as connection:
        connection.exec_driver_sql("SELECT pg_sleep(0.5)")
    finished.append(turns)
finished = []
runtime.spawn(count)
for _ in range(3):
    runtime.spawn(ask)
while len(finished) < 3:
    runtime.sleep(0.01)
done = True
# Three queries at once took the time of one, and somebody else had turns all the while.
print(min(finished) >= 10, max(finished) < 100)
"""


@pytest.mark.parametrize("mode", ["eventlet", "gevent", "threading"])
def test_others_run_while_a_query_takes_its_time(mode: str, postgres_url: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", COOPERATIVE, mode, postgres_url],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("True True\n", "")


def test_a_database_that_is_up_to_date_is_not_made_again(postgres_url: str) -> None:
    engine = open_engine(url_of(postgres_url), busy_milliseconds=1000)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    bring_up_to_date(engine)
    engine.dispose()
    assert asked == ["SELECT version_num FROM alembic_version"]
