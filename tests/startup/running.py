"""`run.py` as a person starts it: a process of its own, watched from outside."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent.parent

# The system's Python, which knows nothing of the environment: run.py has to find its own way in.
PYTHON = str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")

# A port where nobody listens: whatever would go to the network fails at once instead.
NOWHERE = "http://127.0.0.1:9/"

# Ending takes two seconds at most; a hung end takes twenty. The tests must not tell a busy machine for a hung desk.
PATIENCE_SECONDS = 12


def environment(**more: str) -> dict[str, str]:
    """The tests' environment without a setting of the desk, and without a way to any package registry."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("EVENTDESK_", "COV_"))}
    offline = {"PIP_INDEX_URL": NOWHERE, "npm_config_registry": NOWHERE, "EVENTDESK_ANNOUNCE": "no"}
    return plain | offline | more


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Do one command to its end."""
    return subprocess.run(
        [PYTHON, str(ROOT / "run.py"), *arguments],
        env=environment(**more), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


class Desk:
    """A desk that is being served. `url` has no slash at its end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.url = self._read_url()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.said.append(line)
            self._lines.put(line)
        self._lines.put("")

    def _read_url(self) -> str:
        """The address for this machine, which is printed once connections are accepted."""
        while True:
            try:
                line = self._lines.get(timeout=30)
            except Empty:
                line = ""
            if not line:
                raise AssertionError(f"the desk did not start: {self.said} {self._complaints()}")
            if "http://127.0.0.1:" in line:
                return line.split()[0]

    def _complaints(self) -> str:
        self.process.kill()
        return self.process.stderr.read() if self.process.stderr else ""

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """Send the signal; the exit code and what was said on standard error."""
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_SECONDS)
        return code, self.process.stderr.read() if self.process.stderr else ""


def desk(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> contextlib.AbstractContextManager[Desk]:
    """Serve a desk on this machine alone, on a free port and this data folder."""
    return served("serve", "--data-dir", str(folder), *arguments, settings=settings)


@contextlib.contextmanager
def served(command: str, *arguments: str, settings: Mapping[str, str] | None = None) -> Iterator[Desk]:
    """Run one of the commands that serve."""
    with subprocess.Popen(
        [PYTHON, str(ROOT / "run.py"), command, "--host=127.0.0.1", "--port=0", "--no-browser", *arguments],
        env=environment(**(settings or {})), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield Desk(process)
        finally:
            process.kill()
