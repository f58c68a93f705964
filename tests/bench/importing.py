"""Starts the desk up to the moment it would serve, and says what was imported: run in a process of its own."""

from __future__ import annotations

import json
import sys
from typing import Any

from eventdesk import runtime


def main(folder: str) -> int:
    """As `run.py serve` does it."""
    bare = set(sys.modules)
    runtime.patch("eventlet")
    from eventdesk import cli, serving  # noqa: PLC0415 - nothing of the desk before the patching

    def served(*_: Any, on_stop: Any, **__: Any) -> None:
        on_stop()
        sys.stdout.write(json.dumps(sorted(set(sys.modules) - bare)) + "\n")

    serving.serve = served
    return cli.main(["serve", "--host", "127.0.0.1", "--port", "0", "--no-browser", "--data-dir", folder])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
