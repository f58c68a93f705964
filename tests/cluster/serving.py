"""A server of our own: private folder, private port, never run as root, gone when the test is over."""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk import runtime
from eventdesk.bootstrap import servers

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

READY_SECONDS = 60.0
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.05
OWN_USERS = ("postgres", "nobody")
"""Who runs them where the tests are run by root: PostgreSQL refuses to."""
UNTIL_WE_ARE_GONE = (
    'while read -r _; do :; done; kill -s "$2" "$1"; '
    'for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" || break; sleep 1; done; kill -9 "$1"; rm -rf "$3"'
)


class ServerFailed(Exception):
    """A server did not start or did not end; the message has the end of what it said."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server; `with` starts and removes it. It keeps port and data over `stop`, `kill` and `start`."""

    name = ""
    stop_signal = signal.SIGTERM
    kill_signal = signal.SIGKILL

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"eventdesk-{self.name}-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None
        self._own = _unprivileged()
        self.folder.chmod(0o755)
        atexit.register(self.remove)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    @property
    def pid(self) -> int | None:
        """The process id; None while it does not run."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Returns when it can be used. Raises `ServerFailed`."""
        self.prepare()
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, **self.identity(),
            )  # fmt: skip
        self._watch()
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise ServerFailed(f"{self.name} did not start on port {self.port}:\n{self.log()[-2000:]}")
            runtime.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """As an administrator stops it; returns when it is gone."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """At once, without a chance to tidy up."""
        self._end(self.kill_signal)

    def restart(self) -> None:
        """`stop`, then `start` at the same place."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Ends it and deletes what it has written."""
        atexit.unregister(self.remove)
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        """What it has said."""
        with contextlib.suppress(OSError):
            return (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        return ""

    def prepare(self) -> None:
        """What has to be there before each start."""

    def command(self) -> list[str]:
        """How it is called, to stay in the foreground."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Whether it answers. Here: whether somebody listens."""
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def identity(self) -> dict[str, Any]:
        """For `Popen`: the unprivileged user, where we are root."""
        if self._own is None:
            return {}
        return {"user": self._own.pw_uid, "group": self._own.pw_gid, "extra_groups": []}

    def hand_over(self, path: Path) -> None:
        """Gives a file or folder to the user that the server runs as."""
        if self._own is not None:
            os.chown(path, self._own.pw_uid, self._own.pw_gid)

    def write(self, name: str, text: str) -> Path:
        """A file in its folder that only it may read."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self.hand_over(path)
        return path

    def program(self) -> str:
        """Where the program is. Raises `ServerFailed`."""
        found = servers.find(self.name)
        if found is None:
            raise ServerFailed(f"There is no {self.name}: run the tests with `python3 run.py test`, which brings it.")
        return found

    def _watch(self) -> None:
        """Has somebody end the server and tidy up when this process is killed: the pipe to it closes then."""
        assert self._process
        told = [str(self._process.pid), self.stop_signal.name.removeprefix("SIG"), str(self.folder)]
        self._watcher = subprocess.Popen(
            ["sh", "-c", UNTIL_WE_ARE_GONE, "sh", *told],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _dismiss(self) -> None:
        if self._watcher is not None and self._watcher.stdin is not None:
            self._watcher.kill()
            self._watcher.wait(STOP_SECONDS)
            self._watcher.stdin.close()
        self._watcher = None

    def _end(self, how: signal.Signals) -> None:
        process = self._process
        if process is None:
            return
        self._dismiss()
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            # Its children as well: nginx leaves its workers behind when it is killed.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOP_SECONDS)
            self._process = None


def _unprivileged() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in OWN_USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerFailed("PostgreSQL does not run as root, and there is no other user here to run it as.")
