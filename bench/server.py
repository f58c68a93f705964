"""A real server on a throw-away folder, filled beforehand, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SLUG = "bench"
START_SECONDS = 20


class Client:
    """One keep-alive HTTP connection with a token."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The JSON answer; anything but a 2xx is an error."""
        headers = self.headers | {"Idempotency-Key": secrets.token_hex(16)}
        self.connection.request("POST", f"/api/v1/events/{SLUG}{path}", json.dumps(body or {}), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= http.client.MULTIPLE_CHOICES:
            raise RuntimeError(f"{path}: {answer.status} {text[:300]!r}")
        return dict(json.loads(text))


def registration(number: int) -> dict[str, Any]:
    """What a kiosk sends."""
    return {
        "bib": f"X{number}",
        "first_name": "Anna",
        "last_name": "Berg",
        "treatment": "post_event",
        "consent": {"treatment": True, "health_data": True},
        "screening": {"painkillers": True},
        "focus": ["left_calf"],
    }


@contextmanager
def running(
    waiting: int, therapists: int = 20, *, on_duty: int = 0, commit_ms: float = 0, mode: str = "eventlet"
) -> Iterator[tuple[int, str]]:
    """A server with so many in line and so many of the therapists on duty: its port and an organiser's token.

    `commit_ms`: so much longer each durable commit takes than on this disk.
    """
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        data = Path(folder)
        token = fill(data, waiting, therapists, on_duty)
        port = _free_port()
        start = ["-m", "bench.slow_disk", str(commit_ms)] if commit_ms else ["run.py"]
        command = [sys.executable, *start, "serve", "--host", "127.0.0.1", "--port", str(port), "--no-browser"]
        process = subprocess.Popen(
            [*command, "--data-dir", str(data)],
            cwd=ROOT,
            env=os.environ | {"EVENTDESK_ANNOUNCE": "no", "EVENTDESK_ASYNC_MODE": mode},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield port, token
        finally:
            process.terminate()
            process.wait(10)


def fill(data: Path, waiting: int, therapists: int, on_duty: int = 0) -> str:
    """A data folder with so many in line and so many therapists ready; answers an organiser's token."""
    from eventdesk import settings  # noqa: PLC0415
    from eventdesk.app import create_app  # noqa: PLC0415
    from eventdesk.domain.event import Mode  # noqa: PLC0415
    from eventdesk.domain.visit import Role  # noqa: PLC0415
    from eventdesk.services import duty, events, registering  # noqa: PLC0415
    from eventdesk.services.actors import Actor  # noqa: PLC0415

    chosen = settings.load(data_dir=data, async_mode="threading")
    chosen.prepare()
    app = create_app(chosen)
    organiser = Actor(Role.ORGANISER, "Bench")
    app.commands.new_event(SLUG, "Bench", datetime.now(UTC).date(), "UTC")
    app.desk.perform(SLUG, organiser, partial(events.change_event, values={"mode": Mode.ON_REQUEST}))
    for number in range(therapists):
        values = {"name": f"Therapist {number}", "couch": str(number)}
        app.desk.perform(SLUG, organiser, partial(duty.add_therapist, values=values))
    for number in range(on_duty):
        app.desk.perform(SLUG, organiser, partial(duty.ready, therapist_id=number + 1))
    token = app.commands.issue_token("organiser", SLUG, None)
    told = registering.Told(consents_to_treatment=True, consents_to_health_data=True)
    for number in range(min(waiting, 1)):
        wanted = registering.Wanted(treatment="post_event", bib=f"W{number}", first_name="Bo")
        app.desk.perform(SLUG, organiser, partial(registering.register, wanted=wanted, told=told))
    app.close()
    if waiting > 1:
        with closing(sqlite3.connect(chosen.database_path)) as database:
            _again(database, waiting - 1)
    return token


def _again(database: sqlite3.Connection, times: int) -> None:
    """The only visit so many times more, one millisecond after the other: a hundred thousand in seconds.

    With their journal entries, so that the event is as sound as if everybody had come by the door.
    """
    different = {
        "id": "v.id + n",
        "ticket": "'A' || (1 + n)",
        "token": "v.token || n",
        "bib": "'W' || n",
        "bib_folded": "'w' || n",
        "registered_at": "v.registered_at + 1000 * n",
        "due_at": "v.due_at + 1000 * n",
    }
    entry = {
        "seq": "v.seq + n",
        "command": "v.seq + n",
        "subject": "'visit:' || (substr(v.subject, 7) + n)",
        "after": "json_set(v.after, '$.ticket', 'A' || (1 + n), '$.bib', 'W' || n)",
    }
    for table, own, which in (("visits", different, ""), ("journal", entry, "WHERE action = 'register'")):
        names = [f'"{row[1]}"' for row in database.execute(f"PRAGMA table_info({table})")]
        values = [own.get(name.strip('"'), f"v.{name}") for name in names]
        database.execute(
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?) "  # noqa: S608
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
            f"FROM numbers, (SELECT * FROM {table} {which}) AS v",
            (times,),
        )
    database.execute("UPDATE numbers SET last = last + ?", (times,))
    database.execute("UPDATE events SET seq = seq + ?", (times,))
    database.commit()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = datetime.now(UTC) + timedelta(seconds=START_SECONDS)
    while datetime.now(UTC) < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/api/v1/health")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")
