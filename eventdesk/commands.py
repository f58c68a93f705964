"""What the command line does to a desk without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.domain.errors import Invalid
from eventdesk.domain.visit import Role
from eventdesk.services import entering, events, start_lists
from eventdesk.services.access import Kind
from eventdesk.services.actors import Actor

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from eventdesk.domain.event import Event
    from eventdesk.services.access import Access
    from eventdesk.services.desk import Desk
    from eventdesk.web.parts import StartListReader

COMMAND_LINE = Actor(Role.ORGANISER, "Command line")


class Commands:
    """Each command once, for whoever may start programs on this machine."""

    def __init__(self, desk: Desk, access: Access, read_start_list: StartListReader) -> None:
        self._desk = desk
        self._access = access
        self._read_start_list = read_start_list

    def new_event(self, slug: str, name: str, date: date, timezone: str) -> Event:
        """A new race day, open until somebody closes it. Raises `Invalid`, `SlugTaken`."""
        return events.new_event(self._desk.store, slug=slug, name=name, day=date, timezone=timezone)

    def issue_token(self, role: str, event: str, therapist_id: int | None) -> str:
        """A new API token. Raises `NoSuchEvent`, `NoSuchTherapist`, `Invalid`."""
        wanted = Role(role)
        if (wanted is Role.THERAPIST) != (therapist_id is not None):
            raise Invalid({"therapist": ["A therapist's token needs the therapist's number, and no other does."]})
        with self._desk.store.read(event) as reading:
            label = reading.therapist(therapist_id).name if therapist_id is not None else ""
        secret, given = self._access.give(Kind.TOKEN, wanted, slug=event, therapist_id=therapist_id, label=label)
        entering.note(self._desk, event, COMMAND_LINE, entering.TOKEN_MADE, **entering.facts(given))
        return secret

    def import_start_list(self, path: Path, slug: str, progress: Callable[[int, int], None]) -> start_lists.Imported:
        """Takes a start list in. Raises `NoSuchEvent`, `Invalid` for a file that can't be read."""
        self._desk.store.stamp(slug)
        file = self._read_start_list(path.read_bytes(), path.name, progress=progress)
        problems = [(each.line, each.reason) for each in file.problems]
        return self._desk.perform(
            slug, COMMAND_LINE, lambda floor: start_lists.import_lines(floor, file.lines, problems)
        )
