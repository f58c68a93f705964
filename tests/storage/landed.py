"""Databases as earlier versions left them: the tables of each schema that ever landed, with a day in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from alembic import command
from sqlalchemy import MetaData, Table, insert

from eventdesk.adapters.db.engine import open_engine, prepare_file, transaction, url_of
from eventdesk.adapters.db.migrating import config_for
from eventdesk.adapters.db.sealing import Sealer
from tests.storage.conftest import KEY

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


@dataclass(frozen=True)
class Landed:
    """One schema: what the migrations up to `revision` make, and what was different in it when it landed.

    `older`: statements for each revision, done right after it, that make of today's form of it the form of then.
    """

    revision: str
    older: dict[str, tuple[str, ...]]


_NARROW_INDEX = (
    "DROP INDEX ix_visits_done_bib",
    "CREATE INDEX ix_visits_done_bib ON visits (event_id, bib_folded) WHERE status = 'done'",
    "CREATE INDEX ix_journal_command ON journal (event_id, command)",
)
_INDEX_OF_COMMANDS = ("CREATE INDEX ix_journal_command ON journal (event_id, command, seq)",)
_NO_DEVICES = ("ALTER TABLE passes DROP COLUMN ends_with", "ALTER TABLE passes DROP COLUMN device")
_NOT_SEEN = ("ALTER TABLE slips DROP COLUMN seen_at",)

LANDED = {
    "0001 as it landed": Landed("0001", {"0001": _NARROW_INDEX}),
    "0001 with the wider index": Landed("0001", {"0001": _INDEX_OF_COMMANDS}),
    "0001": Landed("0001", {}),
    "0002 after the first 0001": Landed("0002", {"0001": _NARROW_INDEX}),
    "0002": Landed("0002", {}),
    "0003 as it landed, after the first 0001": Landed("0003", {"0001": _NARROW_INDEX, "0003": _NO_DEVICES + _NOT_SEEN}),
    "0003 as it landed": Landed("0003", {"0003": _NO_DEVICES + _NOT_SEEN}),
    "0003 without what kind of device": Landed("0003", {"0003": _NO_DEVICES}),
    "0003": Landed("0003", {}),
    "0004": Landed("0004", {}),
    "0004 after the first 0003": Landed("0004", {"0003": _NO_DEVICES + _NOT_SEEN}),
    "0005": Landed("0005", {}),
}
REVISIONS = ("0001", "0002", "0003", "0004", "0005")

SETTINGS: dict[str, Any] = {
    "slug": "spring",
    "name": "Frühling",
    "date": "2026-05-03",
    "timezone": "Europe/Zurich",
    "mode": "on_request",
    "treatments": [
        {"code": code, "name": code, "rule": rule, "minutes": lengths, "default_minutes": lengths[0], "letter": letter}
        for code, rule, lengths, letter in (
            ("pre_event", "before_start", [5, 10], "B"),
            ("post_event", "promise", [20, 30], "A"),
        )
    ],
}
MORNING = 1_777_795_200_000_000
"""2026-05-03 at 8:00 UTC, in microseconds."""
_MINUTE = 60_000_000
_sealer = Sealer(KEY)


def make(place: str, landed: Landed) -> None:
    """A database of this schema at `place`, with a day in it."""
    url = url_of(place)
    prepare_file(url)
    engine = open_engine(url, busy_milliseconds=5000)
    for revision in REVISIONS[: REVISIONS.index(landed.revision) + 1]:
        _go_on_to(engine, revision, landed.older.get(revision, ()))
    with transaction(engine, writes=True) as connection:
        _fill(connection, landed.revision)
    engine.dispose()


def _go_on_to(engine: Engine, revision: str, older: tuple[str, ...]) -> None:
    with transaction(engine, writes=True) as connection:
        command.upgrade(config_for(connection), revision)
        for statement in older:
            connection.exec_driver_sql(statement)


def _fill(connection: Connection, revision: str) -> None:
    """The rows of a morning, as far as this schema has tables and columns for them."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        rows = _rows(revision).get(table.name, [])
        for row in rows:
            connection.execute(insert(table), _fitting(table, row))
    if connection.dialect.name == "postgresql":
        # As if PostgreSQL had given out these ids.
        for name in ("events", "visits", "therapists", "passes"):
            connection.exec_driver_sql(f"SELECT setval('{name}_id_seq', 100)")


def _fitting(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in table.columns}


