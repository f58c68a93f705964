"""One command's view of the tent: reads and writes inside one transaction and keeps the journal.

Everything that changes a visit, a therapist or the event goes through `save`, so nothing can
change without its journal entry.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from eventdesk.domain.event import Event
from eventdesk.domain.therapist import Therapist, TherapistStatus
from eventdesk.domain.visit import Visit
from eventdesk.services.changes import difference
from eventdesk.services.ports import Entry, Intake, News

if TYPE_CHECKING:
    from eventdesk.domain.slip import Slip
    from eventdesk.services.actors import Actor
    from eventdesk.services.ports import Change


class Floor:
    """The tent as one command sees and changes it. `now` is the same instant throughout."""

    def __init__(self, change: Change, actor: Actor, now: datetime) -> None:
        self.change = change
        self.actor = actor
        self.now = now
        self.event = change.event
        self._first_seq = change.seq
        self._entries: list[Entry] = []
        self._command = change.seq + 1
        self._subjects: dict[str, Any] = {}
        # Read once: nobody else changes anything meanwhile.
        self._seen: dict[int, Therapist] = {}

    def visit(self, visit_id: int) -> Visit:
        """The visit as this command has left it. Raises `NoSuchVisit`."""
        known = self._subjects.get(f"visit:{visit_id}")
        return known if isinstance(known, Visit) else self.change.visit(visit_id)

    def therapist(self, therapist_id: int) -> Therapist:
        """The therapist as this command has left it. Raises `NoSuchTherapist`."""
        known = self._subjects.get(f"therapist:{therapist_id}")
        if isinstance(known, Therapist):
            return known
        if therapist_id not in self._seen:
            self._seen[therapist_id] = self.change.therapist(therapist_id)
        return self._seen[therapist_id]

    def ready_therapists(self) -> list[Therapist]:
        """All that could be given somebody now."""
        return self.change.therapists(TherapistStatus.READY)

    def add_visit(self, visit: Visit, intake: Intake, action: str) -> Visit:
        """Stores a new visit and journals it. Raises `OpenVisitExists`."""
        added = self.change.add_visit(visit, intake)
        self._journal(f"visit:{added.id}", action, None, added)
        return added

    def add_therapist(self, therapist: Therapist, action: str) -> Therapist:
        """Stores a new therapist and journals it."""
        added = self.change.add_therapist(therapist)
        self._journal(f"therapist:{added.id}", action, None, added)
        return added

    def save_visit(self, visit: Visit, action: str, *, undoes: int | None = None) -> Visit:
        """Stores a changed visit and journals what changed."""
        before = self.visit(visit.id)
        self.change.put_visit(visit)
        self._journal(f"visit:{visit.id}", action, before, visit, undoes=undoes)
        return visit

    def save_therapist(self, therapist: Therapist, action: str, *, undoes: int | None = None) -> Therapist:
        """Stores a changed therapist and journals what changed; an unchanged one leaves no trace."""
        before = self.therapist(therapist.id)
        if before != therapist:
            self.change.put_therapist(therapist)
            self._journal(f"therapist:{therapist.id}", action, before, therapist, undoes=undoes)
        return therapist

    def save_event(self, event: Event, action: str, *, undoes: int | None = None) -> Event:
        """Stores changed settings and journals what changed; unchanged ones leave no trace."""
        before = self.event
        if before != event:
            self.change.put_event(event)
            self.event = event
            self._journal("event", action, before, event, undoes=undoes)
        return event

    def keep_slip(self, slip: Slip, action: str) -> None:
        """Stores a slip and journals it, so that the desk hears of it."""
        self.change.put_slip(slip)
        self._journal(f"slip:{slip.slip}", action, None, slip)

    def put_visit_untold(self, visit: Visit, action: str) -> Visit:
        """Stores a visit without writing down what it was before: that is to be forgotten."""
        self.change.put_visit(visit)
        self._subjects[f"visit:{visit.id}"] = visit
        self.note(f"visit:{visit.id}", action, {})
        return visit

    def put_event_untold(self, event: Event, action: str, details: dict[str, Any]) -> Event:
        """As `put_visit_untold`, for the settings."""
        self.change.put_event(event)
        self.event = event
        self._subjects["event"] = event
        self.note("event", action, details)
        return event

    def note(self, subject: str, action: str, details: dict[str, Any]) -> None:
        """Journals something that changes no field (an import, a reading of health data)."""
        self._append(subject, action, {}, details, None)

    def next_command(self, actor: Actor) -> None:
        """What follows is another command, by somebody else (undo takes back one command at a time)."""
        self.actor = actor
        self._command = self._seq + 1

    @property
    def last_seq(self) -> int:
        """The `seq` of the newest entry, this command's own included."""
        return self._seq

    @property
    def _seq(self) -> int:
        return self._first_seq + len(self._entries)

    def _journal(self, subject: str, action: str, before: Any, after: Any, *, undoes: int | None = None) -> None:
        old, new = difference(before, after)
        self._subjects[subject] = after
        self._append(subject, action, old, new, undoes)

    def _append(self, subject: str, action: str, old: dict[str, Any], new: dict[str, Any], undoes: int | None) -> None:
        self._entries.append(
            Entry(
                seq=self._seq + 1,
                at=self.now,
                actor=str(self.actor),
                action=action,
                subject=subject,
                before=old,
                after=new,
                command=self._command,
                undoes=undoes,
            )
        )

    @property
    def has_changed(self) -> bool:
        """Whether this command changed anything."""
        return bool(self._entries)

    def close(self) -> News:
        """Writes the journal; what is to be announced after the commit."""
        self.change.record(self._entries)
        return News(self.event.slug, self.event, tuple(self._entries), dict(self._subjects))
