"""Making room in the line for somebody who is moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.errors import Invalid
from eventdesk.domain.visit import Visit

if TYPE_CHECKING:
    from eventdesk.services.floor import Floor

_INSTANT = timedelta(microseconds=1)


def room_before(floor: Floor, visit: Visit, target_id: int) -> datetime:
    """A due time right in front of that visit and behind everybody who is before it.

    Many have the very same due time (one wave, one length), where registration decides. Those from
    the target on make room by as many millionths of a second as it takes.
    """
    line = [each for each in floor.change.line() if each.id != visit.id]
    place = next((place for place, each in enumerate(line) if each.id == target_id), None)
    if place is None:
        raise Invalid({"before": ["That ticket is not in the line any more."]})
    target = line[place]
    if place == 0 or target.due_at - line[place - 1].due_at > _INSTANT:
        return target.due_at - _INSTANT
    due_at = latest = line[place - 1].due_at + _INSTANT
    for follower in line[place:]:
        if follower.due_at > latest:
            break
        latest += _INSTANT
        floor.save_visit(replace(follower, due_at=latest), "make-room")
    return due_at
