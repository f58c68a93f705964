"""What a line lead sees: the staff's views without anything that concerns somebody's health.

A lead runs the line from a tablet in the open. What is not named here is not shown, so that a field that
staff views get later stays hidden until somebody decides.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

SEEN = frozenset(
    {
        "id", "ticket", "label", "treatment", "status", "couch", "due_at", "called_at", "ends_at", "bib", "first_name",
        "last_name", "minutes", "full_minutes", "wave", "start_at", "not_before", "registered_at", "therapist_id",
        "calls", "misses", "grace_until", "started_at", "finished_at", "wish", "decided_by", "link", "language",
        "position", "expected_start",
    }
)  # fmt: skip
"""Shown as staff see it."""

BLANK: Json = {"advice": None, "referred_to": "", "has_notes": False}
"""Told by nobody's answers: the same for every runner."""

HIDDEN_FLAGS = frozenset({"minor"})
"""An answer of the screening."""

LISTS = ("held", "called", "treating", "waiting", "away", "ended")


def visit(view: Json) -> Json:
    """A staff view of a visit as a lead may see it.

    The reason stays where it can only be why somebody was moved in the line; with a person's decision it may
    be about health.
    """
    shown = {name: value for name, value in view.items() if name in SEEN}
    flags = [each for each in view["flags"] if each not in HIDDEN_FLAGS]
    reason = view["reason"] if not view["decided_by"] else ""
    return shown | BLANK | {"flags": flags, "reason": reason}


def snapshot(staff: Json) -> Json:
    """The staff snapshot as a lead may see it."""
    return staff | {name: [visit(each) for each in staff[name]] for name in LISTS}
