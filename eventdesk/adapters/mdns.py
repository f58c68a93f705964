"""Announces the desk on the local network, so that `http://NAME.local` finds it; in a process of its own.

zeroconf runs an asyncio loop in a thread, which does not go with a patched standard library; and whatever goes
wrong there must not touch the desk. The process ends when its standard input does, so it never outlives the desk.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

SECONDS_TO_TAKE_IT_BACK = 0.6


class Announcement:
    """The announcement while it lasts. Best effort: a network that does not allow it is no reason to complain."""

    def __init__(self, name: str, port: int, addresses: Sequence[str]) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this module, run by this Python
                [sys.executable, "-m", __name__, name, str(port), *addresses],
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def end(self) -> None:
        """Take the name back."""
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            try:
                self._process.wait(SECONDS_TO_TAKE_IT_BACK)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def main(name: str, port: int, addresses: Sequence[str]) -> None:
    """Announce until standard input ends, and say so once on standard output when it worked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; the desk ends this one
    is_over = threading.Event()

    def watch() -> None:
        sys.stdin.buffer.read()
        is_over.set()

    threading.Thread(target=watch, daemon=True).start()
    from zeroconf import IPVersion, ServiceInfo, Zeroconf  # noqa: PLC0415 - slow, and only wanted in this process

    service = ServiceInfo(
        "_http._tcp.local.",
        f"EventDesk on {name.removesuffix('.local')}._http._tcp.local.",
        server=f"{name}.",
        port=port,
        parsed_addresses=list(addresses),
    )
    with Zeroconf(interfaces=list(addresses), ip_version=IPVersion.V4Only) as zeroconf:
        zeroconf.register_service(service, allow_name_change=True)
        if not is_over.is_set():
            sys.stdout.write(f"Also found as http://{name}:{port} on networks that pass such names on.\n")
            sys.stdout.flush()
        is_over.wait()
        zeroconf.unregister_service(service)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
