"""What is put in the place of an answer that told of somebody who was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventdesk.services.ports import StoredAnswer

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit

FORGOTTEN = StoredAnswer("", 409, {"title": "This was erased.", "status": 409, "code": "not_now"})
"""The request was done once and its runner is erased: the same key again must not do it anew."""


def tells_of(body: Any, visit: Visit) -> bool:
    """Whether an answer holds this visit anywhere; a ticket is given once in an event."""
    if isinstance(body, dict):
        return body.get("ticket") == visit.ticket or any(tells_of(each, visit) for each in body.values())
    return isinstance(body, list) and any(tells_of(each, visit) for each in body)