def _rows(revision: str) -> dict[str, list[dict[str, Any]]]:
    rows = _first_rows()
    if revision >= "0002":
        told = ("said_at", "first_at", "first_low", "first_high", "at", "low", "high")
        rows["told_windows"] = [{"event_id": 1, "visit_id": 3, "why": ""} | dict.fromkeys(told, MORNING)]
        rows["visits"][0]["full_minutes"] = 30
        rows["therapists"][0]["asked_at"] = MORNING
    if revision >= "0003":
        rows["slips"] = [{"event_id": 1, "slip": "1-01", "visit_id": 3, "reason": ""}]
        rows["slips"][0] |= {"signed_up_at": MORNING, "arrived_at": MORNING}
        record = {"event_id": 1, "therapist_id": 4, "visit_id": 5, "treated_at": MORNING, "keep_until": MORNING}
        rows["treatment_records"] = [record | {"id": 1, "sealed": b""}]
        rows["statistics"] = [{"event_id": 1, "document": '{"done": 1}', "at": MORNING}]
        rows["therapists"][0]["grade"] = "supervisor"
        rows["passes"][0]["clock_ahead_seconds"] = 3
    if revision >= "0004":
        rows["leases"] = [{"name": "desk", "holder": "gone", "until": MORNING}]
    return rows


def _first_rows() -> dict[str, list[dict[str, Any]]]:
    visit = {
        "event_id": 1, "treatment": "post_event", "rule": "promise", "minutes": 20, "first_name": "Anna",
        "last_name": "Müller", "language": "en", "couch": "", "calls": 0, "misses": 0, "is_moved": False,
        "is_repeat": False, "is_minor": False, "has_notes": True, "decided_by": "", "consent_version": 1,
        "name_folded": "anna muller", "registered_at": MORNING, "due_at": MORNING + 30 * _MINUTE,
    }  # fmt: skip
    waiting = {"id": 3, "ticket": "A1", "token": "tok", "status": "waiting", "bib": "A12", "bib_folded": "a12"}
    done = {"id": 5, "ticket": "A2", "token": "old", "status": "done", "over_seq": 3, "finished_at": MORNING}
    entry = {"event_id": 1, "at": MORNING, "actor": "kiosk:", "action": "register", "subject": "visit:3"}
    entry |= {"before": {}, "after": {"status": "waiting"}}
    shift = {"skills": ["pre_event", "post_event"], "breaks": [], "served": 2, "is_listed": True}
    return {
        "events": [
            {"id": 1, "slug": "spring", "date": date(2026, 5, 3), "mode": "on_request", "seq": 3}
        ],
        "settings": [{"event_id": 1, "document": json.dumps(SETTINGS)}],
        "numbers": [{"event_id": 1, "letter": "A", "last": 2}],
        "visits": [visit | waiting | {"phone": _sealer.seal_text("+41 79 000")}, visit | done],
        "intakes": [{"visit_id": 3, "sealed": _sealer.seal({"note": "Cramp", "answers": {"fever": False}})}],
        "therapists": [
            {"id": 4, "event_id": 1, "name": "Mia Berg", "gender": "woman", "couch": "1", "status": "ready"}
            | shift | {"status_since": MORNING, "idle_since": MORNING}
        ],
        "entrants": [
            {"event_id": 1, "bib": "B7", "bib_folded": "b7", "first_name": "Élodie", "last_name": "Roux"}
            | {"first_folded": "elodie roux", "last_folded": "roux elodie"}
        ],
        "journal": [
            entry | {"seq": 1, "command": 1},
            entry | {"seq": 2, "command": 2, "sealed": _sealer.seal({"before": {}, "after": {"note": "Cramp"}})},
            entry | {"seq": 3, "command": 3, "subject": "visit:5", "action": "finish", "after": {"status": "done"}},
        ],
        "answers": [
            {"event_id": 1, "key": "key", "fingerprint": "f", "status": 201, "sealed": _sealer.seal({"ticket": "A1"})}
        ],
        "desk": [{"id": 1, "passphrase_hash": "hash", "key_check": _sealer.seal({})}],
        "pins": [{"slug": "spring", "therapist_id": 4, "hashed": "pin"}],
        "passes": [
            {"id": 9, "secret_hash": "secret", "kind": "session", "role": "therapist", "slug": "spring"}
            | {"therapist_id": 4, "label": "Mia", "created_at": MORNING, "is_revoked": False}
        ],
        "codes": [{"code_hash": "123456", "kind": "pair", "slug": "spring", "expires_at": MORNING + 60 * _MINUTE}],
    }  # fmt: skip
