"""What the public may notice of the journal: a visit that nobody saw must not be seen going.

A runner who was held and then declined or referred was never on the board; a patch that says this
ticket is over would tell just that. And one whose clearing was undone has to leave the board.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventdesk.domain.visit import OPEN, Visit, VisitStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventdesk.services.ports import Entry

_SHOWN = OPEN - {VisitStatus.HELD}


def noticed(entries: Sequence[Entry], subjects: Mapping[str, Any]) -> set[int]:
    """The `seq` of each entry whose visit was on the board before it or after it.

    `entries` ascending; `subjects` as they are after the last one. Entries that are not on a visit
    are none of this.
    """
    status: dict[str, VisitStatus | None] = {
        name: each.status for name, each in subjects.items() if isinstance(each, Visit)
    }
    found: set[int] = set()
    for entry in reversed(entries):
        if entry.subject not in status:
            continue
        after = status[entry.subject]
        before = _before(entry, after)
        if before in _SHOWN or after in _SHOWN:
            found.add(entry.seq)
        status[entry.subject] = before
    return found


def _before(entry: Entry, after: VisitStatus | None) -> VisitStatus | None:
    """None: there was no such visit yet."""
    if "status" in entry.before:
        return VisitStatus(entry.before["status"])
    return None if "status" in entry.after else after
