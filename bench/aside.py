"""A process of the bench's own, told what to do in lines of JSON, so that it takes no time of what is measured."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Self

Action = Callable[..., Awaitable[Any]]
ROOT = Path(__file__).resolve().parent.parent
LONGEST_ANSWER_SECONDS = 120.0
SECONDS_TO_END = 3.0


class Aside:
    """`python -m MODULE ARGUMENTS` in a process of its own: `ask` it, and it ends with the block."""

    def __init__(self, module: str, *arguments: object) -> None:
        command = [sys.executable, "-m", module, *map(str, arguments)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.hello = self._answer(LONGEST_ANSWER_SECONDS)
        """What it said when it was ready."""

    def ask(self, action: str, *, wait_seconds: float = LONGEST_ANSWER_SECONDS, **details: Any) -> Any:
        """Its answer; RuntimeError if it has failed or takes longer than that."""
        self.tell(action, **details)
        return self._answer(wait_seconds)

    def tell(self, action: str, **details: Any) -> None:
        """Have it begin; the answer is fetched with `answer`."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"action": action, **details}) + "\n")
        self.process.stdin.flush()

    def answer(self, wait_seconds: float = LONGEST_ANSWER_SECONDS) -> Any:
        """What it says to what it was told before."""
        return self._answer(wait_seconds)

    def _answer(self, wait_seconds: float) -> Any:
        assert self.process.stdout is not None
        watchdog = threading.Timer(wait_seconds, self.process.kill)
        watchdog.start()
        try:
            line = self.process.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            raise RuntimeError(f"{self.process.args!r} has ended with {self.process.wait(SECONDS_TO_END)}")
        said = json.loads(line)
        if "failed" in said:
            raise RuntimeError(said["failed"])
        return said["answer"]

    def close(self) -> None:
        """End it: by closing what it reads, and by force if that is not enough."""
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(SECONDS_TO_END)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


async def obey(actions: Mapping[str, Action], hello: Any) -> None:
    """The other side: say hello, then do what each line asks for until there are no more."""
    import asyncio  # noqa: PLC0415 - a patched parent never gets here

    say(hello)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        details = json.loads(line)
        action = actions[details.pop("action")]
        try:
            say(await action(**details))
        except Exception as fault:  # noqa: BLE001 - the one who asked raises it
            print(json.dumps({"failed": f"{type(fault).__name__}: {fault}"}), flush=True)


def say(answer: Any) -> None:
    """One answer to the parent."""
    print(json.dumps({"answer": answer}), flush=True)


def cpu_seconds(process_id: int | None = None) -> float:
    """Processor seconds that a process (this one without an id) has taken."""
    if process_id is None or process_id == os.getpid():
        return time.process_time()
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kib(process_id: int | None = None) -> float:
    """Memory that a process (this one without an id) has resident; 0 where the system has no /proc."""
    status = Path(f"/proc/{process_id or 'self'}/status")
    if not status.exists():
        return 0.0
    return next(float(line.split()[1]) for line in status.read_text("ascii").splitlines() if line.startswith("VmRSS"))


def allow_many_files() -> None:
    """As many open sockets as the system lets this process have."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - POSIX only

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
