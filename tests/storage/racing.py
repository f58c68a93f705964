"""What several do at once: register a runner, take the next one. Also run as a process of its own."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk.adapters.db import open_database
from eventdesk.domain import therapist as duty
from eventdesk.domain import visit as lifecycle
from eventdesk.services.ports import Intake
from tests.builders import NOW, a_visit
from tests.storage.adding import an_entry

if TYPE_CHECKING:
    from eventdesk.domain.visit import Visit
    from eventdesk.services.ports import Store


def register(store: Store, bib: str) -> Visit:
    """One runner with the next ticket number, journalled."""
    with store.change("spring") as change:
        ticket = f"A{change.next_number('A')}"
        visit = a_visit(id=0, ticket=ticket, token=f"token-{ticket}", bib=bib)
        added = change.add_visit(visit, Intake(note="Cramp"))
        change.record([an_entry(change, action="register", subject=f"visit:{added.id}")])
        return added


def take_next(store: Store, therapist_id: int) -> Visit | None:
    """The therapist, who is ready or has somebody, gets the head of the line."""
    with store.change("spring") as change:
        visit = next(change.callable_line(NOW), None)
        if visit is None:
            return None
        called = lifecycle.call(visit, therapist_id=therapist_id, couch="1", event=change.event, now=NOW)
        ready = duty.disengage(change.therapist(therapist_id), now=NOW)
        change.put_visit(called)
        change.put_therapist(duty.engage(ready, visit_id=visit.id, now=NOW))
        entries = [
            an_entry(change, subject=f"visit:{visit.id}", after={"calls": called.calls}),
            an_entry(change, seq=change.seq + 2, command=change.seq + 1, subject=f"therapist:{therapist_id}"),
        ]
        change.record(entries)
        return replace(called)


def main(path: str, key: str, prefix: str, count: int) -> None:
    """Registers runners and prints each ticket once it is committed."""
    database = open_database(Path(path), key=bytes.fromhex(key))
    for number in range(count):
        sys.stdout.write(register(database.store, f"{prefix}{number}").ticket + "\n")
        sys.stdout.flush()
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
