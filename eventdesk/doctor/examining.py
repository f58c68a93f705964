"""Everything the doctor looks at, in the order in which it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventdesk.doctor import backups, certificate, clocks, data_folder, database, network, software
from eventdesk.doctor.finding import BAD, Finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from eventdesk.settings import Settings

EXAMINATIONS: tuple[tuple[str, Callable[[Settings, datetime], list[Finding]]], ...] = (
    ("versions", software.look),
    ("data folder", data_folder.look),
    ("database", database.look),
    ("backups", backups.look),
    ("clock", clocks.look),
    ("network", network.look),
    ("certificate", certificate.look),
)


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Each examination; one that fails is a finding, too, and does not keep the others from being made."""
    found: list[Finding] = []
    for name, look in EXAMINATIONS:
        try:
            found += look(settings, now)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the rest has to be looked at
            said = f"could not be looked at: {type(problem).__name__}: {problem}"
            found.append(Finding(name, BAD, said, "Look at this one by hand."))
    return found
