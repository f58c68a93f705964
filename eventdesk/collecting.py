"""Python's collector of circular garbage, kept from holding everybody up.

It goes through all that has lived for a while: with two thousand screens a quarter of a second, in which nothing else
runs. What a full round has left is in use, so it is set aside, and the next round has only what came since.
"""

from __future__ import annotations

import contextlib
import gc
import time
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG_SECONDS = 0.004
"""A full round that took so long would only get longer. The screens are to wait no more than 15 ms for anything."""
OLDEST = 2


class Rounds:
    """Hears of each round of the collector. `seconds` is a clock that only goes on."""

    def __init__(self, seconds: Callable[[], float] = time.perf_counter) -> None:
        self._seconds = seconds
        self._began_at = 0.0

    def __call__(self, phase: Literal["start", "stop"], round_of: dict[str, Any]) -> None:
        """As the collector calls it: before and after a round, with its `generation`."""
        if round_of["generation"] != OLDEST:
            return
        if phase == "start":
            self._began_at = self._seconds()
        elif self._seconds() - self._began_at >= LONG_SECONDS:
            gc.freeze()


@contextlib.contextmanager
def short_rounds() -> Iterator[None]:
    """While this lasts. What the start has made is set aside at once."""
    rounds = Rounds()
    gc.collect()
    gc.freeze()
    gc.callbacks.append(rounds)
    try:
        yield
    finally:
        gc.callbacks.remove(rounds)
