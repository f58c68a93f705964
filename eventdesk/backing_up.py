"""Backs a desk up while it is served: each round one copy, each folder in a task of its own.

All of it happens in threads aside, and a folder that does not answer (a network that is gone) keeps neither the desk
nor the other folders waiting.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from eventdesk import runtime

if TYPE_CHECKING:
    from eventdesk.adapters.backup import Copy, Folder, Keeper

log = logging.getLogger("eventdesk.backups")

LAST_SECONDS = 1.5
"""How long the end of the desk waits for the last backup."""
STEP_SECONDS = 0.05


class BackingUp:
    """The rounds of one desk, from `begin` to `end`."""

    def __init__(self, keeper: Keeper, seconds: float) -> None:
        self._keeper = keeper
        self._seconds = seconds
        self._busy: set[str] = set()
        self._is_over = False

    def begin(self) -> None:
        """A first round at once, then one every so many seconds."""
        runtime.spawn(self._repeat)

    def end(self) -> None:
        """One more round, if it does not take too long; none begins after it."""
        self._is_over = True
        runtime.spawn(self.once)
        runtime.sleep(STEP_SECONDS)
        for _ in range(int(LAST_SECONDS / STEP_SECONDS)):
            if not self._busy:
                return
            runtime.sleep(STEP_SECONDS)

    def _repeat(self) -> None:
        while not self._is_over:
            self.once()
            runtime.sleep(self._seconds)

    def once(self) -> None:
        """One round. Never raises: the next one may do better, and the organiser's page tells how old the last is."""
        if _ROUND in self._busy:
            return
        self._busy.add(_ROUND)
        try:
            due = [each for each in runtime.run_aside(self._keeper.due) if each.path not in self._busy]
            shared = _SharedCopy(self._keeper)
            for each in due:
                self._busy.add(each.path)
                runtime.spawn(self._serve, each, shared)
        except Exception as fault:  # noqa: BLE001 - the rounds go on, whatever it is
            log.error("A backup met a fault: %s", type(fault).__name__)  # noqa: TRY400
        finally:
            self._busy.discard(_ROUND)

    def _serve(self, each: Folder, shared: _SharedCopy) -> None:
        try:
            if runtime.run_aside(self._keeper.is_within_reach, each):
                copy = shared.copy() if each.is_used else None
                if copy is not None:
                    runtime.run_aside(self._keeper.deliver, each, copy)
                runtime.run_aside(self._keeper.clean, each)
        except Exception as fault:  # noqa: BLE001 - as above
            log.error("A backup met a fault: %s", type(fault).__name__)  # noqa: TRY400
        finally:
            self._busy.discard(each.path)


class _SharedCopy:
    """One copy for all folders of a round, made when the first of them is found within reach."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._turn = runtime.lock()
        self._made: list[Copy | None] = []

    def copy(self) -> Copy | None:
        with self._turn:
            if not self._made:
                self._made.append(runtime.run_aside(self._keeper.copy))
            return self._made[0]


_ROUND = ""
