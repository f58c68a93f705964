"""A slip: the number a tablet gave a runner, by which the sign-up is found while nobody knows its ticket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from eventdesk.domain import views

if TYPE_CHECKING:
    from datetime import datetime

# The tablet's number and a count, as they are said: "three oh seven" is 3-07.
SLIP = re.compile(r"[1-9][0-9]{0,8}-[0-9]{2,6}[a-z]?")


def count_in(slip: str) -> int:
    """The count in a slip's number: 7 in `3-07`."""
    return int(slip.partition("-")[2].rstrip(ascii_lowercase))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What became of a sign-up. `visit_id` None: it was refused, and `reason` says why (without names).

    `signed_up_at`: when the runner stood at the tablet; `arrived_at`: when the desk heard of it; `seen_at`: when
    somebody at the desk took note of the refusal.
    """

    slip: str
    visit_id: int | None
    reason: str
    signed_up_at: datetime
    arrived_at: datetime
    seen_at: datetime | None = None

    @property
    def needs_somebody(self) -> bool:
        """Whether it came to nothing and nobody at the desk knows yet."""
        return self.visit_id is None and self.seen_at is None


def staff_view(slip: Slip) -> dict[str, Any]:
    """For the desk; nothing of it is about health, nor a name."""
    return {
        "slip": slip.slip,
        "visit_id": slip.visit_id,
        "reason": slip.reason,
        "signed_up_at": views.instant(slip.signed_up_at),
        "arrived_at": views.instant(slip.arrived_at),
        "seen_at": views.instant(slip.seen_at),
    }
