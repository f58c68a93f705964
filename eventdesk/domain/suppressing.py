"""Figures that may stay for ever: a count below five could point at a person, so it is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST = 5
FEW = f"fewer than {FEWEST}"
NOT_TOLD = "not told"
Told = int | str


def at_least(count: int) -> Told:
    """The count, unless it is a small one."""
    return count if count == 0 or count >= FEWEST else FEW


def cells(counts: Mapping[str, int]) -> dict[str, Told]:
    """Counts that add up to a known sum. When one alone is small, the next one is not told either.

    Otherwise the small one could be worked out from the sum.
    """
    told: dict[str, Told] = {key: at_least(count) for key, count in counts.items()}
    if list(told.values()).count(FEW) == 1:
        others = [key for key, each in told.items() if each not in {FEW, 0}]
        if others:
            told[min(others, key=lambda key: (counts[key], key))] = NOT_TOLD
    return told
