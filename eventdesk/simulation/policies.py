"""Queue rules to compare in simulations; the desk itself knows only the first.

A rule is the sort key of the line. Everything else stays the same: due times, and with them when
somebody is too late, do not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from eventdesk.domain import dispatch
from eventdesk.domain.event import Rule

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit


def first_come(visit: Visit) -> tuple[datetime, int]:
    """First come, first served: by the time from which a runner could be called."""
    ready_at = max(visit.registered_at, visit.not_before or visit.registered_at)
    return ready_at, visit.id


def before_start_first(visit: Visit) -> tuple[bool, datetime, datetime, int]:
    """Whoever has a start to reach goes first, whatever the slack."""
    return visit.rule is not Rule.BEFORE_START, *dispatch.order(visit)


POLICIES: dict[str, Callable[[Visit], tuple[Any, ...]]] = {
    "due": dispatch.order,
    "fifo": first_come,
    "pre-first": before_start_first,
}
