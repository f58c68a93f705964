"""A real server on a throw-away folder, filled beforehand, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
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
def running(waiting: int, therapists: int = 20) -> Iterator[tuple[int, str]]:
    """A server with so many in line and all therapists off: its port and an organiser's token."""
    with tempfile.TemporaryDirectory(prefix="eventdesk-bench-") as folder:
        data = Path(folder)
        token = fill(data, waiting, therapists)
        port = _free_port()
        command = [sys.executable, "run.py", "serve", "--host", "127.0.0.1", "--port", str(port), "--no-browser"]
        process = subprocess.Popen(
            [*command, "--data-dir", str(data)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(port)
            yield port, token
        finally:
            process.terminate()
            process.wait(10)


def fill(data: Path, waiting: int, therapists: int) -> str:
    """A data folder with so many in line and all therapists off; answers an organiser's token."""
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
    told = registering.Told(consents_to_treatment=True, consents_to_health_data=True)
    for number in range(waiting):
        wanted = registering.Wanted(treatment="post_event", bib=f"W{number}", first_name="Bo")
        app.desk.perform(SLUG, organiser, partial(registering.register, wanted=wanted, told=told))
    token = app.commands.issue_token("organiser", SLUG, None)
    app.close()
    return token


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
