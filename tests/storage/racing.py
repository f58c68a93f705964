"""What several do at once: register a runner, take the next one. Also run as a process of its own."""

from __future__ import annotations

import sys
from dataclasses import replace
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


def main(place: str, key: str, what: str, whose: str, count: int) -> None:
    """Registers runners or takes the next ones, and prints each once it is committed."""
    database = open_database(place, key=bytes.fromhex(key))
    for number in range(count):
        if what == "register":
            done = register(database.store, f"{whose}{number}").ticket
        else:
            visit = take_next(database.store, int(whose))
            if visit is None:
                break
            done = visit.ticket
        sys.stdout.write(done + "\n")
        sys.stdout.flush()
    database.close()


if __name__ == "__main__":
    place, key, what, whose, count = sys.argv[1:]
    main(place, key, what, whose, int(count))
