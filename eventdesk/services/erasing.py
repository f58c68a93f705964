"""What is erased goes from the files as well: at once, or after the next start where the plug was pulled in between."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol, TypeVar

from eventdesk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventdesk.services.desk import UseCase
    from eventdesk.services.floor import Floor
    from eventdesk.services.ports import Clock

log = logging.getLogger("eventdesk.erasing")

Result = TypeVar("Result")
Done = TypeVar("Done")


class Copies(Protocol):
    """The backups, as far as erasing is concerned. What is intended is remembered over a crash."""

    def intend(self, what: str) -> None:
        """Something is going to be erased: remembered before it is, under this mark."""

    def intended(self) -> Sequence[str]:
        """The marks of what was intended and not settled."""

    def settle(self, marks: Sequence[str]) -> None:
        """Nothing is left to be done about these."""

    def replace(self) -> list[str]:
        """Makes the backups anew; answers sentences about what can't be done now."""


class Erasing:
    """Erases, and sees to it that what went is gone from every file that EventDesk knows.

    `compact` rewrites the database file; `checkpoint` only empties what it keeps beside it.
    """

    def __init__(
        self, clock: Clock, copies: Copies, *, compact: Callable[[], None], checkpoint: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._copies = copies
        self._compact = compact
        self._checkpoint = checkpoint
        self._under_way: set[str] = set()

    def erase(
        self,
        slug: str,
        use_case: UseCase[Result],
        perform: Callable[[UseCase[Result]], Done],
        *,
        compacts: bool = False,
    ) -> tuple[Done, list[str]]:
        """`perform` does the use case in a transaction of this event. Its answer, and sentences about what is not gone.

        A use case that refuses, or that a repeated request does not reach, leaves the files as they are.
        """
        what = f"{self._clock.now().isoformat()} {slug}"
        has_erased = False

        def noted(floor: Floor) -> Result:
            nonlocal has_erased
            result = use_case(floor)
            has_erased = True
            return result

        self._under_way.add(what)
        self._copies.intend(what)
        try:
            done = perform(noted)
            undone = self._clean(self._compact if compacts else self._checkpoint) if has_erased else []
        except Exception:
            if not has_erased:
                self._copies.settle([what])
            raise  # else nobody knows how far it came: `finish` sees to it
        finally:
            self._under_way.discard(what)
        self._copies.settle([what])
        return done, undone

    def finish(self) -> None:
        """What was erased and is perhaps still in the files, because the desk was ended in between, goes from them."""
        left = [each for each in self._copies.intended() if each not in self._under_way]
        if left:
            log.warning("Something was erased when the desk ended: the files are made anew now.")
            self._clean(self._compact)
            self._copies.settle(left)

    def _clean(self, of_file: Callable[[], None]) -> list[str]:
        # The copies first: from then on it is remembered that the old ones have to go, even if the plug is pulled.
        about_copies = self._copies.replace()
        undone: list[str] = []
        try:
            of_file()
        except StoreUnavailable:
            undone.append("The database file could not be rewritten just now; it is when EventDesk ends.")
        return undone + about_copies
