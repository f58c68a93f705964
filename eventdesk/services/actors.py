"""Who does something: the role decides what is allowed, the name goes into the records."""

from __future__ import annotations

from dataclasses import dataclass

from eventdesk.domain.visit import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a device, or EventDesk itself. `therapist_id` for therapists only."""

    role: Role
    name: str = ""
    therapist_id: int | None = None

    def __str__(self) -> str:
        """As the journal keeps it."""
        return f"therapist:{self.therapist_id}" if self.role is Role.THERAPIST else self.role.value

    @property
    def shown_name(self) -> str:
        """Who decided, in the records of a decision."""
        return self.name or self.role.value.capitalize()


DISPATCHER = Actor(Role.DISPATCHER)
TIMER = Actor(Role.TIMER)
