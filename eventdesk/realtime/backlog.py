"""What waits for a client that does not read as fast as there is news: bounded, and then thrown away.

The client sees the gap, at the next patch by its `seq` or at the next sign of life, and asks for what it has missed.
That is less to read than everything that happened in between, and nobody keeps it for them.
"""

from __future__ import annotations

import contextlib
from typing import Any

NEWS_AT_MOST = 64
"""Messages that may wait for one client."""
BACKLOG_AT_MOST = 500
"""Of everything, also what must not be thrown away. Who has so much to read is hung up on."""


def is_too_long(queue: Any) -> bool:
    """Whether one more message would be too many for this engine socket's queue."""
    return bool(queue.qsize() >= NEWS_AT_MOST)


def drop_backlog(queue: Any, empty: type[Exception]) -> None:
    """Takes out what may be missed; answers, farewells and signs of life stay, in their order.

    `empty`: what the queue raises when nothing is in it.
    """
    for packet in empty_out(queue, empty):
        if not getattr(packet, "may_be_missed", False):
            queue.put(packet)


def empty_out(queue: Any, empty: type[Exception]) -> list[Any]:
    """Takes everything out, and answers what it was."""
    found = []
    with contextlib.suppress(empty):
        while True:
            found.append(queue.get(block=False))
            queue.task_done()
    return found
