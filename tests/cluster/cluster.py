"""Several desks on one PostgreSQL and one Redis behind HAProxy, each a process of its own that can be killed."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import redis
from nacl.public import PrivateKey

from eventdesk import settings
from eventdesk.adapters.clock import SystemClock
from eventdesk.app import create_app
from eventdesk.commands import COMMAND_LINE
from eventdesk.services import duty
from tests.cluster.servers import HAProxy, Postgres, Redis, free_port
from tests.crash.desks import PATIENCE_SECONDS, SLUG, ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from eventdesk.app import EventDeskApp

ROOT = Path(__file__).parents[2]
PAUSE = threading.Event()
"""Never set: waiting for it is a pause."""

HAPROXY = """
global
  maxconn 2000
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  option redispatch
  retries 2
  retry-on conn-failure
frontend all
  bind 127.0.0.1:{port}
  default_backend desks
backend desks
  balance roundrobin
  cookie DESK insert indirect nocache httponly
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  option httpchk GET /api/v1/health
  http-check expect status 200
  default-server inter 300ms fall 2 rise 1
{servers}
"""


class Desk:
    """One of the processes."""

    def __init__(self, number: int, environment: dict[str, str], folder: Path) -> None:
        self.number = number
        self.port = free_port()
        self._environment = environment
        self._log = folder / f"desk{number}.log"
        self._data = folder / f"data{number}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process
        return self._process.pid

    def start(self) -> None:
        """It is not there yet: see `wait`."""
        words = ["serve", "--host", "127.0.0.1", "--port", str(self.port), "--no-browser"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "run.py", *words, "--data-dir", str(self._data)],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Until it answers."""
        until(self._answers, f"desk {self.number} did not start: {self.log()}")

    def _answers(self) -> bool:
        assert self._process
        assert self._process.poll() is None, self.log()
        with contextlib.suppress(OSError, http.client.HTTPException):
            return ask(self.port, "GET", "/api/v1/health")[0] == 200
        return False

    def kill(self) -> None:
        """As the power goes."""
        self._end(signal.SIGKILL)

    def end(self) -> int:
        """As Ctrl-C; its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        assert self._process
        self._process.send_signal(how)
        code = self._process.wait(PATIENCE_SECONDS)
        self._process = None
        return code

    def log(self) -> str:
        """What it has said."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    @property
    def is_running(self) -> bool:
        """Whether it was started and not ended by us."""
        return self._process is not None


class Cluster:
    """`with` starts everything. The event is there, with so many therapists; people have their tokens."""

    def __init__(self, folder: Path, desks: int = 3, therapists: int = 5, *, durable: bool = True, **more: str) -> None:
        self._open = contextlib.ExitStack()
        self.folder = folder
        self.postgres = self._open.enter_context(Postgres(durable=durable))
        self.redis = self._open.enter_context(Redis())
        self.url = self.postgres.url(self.postgres.new_database())
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("EVENTDESK_", "COV_"))}
        environment = plain | self._settings() | {"EVENTDESK_ANNOUNCE": "no", "EVENTDESK_PROXIES": "1"} | more
        self.chosen = settings.load(
            data_dir=folder / "own", keys_dir=folder / "keys", database_url=self.url, redis_url=self.redis.url
        )
        self.desks = [Desk(number, environment, folder) for number in range(desks)]
        self.port = free_port()
        servers = "".join(
            f"  server desk{each.number} 127.0.0.1:{each.port} check cookie d{each.number}\n" for each in self.desks
        )
        self.proxy = HAProxy(HAPROXY.format(port=self.port, servers=servers), self.port)
        self._fill(therapists)

    def _settings(self) -> dict[str, str]:
        return {
            "EVENTDESK_DATABASE_URL": self.url,
            "EVENTDESK_REDIS_URL": self.redis.url,
            "EVENTDESK_KEYS_DIR": str(self.folder / "keys"),
        }

    def _fill(self, therapists: int) -> None:
        (self.folder / "keys").mkdir(mode=0o700, exist_ok=True)
        self.chosen.prepare()
        with self.app() as app:
            self.tablet_key = bytes(PrivateKey(self.chosen.key("tablets")).public_key)
            app.commands.new_event(SLUG, "Storm", SystemClock().now().date(), "Europe/Vienna")
            self.organiser = app.commands.issue_token("organiser", SLUG, None)
            self.kiosk = app.commands.issue_token("kiosk", SLUG, None)
            self.therapists: dict[int, str] = {}
            for number in range(1, therapists + 1):
                values = {"name": f"Therapist {number}", "couch": str(number)}
                hired = app.desk.perform(SLUG, COMMAND_LINE, partial(duty.add_therapist, values=values))
                self.therapists[hired.id] = app.commands.issue_token("therapist", SLUG, hired.id)

    @contextlib.contextmanager
    def app(self) -> Iterator[EventDeskApp]:
        """The desk as the command line has it, without a server."""
        app = create_app(self.chosen)
        try:
            yield app
        finally:
            app.close()

    def __enter__(self) -> Self:
        try:
            for each in self.desks:
                each.start()
            for each in self.desks:
                each.wait()
            self._open.enter_context(self.proxy)
            until(lambda: ask(self.port, "GET", "/api/v1/health")[0] == 200, "nobody answers behind the proxy")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in self.desks:
            if each.is_running:
                each.kill()
        self._open.close()

    def leader(self, name: str = f"event/{SLUG}") -> Desk | None:
        """Who holds this lease now."""
        found = self.sql(
            f"SELECT holder FROM leases WHERE name = '{name}' AND until > extract(epoch FROM clock_timestamp()) * 1e6"
        )
        pid = int(str(found[0][0]).split("/")[1]) if found else None
        return next((each for each in self.desks if each.is_running and each.pid == pid), None)

    def redis_client(self) -> contextlib.closing[redis.Redis]:
        """To ask Redis itself."""
        return contextlib.closing(redis.Redis.from_url(self.redis.url, decode_responses=True, socket_timeout=5))

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """One statement in its database."""
        return self.postgres.execute(statement, database=self.url.rpartition("/")[2])


def until(condition: Callable[[], object], why: str, seconds: float = PATIENCE_SECONDS) -> float:
    """Waits for it; how long it took, seconds."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if condition():
            return time.monotonic() - began
        PAUSE.wait(0.05)
    raise AssertionError(why)
