"""A desk that can be killed and started again within a blink, and its prepared data folder."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nacl.public import PrivateKey

from eventdesk import settings
from eventdesk.adapters.clock import SystemClock
from eventdesk.app import EventDeskApp, create_app
from eventdesk.commands import COMMAND_LINE
from eventdesk.services import duty

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

ROOT = Path(__file__).parents[2]
SLUG = "storm"
PATIENCE_SECONDS = 90.0
"""How long something may take that takes a tenth of a second on a machine that has nothing else to do."""


class Nursery:
    """Starts desks on one port, one after the other. `prefix`: a command that it is started through."""

    def __init__(self, mode: str = "eventlet", prefix: Sequence[str] = ()) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        plain = {name: value for name, value in os.environ.items() if not name.startswith("EVENTDESK_")}
        self._process = subprocess.Popen(
            [*prefix, sys.executable, str(Path(__file__).with_name("nursery.py")), mode],
            cwd=ROOT,
            env=plain | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._latest: Desk | None = None
        self.said()

    @property
    def pid(self) -> int:
        """Of the process whose children the desks are; it sees the disks that they see."""
        return self._process.pid

    def start(self, folder: Path, *, clock: Path | None = None, largest_file: int = 0) -> Desk:
        """A desk on this folder. It is not there yet: see `Desk.wait`."""
        assert self._process.stdin
        order = {
            "folder": str(folder),
            "port": self.port,
            "clock": str(clock) if clock else "",
            "largest_file": largest_file,
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        self._latest = Desk(self, self.said())
        return self._latest

    def said(self) -> int:
        """The next number that it says."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, self.complaints()
        return int(line)

    def complaints(self) -> str:
        """What its desks said on standard error, once all have ended."""
        if self._latest is not None and not self._latest.is_over:
            self._latest.kill()
        self._process.kill()
        return self._process.stderr.read() if self._process.stderr else ""

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._latest is not None and not self._latest.is_over:
            self._latest.kill()
        if self._process.stdin:
            self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()


class Desk:
    """One life of a desk."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.nursery = nursery
        self.pid = pid
        self.port = nursery.port
        self.is_over = False

    def wait(self) -> None:
        """Until it answers (also that the disk is nearly full)."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if ask(self.port, "GET", "/api/v1/health")[0] in (200, 503):
                    return
            try:
                os.kill(self.pid, 0)
            except ProcessLookupError:
                break
            PAUSE.wait(0.005)
        raise AssertionError(f"the desk did not start: {self.nursery.complaints()}")

    def kill(self) -> None:
        """As the power goes: no handler runs, nothing is flushed."""
        os.kill(self.pid, signal.SIGKILL)
        self.over()

    def end(self) -> int:
        """As Ctrl-C; how it ended."""
        os.kill(self.pid, signal.SIGTERM)
        return self.over()

    def over(self) -> int:
        """Waits for its end; the status that the system keeps."""
        assert not self.is_over
        self.is_over = True
        return self.nursery.said()


PAUSE = threading.Event()
"""Never set: waiting for it is a pause."""


def ask(port: int, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """One request on a connection of its own: status and JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        return exchange(connection, method, path, body, headers)
    finally:
        connection.close()


def exchange(
    connection: http.client.HTTPConnection, method: str, path: str, body: Any, headers: dict[str, str] | None
) -> tuple[int, Any]:
    """One request on this connection."""
    said = None if body is None else json.dumps(body).encode()
    kind = {} if said is None else {"Content-Type": "application/json"}
    connection.request(method, path, said, kind | (headers or {}))
    answer = connection.getresponse()
    content = answer.read()
    is_json = "json" in (answer.getheader("Content-Type") or "")
    return answer.status, json.loads(content) if is_json else content.decode()


class Day:
    """A data folder with one event, and the tokens of the people who work there."""

    def __init__(self, folder: Path, therapists: int) -> None:
        self.folder = folder
        self.chosen = settings.load(data_dir=folder)
        self.chosen.prepare()
        app = create_app(self.chosen)
        self.tablet_key = bytes(PrivateKey(self.chosen.key("tablets")).public_key)
        try:
            app.commands.new_event(SLUG, "Storm", SystemClock().now().date(), "Europe/Vienna")
            self.organiser = app.commands.issue_token("organiser", SLUG, None)
            self.kiosk = app.commands.issue_token("kiosk", SLUG, None)
            self.therapists = dict(_hire(app, number) for number in range(1, therapists + 1))
        finally:
            app.close()

    @property
    def database(self) -> Path:
        """The file."""
        return self.chosen.database_path


def _hire(app: EventDeskApp, number: int) -> tuple[int, str]:
    values = {"name": f"Therapist {number}", "couch": str(number)}
    hired = app.desk.perform(SLUG, COMMAND_LINE, lambda floor: duty.add_therapist(floor, values))
    return hired.id, app.commands.issue_token("therapist", SLUG, hired.id)


class BentTime:
    """By how much the desk's clock is ahead, and how long its machine has slept (seconds)."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.ahead = self.slept = 0.0
        self.write()

    def write(self) -> None:
        """Makes it so, for a desk that runs as well."""
        packed = struct.pack("<dd", self.ahead, self.slept)
        if not self.file.exists():
            self.file.write_bytes(packed)
            return
        with self.file.open("r+b") as file:
            file.write(packed)
