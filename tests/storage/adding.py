"""Short ways to put something into a store."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from eventdesk.services.ports import Entry, Intake
from tests.builders import NOW, a_therapist, a_visit

if TYPE_CHECKING:
    from eventdesk.domain.therapist import Therapist
    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Change, Store

_serial = count(1)


def add_visit(store: Store, *, slug: str = "spring", intake: Intake | None = None, **values: Any) -> Visit:
    """One visit in a change of its own; ticket and link are new unless they are given."""
    with store.change(slug) as change:
        return change.add_visit(a_new_visit(**values), intake or Intake())


def a_new_visit(**values: Any) -> Visit:
    """A visit that can be added beside others."""
    serial = next(_serial)
    return a_visit(**({"id": 0, "ticket": f"A{serial}", "token": f"token-{serial}"} | values))


def put_visit(store: Store, visit: Visit) -> None:
    """In a change of its own."""
    with store.change("spring") as change:
        change.put_visit(visit)


def add_therapist(store: Store, **values: Any) -> Therapist:
    """One therapist in a change of its own."""
    with store.change("spring") as change:
        return change.add_therapist(a_therapist(**({"id": 0} | values)))


def an_entry(change: Change, **values: Any) -> Entry:
    """The next entry of the journal."""
    usual: dict[str, Any] = {
        "seq": change.seq + 1,
        "at": NOW,
        "actor": "organiser:Jo",
        "action": "call",
        "subject": "visit:1",
        "before": {"status": "waiting"},
        "after": {"status": "called"},
        "command": change.seq + 1,
    }
    return Entry(**(usual | values))
