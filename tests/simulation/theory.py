"""Textbook formulas for the mean wait, and the same queues without any desk: a few lines with a heap.

Times are in minutes. `rate` is arrivals per minute.
"""

from __future__ import annotations

import heapq
from collections import deque
from math import factorial, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def erlang_c(servers: int, load: float) -> float:
    """The share of arrivals that have to wait (M/M/c), `load` in Erlangs."""
    all_busy = load**servers / factorial(servers) * servers / (servers - load)
    return all_busy / (sum(load**each / factorial(each) for each in range(servers)) + all_busy)


def mean_wait(servers: int, slot: float, rate: float) -> float:
    """M/M/c."""
    load = rate * slot
    return erlang_c(servers, load) * slot / (servers - load)


def mean_wait_fixed(servers: int, slot: float, rate: float) -> float:
    """M/D/c, by Cosmetatos' approximation."""
    use = rate * slot / servers
    correction = (1 - use) * (servers - 1) * (sqrt(4 + 5 * servers) - 2) / (16 * use * servers)
    return (1 + correction) / 2 * mean_wait(servers, slot, rate)


def mean_waits_two_classes(servers: int, slot: float, rate: float, first: float) -> tuple[float, float]:
    """M/M/c where a share `first` goes before the others, without breaking off a treatment."""
    use = rate * slot / servers
    ahead = erlang_c(servers, rate * slot) * slot / (servers * (1 - use * first))
    return ahead, ahead / (1 - use)


def waits(servers: int, visitors: Iterable[tuple[float, float]]) -> Iterator[float]:
    """First come, first served. `visitors`: when they come, in order, and for how long."""
    free = [0.0] * servers
    for comes, slot in visitors:
        starts = max(comes, free[0])
        heapq.heapreplace(free, starts + slot)
        yield starts - comes


def waits_two_classes(servers: int, visitors: Iterable[tuple[float, float, bool]]) -> Iterator[tuple[bool, float]]:
    """The same with some who go first: whether one is, and the wait, in the order in which they are served."""
    free = [0.0] * servers
    lines: dict[bool, deque[tuple[float, float]]] = {True: deque(), False: deque()}
    for comes, slot, goes_first in visitors:
        yield from _served(free, lines, comes)
        lines[goes_first].append((comes, slot))
    yield from _served(free, lines, float("inf"))


def _served(
    free: list[float], lines: dict[bool, deque[tuple[float, float]]], before: float
) -> Iterator[tuple[bool, float]]:
    """Everybody whose turn comes before somebody new is there."""
    while lines[True] or lines[False]:
        goes_first = _who_is_next(lines, free[0])
        comes, slot = lines[goes_first][0]
        starts = max(comes, free[0])
        if starts > before:
            return
        lines[goes_first].popleft()
        heapq.heapreplace(free, starts + slot)
        yield goes_first, starts - comes


def _who_is_next(lines: dict[bool, deque[tuple[float, float]]], free_at: float) -> bool:
    if not (lines[True] and lines[False]):
        return bool(lines[True])
    first, other = lines[True][0][0], lines[False][0][0]
    # With nobody ahead of them in time the couch is idle, and whoever comes takes it.
    return first <= max(free_at, other)
