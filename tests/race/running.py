"""A desk in a process of its own with a fast clock, and people with tokens who talk to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from datetime import datetime

ROOT = Path(__file__).parent.parent.parent


class Server:
    """One event on a desk of its own; `appointment` is the file that the clock rests by."""

    def __init__(self, folder: Path, slug: str) -> None:
        self.folder = folder
        self.slug = slug
        self.appointment = folder / "appointment"
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.api = f"{self.url}/api/v1/events/{slug}"

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "run.py", *words, "--data-dir", str(self.folder)],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout.strip()

    def token(self, role: str, *more: str) -> str:
        return self.command("token", "--role", role, "--event", self.slug, *more)

    def start(self, at: datetime, speed: float, *, rests: bool = False) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(Path(__file__).with_name("fast_server.py"))]
        words = [str(self.folder), str(self.port), at.isoformat(), str(speed)]
        process = subprocess.Popen(
            [*command, *words, *([str(self.appointment)] if rests else [])],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
        )
        for _ in range(400):
            try:
                if requests.get(f"{self.url}/api/v1/health", timeout=2).ok:
                    return process
            except requests.RequestException:
                time.sleep(0.05)
        process.kill()
        raise AssertionError("the server did not start")

    def run_until(self, at: datetime) -> None:
        """Lets the clock run up to `at`."""
        written = self.appointment.with_suffix(".new")
        written.write_text(at.isoformat(), encoding="ascii")
        written.replace(self.appointment)

    def has_come(self, at: datetime) -> bool:
        """Whether the clock rests at `at` now."""
        kept = self.appointment.with_suffix(".kept")
        return kept.exists() and kept.read_text(encoding="ascii") == at.isoformat()


class Person:
    """Somebody with a token."""

    def __init__(self, server: Server, token: str) -> None:
        self.api = server.api
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {token}"
        self.token = token

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._said("POST", path, body or {})

    def patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._said("PATCH", path, body)

    def get(self, path: str) -> dict[str, Any]:
        return self._said("GET", path, None)

    def _said(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        answer = self.http.request(method, self.api + path, json=body, timeout=20)
        assert answer.ok, (path, answer.status_code, answer.text)
        return dict(answer.json())
